//! Takes a decision on a line back: what it made never was.

use domain::Date;
use domain::events::{AllocationUndone, BankLineReopened, LineIs, NewEvent, PayerForgotten, PaymentReinstated, PaymentWithdrawn};
use domain::ids::{BankLineId, ImportId, MovementId, PayerAccountId};
use domain::payments::plain_iban;
use store::{BankLine, BankStatementRow, Read, Tx};

use super::decide::line_of;
use super::reconcile::look_again;
use crate::error::{AppError, Result};
use crate::record::{Done, facts};

/// Takes the decision on a line back: its payments are withdrawn, what it took back is paid again. The line is judged anew, for a
/// person to decide, and holds the letters of who probably paid. What a person's decision taught of the payer's account is forgotten.
///
/// # Errors
/// No such line; nobody decided it.
pub fn reopen(tx: &mut Tx<'_>, line: BankLineId, day: Date) -> Result<Done> {
    let line = line_of(tx, line)?;
    if line.decided.is_none() {
        return Err(AppError::refused("Cette ligne est déjà à rapprocher. Rien n'a changé."));
    }
    let taught = taught(tx, &line)?;
    undone(tx, &line, None, day)?;
    if let Some(account) = &taught {
        tx.append(NewEvent::new(day, PayerForgotten { account: *account }))?;
    }
    let again = line_of(tx, line.id)?;
    look_again(tx, &again, day)?;
    let mut stays = false;
    for payment in line.decided.iter().flat_map(|decided| decided.is.payments()) {
        stays |= tx.movement(payment)?.is_some();
    }
    let then = match line.decided.map(|decided| decided.is) {
        Some(LineIs::Payment { .. }) if stays => " ; le règlement, que vos comptes ont aussi d'une autre source, y reste",
        Some(LineIs::Payment { .. }) => " ; ce qu'elle avait réglé est dû de nouveau",
        Some(LineIs::Return { told: false, .. }) => " ; le règlement qu'elle reprenait compte de nouveau",
        Some(LineIs::Refund { .. }) => " ; ce qu'elle rendait est de nouveau au crédit du débiteur",
        Some(LineIs::Return { .. } | LineIs::Aside { .. }) | None => "",
    };
    let forgotten = if taught.is_none() { "" } else { " ; le compte d'où elle vient n'est plus connu comme le sien" };
    Ok(Done { said: format!("La ligne {} est de nouveau à rapprocher{then}{forgotten}.", line.id), created: Vec::new() })
}

/// The account that a person's decision on a line taught ([`settle`](super::settle)), unless another one on a line of that account says
/// so too.
fn taught(tx: &mut Tx<'_>, line: &BankLine) -> Result<Option<PayerAccountId>> {
    let iban = plain_iban(&line.details.payer_iban);
    let Some(is) = line.decided.as_ref().filter(|decided| !decided.automatic && !iban.is_empty()).map(|decided| &decided.is) else {
        return Ok(None);
    };
    let LineIs::Payment { payments, told, .. } = is else { return Ok(None) };
    let mut debtors = Vec::new();
    for payment in payments.iter().chain(told) {
        debtors.extend(tx.movement(*payment)?.map(|movement| movement.debtor));
    }
    debtors.dedup();
    let [debtor] = debtors.as_slice() else { return Ok(None) };
    let known = tx.payer_accounts()?.into_iter().find(|(_, of, known)| of == debtor && plain_iban(known) == iban);
    let Some((account, ..)) = known else { return Ok(None) };
    for movement in facts(tx, *debtor)?.movements {
        let other = tx.line_of_payment(movement.id)?.filter(|other| *other != line.id);
        let other = other.map(|other| tx.bank_line(other)).transpose()?.flatten();
        let says_so = |other: &BankLine| {
            let by_a_person = other.decided.as_ref().is_some_and(|decided| !decided.automatic);
            by_a_person && plain_iban(&other.details.payer_iban) == iban
        };
        if other.is_some_and(|other| says_so(&other)) {
            return Ok(None);
        }
    }
    Ok(Some(account))
}

