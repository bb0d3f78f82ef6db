//! What is kept of a debtor and of an action: compact, made from the facts and the decision of the day.

use domain::Date;
use domain::collectable::hold_runs;
use domain::dunning::{
    Action, Because, Decision, PlanStanding, PromiseStanding, Scenario, effective_kind, plan_standing, promise_standing,
};
use domain::events::Channel;
use domain::facts::{ClaimFacts, DebtorFacts, TenantFacts, days_between};
use domain::ids::{ClaimId, DebtorId};
use domain::letters::DocumentKind;
use domain::money::{Cents, Currency};
use domain::party::DebtorKind;
use formats::values::folded;
use store::Face;

use super::names::{Name, Names};
use crate::balance::column;

/// Weeks of expected cash kept: this one and the seven after it.
pub const WEEKS: usize = 8;

/// What holds of a debtor on the day, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(u16);

impl Flags {
    /// A part of what it owes is disputed.
    pub const DISPUTED: Flags = Flags(1);
    /// A promise runs, or its day is gone and payments are not known that far.
    pub const PROMISED: Flags = Flags(1 << 1);
    /// A promise was not kept, and something is still open.
    pub const BROKEN: Flags = Flags(1 << 2);
    /// An instalment plan runs.
    pub const ON_PLAN: Flags = Flags(1 << 3);
    /// An instalment plan is behind.
    pub const PLAN_BEHIND: Flags = Flags(1 << 4);
    /// A hold on it or on one of its claims.
    pub const ON_HOLD: Flags = Flags(1 << 5);
    /// An insolvency proceeding is open.
    pub const INSOLVENT: Flags = Flags(1 << 6);
    /// Something about it waits for a person: a repair of the plan, or what nobody has said yet.
    pub const TO_COMPLETE: Flags = Flags(1 << 7);
    /// Something of it waits for a person's decision (accessories left, scenario over, time bar…).
    pub const TO_DECIDE: Flags = Flags(1 << 8);

    /// Whether all of these hold.
    pub fn has(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }

    fn set(&mut self, other: Flags, on: bool) {
        if on {
            self.0 |= other.0;
        }
    }
}

/// A column of the aged balance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Aged {
    /// What stands in it.
    pub cents: Cents,
    /// How many claims; none for what is not allocated.
    pub claims: u32,
}

/// What a debtor owes in a currency that is not its main one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// Which.
    pub currency: Currency,
    /// By column of the balance.
    pub aged: Box<[Aged]>,
}

/// Money expected in a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Which week, from this one.
    pub week: u8,
    /// A person or a plan said so; else the due date alone does.
    pub committed: bool,
    /// How much, in the debtor's main currency.
    pub cents: Cents,
}

/// A debtor, as lists show it on the day.
#[derive(Clone, Debug, PartialEq)]
pub struct DebtorRow {
    /// Whom.
    pub id: DebtorId,
    /// Code, name, town, SIREN.
    pub face: Face,
    /// Name and code without accents or capitals: for searching and sorting.
    pub folded: Box<str>,
    /// What it is in law, as far as anybody said.
    pub kind: DebtorKind,
    /// Its scenario.
    pub scenario: Name,
    /// The euro, or the only currency in which something is open.
    pub currency: Currency,
    /// What its open claims are worth in the books, in that currency.
    pub open: Cents,
    /// What of it is late.
    pub overdue: Cents,
    /// Received or credited and not allocated, positive.
    pub unallocated: Cents,
    /// Open claims.
    pub claims: u32,
    /// Those that are late.
    pub late: u32,
    /// Due date of the oldest open claim that is late.
    pub oldest_due: Option<Date>,
    /// What holds of it.
    pub flags: Flags,
    /// Claims disputed.
    pub disputes: u16,
    /// Promises that run.
    pub promises: u16,
    /// The next promise: its day and amount.
    pub promise: Option<(Date, Cents)>,
    /// The next instalment.
    pub instalment: Option<(Date, Cents)>,
    /// The last step that counts for an open claim, the highest of its ladder: its title, level and day.
    pub reached: Option<(Name, u8, Date)>,
    /// What comes next, by its title: today for an action, else the first day on which a step may leave.
    pub next: Option<(Name, Date)>,
    /// The next day on which its decision could change.
    pub look_again_on: Option<Date>,
    /// Money expected in the coming weeks.
    pub expected: Box<[Expected]>,
    /// What it owes in other currencies.
    pub others: Box<[Other]>,
}

