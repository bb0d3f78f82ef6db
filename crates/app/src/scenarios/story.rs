//! The days that one real debtor would live under a scenario, from today, if nothing comes in.

use std::collections::HashMap;

use domain::Date;
use domain::dunning::{Action, Because, DebtorBar, Decision, Scenario};
use domain::ids::{ClaimId, DebtorId};
use domain::scenarios::{Lived, live};
use store::Read;

use crate::error::Result;
use crate::rules::LawRules;

/// Days that are lived ahead.
pub const STORY_DAYS: i64 = 90;

/// An action of a story.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryAction {
    /// Title of the step that gives it its form.
    pub title: String,
    /// The action.
    pub action: Action,
    /// Numbers of its invoices.
    pub numbers: Vec<String>,
}

/// A day on which something is done.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryDay {
    /// The day.
    pub on: Date,
    /// What.
    pub actions: Vec<StoryAction>,
}

/// The days ahead of a debtor.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// Whom.
    pub debtor: DebtorId,
    /// The user's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The last day that was lived.
    pub until: Date,
    /// Days with actions, in order.
    pub days: Vec<StoryDay>,
    /// What waits today, with the numbers of its invoices.
    pub waits: Vec<(Vec<String>, Because)>,
    /// The last day that was lived on which something may leave, and what would still wait on it.
    pub left: (Date, Vec<(Vec<String>, Because)>),
    /// What somebody has to mend today, in French.
    pub repairs: Vec<String>,
}

/// Lives ninety days of a debtor under a scenario; none where there is no such debtor.
///
/// # Errors
/// The store.
pub fn story(tx: &mut Read<'_>, debtor: DebtorId, scenario: &Scenario, day: Date) -> Result<Option<Story>> {
    let Some(facts) = tx.debtor_facts(debtor)? else { return Ok(None) };
    let tenant = tx.tenant_facts(day)?;
    let until = day.checked_add(jiff::Span::new().days(STORY_DAYS)).unwrap_or(day);
    let rules = LawRules { law: crate::law::in_force() };
    let lived = live(&facts, &tenant, scenario, &rules, day, until);
    let numbers: HashMap<ClaimId, &str> = facts.claims.iter().map(|claim| (claim.id, claim.number.as_str())).collect();
    let number = |claim: &ClaimId| numbers.get(claim).map_or_else(|| claim.to_string(), |number| (*number).to_owned());
    let told = |action: &Action| StoryAction {
        title: scenario.step(&action.step).map_or_else(|| action.step.clone(), |step| step.title.to_string()),
        numbers: action.items.iter().map(|item| number(&item.claim)).collect(),
        action: action.clone(),
    };
    let days = lived.iter().filter(|one| !one.decision.actions.is_empty());
    let days = days.map(|one| StoryDay { on: one.on, actions: one.decision.actions.iter().map(told).collect() }).collect();
    let first = lived.first().map(|one| &one.decision);
    let waiting = |decision: &Decision| -> Vec<(Vec<String>, Because)> {
        // What is paid waits for nothing that a scenario does.
        let open = |because: &Because| !matches!(because, Because::Paid | Because::AccessoriesLeft { .. });
        let held = decision.held.iter().filter(|held| open(&held.because));
        held.map(|held| (held.claims.iter().map(number).collect(), held.because.clone())).collect()
    };
    let waits = first.map(waiting).unwrap_or_default();
    // A closed day says only that it is closed.
    let closed = |one: &&Lived| one.decision.held.iter().any(|held| matches!(held.because, Because::Debtor(DebtorBar::ClosedDay { .. })));
    let last = lived.iter().rev().find(|one| !closed(one)).or(lived.last());
    let left = last.map_or((day, Vec::new()), |one| (one.on, waiting(&one.decision)));
    let repairs = first.map_or_else(Vec::new, |decision| decision.repairs.iter().map(|repair| repair.mend.to_string()).collect());
    let name = tx.names(&[debtor])?.remove(&debtor).map(|(_, name)| name).unwrap_or_default();
    Ok(Some(Story { debtor, code: facts.code, name, until, days, waits, left, repairs }))
}
