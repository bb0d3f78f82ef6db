//! The plan of a day as machines read it (`plan --json`). Amounts are strings with two decimals, days are ISO.

use jiff::civil::Date;
use serde::Serialize;

use super::action::Decision;
use crate::ids::ClaimId;

/// The plan of a day, for every debtor that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanJson {
    /// The day.
    pub day: Date,
    /// What may be done.
    pub actions: Vec<ActionJson>,
    /// What is not done, and why.
    pub held: Vec<HeldJson>,
    /// What somebody has to mend.
    pub repairs: Vec<RepairJson>,
}

/// An action, as machines read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ActionJson {
    /// Its key, for `approve` and `skip`.
    pub action: String,
    /// Whom.
    pub debtor: String,
    /// Which claims.
    pub claims: Vec<String>,
    /// The step that gives it its form.
    pub step: String,
    /// Through what.
    pub channel: &'static str,
    /// What it asks.
    pub amount: String,
    /// In which currency.
    pub currency: String,
    /// Leaves without a person's word.
    pub automatic: bool,
    /// Why, in French.
    pub reasons: Vec<String>,
}

/// Claims that are held, as machines read them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeldJson {
    /// Whose.
    pub debtor: String,
    /// Which.
    pub claims: Vec<String>,
    /// Why, in French.
    pub reasons: Vec<String>,
    /// The day on which this could change by itself.
    pub look_again_on: Option<Date>,
}

/// Something to mend, as machines read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RepairJson {
    /// Whose.
    pub debtor: String,
    /// The claims that wait.
    pub claims: Vec<String>,
    /// What to do, in French.
    pub reason: String,
    /// How much waits.
    pub amount: String,
    /// In which currency.
    pub currency: String,
}

impl PlanJson {
    /// A plan without anything in it.
    pub fn new(day: Date) -> PlanJson {
        PlanJson { day, actions: Vec::new(), held: Vec::new(), repairs: Vec::new() }
    }

    /// Adds what was decided for a debtor. `debtor` is its code; `name` says how a claim is shown.
    ///
    /// A reason that has a day of its own gives it; the others can change when the decision says to look again.
    pub fn add(&mut self, debtor: &str, decision: &Decision, name: impl Fn(ClaimId) -> String) {
        let names = |claims: &[ClaimId]| claims.iter().map(|claim| name(*claim)).collect::<Vec<_>>();
        self.actions.extend(decision.actions.iter().map(|action| ActionJson {
            action: action.key.clone(),
            debtor: debtor.to_owned(),
            claims: action.items.iter().map(|item| name(item.claim)).collect(),
            step: action.step.clone(),
            channel: action.channel.word(),
            amount: action.asked.plain_in(action.currency),
            currency: action.currency.code().to_owned(),
            automatic: action.automatic,
            reasons: action.reasons.iter().map(ToString::to_string).collect(),
        }));
        self.held.extend(decision.held.iter().map(|held| HeldJson {
            debtor: debtor.to_owned(),
            claims: names(&held.claims),
            reasons: vec![held.because.to_string()],
            look_again_on: held.because.lapses_on(),
        }));
        self.repairs.extend(decision.repairs.iter().map(|repair| RepairJson {
            debtor: debtor.to_owned(),
            claims: names(&repair.claims),
            reason: repair.mend.to_string(),
            amount: repair.amount.plain_in(repair.currency),
            currency: repair.currency.code().to_owned(),
        }));
    }
}
