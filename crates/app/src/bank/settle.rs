//! Writes what a line is: the payments it makes and what they pay, what it takes back, or that it is nobody's.

use std::collections::BTreeMap;

use domain::Date;
use domain::events::{
    Allocated, BankLineDecided, CreditNoteRecorded, HoldCause, HoldPlaced, LineIs, NewEvent, PayerLearned, PaymentRecorded, PaymentReversed,
};
use domain::facts::{DebtorFacts, HoldFacts, MovementFacts, TenantFacts};
use domain::french::date_short;
use domain::ids::{AllocationId, BankRuleId, ClaimId, DebtorId, MovementId};
use domain::money::{Cents, Currency, Money};
use domain::payments::rejects::{self, NextStep};
use domain::payments::{Aside, Back, Evidence, LineKind, Match, plain_iban};
use domain::terms::CreditCause;
use store::{BankLine, Tx};

use super::shown::label_of;
use crate::error::{AppError, Result};
use crate::record::{Share, accessories, allocate, beyond, facts, give_back};

/// How the keys of payments begin that lines of the bank made.
const OF_LINE: &str = "banque|";

/// Whether a payment was made by a line of the bank, by its key.
pub(crate) fn is_of_line(key: &str) -> bool {
    key.starts_with(OF_LINE)
}

/// Who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// The program, alone.
    Program,
    /// A person.
    Person,
}

/// How a payment came, for the journal.
fn means(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Transfer => "transfer",
        LineKind::Cheque => "cheque",
        LineKind::DirectDebit => "direct_debit",
        LineKind::Card => "card",
        LineKind::Cash => "cash",
        LineKind::Bill | LineKind::Returned | LineKind::Fee | LineKind::Interest | LineKind::Other => "other",
    }
}

/// How a match is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Taking {
    /// Who decides.
    pub by: By,
    /// Money that no claim takes pays interest and indemnity of the claims it settles first (C. civ. 1343-1); not where a person said
    /// that it stays on account.
    pub accessories: bool,
    /// The small difference left is given up: how much.
    pub give_up: Option<Cents>,
}

/// Records a match: one payment for each debtor, which add up to the line, or to what it settles in another currency, and what they pay.
/// Nothing is written of a match that does not stand.
///
/// # Errors
/// A claim or a credit that is not open any more as the match has it; parts that are not the line.
pub(super) fn pays(tx: &mut Tx<'_>, line: &BankLine, found: &Match, taking: Taking, day: Date) -> Result<()> {
    let books: Vec<DebtorFacts> = found.debtors.iter().map(|debtor| facts(tx, *debtor)).collect::<Result<_>>()?;
    let tenant = tx.tenant_facts(line.on)?;
    stands(tx, line, found, &books, &tenant)?;
    let currency = found.whole(line.money()).currency;
    let left = taking.give_up.map(|cents| left_open(found, &books, cents)).transpose()?.unwrap_or_default();
    let mut payments: Vec<MovementId> = Vec::new();
    for debtor in &books {
        let of_debtor = |claim: ClaimId| debtor.claims.iter().any(|own| own.id == claim);
        let mut shares: Vec<Share> = found.allocations.iter().copied().filter(|(claim, _)| of_debtor(*claim)).collect();
        if found.evidence.contains(&Evidence::Remittance) {
            // Each debit is a payment of its own: it comes back alone.
            for share in shares.drain(..) {
                payments.push(payment(tx, line, (debtor.debtor, &share.0), Money { amount: share.1, currency }, &[share])?);
            }
        }
        // The first one keeps what no claim takes.
        let kept = if found.debtors.first() == Some(&debtor.debtor) { found.rest.on_account() } else { Cents::ZERO };
        let amount = shares.iter().map(|(_, cents)| *cents).sum::<Cents>() + kept;
        if amount.is_positive() {
            if taking.accessories {
                beyond(&mut shares, debtor, &tenant, amount, line.on);
            }
            payments.push(payment(tx, line, (debtor.debtor, &debtor.debtor), Money { amount, currency }, &shares)?);
        }
    }
    let mut credits: Vec<AllocationId> = Vec::new();
    for (movement, claim, cents) in &found.credits {
        let allocated = Allocated { movement: *movement, claim: *claim, cents: *cents };
        credits.push(AllocationId(tx.append(NewEvent::new(line.on, allocated))?.0));
    }
    let mut given_up: Vec<MovementId> = Vec::new();
    for (debtor, shares) in left {
        given_up.push(credit_note(tx, line, (debtor, currency), &shares)?);
    }
    if let (By::Person, [debtor]) = (taking.by, found.debtors.as_slice()) {
        learn(tx, line, *debtor, day)?;
    }
    let told = found.told.iter().map(|(movement, _)| *movement).collect();
    let is = LineIs::Payment { payments, told, credits, given_up, converted: found.converted };
    decided(tx, line, Says { is, by: taking.by, score: Some(found.score), evidence: found.evidence.clone(), reason: &found.reason }, day)
}

