//! Deposits: files that were brought and not taken in yet, with what a person decided about them.

use domain::ids::DepositId;

use crate::engine::Row;
use crate::error::StoreError;
use crate::sql::job as sql;
use crate::tx::{Read, Tx};

/// A deposit. Times are microseconds since 1970 UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepositRow {
    /// Which.
    pub id: DepositId,
    /// Who brought it.
    pub created_by: String,
    /// When.
    pub created_at: i64,
    /// When something was last decided about it.
    pub touched_at: i64,
    /// Grows with each decision.
    pub version: i64,
    /// Bytes of its files.
    pub bytes: i64,
    /// Files and decisions, as the use case writes them.
    pub body: String,
}

impl Tx<'_> {
    /// Remembers a deposit.
    ///
    /// # Errors
    /// What the database says.
    pub fn add_deposit(&mut self, by: &str, bytes: i64, body: &str) -> Result<DepositId, StoreError> {
        let (tenant, now) = (self.tenant.0, self.now());
        let last = self.sql.first(sql::LAST_DEPOSIT, &[tenant.into()], |row| row.opt_int(0))?.flatten().unwrap_or(0);
        let values = [tenant.into(), (last + 1).into(), by.into(), now.into(), bytes.into(), body.into()];
        self.sql.execute(sql::INSERT_DEPOSIT, &values)?;
        Ok(DepositId(last + 1))
    }

    /// Remembers what was decided about a deposit, read at a version; false where somebody decided something else meanwhile.
    ///
    /// # Errors
    /// What the database says.
    pub fn save_deposit(&mut self, id: DepositId, version: i64, bytes: i64, body: &str) -> Result<bool, StoreError> {
        let (tenant, now) = (self.tenant.0, self.now());
        let values = [tenant.into(), id.0.into(), version.into(), body.into(), bytes.into(), now.into()];
        Ok(self.sql.execute(sql::SAVE_DEPOSIT, &values)? > 0)
    }

    /// Forgets a deposit.
    ///
    /// # Errors
    /// What the database says.
    pub fn forget_deposit(&mut self, id: DepositId) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.execute(sql::DELETE_DEPOSIT, &[tenant.into(), id.0.into()])?;
        Ok(())
    }
}

impl Read<'_> {
    /// A deposit by number.
    ///
    /// # Errors
    /// What the database says.
    pub fn deposit(&mut self, id: DepositId) -> Result<Option<DepositRow>, StoreError> {
        self.sql.first(sql::DEPOSIT, &[self.tenant.0.into(), id.0.into()], read)
    }

    /// Every deposit, the newest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn deposits(&mut self) -> Result<Vec<DepositRow>, StoreError> {
        self.sql.rows(sql::DEPOSITS, &[self.tenant.0.into()], read)
    }
}

fn read(row: &Row<'_>) -> Result<DepositRow, StoreError> {
    Ok(DepositRow {
        id: DepositId(row.int(0)?),
        created_by: row.text(1)?,
        created_at: row.int(2)?,
        touched_at: row.int(3)?,
        version: row.int(4)?,
        bytes: row.int(5)?,
        body: row.text(6)?,
    })
}
