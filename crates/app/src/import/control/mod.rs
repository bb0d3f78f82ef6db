//! A file looked at before it is taken: what it is, what each column holds, what would be taken, what is known already, what
//! is wrong line by line and what could be put there. Writes nothing; reads with the readers of the import.

mod near;
mod rows;
mod suggest;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::Date;
use domain::french::{date_short, money_fr};
use domain::ids::{BankAccountId, DebtorId, ImportId, InvoiceId};
use domain::money::{Cents, Currency};
use formats::table::{self, Field, Inspection, Mapping, TableKind};
use formats::{Input, Kind, Place, Problem, Problems, Severity};
use serde::{Deserialize, Serialize};

use super::{Revision, bank, compare, einvoice, file, statuses, table as taking};
use crate::books::Books;
use crate::error::Result;
use crate::ports::Progress;
use crate::words::counted;

/// What a person has said of a file so far.
#[derive(Clone, Debug, Default)]
pub struct Said<'a> {
    /// The columns, where they were chosen by hand.
    pub mapping: Option<&'a Mapping>,
    /// What the table lists.
    pub listed: Option<TableKind>,
    /// The account of a statement that does not say it, or names none that is known.
    pub account: Option<BankAccountId>,
    /// Corrections.
    pub revision: Revision,
    /// Debtors of the file that are not the known ones they resemble.
    pub distinct: BTreeSet<String>,
    /// What tells the corrections apart, empty where there are none.
    pub corrected: String,
}

/// One file, looked at.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Control {
    /// `fec`, `csv`, `xlsx`, or what it is.
    pub format: String,
    /// Encoding of a text, as users read it.
    pub encoding: Option<String>,
    /// What parts the cells of a text.
    pub separator: Option<char>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Its columns.
    pub columns: Vec<SeenColumn>,
    /// What they hold; absent for a file that is no table.
    pub mapping: Option<Mapping>,
    /// Whether the columns were found again from an earlier file.
    pub mapping_known: bool,
    /// What is still to be said of the columns.
    pub missing: Vec<String>,
    /// The very same file was taken before.
    pub already: Option<(ImportId, Date)>,
    /// How many rows would do what.
    pub counts: Counts,
    /// Sums of the rows that would be taken or are known, by currency.
    pub sums: BTreeMap<Currency, Cents>,
    /// What was found, in sentences.
    pub notes: Vec<String>,
    /// What is wrong or should be looked at, by line.
    pub found: Vec<Found>,
    /// New debtors that resemble known ones.
    pub near: Vec<Near>,
    /// Of which account a bank statement is.
    #[serde(default)]
    pub of_account: OfAccount,
}

/// Of which of the creditor's accounts a bank statement is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfAccount {
    /// The file says it, there is one alone, or it is no statement.
    #[default]
    Known,
    /// Nothing says it and there are several: a person does.
    Asked,
    /// A person said it.
    Given(BankAccountId),
    /// The file names one that is not declared, and a person may say that it is one of those that are.
    Unknown,
    /// Nothing says it and none is declared.
    Undeclared,
}

/// How many rows would do what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Rows of the file.
    pub rows: u64,
    /// Rows that would make something new.
    pub fresh: u64,
    /// Rows already known, unchanged.
    pub known: u64,
    /// Rows known, of which a person accepted what differs.
    pub changed: u64,
    /// Rows left out without harm.
    pub skipped: u64,
    /// Rows that cannot be taken.
    pub wrong: u64,
    /// Rows that can be taken, at which somebody should look.
    pub to_check: u64,
    /// New debtors.
    pub debtors: u64,
}

/// One column.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SeenColumn {
    /// Its header.
    pub title: String,
    /// What it is taken for.
    pub field: Option<Field>,
    /// Its first values.
    pub samples: Vec<String>,
}

/// Something wrong, or to be looked at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Found {
    /// Line; absent for the whole file.
    pub line: Option<u64>,
    /// Column, from 0, where one cell is at fault.
    pub column: Option<usize>,
    /// Stable word.
    pub code: String,
    /// The row is not taken.
    pub error: bool,
    /// In French: where, what, what to do.
    pub message: String,
    /// What could be put in the cell, where a plain slip is evident.
    pub suggestion: Option<String>,
    /// The invoice of that number in the books, where it says something else.
    pub known: Option<(InvoiceId, DebtorId)>,
}

