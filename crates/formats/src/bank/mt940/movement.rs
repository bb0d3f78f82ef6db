//! The field `:61:`: value date, entry date, mark, amount, type, references, supplement.

use domain::Date;
use domain::money::{Cents, Currency};

use super::super::amounts::{clamped_day, decimal};
use super::super::text::{clean, reference};

/// Which way the money went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    In,
    Out,
    /// Announced only (EC, ED of MT942).
    Expected,
}

/// A movement as `:61:` gives it.
#[derive(Clone, Debug)]
pub(super) struct Movement {
    pub(super) value_on: Date,
    pub(super) booked_on: Date,
    /// A date past the end of its month was moved to its last day.
    pub(super) clamped: bool,
    pub(super) direction: Direction,
    pub(super) reversal: bool,
    /// Without sign.
    pub(super) amount: Cents,
    /// The four characters of the type, `NTRF`.
    pub(super) kind: String,
    pub(super) customer_reference: Option<String>,
    pub(super) bank_reference: Option<String>,
    /// What stands on the lines below.
    pub(super) supplement: Vec<String>,
}

/// Why a movement cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) message: String,
}

fn fault(code: &'static str, message: &str) -> Fault {
    Fault { code, message: message.to_owned() }
}

impl Movement {
    /// Reads the field, given by lines.
    pub(super) fn parse(lines: &[String], currency: Currency) -> Result<Movement, Fault> {
        let text = lines.first().map_or("", |line| line.trim());
        let wrong_date = || fault("date_invalid", "la date de valeur AAMMJJ manque.");
        let (value, rest) = text.split_at_checked(6).ok_or_else(wrong_date)?;
        let (value_on, moved) = day(value).ok_or_else(wrong_date)?;
        let (booked_on, moved_too, rest) = entry_date(rest, value_on);
        let (direction, reversal, rest) = mark(rest).ok_or_else(|| fault("direction_unknown", "le sens (C, D, RC ou RD) manque."))?;
        // The third letter of the currency may stand between mark and amount.
        let rest = if rest.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) { &rest[1..] } else { rest };
        let length = rest.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')).count();
        let (amount, rest) = rest.split_at(length);
        let amount = decimal(amount, currency)
            .map_err(|error| Fault { code: error.code(), message: format!("« {amount} » {}", error.message()) })?;
        let (kind, references) = kind(rest);
        let (customer, bank) = references.split_once("//").unwrap_or((references, ""));
        Ok(Movement {
            value_on,
            booked_on,
            clamped: moved || moved_too,
            direction,
            reversal,
            amount,
            kind: kind.to_owned(),
            customer_reference: own_reference(customer),
            bank_reference: reference(bank),
            supplement: lines[1..].iter().filter_map(|line| clean(line)).collect(),
        })
    }
}

fn day(text: &str) -> Option<(Date, bool)> {
    clamped_day(text.get(..2)?, text.get(2..4)?, text.get(4..6)?).ok()
}

/// The entry date MMJJ, where four digits stand before the mark: its year is the one that brings it nearest the value date.
fn entry_date(rest: &str, value_on: Date) -> (Date, bool, &str) {
    let digits = rest.get(..4).filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
    let marked = rest.as_bytes().get(4).is_some_and(u8::is_ascii_alphabetic);
    let (Some(digits), true) = (digits, marked) else { return (value_on, false, rest) };
    let near = |year: i16| {
        let year = format!("{:02}", year.rem_euclid(100));
        clamped_day(&year, &digits[..2], &digits[2..]).ok()
    };
    let days = |(date, _): &(Date, bool)| date.since(value_on).map_or(i32::MAX, |span| span.get_days().abs());
    let best = (value_on.year() - 1..=value_on.year() + 1).filter_map(near).min_by_key(days);
    best.map_or((value_on, false, &rest[4..]), |(date, moved)| (date, moved, &rest[4..]))
}

