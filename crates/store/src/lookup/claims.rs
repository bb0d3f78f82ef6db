//! Claims by id, number or key of their source; the balance of all of them on a day.

use domain::ids::{ClaimId, DebtorId, ImportId, InvoiceId};
use domain::money::{Cents, Currency};
use domain::terms::DueBasis;
use jiff::civil::Date;

use super::debtors::undone;
use crate::engine::{Row, V};
use crate::error::StoreError;
use crate::facts::{currency, unword};
use crate::sql::claim as sql;
use crate::tx::Read;

/// A claim as it is known now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimRow {
    /// Which.
    pub id: ClaimId,
    /// Of which invoice.
    pub invoice: InvoiceId,
    /// Who owes.
    pub debtor: DebtorId,
    /// The number printed.
    pub number: String,
    /// Day of issue.
    pub issued_on: Date,
    /// End of the service or delivery.
    pub performed_on: Option<Date>,
    /// Last day to pay.
    pub due_on: Date,
    /// Where that day comes from.
    pub due_basis: DueBasis,
    /// Of this due date.
    pub amount: Cents,
    /// Of the whole invoice.
    pub total: Cents,
    /// Currency.
    pub currency: Currency,
    /// Sum of what is allocated to it, whatever its day.
    pub settled: Cents,
    /// The import that brought it.
    pub import: Option<ImportId>,
    /// Identity in its source.
    pub key: Option<String>,
    /// Number of its subject in the erasable store.
    pub subject: Option<i64>,
}

/// A file attached to an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PieceRow {
    /// Journal number of its event.
    pub id: i64,
    /// Number of its bytes in the erasable store.
    pub file: i64,
    /// Number of its name there.
    pub name: i64,
}

/// What one claim is worth in the books on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenClaim {
    /// Who owes.
    pub debtor: DebtorId,
    /// Last day to pay.
    pub due_on: Date,
    /// Currency.
    pub currency: Currency,
    /// Amount less what was allocated by that day; negative when too much was.
    pub open: Cents,
}

impl Read<'_> {
    /// A claim by id; `None` when there is none or its import was undone.
    ///
    /// # Errors
    /// What the database says.
    pub fn claim(&mut self, id: ClaimId) -> Result<Option<ClaimRow>, StoreError> {
        Ok(self.claims_where(sql::ONE, id.0.into())?.pop())
    }

    /// Every claim of the invoices of a number, whoever owes them. Claims that are being imported are found too.
    ///
    /// # Errors
    /// What the database says.
    pub fn claims_by_number(&mut self, number: &str) -> Result<Vec<ClaimRow>, StoreError> {
        self.claims_where(sql::BY_NUMBER, number.into())
    }

    /// The claims of the invoice of a number of one debtor.
    ///
    /// # Errors
    /// What the database says.
    pub fn claims_of_invoice(&mut self, debtor: DebtorId, number: &str) -> Result<Vec<ClaimRow>, StoreError> {
        let mut found = self.claims_by_number(number)?;
        found.retain(|claim| claim.debtor == debtor);
        Ok(found)
    }

    /// The claims of a key of their source.
    ///
    /// # Errors
    /// What the database says.
    pub fn claims_by_key(&mut self, key: &str) -> Result<Vec<ClaimRow>, StoreError> {
        self.claims_where(sql::BY_KEY, key.into())
    }

    /// The claims of a debtor, by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn claims_of_debtor(&mut self, debtor: DebtorId) -> Result<Vec<ClaimRow>, StoreError> {
        self.claims_where(sql::OF_DEBTOR, debtor.0.into())
    }

    /// The files attached to an invoice.
    ///
    /// # Errors
    /// What the database says.
    pub fn pieces(&mut self, invoice: InvoiceId) -> Result<Vec<PieceRow>, StoreError> {
        self.sql.rows(sql::PIECES, &[self.tenant.0.into(), invoice.0.into()], |row| {
            Ok(PieceRow { id: row.int(0)?, file: row.int(1)?, name: row.int(2)? })
        })
    }

    /// Gives every claim that was not worth nothing on a day, by id: right for any day, quickest for today.
    ///
    /// # Errors
    /// What the database says.
    pub fn open_claims(&mut self, day: Date, mut give: impl FnMut(OpenClaim)) -> Result<(), StoreError> {
        let not_live = self.not_live()?;
        let mut last = (String::from("EUR"), Currency::EUR);
        self.sql.each(sql::OPEN_ON, &[self.tenant.0.into(), day.into()], |row| {
            let open = Cents(row.int(4)?);
            if open.is_zero() || row.opt_int(3)?.is_some_and(|import| not_live.contains_key(&import)) {
                return Ok(());
            }
            if last.0 != row.str(2)? {
                last = (row.text(2)?, currency(row.str(2)?)?);
            }
            give(OpenClaim { debtor: DebtorId(row.int(0)?), due_on: row.day(1)?, currency: last.1, open });
            Ok(())
        })
    }

    fn claims_where(&mut self, text: &'static str, value: V<'_>) -> Result<Vec<ClaimRow>, StoreError> {
        let mut found = self.sql.rows(text, &[self.tenant.0.into(), value], read)?;
        if found.iter().any(|claim| claim.import.is_some()) {
            let not_live = self.not_live()?;
            found.retain(|claim| !undone(&not_live, claim.import));
        }
        Ok(found)
    }
}

fn read(row: &Row<'_>) -> Result<ClaimRow, StoreError> {
    Ok(ClaimRow {
        id: ClaimId(row.int(0)?),
        invoice: InvoiceId(row.int(1)?),
        debtor: DebtorId(row.int(2)?),
        number: row.text(3)?,
        issued_on: row.day(4)?,
        performed_on: row.opt_day(5)?,
        due_on: row.day(6)?,
        due_basis: unword(row.str(7)?)?,
        amount: Cents(row.int(8)?),
        total: Cents(row.int(9)?),
        currency: currency(row.str(10)?)?,
        settled: Cents(row.int(11)?),
        import: row.opt_int(12)?.map(ImportId),
        key: row.opt_str(13)?.map(str::to_owned),
        subject: row.opt_int(14)?,
    })
}
