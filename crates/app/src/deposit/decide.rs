//! What a person decides about a deposit. Each decision names the version it saw: of two people, the second is told.

use domain::ids::{BankAccountId, DebtorId, DepositId};
use formats::table::{Field, Mapping, TableKind};

use super::{Brought, Deposit, one};
use crate::books::Books;
use crate::error::{AppError, Result};

/// A decision about one file.
#[derive(Clone, Debug)]
pub enum Decision {
    /// The columns hold this; absent goes back to what is recognised.
    Columns(Option<Mapping>),
    /// The table lists that, whatever its columns look like.
    Lists(Option<TableKind>),
    /// The statement is of that account, whatever else is declared.
    Account(BankAccountId),
    /// Another text stands in a cell; absent goes back to the file's own.
    Cell {
        /// Line.
        line: u64,
        /// Column, from 0.
        column: usize,
        /// As typed.
        text: Option<String>,
    },
    /// A line is left out, or comes back.
    Skip {
        /// Line.
        line: u64,
        /// Left out.
        out: bool,
    },
    /// What a line says instead of the books is taken, or not.
    Accept {
        /// Lines.
        lines: Vec<u64>,
        /// Taken.
        yes: bool,
    },
    /// A debtor of the file is a known one.
    SameAs {
        /// Code or folded name in the file.
        key: String,
        /// The known one.
        debtor: DebtorId,
    },
    /// A debtor of the file is nobody known.
    Distinct {
        /// Code or folded name in the file.
        key: String,
    },
    /// The file is not wanted after all.
    Remove,
}

/// Carries out a decision about the file at a place, seen at a version (any, where absent).
///
/// # Errors
/// No such deposit or file; somebody decided something else meanwhile; two columns with the same content.
pub fn decide(books: &Books, id: DepositId, at: usize, seen: Option<i64>, decision: Decision) -> Result<Deposit> {
    let gone =
        || AppError::usage("Ce dépôt n'existe plus : il a été importé, abandonné ou laissé trente jours. Déposez le fichier de nouveau.");
    let mut deposit = one(books, id)?.ok_or_else(gone)?;
    if seen.is_some_and(|seen| seen != deposit.version) {
        return Err(changed());
    }
    if matches!(decision, Decision::Remove) {
        if at < deposit.files.len() {
            deposit.files.remove(at);
        }
    } else {
        apply(deposit.files.get_mut(at).ok_or_else(gone)?, decision)?;
    }
    save(books, deposit)
}

/// Remembers a deposit as it was changed, if nobody else changed it meanwhile.
pub(super) fn save(books: &Books, mut deposit: Deposit) -> Result<Deposit> {
    let (body, bytes) = (deposit.body()?, i64::try_from(deposit.bytes()).unwrap_or(i64::MAX));
    let saved = books.write(|tx| Ok(tx.save_deposit(deposit.id, deposit.version, bytes, &body)?))?;
    if !saved {
        return Err(changed());
    }
    deposit.version += 1;
    Ok(deposit)
}

pub(super) fn gone() -> AppError {
    AppError::usage("Ce dépôt n'existe plus : il a été importé, abandonné ou laissé trente jours. Déposez le fichier de nouveau.")
}

fn changed() -> AppError {
    AppError::refused(
        "Une autre personne vient de modifier ce dépôt. La page montre maintenant son état ; refaites votre correction si elle est encore utile.",
    )
}

fn apply(file: &mut Brought, decision: Decision) -> Result<()> {
    match decision {
        Decision::Columns(mapping) => {
            if let Some(mapping) = &mapping {
                once_each(mapping)?;
            }
            file.mapping = mapping;
        }
        Decision::Lists(listed) => {
            file.listed = listed;
            file.mapping = None;
        }
        Decision::Account(account) => file.account = Some(account),
        Decision::Cell { line, column, text: Some(text) } => {
            file.cells.entry(line).or_default().insert(column, text);
        }
        Decision::Cell { line, column, text: None } => {
            if let Some(cells) = file.cells.get_mut(&line) {
                cells.remove(&column);
            }
            file.cells.retain(|_, cells| !cells.is_empty());
        }
        Decision::Skip { line, out: true } => {
            file.skipped.insert(line);
        }
        Decision::Skip { line, out: false } => {
            file.skipped.remove(&line);
        }
        Decision::Accept { lines, yes: true } => file.accepted.extend(lines),
        Decision::Accept { lines, yes: false } => file.accepted.retain(|line| !lines.contains(line)),
        Decision::SameAs { key, debtor } => {
            file.distinct.remove(&key);
            file.same_as.insert(key, debtor);
        }
        Decision::Distinct { key } => {
            file.same_as.remove(&key);
            file.distinct.insert(key);
        }
        Decision::Remove => {}
    }
    Ok(())
}

/// One content, one column.
fn once_each(mapping: &Mapping) -> Result<()> {
    for field in Field::ALL.iter().chain(Field::BANK) {
        if mapping.fields.iter().filter(|of| **of == Some(*field)).count() > 1 {
            return Err(AppError::usage(format!(
                "Deux colonnes sont indiquées comme « {} ». Gardez celle qui est la bonne, et mettez l'autre à « Ne pas importer ».",
                field.french()
            )));
        }
    }
    Ok(())
}