/// A thing to do, as the agenda lists it.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionRow {
    /// Its key, 32 hexadecimal digits as a number.
    pub key: u128,
    /// Whom.
    pub debtor: DebtorId,
    /// The step.
    pub step: Name,
    /// What users read of it.
    pub title: Name,
    /// The document; none for a call or a task.
    pub document: Option<DocumentKind>,
    /// Through what.
    pub channel: Channel,
    /// What it asks in all.
    pub asked: Cents,
    /// What of it is interest and fixed indemnity.
    pub accessories: Cents,
    /// Currency of both.
    pub currency: Currency,
    /// How many claims.
    pub claims: u32,
    /// Days late of its oldest claim; negative before the due date.
    pub late: i32,
    /// Leaves without a person's word.
    pub automatic: bool,
    /// A person approved it.
    pub approved: bool,
    /// The calendar date by which it asks to pay.
    pub pay_by: Option<Date>,
    /// Place of the document on the ladder.
    pub level: u8,
}

impl ActionRow {
    /// The key as everybody writes it.
    pub fn key_text(&self) -> String {
        format!("{:032x}", self.key)
    }
}

/// A debtor with its columns and actions.
pub(super) struct Drawn {
    pub row: DebtorRow,
    pub aged: Vec<Aged>,
    pub actions: Vec<ActionRow>,
}

/// What rows are made with.
pub(super) struct Drawing<'a> {
    pub tenant: &'a TenantFacts,
    pub day: Date,
    /// Monday of the week of the day.
    pub monday: Date,
    pub names: &'a mut Names,
    /// The scenario of the debtor that is drawn.
    pub scenario: Option<&'a Scenario>,
}

/// One claim as the balance sees it.
struct Open<'a> {
    claim: &'a ClaimFacts,
    cents: Cents,
    late: i64,
}

