//! Which claims of a debtor may be collected on a day, for how much, under which mandate; and why not the others.

use jiff::civil::Date;

use super::mandate::{Mandate, Sequence};
use super::reasons::WhyNot;
use crate::collectable::{NotAsked, Share, collectable};
use crate::dunning::{Rules, effective_kind, plus};
use crate::facts::{ClaimFacts, DebtorFacts, TenantFacts};
use crate::ids::{ClaimId, DebitBatchId, MandateId};
use crate::money::{Cents, Currency};
use crate::party::DebtorKind;
use crate::payments::rejects::{NextStep, Reject};
use crate::terms::DueBasis;

/// Highest amount of a direct debit: 999 999 999.99 €.
pub const HIGHEST_AMOUNT: Cents = Cents(99_999_999_999);

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The day on which the file is made and the debtors are told.
    pub today: Date,
    /// Day of the collection.
    pub collect_on: Date,
    /// Claims that a person wants presented again though a collection of them failed.
    pub again: &'a [ClaimId],
}

/// A claim in a batch that was not cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presented {
    /// Which claim.
    pub claim: ClaimId,
    /// In which batch.
    pub batch: DebitBatchId,
    /// Under which mandate.
    pub mandate: MandateId,
    /// Day of the collection.
    pub collect_on: Date,
    /// Last day of the wait for its money.
    pub until: Date,
    /// How much.
    pub cents: Cents,
    /// Day on which the file was handed to the bank; `None` where nobody said so.
    pub handed_over_on: Option<Date>,
    /// Why it came back, where a line of the bank says so.
    pub came_back: Option<Reject>,
}

/// A claim to collect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Which.
    pub claim: ClaimId,
    /// Under which mandate.
    pub mandate: MandateId,
    /// How much: its principal, as far as it may be asked.
    pub cents: Cents,
    /// Where the debit stands among those of its mandate.
    pub sequence: Sequence,
    /// What of its book principal is not collected, and the first reason.
    pub less: Option<(NotAsked, Cents)>,
}

/// A claim that is not collected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Which.
    pub claim: ClaimId,
    /// Why.
    pub why: WhyNot,
}

/// Every open claim of a debtor, in one list or the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Collected, oldest due date first.
    pub chosen: Vec<Chosen>,
    /// Not collected, in the same order.
    pub left: Vec<LeftOut>,
}

/// What of a debtor's claims may be collected.
///
/// Pure: facts, mandates and what was presented before go in. Of several mandates that can be used, the last one signed is.
/// Collecting what is chosen, then asking again with it among `presented`, chooses nothing.
pub fn select<R: Rules>(
    debtor: &DebtorFacts,
    tenant: &TenantFacts,
    rules: &R,
    mandates: &[Mandate],
    presented: &[Presented],
    ask: &Ask<'_>,
) -> Selection {
    let kind = effective_kind(debtor, tenant, ask.today);
    let desk = Desk { debtor, tenant, rules, presented, ask, mandate: usable(mandates, kind, ask) };
    let now = collectable(debtor, tenant, rules, ask.today).shares;
    let then = collectable(debtor, tenant, rules, ask.collect_on).shares;
    let mut open: Vec<usize> = (0..debtor.claims.len()).filter(|at| now[*at].open.is_positive()).collect();
    open.sort_by_key(|at| (debtor.claims[*at].due_on, debtor.claims[*at].id));
    let mut selection = Selection::default();
    for at in open {
        let claim = &debtor.claims[at];
        let taken = match desk.weigh(claim, &now[at], &then[at]) {
            Ok(chosen) if chosen.sequence == Sequence::Once && !selection.chosen.is_empty() => {
                let reference = mandates.iter().find(|mandate| mandate.id == chosen.mandate).map(|mandate| mandate.reference.clone());
                Err(WhyNot::OneDebit { reference: reference.unwrap_or_default() })
            }
            weighed => weighed,
        };
        match taken {
            Ok(chosen) => selection.chosen.push(chosen),
            Err(why) => selection.left.push(LeftOut { claim: claim.id, why }),
        }
    }
    selection
}

/// The mandate to use; of the last one signed, why not.
fn usable<'m>(mandates: &'m [Mandate], kind: DebtorKind, ask: &Ask<'_>) -> Result<&'m Mandate, WhyNot> {
    let mut order: Vec<&Mandate> = mandates.iter().collect();
    order.sort_by_key(|mandate| std::cmp::Reverse((mandate.signed_on, mandate.id)));
    let mut first = None;
    for mandate in order {
        match mandate.bar_with_notice(kind, ask.today, ask.collect_on) {
            None => return Ok(mandate),
            Some(bar) => {
                first.get_or_insert_with(|| WhyNot::Mandate { reference: mandate.reference.clone(), bar });
            }
        }
    }
    Err(first.unwrap_or(WhyNot::NoMandate))
}

/// What every claim of the debtor is weighed with.
pub(super) struct Desk<'a, R> {
    pub(super) debtor: &'a DebtorFacts,
    pub(super) tenant: &'a TenantFacts,
    pub(super) rules: &'a R,
    pub(super) presented: &'a [Presented],
    pub(super) ask: &'a Ask<'a>,
    pub(super) mandate: Result<&'a Mandate, WhyNot>,
}

