//! Tables of banks, CSV or XLSX: the columns by their headers (formats §9) or by a mapping that a person saved, the account and its
//! balance by the lines above the header, and a column of balances checked line by line.
//!
//! Rows are handed on in the order of the account, whichever way the bank lists them. A row that is pending, declined or
//! reverted is counted and not taken.
//!
//! Not covered: amounts in the currency of the order, kept in the text of the entry.

mod above;
mod chain;

use std::collections::BTreeSet;

use domain::bank::AccountId;
use domain::money::Currency;

use self::above::Above;
use super::kind::{EntryKind, Hints, classify};
use super::model::{Balance, BalanceKind, Codes, Entry, Format, Money, Statement};
use super::reasons::returned_by_words;
use super::text::{add_line, clean, reference};
use crate::input::Input;
use crate::problem::{Place, Problems, shown};
use crate::table::{BankRow, Mapping, read_bank_rows, rows_above};
use crate::values::plain_words;

/// Reads the table that a mapping is for.
pub(crate) fn read(input: &Input<'_>, mapping: &Mapping, format: Format, problems: &mut Problems) -> Vec<Statement> {
    let (mut rows, mut pending, mut cancelled): (Vec<BankRow>, u64, u64) = (Vec::new(), 0, 0);
    let mut leave_out = |status: &str| match state(status) {
        State::Pending => {
            pending += 1;
            true
        }
        State::Cancelled => {
            cancelled += 1;
            true
        }
        State::Booked | State::Unknown => false,
    };
    let (tally, header) = read_bank_rows(input, mapping, problems, &mut leave_out, &mut |row| rows.push(row));
    let Some(header) = header else { return Vec::new() };
    if !tally.complete {
        problems.error(
            Place::FILE,
            "incomplete",
            format_args!("le relevé n'a pas pu être lu jusqu'au bout. Réparez le fichier ou téléchargez-le de nouveau."),
        );
    }
    tell_unknown(&rows, problems);
    let above = Above::read(&rows_above(input, mapping));
    let mut statements = split(rows, &above, header, format, problems);
    // « Montant en euros »: the titles say it for every row.
    let in_euros = mapping.signature.split([';', ' ']).any(|word| matches!(word, "eur" | "euro" | "euros"));
    for statement in &mut statements {
        statement.currency_said |= in_euros;
    }
    if let Some(first) = statements.first_mut() {
        (first.refused, first.pending, first.cancelled) = (tally.refused, pending, cancelled);
    }
    above.check_count(&statements, problems);
    statements
}

/// Rows of one account in one currency.
struct Group {
    account: Option<AccountId>,
    currency: Currency,
    rows: Vec<BankRow>,
}

fn split(rows: Vec<BankRow>, above: &Above, header: u64, format: Format, problems: &mut Problems) -> Vec<Statement> {
    // An IBAN that every row has is the account's own; where they differ, they are the other sides'.
    let ibans: BTreeSet<&str> = rows.iter().map(|row| row.iban.as_str()).filter(|iban| !iban.is_empty()).collect();
    let own_iban = if ibans.len() == 1 { ibans.first().and_then(|iban| AccountId::of_text(iban)) } else { None };
    let common = own_iban.clone().or_else(|| above.account.clone());
    let mut groups: Vec<Group> = Vec::new();
    for mut row in rows {
        if own_iban.is_some() {
            row.iban.clear();
        }
        let account = AccountId::of_text(&row.account).or_else(|| common.clone());
        match groups.iter_mut().find(|group| group.account == account && group.currency == row.currency) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group { account, currency: row.currency, rows: vec![row] }),
        }
    }
    if groups.is_empty() {
        let currency = above.closing.map_or(Currency::EUR, |(money, _)| money.currency);
        groups.push(Group { account: common, currency, rows: Vec::new() });
    }
    let alone = groups.len() == 1;
    groups.into_iter().map(|group| group.statement(above, alone, header, format, problems)).collect()
}

