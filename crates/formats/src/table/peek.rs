//! Rows as they stand in the file, corrections included, for a person to look at.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::layout::{self, Mapping};
use super::row::Seen;
use crate::input::Input;
use crate::problem::Problems;

/// A row as it stands: its line and the text of each cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRow {
    /// Line in the file, from 1.
    pub line: u64,
    /// Its cells, in the order of the file.
    pub cells: Vec<String>,
}

/// The rows of some lines, by line; a line that could not be cut in cells is absent.
pub fn rows_at(input: &Input<'_>, mapping: &Mapping, lines: &BTreeSet<u64>) -> BTreeMap<u64, RawRow> {
    let Some(last) = lines.last() else { return BTreeMap::new() };
    let mut found = BTreeMap::new();
    each(input, mapping, &mut |row| {
        if lines.contains(&row.line) {
            found.insert(row.line, row.clone());
        }
        if row.line >= *last { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    found
}

/// The next rows after a line: at most so many.
pub fn rows_after(input: &Input<'_>, mapping: &Mapping, after: u64, most: usize) -> Vec<RawRow> {
    let mut found = Vec::new();
    each(input, mapping, &mut |row| {
        if row.line > after {
            found.push(row.clone());
        }
        if found.len() >= most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    found
}

fn each(input: &Input<'_>, mapping: &Mapping, give: &mut dyn FnMut(&RawRow) -> ControlFlow<()>) {
    let mut quiet = Problems::new();
    let Some(found) = layout::locate(input, mapping, &mut quiet) else { return };
    found.source.each_row(input, &mut quiet, &mut |seen, _| match seen {
        Seen::Row(row) if row.line > found.header_line => give(&RawRow { line: row.line, cells: row.texts().map(str::to_owned).collect() }),
        _ => ControlFlow::Continue(()),
    });
}
