//! Deposits (dépôts): files that a person brought, looked at and mended before anything of them is taken in.
//!
//! The files lie in the data folder under their hash; what the person decided (columns, cells retyped, lines left out,
//! debtors that are known under another name) is working state beside them, so that one can leave and come back. Nothing
//! is in the books before the import, which reads the same bytes with these decisions through the same readers.

mod decide;
mod faults;
mod models;
mod spool;
mod take;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use domain::ids::{BankAccountId, DebtorId, DepositId};
use formats::table::{Fix, Fixes, Mapping, TableKind};
use serde::{Deserialize, Serialize};
use store::DepositRow;

pub use decide::{Decision, decide};
pub use faults::faults_csv;
pub use models::{model_name, save_model};
pub use spool::{Incoming, LIMITS, Limits, sweep};
pub use take::{Taken, TakenFile, take, take_back};

use crate::books::Books;
use crate::error::{AppError, Result};
use crate::import::Revision;
use crate::import::control::{Control, Said, control};
use crate::ports::Progress;

/// Files whose tables are larger than this in all are looked at by a job, not while a page waits.
const AT_ONCE: u64 = 2 << 20;

/// A deposit.
#[derive(Clone, Debug)]
pub struct Deposit {
    /// Which.
    pub id: DepositId,
    /// Who brought it.
    pub by: String,
    /// When, in microseconds since 1970 UTC.
    pub at: i64,
    /// Grows with each decision.
    pub version: i64,
    /// Its files, debtors first where that is known.
    pub files: Vec<Brought>,
}

/// One file, and what was decided about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    /// The name it came under.
    pub name: String,
    /// SHA-256 of its bytes: where it lies.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// A copy of an invoice, matched by number.
    #[serde(default)]
    pub piece: bool,
    /// What the table lists, where a person said it.
    #[serde(default)]
    pub listed: Option<TableKind>,
    /// Columns, where a person chose them.
    #[serde(default)]
    pub mapping: Option<Mapping>,
    /// The account of a statement that does not say it.
    #[serde(default)]
    pub account: Option<BankAccountId>,
    /// Cells retyped, as typed: line, column from 0, text.
    #[serde(default)]
    pub cells: BTreeMap<u64, BTreeMap<usize, String>>,
    /// Lines left out.
    #[serde(default)]
    pub skipped: BTreeSet<u64>,
    /// Lines of which what differs from the books is taken.
    #[serde(default)]
    pub accepted: BTreeSet<u64>,
    /// Debtors of the file that are known under another code.
    #[serde(default)]
    pub same_as: BTreeMap<String, DebtorId>,
    /// Debtors of the file that are not the known ones they resemble.
    #[serde(default)]
    pub distinct: BTreeSet<String>,
}

impl Brought {
    /// What the import hears of the decisions; typed cells are understood by what their columns hold.
    pub fn revision(&self, mapping: Option<&Mapping>) -> Revision {
        let mut fixes = Fixes::default();
        for (line, cells) in &self.cells {
            for (column, text) in cells {
                let field = mapping.and_then(|mapping| mapping.fields.get(*column).copied().flatten());
                fixes.put(*line, *column, Fix::typed(field, text));
            }
        }
        for line in &self.skipped {
            fixes.skip(*line);
        }
        let same_as: HashMap<String, DebtorId> = self.same_as.iter().map(|(key, id)| (key.clone(), *id)).collect();
        Revision { fixes, accepted: self.accepted.clone(), same_as }
    }

    /// What tells these decisions from others; empty where nothing was decided that changes a row.
    fn corrected(&self) -> String {
        if self.cells.is_empty() && self.skipped.is_empty() && self.accepted.is_empty() && self.same_as.is_empty() {
            return String::new();
        }
        format!("{:?}|{:?}|{:?}|{:?}", self.cells, self.skipped, self.accepted, self.same_as)
    }
}

/// What is kept of a deposit beside its numbers.
#[derive(Default, Serialize, Deserialize)]
struct Body {
    files: Vec<Brought>,
}

impl Deposit {
    fn of(row: DepositRow) -> Result<Deposit> {
        let body: Body = serde_json::from_str(&row.body).map_err(|error| AppError::refused(format!("Dépôt illisible : {error}.")))?;
        Ok(Deposit { id: row.id, by: row.created_by, at: row.created_at, version: row.version, files: body.files })
    }

    fn body(&self) -> Result<String> {
        serde_json::to_string(&Body { files: self.files.clone() }).map_err(|error| AppError::refused(error.to_string()))
    }

    fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// Its tables and accounts, with their places.
    pub fn lists(&self) -> impl Iterator<Item = (usize, &Brought)> {
        self.files.iter().enumerate().filter(|(_, file)| !file.piece)
    }

