//! The decision for one debtor on one day: every claim is weighed, what may go is grouped, the rest says why not.

use std::sync::Arc;

use jiff::civil::Date;

use super::action::{Decision, Held, Repair, Restart};
use super::agreements::waits_for_payments;
use super::climb::Position;
use super::contacts::Contacts;
use super::horizon::Horizon;
use super::plus;
use super::reasons::{Because, DebtorBar, FormalBar, Mend, Unasked};
use super::rules::Rules;
use super::scenario::{DECIDE, FORMAL_NOTICE, Scenario, Step, WhenUnreachable};
use crate::collectable::{Broken, NotAsked, Share, collectable};
use crate::events::Channel;
use crate::facts::{ClaimFacts, DebtorFacts, Entry, EntryKind, LetterState, TenantFacts};
use crate::ids::ClaimId;
use crate::money::{Cents, Currency};
use crate::party::DebtorKind;
use crate::terms::DueBasis;

/// What may and should be done for a debtor on a day, and why not the rest.
///
/// Pure: it reads facts and answers. A claim that is paid stops before anything else; what stops a claim comes before
/// the calendar; at most one contact leaves in a day, the hardest document first (see [`super::group`] for what is put
/// together). Called again with the same facts and day it answers the same; called with what it proposed recorded as
/// sent, it proposes nothing.
pub fn decide<R: Rules>(debtor: &DebtorFacts, tenant: &TenantFacts, scenario: &Scenario, rules: &R, today: Date) -> Decision {
    let mut desk = Desk::open(debtor, tenant, scenario, rules, today);
    let shares = collectable(debtor, tenant, rules, today).shares;
    desk.late_euros = shares.iter().filter(|share| share.currency == Currency::EUR).map(|share| share.asked).sum();
    desk.note_letters();
    let mut candidates = Vec::new();
    for (claim, share) in debtor.claims.iter().zip(&shares) {
        match desk.weigh(claim, share) {
            Ok(candidate) => candidates.push(candidate),
            Err(because) => desk.hold(claim.id, because),
        }
    }
    desk.propose(candidates);
    desk.close()
}

/// What the debtor is in law: as recorded, else what the creditor said of debtors that no file qualifies.
pub fn effective_kind(debtor: &DebtorFacts, tenant: &TenantFacts, day: Date) -> DebtorKind {
    if debtor.kind != DebtorKind::Unknown {
        return debtor.kind;
    }
    let said = tenant.terms.iter().filter(|terms| terms.from <= day).filter(|terms| terms.default_kind.is_some());
    said.max_by_key(|terms| terms.from).and_then(|terms| terms.default_kind).unwrap_or(DebtorKind::Unknown)
}

/// Whether a country is under French law for the rules applied here; elsewhere the law is to be qualified.
pub fn is_french(country: &str) -> bool {
    const FRENCH: [&str; 10] = ["", "FR", "GP", "MQ", "GF", "RE", "YT", "BL", "MF", "PM"];
    FRENCH.iter().any(|code| country.trim().eq_ignore_ascii_case(code))
}

/// A claim that is due for a step today.
pub(super) struct Candidate<'a> {
    pub(super) claim: &'a ClaimFacts,
    pub(super) step: usize,
    pub(super) channel: Channel,
    pub(super) amount: Cents,
    pub(super) left_out: Cents,
    pub(super) position: Position,
}

/// The decision in the making.
pub(super) struct Desk<'a, R> {
    pub(super) debtor: &'a DebtorFacts,
    pub(super) tenant: &'a TenantFacts,
    pub(super) scenario: &'a Scenario,
    pub(super) rules: &'a R,
    pub(super) today: Date,
    pub(super) kind: DebtorKind,
    pub(super) contacts: Contacts<'a>,
    pub(super) late_euros: Cents,
    pub(super) decision: Decision,
    horizon: Horizon,
    first_reminder: usize,
    stale: bool,
}

