//! Rows of a text with a separator: quotes as RFC 4180 has them, and as people write them.
//!
//! A quote opens a cell only at its start and closes it only before a separator or the end, so that
//! `"Chez "Paul" SARL"` and `12"` are read. A cell may hold line ends; a quote that is not closed within [`MOST_LINES`] lines costs its own
//! line only.

use std::collections::VecDeque;
use std::io;
use std::ops::ControlFlow;

use super::row::{Cell, Row, Seen};
use crate::input::{Input, unreadable};
use crate::problem::{Place, Problems};
use crate::text::{Encoding, Line, Lines};
use crate::values::is_blank;

/// Separators, the usual one in France first.
pub(super) const SEPARATORS: [char; 4] = [';', '\t', ',', '|'];

/// Lines that one quoted cell may span.
const MOST_LINES: usize = 60;
/// Quotes never closed after which each costs its line without a look at those that follow: the file is not quoted as it should
/// be, and looking takes a thousand times the line.
const MOST_UNCLOSED: usize = 100;

struct Whole {
    number: u64,
    text: String,
    ended: bool,
}

/// Hands every row that is not blank to `each`, until it breaks. Returns whether the end was reached.
pub(super) fn each_row(
    input: &Input<'_>,
    separator: char,
    problems: &mut Problems,
    each: &mut dyn FnMut(Seen<'_>, &mut Problems) -> ControlFlow<()>,
) -> bool {
    let Some(source) = input.open_within(input.limits().text_bytes, problems) else { return false };
    let result = Lines::new(source, input.limits().line_bytes).and_then(|lines| {
        let mut reader = Reader { lines, separator, again: VecDeque::new(), unclosed: 0, row: Row::new() };
        reader.run(problems, each)
    });
    match result {
        Ok(ended) => ended,
        Err(error) => {
            unreadable(&error, problems);
            false
        }
    }
}

struct Reader<'a> {
    lines: Lines<'a>,
    separator: char,
    /// Lines to read again after a quote that never closed.
    again: VecDeque<Whole>,
    /// Quotes that never closed so far.
    unclosed: usize,
    row: Row,
}

impl Reader<'_> {
    fn run(&mut self, problems: &mut Problems, each: &mut dyn FnMut(Seen<'_>, &mut Problems) -> ControlFlow<()>) -> io::Result<bool> {
        loop {
            let number = self.lines.number() + 1;
            let quoted = if let Some(line) = self.again.pop_front() {
                Some(line)
            } else {
                match self.lines.next_line()? {
                    None => break,
                    Some(Line::Text { text, .. }) if text.trim_matches(is_blank).is_empty() || (number == 1 && is_directive(&text)) => {
                        continue;
                    }
                    Some(Line::Text { text, ended }) if !text.contains('"') => {
                        self.row.clear(number, ended);
                        self.row.split(&text, self.separator as u8);
                        None
                    }
                    Some(Line::Text { text, ended }) => Some(Whole { number, text: text.into_owned(), ended }),
                    Some(bad) => {
                        tell_bad(&bad, number, problems);
                        if each(Seen::Refused, problems).is_break() {
                            return Ok(false);
                        }
                        continue;
                    }
                }
            };
            let sound = quoted.map_or(Ok(true), |first| self.quoted(first, problems))?;
            if sound && self.row.is_blank() {
                continue;
            }
            let seen = if sound { Seen::Row(&self.row) } else { Seen::Refused };
            if each(seen, problems).is_break() {
                return Ok(false);
            }
        }
        if self.lines.encoding() == Encoding::Mixed {
            problems.warning(
                Place::FILE,
                "mixed_encoding",
                format_args!("le fichier mélange deux encodages (UTF-8 et Windows-1252). Les noms accentués sont à vérifier."),
            );
        }
        Ok(true)
    }

    /// Reads a row that begins with this line into `self.row`; false, with an error told, when a quote never closes.
    fn quoted(&mut self, first: Whole, problems: &mut Problems) -> io::Result<bool> {
        let mut text = first.text.clone();
        let mut more: Vec<Whole> = Vec::new();
        let most = if self.unclosed < MOST_UNCLOSED { MOST_LINES } else { 0 };
        loop {
            let ended = more.last().map_or(first.ended, |line| line.ended);
            self.row.clear(first.number, ended);
            if cut(&text, self.separator, &mut self.row) {
                return Ok(true);
            }
            let next = if more.len() >= most || text.len() > self.lines_limit() { None } else { self.next_whole()? };
            let Some(next) = next else { break };
            text.push('\n');
            text.push_str(&next.text);
            more.push(next);
        }
        self.unclosed += 1;
        problems.error(
            Place::line(first.number),
            "quote_unclosed",
            format_args!("un guillemet ouvert n'est jamais refermé : la ligne est ignorée. Corrigez-la et recommencez."),
        );
        for line in more.into_iter().rev() {
            self.again.push_front(line);
        }
        Ok(false)
    }

    fn lines_limit(&self) -> usize {
        1 << 16
    }

    fn next_whole(&mut self) -> io::Result<Option<Whole>> {
        if let Some(line) = self.again.pop_front() {
            return Ok(Some(line));
        }
        let number = self.lines.number() + 1;
        Ok(match self.lines.next_line()? {
            Some(Line::Text { text, ended }) => Some(Whole { number, text: text.into_owned(), ended }),
            // A line that cannot be text ends the attempt.
            _ => None,
        })
    }
}

