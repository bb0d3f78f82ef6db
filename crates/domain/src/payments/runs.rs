//! What in the texts of a line may be the number of an invoice.
//!
//! A text is cut into pieces of letters and digits. A run is a piece with a digit, or several pieces that follow each other with
//! no more between them than a blank or a usual separator. Days and amounts are told apart, and so is what follows « facture ».

use super::number::{Compact, Groups, Run, folded, is_year};

/// The most pieces that one number is written in.
const MOST_PIECES: usize = 5;
/// The most runs that are kept of a line.
const MOST_RUNS: usize = 80;
/// Words after which a number is meant.
const MARKS: &[&str] = &[
    "FACT",
    "FACTURE",
    "FACTURES",
    "FACTS",
    "FAC",
    "FACS",
    "FA",
    "F",
    "FC",
    "FT",
    "FCT",
    "FRA",
    "FV",
    "INV",
    "INVOICE",
    "INVOICES",
    "N",
    "NO",
    "NUM",
    "NUMERO",
    "NR",
    "REF",
    "REFERENCE",
    "RG",
    "RGLT",
    "REGLT",
    "PIECE",
    "DOC",
    "AVOIR",
];
/// Words that may stand between such a word and the number, or between two numbers.
const BETWEEN: &[&str] = &["ET", "A", "AU", "AND", "TO", "PLUS", "VOTRE", "NOTRE", "VOS", "NOS", "VF", "VOTR", "LES", "LA", "LE", "DE"];
/// Words after which a day is meant.
const DAYS: &[&str] = &["DU", "DATE", "DATEE", "ECHEANCE", "ECH"];

/// A piece of a text: letters and digits without anything between.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    /// As written.
    pub text: &'a str,
    /// What stands before it since the piece before.
    gap: &'a str,
    digits: usize,
}

impl Piece<'_> {
    fn all_digits(&self) -> bool {
        self.digits == self.text.len()
    }

    pub fn is(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.text.eq_ignore_ascii_case(word))
    }

    /// Whether a dash stands between it and the piece before.
    pub fn dash_before(&self) -> bool {
        self.gap.trim() == "-"
    }

    /// Whether it may be one number with the piece before.
    fn joins(&self) -> bool {
        self.gap.len() <= 3 && self.gap.bytes().all(|b| matches!(b, b' ' | b'-' | b'/' | b'.' | b'_' | b'#'))
    }
}

/// The pieces of a text.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let bytes = text.as_bytes();
    let (mut found, mut at, mut after) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        if !bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_alphanumeric() {
            at += 1;
        }
        let digits = bytes[start..at].iter().filter(|b| b.is_ascii_digit()).count();
        // Pieces begin and end beside ASCII characters, so that these are character boundaries.
        found.push(Piece { text: &text[start..at], gap: &text[after..start], digits });
        after = at;
    }
    found
}

/// The runs of some texts; `true` beside a text that is a field for references.
pub(super) fn runs(texts: &[(&str, bool)]) -> Vec<Run> {
    let mut found = Vec::new();
    for (at, (text, is_reference)) in texts.iter().enumerate() {
        let field = Field::of(text, *is_reference, u8::try_from(at).unwrap_or(u8::MAX));
        for at in 0..field.pieces.len() {
            field.starting(at, &mut found);
            if found.len() >= MOST_RUNS {
                found.truncate(MOST_RUNS);
                return found;
            }
        }
    }
    found
}

/// A text cut up, with what each piece is.
struct Field<'a> {
    place: u8,
    pieces: Vec<Piece<'a>>,
    /// A number is meant there.
    marked: Vec<bool>,
    /// Units or decimals of an amount.
    amount: Vec<bool>,
    /// Part of a day.
    day: Vec<bool>,
}

