//! Life-cycle statuses of e-invoices.

use domain::ids::{DisputeId, HoldId, ImportId, InvoiceId, StatusId};
use domain::money::Cents;
use jiff::civil::{Date, DateTime};

use crate::engine::Row;
use crate::error::StoreError;
use crate::facts::unjson;
use crate::project::Made;
use crate::sql::status as sql;
use crate::tx::Read;

/// A life-cycle status, with what it made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusRow {
    /// Which.
    pub id: StatusId,
    /// Of which invoice.
    pub invoice: InvoiceId,
    /// The day from which it counts.
    pub on: Date,
    /// When it was said.
    pub at: DateTime,
    /// When it was recorded, microseconds since 1970 UTC.
    pub recorded_at: i64,
    /// Its code.
    pub code: String,
    /// The role of who said it.
    pub sender: Option<String>,
    /// Codes of its reasons.
    pub reasons: Vec<String>,
    /// Codes of what is asked of the seller.
    pub asked: Vec<String>,
    /// The sum that it names.
    pub amount: Option<Cents>,
    /// Its words; `None` where it has none, or they were erased.
    pub text: Option<String>,
    /// Whether it had words, which were erased.
    pub erased: bool,
    /// The import that brought it.
    pub import: ImportId,
    /// The disputes that it opened.
    pub disputes: Vec<DisputeId>,
    /// The holds that it placed.
    pub holds: Vec<HoldId>,
}

impl Read<'_> {
    /// Whether a status is known, by its identity ([`domain::events::StatusReceived::key`]).
    ///
    /// # Errors
    /// What the database says.
    pub fn knows_status(&mut self, key: &str) -> Result<bool, StoreError> {
        Ok(self.sql.first(sql::KNOWN, &[self.tenant.0.into(), key.into()], |row| row.int(0))?.is_some())
    }

    /// The statuses of an invoice, in the order in which they were said.
    ///
    /// # Errors
    /// What the database says.
    pub fn statuses_of(&mut self, invoice: InvoiceId) -> Result<Vec<StatusRow>, StoreError> {
        self.sql.rows(sql::OF_INVOICE, &[self.tenant.0.into(), invoice.0.into()], read)
    }

    /// The statuses that an import brought.
    ///
    /// # Errors
    /// What the database says.
    pub fn statuses_of_import(&mut self, import: ImportId) -> Result<Vec<StatusRow>, StoreError> {
        self.sql.rows(sql::OF_IMPORT, &[self.tenant.0.into(), import.0.into()], read)
    }

    /// The sums that statuses announced since a day (211, 212): of which invoice, when, how much.
    ///
    /// # Errors
    /// What the database says.
    pub fn announced_since(&mut self, day: Date) -> Result<Vec<(InvoiceId, Date, Cents)>, StoreError> {
        let values = [self.tenant.0.into(), day.into()];
        self.sql.rows(sql::ANNOUNCED, &values, |row| Ok((InvoiceId(row.int(0)?), row.day(1)?, Cents(row.int(2)?))))
    }
}

fn read(row: &Row<'_>) -> Result<StatusRow, StoreError> {
    let said_at = row.str(3)?;
    let at = said_at.parse().map_err(|_| StoreError::Damaged(format!("« {said_at} » n'est pas le moment d'un statut")))?;
    let made: Made = unjson(row.str(13)?)?;
    let text = row.opt_blob(11)?.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    Ok(StatusRow {
        id: StatusId(row.int(0)?),
        invoice: InvoiceId(row.int(1)?),
        on: row.day(2)?,
        at,
        recorded_at: row.int(4)?,
        code: row.text(5)?,
        sender: row.opt_str(6)?.map(str::to_owned),
        reasons: unjson(row.str(7)?)?,
        asked: unjson(row.str(8)?)?,
        amount: row.opt_int(9)?.map(Cents),
        erased: row.opt_int(10)?.is_some() && text.is_none(),
        text,
        import: ImportId(row.int(12)?),
        disputes: made.disputes,
        holds: made.holds,
    })
}