impl Group {
    fn statement(mut self, above: &Above, alone: bool, header: u64, format: Format, problems: &mut Problems) -> Statement {
        let mut statement = Statement::new(format, self.rows.iter().map(|row| row.line).min().unwrap_or(header));
        statement.account = self.account.take();
        statement.currency = self.currency;
        let summed = above.closing.is_some_and(|(money, _)| money.currency == self.currency && self.currency != Currency::EUR);
        statement.currency_said = summed || self.rows.iter().any(|row| row.currency_said);
        let balances = chain::settle(&mut self.rows, self.currency, problems);
        if let Some((opening, closing)) = balances {
            statement.opening = opening;
            statement.closing = Some(closing);
        } else if let Some((money, on)) = above.closing.filter(|(money, _)| alone && money.currency == self.currency) {
            statement.closing = Some(Balance { kind: BalanceKind::Closing, code: "solde".to_owned(), money, on });
        }
        statement.balances = [&statement.opening, &statement.closing].into_iter().flatten().cloned().collect();
        statement.entries = self.rows.iter().map(entry).collect();
        let days = || self.rows.iter().map(|row| row.on);
        statement.from = above.from.filter(|_| alone).or_else(|| days().min());
        statement.to = above.to.filter(|_| alone).or_else(|| days().max());
        if alone {
            statement.notes.clone_from(&above.notes);
        }
        statement
    }
}

/// Rows of which nothing tells whether they were booked are taken, and said.
fn tell_unknown(rows: &[BankRow], problems: &mut Problems) {
    for row in rows.iter().filter(|row| matches!(state(&row.status), State::Unknown)) {
        problems.warning(
            Place::line(row.line),
            "status_unknown",
            format_args!("l'état « {} » est inconnu : la ligne est lue comme comptabilisée. Vérifiez-la.", shown(&row.status)),
        );
    }
}

enum State {
    Booked,
    Pending,
    Cancelled,
    Unknown,
}

fn state(text: &str) -> State {
    let words = plain_words(text);
    let has = |known: &[&str]| known.iter().any(|known| words.starts_with(known));
    if words.is_empty()
        || has(&["settled", "completed", "execute", "regle", "comptabilise", "valide", "termine", "effectue", "booked", "posted"])
    {
        State::Booked
    } else if has(&["processing", "pending", "en cours", "en attente", "a venir", "authori", "autoris"]) {
        State::Pending
    } else if has(&["declined", "reverted", "failed", "cancel", "annul", "refus", "rejet", "echou", "echec"]) {
        State::Cancelled
    } else {
        State::Unknown
    }
}

fn entry(row: &BankRow) -> Entry {
    let mut entry = Entry::new(row.line, row.on, Money { amount: row.amount, currency: row.currency });
    entry.value_on = row.value_on;
    entry.bank_reference = reference(&row.id);
    entry.own_reference = reference(&row.reference);
    row.label.iter().chain([&row.reference]).for_each(|line| add_line(&mut entry.remittance, line));
    entry.counterparty = clean(&row.counterparty);
    let other = if row.counterparty_iban.is_empty() { &row.iban } else { &row.counterparty_iban };
    entry.counterparty_account = AccountId::of_text(other);
    entry.codes = Codes { own: clean(&row.operation), ..Codes::default() };
    let by = |label: &str| classify(Hints { credit: entry.is_credit(), label, ..Hints::default() });
    let labels = std::iter::once(row.operation.as_str()).chain(row.label.iter().map(String::as_str));
    entry.kind = labels.map(by).find(|kind| *kind != EntryKind::Other).unwrap_or(EntryKind::Other);
    entry.returned = returned_by_words(&entry);
    entry.charges = row.fee.filter(|fee| !fee.is_zero()).map(|amount| Money { amount, currency: row.currency });
    entry.raw.clone_from(&row.raw);
    entry
}
