//! The first pass: what only a whole column can say. Which comes first in its dates, which mark parts its decimals.

use std::ops::ControlFlow;

use super::layout::{Found, Mapping, Source};
use super::row::{Cell, Seen};
use super::{Field, xlsx};
use crate::input::Input;
use crate::problem::{Place, Problems, shown};
use crate::values::{AmountColumn, DateColumn, DateOrder, DecimalMark};

/// What is needed to read the cells of a row.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) titles: Vec<String>,
    /// The column of each field, by the order of [`Field::ALL`] and [`Field::BANK`].
    at: Vec<Option<usize>>,
    pub(super) date_orders: Vec<Option<DateOrder>>,
    pub(super) decimal_marks: Vec<Option<DecimalMark>>,
    pub(super) since_1904: bool,
    /// Cells below which a row is too short to be read.
    pub(super) least: usize,
}

impl Plan {
    /// The column that holds a field.
    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.at[field as usize]
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.column(field).is_some()
    }
}

pub(super) fn is_date(field: Field) -> bool {
    matches!(field, Field::IssuedOn | Field::DueOn | Field::PerformedOn | Field::SettledOn | Field::PaymentOn | Field::ValueOn)
}

pub(super) fn is_amount(field: Field) -> bool {
    matches!(
        field,
        Field::Amount
            | Field::AmountExclTax
            | Field::Tax
            | Field::Paid
            | Field::Balance
            | Field::PaymentAmount
            | Field::Debit
            | Field::Credit
            | Field::RunningBalance
            | Field::Fee
    )
}

/// Reads the whole table once and decides. What stays undecided is told: dates are then read day first.
pub(super) fn decide(input: &Input<'_>, found: &Found, mapping: &Mapping, problems: &mut Problems) -> Plan {
    let width = mapping.fields.len();
    let mut dates = vec![DateColumn::default(); width];
    let mut amounts = vec![AmountColumn::default(); width];
    let watched: Vec<(usize, bool)> = mapping
        .fields
        .iter()
        .enumerate()
        .filter_map(|(c, f)| f.filter(|f| is_date(*f) || is_amount(*f)).map(|f| (c, is_date(f))))
        .collect();
    // Faults of this pass are those of the next, which tells them.
    found.source.each_row(input, &mut Problems::new(), &mut |seen, _| {
        if let Seen::Row(row) = seen
            && row.line > found.header_line
        {
            for &(column, date) in &watched {
                match (row.cell(column), date) {
                    (Cell::Text, true) => dates[column].see(row.text(column)),
                    (Cell::Text, false) => amounts[column].see(row.text(column)),
                    _ => {}
                }
            }
        }
        ControlFlow::Continue(())
    });
    let titles: Vec<String> = found.titles.iter().map(|title| shown(title)).collect();
    let date_orders = date_orders(mapping, &dates, &titles, problems);
    let decimal_marks = amounts.iter().map(|column| mapping.decimal_mark.or_else(|| column.mark())).collect();
    let at: Vec<Option<usize>> =
        Field::ALL.iter().chain(Field::BANK).map(|field| mapping.fields.iter().position(|f| *f == Some(*field))).collect();
    let needed = [Field::Number, Field::IssuedOn, Field::Amount, Field::DebtorCode, Field::PaymentOn, Field::PaymentAmount];
    let least = needed.iter().filter_map(|field| at[*field as usize]).max().map_or(0, |column| column + 1);
    let since_1904 = matches!(found.source, Source::Sheet { .. }) && xlsx::since_1904(input);
    Plan { titles, at, date_orders, decimal_marks, since_1904, least }
}

/// A column's own values decide; else the other date columns, where they agree; else day first, and that is told.
fn date_orders(mapping: &Mapping, dates: &[DateColumn], titles: &[String], problems: &mut Problems) -> Vec<Option<DateOrder>> {
    if mapping.date_order.is_some() {
        return vec![mapping.date_order; dates.len()];
    }
    let said = |order| dates.iter().any(|column| column.order() == Some(order)) || dates.iter().any(DateColumn::is_mixed);
    let together = match (said(DateOrder::DayFirst), said(DateOrder::MonthFirst)) {
        (true, false) => Some(DateOrder::DayFirst),
        (false, true) => Some(DateOrder::MonthFirst),
        _ => None,
    };
    let mut decide = |(at, column): (usize, &DateColumn)| {
        if column.is_mixed() {
            problems.warning(
                Place::column(&titles[at]),
                "date_order_mixed",
                format_args!("certaines dates sont jour/mois, d'autres mois/jour. Celles qui peuvent se lire des deux façons sont refusées ; écrivez-les 2025-01-31."),
            );
            return None;
        }
        if column.is_open() && together.is_none() {
            problems.warning(
                Place::column(&titles[at]),
                "date_order_presumed",
                format_args!(
                    "aucune date ne dit si le jour ou le mois vient en premier ; elles sont lues jour/mois/année. Vérifiez-en une."
                ),
            );
        }
        column.order().or(together).or(Some(DateOrder::DayFirst))
    };
    dates.iter().enumerate().map(&mut decide).collect()
}