/// A reversed credit leaves, a reversed debit comes in.
fn mark(rest: &str) -> Option<(Direction, bool, &str)> {
    const MARKS: [(&str, Direction, bool); 6] = [
        ("RC", Direction::Out, true),
        ("RD", Direction::In, true),
        ("EC", Direction::Expected, false),
        ("ED", Direction::Expected, false),
        ("C", Direction::In, false),
        ("D", Direction::Out, false),
    ];
    let rest = rest.trim_start();
    MARKS.iter().find_map(|(mark, direction, reversal)| rest.strip_prefix(mark).map(|rest| (*direction, *reversal, rest)))
}

/// The type: N, F or S and three characters.
fn kind(rest: &str) -> (&str, &str) {
    match rest.split_at_checked(4) {
        Some((kind, references)) if kind.starts_with(['N', 'F', 'S']) && kind.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            (kind, references)
        }
        _ => ("", rest),
    }
}

/// The customer's reference; the words by which it sends the reader to the narrative are none, nor is a lone N (for NONREF).
fn own_reference(text: &str) -> Option<String> {
    reference(text).filter(|text| !matches!(text.as_str(), "EREF" | "KREF" | "MREF" | "PREF" | "N"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Movement, Fault> {
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        Movement::parse(&lines, Currency::EUR)
    }

    #[test]
    fn every_part_of_a_movement() {
        let read = parse("2603020303CR1250,5NTRFFA2026-12//B4711\nFR7630006000011234567890189").expect("a movement");
        assert_eq!((read.value_on, read.booked_on), (Date::constant(2026, 3, 2), Date::constant(2026, 3, 3)));
        assert_eq!((read.direction, read.reversal, read.amount), (Direction::In, false, Cents(125_050)));
        assert_eq!(
            (read.kind.as_str(), read.customer_reference.as_deref(), read.bank_reference.as_deref()),
            ("NTRF", Some("FA2026-12"), Some("B4711"))
        );
        assert_eq!(read.supplement, ["FR7630006000011234567890189"]);
        let bare = parse("260302D65,NMSCNONREF").expect("a movement");
        assert_eq!(
            (bare.booked_on, bare.direction, bare.amount, bare.customer_reference),
            (bare.value_on, Direction::Out, Cents(6_500), None)
        );
    }

    #[test]
    fn the_entry_date_of_new_year_is_of_the_other_year() {
        let booked = |text: &str| parse(text).expect("a movement").booked_on;
        assert_eq!(booked("2512310102C1,NTRFX"), Date::constant(2026, 1, 2));
        assert_eq!(booked("2601021231C1,NTRFX"), Date::constant(2025, 12, 31));
        let clamped = parse("2602300302C1,NTRFX").expect("a movement");
        assert_eq!((clamped.value_on, clamped.clamped), (Date::constant(2026, 2, 28), true));
    }

    #[test]
    fn a_reversed_credit_leaves() {
        let way = |text: &str| parse(text).map(|read| (read.direction, read.reversal));
        assert_eq!(way("260302RC10,NTRFX"), Ok((Direction::Out, true)));
        assert_eq!(way("260302RD10,NTRFX"), Ok((Direction::In, true)));
        assert_eq!(way("260302CR10,NTRFX"), Ok((Direction::In, false)), "R is here a letter of the currency");
        assert_eq!(way("260302EC10,NTRFX"), Ok((Direction::Expected, false)));
    }

    #[test]
    fn what_is_no_movement_says_why() {
        let code = |text: &str| parse(text).expect_err("it is refused").code;
        assert_eq!(code(""), "date_invalid");
        assert_eq!(code("26é302C1,"), "date_invalid");
        assert_eq!(code("261302C1,NTRFX"), "date_invalid");
        assert_eq!(code("260302X1,NTRFX"), "direction_unknown");
        assert_eq!(code("260302CNTRFX"), "amount_missing");
        assert_eq!(code("260302C1,2345NTRFX"), "amount_too_precise");
    }
}
