//! A line of the journal as it is stored, for those who read it whole: the check and the backup.

use domain::events::{DecodeError, Event};
use domain::ids::Seq;
use jiff::civil::Date;

use crate::engine::Sql;
use crate::error::StoreError;
use crate::project::Stored;
use crate::sql::journal as sql;

/// Lines read at once.
const BLOCK: i64 = 5_000;

/// An event with its envelope and hash, before anything is made of it.
pub(crate) struct Line {
    pub seq: i64,
    pub kind: String,
    pub version: i64,
    pub effective_on: Date,
    pub recorded_at: i64,
    pub author: String,
    pub payload: Vec<u8>,
    pub hash: Vec<u8>,
}

impl Line {
    /// The version; 0, which no kind has, when it is impossible.
    pub fn version(&self) -> u32 {
        u32::try_from(self.version).unwrap_or(0)
    }

    /// What became true.
    pub fn event(&self) -> Result<Event, DecodeError> {
        Event::decode(&self.kind, self.version(), &self.payload)
    }
}

/// The lines after a number, in order; none at the end.
pub(crate) fn lines_after(from: &mut Sql<'_>, tenant: i64, after: i64) -> Result<Vec<Line>, StoreError> {
    from.rows(sql::BLOCK, &[tenant.into(), after.into(), BLOCK.into()], |row| {
        Ok(Line {
            seq: row.int(0)?,
            kind: row.text(1)?,
            version: row.int(2)?,
            effective_on: row.day(3)?,
            recorded_at: row.int(4)?,
            author: row.text(5)?,
            payload: row.blob(6)?.to_vec(),
            hash: row.blob(7)?.to_vec(),
        })
    })
}

/// Lines and their events as a projection takes them.
pub(crate) fn stored<'l>(lines: &'l [Line], events: &'l [Event]) -> Vec<Stored<'l>> {
    let one = |(line, event): (&'l Line, &'l Event)| Stored {
        seq: Seq(line.seq),
        effective_on: line.effective_on,
        recorded_at: line.recorded_at,
        author: &line.author,
        event,
    };
    lines.iter().zip(events).map(one).collect()
}
