//! The story of a debtor, the last day first, a page at a time; and the files of its invoices.

use std::collections::BTreeMap;

use domain::events::Recorded;
use domain::ids::{DebtorId, InvoiceId, PieceId};
use jiff::civil::Date;

use crate::engine::Row;
use crate::error::StoreError;
use crate::sql::{claim as claim_sql, journal as sql};
use crate::tx::Read;

/// A page of a story.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Story {
    /// The events, the last day first, then the last number.
    pub events: Vec<Recorded>,
    /// Whether there is more.
    pub more: bool,
    /// How many events there are of each kind in all, whatever the page and the kinds wanted.
    pub kinds: BTreeMap<String, u64>,
}

/// A file of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PieceRow {
    /// Which.
    pub id: PieceId,
    /// Of which invoice.
    pub invoice: InvoiceId,
    /// Number of its bytes in the erasable store.
    pub file: i64,
    /// Its name; empty where it was erased.
    pub name: String,
    /// How many bytes; `None` where they were erased.
    pub size: Option<i64>,
}

impl Read<'_> {
    /// The events that speak of a debtor up to a day, of the kinds wanted, at most `limit`, after a place. Invoices and what pays
    /// which of them are left out: other lists say them.
    ///
    /// # Errors
    /// An event that cannot be read, or what the database says.
    pub fn story_of(
        &mut self,
        debtor: DebtorId,
        day: Date,
        wanted: impl Fn(&str) -> bool,
        after: Option<(Date, i64)>,
        limit: usize,
    ) -> Result<Story, StoreError> {
        let (mut story, mut places) = (Story::default(), Vec::new());
        self.sql.each::<StoreError>(sql::STORY, &[self.tenant.0.into(), debtor.0.into(), day.into()], |row| {
            let kind = row.str(2)?;
            match story.kinds.get_mut(kind) {
                Some(count) => *count += 1,
                None => drop(story.kinds.insert(kind.to_owned(), 1)),
            }
            let place = (row.day(1)?, row.int(0)?);
            if wanted(kind) && after.is_none_or(|after| place < after) {
                places.push(place);
            }
            Ok(())
        })?;
        places.sort_unstable_by(|a, b| b.cmp(a));
        story.more = places.len() > limit;
        places.truncate(limit);
        for (_, seq) in places {
            story.events.push(self.event(seq)?);
        }
        Ok(story)
    }

    /// The newest files of the invoices of a debtor.
    ///
    /// # Errors
    /// What the database says.
    pub fn pieces_of_debtor(&mut self, debtor: DebtorId, limit: i64) -> Result<Vec<PieceRow>, StoreError> {
        self.sql.rows(claim_sql::PIECES_OF_DEBTOR, &[self.tenant.0.into(), debtor.0.into(), limit.into()], piece)
    }

    /// The files of an invoice.
    ///
    /// # Errors
    /// What the database says.
    pub fn pieces_of_invoice(&mut self, invoice: InvoiceId) -> Result<Vec<PieceRow>, StoreError> {
        self.sql.rows(claim_sql::PIECES_NAMED, &[self.tenant.0.into(), invoice.0.into()], piece)
    }

    /// One file.
    ///
    /// # Errors
    /// What the database says.
    pub fn piece(&mut self, id: PieceId) -> Result<Option<PieceRow>, StoreError> {
        self.sql.first(claim_sql::PIECE_ONE, &[self.tenant.0.into(), id.0.into()], piece)
    }
}

fn piece(row: &Row<'_>) -> Result<PieceRow, StoreError> {
    Ok(PieceRow {
        id: PieceId(row.int(0)?),
        invoice: InvoiceId(row.int(1)?),
        file: row.int(2)?,
        name: row.opt_blob(3)?.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default(),
        size: row.opt_int(4)?,
    })
}
