//! What several sources tell of one thing.

use domain::events::Told;
use domain::ids::{AllocationId, ImportId, InvoiceId, MovementId};
use domain::money::Cents;
use jiff::civil::Date;

use super::debtors::undone;
use super::movements::{MovementRow, read};
use crate::engine::Row;
use crate::error::StoreError;
use crate::sql::source as sql;
use crate::tx::Read;

impl Read<'_> {
    /// What an entry told again, by its key, and the amount it said; `None` where no import that counts told it.
    ///
    /// # Errors
    /// What the database says.
    pub fn told_by_key(&mut self, key: &str) -> Result<Option<(Told, Cents)>, StoreError> {
        let read = |row: &Row<'_>| Ok((told(row)?, Cents(row.int(3)?), Some(ImportId(row.int(4)?))));
        let found = self.sql.rows(sql::BY_KEY, &[self.tenant.0.into(), key.into()], read)?;
        if found.is_empty() {
            return Ok(None);
        }
        let not_live = self.not_live()?;
        Ok(found.into_iter().find(|(.., import)| !undone(&not_live, *import)).map(|(told, amount, _)| (told, amount)))
    }

    /// The first import that counts and told again of a payment that it was made; not the one that is left aside.
    ///
    /// # Errors
    /// What the database says.
    pub fn payment_told_by(&mut self, payment: MovementId, aside: Option<ImportId>) -> Result<Option<ImportId>, StoreError> {
        self.told_by(payment, "movement", aside)
    }

    /// As [`Read::payment_told_by`], of its return.
    ///
    /// # Errors
    /// What the database says.
    pub fn return_told_by(&mut self, payment: MovementId, aside: Option<ImportId>) -> Result<Option<ImportId>, StoreError> {
        self.told_by(payment, "return", aside)
    }

    fn told_by(&mut self, target: MovementId, what: &str, aside: Option<ImportId>) -> Result<Option<ImportId>, StoreError> {
        let values = [self.tenant.0.into(), target.0.into(), what.into()];
        let found = self.sql.rows(sql::TOLD_BY, &values, |row| Ok(ImportId(row.int(0)?)))?;
        Ok(found.into_iter().find(|import| Some(*import) != aside))
    }

    /// Everything that an import told again.
    ///
    /// # Errors
    /// What the database says.
    pub fn told_of_import(&mut self, import: ImportId) -> Result<Vec<Told>, StoreError> {
        self.sql.rows(sql::OF_IMPORT, &[self.tenant.0.into(), import.0.into()], told)
    }

    /// What payments since a day are known by in their sources, and how each was made.
    ///
    /// # Errors
    /// What the database says.
    pub fn keys_of_payments(&mut self, since: Date) -> Result<Vec<(MovementId, String, String)>, StoreError> {
        let read = |row: &Row<'_>| Ok((MovementId(row.int(0)?), row.text(1)?, row.text(2)?));
        self.sql.rows(sql::PAYMENT_KEYS, &[self.tenant.0.into(), since.into()], read)
    }

    /// The payments of some days, and whether an import of a format that counts brought or told each.
    ///
    /// # Errors
    /// What the database says.
    pub fn payments_between(&mut self, format: &str, from: Date, to: Date) -> Result<Vec<(MovementRow, bool)>, StoreError> {
        let not_live = self.not_live()?;
        let values = [self.tenant.0.into(), from.into(), to.into(), format.into()];
        let mut found = self.sql.rows(sql::BETWEEN, &values, |row| Ok((read(row)?, row.int(13)? != 0)))?;
        found.retain(|(movement, _)| !undone(&not_live, movement.import));
        Ok(found)
    }
}

fn told(row: &Row<'_>) -> Result<Told, StoreError> {
    let (target, made) = (row.int(1)?, row.int(2)? != 0);
    Ok(match row.str(0)? {
        "invoice" => Told::Invoice { invoice: InvoiceId(target) },
        "movement" => Told::Movement { movement: MovementId(target) },
        "refund" => Told::Refund { refund: AllocationId(target) },
        "return" => Told::Return { payment: MovementId(target), made },
        other => return Err(StoreError::Damaged(format!("« {other} » ne se dit pas deux fois"))),
    })
}
