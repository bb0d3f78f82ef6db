//! A deposit taken in: debtors first, then accounts and invoices, then payments and statuses, then copies of invoices.

use domain::events::{ImportUndone, NewEvent};
use domain::ids::{DepositId, ImportId};
use formats::Severity;
use formats::table::{Mapping, TableKind};
use serde::{Deserialize, Serialize};
use store::ImportState;

use super::words::without_commands;
use super::{Brought, Deposit, mapping_of, one, place};
use crate::books::Books;
use crate::error::{AppError, Result};
use crate::import::{self, FileReport, Lacks, Options, Outcome, PiecesReport};
use crate::ports::Progress;

/// What became of a deposit.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Taken {
    /// Its lists, in the order in which they were taken.
    pub files: Vec<TakenFile>,
    /// Copies of invoices.
    pub pieces: Option<PiecesReport>,
    /// What became of the lines of the bank, in one sentence.
    #[serde(default)]
    pub reconciled: Option<String>,
}

/// What became of one file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct TakenFile {
    /// Its name.
    pub name: String,
    /// The import it made, or the one that took it before.
    pub import: Option<ImportId>,
    /// It was taken before, whole.
    pub already: bool,
    /// Nothing of it could be taken.
    pub refused: bool,
    /// Rows that made something new.
    pub taken: u64,
    /// Rows already known.
    pub known: u64,
    /// Rows that changed something known.
    pub changed: u64,
    /// What was found, in sentences.
    pub notes: Vec<String>,
    /// What is wrong: line, whether it kept the row out, words.
    pub problems: Vec<(Option<u64>, bool, String)>,
    /// What a bank statement lacks.
    #[serde(default)]
    pub lacks: Lacks,
    /// The accounts of customers beside the books, in one sentence.
    #[serde(default)]
    pub tied: Option<String>,
}

impl TakenFile {
    fn of(report: FileReport) -> TakenFile {
        TakenFile {
            name: report.file,
            import: report.import.and_then(|id| id.parse().ok()),
            already: report.outcome == Outcome::AlreadyImported,
            refused: report.outcome == Outcome::Refused,
            taken: report.counts.taken,
            known: report.counts.known,
            changed: report.counts.changed,
            notes: report.notes.iter().map(|note| without_commands(note)).filter(|note| !note.is_empty()).collect(),
            problems: report.problems.into_iter().map(|p| (p.line, p.severity == Severity::Error, without_commands(&p.message))).collect(),
            lacks: report.lacks,
            tied: report.tied.map(|tied| tied.said()),
        }
    }

    /// Lines that were kept out.
    pub fn left_out(&self) -> usize {
        self.problems.iter().filter(|(line, error, _)| *error && line.is_some()).count()
    }
}

/// Takes the files of a deposit in. What is wrong inside a file is in the answer; the deposit stays, so that the lines left
/// out can be mended and taken later.
///
/// # Errors
/// No such deposit; the store; the work was asked to stop.
pub fn take(books: &Books, id: DepositId, progress: &dyn Progress) -> Result<Taken> {
    let deposit =
        one(books, id)?.ok_or_else(|| AppError::refused("Ce dépôt n'existe plus : rien n'a été pris. Déposez le fichier de nouveau."))?;
    let mut taken = Taken::default();
    let accounts = books.read(|tx| Ok(tx.bank_accounts()?))?;
    let in_order = in_order(books, &deposit)?;
    let reports = import::in_turn(&in_order, |(file, mapping)| {
        let revision = file.revision(mapping.as_ref());
        let given = file.mapping.as_ref().map(serde_json::to_string).transpose().map_err(|error| AppError::refused(error.to_string()))?;
        let account = accounts.iter().find(|account| Some(account.id) == file.account).map(|account| account.key.as_str());
        let options = Options { mapping: given.as_deref(), listed: file.listed, account, revision: Some(&revision), ..Options::default() };
        progress.stage(&format!("Import de {}", file.name), None);
        import::one_of_deposit(books, (&place(books, file), &file.name, &file.corrected()), &options, progress)
    });
    progress.stage("Rapprochement", None);
    // Whatever became of the last file, the lines of those before it are judged: their debtors may have paid.
    taken.reconciled = crate::bank::after_import(books);
    taken.files = reports?.into_iter().map(TakenFile::of).collect();
    let pieces: Vec<_> = deposit.pieces().map(|piece| (place(books, piece), piece.name.as_str())).collect();
    if !pieces.is_empty() {
        progress.stage("Copies de factures", Some(pieces.len() as u64));
        taken.pieces = Some(import::attach_all(books, &pieces, progress)?);
    }
    Ok(taken)
}

/// Takes back what an import of this deposit that was given up has begun: nothing of it counts, as before.
///
/// # Errors
/// The store; a file that is not there any more.
pub fn take_back(books: &Books, id: DepositId) -> Result<()> {
    let Some(deposit) = one(books, id)? else { return Ok(()) };
    for (_, file) in deposit.lists() {
        let sha256 = import::identity_of(&place(books, file), &file.name, &file.corrected())?;
        books.write_as("import", |tx| {
            if let Some(begun) = tx.import_by_sha256(&sha256)?.filter(|import| import.state == ImportState::Started) {
                tx.append(NewEvent::new(books.today(), ImportUndone { import: begun.id }))?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Debtors before what names them, payments and statuses after the invoices that they speak of.
fn in_order<'d>(books: &Books, deposit: &'d Deposit) -> Result<Vec<(&'d Brought, Option<Mapping>)>> {
    let mut files = Vec::new();
    for (_, file) in deposit.lists() {
        files.push((file, mapping_of(books, file)?));
    }
    files.sort_by_key(|(file, mapping)| match mapping.as_ref().map(|mapping| mapping.kind) {
        Some(TableKind::Debtors) => 0,
        Some(TableKind::Payments | TableKind::BankStatement) => 2,
        None if import::comes_last(&place(books, file), &file.name) => 2,
        Some(TableKind::Invoices) | None => 1,
    });
    Ok(files)
}
