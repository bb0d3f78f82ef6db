//! Undoing an import: by an event, as long as nothing later depends on what it brought. What its statuses of invoices did is taken back
//! with it; what a person closed or lifted since stays so.

use domain::events::{ImportUndone, NewEvent};
use domain::ids::ImportId;
use store::{ImportState, Read};

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
    books.write(|tx| {
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
        let taken_back = crate::statuses::take_back(tx, id, books.today())?;
        tx.append(NewEvent::new(books.today(), ImportUndone { import: id }))?;
        Ok(Done { said: format!("{id} est annulé : {}{taken_back}. Le même fichier peut être repris.", counted(row.taken.unsigned_abs(), "ligne ne compte plus", "lignes ne comptent plus")), created: Vec::new() })
    })
}
