//! When to look at a debtor again, what runs delivered, and whether anything may be delivered at all.

use domain::ids::DebtorId;
use jiff::civil::Date;

use crate::engine::{Bulk, V};
use crate::error::StoreError;
use crate::project::Touched;
use crate::sql::working as sql;
use crate::tx::{Read, Tx};

/// Days on which to look again, by blocks.
pub(super) const LOOK_AGAIN: Bulk = Bulk {
    table: "look_again",
    columns: &["tenant_id", "debtor", "day", "fingerprint"],
    conflict: " ON CONFLICT (tenant_id, debtor) DO UPDATE SET day = excluded.day, fingerprint = excluded.fingerprint",
    joined: "",
};

impl Tx<'_> {
    /// Remembers for each debtor the next day on which its decision could change, and under which rules it was made. Any event
    /// about the debtor forgets it.
    ///
    /// # Errors
    /// What the database says.
    pub fn look_again_set(&mut self, decided: &[(DebtorId, Date)], fingerprint: &str) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        let rows = decided.iter().map(|(debtor, day)| [V::Int(tenant), V::Int(debtor.0), V::Day(*day), V::Text(fingerprint)]);
        self.sql.bulk(&LOOK_AGAIN, rows)
    }

    /// Remembers that a run of a day delivered so many letters, e-mails and calls, on top of what other runs of the day did.
    ///
    /// # Errors
    /// What the database says.
    pub fn record_run(&mut self, day: Date, delivered: u32) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.execute(sql::RECORD_RUN, &[tenant.into(), day.into(), i64::from(delivered).into()])?;
        Ok(())
    }

    /// Forbids (or allows again) every departure of this tenant: a restored backup starts so.
    ///
    /// # Errors
    /// What the database says.
    pub fn set_quarantine(&mut self, on: bool) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.execute(sql::SET_FLAG, &[tenant.into(), "quarantine".into(), i64::from(on).into()])?;
        Ok(())
    }
}

impl Read<'_> {
    /// What runs delivered since a day, by day.
    ///
    /// # Errors
    /// What the database says.
    pub fn runs_since(&mut self, day: Date) -> Result<Vec<(Date, u32)>, StoreError> {
        self.sql
            .rows(sql::RUNS, &[self.tenant.0.into(), day.into()], |row| Ok((row.day(0)?, u32::try_from(row.int(1)?).unwrap_or(u32::MAX))))
    }

    /// Whether every departure of this tenant is forbidden.
    ///
    /// # Errors
    /// What the database says.
    pub fn in_quarantine(&mut self) -> Result<bool, StoreError> {
        Ok(self.sql.first(sql::FLAG, &[self.tenant.0.into(), "quarantine".into()], |row| row.int(0))?.is_some_and(|value| value != 0))
    }

    /// Debtors whose last decision no longer stands are due again.
    pub(crate) fn look_again_at(&mut self, touched: &Touched) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        if self.sql.first(sql::ANY_LOOK_AGAIN, &[tenant.into()], |row| row.int(0))?.is_none() {
            return Ok(());
        }
        for import in &touched.imports {
            self.sql.execute(sql::TOUCH_IMPORT, &[tenant.into(), (*import).into()])?;
        }
        let debtors: Vec<V<'_>> = touched.debtors.iter().map(|debtor| V::Int(*debtor)).collect();
        self.sql.any(sql::TOUCH, tenant, &debtors, |_| Ok(()))?;
        Ok(())
    }
}
