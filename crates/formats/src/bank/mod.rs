//! Bank statements: CAMT.053/.054/.052, CFONB 120, MT940/942, OFX, tables of banks (CSV, XLSX), and a ZIP of any of them.
//!
//! [`read`] returns [`Statement`]s and problems. Every movement that the bank booked is exactly one [`Entry`] (a batch of which
//! the details make exactly its amount is one for each); what could not be read is an error at its line; what is
//! pending is counted and said. Where a statement has both balances, opening and entries are checked against the closing.
//!
//! Whoever imports keeps to this: a file with an error is not taken; a statement that is provisional ([`Format::is_provisional`])
//! is no source; continuity with the statement before is for it to check, from opening, closing, sequence and days; a line is
//! known again by [`Statement::keys`] and [`domain::bank::overlap`].
//!
//! Limits: a file is held in memory while it is read, up to [`Limits::statement_bytes`](crate::Limits); an archive is inflated
//! file by file through a counter, and its names are never used.

mod amounts;
mod archive;
mod camt;
mod cfonb;
mod kind;
mod model;
mod mt940;
mod ofx;
mod reasons;
mod sheet;
mod text;

use std::io::Read;

pub use kind::EntryKind;
pub use model::{Balance, BalanceKind, Batch, Codes, Entry, Format, Money, ReferredInvoice, Returned, Statement};
pub use reasons::reason_fr;

pub(crate) use camt::is_camt;
pub(crate) use cfonb::{is_first_line as is_first_line_of_cfonb, is_first_line_of_240 as is_first_line_of_cfonb_240};
pub(crate) use mt940::is_mt940;
pub(crate) use ofx::is_ofx;

use crate::input::{Input, unreadable};
use crate::problem::{Place, Problem, Problems};
use crate::recognise::{Kind, OtherKind, recognise};
use crate::table::{self, Mapping, TableKind};
use crate::values::french_day;

/// A file read as bank statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Its statements, in the order of the file.
    pub statements: Vec<Statement>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// Reads a file that somebody says is a bank statement. `saved` are the mappings of columns kept from earlier tables.
pub fn read(input: &Input<'_>, saved: &[Mapping]) -> Reading {
    let mut problems = Problems::new();
    let head = match input.head() {
        Ok(head) => head,
        Err(error) => {
            unreadable(&error, &mut problems);
            return Reading { statements: Vec::new(), problems: problems.into_vec() };
        }
    };
    let statements = match recognise(&head, input.name()) {
        Kind::Csv | Kind::Xlsx => {
            let inspection = table::inspect_as(input, saved, Some(TableKind::BankStatement), &mut problems);
            inspection.filter(|inspection| inspection.complete).map_or_else(Vec::new, |found| read_table(input, &found, &mut problems))
        }
        Kind::Other(kind) if kind.is_statement() || (kind == OtherKind::Archive && is_zip(&head)) => {
            read_known(input, kind, saved, &mut problems)
        }
        Kind::Other(kind) => {
            table::tell_other(kind, &mut problems);
            Vec::new()
        }
        Kind::Empty => {
            problems.error(Place::FILE, "empty_file", format_args!("le fichier est vide. Refaites l'export et donnez le nouveau fichier."));
            Vec::new()
        }
        Kind::Fec => {
            problems.error(
                Place::FILE,
                "not_a_statement",
                format_args!("c'est un fichier des écritures comptables, pas un relevé bancaire. Importez-le comme FEC."),
            );
            Vec::new()
        }
    };
    Reading { statements, problems: problems.into_vec() }
}

/// Whether the bytes begin a ZIP.
pub(crate) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

/// Reads a file that was recognised as a statement, or as an archive that may hold some.
pub(crate) fn read_known(input: &Input<'_>, kind: OtherKind, saved: &[Mapping], problems: &mut Problems) -> Vec<Statement> {
    if kind == OtherKind::Archive {
        return archive::read(input, saved, problems);
    }
    let Some(bytes) = whole(input, problems) else { return Vec::new() };
    let text = crate::text::decode(&bytes);
    let mut statements = match kind {
        OtherKind::Camt => camt::read(&text, problems),
        OtherKind::Cfonb => cfonb::read(&text, problems),
        OtherKind::Mt940 => mt940::read(&text, problems),
        _ => ofx::read(&text, problems),
    };
    finish(&mut statements, problems);
    statements
}

/// Reads a table whose columns are known.
pub(crate) fn read_table(input: &Input<'_>, inspection: &table::Inspection, problems: &mut Problems) -> Vec<Statement> {
    let format = if inspection.format == "xlsx" { Format::Xlsx } else { Format::Csv };
    let mut statements = sheet::read(input, &inspection.mapping, format, problems);
    finish(&mut statements, problems);
    statements
}

/// Statements of one file: three years of days of ten accounts. Each takes some fifty times its bytes in memory.
const MOST_STATEMENTS: usize = 10_000;