impl<'a> Field<'a> {
    fn of(text: &'a str, is_reference: bool, place: u8) -> Field<'a> {
        let pieces = pieces(text);
        let mut marked: Vec<bool> = Vec::with_capacity(pieces.len());
        for at in 0..pieces.len() {
            let before = marked.last().copied().unwrap_or(false);
            marked.push(still_marked(before, &pieces, at) || (is_reference && at == 0));
        }
        let amount = (0..pieces.len()).map(|at| is_amount(&pieces, at, marked[at])).collect();
        let mut day = vec![false; pieces.len()];
        for at in 0..pieces.len() {
            let long = if marked[at] { 0 } else { day_from(&pieces, at) };
            day[at..at + long].fill(true);
        }
        Field { place, pieces, marked, amount, day }
    }

    /// The runs that begin at a piece.
    fn starting(&self, at: usize, found: &mut Vec<Run>) {
        let first = &self.pieces[at];
        let word = first.digits == 0;
        // A word begins a number only as a short prefix of what follows.
        let prefix =
            || first.text.len() <= 6 && !first.is(DAYS) && self.pieces.get(at + 1).is_some_and(|next| next.digits > 0 && next.joins());
        if word && !prefix() {
            return;
        }
        let (mut plain, mut whole) = (Compact::EMPTY, Compact::EMPTY);
        let (mut digits, mut exact_only, mut groups) = (0, false, Groups::default());
        for (end, piece) in self.pieces.iter().enumerate().skip(at).take(MOST_PIECES) {
            if self.amount[end] || end > at && (!piece.joins() || piece.digits == 0 && piece.text.len() > 3) {
                return;
            }
            let mut in_digits = false;
            piece.text.bytes().for_each(|byte| {
                plain.push(byte.to_ascii_uppercase());
                whole.push(folded(byte));
                if byte.is_ascii_digit() {
                    groups.digit(!in_digits);
                }
                in_digits = byte.is_ascii_digit();
            });
            digits += piece.digits;
            exact_only |= self.day[end];
            if digits > 0 && (piece.digits > 0 || has_look_alikes(piece)) {
                let marked = self.marked[at] || word && first.is(MARKS);
                let run = run(plain, whole, (self.place, at, end));
                found.push(Run { marked, exact_only, prefixed: word, groups, ..run });
            }
        }
    }
}

/// Whether a number is meant at a piece, knowing whether one was meant before it.
fn still_marked(before: bool, pieces: &[Piece<'_>], at: usize) -> bool {
    let piece = &pieces[at];
    if at > 0 && pieces[at - 1].is(DAYS) {
        return false;
    }
    let letters = piece.text.bytes().take_while(u8::is_ascii_alphabetic).count();
    if piece.digits > 0 && letters > 0 && MARKS.iter().any(|mark| mark.eq_ignore_ascii_case(&piece.text[..letters])) {
        return true;
    }
    let Some(last) = at.checked_sub(1).map(|at| &pieces[at]) else { return false };
    last.is(MARKS) || (before && (last.digits > 0 || last.is(BETWEEN)))
}

/// Whether a piece is the units or the decimals of an amount: `1200,50 EUR`, `1 200,00`.
fn is_amount(pieces: &[Piece<'_>], at: usize, marked: bool) -> bool {
    let decimals = |at: usize| {
        let Some(piece) = pieces.get(at).filter(|piece| at > 0 && piece.digits == 2 && piece.all_digits() && piece.gap == ",") else {
            return false;
        };
        let euros = pieces.get(at + 1).is_some_and(|next| next.is(&["EUR", "EUROS", "E"]) || next.gap.contains('€'));
        pieces[at - 1].all_digits() && (euros || piece.text == "00" || !marked)
    };
    let hundreds = |at: usize| pieces.get(at).is_some_and(|piece| piece.digits == 3 && piece.all_digits() && piece.gap == " ");
    decimals(at) || decimals(at + 1) || (hundreds(at + 1) && decimals(at + 2) && pieces[at].all_digits())
}

/// How many pieces from one on read as a day: `15/03/2026`, `15 03 26`, `20260315`, `du 150326`, a year; none where they do not.
fn day_from(pieces: &[Piece<'_>], at: usize) -> usize {
    let after_a_word = at.checked_sub(1).is_some_and(|at| pieces[at].is(DAYS));
    let value = |text: &str| text.parse::<u32>().unwrap_or(u32::MAX);
    let day_and_month = |day: &str, month: &str| (1..=31).contains(&value(day)) && (1..=12).contains(&value(month));
    let year = |text: &str| is_year(text.as_bytes());
    let digits: Vec<&str> = pieces[at..].iter().take(3).take_while(|piece| piece.all_digits()).map(|piece| piece.text).collect();
    let joined = |many: usize| pieces[at + 1..at + many].iter().all(Piece::joins);
    if let [a, b, c] = digits[..]
        && joined(3)
        && (day_and_month(a, b) && matches!(c.len(), 2 | 4) || year(a) && day_and_month(c, b))
    {
        return 3;
    }
    match digits[..] {
        [one, ..] if one.len() == 8 => {
            let reads = year(&one[4..]) && day_and_month(&one[..2], &one[2..4]) || year(&one[..4]) && day_and_month(&one[6..], &one[4..6]);
            usize::from(reads)
        }
        [one, ..] if one.len() == 6 => usize::from(after_a_word && day_and_month(&one[..2], &one[2..4])),
        [day, month, ..] if after_a_word && joined(2) && day_and_month(day, month) => 2,
        [one, ..] => usize::from(year(one) || after_a_word && one.len() <= 2),
        [] => 0,
    }
}

/// A run from a reference whose check digits are right, the `at`-th of its line.
pub(super) fn certain(body: &str, at: usize) -> Run {
    let (mut plain, mut whole) = (Compact::EMPTY, Compact::EMPTY);
    body.bytes().for_each(|byte| {
        plain.push(byte.to_ascii_uppercase());
        whole.push(folded(byte));
    });
    Run { certain: true, marked: true, ..run(plain, whole, (u8::MAX, at, at)) }
}

fn run(plain: Compact, whole: Compact, (field, first, last): (u8, usize, usize)) -> Run {
    let bytes = plain.bytes();
    let core = bytes.iter().position(u8::is_ascii_digit).unwrap_or(bytes.len());
    let alike = bytes[..core].iter().rev().take_while(|byte| folded(**byte).is_ascii_digit()).count();
    let place = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
    let pieces = (place(first), place(last));
    Run {
        plain,
        whole,
        core,
        early: core - alike,
        field,
        pieces,
        marked: false,
        exact_only: false,
        prefixed: false,
        certain: false,
        groups: Groups::default(),
    }
}

/// Whether letters of it are read for digits.
fn has_look_alikes(piece: &Piece<'_>) -> bool {
    piece.text.len() <= 6 && piece.text.bytes().all(|byte| folded(byte).is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> Vec<String> {
        runs(&[(text, false)]).iter().map(|run| String::from_utf8_lossy(run.plain.bytes()).into_owned()).collect()
    }

    #[test]
    fn pieces_that_follow_each_other_are_read_together_and_apart() {
        assert_eq!(shown("FACT F-2026-42"), ["F2026", "F202642", "2026", "202642", "42"]);
        assert_eq!(shown("VIREMENT RECU DE DUPONT"), Vec::<String>::new());
        assert_eq!(shown("FACT 12, 13"), ["FACT12", "12", "13"]);
    }

    #[test]
    fn what_follows_the_word_facture_is_marked_and_so_is_the_rest_of_the_list() {
        let marked = |text: &str| {
            let runs = runs(&[(text, false)]);
            let marked: Vec<String> = runs
                .iter()
                .filter(|run| run.marked && run.pieces.0 == run.pieces.1)
                .map(|run| String::from_utf8_lossy(run.plain.bytes()).into_owned())
                .collect();
            marked
        };
        assert_eq!(marked("VIR 77 DUPONT FACTURES 12, 13 ET 15 CLIENT 99"), ["12", "13", "15"]);
        assert_eq!(marked("FA0042"), ["FA0042"]);
        assert_eq!(marked("FACTURE 12 DU 15"), ["12"]);
    }

    #[test]
    fn amounts_are_left_out() {
        assert_eq!(shown("SOLDE 1 200,50 EUR"), Vec::<String>::new());
        assert_eq!(shown("SOLDE 1200,00"), Vec::<String>::new());
        assert_eq!(shown("FACT 1042,1043"), ["FACT1042", "1042", "1043"]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,80}", other in "[0-9A-Z /,.-]{0,80}") {
            let found = runs(&[(&text, false), (&other, true)]);
            prop_assert!(found.len() <= MOST_RUNS);
        }
    }
}
