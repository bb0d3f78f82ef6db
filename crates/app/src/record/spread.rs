//! What a payment pays, where it does not say it or names only claims.
//!
//! Sources: C. civ. 1342-10 (what the debtor means to pay; else the debts that are due, the oldest first, all else being equal
//! in proportion: [`allocate`]), C. civ. 1343-1 (interest before principal), rule book §9. What is received beyond principal and
//! interest pays the fixed indemnity; only then is it a credit of the debtor.

use domain::Date;
use domain::facts::{ClaimFacts, DebtorFacts, LetterState, TenantFacts};
use domain::ids::{ClaimId, InvoiceId};
use domain::letters::DocumentKind;
use domain::money::{Cents, Currency};
use domain::payments::allocate::{self, Owed};
use domain::statement::{self, Account};
use store::Read;

use crate::error::Result;
use crate::law;

/// Cents for a claim.
pub(crate) type Share = (ClaimId, Cents);

/// Where a payment of which nobody says what it pays, or only which invoice, goes.
///
/// Exactly what a formal notice asked, and nobody paid yet: what that notice asked of each claim. Else the oldest due date
/// first, in proportion between claims as old; what is left then pays interest and fixed indemnity of the claims that this
/// payment settles. The rest stays unallocated.
pub(crate) fn spread(
    tx: &mut Read<'_>,
    facts: &DebtorFacts,
    tenant: &TenantFacts,
    invoice: Option<InvoiceId>,
    (amount, currency): (Cents, Currency),
    on: Date,
) -> Result<Vec<Share>> {
    let meant = |claim: &&ClaimFacts| claim.currency == currency && invoice.is_none_or(|invoice| claim.invoice == invoice);
    let meant: Vec<&ClaimFacts> = facts.claims.iter().filter(meant).collect();
    if let Some(shares) = as_asked(tx, facts, &meant, amount, on)? {
        return Ok(shares);
    }
    let named: Vec<ClaimId> = if invoice.is_some() { meant.iter().map(|claim| claim.id).collect() } else { Vec::new() };
    let mut shares = in_legal_order(&meant, amount, on);
    // An invoice that is named may owe no more than interest and indemnity.
    let paid: Vec<ClaimId> = shares.iter().map(|(id, _)| *id).collect();
    shares.extend(named.into_iter().filter(|id| !paid.contains(id)).map(|id| (id, Cents::ZERO)));
    beyond(&mut shares, facts, tenant, amount, on);
    shares.retain(|(_, cents)| cents.is_positive());
    Ok(shares)
}

/// The oldest due date first, in proportion between claims as old, principal only; what is left stays unallocated.
pub(crate) fn oldest_first(facts: &DebtorFacts, amount: Cents, currency: Currency, on: Date) -> Vec<Share> {
    in_legal_order(&facts.claims.iter().filter(|claim| claim.currency == currency).collect::<Vec<_>>(), amount, on)
}

fn in_legal_order(claims: &[&ClaimFacts], amount: Cents, on: Date) -> Vec<Share> {
    let owed: Vec<Owed> = claims.iter().map(|claim| Owed::of(claim, principal(claim, on))).collect();
    allocate::spread(&owed, &[], true, amount, on).0
}

/// The book principal that a movement of a day finds, less what is recorded already for later days.
pub(super) fn principal(claim: &ClaimFacts, on: Date) -> Cents {
    claim.book_principal(on.max(claim.issued_on)).min(claim.book_principal(Date::MAX))
}

/// What is left of an amount after its shares pays interest and fixed indemnity of the claims whose principal they settle, in
/// the order of the shares.
pub(crate) fn beyond(shares: &mut [Share], facts: &DebtorFacts, tenant: &TenantFacts, amount: Cents, on: Date) {
    let mut left = amount - shares.iter().map(|(_, cents)| *cents).sum();
    for (id, cents) in shares {
        let Some(claim) = facts.claims.iter().find(|claim| claim.id == *id).filter(|claim| *cents >= principal(claim, on)) else {
            continue;
        };
        let account = Account::from_claim(claim, facts, tenant, on);
        // Where no rate is known nobody can say what is owed beside the principal: the money stays the debtor's.
        let owed = statement::totals(&account, on, law::in_force()).map_or(Cents::ZERO, |totals| totals.total_due);
        let more = (owed - *cents).or_zero().min(left.or_zero());
        *cents += more;
        left -= more;
    }
}

/// Interest and fixed indemnity due on a claim on a day; nothing where no rate is known.
pub(crate) fn accessories(claim: &ClaimFacts, facts: &DebtorFacts, tenant: &TenantFacts, on: Date) -> Cents {
    let account = Account::from_claim(claim, facts, tenant, on);
    statement::totals(&account, on, law::in_force()).map_or(Cents::ZERO, |totals| totals.interest_due + totals.fixed_indemnity)
}

/// The shares of a formal notice that asked for exactly this amount, and of which every claim still owes all that it asked in
/// principal: the last such notice that left by that day.
fn as_asked(tx: &mut Read<'_>, facts: &DebtorFacts, meant: &[&ClaimFacts], amount: Cents, on: Date) -> Result<Option<Vec<Share>>> {
    let left = |state: LetterState| matches!(state, LetterState::HandedOver | LetterState::Sent);
    let asked_it = facts.contacts.iter().filter(|contact| {
        contact.asked == amount
            && DocumentKind::parse(&contact.document) == Some(DocumentKind::FormalNotice)
            && contact.states.iter().rev().find(|(_, day)| *day <= on).is_some_and(|(state, _)| left(*state))
    });
    let Some(notice) = asked_it.max_by_key(|contact| (contact.on, contact.id)) else { return Ok(None) };
    let mut shares = Vec::new();
    for asked in tx.letter(notice.id)?.map(|letter| letter.items).unwrap_or_default() {
        let Some(claim) = meant.iter().find(|claim| claim.id == asked.claim) else { return Ok(None) };
        if principal(claim, on) < asked.principal {
            return Ok(None);
        }
        shares.push((claim.due_on, claim.id, asked.principal + asked.interest + asked.indemnity));
    }
    shares.sort_by_key(|(due_on, id, _)| (*due_on, *id));
    Ok(Some(shares.into_iter().map(|(_, id, cents)| (id, cents)).collect()))
}
