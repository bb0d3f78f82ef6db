//! The targets: each reads bytes as one format, under a name that leaves the choice to the content where the program does so too.

use domain::bank::AccountId;
use domain::french::parse_amount_fr;
use domain::party::{Iban, Siren, Siret, VatNumber};
use domain::payments::reference;
use domain::{Date, due_date};
use formats::table::{self, TableKind, Tally};
use formats::values::{self, DateOrder, DecimalMark};
use formats::{Input, Limits, Problems, bank, einvoice, fec, report};

use crate::{holds, parts};

/// The day of every reading.
const TODAY: Date = Date::constant(2026, 11, 21);

/// The target of that name.
pub fn named(name: &str) -> Option<fn(&[u8])> {
    Some(match name {
        "camt" | "cfonb" | "mt940" | "ofx" => statement,
        "bank_csv" => bank_csv,
        "bank_xlsx" => bank_xlsx,
        "bank_zip" => bank_zip,
        "cii" | "ubl" | "cdar" | "pdf" => document,
        "fec" => accounts,
        "invoices_csv" => invoices,
        "debtors_csv" => debtors,
        "payments_csv" => payments,
        "table_xlsx" => workbook,
        "xlsx_bytes" => xlsx_bytes,
        "recognise" => recognise,
        "repeated" => repeated,
        "values" => value,
        _ => return None,
    })
}

/// Bytes of a large file.
const LARGE: usize = 1 << 20;

/// Limits small enough to be met by inputs of a few kilobytes, so that the refusals are walked through too.
fn limits() -> Limits {
    Limits { unpacked_bytes: 16 << 20, strings_bytes: 4 << 20, cells: 200_000, attachment_bytes: 4 << 20, ..Limits::default() }
}

fn input<'a>(name: &'a str, bytes: &'a [u8]) -> Input<'a> {
    Input::bytes(name, bytes).with_limits(limits())
}

fn statements(name: &str, bytes: &[u8]) {
    holds::statements(&holds::twice(|| bank::read(&input(name, bytes), &[])));
}

fn statement(bytes: &[u8]) {
    statements("releve", bytes);
}

fn bank_csv(bytes: &[u8]) {
    statements("releve.csv", bytes);
}

fn bank_xlsx(text: &[u8]) {
    if let Some(bytes) = parts::packed(text) {
        statements("releve.xlsx", &bytes);
    }
}

fn bank_zip(text: &[u8]) {
    if let Some(bytes) = parts::packed(text) {
        statements("releves.zip", &bytes);
    }
}

fn document(bytes: &[u8]) {
    let reading = holds::twice(|| einvoice::read(&input("piece", bytes)));
    holds::answered(reading.document.is_some(), &reading.problems);
    if let Some(einvoice::Document::Invoice(invoice)) = &reading.document {
        let _ = invoice.claim();
    }
    recognise(bytes);
}

fn accounts(bytes: &[u8]) {
    let (found, problems) = holds::twice(|| {
        let mut problems = Problems::new();
        let read = fec::receivables(&input("123456789FEC20251231.txt", bytes), TODAY, &mut problems);
        let facts = read.map(|(file, receivables)| (file, receivables.facts(), format!("{receivables:?}")));
        (facts, problems.into_vec())
    });
    holds::answered(found.is_some(), &problems);
}

/// What was handed out, as a text, and the tally.
type Rows = Option<(Vec<String>, Tally)>;

fn rows(name: &str, bytes: &[u8], listed: Option<TableKind>) {
    let (found, problems) = holds::twice(|| {
        let mut problems = Problems::new();
        let found = read_rows(&input(name, bytes), listed, &mut problems);
        (found, problems.into_vec())
    });
    holds::answered(found.is_some(), &problems);
    let Some((rows, tally)) = found else { return };
    assert_eq!(tally.taken, rows.len() as u64, "rows taken are not the rows handed out");
    if tally.complete {
        assert_eq!(tally.rows, tally.taken + tally.merged + tally.skipped + tally.refused, "the tally does not add up: {tally:?}");
    }
}

fn read_rows(input: &Input<'_>, listed: Option<TableKind>, problems: &mut Problems) -> Rows {
    let found = table::inspect_as(input, &[], listed, problems)?;
    if !found.complete {
        return None;
    }
    let mut rows = Vec::new();
    let tally = match found.mapping.kind {
        TableKind::Debtors => table::read_debtors(input, &found.mapping, problems, &mut |row| rows.push(format!("{row:?}"))),
        TableKind::Payments | TableKind::BankStatement => {
            table::read_payments(input, &found.mapping, TODAY, problems, &mut |row| rows.push(format!("{row:?}")))
        }
        TableKind::Invoices => table::read_invoices(input, &found.mapping, TODAY, problems, &mut |row| rows.push(format!("{row:?}"))),
    };
    Some((rows, tally))
}

