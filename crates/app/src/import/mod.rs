//! Files taken in: recognised by content, read whole with their problems, turned into events under one import.
//!
//! The same file twice changes nothing; a line already known is counted; a line with the same identity and another content
//! is a problem with both values (architecture §5). What an import brought is hidden until it is complete, and can be
//! undone, by events, while nothing later depends on it.

mod fec;
mod file;
mod pieces;
mod report;
mod rows;
mod table;
mod undo;

use std::path::{Path, PathBuf};

use domain::Date;
use domain::events::{ImportCompleted, ImportStarted, NewEvent, UpToDate};
use domain::ids::ImportId;
use formats::{Input, Kind, Problems};
use store::Tx;

pub use report::{FileReport, Outcome, Report};
pub use undo::undo;

use crate::books::Books;
use crate::error::{AppError, Result};
use crate::ports::Progress;

/// What a person asks of an import.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// A folder of invoice PDFs, matched by number.
    pub pieces: Option<&'a Path>,
    /// Take amounts and due dates that differ from what is known; otherwise they are problems with both values.
    pub accept_changes: bool,
    /// A column mapping given by a person, as JSON of [`formats::table::Mapping`].
    pub mapping: Option<&'a str>,
}

/// Files of which the bytes are kept in the erasable store: up to this size. Beyond, the hash alone is.
const KEPT_BYTES: u64 = 16 << 20;

/// Takes files in: debtors first, then invoices and accounts, then payments, whatever the order they were given in.
///
/// # Errors
/// A file that is not there; the store refuses. What is wrong inside a file is in the report.
pub fn files(books: &Books, paths: &[PathBuf], options: &Options<'_>, progress: &dyn Progress) -> Result<Report> {
    let mut opened = paths.iter().map(|path| file::open(path)).collect::<Result<Vec<_>>>()?;
    opened.sort_by_key(file::Opened::order);
    let mut report = Report::default();
    for opened in &opened {
        progress.stage(&opened.name, None);
        report.files.push(one(books, opened, options, progress)?);
    }
    if let Some(folder) = options.pieces {
        report.pieces = Some(pieces::attach(books, folder)?);
    }
    Ok(report)
}

fn one(books: &Books, opened: &file::Opened<'_>, options: &Options<'_>, progress: &dyn Progress) -> Result<FileReport> {
    let mut problems = Problems::new();
    let known = books.read(|tx| Ok(tx.import_by_sha256(&opened.sha256)?))?;
    if let Some(known) = known.as_ref().filter(|known| known.state == store::ImportState::Completed) {
        return Ok(FileReport::already(opened, known.id, known.on));
    }
    let input = Input::file(opened.path);
    match opened.kind {
        Kind::Fec => fec::take(books, opened, &input, options, known.map(|k| k.id), problems),
        Kind::Csv | Kind::Xlsx => table::take(books, opened, &input, options, known.map(|k| k.id), problems, progress),
        Kind::Empty => {
            problems.error(
                formats::Place::FILE,
                "empty_file",
                format_args!("le fichier est vide. Refaites l'export et donnez le nouveau fichier."),
            );
            Ok(FileReport::refused(opened, problems))
        }
        Kind::Other(other) => {
            problems.error(formats::Place::FILE, other.code(), format_args!("{}", other.message()));
            Ok(FileReport::refused(opened, problems))
        }
    }
}

/// Begins an import, or goes on with one that was interrupted.
fn begin(tx: &mut Tx<'_>, opened: &file::Opened<'_>, format: &str, resumed: Option<ImportId>, today: Date) -> Result<ImportId> {
    if let Some(id) = resumed {
        return Ok(id);
    }
    let name = tx.keep(opened.name.as_bytes())?;
    let file = if opened.size <= KEPT_BYTES { Some(tx.keep(&file::bytes(opened.path)?)?) } else { None };
    let event = ImportStarted { sha256: opened.sha256.clone(), format: format.to_owned(), name, file };
    Ok(ImportId(tx.append(NewEvent::new(today, event))?.0))
}

/// Ends an import: from now on its rows count.
fn complete(tx: &mut Tx<'_>, import: ImportId, counts: &report::Counts, payments_through: Option<Date>, today: Date) -> Result<()> {
    if let Some(through) = payments_through {
        tx.append(NewEvent::new(through.min(today), UpToDate { import: Some(import) }))?;
    }
    let event = ImportCompleted { import, taken: counts.taken, known: counts.known, problems: counts.problems };
    tx.append(NewEvent::new(today, event))?;
    Ok(())
}

/// A file that changed while it was read is not taken: it is being written.
fn still_the_same(opened: &file::Opened<'_>) -> Result<()> {
    if file::unchanged(opened) {
        Ok(())
    } else {
        Err(AppError::refused(format!(
            "{} a changé pendant la lecture : il est en cours d'écriture. Recommencez quand l'export est fini. Rien n'a été pris.",
            opened.name
        )))
    }
}
