//! What another scenario would change for one debtor: today, and over the next days if nothing comes in.

use jiff::civil::Date;

use super::live::{Lived, live};
use crate::dunning::{Action, Because, DebtorBar, Decision, Rules, Scenario, plus};
use crate::events::Channel;
use crate::facts::{DebtorFacts, TenantFacts};
use crate::letters::DocumentKind;

/// Days ahead that are counted, beside today.
pub const HORIZONS: [i64; 3] = [7, 14, 30];

/// Contacts and tasks, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// E-mails and letters, formal notices apart.
    pub written: u64,
    /// Formal notices.
    pub notices: u64,
    /// Calls.
    pub calls: u64,
    /// Decisions put to a person.
    pub tasks: u64,
    /// Of all these, what leaves without a person's word.
    pub automatic: u64,
}

impl Tally {
    /// Counts an action.
    pub fn add(&mut self, action: &Action) {
        match action.channel {
            Channel::Task => self.tasks += 1,
            Channel::Call => self.calls += 1,
            _ if action.document == Some(DocumentKind::FormalNotice) => self.notices += 1,
            _ => self.written += 1,
        }
        self.automatic += u64::from(action.automatic);
    }

    /// Adds another count.
    pub fn join(&mut self, other: &Tally) {
        self.written += other.written;
        self.notices += other.notices;
        self.calls += other.calls;
        self.tasks += other.tasks;
        self.automatic += other.automatic;
    }

    /// Everything that reaches the debtor.
    pub fn contacts(&self) -> u64 {
        self.written + self.notices + self.calls
    }
}

/// Counts today and over each of [`HORIZONS`], today included.
pub type Ahead = [Tally; 1 + HORIZONS.len()];

/// How an action of today differs.
#[derive(Clone, Debug, PartialEq)]
pub enum ActionChange {
    /// Nothing is done today with the one, something with the other.
    Appears(Action),
    /// Something is done today with the one, nothing with the other; why, where the engine says it of the same claims.
    Disappears(Action, Option<Because>),
    /// Both do something about the same claims, and not the same.
    Changes(Action, Action),
}

/// What the other scenario would change for one debtor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DebtorEffect {
    /// With the scenario in force.
    pub before: Ahead,
    /// With the other.
    pub after: Ahead,
    /// What differs today.
    pub today: Vec<ActionChange>,
    /// Steps recorded in the present cycle of what is still owed: they are not played again.
    pub passed: u64,
    /// With the other scenario, something waits today because the debtor was contacted as often as the policy allows.
    pub waits_for_budget: bool,
    /// The first day on which what is done is not the same, up to the last of [`HORIZONS`].
    pub first_difference: Option<Date>,
}

/// What `after` would change for a debtor; `before` is the scenario in force, none where it has none.
pub fn effect_on<R: Rules>(
    debtor: &DebtorFacts,
    tenant: &TenantFacts,
    (before, after): (Option<&Scenario>, &Scenario),
    rules: &R,
    today: Date,
) -> DebtorEffect {
    let last = plus(today, HORIZONS[HORIZONS.len() - 1]);
    let old = before.map_or_else(Vec::new, |scenario| live(debtor, tenant, scenario, rules, today, last));
    let new = live(debtor, tenant, after, rules, today, last);
    let none = Decision::default();
    let first = old.first().map_or(&none, |lived| &lived.decision);
    let then = new.first().map_or(&none, |lived| &lived.decision);
    let budget = |because: &Because| matches!(because, Because::Debtor(DebtorBar::Budget(_)));
    DebtorEffect {
        before: ahead(&old, today),
        after: ahead(&new, today),
        today: changes(first, then),
        passed: passed(debtor, today),
        waits_for_budget: then.held.iter().any(|held| budget(&held.because)),
        first_difference: first_difference(&old, &new),
    }
}

fn ahead(lived: &[Lived], today: Date) -> Ahead {
    let mut counted = Ahead::default();
    for one in lived {
        for (place, days) in std::iter::once(0).chain(HORIZONS).enumerate() {
            if one.on <= plus(today, days) {
                one.decision.actions.iter().for_each(|action| counted[place].add(action));
            }
        }
    }
    counted
}

fn passed(debtor: &DebtorFacts, today: Date) -> u64 {
    let open = debtor.claims.iter().filter(|claim| claim.book_principal(today).is_positive());
    let counted = open.map(|claim| {
        let cycle = claim.cycle(today);
        claim.steps.iter().filter(|step| step.step.cycle == cycle && step.on <= today).count()
    });
    counted.sum::<usize>() as u64
}

/// Whether two actions are one to whoever gets them and to whoever approves them. The key is that of claims, steps and channel.
fn same(one: &Action, other: &Action) -> bool {
    one.key == other.key
        && (one.asked, one.automatic, one.document, one.pay_by, one.attach_invoices)
            == (other.asked, other.automatic, other.document, other.pay_by, other.attach_invoices)
}

fn changes(before: &Decision, after: &Decision) -> Vec<ActionChange> {
    let shares = |one: &Action, other: &Action| one.items.iter().any(|item| other.items.iter().any(|its| its.claim == item.claim));
    let mut found = Vec::new();
    let mut left: Vec<&Action> = after.actions.iter().filter(|new| !before.actions.iter().any(|old| same(old, new))).collect();
    for old in before.actions.iter().filter(|old| !after.actions.iter().any(|new| same(old, new))) {
        match left.iter().position(|new| shares(old, new)) {
            Some(at) => found.push(ActionChange::Changes(old.clone(), left.remove(at).clone())),
            None => {
                let about = |claims: &[crate::ids::ClaimId]| old.items.iter().any(|item| claims.contains(&item.claim));
                let why = after.held.iter().find(|held| about(&held.claims)).map(|held| held.because.clone());
                found.push(ActionChange::Disappears(old.clone(), why));
            }
        }
    }
    found.extend(left.into_iter().cloned().map(ActionChange::Appears));
    found
}

fn first_difference(before: &[Lived], after: &[Lived]) -> Option<Date> {
    let acted = |lived: &[Lived]| -> Vec<(Date, Vec<Action>)> {
        lived.iter().filter(|one| !one.decision.actions.is_empty()).map(|one| (one.on, one.decision.actions.clone())).collect()
    };
    let (before, after) = (acted(before), acted(after));
    let alike = |one: &(Date, Vec<Action>), other: &(Date, Vec<Action>)| {
        one.0 == other.0 && one.1.len() == other.1.len() && one.1.iter().zip(&other.1).all(|(old, new)| same(old, new))
    };
    let agree = before.iter().zip(&after).take_while(|(one, other)| alike(one, other)).count();
    [before.get(agree), after.get(agree)].into_iter().flatten().map(|(on, _)| *on).min()
}
