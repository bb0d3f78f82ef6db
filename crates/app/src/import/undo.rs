//! Undoing an import: by an event, as long as nothing later depends on what it brought. What its statuses of invoices did is taken back
//! with it; what a person closed or lifted since stays so.

use domain::Date;
use domain::events::{ImportUndone, NewEvent, PaymentReinstated, PaymentWithdrawn, Told};
use domain::ids::ImportId;
use store::{ImportState, Read, Tx};

use crate::books::Books;
use crate::error::{AppError, Result};
use crate::record::Done;
use crate::words::counted;

/// What forbids undoing an import, in words; `None` where nothing does.
///
/// # Errors
/// The store.
pub fn what_prevents(tx: &mut Read<'_>, id: ImportId) -> Result<Option<String>> {
    if let Some(later) = crate::bank::known_by(tx, id)? {
        return Ok(Some(format!("Un relevé pris ensuite ({later}) compte sur ses lignes : annulez-le d'abord.")));
    }
    Ok(tx.import_is_needed_by(id)?.map(|later| {
        format!(
            "Cet import ne peut plus être annulé : l'événement n° {} du journal s'appuie sur ce qu'il a apporté (règlement imputé, courrier, litige, statut de facture…). Corrigez par un avoir, un règlement ou une remise.",
            later.0
        )
    }))
}

/// Undoes an import.
///
/// # Errors
/// No such import, already undone, or something later depends on it: which.
pub fn undo(books: &Books, named: &str) -> Result<Done> {
    let id: ImportId = named.parse().map_err(|error| AppError::usage(format!("{error} (elle est dite par « quittance import »).")))?;
    let mut done = books.write(|tx| {
        let row = tx.import(id)?.ok_or_else(|| AppError::usage(format!("Aucun import {id}.")))?;
        if row.state == ImportState::Undone {
            return Err(AppError::refused(format!("{id} est déjà annulé. Rien n'a changé.")));
        }
        if let Some(later) = tx.import_is_needed_by(id)? {
            return Err(AppError::refused(format!(
                "{id} ne peut pas être annulé : l'événement n° {} s'appuie sur ce qu'il a apporté (règlement imputé, courrier, litige, statut de facture…). Corrigez par un autre événement.",
                later.0
            )));
        }
        if let Some(later) = crate::bank::known_by(tx, id)? {
            return Err(AppError::refused(format!("{id} ne peut pas être annulé : un relevé pris ensuite ({later}) compte sur ses lignes. Annulez-le d'abord.")));
        }
        crate::bank::reopen_all(tx, id, books.today())?;
        crate::bank::judge_without(tx, id, books.today())?;
        forget_told(tx, id, books.today())?;
        let taken_back = crate::statuses::take_back(tx, id, books.today())?;
        tx.append(NewEvent::new(books.today(), ImportUndone { import: id }))?;
        Ok::<_, AppError>(Done { said: format!("{id} est annulé : {}{taken_back}. Le même fichier peut être repris.", counted(row.taken.unsigned_abs(), "ligne ne compte plus", "lignes ne comptent plus")), created: Vec::new() })
    })?;
    if let Some(said) = crate::bank::after_import(books) {
        done.said = format!("{} {said}", done.said);
    }
    Ok(done)
}

/// What only this import still told, and the bank or nobody says any more, goes with it.
fn forget_told(tx: &mut Tx<'_>, import: ImportId, day: Date) -> Result<()> {
    let (on_lines, taken_back) = tx.payments_on_lines()?;
    for told in tx.told_of_import(import)? {
        match told {
            Told::Movement { movement } => {
                let of_line = tx.movement(movement)?.is_some_and(|row| row.key.is_some_and(|key| crate::bank::is_of_line(&key)));
                if of_line && !on_lines.contains(&movement) && tx.payment_told_by(movement, Some(import))?.is_none() {
                    crate::bank::not_given_back(tx, movement)?;
                    tx.append(NewEvent::new(day, PaymentWithdrawn { payment: movement }))?;
                }
            }
            Told::Return { payment, made: true } => {
                // A payment that the import itself brought goes with it.
                let is_back = tx.movement(payment)?.is_some_and(|row| row.import != Some(import) && row.reversed_on.is_some());
                if is_back && !taken_back.contains(&payment) && tx.return_told_by(payment, Some(import))?.is_none() {
                    tx.append(NewEvent::new(day, PaymentReinstated { payment }))?;
                }
            }
            Told::Invoice { .. } | Told::Refund { .. } | Told::Return { .. } => {}
        }
    }
    Ok(())
}