/// Whether the books still allow what a match says: they may have moved since it was proposed.
fn stands(tx: &mut Tx<'_>, line: &BankLine, found: &Match, books: &[DebtorFacts], tenant: &TenantFacts) -> Result<()> {
    let whole = found.whole(line.money());
    let mut taken: BTreeMap<ClaimId, Cents> = BTreeMap::new();
    let credits = found.credits.iter().map(|(_, claim, cents)| (*claim, *cents));
    for (claim, cents) in found.allocations.iter().copied().chain(credits) {
        *taken.entry(claim).or_default() += cents;
    }
    for (id, cents) in taken {
        let home = books.iter().find_map(|facts| Some((facts, facts.claims.iter().find(|claim| claim.id == id)?)));
        let (facts, claim) = home.ok_or_else(|| changed(id))?;
        let open = claim.book_principal(Date::MAX);
        let most = open + accessories(claim, facts, tenant, line.on);
        if claim.currency != whole.currency || !open.is_positive() || cents > most {
            return Err(changed(id));
        }
    }
    let mut used: BTreeMap<MovementId, Cents> = BTreeMap::new();
    for (movement, _, cents) in &found.credits {
        *used.entry(*movement).or_default() += *cents;
    }
    for (id, cents) in used {
        let own = |one: &&MovementFacts| one.id == id && one.currency == whole.currency;
        let left = books.iter().flat_map(|facts| &facts.movements).find(own).map(|one| one.unallocated(Date::MAX));
        if left.is_none_or(|left| left < cents) {
            return Err(changed(id));
        }
    }
    for (id, cents) in &found.told {
        // Money that came after a payment had come back is not that payment.
        let there = tx.movement(*id)?.filter(|known| {
            let same = known.amount == *cents && known.currency == whole.currency;
            same && known.reversed_on.is_none_or(|back| line.on <= back)
        });
        if there.is_none() || tx.line_of_payment(*id)?.is_some() {
            return Err(changed(*id));
        }
    }
    let told: Cents = found.told.iter().map(|(_, cents)| *cents).sum();
    let sum: Cents = found.allocations.iter().map(|(_, cents)| *cents).sum::<Cents>() + found.rest.on_account() + told;
    if sum != whole.amount {
        return Err(AppError::refused("Cette proposition ne répartit pas toute la ligne. Relancez le rapprochement."));
    }
    Ok(())
}

fn changed(what: impl std::fmt::Display) -> AppError {
    AppError::refused(format!("{what} a changé depuis cette proposition. Relancez le rapprochement, puis choisissez de nouveau."))
}

/// A payment of a debtor by a line, which what is given beside tells from the others of the line; and what it pays.
fn payment(
    tx: &mut Tx<'_>,
    line: &BankLine,
    (debtor, alone): (DebtorId, &dyn std::fmt::Display),
    Money { amount, currency }: Money,
    shares: &[Share],
) -> Result<MovementId> {
    let label = label_of(line);
    let reference = if label.is_empty() { None } else { Some(tx.keep(label.as_bytes())?) };
    let (means, key) = (means(line.kind).to_owned(), Some(format!("{OF_LINE}{}|{alone}", line.id)));
    let event = PaymentRecorded { debtor, amount, currency, means, reference, import: None, key };
    let payment = MovementId(tx.append(NewEvent::new(line.on, event))?.0);
    allocate(tx, payment, shares, line.on)?;
    Ok(payment)
}

/// Records that a line takes a payment back.
///
/// # Errors
/// The payment is not there, or came back already.
pub(super) fn returns(tx: &mut Tx<'_>, line: &BankLine, back: &Back, by: By, day: Date) -> Result<()> {
    let movement = tx.movement(back.payment)?.filter(|movement| movement.reversed_on.is_some() == back.told);
    let movement = movement.ok_or_else(|| AppError::refused(format!("{} est déjà revenu impayé. Rien n'a changé.", back.payment)))?;
    if back.told {
        let is = LineIs::Return { payment: back.payment, told: true };
        after_reject(tx, line, back, day)?;
        return decided(tx, line, Says { is, by, score: Some(back.score), evidence: Vec::new(), reason: &back.reason }, day);
    }
    let code = line.details.return_code.trim();
    let reason = match rejects::reason(code) {
        Some((words, _)) => format!("{code}, {words}"),
        None if code.is_empty() => label_of(line),
        None => code.to_owned(),
    };
    let on = line.on.max(movement.on);
    tx.append(NewEvent::new(on, PaymentReversed { payment: back.payment, reason }))?;
    after_reject(tx, line, back, day)?;
    let is = LineIs::Return { payment: back.payment, told: false };
    decided(tx, line, Says { is, by, score: Some(back.score), evidence: Vec::new(), reason: &back.reason }, day)
}

/// Records that a line gives some credits back, in their order: a person says so.
///
/// # Errors
/// More than the credits are.
pub(super) fn refund(tx: &mut Tx<'_>, line: &BankLine, credits: &[(MovementId, Cents)], amount: Cents, day: Date) -> Result<()> {
    let label = label_of(line);
    let refunds = give_back(tx, credits, (amount, line.currency), Some(&label), line.on)?;
    let reason = "Dit par une personne.";
    decided(tx, line, Says { is: LineIs::Refund { refunds }, by: By::Person, score: None, evidence: Vec::new(), reason }, day)
}

