//! Rows of a file between reading and recording, and remembered column mappings.

use domain::ids::ImportId;

use crate::engine::{Bulk, V};
use crate::error::StoreError;
use crate::sql::working as sql;
use crate::tx::{Read, Tx};

/// Staged rows by blocks.
pub(super) const STAGING: Bulk = Bulk { table: "staging", columns: &["tenant_id", "import_id", "line", "body"], conflict: "", joined: "" };

impl Tx<'_> {
    /// Keeps rows of a file, by line, until they become events.
    ///
    /// # Errors
    /// What the database says.
    pub fn stage(&mut self, import: ImportId, rows: &[(i64, String)]) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.bulk(&STAGING, rows.iter().map(|(line, body)| [V::Int(tenant), V::Int(import.0), V::Int(*line), V::Text(body)]))
    }

    /// Forgets the staged rows up to a line, included: they became events in this transaction, or the import was undone.
    ///
    /// # Errors
    /// What the database says.
    pub fn unstage(&mut self, import: ImportId, through: i64) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.execute(sql::UNSTAGE, &[tenant.into(), import.0.into(), through.into()])?;
        Ok(())
    }

    /// Remembers a column mapping (or any other choice of a person about files) under a name.
    ///
    /// # Errors
    /// What the database says.
    pub fn save_mapping(&mut self, name: &str, body: &str) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.execute(sql::SAVE_MAPPING, &[tenant.into(), name.into(), body.into()])?;
        Ok(())
    }
}

impl Read<'_> {
    /// The staged rows after a line, at most `limit` of them.
    ///
    /// # Errors
    /// What the database says.
    pub fn staged(&mut self, import: ImportId, after: i64, limit: usize) -> Result<Vec<(i64, String)>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.sql
            .rows(sql::STAGED, &[self.tenant.0.into(), import.0.into(), after.into(), limit.into()], |row| Ok((row.int(0)?, row.text(1)?)))
    }

    /// The last staged line: where reading goes on after an interruption.
    ///
    /// # Errors
    /// What the database says.
    pub fn last_staged(&mut self, import: ImportId) -> Result<Option<i64>, StoreError> {
        Ok(self.sql.first(sql::LAST_STAGED, &[self.tenant.0.into(), import.0.into()], |row| row.opt_int(0))?.flatten())
    }

    /// A remembered mapping.
    ///
    /// # Errors
    /// What the database says.
    pub fn mapping(&mut self, name: &str) -> Result<Option<String>, StoreError> {
        self.sql.first(sql::MAPPING, &[self.tenant.0.into(), name.into()], |row| row.text(0))
    }
}
