//! Where the table is, what its columns are, and the mapping that can be kept for the next file of the same program.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::dictionary::{field, is_age_bucket, speaks_of_payment, words};
use super::row::{Row, Seen};
use super::{Field, TableKind, csv, xlsx};
use crate::input::Input;
use crate::problem::{Place, Problems, shown};
use crate::recognise::{Kind, OtherKind, recognise};
use crate::values::{DateOrder, DecimalMark};

/// Rows among which the header is sought.
const HEADER_WITHIN: usize = 30;
/// Values shown for each column.
const SAMPLES: usize = 5;

/// What each column of a table holds. Kept with its signature, it is found again for the next file with the same header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// What the table lists.
    pub kind: TableKind,
    /// The header, in plain words: what a saved mapping is found by.
    pub signature: String,
    /// The field of each column, in the order of the file; absent for a column that is ignored.
    pub fields: Vec<Option<Field>>,
    /// Which comes first in dates; absent: each column decides.
    pub date_order: Option<DateOrder>,
    /// The decimal mark; absent: each column decides.
    pub decimal_mark: Option<DecimalMark>,
}

impl Mapping {
    /// What is still needed before rows can be read, in French; empty when nothing is.
    pub fn missing(&self) -> Vec<&'static str> {
        let has = |field: Field| self.fields.contains(&Some(field));
        let mut missing = Vec::new();
        let mut need = |present: bool, name: &'static str| {
            if !present {
                missing.push(name);
            }
        };
        let debtor = has(Field::DebtorCode) || has(Field::Name);
        match self.kind {
            TableKind::Invoices => {
                need(has(Field::Number), Field::Number.french());
                need(has(Field::IssuedOn), Field::IssuedOn.french());
                need(has(Field::Amount) || has(Field::Balance) || (has(Field::AmountExclTax) && has(Field::Tax)), Field::Amount.french());
                need(debtor, "client (code ou nom)");
            }
            TableKind::Debtors => need(debtor, "client (code ou nom)"),
            TableKind::Payments => {
                need(has(Field::PaymentOn), Field::PaymentOn.french());
                need(has(Field::PaymentAmount), Field::PaymentAmount.french());
                need(debtor || has(Field::Number), "client ou numéro de facture");
            }
            TableKind::BankStatement => {
                need(has(Field::PaymentOn), "date d'opération");
                need(has(Field::PaymentAmount) || has(Field::Credit), "montant, ou débit et crédit");
                need(has(Field::Label) || has(Field::Counterparty), Field::Label.french());
            }
        }
        missing
    }
}

/// One column, for a person to check the mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its header.
    pub title: String,
    /// What it is taken for.
    pub field: Option<Field>,
    /// Its first values.
    pub samples: Vec<String>,
}

/// What a table looks like, before it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Inspection {
    /// `csv` or `xlsx`.
    pub format: &'static str,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// What parts the cells of a text.
    pub separator: Option<char>,
    /// Line of the header.
    pub header_line: u64,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The mapping proposed, or the saved one.
    pub mapping: Mapping,
    /// Whether it may be read without asking: nothing needed is missing, and each recognised column was recognised by its
    /// wording or by a person before.
    pub complete: bool,
}

/// Where rows come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Csv { separator: char },
    Sheet { name: String },
}

/// A table found in a file.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) source: Source,
    pub(super) header_line: u64,
    pub(super) titles: Vec<String>,
    samples: Vec<Row>,
}

