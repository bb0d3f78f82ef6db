//! The day on which to look again.
//!
//! Every date of the facts that lies ahead is seen, whether its guard was reached or not: the answer can be too early,
//! never too late. Dates that follow from a scenario, the policy or the law are seen where they are read.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::collectable::hold_end;
use crate::facts::{ClaimFacts, DebtorFacts, TenantFacts};

/// A day later (or earlier) by whole days; the end of the calendar where there is none.
pub(crate) fn plus(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// The earliest day ahead among those seen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Horizon {
    today: Date,
    next: Option<Date>,
}

impl Horizon {
    /// Everything dated in the facts that lies ahead of today.
    pub(super) fn of(debtor: &DebtorFacts, tenant: &TenantFacts, today: Date) -> Horizon {
        let mut horizon = Horizon { today, next: None };
        for terms in &tenant.terms {
            horizon.see(terms.from);
        }
        horizon.see_all(debtor.reach_changed_on);
        for claim in &debtor.claims {
            horizon.claim(claim);
        }
        horizon.debtor(debtor, i64::from(tenant.policy.promise_grace_days));
        horizon
    }

    /// Something could change on that day.
    pub(super) fn see(&mut self, day: Date) {
        if day > self.today && self.next.is_none_or(|next| day < next) {
            self.next = Some(day);
        }
    }

    /// Something could change the day after a last day.
    fn see_after(&mut self, last: Date) {
        if last >= self.today {
            self.see(plus(last, 1));
        }
    }

    fn see_all(&mut self, days: impl IntoIterator<Item = Date>) {
        for day in days {
            self.see(day);
        }
    }

    /// The day found.
    pub(super) fn next(&self) -> Option<Date> {
        self.next
    }

    fn claim(&mut self, claim: &ClaimFacts) {
        self.see(claim.issued_on);
        self.see(claim.due_on);
        self.see_after(claim.due_on);
        for entry in &claim.entries {
            self.see(entry.on);
            self.see_all(entry.reversed_on);
        }
        for dispute in &claim.disputes {
            self.see(dispute.on);
            self.see_all(dispute.closed_on);
        }
        for waiver in &claim.waivers {
            self.see(waiver.on);
            self.see_all(waiver.withdrawn_on);
        }
        for act in &claim.limitation {
            self.see(act.on);
            act.until.into_iter().for_each(|until| self.see_after(until));
        }
        self.see_all(claim.formal_notices.iter().copied());
        self.see_all(claim.judgment_on);
        self.see_all(claim.steps.iter().map(|step| step.on));
        self.see_all(claim.postponed.iter().map(|(_, until)| *until));
        self.see_all(claim.restarts.iter().copied());
    }

    fn debtor(&mut self, debtor: &DebtorFacts, grace: i64) {
        for movement in &debtor.movements {
            self.see(movement.on);
            self.see_all(movement.allocated.iter().map(|(_, on, _)| *on));
            self.see_all(movement.reversed_on);
        }
        for hold in &debtor.holds {
            self.see(hold.on);
            self.see_all(hold.lifted_on);
            hold_end(hold.cause, hold.until).into_iter().for_each(|until| self.see_after(until));
        }
        for line in &debtor.unmatched {
            self.see(line.on);
            self.see_all(line.ended_on);
            self.see_after(line.until);
        }
        for promise in &debtor.promises {
            self.see(promise.on);
            self.see_all(promise.cancelled_on);
            self.see_after(promise.by);
            self.see_after(plus(promise.by, grace));
        }
        for plan in &debtor.plans {
            self.see(plan.on);
            self.see_all(plan.ended_on);
            for (on, _) in &plan.dues {
                self.see_after(*on);
                self.see_after(plus(*on, grace));
            }
        }
        for insolvency in &debtor.insolvencies {
            self.see(insolvency.judgment_on);
            self.see_all(insolvency.closed_on);
        }
        for contact in &debtor.contacts {
            self.see_all(contact.states.iter().map(|(_, on)| *on));
        }
    }
}
