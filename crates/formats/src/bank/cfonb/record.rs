//! One record of 120 characters, and the cutting of a text into records.
//!
//! Positions are counted in characters; a file in UTF-8 that was padded by bytes has its amounts elsewhere, and is then counted in
//! bytes (an accent is two of them).

use domain::Date;
use domain::money::{Cents, Currency};

use super::super::amounts::two_digit_day;
use super::super::text::{clean, numbered_lines};
use crate::values::DateError;

/// Characters of a record.
const WIDTH: usize = 120;
/// Codes of the records.
const CODES: [&str; 4] = ["01", "04", "05", "07"];
/// Stands for the rest of a character counted in bytes.
const FILLER: char = '\0';

/// One record, filled with blanks on its right.
#[derive(Debug)]
pub(super) struct Record {
    /// The line of the file it stands on, from 1.
    pub(super) line: u64,
    /// As it stands, without the blanks at its end.
    pub(super) raw: String,
    cells: Vec<char>,
}

/// A piece of the file: a record, or something that is none.
#[derive(Debug)]
pub(super) enum Piece {
    Record(Record),
    Other { line: u64, text: String },
}

/// Cuts a text into records: by lines, and a longer line every 120 characters (a file without line ends is one long line).
pub(super) fn cut(text: &str) -> impl Iterator<Item = Piece> + '_ {
    numbered_lines(text).flat_map(|(line, whole)| rows(whole).map(move |row| piece(row, line)))
}

/// The parts of a line that are not blank, of at most 120 characters each.
fn rows(line: &str) -> impl Iterator<Item = &str> {
    let blank = |c: char| c.is_whitespace() || c == '\u{1a}' || c == '\0';
    let mut rest = line.trim_start_matches('\u{feff}').trim_end_matches(blank);
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.char_indices().nth(WIDTH).map_or(rest.len(), |(at, _)| at);
        let (row, after) = rest.split_at(end);
        rest = after;
        Some(row)
    })
    .filter(move |row| !row.chars().all(blank))
}

fn piece(row: &str, line: u64) -> Piece {
    if CODES.iter().any(|code| row.starts_with(code)) {
        Piece::Record(Record::new(line, row.trim_end().to_owned()))
    } else {
        Piece::Other { line, text: row.to_owned() }
    }
}

impl Record {
    fn new(line: u64, raw: String) -> Record {
        let mut cells: Vec<char> = raw.chars().collect();
        cells.resize(WIDTH.max(cells.len()), ' ');
        let mut record = Record { line, raw, cells };
        if record.code() != "05" && !record.raw.is_ascii() && !record.is_amount_shaped() {
            let characters = std::mem::replace(&mut record.cells, by_bytes(&record.raw));
            if !record.is_amount_shaped() {
                record.cells = characters;
            }
        }
        record
    }

    /// `01`, `04`, `05` or `07`.
    pub(super) fn code(&self) -> &str {
        &self.raw[..2]
    }

    /// The text from a position (from 1), so many characters, as it stands.
    fn field(&self, position: usize, length: usize) -> String {
        self.cells.iter().skip(position - 1).take(length).filter(|c| **c != FILLER).collect()
    }

    /// The text from a position, without blanks around it.
    pub(super) fn text(&self, position: usize, length: usize) -> String {
        self.field(position, length).trim().to_owned()
    }

    /// As [`Record::text`], blanks inside put right; `None` when nothing is there.
    pub(super) fn words(&self, position: usize, length: usize) -> Option<String> {
        clean(&self.field(position, length))
    }

    /// Bank, branch and account.
    pub(super) fn account(&self) -> (String, String, String) {
        (self.text(3, 5), self.text(12, 5), self.text(22, 11))
    }

    /// The currency, where it is written.
    pub(super) fn currency(&self) -> Option<Currency> {
        Currency::parse(&self.text(17, 3))
    }

    /// The number of decimals, where it is written.
    pub(super) fn decimals(&self) -> Option<u32> {
        self.text(20, 1).parse().ok()
    }

    /// A day JJMMAA.
    pub(super) fn day(&self, position: usize) -> Result<Date, DateError> {
        let text = self.field(position, 6);
        match (text.get(4..6), text.get(2..4), text.get(..2)) {
            (Some(year), Some(month), Some(day)) => two_digit_day(year, month, day),
            _ => Err(DateError::NotADate),
        }
    }

    /// The amount of a balance or a movement.
    pub(super) fn amount(&self, decimals: u32, currency: Currency) -> Option<Cents> {
        signed_amount(&self.field(91, 14), decimals, currency)
    }

    fn is_amount_shaped(&self) -> bool {
        signed_digits(&self.field(91, 14)).is_some()
    }
}

