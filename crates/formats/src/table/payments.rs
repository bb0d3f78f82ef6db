//! Tables of payments, and of bank entries read as payments.

use std::ops::ControlFlow;

use domain::Date;
use domain::money::{Cents, Currency};

use super::cells::Cells;
use super::columns::{self, Plan};
use super::layout::{self, Mapping};
use super::row::{Row, Seen};
use super::{Field, TableKind, Tally};
use crate::input::Input;
use crate::problem::{Place, Problems, shown};
use crate::values::{french_day, plain_words};

/// A payment. An absent text is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRow {
    /// Line in the file.
    pub line: u64,
    /// Its day.
    pub on: Date,
    /// Positive for money in; negative for a refund, a rejected debit, or money out of the account.
    pub amount: Cents,
    /// Currency.
    pub currency: Currency,
    /// Code of the customer.
    pub debtor_code: String,
    /// Name of the customer.
    pub name: String,
    /// Invoice it pays.
    pub invoice: String,
    /// Reference.
    pub reference: String,
    /// Label.
    pub label: String,
    /// `transfer`, `cheque`, `direct_debit`, `card`, `cash`, `other`.
    pub means: &'static str,
}

/// Reads a table of payments, or of bank entries when the mapping says so.
pub fn read_payments(
    input: &Input<'_>,
    mapping: &Mapping,
    today: Date,
    problems: &mut Problems,
    each: &mut dyn FnMut(PaymentRow),
) -> Tally {
    let bank = mapping.kind == TableKind::BankStatement;
    read_rows(input, mapping, problems, &mut |row, plan, tally, problems| {
        let mut cells = Cells::new(row, plan, problems);
        if cells.refused {
            tally.refused += 1;
            return;
        }
        if is_subtotal(&cells, Field::PaymentOn) {
            tally.skipped += 1;
            cells.warning(Field::PaymentOn, "subtotal_skipped", format_args!("ligne de total : elle est sautée."));
            return;
        }
        let payment = payment(&mut cells, bank, today);
        match payment.filter(|_| !cells.refused) {
            None => tally.refused += 1,
            Some(payment) if payment.amount.is_zero() => {
                tally.skipped += 1;
                cells.warning(Field::PaymentAmount, "amount_zero", format_args!("montant nul : la ligne est sautée."));
            }
            Some(payment) => {
                if payment.amount.0 < 0 && !bank {
                    cells.warning(
                        Field::PaymentAmount,
                        "payment_negative",
                        format_args!("montant négatif : lu comme un remboursement ou un rejet. Vérifiez-le."),
                    );
                }
                tally.taken += 1;
                tally.add_sum(payment.currency, payment.amount);
                each(payment);
            }
        }
    })
}

fn payment(cells: &mut Cells<'_>, bank: bool, today: Date) -> Option<PaymentRow> {
    let currency = cells.currency();
    let on = cells.needed_date(Field::PaymentOn);
    let amount = cells.amount(Field::PaymentAmount, currency);
    let (debit, credit) = (cells.amount(Field::Debit, currency), cells.amount(Field::Credit, currency));
    // Banks write debits with or without their sign.
    let sides =
        (debit.is_some() || credit.is_some()).then(|| credit.unwrap_or_default() - Cents(debit.unwrap_or_default().0.saturating_abs()));
    let amount = amount.or(sides);
    if amount.is_none() && !cells.refused {
        cells.error(Field::PaymentAmount, "amount_missing", format_args!("le montant manque. Complétez-le."));
    }
    if let Some(on) = on.filter(|on| *on > today) {
        cells.error(
            Field::PaymentOn,
            "date_future",
            format_args!("le {} est dans le futur. Corrigez la date, ou l'ordre jour/mois.", french_day(on)),
        );
    }
    let row = PaymentRow {
        line: cells.row.line,
        on: on?,
        amount: amount?,
        currency,
        debtor_code: cells.text(Field::DebtorCode),
        name: cells.text(Field::Name),
        invoice: cells.text(Field::Number),
        reference: cells.text(Field::PaymentReference),
        label: cells.text(Field::Label),
        means: means(cells.raw(Field::Means)),
    };
    if !bank && row.debtor_code.is_empty() && row.name.is_empty() && row.invoice.is_empty() {
        let field = if cells.plan.has(Field::DebtorCode) { Field::DebtorCode } else { Field::Number };
        cells.error(
            field,
            "debtor_missing",
            format_args!("ni client ni facture : le règlement ne peut être attribué à personne. Complétez-le."),
        );
    }
    Some(row)
}