fn invoices(bytes: &[u8]) {
    rows("factures.csv", bytes, Some(TableKind::Invoices));
}

fn debtors(bytes: &[u8]) {
    rows("clients.csv", bytes, Some(TableKind::Debtors));
}

fn payments(bytes: &[u8]) {
    rows("reglements.csv", bytes, Some(TableKind::Payments));
}

fn workbook(text: &[u8]) {
    if let Some(bytes) = parts::packed(text) {
        rows("classeur.xlsx", &bytes, None);
    }
}

/// The archive itself under the fuzzer: headers, sizes, compressed streams.
fn xlsx_bytes(bytes: &[u8]) {
    rows("classeur.xlsx", bytes, None);
    statements("releves.zip", bytes);
}

/// Whatever it is, as `quittance read` understands it; the first byte chooses the name.
fn recognise(bytes: &[u8]) {
    let name = match bytes.first().map_or(0, |byte| byte % 5) {
        0 => "",
        1 => "x.csv",
        2 => "x.xlsx",
        3 => "123456789FEC20251231.txt",
        _ => "x.pdf",
    };
    let report = holds::twice(|| report::read(&input(name, bytes), &[], TODAY));
    holds::answered(!report.facts.0.is_empty(), &report.problems);
}

/// A large file in few bytes: how many times, then what stands before, what is repeated, what stands after, each ended by the byte
/// 30. So that what grows faster than the file is met, in time or in memory.
fn repeated(bytes: &[u8]) {
    let [low, high, rest @ ..] = bytes else { return };
    let mut pieces = rest.splitn(3, |&byte| byte == 30);
    let (before, piece, after) = (pieces.next().unwrap_or_default(), pieces.next().unwrap_or_default(), pieces.next().unwrap_or_default());
    let most = LARGE / piece.len().max(1);
    let times = usize::from(u16::from_le_bytes([*low, *high])).min(most);
    let mut large = before.to_vec();
    (0..times).for_each(|_| large.extend_from_slice(piece));
    large.extend_from_slice(after);
    let large = if large.starts_with(b"=== ") { parts::packed(&large).unwrap_or_default() } else { large };
    for name in ["", "123456789FEC20251231.txt"] {
        let report = report::read(&input(name, &large), &[], TODAY);
        holds::answered(!report.facts.0.is_empty(), &report.problems);
    }
}

/// The small texts inside files: what is read is written and read again as the same.
fn value(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    for mark in [None, Some(DecimalMark::Comma), Some(DecimalMark::Dot)] {
        for decimals in [0, 2, 3] {
            match values::amount(text, mark, decimals) {
                Ok(cents) if decimals == 2 => {
                    assert_eq!(values::amount(&cents.plain(), Some(DecimalMark::Dot), 2), Ok(cents), "{text:?}");
                }
                Ok(_) => {}
                Err(error) => assert!(!error.message().is_empty()),
            }
        }
    }
    if let Ok(cents) = parse_amount_fr(text) {
        assert_eq!(parse_amount_fr(&cents.plain()), Ok(cents), "{text:?}");
    }
    for order in [None, Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst)] {
        match values::date(text, order) {
            Ok(day) => assert_eq!(values::date(&day.to_string(), None), Ok(day), "{text:?}"),
            Err(error) => assert!(!error.message().is_empty()),
        }
    }
    identifiers(text);
    let _ = (table::payment_terms(text), due_date::words::parse(text).map(|terms| due_date::due_date(terms, TODAY)));
    let folded = values::folded(text);
    assert_eq!(values::folded(&folded), folded, "folding twice is folding once");
    let _ = values::plain_words(text);
}

fn identifiers(text: &str) {
    if let Ok(iban) = Iban::parse(text) {
        assert_eq!(Iban::parse(&iban.printed()), Ok(iban));
    }
    if let Ok(siren) = Siren::parse(text) {
        assert_eq!(Siren::parse(&siren.printed()), Ok(siren));
    }
    let _ = (Siret::parse(text).map(|siret| siret.siren()), VatNumber::parse(text));
    if let Some(account) = AccountId::of_text(text) {
        assert!(!account.key().is_empty() && !account.shown().is_empty());
    }
    if let Some(read) = reference::read(text) {
        assert_eq!(reference::make(reference::body(&read)).as_ref(), Some(&read), "a reference is the one its body makes");
        assert_eq!(reference::read(&read), Some(read));
    }
    for found in reference::found_in(text) {
        assert_eq!(reference::read(&found).as_ref(), Some(&found));
    }
    if let Some((bank, rest)) = text.split_at_checked(5) {
        if let Some((branch, account)) = rest.split_at_checked(5) {
            let _ = AccountId::of_parts(bank, branch, account).map(|id| id.key());
        }
    }
}
