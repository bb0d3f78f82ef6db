//! What files brought, by the identity of their rows.

use jiff::civil::{Date, date};

use crate::error::StoreError;
use crate::sql::keys as sql;
use crate::tx::Read;

impl Read<'_> {
    /// Identities of the claims and movements of some days (both ends counted), save those of imports that do not count.
    ///
    /// # Errors
    /// What the database says.
    pub fn keyed_between(&mut self, from: Date, to: Date) -> Result<Vec<(String, Date)>, StoreError> {
        let not_live = self.not_live()?;
        let from = from.max(date(1, 1, 1)); // PostgreSQL knows no day as early as `Date::MIN`
        let values = [self.tenant.0.into(), from.into(), to.into()];
        let rows = self.sql.rows(sql::KEYED_BETWEEN, &values, |row| Ok((row.text(0)?, row.day(1)?, row.opt_int(2)?)))?;
        Ok(rows
            .into_iter()
            .filter(|(_, _, import)| import.is_none_or(|id| !not_live.contains_key(&id)))
            .map(|(key, day, _)| (key, day))
            .collect())
    }
}
