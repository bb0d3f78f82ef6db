//! What a person corrected in a file: cells retyped and lines left out. The bytes of the file stay as they came; every
//! reader sees the corrected rows, so that a corrected file goes the same way as any other.

use std::collections::{BTreeMap, BTreeSet};

use domain::Date;

use super::Field;
use super::columns::{is_amount, is_date};
use super::row::{Cell, Row};
use crate::values::{self, DateOrder, DecimalMark};

/// A cell as a person typed it anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// Text, read like any other text of its column.
    Text(String),
    /// A day that was understood when it was typed, whatever the order of the column.
    Day(Date),
    /// An amount that was understood when it was typed, with a dot as decimal mark.
    Number(String),
}

impl Fix {
    /// What a person means who types this in a column: days as the French write them, amounts with a comma or a point. What
    /// is not understood stays text, and the reader says what is wrong with it.
    pub fn typed(field: Option<Field>, text: &str) -> Fix {
        let text = text.trim();
        match field {
            Some(field) if is_date(field) => {
                values::date(text, Some(DateOrder::DayFirst)).map_or_else(|_| Fix::Text(text.to_owned()), Fix::Day)
            }
            Some(field) if is_amount(field) => amount(text).map_or_else(|| Fix::Text(text.to_owned()), Fix::Number),
            _ => Fix::Text(text.to_owned()),
        }
    }

    /// As it is shown again: the value understood, as the French write it.
    pub fn shown(&self) -> String {
        match self {
            Fix::Text(text) => text.clone(),
            Fix::Day(day) => values::french_day(*day),
            Fix::Number(number) => number.replace('.', ","),
        }
    }

    fn put(&self, row: &mut Row) {
        match self {
            Fix::Text(text) => row.push(text, Cell::Text),
            Fix::Day(day) => row.push(&day.to_string(), Cell::Day(*day)),
            Fix::Number(number) => row.push(number, Cell::Number),
        }
    }
}

fn amount(text: &str) -> Option<String> {
    let mark = if text.contains(',') { Some(DecimalMark::Comma) } else { None };
    let cents = values::amount(text, mark, 2).ok()?;
    let plain = cents.plain();
    // A currency without decimals takes whole numbers only.
    Some(if text.contains([',', '.']) { plain } else { plain.split('.').next().unwrap_or_default().to_owned() })
}

/// The corrections of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixes {
    cells: BTreeMap<u64, BTreeMap<usize, Fix>>,
    skipped: BTreeSet<u64>,
}

impl Fixes {
    /// Puts another value in a cell, by line and column from 0.
    pub fn put(&mut self, line: u64, column: usize, fix: Fix) {
        self.cells.entry(line).or_default().insert(column, fix);
    }

    /// Leaves a line out.
    pub fn skip(&mut self, line: u64) {
        self.skipped.insert(line);
    }

    /// Whether nothing is corrected.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.skipped.is_empty()
    }

    /// Whether a person left the line out.
    pub(super) fn skips(&self, line: u64) -> bool {
        self.skipped.contains(&line)
    }

    /// The row as corrected; `None` where nothing of it is.
    pub(super) fn corrected(&self, row: &Row) -> Option<Row> {
        let fixes = self.cells.get(&row.line)?;
        let mut twin = Row::new();
        twin.clear(row.line, true);
        let width = row.len().max(fixes.keys().last().map_or(0, |last| last + 1));
        for column in 0..width {
            match fixes.get(&column) {
                Some(fix) => fix.put(&mut twin),
                None => twin.push(row.text(column), row.cell(column)),
            }
        }
        Some(twin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_understood_by_its_column() {
        assert_eq!(Fix::typed(Some(Field::DueOn), "6/12/26"), Fix::Day(Date::constant(2026, 12, 6)));
        assert_eq!(Fix::typed(Some(Field::Amount), "1 248,00"), Fix::Number("1248.00".to_owned()));
        assert_eq!(Fix::typed(Some(Field::Amount), "1248"), Fix::Number("1248".to_owned()));
        assert_eq!(Fix::typed(Some(Field::Amount), "1.2480,0"), Fix::Text("1.2480,0".to_owned()));
        assert_eq!(Fix::typed(Some(Field::Name), " Griffon "), Fix::Text("Griffon".to_owned()));
        assert_eq!(Fix::typed(Some(Field::DueOn), "6/12/26").shown(), "06/12/2026");
    }
}