impl<'a, R: Rules> Desk<'a, R> {
    fn open(debtor: &'a DebtorFacts, tenant: &'a TenantFacts, scenario: &'a Scenario, rules: &'a R, today: Date) -> Desk<'a, R> {
        let policy = &tenant.policy;
        let fresh_through = tenant.payments_known_through.map(|known| plus(known, i64::from(policy.stale_after_days)));
        let mut desk = Desk {
            debtor,
            tenant,
            scenario,
            rules,
            today,
            kind: effective_kind(debtor, tenant, today),
            contacts: Contacts::on(debtor, policy, today),
            late_euros: Cents::ZERO,
            decision: Decision::default(),
            horizon: Horizon::of(debtor, tenant, today),
            first_reminder: scenario.first_reminder().unwrap_or(usize::MAX),
            stale: fresh_through.is_none_or(|through| today > through),
        };
        fresh_through.into_iter().for_each(|through| desk.horizon.see(plus(through, 1)));
        desk
    }

    /// Something could change on that day.
    pub(super) fn see(&mut self, day: Date) {
        self.horizon.see(day);
    }

    /// Says why a claim is not acted upon.
    pub(super) fn hold(&mut self, claim: ClaimId, because: Because) {
        // The same reason is mostly that of the claims just before: a short look back keeps a debtor of many claims fast.
        match self.decision.held.iter_mut().rev().take(16).find(|held| held.because == because) {
            Some(held) => held.claims.push(claim),
            None => self.decision.held.push(Held { claims: vec![claim], because }),
        }
    }

    /// Adds a claim to a repair.
    pub(super) fn mend(&mut self, mend: Mend, claim: Option<ClaimId>, amount: Cents, currency: Currency) {
        let same = |repair: &&mut Repair| repair.mend == mend && repair.currency == currency;
        match self.decision.repairs.iter_mut().find(same) {
            Some(repair) => {
                repair.claims.extend(claim);
                repair.amount += amount;
            }
            None => self.decision.repairs.push(Repair { mend, claims: claim.into_iter().collect(), amount, currency }),
        }
    }

    /// Letters that came back, and those of which nothing was heard for too long.
    fn note_letters(&mut self) {
        let wait = i64::from(self.tenant.policy.unconfirmed_after_days);
        let came_back: Vec<_> = self.contacts.came_back.iter().map(|(contact, on)| (contact.channel, *on)).collect();
        for (channel, on) in came_back {
            self.mend(Mend::CameBack { channel, on }, None, Cents::ZERO, Currency::EUR);
        }
        let on_their_way: Vec<_> = self.contacts.on_their_way.clone();
        for (contact, state, since) in on_their_way {
            if !contact.channel.reaches_debtor() || contact.elsewhere.is_some() {
                // A task waits for a person without leaving anywhere; a letter of another record is asked about there.
                continue;
            }
            let asks = plus(since, wait);
            if self.today < asks {
                self.see(asks);
                continue;
            }
            let letter = contact.id;
            let mend = if state == LetterState::Prepared { Mend::NotLeft { letter, since } } else { Mend::Unconfirmed { letter, since } };
            let claims = contact.items.iter().map(|(claim, _)| *claim);
            let currency = claims.clone().find_map(|id| self.debtor.claims.iter().find(|claim| claim.id == id)).map(|claim| claim.currency);
            let repair = Repair { mend, claims: claims.collect(), amount: contact.asked, currency: currency.unwrap_or(Currency::EUR) };
            self.decision.repairs.push(repair);
        }
    }

    /// Weighs one claim: due for a step today, or why not.
    fn weigh(&mut self, claim: &'a ClaimFacts, share: &Share) -> Result<Candidate<'a>, Because> {
        if !claim.exists_on(self.today) {
            return Err(Because::NotIssued { on: claim.issued_on });
        }
        if !share.open.is_positive() {
            return Err(self.paid(claim));
        }
        if share.behind_since.is_some() && share.asked.is_positive() {
            let since = share.behind_since.unwrap_or(self.today);
            self.mend(Mend::PlanBehind { since }, Some(claim.id), share.asked, share.currency);
        }
        if !(share.asked + share.to_come).is_positive() {
            let (what, amount) = share.less.first().copied().unwrap_or((NotAsked::Covered, share.open));
            return Err(Because::NotAsked { what, amount, currency: share.currency });
        }
        if let Some(on) = claim.judgment_on.filter(|on| *on <= self.today) {
            return Err(Because::Judged { on });
        }
        if let Some(last_day) = self.rules.limitation_last_day(claim, self.debtor, self.today) {
            let stops = plus(last_day, 1 - i64::from(self.tenant.policy.limitation_margin_days));
            if self.today >= stops {
                return Err(Because::TimeBarred { last_day });
            }
            self.see(stops);
        }
        if let Some((contact, state, on)) = self.contacts.pending(claim.id) {
            return Err(Because::Pending { letter: contact.id, channel: contact.channel, state, on });
        }
        let mut position = Position::of(claim, share.broken, self.scenario, &self.contacts, self.today);
        position.count_formal_notices(claim, self.scenario, self.today);
        if let Some(broken) = position.restarts {
            self.restart(claim.id, broken);
        }
        self.next_step(claim, share, position)
    }

    /// A claim paid in the books. Interest and indemnity left over are a person's decision, never a reminder.
    fn paid(&self, claim: &ClaimFacts) -> Because {
        let late_money = |entry: &Entry| entry.kind == EntryKind::Payment && entry.on > claim.due_on && entry.counts_in_books(self.today);
        if self.bar_of_accessories(claim).is_none() && claim.entries.iter().any(late_money) {
            let left = self.rules.accessories(claim, self.debtor, self.tenant, self.today).unwrap_or_default();
            if (left.interest + left.indemnity).is_positive() {
                return Because::AccessoriesLeft { interest: left.interest, indemnity: left.indemnity, currency: claim.currency };
            }
        }
        Because::Paid
    }

    fn restart(&mut self, claim: ClaimId, broken: Broken) {
        match self.decision.restarts.iter_mut().find(|restart| restart.broken == broken) {
            Some(restart) => restart.claims.push(claim),
            None => self.decision.restarts.push(Restart { claims: vec![claim], broken }),
        }
    }

    /// The first step not passed that concerns the claim, if it may leave today.
    fn next_step(&mut self, claim: &'a ClaimFacts, share: &Share, position: Position) -> Result<Candidate<'a>, Because> {
        let late = self.today > claim.due_on;
        let from = position.passed.map_or(0, |passed| passed + 1);
        let scenario = self.scenario;
        for (index, step) in scenario.steps.iter().enumerate().skip(from) {
            let channel = self.channel_of(step);
            let passes = channel.is_none() && step.when_unreachable == WhenUnreachable::PassOver;
            if passes || !self.concerns(step, share) || (step.is_before_due() && self.today >= claim.due_on) {
                continue;
            }
            let due_on = (!late).then_some(claim.due_on);
            let ready = position.ready(claim, step, scenario);
            if self.today < ready {
                self.see(ready);
                return Err(Because::NotYet { step: Arc::clone(&step.title), on: ready, due_on });
            }
            if let Some(until) = position.postponed(claim, &step.name, self.today) {
                return Err(Because::Postponed { step: Arc::clone(&step.title), until });
            }
            if step.level == FORMAL_NOTICE
                && let Some(bar) = self.bar_of_formal_notice(claim, share)
            {
                return Err(self.hold_for_qualification(claim, share, bar));
            }
            if self.stale && index > self.first_reminder && step.level < DECIDE {
                self.mend(Mend::Stale, Some(claim.id), share.asked, share.currency);
                let policy = &self.tenant.policy;
                let known_through = self.tenant.payments_known_through;
                return Err(Because::Debtor(DebtorBar::Stale { known_through, days: policy.stale_after_days }));
            }
            let amount = share.asked + share.to_come;
            let Some(channel) = channel else {
                self.mend(Mend::Unreachable, Some(claim.id), amount, share.currency);
                return Err(Because::Unreachable { step: Arc::clone(&step.title) });
            };
            return Ok(Candidate { claim, step: index, channel, amount, left_out: share.open - amount, position });
        }
        Err(Because::ScenarioOver)
    }

    /// Holds a claim back from a formal notice until a person acts.
    pub(super) fn hold_for_qualification(&mut self, claim: &ClaimFacts, share: &Share, bar: FormalBar) -> Because {
        self.mend(Mend::Qualify(bar.clone()), Some(claim.id), share.asked, share.currency);
        Because::NoFormalNotice(bar)
    }

    /// The first channel of a step that reaches the debtor.
    fn channel_of(&self, step: &Step) -> Option<Channel> {
        step.channels.iter().copied().find(|channel| self.contacts.reaches(self.debtor, *channel))
    }

    /// Whether a step concerns a claim by its amounts: what is late and collectable of the debtor in all; before the due
    /// date, the claim's own. The limits are in euros: a step that has one is passed over in another currency.
    fn concerns(&self, step: &Step, share: &Share) -> bool {
        if step.least_amount.is_none() && step.most_amount.is_none() {
            return true;
        }
        let amount = if step.is_before_due() { share.to_come } else { self.late_euros };
        share.currency == Currency::EUR
            && step.least_amount.is_none_or(|least| amount >= least)
            && step.most_amount.is_none_or(|most| amount <= most)
    }

    /// What bars a formal notice, whatever its date.
    fn bar_of_formal_notice(&self, claim: &ClaimFacts, share: &Share) -> Option<FormalBar> {
        if self.kind == DebtorKind::Unknown {
            return Some(FormalBar::KindUnknown);
        }
        if claim.due_basis == DueBasis::Presumed {
            return Some(FormalBar::DuePresumed);
        }
        if !is_french(&self.debtor.country) {
            return Some(FormalBar::ForeignLaw { country: self.debtor.country.as_str().into() });
        }
        share.behind_since.map(|since| FormalBar::PlanBehind { since })
    }

    /// What bars interest and indemnity on a claim, whatever the step.
    pub(super) fn bar_of_accessories(&self, claim: &ClaimFacts) -> Option<Unasked> {
        if self.kind == DebtorKind::Unknown {
            Some(Unasked::KindUnknown)
        } else if claim.due_basis == DueBasis::Presumed {
            Some(Unasked::DuePresumed)
        } else if !is_french(&self.debtor.country) {
            Some(Unasked::ForeignLaw)
        } else {
            None
        }
    }

    /// The decision, with the day on which to look again.
    fn close(mut self) -> Decision {
        let ends: Vec<Date> = self.contacts.window_ends().collect();
        ends.into_iter().for_each(|end| self.horizon.see(end));
        if !self.decision.actions.is_empty() || !self.decision.restarts.is_empty() {
            // What is proposed and not yet done is proposed again tomorrow, with the amounts of that day.
            self.see(plus(self.today, 1));
        }
        // Payments become known by an event that is not the debtor's: until then, every run looks again.
        let waits = waits_for_payments(self.debtor, self.tenant, self.today);
        self.decision.look_again_on = if waits { Some(self.today) } else { self.horizon.next() };
        self.decision
    }
}