fn by_bytes(raw: &str) -> Vec<char> {
    let mut cells = Vec::with_capacity(WIDTH);
    for c in raw.chars() {
        cells.push(c);
        cells.extend(std::iter::repeat_n(FILLER, c.len_utf8() - 1));
    }
    cells.resize(WIDTH.max(cells.len()), ' ');
    cells
}

/// Thirteen digits and a character that is the last digit and the sign, in minor units of the currency. `None` for any
/// other text, and for decimals beyond those of the currency that are not zero.
pub(super) fn signed_amount(text: &str, decimals: u32, currency: Currency) -> Option<Cents> {
    let (digits, negative) = signed_digits(text)?;
    let value = scaled(digits, decimals, currency)?;
    Some(Cents(if negative { -value } else { value }))
}

/// An amount with so many decimals in minor units of its currency; `None` where that would round it, and beyond [`Cents::MOST`].
pub(super) fn scaled(digits: i64, decimals: u32, currency: Currency) -> Option<i64> {
    let (have, want) = (decimals, currency.decimals());
    let value = if have <= want {
        digits.checked_mul(10i64.checked_pow(want - have)?)?
    } else {
        let unit = 10i64.checked_pow(have - want)?;
        (digits % unit == 0).then_some(digits / unit)?
    };
    (value <= Cents::MOST.0).then_some(value)
}

/// `{ A … I` are 0 to 9 of a credit, `} J … R` of a debit; the braces are é and è in the French set of seven bits.
fn signed_digits(text: &str) -> Option<(i64, bool)> {
    let mut letters = text.chars();
    let sign = letters.next_back()?;
    let body: String = letters.collect();
    if body.len() != 13 || !body.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (last, negative) = match sign {
        '{' | 'é' => (0, false),
        '}' | 'è' => (0, true),
        'A'..='I' => (u32::from(sign) - u32::from('A') + 1, false),
        'J'..='R' => (u32::from(sign) - u32::from('J') + 1, true),
        _ => return None,
    };
    let value: i64 = body.parse().ok()?;
    Some((value * 10 + i64::from(last), negative))
}

/// Whether a line may be the first of a CFONB 120 file: its code, five digits of a bank, a branch, an account.
pub(crate) fn is_first_line(line: &str) -> bool {
    let cells: Vec<char> = line.chars().collect();
    let digits = |from: usize, to: usize| cells.get(from..to).is_some_and(|part| part.iter().all(char::is_ascii_digit));
    let blank_or = |from: usize, to: usize, fits: fn(&char) -> bool| {
        cells.get(from..to).is_some_and(|part| part.iter().all(|c| *c == ' ') || part.iter().all(fits))
    };
    CODES.iter().any(|code| line.starts_with(code))
        && digits(2, 7)
        && blank_or(11, 16, char::is_ascii_digit)
        && blank_or(16, 19, char::is_ascii_alphabetic)
        && blank_or(19, 20, char::is_ascii_digit)
        && cells.get(21..32).is_some_and(|part| part.iter().all(|c| c.is_ascii_alphanumeric() || *c == ' '))
        && !cells[..32].contains(&';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_character_is_a_digit_and_the_sign() {
        let read = |text: &str, decimals| signed_amount(text, decimals, Currency::EUR).map(|cents| cents.0);
        // The published examples (formats §5).
        assert_eq!(read("0000000001904}", 2), Some(-19_040));
        assert_eq!(read("0000000002412J", 2), Some(-24_121));
        assert_eq!(read("0000000166956E", 2), Some(1_669_565));
        assert_eq!(read("0000000001904é", 2), Some(19_040));
        assert_eq!(read("0000000001904è", 2), Some(-19_040));
        assert_eq!(read("0000000000012{", 0), Some(12_000), "whole euros");
        assert_eq!(read("0000000012340{", 3), Some(12_340), "thousandths that are zero");
        assert_eq!(read("0000000012345A", 3), None);
        for wrong in ["00000000019040", "              ", "000000000190}", "0000000001904Z", ""] {
            assert_eq!(read(wrong, 2), None, "{wrong}");
        }
    }

    #[test]
    fn an_accent_counted_in_bytes_does_not_move_the_amount() {
        let head = "0430006    00001EUR2 1234567890105020326  020326";
        let label = "VIR SEPA SOCIÉTÉ GÉNÉRÉE";
        let tail = "  0000000  0000000001200{                ";
        let counted = |width: usize| format!("{head}{label}{}{tail}", " ".repeat(31 - width));
        for width in [label.chars().count(), label.len()] {
            let record = Record::new(1, counted(width));
            assert_eq!(record.amount(2, Currency::EUR), Some(Cents(12_000)), "{width}");
            assert_eq!(record.words(49, 31).as_deref(), Some(label));
        }
    }
}
