//! What went wrong, where, and what to do about it: a [`Problem`], and the bounded list a reader fills.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// Whether something was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The line, or the file, was not taken.
    Error,
    /// It was taken, but somebody should look.
    Warning,
}

/// One thing a person should know about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Line in the file, from 1; absent when it concerns the whole file.
    pub line: Option<u64>,
    /// Column as named in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Stable word in snake case.
    pub code: &'static str,
    /// Left out or taken.
    pub severity: Severity,
    /// In French: where, what, what to do.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Where a problem is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place<'a> {
    line: Option<u64>,
    column: Option<&'a str>,
}

impl<'a> Place<'a> {
    /// The whole file.
    pub const FILE: Place<'static> = Place { line: None, column: None };

    /// A line, from 1.
    pub fn line(line: u64) -> Place<'static> {
        Place { line: Some(line), column: None }
    }

    /// A column of a line.
    pub fn cell(line: u64, column: &'a str) -> Place<'a> {
        Place { line: Some(line), column: Some(column) }
    }

    /// A column of the whole file.
    pub fn column(column: &'a str) -> Place<'a> {
        Place { line: None, column: Some(column) }
    }
}

/// How many problems of one code are kept; the others are counted.
const KEPT_PER_CODE: u64 = 200;

/// The problems of one file. Memory is bounded: past [`KEPT_PER_CODE`] of a code they are only counted, and
/// [`Problems::into_vec`] says how many there were.
#[derive(Debug, Default)]
pub struct Problems {
    kept: Vec<Problem>,
    counts: BTreeMap<(&'static str, Severity), u64>,
}

impl Problems {
    /// None yet.
    pub fn new() -> Problems {
        Problems::default()
    }

    /// Something was left out. `what` says what and what to do; the place is put before it.
    pub fn error(&mut self, place: Place<'_>, code: &'static str, what: fmt::Arguments<'_>) {
        self.add(place, code, Severity::Error, what);
    }

    /// Something was taken that somebody should look at.
    pub fn warning(&mut self, place: Place<'_>, code: &'static str, what: fmt::Arguments<'_>) {
        self.add(place, code, Severity::Warning, what);
    }

    fn add(&mut self, place: Place<'_>, code: &'static str, severity: Severity, what: fmt::Arguments<'_>) {
        let count = self.counts.entry((code, severity)).or_default();
        *count += 1;
        if *count > KEPT_PER_CODE {
            return;
        }
        let message = match (place.line, place.column) {
            (Some(line), Some(column)) => format!("Ligne {line}, colonne « {column} » : {what}"),
            (Some(line), None) => format!("Ligne {line} : {what}"),
            (None, Some(column)) => format!("Colonne « {column} » : {what}"),
            (None, None) => capitalised(what),
        };
        let message = printable(message);
        self.kept.push(Problem { line: place.line, column: place.column.map(str::to_owned), code, severity, message });
    }

    /// Adds a problem made elsewhere.
    pub fn push(&mut self, problem: Problem) {
        let count = self.counts.entry((problem.code, problem.severity)).or_default();
        *count += 1;
        if *count <= KEPT_PER_CODE {
            self.kept.push(problem);
        }
    }

    /// How many problems of a code there are, kept or not.
    pub fn count(&self, code: &str) -> u64 {
        self.counts.iter().filter(|((c, _), _)| *c == code).map(|(_, n)| *n).sum()
    }

    /// How many errors there are, kept or not.
    pub fn errors(&self) -> u64 {
        self.counts.iter().filter(|((_, s), _)| *s == Severity::Error).map(|(_, n)| *n).sum()
    }

    /// How many problems there are, kept or not.
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The problems in the order of the lines, those of the whole file first, with a note for each code that was cut short.
    pub fn into_vec(mut self) -> Vec<Problem> {
        self.kept.sort_by_key(|problem| problem.line);
        for ((code, severity), count) in self.counts {
            if count > KEPT_PER_CODE {
                let more = count - KEPT_PER_CODE;
                let message = format!("Le même problème ({code}) se répète encore {more} fois ; ces lignes ne sont pas énumérées.");
                self.kept.push(Problem { line: None, column: None, code, severity, message });
            }
        }
        self.kept
    }
}

fn capitalised(what: fmt::Arguments<'_>) -> String {
    let text = what.to_string();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What a message quotes of a file must not command the terminal that shows it, nor turn the order of its letters.
fn printable(message: String) -> String {
    let commands = |c: char| c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if message.contains(commands) { message.replace(commands, "·") } else { message }
}

/// Text of a file shown in a message: cut when long, without control characters.
pub(crate) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let clean: String = text.chars().take(LONGEST).map(|c| if c.is_control() { '·' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() { format!("{clean}…") } else { clean }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_where_and_the_list_is_in_the_order_of_the_lines() {
        let mut problems = Problems::new();
        problems.error(Place::cell(12, "Échéance"), "date_impossible", format_args!("« 20250230 » n'existe pas."));
        problems.warning(Place::FILE, "mixed", format_args!("le fichier mélange deux encodages."));
        let list = problems.into_vec();
        assert_eq!(list[0].message, "Le fichier mélange deux encodages.");
        assert_eq!(list[1].message, "Ligne 12, colonne « Échéance » : « 20250230 » n'existe pas.");
        assert_eq!(
            serde_json::to_string(&list[1]).ok().as_deref(),
            Some(
                r#"{"line":12,"column":"Échéance","code":"date_impossible","severity":"error","message":"Ligne 12, colonne « Échéance » : « 20250230 » n'existe pas."}"#
            )
        );
    }

    #[test]
    fn what_a_message_quotes_commands_no_terminal() {
        let mut problems = Problems::new();
        let (bank, entry) = ("3\u{1b}[2J\u{10}006", "e\tEcr\u{202e}Lib");
        problems.warning(Place::line(4), "bank_differs", format_args!("banque {bank}."));
        problems.error(Place::cell(5, "a\nb"), "entry_unbalanced", format_args!("écriture « {entry} »."));
        let list = problems.into_vec();
        assert_eq!(list[0].message, "Ligne 4 : banque 3·[2J·006.");
        assert_eq!(list[1].message, "Ligne 5, colonne « a·b » : écriture « e·Ecr·Lib ».");
    }

    #[test]
    fn a_million_problems_cost_no_more_memory_than_two_hundred() {
        let mut problems = Problems::new();
        for line in 1..=1_000_000 {
            problems.warning(Place::line(line), "blank", format_args!("vide"));
        }
        assert_eq!(problems.count("blank"), 1_000_000);
        let list = problems.into_vec();
        assert_eq!(list.len(), 201);
        assert!(list[200].message.contains("999800 fois"));
    }
}
