//! Column mappings that a person chose.

use crate::error::StoreError;
use crate::sql::working as sql;
use crate::tx::{Read, Tx};

impl Tx<'_> {
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
    /// A remembered mapping.
    ///
    /// # Errors
    /// What the database says.
    pub fn mapping(&mut self, name: &str) -> Result<Option<String>, StoreError> {
        self.sql.first(sql::MAPPING, &[self.tenant.0.into(), name.into()], |row| row.text(0))
    }
}
