//! What came back of collections, as the lines of the bank say it, and what that bars.

use std::collections::BTreeMap;

use domain::debits::{Mandate, Presented};
use domain::events::LineIs;
use domain::facts::DebtorFacts;
use domain::ids::{ClaimId, MovementId};
use domain::payments::rejects::{self, Reject};
use store::{LineState, Read};

use crate::error::Result;

/// Why payments came back, where a line of the bank gives a known code.
pub(super) struct Returned(BTreeMap<MovementId, Reject>);

impl Returned {
    /// Reads what every line took back.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn all(tx: &mut Read<'_>) -> Result<Returned> {
        let mut returned = BTreeMap::new();
        for line in tx.bank_lines(LineState::Return, None, i64::MAX)? {
            let Some(LineIs::Return { payment, .. }) = line.decided.map(|decided| decided.is) else { continue };
            returned.extend(rejects::reject(&line.details.return_code).map(|why| (payment, why)));
        }
        Ok(Returned(returned))
    }

    /// Adds to each collection of a debtor's claims why it came back: the payment of its claim that came while it was waited for.
    pub(super) fn mark(&self, facts: &DebtorFacts, presented: &mut [Presented]) {
        for one in presented {
            let Some(claim) = facts.claims.iter().find(|claim| claim.id == one.claim) else { continue };
            let its = claim.entries.iter().filter(|entry| entry.reversed_on.is_some() && (one.collect_on..=one.until).contains(&entry.on));
            one.came_back = its.filter_map(|entry| self.0.get(&entry.movement)).next().copied();
        }
    }

    /// Adds to the mandates why nothing more may be collected under them.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn bar(&self, tx: &mut Read<'_>, mandates: &mut [Mandate]) -> Result<()> {
        let mut debtors = Vec::new();
        for (payment, _) in self.0.iter().filter(|(_, why)| why.bars_mandate) {
            debtors.extend(tx.debtor_of_movement(*payment)?);
        }
        debtors.sort_unstable();
        debtors.dedup();
        for debtor in debtors {
            let Some(facts) = tx.debtor_facts(debtor)? else { continue };
            let claims: Vec<ClaimId> = facts.claims.iter().map(|claim| claim.id).collect();
            let mut presented: Vec<Presented> = tx.presented(&claims)?.into_values().flatten().collect();
            self.mark(&facts, &mut presented);
            for one in &presented {
                if let (Some(why), Some(mandate)) = (one.came_back, mandates.iter_mut().find(|mandate| mandate.id == one.mandate))
                    && why.bars_mandate
                {
                    mandate.refused = Some(why.words);
                }
            }
        }
        Ok(())
    }
}

/// Every mandate, with what the bank refused under it.
///
/// # Errors
/// What the database says.
pub(super) fn mandates(tx: &mut Read<'_>) -> Result<Vec<Mandate>> {
    let mut mandates = tx.mandates()?;
    if !mandates.is_empty() {
        Returned::all(tx)?.bar(tx, &mut mandates)?;
    }
    Ok(mandates)
}
