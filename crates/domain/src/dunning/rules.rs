//! What the decision needs of law and calendar, asked through one small trait.

use jiff::civil::Date;

use crate::facts::{ClaimFacts, DebtorFacts, TenantFacts};
use crate::money::Cents;
use crate::party::Territory;
use crate::policy::Policy;

/// What a claim owes beside its principal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accessories {
    /// What the statement of account shows beyond the book principal, the indemnity apart: interest, and the principal
    /// that a part payment left unpaid in law by paying interest first (C. civ. 1343-1).
    pub interest: Cents,
    /// The fixed indemnity, at most once an invoice (C. com. D441-5).
    pub indemnity: Cents,
}

/// Law and calendar, as the decision reads them.
///
/// Each answer depends on its arguments alone, and sees nothing of the facts that is dated after `day`.
pub trait Rules {
    /// What a claim owes on a day beside its principal, waivers counted.
    ///
    /// # Errors
    /// A rate is not recorded for one of the days: which one, in French.
    fn accessories(&self, claim: &ClaimFacts, debtor: &DebtorFacts, tenant: &TenantFacts, day: Date) -> Result<Accessories, String>;

    /// What is left to the debtor of what a claim received beyond its principal, once its interest and fixed indemnity are paid;
    /// zero when nothing is. Where a rate is not recorded, all of it is left to the debtor.
    fn surplus(&self, claim: &ClaimFacts, debtor: &DebtorFacts, tenant: &TenantFacts, day: Date) -> Cents;

    /// Whether something may leave on a day: an open day of the week that is not a holiday there.
    fn is_open_day(&self, day: Date, policy: &Policy, territory: Territory) -> bool;

    /// The last day of the limitation period, as known on a day; `None` where it cannot be said.
    fn limitation_last_day(&self, claim: &ClaimFacts, debtor: &DebtorFacts, day: Date) -> Option<Date>;
}