impl<R: Rules> Desk<'_, R> {
    /// How much of a claim may be collected, of its shares today and on the day of the collection; or why nothing.
    pub(super) fn weigh(&self, claim: &ClaimFacts, now: &Share, then: &Share) -> Result<Chosen, WhyNot> {
        self.bar_of_claim(claim, now.open)?;
        let cents = self.allowed(now).min(self.allowed(then));
        if !cents.is_positive() {
            return Err(self.reason(claim, now, then));
        }
        if claim.due_basis == DueBasis::Presumed {
            return Err(WhyNot::DuePresumed);
        }
        if cents > HIGHEST_AMOUNT {
            return Err(WhyNot::TooMuch { amount: cents });
        }
        let mandate = self.mandate.clone()?;
        self.bar_of_debtor()?;
        let left = now.open - cents;
        let less = stopped(now).or_else(|| stopped(then)).filter(|_| left.is_positive()).map(|(what, _)| (what, left));
        Ok(Chosen { claim: claim.id, mandate: mandate.id, cents, sequence: mandate.sequence(), less })
    }

    /// What bars a claim whatever its amount.
    fn bar_of_claim(&self, claim: &ClaimFacts, open: Cents) -> Result<(), WhyNot> {
        if claim.currency != Currency::EUR {
            return Err(WhyNot::NotEuro { currency: claim.currency });
        }
        self.bar_of_collections(claim.id, open)?;
        if let Some(on) = claim.judgment_on.filter(|on| *on <= self.ask.collect_on) {
            return Err(WhyNot::Judged { on });
        }
        if let Some(last_day) = self.rules.limitation_last_day(claim, self.debtor, self.ask.today) {
            let stops = plus(last_day, 1 - i64::from(self.tenant.policy.limitation_margin_days));
            if self.ask.collect_on >= stops {
                return Err(WhyNot::TimeBarred { last_day });
            }
        }
        Ok(())
    }

    /// What the batches that hold a claim bar: one that nobody said to be with the bank, or cancelled, may be there and collect; of one
    /// that is there the money is waited for, then presenting the claim again is a person's word.
    fn bar_of_collections(&self, claim: ClaimId, open: Cents) -> Result<(), WhyNot> {
        let before = || self.presented.iter().filter(|before| before.claim == claim);
        if let Some(Presented { batch, collect_on, .. }) = before().find(|before| before.handed_over_on.is_none()) {
            return Err(WhyNot::InBatch { batch: *batch, collect_on: *collect_on });
        }
        let Some(last) = before().max_by_key(|before| (before.until, before.batch)) else { return Ok(()) };
        let known = self.tenant.payments_known_through.is_some_and(|known| known >= last.until);
        let Presented { batch, collect_on, until, cents, .. } = *last;
        if self.ask.today <= until || !known {
            return Err(WhyNot::BeingCollected { batch, collect_on, until });
        }
        let for_funds = |before: &&Presented| before.came_back.is_some_and(|why| why.next == NextStep::PresentAgain);
        if before().filter(for_funds).count() > 1 {
            return Err(WhyNot::PresentedTwice { collect_on });
        }
        let came_back = last.came_back.map(|why| why.words);
        if self.ask.again.contains(&claim) { Ok(()) } else { Err(WhyNot::Presented { collect_on, cents, open, came_back }) }
    }

    /// What bars every claim of the debtor: what was paid may not be known.
    ///
    /// A line of the bank that waits for a decision bars as long as it does: the days after which letters start again are for letters.
    fn bar_of_debtor(&self) -> Result<(), WhyNot> {
        let policy = &self.tenant.policy;
        let known_through = self.tenant.payments_known_through;
        if known_through.is_none_or(|known| self.ask.today > plus(known, i64::from(policy.stale_after_days))) {
            return Err(WhyNot::Stale { known_through });
        }
        let today = self.ask.today;
        match self.debtor.unmatched.iter().find(|line| line.on <= today && line.ended_on.is_none_or(|ended| ended > today)) {
            Some(line) => {
                Err(WhyNot::Unmatched { line: line.line, booked_on: line.booked_on, amount: line.amount, currency: line.currency })
            }
            None => Ok(()),
        }
    }

    /// What of a share may be collected: what may be asked, and what is due by the day of the collection.
    fn allowed(&self, share: &Share) -> Cents {
        if share.due_on <= self.ask.collect_on { share.asked + share.to_come } else { Cents::ZERO }
    }

    /// Why nothing of a claim may be collected: what stops it today, else on the day of the collection, else its due date.
    fn reason(&self, claim: &ClaimFacts, now: &Share, then: &Share) -> WhyNot {
        if claim.due_on > self.ask.collect_on {
            return WhyNot::DueLater { due_on: claim.due_on };
        }
        let (what, amount) = stopped(now).or_else(|| stopped(then)).unwrap_or((NotAsked::Covered, now.open));
        WhyNot::NotAsked { what, amount }
    }
}

/// The first reason that takes something off a share, its due date aside.
fn stopped(share: &Share) -> Option<(NotAsked, Cents)> {
    share.less.iter().find(|(what, _)| !matches!(what, NotAsked::NotYetDue { .. })).copied()
}
