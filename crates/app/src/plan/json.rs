//! The plan for machines, written debtor by debtor.

use domain::Date;
use domain::dunning::{Decision, PlanJson, RepairJson};
use domain::facts::DebtorFacts;
use domain::ids::ClaimId;
use serde::Serialize;

use super::{Desk, gaps};
use crate::error::{AppError, Result};

/// A plan as JSON text, one list after the other.
#[derive(Clone, Debug)]
pub struct Written {
    day: Date,
    actions: String,
    held: String,
    repairs: String,
}

impl Written {
    pub(super) fn new(day: Date) -> Written {
        Written { day, actions: String::new(), held: String::new(), repairs: String::new() }
    }

    /// Adds what was decided for a debtor, and what nobody has said of it.
    pub(super) fn add(&mut self, desk: &Desk, facts: &DebtorFacts, decision: &Decision) -> Result<()> {
        let number = |claim: ClaimId| {
            let found = facts.claims.iter().find(|known| known.id == claim);
            found.map_or_else(|| claim.to_string(), |claim| claim.number.clone())
        };
        let mut said = PlanJson::new(self.day);
        said.add(&facts.code, decision, number);
        said.repairs.extend(gaps::of(facts, desk.tenant(), self.day).iter().map(|gap| RepairJson {
            debtor: facts.code.clone(),
            claims: gap.claims.iter().map(|claim| number(*claim)).collect(),
            reason: gap.unknown.to_string(),
            amount: gap.amount.plain_in(gap.currency),
            currency: gap.currency.code().to_owned(),
        }));
        append(&mut self.actions, &said.actions)?;
        append(&mut self.held, &said.held)?;
        append(&mut self.repairs, &said.repairs)
    }

    /// The pieces of the text, to be written one after the other.
    pub fn pieces(self) -> Vec<String> {
        let begin = format!("{{\"day\":\"{}\",\"actions\":[", self.day);
        let (held, repairs) = ("],\"held\":[".to_owned(), "],\"repairs\":[".to_owned());
        vec![begin, self.actions, held, self.held, repairs, self.repairs, "]}".to_owned()]
    }
}

fn append<T: Serialize>(text: &mut String, items: &[T]) -> Result<()> {
    for item in items {
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str(&serde_json::to_string(item).map_err(|error| AppError::refused(error.to_string()))?);
    }
    Ok(())
}
