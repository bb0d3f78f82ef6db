//! From claims that are due to one message: what is put together, what goes first, what it asks.
//!
//! One rule, for every debtor:
//!
//! 1. Claims due for a **formal notice** make a letter of their own. It is an act with effects in law for the claims it
//!    names; a claim that never had a reminder has no place in it, and a reminder list would blur what is demanded.
//! 2. All other written reminders of the day make **one message, in the tone of its softest step** (document, channel,
//!    what it asks, days to pay). Each claim keeps its own step, which counts as passed. Reminders and warnings have no
//!    effect in law (C. civ. 1344 asks for no warning before a formal notice), so a softer tone costs nobody a right,
//!    while the hardest tone would be wrong towards the claims that have just fallen due. A claim never waits for the
//!    others: it climbs on, and its formal notice is never softened or mixed.
//! 3. A notice before the due date is not mixed with reminders; a call is made of all claims due for one.
//! 4. Two currencies are two messages. A step that groups by claim makes one message a claim.
//! 5. **One contact a day**, within the budget: the hardest document first, then the euro, then the oldest due date.
//!    The others wait for their turn and say so. Tasks reach nobody and are not limited.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::action::{Action, Item, action_key};
use super::decide::{Candidate, Desk};
use super::plus;
use super::reasons::{Because, CreditorGap, DebtorBar, FormalBar, Mend, Reason, ToConfirm, Unasked};
use super::rules::{Accessories, Rules};
use super::scenario::{Asks, FORMAL_NOTICE, Grouping, Step};
use crate::events::{Channel, StepDone};
use crate::facts::days_between;
use crate::ids::{ClaimId, InvoiceId};
use crate::money::{Cents, Currency};
use crate::party::ActsFor;

/// What may stand in one message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Task(usize),
    Formal,
    Message,
    Call,
    Notice,
}

/// Claims that would go together.
struct Group<'a> {
    class: Class,
    currency: Currency,
    members: Vec<Candidate<'a>>,
}

