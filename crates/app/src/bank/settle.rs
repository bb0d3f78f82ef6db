//! Writes what a line is: the payments it makes and what they pay, what it takes back, or that it is nobody's.

use std::collections::BTreeMap;

use domain::Date;
use domain::events::{Allocated, BankLineDecided, CreditNoteRecorded, LineIs, NewEvent, PayerLearned, PaymentRecorded, PaymentReversed};
use domain::facts::DebtorFacts;
use domain::ids::{AllocationId, BankRuleId, ClaimId, DebtorId, MovementId};
use domain::money::Cents;
use domain::payments::{Aside, Back, LineKind, Match, rejects};
use domain::terms::CreditCause;
use store::{BankLine, Tx};

use super::shown::label_of;
use crate::error::{AppError, Result};
use crate::record::{allocate, beyond, facts};

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

/// Records a match: one payment for each debtor, which add up to the line, and what they pay.
///
/// # Errors
/// A claim that is not open any more as the match has it.
pub(super) fn pays(tx: &mut Tx<'_>, line: &BankLine, found: &Match, by: By, day: Date) -> Result<()> {
    let mut shares: BTreeMap<DebtorId, Vec<(ClaimId, Cents)>> = found.debtors.iter().map(|debtor| (*debtor, Vec::new())).collect();
    let books = debtors(tx, &found.debtors)?;
    for (claim, cents) in &found.allocations {
        let owner = books.values().find(|facts| facts.claims.iter().any(|own| own.id == *claim)).map(|facts| facts.debtor);
        let owner = owner.ok_or_else(|| changed(*claim))?;
        shares.entry(owner).or_default().push((*claim, *cents));
    }
    let first = found.debtors.first().copied();
    let mut made = Made { payments: Vec::new(), left: line.amount };
    for (debtor, own) in shares {
        let on_account = if Some(debtor) == first { found.rest.on_account() } else { Cents::ZERO };
        let facts = books.get(&debtor).ok_or_else(|| AppError::refused("Ce débiteur n'est plus là."))?;
        made.payment(tx, line, facts, own, on_account)?;
    }
    let mut credits: Vec<AllocationId> = Vec::new();
    for (movement, claim, cents) in &found.credits {
        let allocated = Allocated { movement: *movement, claim: *claim, cents: *cents };
        credits.push(AllocationId(tx.append(NewEvent::new(line.on, allocated))?.0));
    }
    if !made.left.is_zero() {
        return Err(AppError::refused("Cette proposition ne répartit pas toute la ligne. Relancez le rapprochement."));
    }
    if let (By::Person, [debtor]) = (by, found.debtors.as_slice()) {
        learn(tx, line, *debtor, day)?;
    }
    let is = LineIs::Payment { payments: made.payments, credits };
    decided(tx, line, Says { is, by, score: Some(found.score), evidence: found.evidence.clone(), reason: &found.reason }, day)
}

fn debtors(tx: &mut Tx<'_>, wanted: &[DebtorId]) -> Result<BTreeMap<DebtorId, DebtorFacts>> {
    wanted.iter().map(|debtor| Ok((*debtor, facts(tx, *debtor)?))).collect()
}

fn changed(claim: ClaimId) -> AppError {
    AppError::refused(format!("{claim} a changé depuis cette proposition. Relancez le rapprochement, puis choisissez de nouveau."))
}

/// The payments of a line while they are made.
struct Made {
    payments: Vec<MovementId>,
    /// Of the line, what no payment has taken yet.
    left: Cents,
}