/// A new debtor that resembles a known one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Near {
    /// First line that names it.
    pub line: u64,
    /// Its code or folded name in the file.
    pub key: String,
    /// Its name in the file.
    pub name: String,
    /// The known one.
    pub debtor: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub known_as: String,
    /// What they have in common, in French.
    pub because: String,
}

impl Control {
    /// Whether the file could be taken in: it is a format that is read, its columns and its account are known, and it was not taken
    /// before.
    pub fn can_be_taken(&self) -> bool {
        !self.lacks_account()
            && self.already.is_none()
            && self.missing.is_empty()
            && self.counts.fresh + self.counts.known + self.counts.changed > 0
    }

    /// Whether nobody knows of which account it is, though it is to be taken: what was taken before is asked nothing.
    pub fn lacks_account(&self) -> bool {
        self.already.is_none() && matches!(self.of_account, OfAccount::Asked | OfAccount::Undeclared)
    }

    /// The lines on which something is wrong, or is to be looked at.
    pub fn lines(&self, errors: bool) -> BTreeSet<u64> {
        let wrong: BTreeSet<u64> = self.found.iter().filter(|found| found.error).filter_map(|found| found.line).collect();
        if errors {
            return wrong;
        }
        let looked = self.found.iter().filter_map(|found| found.line).chain(self.near.iter().map(|near| near.line));
        looked.filter(|line| !wrong.contains(line)).collect()
    }

    pub(super) fn add(&mut self, problems: Vec<Problem>) {
        let titles: Vec<&str> = self.columns.iter().map(|column| column.title.as_str()).collect();
        let at = |title: &str| titles.iter().position(|t| *t == title || t.starts_with(title.trim_end_matches('…')));
        let found: Vec<Found> = problems
            .into_iter()
            .map(|problem| Found {
                line: problem.line,
                column: problem.column.as_deref().and_then(at),
                code: problem.code.to_owned(),
                error: problem.severity == Severity::Error,
                message: problem.message,
                suggestion: None,
                known: None,
            })
            .collect();
        self.found.extend(found);
    }
}

/// Looks at a file that lies at a path and came under a name.
///
/// # Errors
/// The store; the file is not there any more.
pub fn control(books: &Books, path: &Path, name: &str, said: &Said<'_>, progress: &dyn Progress) -> Result<Control> {
    let opened = file::open_as(path, name, &said.corrected)?;
    let mut seen = Control { format: opened.kind_word().to_owned(), ..Control::default() };
    if !opened.sha256.is_empty() {
        let known = books.read(|tx| Ok(tx.import_by_sha256(&opened.sha256)?))?;
        seen.already = known.filter(|known| known.state == store::ImportState::Completed).map(|known| (known.id, known.on));
    }
    let mut problems = Problems::new();
    if let Some(refusal) = opened.refusal.clone() {
        seen.add(vec![refusal]);
        return Ok(seen);
    }
    match opened.kind {
        Kind::Empty => {
            problems.error(Place::FILE, "empty_file", format_args!("le fichier est vide. Refaites l'export et donnez le nouveau fichier."));
        }
        Kind::Other(_) if einvoice::may_be(opened.kind) => {
            einvoice::look(&opened.input(), &mut seen);
            if seen.already.is_some() && statuses::are_in(opened.kind) {
                statuses::look_again(books, &opened.input(), &mut seen)?;
            }
        }
        Kind::Other(_) if bank::may_be(opened.kind) => bank::look(books, &opened.input(), (None, said.account), &mut seen)?,
        Kind::Other(other) => {
            problems.error(Place::FILE, other.code(), format_args!("{}", other.message()));
        }
        Kind::Fec => accounts(books, &opened.input(), &mut seen, &mut problems),
        Kind::Csv | Kind::Xlsx => {
            let input = opened.input().with_fixes(&said.revision.fixes);
            list(books, &input, said, &mut seen, problems, progress)?;
            return Ok(seen);
        }
    }
    seen.add(problems.into_vec());
    seen.counts.wrong = seen.lines(true).len() as u64;
    seen.counts.to_check = seen.lines(false).len() as u64;
    Ok(seen)
}

