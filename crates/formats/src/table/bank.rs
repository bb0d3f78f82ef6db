//! Rows of a bank's own table, as its columns say them; what they mean together is for [`crate::bank`].

use std::ops::ControlFlow;

use domain::Date;
use domain::money::{Cents, Currency};

use super::cells::Cells;
use super::columns::Plan;
use super::layout::{self, Mapping};
use super::payments::walk_rows;
use super::row::{Row, Seen};
use super::{Field, Tally};
use crate::input::Input;
use crate::problem::{Place, Problems, shown};
use crate::values::plain_words;

/// A row of a bank's table. An absent text is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BankRow {
    /// Line in the file.
    pub(crate) line: u64,
    pub(crate) on: Date,
    pub(crate) value_on: Option<Date>,
    /// Money out is negative.
    pub(crate) amount: Cents,
    pub(crate) currency: Currency,
    /// Whether a cell says the currency.
    pub(crate) currency_said: bool,
    /// Balance after the row.
    pub(crate) balance: Option<Cents>,
    /// Lines of its label, its detail and further information, in that order.
    pub(crate) label: Vec<String>,
    pub(crate) operation: String,
    pub(crate) counterparty: String,
    pub(crate) counterparty_iban: String,
    /// An IBAN that may be the account's or the other side's.
    pub(crate) iban: String,
    pub(crate) account: String,
    pub(crate) reference: String,
    pub(crate) id: String,
    pub(crate) status: String,
    pub(crate) fee: Option<Cents>,
    /// Every cell that is not empty, with its title.
    pub(crate) raw: String,
}

/// Reads every row below the header; there may be none. A row whose state says that it was not booked is left out where
/// `leave_out` says so: it needs no day. Returns the line of the header too.
pub(crate) fn read_bank_rows(
    input: &Input<'_>,
    mapping: &Mapping,
    problems: &mut Problems,
    leave_out: &mut dyn FnMut(&str) -> bool,
    each: &mut dyn FnMut(BankRow),
) -> (Tally, Option<u64>) {
    let (tally, header) = walk_rows(input, mapping, problems, &mut |row, plan, tally, problems| {
        if is_no_entry(row, plan) {
            tally.skipped += 1;
            let text: Vec<&str> = row.texts().filter(|text| !text.is_empty()).collect();
            problems.warning(
                Place::line(row.line),
                "row_without_entry",
                format_args!(
                    "« {} » n'est pas un mouvement (ni date ni montant, ou un total) : la ligne est sautée.",
                    shown(&text.join(" "))
                ),
            );
            return;
        }
        if plan.column(Field::Status).is_some_and(|column| leave_out(row.text(column))) {
            tally.skipped += 1;
            return;
        }
        let mut cells = Cells::new(row, plan, problems);
        let read = if cells.refused { None } else { bank_row(&mut cells) };
        match read.filter(|_| !cells.refused) {
            None => tally.refused += 1,
            Some(read) => {
                tally.taken += 1;
                tally.add_sum(read.currency, read.amount);
                each(read);
            }
        }
    });
    (tally, header.map(|(line, _)| line))
}

/// The rows above the header, where banks name the account and its balance.
pub(crate) fn rows_above(input: &Input<'_>, mapping: &Mapping) -> Vec<Vec<String>> {
    let mut quiet = Problems::new();
    let mut above = Vec::new();
    let Some(found) = layout::locate(input, mapping, &mut quiet) else { return above };
    found.source.each_row(input, &mut quiet, &mut |seen, _| match seen {
        Seen::Row(row) if row.line < found.header_line => {
            above.push(row.texts().map(str::to_owned).collect());
            ControlFlow::Continue(())
        }
        Seen::Row(_) => ControlFlow::Break(()),
        Seen::Refused => ControlFlow::Continue(()),
    });
    above
}

