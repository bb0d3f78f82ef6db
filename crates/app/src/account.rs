//! Statements of account (décomptes) of the claims in the books, on any day, also as they were known at an earlier moment.

use domain::Date;
use domain::facts::{DebtorFacts, TenantFacts};
use domain::ids::{ClaimId, DebtorId};
use domain::statement::{self, Account, Statement};
use store::{Read, Upto};

use crate::error::{AppError, Result};
use crate::resolve;

/// The statement of one claim, with what names it.
#[derive(Clone, Debug)]
pub struct ClaimStatement {
    /// Which claim.
    pub claim: ClaimId,
    /// The invoice's number.
    pub number: String,
    /// Day of issue.
    pub issued_on: Date,
    /// Last day to pay.
    pub due_on: Date,
    /// What the accounts say is left.
    pub book_principal: domain::money::Cents,
    /// The statement.
    pub statement: Statement,
}

/// The facts of a debtor as now known, or as they were at a moment (microseconds since 1970 UTC).
///
/// # Errors
/// No such debtor, at that moment.
pub fn facts_known_at(tx: &mut Read<'_>, debtor: DebtorId, day: Date, known_at: Option<i64>) -> Result<(TenantFacts, DebtorFacts)> {
    let absent = || AppError::usage(format!("{debtor} n'était pas encore connu à ce moment."));
    match known_at {
        None => Ok((tx.tenant_facts(day)?, tx.debtor_facts(debtor)?.ok_or_else(absent)?)),
        Some(moment) => {
            let events = tx.events_of_debtor(debtor, Upto::RecordedAt(moment))?;
            let mut ledger = domain::ledger::fold(&events, day);
            let facts = ledger.debtors.remove(&debtor).ok_or_else(absent)?;
            Ok((ledger.tenant, facts))
        }
    }
}

/// The statements of what a person names: one claim, or every open claim of a debtor.
///
/// # Errors
/// Nothing of that name; a rate that is not recorded.
pub fn statements(tx: &mut Read<'_>, named: &str, day: Date, known_at: Option<i64>) -> Result<(DebtorFacts, Vec<ClaimStatement>)> {
    let (debtor, only) = match resolve::debtor(tx, named) {
        Ok(debtor) => (debtor, None),
        Err(_) => resolve::claim(tx, named, None).map(|(claim, debtor)| (debtor, Some(claim)))?,
    };
    let (tenant, facts) = facts_known_at(tx, debtor, day, known_at)?;
    let chosen: Vec<_> = facts
        .claims
        .iter()
        .filter(|claim| only.map_or(claim.exists_on(day) && claim.book_principal(day).is_positive(), |id| claim.id == id))
        .collect();
    let mut all = Vec::with_capacity(chosen.len());
    for claim in chosen {
        let account = Account::from_claim(claim, &facts, &tenant, day);
        let statement = statement::statement(&account, day, crate::law::in_force()).map_err(|gap| AppError::refused(gap.to_string()))?;
        all.push(ClaimStatement {
            claim: claim.id,
            number: claim.number.clone(),
            issued_on: claim.issued_on,
            due_on: claim.due_on,
            book_principal: claim.book_principal(day),
            statement,
        });
    }
    Ok((facts, all))
}
