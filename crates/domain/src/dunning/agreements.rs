//! Promises and instalment plans: running, kept, broken, computed from payments on every reading.
//!
//! Nothing is called broken on payments that are not known that far: an unread bank statement may hold the money.

use jiff::civil::Date;

use super::plus;
use crate::collectable::wait_unverified;
use crate::facts::{ClaimFacts, DebtorFacts, MovementFacts, PlanFacts, PromiseFacts, TenantFacts};
use crate::ids::ClaimId;
use crate::money::{Cents, Currency};

/// Where a promise stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromiseStanding {
    /// It stops dunning until that day included.
    Running {
        /// Last day of the wait: the promised day, and the grace while the money is not there.
        until: Date,
    },
    /// Its day is gone, but payments are not known that far.
    Unverified {
        /// Payments are known through that day.
        known_through: Option<Date>,
    },
    /// The money came by the promised day, grace included.
    Kept,
    /// It did not.
    Broken {
        /// First day after the grace.
        since: Date,
    },
}

/// Where an instalment plan stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanStanding {
    /// What fell due, grace included, and was not received.
    pub missing: Cents,
    /// First day of the present delay.
    pub behind_since: Option<Date>,
    /// The next instalment.
    pub next: Option<(Date, Cents)>,
}

/// Where a promise stands; `None` before it was made and once it was cancelled.
///
/// Kept means that what was received for its claims from the day it was made to the promised day, grace included,
/// reaches its amount: in one payment or several, allocated or not yet. A payment that came back never counted.
pub fn promise_standing(promise: &PromiseFacts, debtor: &DebtorFacts, tenant: &TenantFacts, day: Date) -> Option<PromiseStanding> {
    if promise.on > day || promise.cancelled_on.is_some_and(|cancelled| cancelled <= day) {
        return None;
    }
    let end = plus(promise.by, i64::from(tenant.policy.promise_grace_days));
    let currency = currency_of(&promise.claims, debtor)?;
    let received: Cents =
        entries(&promise.claims, currency, debtor, day).filter(|(on, _)| *on >= promise.on && *on <= end).map(|(_, cents)| cents).sum();
    let kept = received + unallocated(&debtor.movements, currency, promise.on, end.min(day), day) >= promise.amount;
    Some(match (kept, day) {
        (_, day) if day <= promise.by => PromiseStanding::Running { until: if kept { promise.by } else { end } },
        (true, _) => PromiseStanding::Kept,
        (false, day) if day <= end => PromiseStanding::Running { until: end },
        (false, _) if tenant.payments_known_through.is_none_or(|known| known < end) => {
            PromiseStanding::Unverified { known_through: tenant.payments_known_through }
        }
        (false, _) => PromiseStanding::Broken { since: plus(end, 1) },
    })
}

/// Where a plan stands; `None` before it was agreed and once it was ended.
///
/// An instalment is missing after its day and the grace, if payments are known that far. The delay that runs begins at
/// the first instalment since which the debtor never caught up.
pub fn plan_standing(plan: &PlanFacts, debtor: &DebtorFacts, tenant: &TenantFacts, day: Date) -> Option<PlanStanding> {
    if plan.on > day || plan.ended_on.is_some_and(|ended| ended <= day) {
        return None;
    }
    let currency = currency_of(&plan.claims, debtor)?;
    let grace = i64::from(tenant.policy.promise_grace_days);
    let paid: Vec<(Date, Cents)> = entries(&plan.claims, currency, debtor, day).filter(|(on, _)| *on >= plan.on).collect();
    let through = |until: Date| -> Cents { paid.iter().filter(|(on, _)| *on <= until).map(|(_, cents)| *cents).sum() };
    let (mut due, mut since) = (Cents::ZERO, None);
    for (on, cents) in &plan.dues {
        let end = plus(*on, grace);
        if end >= day || tenant.payments_known_through.is_none_or(|known| known < end) {
            break;
        }
        if since.is_some() && through(*on) >= due {
            since = None;
        }
        due += *cents;
        if through(end) >= due {
            since = None;
        } else if since.is_none() {
            since = Some(plus(end, 1));
        }
    }
    let missing = (due - through(day)).or_zero();
    let next = plan.dues.iter().find(|(on, _)| *on >= day).copied();
    Some(PlanStanding { missing, behind_since: since.filter(|_| missing.is_positive()), next })
}

/// Whether a promise or plan has a day that is gone, grace included, and up to which payments are not known; or the wait for a
/// payment or a direct debit its last day.
///
/// What is then known of payments for the whole tenant can change the answer at any moment of the same day.
pub(super) fn waits_for_payments(debtor: &DebtorFacts, tenant: &TenantFacts, day: Date) -> bool {
    let grace = i64::from(tenant.policy.promise_grace_days);
    let unknown = |on: Date| {
        let end = plus(on, grace);
        end < day && tenant.payments_known_through.is_none_or(|known| known < end)
    };
    // What is settled waits for nothing.
    let open = |id: ClaimId| debtor.claims.iter().any(|claim| claim.id == id && claim.book_principal(day).is_positive());
    let promised = debtor.promises.iter().filter(|promise| promise.on <= day && promise.cancelled_on.is_none_or(|on| on > day));
    let planned = debtor.plans.iter().filter(|plan| plan.on <= day && plan.ended_on.is_none_or(|on| on > day));
    promised.map(|promise| promise.by).any(unknown)
        || planned.flat_map(|plan| &plan.dues).any(|(on, _)| unknown(*on))
        || debtor.holds.iter().any(|hold| wait_unverified(hold, tenant, day) && hold.claim.is_none_or(open))
}

fn currency_of(claims: &[ClaimId], debtor: &DebtorFacts) -> Option<Currency> {
    debtor.claims.iter().find(|claim| claims.contains(&claim.id)).map(|claim| claim.currency)
}

/// What was allocated to claims, with its day, as the books say on `day`.
fn entries<'a>(
    claims: &[ClaimId],
    currency: Currency,
    debtor: &'a DebtorFacts,
    day: Date,
) -> impl Iterator<Item = (Date, Cents)> + use<'a> {
    // A promise of thousands of claims is looked up once, not once a claim.
    let mut covered = claims.to_vec();
    covered.sort_unstable();
    let of_these = move |claim: &&ClaimFacts| claim.currency == currency && covered.binary_search(&claim.id).is_ok();
    let counting = debtor.claims.iter().filter(of_these).flat_map(|claim| &claim.entries);
    counting.filter(move |entry| entry.counts_in_books(day)).map(|entry| (entry.on, entry.cents))
}

/// Money and credits of these days that no claim has yet.
fn unallocated(movements: &[MovementFacts], currency: Currency, from: Date, until: Date, day: Date) -> Cents {
    movements
        .iter()
        .filter(|movement| movement.currency == currency && movement.on >= from && movement.on <= until)
        .map(|movement| movement.unallocated(day).or_zero())
        .sum()
}