/// Letters wait for a person where the reason of a return says that the debtor died, or objects to what was debited.
fn after_reject(tx: &mut Tx<'_>, line: &BankLine, back: &Back, day: Date) -> Result<()> {
    let code = line.details.return_code.trim();
    let Some((words, next)) = rejects::reason(code) else { return Ok(()) };
    let facts = facts(tx, back.debtor)?;
    let paid = facts.claims.iter().filter(|claim| claim.entries.iter().any(|entry| entry.movement == back.payment));
    let (cause, of): (HoldCause, Vec<Option<ClaimId>>) = match next {
        NextStep::Estate => (HoldCause::Death, vec![None]),
        NextStep::Dispute => (HoldCause::OpenReply, paid.map(|claim| Some(claim.id)).collect()),
        _ => return Ok(()),
    };
    for claim in of {
        let stands = |hold: &&HoldFacts| hold.cause == cause && hold.lifted_on.is_none() && (hold.claim.is_none() || hold.claim == claim);
        if facts.holds.iter().find(stands).is_none() {
            let note = Some(tx.keep(format!("Retour impayé du {} : {code}, {words}", date_short(line.on)).as_bytes())?);
            tx.append(NewEvent::new(day, HoldPlaced { debtor: back.debtor, claim, cause, until: None, note }))?;
        }
    }
    Ok(())
}

/// Records that a line is no money of a debtor.
///
/// # Errors
/// The store.
pub(super) fn aside(
    tx: &mut Tx<'_>,
    line: &BankLine,
    (why, rule): (Aside, Option<BankRuleId>),
    reason: &str,
    by: By,
    day: Date,
) -> Result<()> {
    decided(tx, line, Says { is: LineIs::Aside { why, rule }, by, score: None, evidence: Vec::new(), reason }, day)
}

/// What a decision says.
struct Says<'s> {
    is: LineIs,
    by: By,
    score: Option<u16>,
    evidence: Vec<domain::payments::Evidence>,
    reason: &'s str,
}

fn decided(tx: &mut Tx<'_>, line: &BankLine, says: Says<'_>, day: Date) -> Result<()> {
    let reason = if says.reason.is_empty() { None } else { Some(tx.keep(says.reason.as_bytes())?) };
    let event = BankLineDecided {
        line: line.id,
        is: says.is,
        automatic: says.by == By::Program,
        score: says.score,
        evidence: says.evidence,
        reason,
    };
    tx.append(NewEvent::new(day, event))?;
    tx.keep_verdict(line.id, None)?;
    Ok(())
}

/// A person confirmed who paid: its account is known from now on.
fn learn(tx: &mut Tx<'_>, line: &BankLine, debtor: DebtorId, day: Date) -> Result<()> {
    let iban = plain_iban(&line.details.payer_iban);
    if iban.is_empty() || tx.payer_accounts()?.iter().any(|(_, of, known)| *of == debtor && plain_iban(known) == iban) {
        return Ok(());
    }
    let iban = tx.keep(iban.as_bytes())?;
    tx.append(NewEvent::new(day, PayerLearned { debtor, iban }))?;
    Ok(())
}

/// What a match leaves open of its claims, by debtor: exactly what was said of it, or the books moved.
fn left_open(found: &Match, books: &[DebtorFacts], said: Cents) -> Result<Vec<(DebtorId, Vec<Share>)>> {
    let mut left = Vec::new();
    for debtor in books {
        let mut shares: Vec<Share> = Vec::new();
        for claim in &debtor.claims {
            let credits = found.credits.iter().map(|(_, claim, cents)| (*claim, *cents));
            let parts: Vec<Share> = found.allocations.iter().copied().chain(credits).filter(|(id, _)| *id == claim.id).collect();
            let open = claim.book_principal(Date::MAX) - parts.iter().map(|(_, cents)| *cents).sum::<Cents>();
            if !parts.is_empty() && open.is_positive() {
                shares.push((claim.id, open));
            }
        }
        if !shares.is_empty() {
            left.push((debtor.debtor, shares));
        }
    }
    let sum: Cents = left.iter().flat_map(|(_, shares)| shares).map(|(_, cents)| *cents).sum();
    if sum == said { Ok(left) } else { Err(changed("L'écart")) }
}

/// Gives up what a line leaves open: a credit note of its day.
fn credit_note(tx: &mut Tx<'_>, line: &BankLine, (debtor, currency): (DebtorId, Currency), shares: &[Share]) -> Result<MovementId> {
    let amount = shares.iter().map(|(_, cents)| *cents).sum();
    let (number, cause) = (format!("Écart {}", line.id), CreditCause::Discount);
    let event = CreditNoteRecorded { debtor, number, amount, currency, cause, import: None, key: None };
    let credit = MovementId(tx.append(NewEvent::new(line.on, event))?.0);
    allocate(tx, credit, shares, line.on)?;
    Ok(credit)
}