impl Made {
    fn payment(
        &mut self,
        tx: &mut Tx<'_>,
        line: &BankLine,
        debtor: &DebtorFacts,
        mut shares: Vec<(ClaimId, Cents)>,
        on_account: Cents,
    ) -> Result<()> {
        let amount = shares.iter().map(|(_, cents)| *cents).sum::<Cents>() + on_account;
        if !amount.is_positive() {
            return Ok(());
        }
        for (id, cents) in &shares {
            let claim = debtor.claims.iter().find(|claim| claim.id == *id).ok_or_else(|| changed(*id))?;
            let open = claim.book_principal(Date::MAX);
            // What goes beyond the principal pays interest and indemnity: only where the principal is paid by it too.
            if claim.currency != line.currency || !open.is_positive() || (*cents > open && by_far(claim.amount, *cents, open)) {
                return Err(changed(*id));
            }
        }
        let tenant = tx.tenant_facts(line.on)?;
        beyond(&mut shares, debtor, &tenant, amount, line.on);
        let reference = label_of(line);
        let reference = if reference.is_empty() { None } else { Some(tx.keep(reference.as_bytes())?) };
        let key = Some(format!("banque|{}|{}", line.id, debtor.debtor));
        let event = PaymentRecorded {
            debtor: debtor.debtor,
            amount,
            currency: line.currency,
            means: means(line.kind).to_owned(),
            reference,
            import: None,
            key,
        };
        let payment = MovementId(tx.append(NewEvent::new(line.on, event))?.0);
        allocate(tx, payment, &shares, line.on)?;
        self.payments.push(payment);
        self.left -= amount;
        Ok(())
    }
}

/// Whether a sum for a claim is more than its principal with any interest and indemnity that it could bear.
fn by_far(amount: Cents, cents: Cents, open: Cents) -> bool {
    cents - open > amount + Cents(4_000)
}

/// Records that a line takes a payment back.
///
/// # Errors
/// The payment is not there, or came back already.
pub(super) fn returns(tx: &mut Tx<'_>, line: &BankLine, back: &Back, by: By, day: Date) -> Result<()> {
    let movement = tx.movement(back.payment)?.filter(|movement| movement.reversed_on.is_none());
    let movement = movement.ok_or_else(|| AppError::refused(format!("{} est déjà revenu impayé. Rien n'a changé.", back.payment)))?;
    let code = line.details.return_code.trim();
    let reason = match rejects::reason(code) {
        Some((words, _)) => format!("{code}, {words}"),
        None if code.is_empty() => label_of(line),
        None => code.to_owned(),
    };
    let on = line.on.max(movement.on);
    tx.append(NewEvent::new(on, PaymentReversed { payment: back.payment, reason }))?;
    let is = LineIs::Return { payment: back.payment };
    decided(tx, line, Says { is, by, score: Some(back.score), evidence: Vec::new(), reason: &back.reason }, day)
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
    let plain = |iban: &str| iban.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let iban = plain(&line.details.payer_iban);
    if iban.is_empty() || tx.payer_accounts()?.iter().any(|(_, of, known)| *of == debtor && plain(known) == iban) {
        return Ok(());
    }
    let iban = tx.keep(iban.as_bytes())?;
    tx.append(NewEvent::new(day, PayerLearned { debtor, iban }))?;
    Ok(())
}

/// Gives up what a line leaves open of the claims it paid: a credit note of its day, within the creditor's limit.
///
/// # Errors
/// More than the limit is left.
pub(super) fn give_up(tx: &mut Tx<'_>, line: &BankLine, found: &Match, limit: Cents) -> Result<()> {
    for debtor in &found.debtors {
        let facts = facts(tx, *debtor)?;
        let own = facts.claims.iter().filter(|claim| found.allocations.iter().any(|(id, _)| *id == claim.id));
        let left: Vec<(ClaimId, Cents)> =
            own.map(|claim| (claim.id, claim.book_principal(Date::MAX))).filter(|(_, cents)| cents.is_positive()).collect();
        let amount: Cents = left.iter().map(|(_, cents)| *cents).sum();
        if amount > limit {
            return Err(AppError::refused("L'écart dépasse la limite que vous avez fixée : il n'est pas abandonné sans avoir."));
        }
        if !amount.is_positive() {
            continue;
        }
        let event = CreditNoteRecorded {
            debtor: *debtor,
            number: format!("Écart {}", line.id),
            amount,
            currency: line.currency,
            cause: CreditCause::Discount,
            import: None,
            key: None,
        };
        let credit = MovementId(tx.append(NewEvent::new(line.on, event))?.0);
        allocate(tx, credit, &left, line.on)?;
    }
    Ok(())
}
