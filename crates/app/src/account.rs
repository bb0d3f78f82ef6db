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

/// One claim with its statement on a day, what a further day costs, and until when it can be sued for.
pub struct OneClaim {
    /// What holds for every debtor.
    pub tenant: TenantFacts,
    /// Its debtor, with all its claims.
    pub debtor: DebtorFacts,
    /// Its place among them.
    at: usize,
    /// What the debtor is in law, the creditor's default counted.
    pub kind: domain::party::DebtorKind,
    /// The statement, or the rate that is not recorded.
    pub statement: std::result::Result<Statement, String>,
    /// What the next day adds; absent where its rate is not known.
    pub a_day: Option<domain::money::Cents>,
    /// Until when it can be sued for, with the reasons.
    pub limitation: domain::limitation::Limitation,
}

impl OneClaim {
    /// The claim.
    pub fn claim(&self) -> &domain::facts::ClaimFacts {
        &self.debtor.claims[self.at]
    }
}

/// A claim on a day, as now known or as it was at a moment (microseconds since 1970 UTC).
///
/// # Errors
/// No such claim, or not at that moment.
pub fn of_claim(tx: &mut Read<'_>, claim: ClaimId, day: Date, known_at: Option<i64>) -> Result<OneClaim> {
    let absent = || AppError::usage(format!("{claim} n'était pas encore connue à ce moment."));
    let owner = tx.debtor_of_claim(claim)?.ok_or_else(absent)?;
    let (tenant, debtor) = facts_known_at(tx, owner, day, known_at)?;
    let at = debtor.claims.iter().position(|one| one.id == claim).ok_or_else(absent)?;
    let law = crate::law::in_force();
    let account = Account::from_claim(&debtor.claims[at], &debtor, &tenant, day);
    let statement = statement::statement(&account, day, law).map_err(|gap| gap.to_string());
    let due = |day: Date| {
        let account = Account::from_claim(&debtor.claims[at], &debtor, &tenant, day);
        statement::totals(&account, day, law).ok().map(|totals| totals.total_due)
    };
    let a_day = due(day).zip(day.tomorrow().ok().and_then(due)).map(|(now, next)| next - now);
    let kind = domain::dunning::effective_kind(&debtor, &tenant, day);
    let limitation = domain::limitation::of_claim(kind, &debtor.claims[at], day);
    Ok(OneClaim { tenant, debtor, at, kind, statement, a_day, limitation })
}

/// The PDF of statements of one debtor on a day, in one currency.
///
/// # Errors
/// The identity of the creditor is not given; a required element is missing; the typesetter refuses.
pub fn pdf(
    tx: &mut Read<'_>,
    debtor: &DebtorFacts,
    all: &[ClaimStatement],
    day: Date,
    typesetter: &dyn crate::ports::Typesetter,
) -> Result<Vec<u8>> {
    let Some(currency) = all.first().map(|one| one.statement.currency) else {
        return Err(AppError::refused("Rien n'est dû à cette date : il n'y a pas de décompte à imprimer."));
    };
    let items = all.iter().filter(|one| one.statement.currency == currency).filter_map(|one| {
        let claim = debtor.claims.iter().find(|claim| claim.id == one.claim)?;
        let totals = one.statement.totals;
        let beyond = totals.outstanding_principal - one.book_principal;
        Some((claim, one.book_principal, (totals.interest_due + beyond).or_zero(), totals.fixed_indemnity))
    });
    let request = crate::letters::Request {
        kind: domain::letters::DocumentKind::Statement,
        channel: domain::events::Channel::Letter,
        day,
        pay_by: None,
        currency,
        items: items.collect(),
        attach_invoices: false,
        language: None,
        about: crate::letters::About::Claims,
        words: None,
        bears: crate::letters::Bears::Debtor,
    };
    let tenant = tx.tenant_facts(day)?;
    Ok(crate::letters::write(tx, &tenant, debtor, &request, Some(typesetter))?.pdf.unwrap_or_default())
}
