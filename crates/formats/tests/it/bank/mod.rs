//! Bank statements, format by format: files written by hand, with amounts added up with a pencil.

mod archives;
mod camt;
mod cfonb;
mod mt940;
mod ofx;
mod properties;
mod samples;
mod sheets;

use formats::bank::{self, Entry, EntryKind, Reading, Statement};
use formats::{Input, Problem};

use crate::codes;

fn read_bytes(name: &str, bytes: &[u8]) -> Reading {
    bank::read(&Input::bytes(name, bytes), &[])
}

fn read(text: &str) -> Reading {
    read_bytes("releve", text.as_bytes())
}

/// The only statement of a file in which nothing is wrong.
fn clean(text: &str) -> Statement {
    let reading = read(text);
    assert_eq!(codes(&reading.problems), [], "{:?}", reading.problems);
    assert_eq!(reading.statements.len(), 1);
    reading.statements.into_iter().next().unwrap()
}

/// Cents of each entry.
fn cents(statement: &Statement) -> Vec<i64> {
    statement.entries.iter().map(|entry| entry.money.amount.0).collect()
}

fn kinds(statement: &Statement) -> Vec<EntryKind> {
    statement.entries.iter().map(|entry| entry.kind).collect()
}

fn text(option: &Option<String>) -> &str {
    option.as_deref().unwrap_or("")
}

fn account(entry: &Entry) -> String {
    entry.counterparty_account.as_ref().map(|id| id.key()).unwrap_or_default()
}

fn message<'p>(problems: &'p [Problem], code: &str) -> &'p str {
    problems.iter().find(|problem| problem.code == code).map_or("", |problem| problem.message.as_str())
}
