//! What came back of collections, as the lines of the bank say it, and what that bars.

use std::collections::BTreeMap;

use domain::debits::{Mandate, Presented};
use domain::events::LineIs;
use domain::facts::DebtorFacts;
use domain::ids::{ClaimId, DebtorId, MandateId, MovementId};
use domain::payments::rejects::{self, Reject};
use store::{LineState, Read};

use crate::error::Result;

/// Lines of the bank read at once.
const BLOCK: i64 = 1_000;

/// Why payments came back, where a line of the bank gives a known code.
pub(super) struct Returned(BTreeMap<MovementId, Reject>);

impl Returned {
    /// Reads what the lines took back since the first collection: what came back before it is no direct debit's of a batch. Nothing
    /// younger can be left out: a mandate lives thirty-six months after its last collection, and a claim is presented again as long as
    /// it is owed.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn all(tx: &mut Read<'_>) -> Result<Returned> {
        let mut returned = BTreeMap::new();
        let batches = tx.debit_batches()?;
        let first = batches.iter().filter(|batch| batch.cancelled_on.is_none()).map(|batch| batch.collect_on).min();
        let mut after = None;
        while let Some(first) = first {
            let lines = tx.bank_lines(LineState::Return, after, BLOCK)?;
            for line in lines.iter().filter(|line| line.on >= first) {
                let Some(LineIs::Return { payment, .. }) = line.decided.as_ref().map(|decided| &decided.is) else { continue };
                returned.extend(rejects::reject(&line.details.return_code).map(|why| (*payment, why)));
            }
            match lines.last().filter(|last| last.on >= first) {
                Some(last) => after = Some((last.on, last.id)),
                None => break,
            }
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
    let mandates = tx.mandates()?;
    barred(tx, mandates)
}

/// The same of the mandates of a debtor.
///
/// # Errors
/// What the database says.
pub(super) fn mandates_of(tx: &mut Read<'_>, debtor: DebtorId) -> Result<Vec<Mandate>> {
    let mandates = tx.debtor_mandates(debtor)?;
    barred(tx, mandates)
}

/// The same of one mandate.
///
/// # Errors
/// What the database says.
pub(super) fn mandate(tx: &mut Read<'_>, id: MandateId) -> Result<Option<Mandate>> {
    let mandates = tx.mandate(id)?.into_iter().collect();
    Ok(barred(tx, mandates)?.pop())
}

fn barred(tx: &mut Read<'_>, mut mandates: Vec<Mandate>) -> Result<Vec<Mandate>> {
    if !mandates.is_empty() {
        Returned::all(tx)?.bar(tx, &mut mandates)?;
    }
    Ok(mandates)
}
