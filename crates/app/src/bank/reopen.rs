//! Takes a decision on a line back: what it made never was.

use domain::Date;
use domain::events::{AllocationUndone, BankLineReopened, LineIs, NewEvent, PaymentReinstated, PaymentWithdrawn};
use domain::ids::{BankLineId, ImportId, MovementId};
use store::{BankLine, BankStatementRow, Read, Tx};

use super::decide::line_of;
use super::reconcile::look_again;
use crate::error::{AppError, Result};
use crate::record::Done;

/// Takes the decision on a line back: its payments are withdrawn, what it took back is paid again. The line is judged anew, for a
/// person to decide, and holds the letters of who probably paid.
///
/// # Errors
/// No such line; nobody decided it.
pub fn reopen(tx: &mut Tx<'_>, line: BankLineId, day: Date) -> Result<Done> {
    let line = line_of(tx, line)?;
    if line.decided.is_none() {
        return Err(AppError::refused("Cette ligne est déjà à rapprocher. Rien n'a changé."));
    }
    undone(tx, &line, None, day)?;
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
    Ok(Done { said: format!("La ligne {} est de nouveau à rapprocher{then}.", line.id), created: Vec::new() })
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
