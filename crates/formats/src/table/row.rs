//! One row of any table: its texts in one buffer, reused from row to row.

use domain::Date;

use crate::values::is_blank;

/// What a cell is, beside its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// Text as typed.
    Text,
    /// A number of a workbook: a dot as decimal mark, nothing to guess.
    Number,
    /// A date of a workbook.
    Day(Date),
    /// An error of a workbook (`#N/A`).
    Error,
    /// A formula that was never computed.
    Uncomputed,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    start: usize,
    end: usize,
    cell: Cell,
}

/// A row.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Line in the file (row of the sheet), from 1.
    pub(super) line: u64,
    /// Whether the text of the row was ended by a line end.
    pub(super) ended: bool,
    text: String,
    spans: Vec<Span>,
}

/// A row, or the place of one that could not be cut in cells (its error is already told).
pub(super) enum Seen<'a> {
    Row(&'a Row),
    Refused,
}

impl Row {
    pub(super) fn new() -> Row {
        Row { line: 0, ended: true, text: String::new(), spans: Vec::new() }
    }

    pub(super) fn clear(&mut self, line: u64, ended: bool) {
        (self.line, self.ended) = (line, ended);
        self.text.clear();
        self.spans.clear();
    }

    /// Adds a cell after the last.
    pub(super) fn push(&mut self, text: &str, cell: Cell) {
        let start = self.text.len();
        self.text.push_str(text);
        self.spans.push(Span { start, end: self.text.len(), cell });
    }

    /// Adds a cell at a column, with empty ones before it; a column already passed is ignored.
    pub(super) fn put(&mut self, column: usize, text: &str, cell: Cell) {
        if column < self.spans.len() {
            return;
        }
        while self.spans.len() < column {
            self.push("", Cell::Text);
        }
        self.push(text, cell);
    }

    /// Takes a whole line whose cells are parted by one character and not quoted.
    pub(super) fn split(&mut self, line: &str, separator: u8) {
        self.text.push_str(line);
        let mut start = 0;
        for end in line.bytes().enumerate().filter(|(_, b)| *b == separator).map(|(at, _)| at).chain([line.len()]) {
            self.spans.push(Span { start, end, cell: Cell::Text });
            start = end + 1;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    pub(super) fn cell(&self, column: usize) -> Cell {
        self.spans.get(column).map_or(Cell::Text, |span| span.cell)
    }

    /// The text of a cell, without blanks around it nor the `="…"` by which spreadsheets keep zeros.
    pub(super) fn text(&self, column: usize) -> &str {
        let Some(span) = self.spans.get(column) else { return "" };
        let text = &self.text[span.start..span.end];
        // Most cells begin and end with a visible ASCII character other than « = ».
        let plain = |b: Option<&u8>| b.is_none_or(|b| b.is_ascii_graphic());
        if plain(text.as_bytes().first()) && plain(text.as_bytes().last()) && !text.starts_with('=') {
            return text;
        }
        let text = text.trim_matches(is_blank);
        match text.strip_prefix("=\"").and_then(|t| t.strip_suffix('"')) {
            Some(kept) => kept.trim_matches(is_blank),
            None => text,
        }
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|column| self.text(column))
    }

    pub(super) fn is_blank(&self) -> bool {
        (0..self.len()).all(|column| self.text(column).is_empty() && self.cell(column) == Cell::Text)
    }
}
