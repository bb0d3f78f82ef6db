//! The days ahead of one debtor, lived with the engine itself, if nothing comes in.
//!
//! What it assumes, and every reader is told: no payment, answer or new invoice; what is proposed is approved and leaves the same
//! day; a call or a task is done that day; payments stay known. It is what the rules would do, not what will happen.

use jiff::civil::Date;

use crate::dunning::{Action, Decision, Rules, Scenario, decide, plus};
use crate::events::Channel;
use crate::facts::{ContactFacts, DebtorFacts, LetterState, StepFacts, TenantFacts};
use crate::ids::LetterId;

/// A day on which the engine looked, and what it answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Lived {
    /// The day.
    pub on: Date,
    /// What was decided.
    pub decision: Decision,
}

/// Lives from a day to another, both included, day by look-again day.
pub fn live<R: Rules>(debtor: &DebtorFacts, tenant: &TenantFacts, scenario: &Scenario, rules: &R, from: Date, to: Date) -> Vec<Lived> {
    let (mut debtor, mut tenant) = (debtor.clone(), tenant.clone());
    let mut lived = Vec::new();
    let mut day = from;
    let mut made = 0;
    while day <= to {
        let decision = decide(&debtor, &tenant, scenario, rules, day);
        record(&mut debtor, &decision, day, &mut made);
        let next = decision.look_again_on;
        let moved = !decision.actions.is_empty() || !decision.restarts.is_empty();
        lived.push(Lived { on: day, decision });
        let tomorrow = plus(day, 1);
        // From tomorrow on payments are taken as known, which today they may not be.
        day = match next {
            Some(next) if day != from && !moved => next.max(tomorrow),
            None if day != from && !moved => break,
            _ => tomorrow,
        };
        tenant.payments_known_through = Some(tenant.payments_known_through.map_or(day, |known| known.max(day)));
    }
    lived
}

/// Records what was decided as done that day.
fn record(debtor: &mut DebtorFacts, decision: &Decision, day: Date, made: &mut i64) {
    for restart in &decision.restarts {
        for claim in debtor.claims.iter_mut().filter(|claim| restart.claims.contains(&claim.id)) {
            claim.restarts.push(day);
        }
    }
    for action in &decision.actions {
        *made += 1;
        // Numbers of the journal are positive: no letter of the books has this one.
        let letter = LetterId(-*made);
        debtor.contacts.push(contact(action, letter, day));
        for item in &action.items {
            let Some(claim) = debtor.claims.iter_mut().find(|claim| claim.id == item.claim) else { continue };
            let known = claim.steps.iter().any(|kept| (&kept.step.step, kept.step.cycle) == (&item.step.step, item.step.cycle));
            if !known {
                let letter = (action.channel != Channel::Task).then_some(letter);
                claim.steps.push(StepFacts { step: item.step.clone(), on: day, channel: action.channel, letter, skipped: false });
            }
        }
    }
}

fn contact(action: &Action, id: LetterId, day: Date) -> ContactFacts {
    ContactFacts {
        id,
        channel: action.channel,
        document: action.document.map_or_else(String::new, |document| document.word().to_owned()),
        action: action.key.clone(),
        on: day,
        states: vec![(LetterState::Prepared, day), (LetterState::Sent, day)],
        items: action.items.iter().map(|item| (item.claim, item.step.clone())).collect(),
        asked: action.asked,
        pay_by: action.pay_by,
        elsewhere: None,
    }
}