/// How a payment was made, in the machine's words.
pub(super) fn means(text: &str) -> &'static str {
    let words = plain_words(text);
    let has = |wanted: &[&str]| words.split(' ').any(|word| wanted.contains(&word));
    if has(&["virement", "vir", "transfer", "sepa", "wire"]) {
        "transfer"
    } else if has(&["cheque", "chq", "check"]) {
        "cheque"
    } else if has(&["prelevement", "prlv", "debit"]) {
        "direct_debit"
    } else if has(&["carte", "cb", "card"]) {
        "card"
    } else if has(&["especes", "espece", "cash", "liquide"]) {
        "cash"
    } else {
        "other"
    }
}

/// A row that adds up others: it has no day, and either nothing that names it or the word « total ».
pub(super) fn is_subtotal(cells: &Cells<'_>, day: Field) -> bool {
    let named = |field| !cells.raw(field).is_empty();
    let says_total = |text: &str| {
        let words = plain_words(text);
        ["total", "totaux", "sous total", "subtotal", "grand total"].iter().any(|t| words.starts_with(t)) || words.ends_with(" total")
    };
    if named(day) {
        return false;
    }
    if cells.plan.has(Field::Number) && day == Field::IssuedOn {
        return !named(Field::Number) || says_total(cells.raw(Field::Number));
    }
    cells.row.texts().any(says_total) || !(named(Field::Number) || named(Field::DebtorCode) || named(Field::Name))
}

/// What a reader of rows does with each: count it, tell its faults, hand it out.
pub(super) type EachRow<'a> = &'a mut dyn FnMut(&Row, &Plan, &mut Tally, &mut Problems);

/// Finds the table, decides its columns, and hands over every row below the header. A table without rows is an error.
pub(super) fn read_rows(input: &Input<'_>, mapping: &Mapping, problems: &mut Problems, each: EachRow<'_>) -> Tally {
    let (tally, header) = walk_rows(input, mapping, problems, each);
    if let Some((line, title)) = header.filter(|_| tally.rows == 0 && tally.complete) {
        problems.error(
            Place::line(line),
            "no_rows",
            format_args!("aucune ligne sous l'en-tête « {}… ». Vérifiez l'export.", shown(&title)),
        );
    }
    tally
}

/// As [`read_rows`], for a table that may have no rows; returns the line of the header and its first title, where it was found.
pub(super) fn walk_rows(
    input: &Input<'_>,
    mapping: &Mapping,
    problems: &mut Problems,
    each: EachRow<'_>,
) -> (Tally, Option<(u64, String)>) {
    let mut tally = Tally::default();
    let missing = mapping.missing();
    if !missing.is_empty() {
        problems.error(
            Place::FILE,
            "columns_unknown",
            format_args!("il manque des colonnes : {}. Indiquez ce qu'elles contiennent.", missing.join(", ")),
        );
        return (tally, None);
    }
    let Some(found) = layout::locate(input, mapping, problems) else { return (tally, None) };
    let plan = columns::decide(input, &found, mapping, problems);
    tally.complete = found.source.each_row(input, problems, &mut |seen, problems| {
        match seen {
            Seen::Row(row) if row.line <= found.header_line => return ControlFlow::Continue(()),
            Seen::Row(row) => each(row, &plan, &mut tally, problems),
            Seen::Refused => tally.refused += 1,
        }
        tally.rows += 1;
        ControlFlow::Continue(())
    });
    (tally, Some((found.header_line, found.titles.first().cloned().unwrap_or_default())))
}
