//! Working state: when to look again.
use crate::error::StoreError;
use crate::project::Touched;
use crate::sql::working as sql;
use crate::tx::Read;

impl Read<'_> {
    /// Debtors whose last decision no longer stands are due again.
    pub(crate) fn look_again_at(&mut self, touched: &Touched) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        if self.sql.first(sql::ANY_LOOK_AGAIN, &[tenant.into()], |row| row.int(0))?.is_none() {
            return Ok(());
        }
        if touched.all {
            self.sql.execute(sql::TOUCH_ALL, &[tenant.into()])?;
            return Ok(());
        }
        for debtor in &touched.debtors {
            self.sql.execute(sql::TOUCH, &[tenant.into(), (*debtor).into()])?;
        }
        Ok(())
    }
}