/// What another source told again of it stays: the books have it from there.
fn undone(tx: &mut Tx<'_>, line: &BankLine, without: Option<ImportId>, day: Date) -> Result<()> {
    match line.decided.as_ref().map(|decided| &decided.is) {
        Some(LineIs::Payment { payments, credits, given_up, .. }) => {
            for allocation in credits {
                tx.append(NewEvent::new(day, AllocationUndone { allocation: *allocation }))?;
            }
            for payment in payments.iter().chain(given_up) {
                if tx.movement(*payment)?.is_some_and(|movement| movement.reversed_on.is_some()) {
                    return Err(AppError::refused(format!(
                        "{payment} est revenu impayé depuis : rouvrez d'abord la ligne qui l'a repris."
                    )));
                }
                if tx.payment_told_by(*payment, None)?.is_none() {
                    not_given_back(tx, *payment)?;
                    tx.append(NewEvent::new(day, PaymentWithdrawn { payment: *payment }))?;
                }
            }
        }
        Some(LineIs::Refund { refunds }) => {
            for refund in refunds {
                tx.append(NewEvent::new(day, AllocationUndone { allocation: *refund }))?;
            }
        }
        Some(LineIs::Return { payment, told: false }) => {
            if tx.return_told_by(*payment, None)?.is_none() {
                tx.append(NewEvent::new(day, PaymentReinstated { payment: *payment }))?;
            }
        }
        Some(LineIs::Return { .. } | LineIs::Aside { .. }) | None => {}
    }
    tx.append(NewEvent::new(day, BankLineReopened { line: line.id, without }))?;
    Ok(())
}

/// What went back to the debtor cannot never have been received.
///
/// # Errors
/// A refund of that payment or credit note stands.
pub(crate) fn not_given_back(tx: &mut Read<'_>, payment: MovementId) -> Result<()> {
    let Some((refund, _)) = tx.placed(payment)?.refunds.first().copied() else { return Ok(()) };
    let first = match tx.line_of_refund(refund)? {
        Some(line) => format!("rouvrez d'abord la ligne {line}, qui le rend"),
        None => format!("annulez d'abord le remboursement {refund}"),
    };
    Err(AppError::refused(format!("{payment} a été remboursé depuis : {first}.")))
}

/// A later import whose statements know lines of this one: undoing this one alone would lose them.
///
/// # Errors
/// The store.
pub(crate) fn known_by(tx: &mut Read<'_>, import: ImportId) -> Result<Option<ImportId>> {
    for account in tx.bank_accounts()? {
        let statements = tx.bank_statements(account.id, i64::MAX)?;
        for own in statements.iter().filter(|statement| statement.import == import) {
            let rests = |other: &&BankStatementRow| {
                other.id > own.id
                    && other.import != import
                    && other.from <= own.to
                    && own.from <= other.to
                    && other.known + other.covered > 0
            };
            if let Some(later) = statements.iter().filter(rests).map(|other| other.import).min() {
                return Ok(Some(later));
            }
        }
    }
    Ok(None)
}

/// Lines that told payments of an import which is undone are to be judged without it, by the program as by a person.
///
/// # Errors
/// A payment beside it that came back by another line.
pub(crate) fn judge_without(tx: &mut Tx<'_>, import: ImportId, day: Date) -> Result<()> {
    for line in tx.lines_that_tell(import)? {
        let Some(line) = tx.bank_line(line)?.filter(|line| line.decided.is_some()) else { continue };
        undone(tx, &line, Some(import), day)?;
    }
    Ok(())
}

/// Takes back every decision on the lines of an import that is undone, returns and refunds first.
///
/// # Errors
/// A payment of it that came back by a line of another import.
pub(crate) fn reopen_all(tx: &mut Tx<'_>, import: ImportId, day: Date) -> Result<()> {
    let mut lines = tx.bank_lines_of_import(import)?;
    lines.retain(|line| line.decided.is_some());
    let rests_on_others =
        |line: &BankLine| matches!(line.decided.as_ref().map(|decided| &decided.is), Some(LineIs::Return { .. } | LineIs::Refund { .. }));
    lines.sort_by_key(|line| (!rests_on_others(line), line.id));
    lines.iter().try_for_each(|line| undone(tx, line, None, day))
}