    /// Its copies of invoices.
    pub fn pieces(&self) -> impl Iterator<Item = &Brought> {
        self.files.iter().filter(|file| file.piece)
    }

    /// Whether looking at it takes longer than a page may.
    pub fn is_large(&self) -> bool {
        self.lists().map(|(_, file)| file.bytes).sum::<u64>() > AT_ONCE
    }

    /// What the job that looks at it is called: the deposit as it was decided so far.
    pub fn state_name(&self) -> String {
        format!("{}/{}", self.id, self.version)
    }
}

/// A deposit by number.
///
/// # Errors
/// The store.
pub fn one(books: &Books, id: DepositId) -> Result<Option<Deposit>> {
    books.read(|tx| tx.deposit(id)?.map(Deposit::of).transpose())
}

/// Every deposit that was not thrown away, the newest first.
///
/// # Errors
/// The store.
pub fn all(books: &Books) -> Result<Vec<Deposit>> {
    books.read(|tx| tx.deposits()?.into_iter().map(Deposit::of).collect())
}

/// Keeps files that were brought, as one deposit.
///
/// # Errors
/// No file, one that is too large, too many bytes in all, a full disk.
pub fn bring(books: &Books, files: Vec<Incoming<'_>>, by: &str) -> Result<Deposit> {
    if files.is_empty() {
        return Err(AppError::usage("Aucun fichier n'a été choisi. Choisissez au moins un fichier, puis continuez."));
    }
    let used: u64 = all(books)?.iter().map(Deposit::bytes).sum();
    let files = spool::keep(books, files, used)?;
    save_new(books, files, by)
}

/// Adds files to a deposit.
///
/// # Errors
/// As [`bring`]; no such deposit; somebody decided something about it meanwhile.
pub fn add(books: &Books, id: DepositId, files: Vec<Incoming<'_>>) -> Result<Deposit> {
    let mut deposit = one(books, id)?.ok_or_else(decide::gone)?;
    let used: u64 = all(books)?.iter().map(Deposit::bytes).sum();
    let held: BTreeSet<String> = deposit.files.iter().map(|file| file.sha256.clone()).collect();
    deposit.files.extend(spool::keep(books, files, used)?.into_iter().filter(|file| !held.contains(&file.sha256)));
    decide::save(books, deposit)
}

fn save_new(books: &Books, files: Vec<Brought>, by: &str) -> Result<Deposit> {
    let mut deposit = Deposit { id: DepositId(0), by: by.to_owned(), at: books.now(), version: 1, files };
    let body = deposit.body()?;
    let bytes = i64::try_from(deposit.bytes()).unwrap_or(i64::MAX);
    deposit.id = books.write(|tx| Ok(tx.add_deposit(by, bytes, &body)?))?;
    Ok(deposit)
}

/// Throws a deposit away, with those of its files that no other holds.
///
/// # Errors
/// The store.
pub fn discard(books: &Books, id: DepositId) -> Result<()> {
    books.write(|tx| Ok(tx.forget_deposit(id)?))?;
    spool::remove_unheld(books)
}

/// Looks at every list of a deposit, in the order of its files.
///
/// # Errors
/// The store; a file that is not there any more.
pub fn look(books: &Books, deposit: &Deposit, progress: &dyn Progress) -> Result<Vec<Control>> {
    deposit.lists().map(|(_, file)| look_at(books, file, progress)).collect()
}

/// Looks at one file.
///
/// # Errors
/// As [`look`].
pub fn look_at(books: &Books, file: &Brought, progress: &dyn Progress) -> Result<Control> {
    progress.stage(&format!("Contrôle de {}", file.name), None);
    let path = place(books, file);
    let mapping = mapping_of(books, file)?;
    let said = Said {
        mapping: file.mapping.as_ref(),
        listed: file.listed,
        account: file.account,
        revision: file.revision(mapping.as_ref()),
        distinct: file.distinct.clone(),
        corrected: file.corrected(),
    };
    control(books, &path, &file.name, &said, progress)
}

/// What the columns of a file hold: as chosen, else as recognised; nothing, for a file that may not be opened.
///
/// # Errors
/// The store.
pub fn mapping_of(books: &Books, file: &Brought) -> Result<Option<Mapping>> {
    match &file.mapping {
        Some(_) if crate::untrusted::refusal(&place(books, file), &file.name).is_some() => Ok(None),
        Some(mapping) => Ok(Some(mapping.clone())),
        None => crate::import::recognised(books, &place(books, file), &file.name, file.listed),
    }
}

/// A problem as a page says it.
pub fn said(message: &str) -> String {
    words::without_commands(message)
}

/// Where a file lies.
pub fn place(books: &Books, file: &Brought) -> PathBuf {
    spool::folder(books).join(&file.sha256)
}