impl Source {
    /// Hands every row, as a person corrected it, to `each`, until it breaks. Returns whether the end was reached.
    pub(super) fn each_row(
        &self,
        input: &Input<'_>,
        problems: &mut Problems,
        each: &mut dyn FnMut(Seen<'_>, &mut Problems) -> ControlFlow<()>,
    ) -> bool {
        let Some(fixes) = input.fixes().filter(|fixes| !fixes.is_empty()) else { return self.each_raw_row(input, problems, each) };
        self.each_raw_row(input, problems, &mut |seen, problems| match seen {
            Seen::Row(row) if fixes.skips(row.line) => ControlFlow::Continue(()),
            Seen::Row(row) => match fixes.corrected(row) {
                Some(corrected) => each(Seen::Row(&corrected), problems),
                None => each(seen, problems),
            },
            Seen::Refused => each(seen, problems),
        })
    }

    fn each_raw_row(
        &self,
        input: &Input<'_>,
        problems: &mut Problems,
        each: &mut dyn FnMut(Seen<'_>, &mut Problems) -> ControlFlow<()>,
    ) -> bool {
        match self {
            Source::Csv { separator } => csv::each_row(input, *separator, problems, each),
            Source::Sheet { name } => xlsx::each_row(input, name, problems, each),
        }
    }
}

/// Finds the table of a file and what its columns are. `saved` are mappings kept from earlier files, the newest first.
/// `None` when there is no table; `problems` says why.
pub fn inspect(input: &Input<'_>, saved: &[Mapping], problems: &mut Problems) -> Option<Inspection> {
    inspect_as(input, saved, None, problems)
}

/// As [`inspect`], for a table of which a person says what it lists.
pub fn inspect_as(input: &Input<'_>, saved: &[Mapping], listed: Option<TableKind>, problems: &mut Problems) -> Option<Inspection> {
    let candidates = candidates(input, problems)?;
    let known = candidates.iter().find_map(|(source, rows)| {
        let by_saved = |(at, row): (usize, &Row)| {
            let signature = signature(row);
            let fits = |m: &&Mapping| m.signature == signature && m.fields.len() == row.len() && listed.is_none_or(|kind| m.kind == kind);
            saved.iter().find(fits).map(|m| (found(source, rows, at), m.clone()))
        };
        rows.iter().enumerate().take(HEADER_WITHIN).find_map(by_saved)
    });
    let (found, mapping) = match known {
        Some(known) => known,
        None => propose(&candidates, input.name(), listed, problems)?,
    };
    let missing = mapping.missing();
    if !missing.is_empty() {
        let titles: Vec<String> = found.titles.iter().filter(|t| !t.is_empty()).map(|t| format!("« {} »", shown(t))).take(12).collect();
        problems.error(
            Place::line(found.header_line),
            "columns_unknown",
            format_args!(
                "colonnes non reconnues ; il manque : {}. Colonnes du fichier : {}. Indiquez ce qu'elles contiennent.",
                missing.join(", "),
                titles.join(", ")
            ),
        );
    }
    Some(Inspection {
        format: if matches!(found.source, Source::Csv { .. }) { "csv" } else { "xlsx" },
        sheet: match &found.source {
            Source::Sheet { name } => Some(name.clone()),
            Source::Csv { .. } => None,
        },
        separator: match &found.source {
            Source::Csv { separator } => Some(*separator),
            Source::Sheet { .. } => None,
        },
        header_line: found.header_line,
        columns: columns(&found, &mapping),
        complete: missing.is_empty(),
        mapping,
    })
}

/// Finds the table that a mapping is for; `None` with an error when the file has no such header.
pub(super) fn locate(input: &Input<'_>, mapping: &Mapping, problems: &mut Problems) -> Option<Found> {
    let candidates = candidates(input, problems)?;
    let here = candidates.iter().find_map(|(source, rows)| {
        let at =
            rows.iter().take(HEADER_WITHIN).position(|row| row.len() == mapping.fields.len() && signature(row) == mapping.signature)?;
        Some(found(source, rows, at))
    });
    if here.is_none() {
        problems.error(
            Place::FILE,
            "mapping_mismatch",
            format_args!("l'en-tête du fichier n'est pas celui pour lequel les colonnes ont été indiquées. Indiquez de nouveau ce que contient chaque colonne."),
        );
    }
    here
}

/// First rows of each way to read the file: each separator, or each sheet.
fn candidates(input: &Input<'_>, problems: &mut Problems) -> Option<Vec<(Source, Vec<Row>)>> {
    let head = match input.head() {
        Ok(head) => head,
        Err(error) => {
            crate::input::unreadable(&error, problems);
            return None;
        }
    };
    let sources: Vec<Source> = match recognise(&head, input.name()) {
        Kind::Csv | Kind::Fec => csv::SEPARATORS.iter().map(|separator| Source::Csv { separator: *separator }).collect(),
        Kind::Xlsx => xlsx::sheets(input, problems)?.into_iter().map(|name| Source::Sheet { name }).collect(),
        Kind::Empty => {
            problems.error(Place::FILE, "empty_file", format_args!("le fichier est vide. Refaites l'export et donnez le nouveau fichier."));
            return None;
        }
        Kind::Other(other) => {
            tell_other(other, problems);
            return None;
        }
    };
    // One reading tells the problems; the other ways to cut the same text are only tried.
    let mut candidates = Vec::new();
    for source in sources {
        let mut rows: Vec<Row> = Vec::new();
        let mut quiet = Problems::new();
        source.each_row(input, &mut quiet, &mut |seen, _| {
            if let Seen::Row(row) = seen {
                rows.push(row.clone());
            }
            if rows.len() < HEADER_WITHIN + SAMPLES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        let fatal = quiet
            .into_vec()
            .into_iter()
            .find(|p| matches!(p.code, "unreadable" | "file_too_large" | "workbook_damaged" | "workbook_excessive"));
        if let Some(fatal) = fatal.filter(|_| rows.is_empty()) {
            problems.push(fatal);
            return None;
        }
        candidates.push((source, rows));
    }
    if candidates.iter().all(|(_, rows)| rows.is_empty()) {
        problems.error(
            Place::FILE,
            "no_rows",
            format_args!("le fichier ne contient aucune ligne. Vérifiez l'export, ou la feuille si c'est un classeur."),
        );
        return None;
    }
    Some(candidates)
}

/// Says what a file is that is not read.
pub(crate) fn tell_other(other: OtherKind, problems: &mut Problems) {
    problems.error(Place::FILE, other.code(), format_args!("{}", other.message()));
}

fn found(source: &Source, rows: &[Row], at: usize) -> Found {
    Found {
        source: source.clone(),
        header_line: rows[at].line,
        titles: rows[at].texts().map(str::to_owned).collect(),
        samples: rows[at + 1..].iter().take(SAMPLES).cloned().collect(),
    }
}

fn signature(row: &Row) -> String {
    row.texts().map(words).collect::<Vec<_>>().join(";")
}

fn columns(found: &Found, mapping: &Mapping) -> Vec<Column> {
    let sample = |at: usize| found.samples.iter().map(|row| row.text(at)).filter(|text| !text.is_empty()).map(shown).collect();
    found
        .titles
        .iter()
        .enumerate()
        .map(|(at, title)| Column { title: title.clone(), field: mapping.fields.get(at).copied().flatten(), samples: sample(at) })
        .collect()
}

/// A header that could be one: its mapping and how good it is.
struct Guess {
    mapping: Mapping,
    complete: bool,
    known: usize,
}

/// The best header over all the ways to read the file.
fn propose(candidates: &[(Source, Vec<Row>)], name: &str, listed: Option<TableKind>, problems: &mut Problems) -> Option<(Found, Mapping)> {
    let mut best: Option<(usize, usize, Guess)> = None;
    for (c, (_, rows)) in candidates.iter().enumerate() {
        for (r, row) in rows.iter().enumerate().take(HEADER_WITHIN) {
            let guess = guess(row, name, listed);
            let better = best.as_ref().is_none_or(|(.., b)| (guess.complete, guess.known) > (b.complete, b.known));
            if better && guess.known > 0 {
                best = Some((c, r, guess));
            }
        }
    }
    let Some((c, r, guess)) = best else {
        let all = candidates.iter().max_by_key(|(_, rows)| rows.iter().map(Row::len).max())?;
        let at = all.1.iter().position(|row| row.texts().filter(|t| !t.is_empty()).count() >= 2).unwrap_or(0);
        let row = all.1.get(at)?;
        let mapping = Mapping {
            kind: listed.unwrap_or(TableKind::Invoices),
            signature: signature(row),
            fields: vec![None; row.len()],
            date_order: None,
            decimal_mark: None,
        };
        return Some((found(&all.0, &all.1, at), mapping));
    };
    let (source, rows) = &candidates[c];
    if rows[r].texts().filter(|title| is_age_bucket(&words(title))).count() >= 2 {
        problems.error(
            Place::line(rows[r].line),
            "aged_balance",
            format_args!(
                "c'est une balance âgée : elle ne donne que des totaux par client, sans facture. Donnez la liste des factures ou le FEC."
            ),
        );
        return None;
    }
    tell_duplicates(&rows[r], guess.mapping.kind, problems);
    Some((found(source, rows, r), guess.mapping))
}

fn guess(row: &Row, name: &str, listed: Option<TableKind>) -> Guess {
    let titles: Vec<String> = row.texts().map(words).collect();
    let of = |kind: TableKind| {
        let fields = assign(kind, &titles);
        let known = fields.iter().flatten().count();
        let mapping = Mapping { kind, signature: titles.join(";"), fields, date_order: None, decimal_mark: None };
        Guess { complete: known > 1 && mapping.missing().is_empty(), known, mapping }
    };
    if let Some(kind) = listed {
        return of(kind);
    }
    let name = words(name);
    let [invoices, payments, debtors, bank] =
        [TableKind::Invoices, TableKind::Payments, TableKind::Debtors, TableKind::BankStatement].map(of);
    let paid = titles.iter().any(|title| speaks_of_payment(title)) || speaks_of_payment(&name);
    let billed =
        invoices.mapping.fields.contains(&Some(Field::DueOn)) || titles.iter().any(|t| t.contains("facture") && t.contains("date"));
    let has = |guess: &Guess, fields: &[Field]| fields.iter().any(|f| guess.mapping.fields.contains(&Some(*f)));
    // « Référence » alone is no invoice number; any other wording makes it a list of invoices that lacks something.
    let numbered = titles.iter().any(|t| field(TableKind::Invoices, t).is_some_and(|(f, _)| f == Field::Number) && !t.starts_with("ref"));
    let contact = [
        Field::Email,
        Field::Phone,
        Field::Address1,
        Field::PostalCode,
        Field::City,
        Field::Siren,
        Field::Siret,
        Field::Vat,
        Field::Terms,
        Field::Kind,
    ];
    if payments.complete && paid && !billed {
        payments
    } else if invoices.complete {
        invoices
    } else if payments.complete && !has(&invoices, &[Field::Number, Field::DueOn]) {
        payments
    } else if bank.complete
        && (has(&bank, &[Field::Debit, Field::Credit]) || (!numbered && !has(&invoices, &[Field::DueOn, Field::DebtorCode])))
    {
        bank
    } else if debtors.complete
        && has(&debtors, &contact)
        && !has(&invoices, &[Field::IssuedOn, Field::DueOn, Field::Amount, Field::Balance])
    {
        debtors
    } else {
        Guess { complete: false, ..invoices }
    }
}

/// Gives each field to the column that words it most strongly; two columns with the same header get nothing.
fn assign(kind: TableKind, titles: &[String]) -> Vec<Option<Field>> {
    let mut fields: Vec<Option<Field>> = vec![None; titles.len()];
    let wanted: Vec<Option<(Field, usize)>> = titles.iter().map(|title| field(kind, title)).collect();
    for (at, want) in wanted.iter().enumerate() {
        let Some((want, strength)) = want else { continue };
        let rival = |(other, w): (usize, &Option<(Field, usize)>)| {
            other != at
                && w.is_some_and(|(f, s)| f == *want && (s < *strength || (s == *strength && (other < at || titles[other] == titles[at]))))
        };
        if !wanted.iter().enumerate().any(rival) {
            fields[at] = Some(*want);
        }
    }
    fields
}

fn tell_duplicates(row: &Row, kind: TableKind, problems: &mut Problems) {
    let titles: Vec<String> = row.texts().map(words).collect();
    for (at, title) in titles.iter().enumerate() {
        if titles[..at].contains(title) && field(kind, title).is_some() {
            let title = shown(row.text(at));
            problems.error(
                Place::line(row.line),
                "duplicate_header",
                format_args!("deux colonnes s'appellent « {title} » : aucune des deux n'est lue. Renommez celle qui est en trop, ou indiquez laquelle prendre."),
            );
        }
    }
}