/// A foot or a total: without a day, and without an amount or with the word.
fn is_no_entry(row: &Row, plan: &Plan) -> bool {
    let text = |field| plan.column(field).map_or("", |column| row.text(column));
    if !text(Field::PaymentOn).is_empty() {
        return false;
    }
    let amounts = [Field::PaymentAmount, Field::Debit, Field::Credit];
    let says_total = |text: &str| {
        let words = plain_words(text);
        ["total", "totaux", "solde"].iter().any(|word| words.starts_with(word))
    };
    amounts.iter().all(|field| text(*field).is_empty()) || row.texts().any(says_total)
}

fn bank_row(cells: &mut Cells<'_>) -> Option<BankRow> {
    let currency = cells.currency();
    let on = cells.needed_date(Field::PaymentOn);
    let amount = amount(cells, currency);
    let label = [Field::Label, Field::Detail, Field::Extra];
    let lines = label.iter().flat_map(|field| cells.raw(*field).lines()).map(str::to_owned).collect();
    let titles = cells.plan.titles.iter();
    let raw: Vec<String> =
        titles.zip(cells.row.texts()).filter(|(_, text)| !text.is_empty()).map(|(title, text)| format!("{title}: {text}")).collect();
    Some(BankRow {
        line: cells.row.line,
        value_on: cells.date(Field::ValueOn),
        balance: cells.amount(Field::RunningBalance, currency),
        label: lines,
        operation: cells.text(Field::Means),
        counterparty: cells.text(Field::Counterparty),
        counterparty_iban: cells.text(Field::CounterpartyIban),
        iban: cells.text(Field::Iban),
        account: cells.text(Field::Account),
        reference: cells.text(Field::PaymentReference),
        id: cells.text(Field::EntryId),
        status: cells.text(Field::Status),
        fee: cells.amount(Field::Fee, currency),
        raw: raw.join("\n"),
        on: on?,
        amount: amount?,
        currency,
        currency_said: !cells.text(Field::Currency).is_empty(),
    })
}

/// A signed amount, an amount with its side, or debit and credit: banks write debits with or without a sign.
fn amount(cells: &mut Cells<'_>, currency: Currency) -> Option<Cents> {
    let (debit, credit) = (cells.amount(Field::Debit, currency), cells.amount(Field::Credit, currency));
    let both = |debit: Option<Cents>, credit: Option<Cents>| debit.is_some_and(|c| !c.is_zero()) && credit.is_some_and(|c| !c.is_zero());
    if both(debit, credit) {
        cells.error(
            Field::Debit,
            "debit_and_credit",
            format_args!("la ligne a un débit et un crédit à la fois : elle est ignorée. Corrigez-la, ou indiquez la bonne colonne."),
        );
        return None;
    }
    let sides = (debit.is_some() || credit.is_some()).then(|| match debit.filter(|debit| !debit.is_zero()) {
        Some(debit) => Cents(-debit.0.saturating_abs()),
        None => credit.unwrap_or_default(),
    });
    let amount = match cells.amount(Field::PaymentAmount, currency) {
        Some(amount) => with_side(cells, amount),
        None => sides,
    };
    if amount.is_none() && !cells.refused {
        cells.error(Field::PaymentAmount, "amount_missing", format_args!("le montant manque. Complétez-le."));
    }
    amount
}

/// The sign that a column of sides gives to an amount; a column that is absent or empty changes nothing.
fn with_side(cells: &mut Cells<'_>, amount: Cents) -> Option<Cents> {
    let side = cells.raw(Field::Side);
    let size = amount.0.saturating_abs();
    match plain_words(side).as_str() {
        "d" | "debit" | "debits" | "dbit" => Some(Cents(-size)),
        "c" | "credit" | "credits" | "crdt" => Some(Cents(size)),
        _ if side.is_empty() => Some(amount),
        _ => {
            cells.error(Field::Side, "direction_unknown", format_args!("« {} » ne dit ni débit ni crédit. Corrigez-le.", shown(side)));
            None
        }
    }
}
