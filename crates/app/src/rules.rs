//! Law and calendar as the dunning engine asks for them.

use domain::Date;
use domain::dunning::{Accessories, Rules};
use domain::facts::{ClaimFacts, DebtorFacts, TenantFacts};
use domain::law::Law;
use domain::money::Cents;
use domain::party::Territory;
use domain::policy::Policy;
use domain::statement::{self, Account};

/// The law that is loaded.
#[derive(Clone, Copy, Debug)]
pub struct LawRules<'a> {
    /// The dated values.
    pub law: &'a Law,
}

impl Rules for LawRules<'_> {
    fn accessories(&self, claim: &ClaimFacts, debtor: &DebtorFacts, tenant: &TenantFacts, day: Date) -> Result<Accessories, String> {
        let account = Account::from_claim(claim, debtor, tenant, day);
        let totals = statement::totals(&account, day, self.law).map_err(|gap| gap.to_string())?;
        // A part payment that paid interest first leaves principal that the books no longer show: it is asked with the interest.
        let beyond_books = totals.outstanding_principal - claim.book_principal(day).or_zero();
        Ok(Accessories { interest: (totals.interest_due + beyond_books).or_zero(), indemnity: totals.fixed_indemnity.or_zero() })
    }

    fn surplus(&self, claim: &ClaimFacts, debtor: &DebtorFacts, tenant: &TenantFacts, day: Date) -> Cents {
        let account = Account::from_claim(claim, debtor, tenant, day);
        statement::totals(&account, day, self.law).map_or_else(|_| -claim.book_principal(day), |totals| -totals.total_due).or_zero()
    }

    fn is_open_day(&self, day: Date, policy: &Policy, territory: Territory) -> bool {
        domain::calendar::is_open_day(day, &policy.open_weekdays, territory)
    }

    fn limitation_last_day(&self, claim: &ClaimFacts, debtor: &DebtorFacts, day: Date) -> Option<Date> {
        Some(domain::limitation::last_day_of_claim(debtor.kind, claim, day))
    }
}