/// Puts a statement among those of its file; past the limit it is left out, with an error, and no file with an error is taken.
fn keep(statement: Statement, statements: &mut Vec<Statement>, problems: &mut Problems) {
    const CODE: &str = "too_many_statements";
    if statements.len() < MOST_STATEMENTS {
        statements.push(statement);
    } else if problems.count(CODE) == 0 {
        problems.error(
            Place::line(statement.line),
            CODE,
            format_args!("le fichier contient plus de {MOST_STATEMENTS} relevés : la suite n'est pas lue. Découpez-le, par compte ou par année, et donnez les morceaux un par un."),
        );
    }
}

/// The bytes of a whole file; `None` with the reason told.
fn whole(input: &Input<'_>, problems: &mut Problems) -> Option<Vec<u8>> {
    let most = input.limits().statement_bytes;
    let mut bytes = Vec::new();
    // The file may have grown since its size was asked.
    match input.open_within(most, problems)?.take(most).read_to_end(&mut bytes) {
        Ok(_) => Some(bytes),
        Err(error) => {
            unreadable(&error, problems);
            None
        }
    }
}

/// What is checked of every statement, whatever its format.
fn finish(statements: &mut Vec<Statement>, problems: &mut Problems) {
    if statements.is_empty() && problems.errors() == 0 {
        problems.error(
            Place::FILE,
            "no_statement",
            format_args!("le fichier ne contient aucun relevé. Vérifiez l'export et donnez le nouveau fichier."),
        );
    }
    for statement in statements {
        let place = Place::line(statement.line);
        if statement.format.is_provisional() {
            problems.error(
                place,
                "statement_provisional",
                format_args!(
                    "c'est un relevé en cours de journée ({}) : il est provisoire et ne sert pas de source. Donnez le relevé définitif (CAMT.053, MT940 ou CFONB 120).",
                    statement.format.french()
                ),
            );
        }
        if statement.pending > 0 {
            problems.warning(
                place,
                "pending_left_out",
                format_args!("{} : pas encore comptabilisé, laissé de côté jusqu'au prochain relevé.", movements(statement.pending)),
            );
        }
        if statement.cancelled > 0 {
            problems.warning(
                place,
                "cancelled_left_out",
                format_args!("{} : refusé ou annulé avant d'être comptabilisé, laissé de côté.", movements(statement.cancelled)),
            );
        }
        check_balances(statement, problems);
    }
}

fn movements(count: u64) -> String {
    if count == 1 { "1 mouvement".to_owned() } else { format!("{} mouvements", domain::french::grouped(count)) }
}

/// Opening and entries against closing.
fn check_balances(statement: &Statement, problems: &mut Problems) {
    let (Some(opening), Some(closing)) = (&statement.opening, &statement.closing) else { return };
    let place = Place::line(statement.line);
    if opening.money.currency != closing.money.currency || opening.money.currency != statement.currency {
        problems.warning(
            place,
            "balance_currency",
            format_args!(
                "les soldes sont en {} et en {} et le compte en {} : le relevé n'est pas vérifiable.",
                opening.money.currency, closing.money.currency, statement.currency
            ),
        );
        return;
    }
    let Some(gap) = statement.gap().filter(|gap| !gap.is_zero()) else { return };
    let french = |amount| Money { amount, currency: statement.currency }.french();
    let on = closing.on.map(|on| format!(" du {}", french_day(on))).unwrap_or_default();
    problems.warning(
        place,
        "balance_differs",
        format_args!(
            "solde d'ouverture {}, mouvements {} : le solde de clôture{on} devrait être {} et il est {}. Écart : {}. Un mouvement manque peut-être ; demandez le relevé de nouveau.",
            opening.money.french(),
            french(statement.sum().unwrap_or_default()),
            french(domain::money::Cents(closing.money.amount.0.saturating_sub(gap.0))),
            closing.money.french(),
            french(gap)
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Date;
    use domain::money::{Cents, Currency};

    #[test]
    fn a_gap_is_named_to_the_cent() {
        let money = |cents| Money { amount: Cents(cents), currency: Currency::EUR };
        let balance = |kind, cents| Balance { kind, code: "X".to_owned(), money: money(cents), on: Some(Date::constant(2026, 3, 2)) };
        let mut statement = Statement::new(Format::Cfonb120, 1);
        statement.opening = Some(balance(BalanceKind::Opening, 10_000));
        statement.closing = Some(balance(BalanceKind::Closing, 15_000));
        statement.entries = vec![Entry::new(2, Date::constant(2026, 3, 2), money(4_999))];
        let mut problems = Problems::new();
        finish(&mut vec![statement.clone()], &mut problems);
        assert_eq!((statement.gap(), statement.is_balanced()), (Some(Cents(1)), Some(false)));
        let told = problems.into_vec();
        assert!(told[0].message.contains("devrait être 149,99\u{a0}€ et il est 150,00\u{a0}€. Écart : 0,01\u{a0}€"), "{}", told[0].message);
        statement.entries[0].money.amount = Cents(5_000);
        assert_eq!(statement.is_balanced(), Some(true));
    }
}