impl<R: Rules> Desk<'_, R> {
    /// Groups the candidates, proposes what may go today and holds the rest.
    pub(super) fn propose(&mut self, candidates: Vec<Candidate<'_>>) {
        if candidates.is_empty() {
            return;
        }
        let mut groups = self.grouped(candidates);
        groups.sort_by_cached_key(|group| self.order(group));
        let open = self.next_open_day();
        let creditor = self.creditor_bar();
        let mut said: Option<Arc<str>> = None;
        for group in groups {
            if matches!(group.class, Class::Task(_)) {
                self.act(group);
                continue;
            }
            let lead = self.lead(&group);
            let bar = self.debtor_bar(&group, creditor.as_ref()).or_else(|| {
                if said.is_some() || self.contacts.today_already {
                    return Some(DebtorBar::AnotherToday { step: said.clone(), next: plus(self.today, 1) });
                }
                let spent = self.contacts.spent(lead.1, self.kind, &self.tenant.policy).map(DebtorBar::Budget);
                spent.or_else(|| (open != Some(self.today)).then_some(DebtorBar::ClosedDay { next: open }))
            });
            match bar {
                Some(bar) => self.hold_group(&group, &bar),
                None => {
                    let title = Arc::clone(&self.scenario.steps[lead.0].title);
                    if self.act(group) {
                        said = Some(title);
                    }
                }
            }
        }
        open.into_iter().for_each(|open| self.see(open));
        if self.contacts.today_already {
            self.see(plus(self.today, 1));
        }
    }

    fn class(&self, candidate: &Candidate<'_>) -> Class {
        let step = &self.scenario.steps[candidate.step];
        match candidate.channel {
            Channel::Task => Class::Task(candidate.step),
            Channel::Call => Class::Call,
            _ if step.level == FORMAL_NOTICE => Class::Formal,
            _ if step.is_before_due() => Class::Notice,
            _ => Class::Message,
        }
    }

    fn grouped<'c>(&self, candidates: Vec<Candidate<'c>>) -> Vec<Group<'c>> {
        let mut groups: Vec<Group<'c>> = Vec::new();
        for candidate in candidates {
            let (class, currency) = (self.class(&candidate), candidate.claim.currency);
            let alone = |step: usize| self.scenario.steps[step].grouping == Grouping::Claim;
            let joins = |group: &&mut Group<'_>| group.class == class && group.currency == currency && !alone(group.members[0].step);
            match groups.iter_mut().find(joins).filter(|_| !alone(candidate.step)) {
                Some(group) => group.members.push(candidate),
                None => groups.push(Group { class, currency, members: vec![candidate] }),
            }
        }
        groups
    }

    /// The step that gives the message its form, with its channel: the softest, in the order of the scenario.
    fn lead(&self, group: &Group<'_>) -> (usize, Channel) {
        // A group is never empty.
        group.members.iter().map(|member| (member.step, member.channel)).min().unwrap_or((0, Channel::Task))
    }

    fn order(&self, group: &Group<'_>) -> (Reverse<u8>, Class, bool, Currency, Option<(Date, ClaimId)>) {
        let level = self.scenario.steps[self.lead(group).0].level;
        let oldest = group.members.iter().map(|member| (member.claim.due_on, member.claim.id)).min();
        (Reverse(level), group.class, group.currency != Currency::EUR, group.currency, oldest)
    }

    fn next_open_day(&self) -> Option<Date> {
        let (policy, territory) = (&self.tenant.policy, self.tenant.territory);
        // Two open days are never more than a few weeks apart, unless the policy opens no day at all.
        (0..60).map(|ahead| plus(self.today, ahead)).find(|day| self.rules.is_open_day(*day, policy, territory))
    }

    /// What the creditor has to complete first.
    fn creditor_bar(&self) -> Option<CreditorGap> {
        CreditorGap::of_third_party(&self.tenant.acts_for).or(match (self.tenant.has_profile, self.tenant.has_iban) {
            (false, false) => Some(CreditorGap::Everything),
            (false, true) => Some(CreditorGap::Profile),
            (true, false) => Some(CreditorGap::Iban),
            (true, true) => None,
        })
    }

    /// What stops every contact of a group, whatever the day.
    fn debtor_bar(&mut self, group: &Group<'_>, creditor: Option<&CreditorGap>) -> Option<DebtorBar> {
        if !self.scenario.for_kinds.contains(&self.kind) {
            self.mend_group(group, &Mend::WrongScenario(self.kind));
            return Some(DebtorBar::WrongScenario { kind: self.kind });
        }
        if let Some(gap) = creditor {
            self.mend_group(group, &Mend::Creditor(*gap));
            return Some(DebtorBar::Creditor(*gap));
        }
        if let Some(line) = self.debtor.unmatched.iter().find(|line| line.holds_on(self.today)) {
            self.see(plus(line.until, 1));
            return Some(DebtorBar::Unmatched {
                line: line.line,
                booked_on: line.booked_on,
                amount: line.amount,
                currency: line.currency,
                until: line.until,
            });
        }
        // The least amount is in euros. It is not compared with another currency: a person confirms instead.
        let to_come: Cents = if group.class == Class::Notice { group.members.iter().map(|m| m.amount).sum() } else { Cents::ZERO };
        let (asked, least) = (self.late_euros + to_come, self.tenant.policy.least_total);
        (group.currency == Currency::EUR && asked < least).then_some(DebtorBar::BelowLeast { asked, least })
    }

    fn mend_group(&mut self, group: &Group<'_>, mend: &Mend) {
        for member in &group.members {
            self.mend(mend.clone(), Some(member.claim.id), member.amount, group.currency);
        }
    }

    fn hold_group(&mut self, group: &Group<'_>, bar: &DebtorBar) {
        for member in &group.members {
            self.hold(member.claim.id, Because::Debtor(bar.clone()));
        }
    }

    /// Makes the action of a group. Says whether anything is left to send.
    fn act(&mut self, mut group: Group<'_>) -> bool {
        let (lead, channel) = self.lead(&group);
        let scenario = self.scenario;
        let step = &scenario.steps[lead];
        let (items, left_out) = self.items(&mut group, step, channel);
        if items.is_empty() {
            return false;
        }
        let mut reasons = self.reasons(&group, lead, channel);
        reasons.extend(left_out.into_iter().map(Reason::WithoutAccessories));
        let to_confirm = self.to_confirm(&group);
        let automatic = to_confirm.is_empty();
        reasons.extend(to_confirm.into_iter().map(Reason::ToConfirm));
        let key = action_key(items.iter().map(|item: &Item| (item.claim, item.step.step.as_str(), item.step.cycle)), channel);
        let approved_on = self.debtor.approved.iter().filter(|(of, on)| *of == key && *on <= self.today).map(|(_, on)| *on).max();
        let written = channel.is_written();
        self.decision.actions.push(Action {
            key,
            debtor: self.debtor.debtor,
            step: step.name.to_string(),
            document: step.document.filter(|_| written),
            channel,
            asked: items.iter().map(|item| item.principal + item.interest + item.indemnity).sum(),
            currency: group.currency,
            automatic,
            approved_on,
            pay_by: (written && !step.is_before_due()).then(|| plus(self.today, i64::from(step.pay_within_days))),
            level: step.level,
            attach_invoices: step.attach_invoices && written,
            reasons,
            items,
        });
        true
    }

    /// The claims of a message with what it asks for each, and why accessories are left out. Claims of a formal notice
    /// whose interest cannot be computed are held.
    fn items(&mut self, group: &mut Group<'_>, step: &Step, channel: Channel) -> (Vec<Item>, Vec<Unasked>) {
        let currency = group.currency;
        group.members.sort_unstable_by_key(|member| member.claim.id);
        let mut items = Vec::with_capacity(group.members.len());
        let mut left_out = Vec::new();
        let mut charged: BTreeSet<InvoiceId> = BTreeSet::new();
        group.members.retain(|member| match self.accessories_of(member, step, channel) {
            Ok((mut accessories, unasked)) => {
                // Forty euros once an invoice, whatever its number of due dates (C. com. D441-5).
                if accessories.indemnity.is_positive() && !charged.insert(member.claim.invoice) {
                    accessories.indemnity = Cents::ZERO;
                }
                left_out.extend(unasked.filter(|why| !left_out.contains(why)));
                items.push(self.item(member, step, accessories));
                true
            }
            Err(gap) => {
                let bar = FormalBar::LawGap { what: gap.into() };
                self.mend(Mend::Qualify(bar.clone()), Some(member.claim.id), member.amount, currency);
                self.hold(member.claim.id, Because::NoFormalNotice(bar));
                self.see(plus(self.today, 1));
                false
            }
        });
        (items, left_out)
    }

    fn item(&self, member: &Candidate<'_>, lead: &Step, accessories: Accessories) -> Item {
        Item {
            claim: member.claim.id,
            step: StepDone {
                scenario: self.scenario.name.to_string(),
                step: self.scenario.steps[member.step].name.to_string(),
                level: lead.level,
                cycle: member.position.cycle,
            },
            principal: member.amount,
            interest: accessories.interest,
            indemnity: accessories.indemnity,
        }
    }

    /// Interest and indemnity asked for a claim, and why not where the step would ask them.
    ///
    /// A reminder without a rate still leaves, with the principal alone; a formal notice without a rate does not.
    fn accessories_of(&self, member: &Candidate<'_>, step: &Step, channel: Channel) -> Result<(Accessories, Option<Unasked>), String> {
        if step.asks == Asks::Principal || !channel.is_written() {
            return Ok((Accessories::default(), None));
        }
        let bar = self.bar_of_accessories(member.claim).or_else(|| member.left_out.is_positive().then_some(Unasked::InPart));
        if bar.is_some() {
            return Ok((Accessories::default(), bar));
        }
        match self.rules.accessories(member.claim, self.debtor, self.tenant, self.today) {
            Ok(accessories) => Ok((accessories, None)),
            Err(gap) if step.level == FORMAL_NOTICE => Err(gap),
            Err(gap) => Ok((Accessories::default(), Some(Unasked::LawGap(gap.into())))),
        }
    }

    fn reasons(&self, group: &Group<'_>, lead: usize, channel: Channel) -> Vec<Reason> {
        let step = &self.scenario.steps[lead];
        let mut reasons = Vec::with_capacity(6);
        let Some(oldest) = group.members.iter().min_by_key(|member| (member.claim.due_on, member.claim.id)) else { return reasons };
        let due_on = oldest.claim.due_on;
        reasons.push(if step.is_before_due() {
            Reason::DueSoon { due_on }
        } else {
            Reason::Late { days: days_between(due_on, self.today), due_on }
        });
        let after = group.members.iter().filter(|member| member.step == lead).filter_map(|member| member.position.last_on).max();
        reasons.push(Reason::Step { step: Arc::clone(&step.title), after });
        let seen_late =
            group.members.iter().filter(|member| member.position.last_on.is_none() && member.claim.seen_on > member.claim.due_on);
        reasons.extend(seen_late.map(|member| member.claim.seen_on).max().map(|on| Reason::SeenLate { on }));
        let again = group.members.iter().filter_map(|member| member.position.restarts).map(|broken| broken.since).max();
        reasons.extend(again.map(|since| Reason::StartsAgain { since }));
        let harder = group.members.iter().filter(|member| self.scenario.steps[member.step].level > step.level).count();
        if harder > 0 {
            reasons.push(Reason::Softened { claims: harder });
        }
        reasons
            .extend(step.channels.first().filter(|first| **first != channel).map(|first| Reason::Fallback { from: *first, to: channel }));
        let left_out: Cents = group.members.iter().map(|member| member.left_out).sum();
        if left_out.is_positive() {
            reasons.push(Reason::InPart { left_out, currency: group.currency });
        }
        reasons
    }

    /// Why a person has to approve a message; empty when it leaves by itself.
    fn to_confirm(&self, group: &Group<'_>) -> Vec<ToConfirm> {
        let mut why = Vec::new();
        if group.members.iter().any(|member| !self.scenario.steps[member.step].automatic) {
            why.push(ToConfirm::Step);
        }
        let until = self.tenant.started_on.map(|started| plus(started, i64::from(self.tenant.policy.prudent_days)));
        if until.is_none_or(|until| self.today < until) {
            why.push(ToConfirm::Prudent { until });
        }
        if group.currency != Currency::EUR {
            why.push(ToConfirm::OtherCurrency(group.currency));
        }
        if group.class == Class::Formal && group.members.iter().any(|member| member.left_out.is_positive()) {
            why.push(ToConfirm::FormalInPart);
        }
        let opened = |judgment_on: Date, closed: Option<Date>| judgment_on <= self.today && closed.is_none_or(|closed| closed > self.today);
        let insolvency = self.debtor.insolvencies.iter().find(|found| opened(found.judgment_on, found.closed_on));
        why.extend(insolvency.map(|found| ToConfirm::Insolvency { judgment_on: found.judgment_on }));
        why
    }
}

impl CreditorGap {
    /// What who acts for somebody else lacks: without it nothing is asked of any debtor, by letter or by direct debit.
    ///
    /// Source: CPCE R124-2 and R124-3.
    pub fn of_third_party(acts_for: &ActsFor) -> Option<CreditorGap> {
        match acts_for {
            ActsFor::RegulatedProfession { mandate: false } | ActsFor::AmicableCollector { mandate: false, .. } => {
                Some(CreditorGap::Mandate)
            }
            ActsFor::AmicableCollector { insurance: false, .. } => Some(CreditorGap::Insurance),
            _ => None,
        }
    }
}
