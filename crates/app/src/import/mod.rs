//! Files taken in: recognised by content, read whole with their problems, turned into events under one import.
//!
//! The same file twice changes nothing; a line already known is counted; a line with the same identity and another content
//! is a problem with both values (architecture §5). What an import brought is hidden until it is complete, and can be
//! undone, by events, while nothing later depends on it.

mod bank;
mod compare;
pub mod control;
mod einvoice;
mod fec;
mod file;
mod pieces;
mod report;
mod rows;
mod settle;
mod statuses;
mod table;
mod undo;
mod who;
mod whose;

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use domain::Date;
use domain::events::{ImportCompleted, ImportStarted, NewEvent, UpToDate};
use domain::ids::{DebtorId, ImportId};
use domain::payments::again::Said;
use formats::table::{Fixes, Mapping, TableKind};
use formats::{Input, Kind, Problems};
use store::{Read, Tx};

pub(crate) use einvoice::in_the_books;
pub(crate) use einvoice::is_in_pdf;
pub use pieces::PiecesReport;
pub use report::{FileReport, Lacks, Outcome, Report};
pub use undo::{undo, what_prevents};

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
    /// What the tables list, where a person says it; else it is recognised.
    pub listed: Option<TableKind>,
    /// The creditor's account that statements are of, where they do not say it or name none that is known.
    pub account: Option<&'a str>,
    /// What a person decided about this file.
    pub revision: Option<&'a Revision>,
}

/// What a person decided about one file: cells retyped, lines left out, changes accepted, names that are known debtors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revision {
    /// Cells retyped and lines left out.
    pub fixes: Fixes,
    /// Lines of which an amount or due date that differs from what is known is taken.
    pub accepted: BTreeSet<u64>,
    /// Debtors of the file, by code or folded name as [`formats::table::DebtorRow::key`] has them, that are known under another.
    pub same_as: HashMap<String, DebtorId>,
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
    let taken = in_turn(&opened, |opened| {
        progress.stage(&opened.name, None);
        one(books, opened, options, progress)
    });
    // Whatever became of the last file, the lines of those before it are judged: their debtors may have paid.
    let reconciled = crate::bank::after_import(books);
    let mut report = Report { files: taken?, reconciled, pieces: None };
    if let Some(folder) = options.pieces {
        report.pieces = Some(pieces::attach(books, folder)?);
    }
    Ok(report)
}

/// Takes files one after the other; one that waits for another of them is tried again after them, as long as that helps.
///
/// # Errors
/// What taking one says: those before it are taken.
pub(crate) fn in_turn<F>(files: &[F], mut take: impl FnMut(&F) -> Result<FileReport>) -> Result<Vec<FileReport>> {
    let mut reports = files.iter().map(&mut take).collect::<Result<Vec<_>>>()?;
    loop {
        let mut helped = false;
        for (file, report) in files.iter().zip(&mut reports).filter(|(_, report)| report.waits()) {
            *report = take(file)?;
            helped |= !report.waits();
        }
        if !helped {
            return Ok(reports);
        }
    }
}

/// Takes one file in that lies at a path, came under a name, and was corrected so.
pub(crate) fn one_of_deposit(
    books: &Books,
    (path, name, corrected): (&Path, &str, &str),
    options: &Options<'_>,
    progress: &dyn Progress,
) -> Result<FileReport> {
    one(books, &file::open_as(path, name, corrected)?, options, progress)
}

/// By what a corrected file is known again.
pub(crate) fn identity_of(path: &Path, name: &str, corrected: &str) -> Result<String> {
    Ok(file::open_as(path, name, corrected)?.sha256)
}

/// Attaches copies of invoices, each by the number in its name.
pub(crate) fn attach_all(books: &Books, files: &[(PathBuf, &str)], progress: &dyn Progress) -> Result<PiecesReport> {
    pieces::attach_files(books, files, progress)
}

/// What the columns of a table are recognised as; `None` for a file that is no table, or may not be opened.
pub(crate) fn recognised(books: &Books, path: &Path, name: &str, listed: Option<TableKind>) -> Result<Option<Mapping>> {
    if crate::untrusted::refusal(path, name).is_some() {
        return Ok(None);
    }
    let saved = books.read(table::saved_mappings)?;
    let input = Input::file(path).with_name(name);
    let is_table = input.head().is_ok_and(|head| matches!(formats::recognise(&head, name), Kind::Csv | Kind::Xlsx));
    Ok(is_table.then(|| formats::table::inspect_as(&input, &saved, listed, &mut Problems::new())).flatten().map(|seen| seen.mapping))
}

/// Keeps a mapping for the next file with the same header.
pub(crate) fn remember(tx: &mut Tx<'_>, mapping: &Mapping) -> Result<()> {
    table::remember_mapping(tx, mapping)
}

/// Whether a file is taken after the invoices of which it speaks, by its content alone: a bank statement, or statuses of invoices.
pub(crate) fn comes_last(path: &Path, name: &str) -> bool {
    let kind = |head: Vec<u8>| formats::recognise(&head, name);
    Input::file(path).with_name(name).head().is_ok_and(|head| file::comes_last(kind(head)))
}