impl Drawing<'_> {
    /// The row of a debtor; its name comes later, for many at once.
    pub fn draw(&mut self, facts: &DebtorFacts, scenario: &str, decision: Option<&Decision>, has_gaps: bool) -> Drawn {
        let (day, ends) = (self.day, &self.tenant.policy.balance_buckets);
        let open: Vec<Open<'_>> = facts
            .claims
            .iter()
            .map(|claim| Open { claim, cents: claim.book_principal(day), late: claim.days_late(day) })
            .filter(|open| open.cents.is_positive())
            .collect();
        let mut by_currency: Vec<(Currency, Vec<Aged>)> = Vec::new();
        let width = ends.len() + 3;
        let place = |all: &mut Vec<(Currency, Vec<Aged>)>, currency: Currency| {
            all.iter().position(|(known, _)| *known == currency).unwrap_or_else(|| {
                all.push((currency, vec![Aged::default(); width]));
                all.len() - 1
            })
        };
        for one in &open {
            let at = place(&mut by_currency, one.claim.currency);
            let aged = &mut by_currency[at].1[column(one.late, ends)];
            aged.cents += one.cents;
            aged.claims += 1;
        }
        for movement in &facts.movements {
            let left = movement.unallocated(day);
            if left.is_positive() {
                let at = place(&mut by_currency, movement.currency);
                by_currency[at].1[width - 1].cents -= left;
            }
        }
        by_currency.sort_by_key(|(currency, _)| (*currency != Currency::EUR, *currency));
        let mut columns = by_currency.into_iter();
        let (currency, aged) = columns.next().unwrap_or_else(|| (Currency::EUR, vec![Aged::default(); width]));
        let others = columns.map(|(currency, aged)| Other { currency, aged: aged.into() }).collect();
        let actions: Vec<ActionRow> =
            decision.map_or_else(Vec::new, |decision| decision.actions.iter().map(|action| self.action(facts, action)).collect());
        let mut row = self.row(facts, scenario, currency, &aged, &open);
        row.others = others;
        if let Some(decision) = decision {
            row.next = self.next(decision, &actions);
            row.look_again_on = decision.look_again_on;
            row.flags.set(Flags::TO_COMPLETE, has_gaps || !decision.repairs.is_empty());
            row.flags.set(Flags::TO_DECIDE, decision.held.iter().any(|held| held.because.is_to_decide()));
        }
        Drawn { row, aged, actions }
    }

    fn row(&mut self, facts: &DebtorFacts, scenario: &str, currency: Currency, aged: &[Aged], open: &[Open<'_>]) -> DebtorRow {
        let late_columns = &aged[1..aged.len() - 1];
        let mut row = DebtorRow {
            id: facts.debtor,
            face: Face { code: facts.code.clone(), ..Face::default() },
            folded: Box::default(),
            kind: effective_kind(facts, self.tenant, self.day),
            scenario: self.names.of(scenario),
            currency,
            open: aged[..aged.len() - 1].iter().map(|aged| aged.cents).sum(),
            overdue: late_columns.iter().map(|aged| aged.cents).sum(),
            unallocated: -aged[aged.len() - 1].cents,
            claims: aged.iter().map(|aged| aged.claims).sum(),
            late: late_columns.iter().map(|aged| aged.claims).sum(),
            oldest_due: open.iter().filter(|one| one.late > 0 && one.claim.currency == currency).map(|one| one.claim.due_on).min(),
            flags: Flags::default(),
            disputes: 0,
            promises: 0,
            promise: None,
            instalment: None,
            reached: self.reached(open),
            next: None,
            look_again_on: None,
            expected: Box::default(),
            others: Box::default(),
        };
        self.stops(&mut row, facts, open);
        row
    }

    /// What stops or changes dunning, and the cash that is expected.
    fn stops(&mut self, row: &mut DebtorRow, facts: &DebtorFacts, open: &[Open<'_>]) {
        let day = self.day;
        let mut weeks = Weeks { monday: self.monday, cents: [[Cents::ZERO; 2]; WEEKS] };
        let mut covered: Vec<ClaimId> = Vec::new();
        let is_main = |claims: &[ClaimId]| {
            let known = facts.claims.iter().find(|claim| claims.contains(&claim.id));
            known.is_none_or(|claim| claim.currency == row.currency)
        };
        for promise in &facts.promises {
            match promise_standing(promise, facts, self.tenant, day) {
                Some(PromiseStanding::Running { .. } | PromiseStanding::Unverified { .. }) => {
                    row.promises = row.promises.saturating_add(1);
                    let next = row.promise.is_none_or(|(by, _)| promise.by < by);
                    row.promise = if next { Some((promise.by, promise.amount)) } else { row.promise };
                    covered.extend(&promise.claims);
                    if is_main(&promise.claims) {
                        // What of it was paid already is expected no more.
                        let left = open.iter().filter(|one| promise.claims.contains(&one.claim.id)).map(|one| one.cents).sum();
                        weeks.add(promise.by.max(day), true, promise.amount.min(left));
                    }
                }
                Some(PromiseStanding::Broken { .. }) => row.flags.set(Flags::BROKEN, !open.is_empty()),
                Some(PromiseStanding::Kept) | None => {}
            }
        }
        for plan in &facts.plans {
            let Some(PlanStanding { missing, next, .. }) = plan_standing(plan, facts, self.tenant, day) else { continue };
            row.flags.set(Flags::ON_PLAN, true);
            row.flags.set(Flags::PLAN_BEHIND, missing.is_positive());
            let sooner = |(on, _): &(Date, Cents)| row.instalment.is_none_or(|(first, _)| *on < first);
            row.instalment = next.filter(sooner).or(row.instalment);
            covered.extend(&plan.claims);
            // A plan that is behind commits nobody any more.
            if missing.is_zero() && is_main(&plan.claims) {
                plan.dues.iter().filter(|(on, _)| *on >= day).for_each(|(on, cents)| weeks.add(*on, true, *cents));
            }
        }
        for one in open {
            let disputed = one.claim.disputed(day);
            row.disputes = row.disputes.saturating_add(u16::from(disputed.is_positive()));
            if one.late <= 0 && one.claim.currency == row.currency && !covered.contains(&one.claim.id) {
                weeks.add(one.claim.due_on, false, one.cents - disputed);
            }
        }
        row.flags.set(Flags::DISPUTED, row.disputes > 0);
        row.flags.set(Flags::PROMISED, row.promises > 0);
        // A hold on a claim that is settled stops nothing.
        let stops = |claim: Option<ClaimId>| claim.is_none_or(|held| open.iter().any(|one| one.claim.id == held));
        let on_hold = facts.holds.iter().any(|hold| stops(hold.claim) && hold_runs(hold, self.tenant, day));
        row.flags.set(Flags::ON_HOLD, on_hold);
        let opened = |case: &domain::facts::InsolvencyFacts| case.judgment_on <= day && case.closed_on.is_none_or(|on| on > day);
        row.flags.set(Flags::INSOLVENT, facts.insolvencies.iter().any(opened));
        row.expected = weeks.kept();
    }

    fn reached(&mut self, open: &[Open<'_>]) -> Option<(Name, u8, Date)> {
        let day = self.day;
        let steps = open.iter().flat_map(|one| {
            let cycle = one.claim.cycle(day);
            one.claim.steps.iter().filter(move |done| done.on <= day && !done.skipped && done.step.cycle == cycle)
        });
        let highest = steps.max_by_key(|done| (done.step.level, done.on))?;
        Some((self.title(&highest.step.step), highest.step.level, highest.on))
    }

    fn next(&mut self, decision: &Decision, actions: &[ActionRow]) -> Option<(Name, Date)> {
        if let Some(action) = actions.iter().max_by_key(|action| action.level) {
            return Some((action.title, self.day));
        }
        let waiting = decision.held.iter().filter_map(|held| match &held.because {
            Because::NotYet { step, on, .. } => Some((step, *on)),
            Because::Postponed { step, until } => Some((step, *until)),
            _ => None,
        });
        let (step, on) = waiting.min_by_key(|(_, on)| *on)?;
        Some((self.names.of(step), on))
    }

    /// What users read of a step; the name of one that its scenario no longer has.
    fn title(&mut self, step: &str) -> Name {
        let known = self.scenario.and_then(|scenario| scenario.steps.get(scenario.index_of(step)?));
        match known {
            Some(known) => self.names.of(&known.title),
            None => self.names.of(step),
        }
    }

    fn action(&mut self, facts: &DebtorFacts, action: &Action) -> ActionRow {
        let late = action.items.iter().filter_map(|item| facts.claims.iter().find(|claim| claim.id == item.claim));
        let late = late.map(|claim| days_between(claim.due_on, self.day)).max().unwrap_or_default();
        ActionRow {
            // A key is made as 32 hexadecimal digits.
            key: u128::from_str_radix(&action.key, 16).unwrap_or_default(),
            debtor: action.debtor,
            step: self.names.of(&action.step),
            title: self.title(&action.step),
            document: action.document,
            channel: action.channel,
            asked: action.asked,
            accessories: action.items.iter().map(|item| item.interest + item.indemnity).sum(),
            currency: action.currency,
            claims: u32::try_from(action.items.len()).unwrap_or(u32::MAX),
            late: i32::try_from(late).unwrap_or(i32::MAX),
            automatic: action.automatic,
            approved: action.approved_on.is_some(),
            pay_by: action.pay_by,
            level: action.level,
        }
    }
}

impl DebtorRow {
    /// What the accounts say: open claims less what is not allocated.
    pub fn balance(&self) -> Cents {
        self.open - self.unallocated
    }

    /// Days late of the oldest claim, on the day of the view.
    pub fn days_late(&self, day: Date) -> i64 {
        self.oldest_due.map_or(0, |due| days_between(due, day))
    }

    pub(super) fn faced(&mut self, face: Face) {
        self.folded = format!("{}\u{1}{}\u{1}{}", folded(&face.name), folded(&face.code), face.siren).into();
        self.face = face;
    }

    /// The name without accents or capitals, by which lists are sorted.
    pub fn sorting_name(&self) -> &str {
        self.folded.split('\u{1}').next().unwrap_or_default()
    }
}

/// Money by week while it is added up.
struct Weeks {
    monday: Date,
    cents: [[Cents; 2]; WEEKS],
}

impl Weeks {
    fn add(&mut self, on: Date, committed: bool, cents: Cents) {
        let week = usize::try_from(days_between(self.monday, on) / 7).unwrap_or(usize::MAX);
        if let Some(both) = self.cents.get_mut(week) {
            both[usize::from(committed)] += cents;
        }
    }

    fn kept(&self) -> Box<[Expected]> {
        let weeks = (0_u8..).zip(&self.cents);
        let both =
            weeks.flat_map(|(week, both)| [false, true].map(|committed| Expected { week, committed, cents: both[usize::from(committed)] }));
        both.filter(|expected| expected.cents.is_positive()).collect()
    }
}
