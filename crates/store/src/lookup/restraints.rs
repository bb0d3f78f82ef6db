//! Whether something that can be ended exists.

use domain::ids::{DisputeId, HoldId, InsolvencyId, PlanId, PromiseId, WaiverId};

use crate::error::StoreError;
use crate::sql::{claim as claim_sql, dunning as sql};
use crate::tx::Read;

macro_rules! exists {
    ($($(#[$doc:meta])* $name:ident $id:ty, $statement:expr;)*) => {
        impl Read<'_> {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// What the database says.
                pub fn $name(&mut self, id: $id) -> Result<bool, StoreError> {
                    Ok(self.sql.first($statement, &[self.tenant.0.into(), id.0.into()], |row| row.int(0))?.is_some())
                }
            )*
        }
    };
}

exists! {
    /// Whether a dispute of that number was opened.
    exists_dispute DisputeId, claim_sql::DISPUTE_EXISTS;
    /// Whether a dispute of that number is open.
    dispute_is_open DisputeId, claim_sql::DISPUTE_OPEN;
    /// Whether a hold of that number was not lifted.
    hold_stands HoldId, sql::HOLD_STANDS;
    /// Whether a waiver of that number was given.
    exists_waiver WaiverId, claim_sql::WAIVER_EXISTS;
    /// Whether a promise of that number was made.
    exists_promise PromiseId, sql::PROMISE_EXISTS;
    /// Whether a plan of that number was agreed.
    exists_plan PlanId, sql::PLAN_EXISTS;
    /// Whether a hold of that number was placed.
    exists_hold HoldId, sql::HOLD_EXISTS;
    /// Whether a proceeding of that number was opened.
    exists_insolvency InsolvencyId, sql::INSOLVENCY_EXISTS;
}