/// SHA-256 of a file.
pub(crate) fn sha256_of(path: &Path) -> std::io::Result<String> {
    file::sha256(path)
}

fn one(books: &Books, opened: &file::Opened<'_>, options: &Options<'_>, progress: &dyn Progress) -> Result<FileReport> {
    if let Some(refusal) = &opened.refusal {
        return Ok(FileReport::refused(opened, opened.kind_word(), vec![refusal.clone()]));
    }
    let mut problems = Problems::new();
    match opened.kind {
        Kind::Empty => {
            problems.error(
                formats::Place::FILE,
                "empty_file",
                format_args!("le fichier est vide. Refaites l'export et donnez le nouveau fichier."),
            );
            return Ok(FileReport::refused(opened, "empty", problems.into_vec()));
        }
        // Read below, once it is known not to be there yet.
        Kind::Other(_) if is_read_below(opened) => {}
        Kind::Other(other) => {
            problems.error(formats::Place::FILE, other.code(), format_args!("{}", other.message()));
            return Ok(FileReport::refused(opened, "unknown", problems.into_vec()));
        }
        Kind::Fec | Kind::Csv | Kind::Xlsx => {}
    }
    let known = books.read(|tx| Ok(tx.import_by_sha256(&opened.sha256)?))?;
    // Statuses say themselves which of them are known: what was left of them may be taken since.
    if let Some(known) = known.as_ref().filter(|known| known.state == store::ImportState::Completed && !statuses::are_in(opened.kind)) {
        return Ok(FileReport::already(opened, known.id, known.on));
    }
    if einvoice::may_be(opened.kind) {
        return einvoice::take(books, opened);
    }
    if bank::may_be(opened.kind) {
        return bank::take(books, opened, options);
    }
    let input = options.revision.map_or(opened.input(), |revision| opened.input().with_fixes(&revision.fixes));
    let resumed = known.map(|known| known.id);
    if opened.kind == Kind::Fec {
        fec::take(books, opened, &input, resumed, problems)
    } else {
        table::take(books, opened, &input, options, resumed, problems, progress)
    }
}

/// Whether a file that is no list is read, and is not too large to be.
fn is_read_below(opened: &file::Opened<'_>) -> bool {
    (einvoice::may_be(opened.kind) || bank::may_be(opened.kind)) && !opened.sha256.is_empty()
}

/// Why a transaction of an import was taken back.
enum Undone {
    /// It brought nothing: the file is refused, and can be given again when what it lacks is there.
    Nothing,
    /// It could not be carried out.
    Failed(AppError),
}

impl From<AppError> for Undone {
    fn from(error: AppError) -> Undone {
        Undone::Failed(error)
    }
}

impl From<store::StoreError> for Undone {
    fn from(error: store::StoreError) -> Undone {
        Undone::Failed(error.into())
    }
}

/// A transaction of an import; false, and nothing is written, where it brought nothing.
fn or_nothing(books: &Books, work: impl FnOnce(&mut Tx<'_>) -> std::result::Result<(), Undone>) -> Result<bool> {
    match books.store().write(books.tenant(), "import", books.now(), work) {
        Ok(()) => Ok(true),
        Err(Undone::Nothing) => Ok(false),
        Err(Undone::Failed(error)) => Err(error),
    }
}

/// The entry of the accounts in which a movement of a FEC stands, the head of its key: journal, number and day. `None` for the key of
/// another source.
pub(crate) fn entry_of(key: &str) -> Option<&str> {
    let head = key.match_indices('|').nth(2).map(|(at, _)| &key[..at]);
    head.filter(|_| formats::fec::is_identity(key))
}

/// Payments of the books, beside those of a file.
fn said(tx: &mut Read<'_>, rows: &[store::MovementRow]) -> Result<Vec<Said>> {
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let mut pays = BTreeSet::new();
        for (_, claim, _) in tx.placed(row.id)?.claims {
            pays.extend(tx.claim(claim)?.map(|row| row.number));
        }
        all.push(Said { debtor: row.debtor, on: row.on, cents: row.amount, currency: row.currency, entry: String::new(), pays });
    }
    Ok(all)
}

/// Begins an import.
fn begin(tx: &mut Tx<'_>, opened: &file::Opened<'_>, format: &str, today: Date) -> Result<ImportId> {
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
    // What was changed was known.
    let known = counts.known + counts.changed;
    let event = ImportCompleted { import, taken: counts.taken, known, problems: counts.problems };
    tx.append(NewEvent::new(today, event))?;
    Ok(())
}

/// A file that changed while it was read is not taken: it is being written. `begun`: some of its rows are already kept.
fn still_the_same(opened: &file::Opened<'_>, begun: bool) -> Result<()> {
    if file::unchanged(opened) {
        return Ok(());
    }
    let left = if begun { "Ce qui a été lu reste caché, rien ne sera compté deux fois." } else { "Rien n'a été pris." };
    Err(AppError::refused(format!(
        "« {} » a changé pendant la lecture : il est en cours d'écriture. Recommencez quand l'export est fini. {left}",
        opened.name
    )))
}