/// A FEC: it is read whole, and taken or not; its lines are mended in the accounts.
fn accounts(books: &Books, input: &Input<'_>, seen: &mut Control, problems: &mut Problems) {
    let Some((read, receivables)) = formats::fec::receivables(input, books.today(), problems) else { return };
    let facts = receivables.facts();
    let euros = |cents: Cents| money_fr(cents, Currency::EUR);
    seen.counts.rows = read.lines;
    seen.counts.fresh = if read.complete { receivables.movements.len() as u64 } else { 0 };
    seen.counts.debtors = facts.customers;
    seen.sums.insert(Currency::EUR, facts.balance_411);
    seen.notes.push(format!(
        "{}, {}, {}.",
        counted(facts.customers, "client", "clients"),
        counted(facts.invoices_open, "facture ouverte", "factures ouvertes"),
        counted(receivables.movements.len() as u64, "mouvement de compte client", "mouvements de comptes clients"),
    ));
    seen.notes.push(format!("Solde du compte 411 : {}.", euros(facts.balance_411)));
    if facts.balance_411 != facts.unlettered_411 {
        seen.notes.push(format!("Lignes non lettrées : {}. Le solde fait foi, les deux vues sont montrées.", euros(facts.unlettered_411)));
    }
    seen.notes.push(
        "Un FEC ne dit ni les adresses, ni la nature des clients, ni les échéances : elles se complètent en trois réponses après l'import."
            .to_owned(),
    );
}

/// A table: its columns, then its rows.
fn list(
    books: &Books,
    input: &Input<'_>,
    said: &Said<'_>,
    seen: &mut Control,
    mut problems: Problems,
    progress: &dyn Progress,
) -> Result<()> {
    if let Ok(head) = input.head()
        && seen.format == "csv"
    {
        seen.encoding = Some(formats::text::encoding_of(&head).french().to_owned());
    }
    let saved = books.read(taking::saved_mappings)?;
    let mut quiet = Problems::new();
    let Some(inspection) = table::inspect_as(input, &saved, said.listed, &mut quiet) else {
        seen.add(quiet.into_vec());
        return Ok(());
    };
    let mapping = said.mapping.filter(|chosen| chosen.signature == inspection.mapping.signature).cloned();
    if mapping.is_none() {
        // What the inspection found is about its own proposal.
        for problem in quiet.into_vec() {
            problems.push(problem);
        }
    }
    describe(seen, &inspection, mapping, saved.contains(&inspection.mapping));
    let Some(mapping) = seen.mapping.clone() else { return Ok(()) };
    if !seen.missing.is_empty() {
        seen.add(problems.into_vec());
        return Ok(());
    }
    if mapping.kind == TableKind::BankStatement {
        seen.add(problems.into_vec());
        return bank::look(books, input, (Some(&mapping), said.account), seen);
    }
    let mut read = rows::Reading::new(books, said, &mapping, progress);
    let tally = read.rows(input, &mut problems)?;
    let rows::Read { counts, sums, debtors, gaps, differing } = read.into_read();
    seen.counts =
        Counts { rows: tally.rows, skipped: tally.skipped + tally.merged, wrong: tally.refused + differing.len() as u64, ..counts };
    seen.sums = sums;
    if !tally.complete {
        problems.error(
            Place::FILE,
            "incomplete",
            format_args!("le fichier n'a pas pu être lu jusqu'au bout : rien ne peut en être pris. Réparez-le et déposez-le de nouveau."),
        );
        seen.counts = Counts { rows: tally.rows, wrong: seen.counts.wrong, ..Counts::default() };
    }
    seen.add(problems.into_vec());
    for found in &mut seen.found {
        found.known = found.line.filter(|_| compare::is_about_known(&found.code)).and_then(|line| differing.get(&line).copied());
    }
    seen.found.sort_by_key(|found| found.line);
    suggest::complete(seen, input, &mapping, &gaps);
    seen.near = books.read(|tx| near::find(tx, &debtors, &said.distinct))?;
    seen.counts.to_check = seen.lines(false).len() as u64;
    Ok(())
}

fn describe(seen: &mut Control, inspection: &Inspection, chosen: Option<Mapping>, known: bool) {
    seen.separator = inspection.separator;
    seen.sheet = inspection.sheet.clone();
    seen.mapping_known = known && chosen.is_none();
    let mapping = chosen.unwrap_or_else(|| inspection.mapping.clone());
    seen.columns = inspection
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| SeenColumn {
            title: column.title.clone(),
            field: mapping.fields.get(at).copied().flatten(),
            samples: column.samples.clone(),
        })
        .collect();
    seen.missing = mapping.missing().into_iter().map(str::to_owned).collect();
    seen.mapping = Some(mapping);
}

/// « déjà importé le 02/11/2026 », for a page.
pub fn already_said(on: Date) -> String {
    format!("Ce fichier a déjà été importé le {}. Le reprendre ne changerait rien.", date_short(on))
}
