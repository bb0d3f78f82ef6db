//! The journal by pages, newest first, each event with its place in the chain verified.

use domain::events::{Event, Recorded};
use domain::ids::Seq;
use jiff::civil::Date;

use crate::chain::{Envelope, ORIGIN, hex, link};
use crate::error::StoreError;
use crate::line::lines_after;
use crate::sql::journal as sql;
use crate::tx::{Read, hash_of};

/// An event as it is stored, its payload as JSON bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLine {
    /// Its number.
    pub seq: Seq,
    /// Its kind.
    pub kind: String,
    /// The version of its payload.
    pub version: u32,
    /// The civil day it is true from.
    pub effective_on: Date,
    /// When it was recorded, microseconds UTC.
    pub recorded_at: i64,
    /// Who said so.
    pub author: String,
    /// What was hashed.
    pub payload: Vec<u8>,
    /// Its hash, hexadecimal.
    pub hash: String,
}

/// Which events of the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalAsked {
    /// Before that number.
    pub before: Option<i64>,
    /// Recorded from that moment on, microseconds UTC.
    pub from: Option<i64>,
    /// Recorded before that moment.
    pub until: Option<i64>,
    /// Of that kind.
    pub kind: Option<String>,
    /// By that author.
    pub author: Option<String>,
}

/// An event and whether its hash is that of its bytes after the event before it.
#[derive(Clone, Debug, PartialEq)]
pub struct JournalLine {
    /// The event in its envelope.
    pub recorded: Recorded,
    /// Its hash, hexadecimal.
    pub hash: String,
    /// Whether the chain holds here.
    pub whole: bool,
}

/// A page of the journal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JournalPage {
    /// Newest first.
    pub lines: Vec<JournalLine>,
    /// Before which number the search goes on, when it did not reach the end.
    pub next: Option<i64>,
}

/// Events looked at for one page at most: a rare kind is searched in several steps.
const SPAN: i64 = 50_000;

impl Read<'_> {
    /// A page of the journal.
    ///
    /// # Errors
    /// An event that cannot be read, or what the database says.
    pub fn journal_page(&mut self, asked: &JournalAsked, limit: usize) -> Result<JournalPage, StoreError> {
        let tenant = self.tenant;
        let mut before = asked.before.unwrap_or(i64::MAX).min(self.head()?.events + 1);
        if let Some(until) = asked.until {
            before = before.min(self.last_by(until - 1)? + 1);
        }
        let first = match asked.from {
            Some(from) => self.last_by(from - 1)? + 1,
            None => 1,
        };
        let lowest = first.max(before - SPAN);
        let (kind, author) = (asked.kind.as_deref().unwrap_or(""), asked.author.as_deref().unwrap_or(""));
        let values = [tenant.0.into(), before.into(), lowest.into(), kind.into(), author.into(), (limit as i64).into()];
        let mut found = self.sql.rows(sql::PAGE, &values, |row| {
            let version = u32::try_from(row.int(2)?).unwrap_or(0);
            let (kind, payload) = (row.text(1)?, row.blob(6)?.to_vec());
            let event = Event::decode(&kind, version, &payload)?;
            let recorded = Recorded {
                tenant,
                seq: Seq(row.int(0)?),
                effective_on: row.day(3)?,
                recorded_at: row.int(4)?,
                author: row.text(5)?,
                event,
            };
            Ok((recorded, kind, version, payload, hash_of(row.blob(7)?)?))
        })?;
        let mut lines = Vec::with_capacity(found.len());
        for (recorded, kind, version, payload, hash) in found.drain(..) {
            let previous = self.hash_at(recorded.seq.0 - 1)?.unwrap_or(ORIGIN);
            let envelope = Envelope {
                tenant,
                seq: recorded.seq,
                kind: &kind,
                version,
                effective_on: recorded.effective_on,
                recorded_at: recorded.recorded_at,
                author: &recorded.author,
            };
            let whole = link(&previous, &envelope, &payload) == hash;
            lines.push(JournalLine { recorded, hash: hex(&hash), whole });
        }
        let reached = if lines.len() == limit { lines.last().map_or(first, |line| line.recorded.seq.0) } else { lowest };
        Ok(JournalPage { lines, next: (reached > first).then_some(reached) })
    }

    /// The hash of an event; `None` when there is none of that number.
    ///
    /// # Errors
    /// What the database says.
    pub fn hash_at(&mut self, seq: i64) -> Result<Option<crate::chain::Hash>, StoreError> {
        self.sql.first(sql::HASH, &[self.tenant.0.into(), seq.into()], |row| hash_of(row.blob(0)?))
    }

    /// Gives the journal from a number on, as it is stored.
    ///
    /// # Errors
    /// What `give` answers, or what the database says.
    pub fn each_line<E: From<StoreError>>(&mut self, from: Seq, mut give: impl FnMut(StoredLine) -> Result<(), E>) -> Result<(), E> {
        let mut after = from.0 - 1;
        loop {
            let block = lines_after(&mut self.sql, self.tenant.0, after)?;
            let Some(last) = block.last() else { return Ok(()) };
            after = last.seq;
            for line in block {
                give(StoredLine {
                    seq: Seq(line.seq),
                    version: line.version(),
                    kind: line.kind,
                    effective_on: line.effective_on,
                    recorded_at: line.recorded_at,
                    author: line.author,
                    payload: line.payload,
                    hash: hex(&line.hash),
                })?;
            }
        }
    }

    /// Gives what is in the erasable store: number, digest, bytes.
    ///
    /// # Errors
    /// What `give` answers, or what the database says.
    pub fn each_private<E: From<StoreError>>(&mut self, mut give: impl FnMut(i64, &str, &[u8]) -> Result<(), E>) -> Result<(), E> {
        let mut after = 0;
        loop {
            let mut last = None;
            self.sql.each(sql::PRIVATE_BLOCK, &[self.tenant.0.into(), after.into(), 100.into()], |row| {
                last = Some(row.int(0)?);
                give(row.int(0)?, row.str(1)?, row.blob(2)?)
            })?;
            match last {
                Some(last) => after = last,
                None => return Ok(()),
            }
        }
    }
}