/// `sep=;`, which Excel writes for itself.
fn is_directive(line: &str) -> bool {
    line.len() <= 6 && line.to_ascii_lowercase().starts_with("sep=")
}

fn tell_bad(bad: &Line<'_>, number: u64, problems: &mut Problems) {
    let place = Place::line(number);
    if *bad == Line::TooLong {
        problems.error(
            place,
            "line_too_long",
            format_args!("la ligne est démesurée, elle est ignorée. Vérifiez le fichier à cet endroit."),
        );
    } else {
        problems.error(
            place,
            "nul_byte",
            format_args!("la ligne contient un caractère nul, elle est ignorée. Refaites l'export : le fichier est abîmé."),
        );
    }
}

/// Cuts a line with quotes in cells; false when a quote is still open at its end.
fn cut(line: &str, separator: char, row: &mut Row) -> bool {
    let mut rest = line;
    let mut cell = String::new();
    loop {
        let trimmed = rest.trim_start_matches([' ', '\u{a0}']);
        let Some(inside) = trimmed.strip_prefix('"') else {
            let end = rest.find(separator);
            row.push(&rest[..end.unwrap_or(rest.len())], Cell::Text);
            match end {
                Some(end) => rest = &rest[end + 1..],
                None => return true,
            }
            continue;
        };
        cell.clear();
        let mut inside = inside;
        let after = loop {
            let Some(quote) = inside.find('"') else { return false };
            cell.push_str(&inside[..quote]);
            let tail = &inside[quote + 1..];
            let closing = tail.trim_start_matches([' ', '\u{a0}']);
            if closing.is_empty() || closing.starts_with(separator) {
                break closing;
            }
            // A doubled quote is one; a lone quote inside is itself.
            cell.push('"');
            inside = tail.strip_prefix('"').unwrap_or(tail);
        };
        row.push(&cell, Cell::Text);
        match after.strip_prefix(separator) {
            Some(next) => rest = next,
            None => return true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str) -> (Vec<(u64, Vec<String>)>, Vec<&'static str>) {
        let mut problems = Problems::new();
        let mut all = Vec::new();
        let complete = each_row(&Input::bytes("x.csv", text.as_bytes()), ';', &mut problems, &mut |seen, _| {
            match seen {
                Seen::Row(row) => all.push((row.line, row.texts().map(str::to_owned).collect())),
                Seen::Refused => all.push((0, vec![])),
            }
            ControlFlow::Continue(())
        });
        assert!(complete);
        (all, problems.into_vec().iter().map(|p| p.code).collect())
    }

    #[test]
    fn quotes_as_the_norm_and_as_people_write_them() {
        let (all, codes) =
            rows("sep=;\na;\"b;c\";\"d \"\"e\"\"\"\n\"Chez \"Paul\" SARL\";12\";x\n=\"000123\";\"=\"\"007\"\"\"; y \n;\n\"two\nlines\";z");
        assert_eq!(codes, [""; 0]);
        assert_eq!(
            all,
            [
                (2, vec!["a".into(), "b;c".into(), "d \"e\"".into()]),
                (3, vec!["Chez \"Paul\" SARL".into(), "12\"".into(), "x".into()]),
                (4, vec!["000123".into(), "007".into(), "y".into()]),
                (6, vec!["two\nlines".into(), "z".to_owned()]),
            ]
        );
    }

    #[test]
    fn a_quote_that_never_closes_costs_one_line() {
        let (all, codes) = rows("a;1\n\"b;2\nc;3\nd;4");
        assert_eq!(codes, ["quote_unclosed"]);
        assert_eq!(all.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 0, 3, 4]);
    }

    #[test]
    fn after_a_hundred_quotes_never_closed_a_cell_ends_with_its_line() {
        let good = "\"two\nlines\";z\n";
        let broken = "\"b</a>;1\n";
        let blank = "x;y\n".repeat(MOST_LINES);
        // Apart from one another, so that none closes another.
        let (all, codes) = rows(&format!("{}{good}", format!("{broken}{blank}").repeat(99)));
        assert_eq!((codes.len(), all.last().map(|(_, cells)| cells[0].as_str())), (99, Some("two\nlines")));
        let (all, codes) = rows(&format!("{}{good}", format!("{broken}{blank}").repeat(100)));
        assert_eq!((codes.len(), all.last().map(|(_, cells)| cells[0].as_str())), (101, Some("lines\"")));
        assert_eq!(all.len(), 100 * (1 + MOST_LINES) + 2, "every line is read or told");
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_read_back(cells in prop::collection::vec("[a-z;\"\n,]{1,8}", 1..6)) {
            let expected: Vec<String> = cells.iter().map(|c| c.trim().to_owned()).collect();
            prop_assume!(expected.iter().any(|c| !c.is_empty()) && !expected.iter().any(|c| c.starts_with("=\"")));
            // Ours is lenient about lone quotes; a quote before a separator inside a cell is where leniency must not reach.
            prop_assume!(!cells.iter().any(|c| c.contains("\";") || c.ends_with('"') || c.contains("\"\n")));
            let line = cells.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect::<Vec<_>>().join(";");
            let (all, _) = rows(&line);
            prop_assert_eq!(&all[0].1, &expected);
        }
    }
}
