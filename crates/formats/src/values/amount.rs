//! Amounts: comma or dot, blanks or apostrophes between thousands, a sign before or after, parentheses, a currency sign.
//!
//! `1.234` alone may be 1,234 or 1 234: only the other values of its column can say, see [`AmountColumn`]. Decimals beyond
//! those of the currency are taken only when they are zero: `18.150` is 18,15; `18.155` is refused, never rounded.

use domain::money::Cents;
use serde::{Deserialize, Serialize};

use super::is_blank;

/// The sign before the decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    /// `1 234,56`
    Comma,
    /// `1,234.56`
    Dot,
}

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AmountError {
    /// Nothing there.
    Empty,
    /// Not a figure.
    NotANumber,
    /// `1.234` with nothing to say what the dot is.
    Ambiguous,
    /// More decimals than the currency has.
    TooPrecise,
    /// More than [`Cents::MOST`].
    TooLarge,
}

impl AmountError {
    /// The stable code of the problem.
    pub fn code(self) -> &'static str {
        match self {
            AmountError::Empty => "amount_missing",
            AmountError::NotANumber => "amount_invalid",
            AmountError::Ambiguous => "amount_ambiguous",
            AmountError::TooPrecise => "amount_too_precise",
            AmountError::TooLarge => "amount_too_large",
        }
    }

    /// What is wrong and what to do, in French, after the text itself.
    pub fn message(self) -> &'static str {
        match self {
            AmountError::Empty => "le montant manque. Complétez-le.",
            AmountError::NotANumber => "n'est pas un montant. Attendu par exemple 1 234,56.",
            AmountError::Ambiguous => {
                "peut se lire de deux façons (milliers ou décimales) et aucune autre valeur de la colonne ne tranche. Écrivez deux décimales, par exemple 1 234,00."
            }
            AmountError::TooPrecise => "a plus de décimales que la monnaie. Arrondissez le montant au centime dans votre logiciel.",
            AmountError::TooLarge => "est un montant trop grand pour être juste. Vérifiez-le.",
        }
    }
}

/// What a text says of the decimal mark of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    Nothing,
    Mark(DecimalMark),
    Either,
}

/// Digits and separators of an amount, cleaned of blanks, signs and currency.
struct Figure<'a> {
    body: &'a str,
    negative: bool,
    grouped: bool,
}

/// Reads an amount in minor units of a currency with `decimals` decimals. `mark` settles `1.234`; it changes nothing else.
///
/// # Errors
/// See [`AmountError`].
pub fn amount(text: &str, mark: Option<DecimalMark>, decimals: u32) -> Result<Cents, AmountError> {
    let mut buffer = [0u8; 40];
    let figure = figure(text, &mut buffer)?;
    let mark = match says(&figure)? {
        Says::Nothing => DecimalMark::Comma,
        Says::Mark(mark) => mark,
        Says::Either => mark.ok_or(AmountError::Ambiguous)?,
    };
    let point = match mark {
        DecimalMark::Comma => b',',
        DecimalMark::Dot => b'.',
    };
    let value = digits(figure.body.as_bytes(), point, decimals)?;
    if value > Cents::MOST.0 {
        return Err(AmountError::TooLarge);
    }
    Ok(Cents(if figure.negative { -value } else { value }))
}

/// What the values of a column say together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AmountColumn {
    comma: u64,
    dot: u64,
}

impl AmountColumn {
    /// Adds a value.
    pub fn see(&mut self, text: &str) {
        let mut buffer = [0u8; 40];
        match figure(text, &mut buffer).and_then(|figure| says(&figure)) {
            Ok(Says::Mark(DecimalMark::Comma)) => self.comma += 1,
            Ok(Says::Mark(DecimalMark::Dot)) => self.dot += 1,
            _ => {}
        }
    }

    /// The decimal mark, where the values agree.
    pub fn mark(&self) -> Option<DecimalMark> {
        match (self.comma, self.dot) {
            (1.., 0) => Some(DecimalMark::Comma),
            (0, 1..) => Some(DecimalMark::Dot),
            _ => None,
        }
    }
}

fn figure<'a>(text: &str, buffer: &'a mut [u8; 40]) -> Result<Figure<'a>, AmountError> {
    let text = text.trim_matches(is_blank);
    if text.is_empty() {
        return Err(AmountError::Empty);
    }
    let (text, parenthesised) = match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        Some(inner) => (inner, true),
        None => (text, false),
    };
    let mut negative = parenthesised;
    let mut signs = 0;
    let mut length = 0;
    let mut grouped = false;
    // Digits since the last blank or apostrophe between thousands: it must be followed by groups of three.
    let mut run = 0;
    let text = without_currency(text);
    for c in text.chars() {
        match c {
            '0'..='9' => run += 1,
            ',' | '.' => {
                if grouped && run != 3 {
                    return Err(AmountError::NotANumber);
                }
                grouped_done(&mut run);
            }
            '-' | '\u{2212}' | '+' => {
                signs += 1;
                negative |= c != '+';
                continue;
            }
            '\'' | '\u{2019}' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' => {
                // A blank beside the sign or at the start groups nothing.
                if length > 0 {
                    if (grouped && run != 3) || !(1..=3).contains(&run) {
                        return Err(AmountError::NotANumber);
                    }
                    grouped = true;
                    run = 0;
                }
                continue;
            }
            _ => return Err(AmountError::NotANumber),
        }
        let Some(slot) = buffer.get_mut(length) else { return Err(AmountError::TooLarge) };
        *slot = c as u8;
        length += 1;
    }
    let bad_sign = signs > 1 || (signs == 1 && !text.starts_with(['-', '+', '\u{2212}']) && !text.ends_with(['-', '+', '\u{2212}']));
    let has_point = buffer[..length].iter().any(|b| matches!(b, b',' | b'.'));
    if bad_sign || (parenthesised && signs > 0) || (grouped && !has_point && run != 3) {
        return Err(AmountError::NotANumber);
    }
    let body = std::str::from_utf8(&buffer[..length]).map_err(|_| AmountError::NotANumber)?;
    Ok(Figure { body, negative, grouped })
}

/// After a point the digits are decimals (or groups checked later): they no longer follow a blank.
fn grouped_done(run: &mut i32) {
    *run = 3;
}

/// Without a currency sign or three-letter code at either end.
fn without_currency(text: &str) -> &str {
    let text = text.trim_matches(|c: char| is_blank(c) || matches!(c, '€' | '$' | '£'));
    let upper = |s: &str| s.bytes().all(|b| b.is_ascii_alphabetic());
    let text = match text.char_indices().rev().nth(2) {
        Some((at, _)) if text[at..].len() == 3 && upper(&text[at..]) => &text[..at],
        _ => text,
    };
    let text = match text.get(..3) {
        Some(code) if upper(code) => &text[3..],
        _ => text,
    };
    text.trim_matches(is_blank)
}

/// Which mark the figure shows.
fn says(figure: &Figure<'_>) -> Result<Says, AmountError> {
    let body = figure.body.as_bytes();
    let count = |b: u8| body.iter().filter(|c| **c == b).count();
    let (commas, dots) = (count(b','), count(b'.'));
    if body.len() == commas + dots {
        return Err(AmountError::NotANumber);
    }
    let last = body.iter().rposition(|b| matches!(b, b',' | b'.'));
    let Some(last) = last else { return Ok(Says::Nothing) };
    let this = if body[last] == b',' { DecimalMark::Comma } else { DecimalMark::Dot };
    let other = if body[last] == b',' { DecimalMark::Dot } else { DecimalMark::Comma };
    match (commas, dots) {
        (1, 1..) | (1.., 1) if commas > 0 && dots > 0 => {
            let repeated = if this == DecimalMark::Comma { commas } else { dots };
            if repeated > 1 { Err(AmountError::NotANumber) } else { Ok(Says::Mark(this)) }
        }
        (1, 0) | (0, 1) => {
            let (before, after) = (last, body.len() - last - 1);
            let could_group = after == 3 && (1..=3).contains(&before) && body[0] != b'0' && !figure.grouped;
            Ok(if could_group { Says::Either } else { Says::Mark(this) })
        }
        // Several of one kind only: they part thousands.
        (_, 0) | (0, _) => Ok(Says::Mark(other)),
        _ => Err(AmountError::NotANumber),
    }
}

/// The value in minor units, thousands checked to come by three.
fn digits(body: &[u8], point: u8, decimals: u32) -> Result<i64, AmountError> {
    let (whole, fraction) = match body.iter().position(|b| *b == point) {
        Some(at) => (&body[..at], &body[at + 1..]),
        None => (body, &[][..]),
    };
    if !fraction.iter().all(u8::is_ascii_digit) {
        return Err(AmountError::NotANumber);
    }
    let mut value: i64 = 0;
    let mut push = |digit: u8| {
        value = value.checked_mul(10).and_then(|v| v.checked_add(i64::from(digit - b'0'))).ok_or(AmountError::TooLarge)?;
        Ok(())
    };
    for (i, group) in whole.split(|b| !b.is_ascii_digit()).enumerate() {
        let separated = whole.len() != group.len();
        if separated && !(if i == 0 { (1..=3).contains(&group.len()) } else { group.len() == 3 }) {
            return Err(AmountError::NotANumber);
        }
        group.iter().try_for_each(|digit| push(*digit))?;
    }
    let kept = (decimals as usize).min(fraction.len());
    fraction[..kept].iter().try_for_each(|digit| push(*digit))?;
    (kept..decimals as usize).try_for_each(|_| push(b'0'))?;
    if fraction[kept..].iter().any(|digit| *digit != b'0') {
        return Err(AmountError::TooPrecise);
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<i64, AmountError> {
        amount(text, None, 2).map(|cents| cents.0)
    }

    #[test]
    fn the_ways_people_write_amounts() {
        for (text, cents) in [
            ("0000000069,60", 6960),
            ("1200", 120_000),
            ("1 234,56", 123_456),
            ("1\u{202f}234,56\u{a0}€", 123_456),
            ("1\u{a0}234\u{a0}567,8", 123_456_780),
            ("1234.56", 123_456),
            ("1,234.56", 123_456),
            ("-1.234,56", -123_456),
            ("1.234.567", 123_456_700),
            ("12,34-", -1234),
            ("- 12,34", -1234),
            ("\u{2212}12,34", -1234),
            ("+12,34", 1234),
            ("(1 234,56)", -123_456),
            ("5442.09000", 544_209),
            ("1234.500", 123_450),
            ("0.500", 50),
            ("1 234.500", 123_450),
            ("€12.5", 1250),
            ("12,5 EUR", 1250),
            ("EUR 12,5", 1250),
            ("1'234.50", 123_450),
            (",50", 50),
            ("12,", 1200),
            ("-0,00", 0),
        ] {
            assert_eq!(read(text), Ok(cents), "{text}");
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused_and_never_rounded() {
        for text in ["N/A", "-", ".", "12 34", "1 2345", "1.23.4", "1,2,3.4.5", "12-34", "--5", "(-5)", "12e3", "1.234,567.8", "€", "abc"]
        {
            assert_eq!(read(text), Err(AmountError::NotANumber), "{text}");
        }
        assert_eq!(read("  "), Err(AmountError::Empty));
        assert_eq!(read("18,1551"), Err(AmountError::TooPrecise));
        assert_eq!(read("99999999999999999999"), Err(AmountError::TooLarge));
        // Added up, amounts of 64 bits would not hold: a hundred thousand million is the most.
        assert_eq!(read("100 000 000 000,00"), Ok(Cents::MOST.0));
        assert_eq!((read("100 000 000 000,01"), read("-92233720368547758,07")), (Err(AmountError::TooLarge), Err(AmountError::TooLarge)));
        assert_eq!(amount("1000", None, 0), Ok(Cents(1000)), "whole yen");
        assert_eq!(amount("10,5", None, 0), Err(AmountError::TooPrecise));
        assert_eq!(amount("10,555", Some(DecimalMark::Comma), 3), Ok(Cents(10_555)), "Tunisian millimes");
    }

    #[test]
    fn one_thousand_or_one_and_a_bit_is_for_the_column_to_say() {
        assert_eq!(read("1.234"), Err(AmountError::Ambiguous));
        assert_eq!(read("18.150"), Err(AmountError::Ambiguous));
        let mut french = AmountColumn::default();
        ["1.234", "12,50", "7"].iter().for_each(|text| french.see(text));
        assert_eq!(amount("1.234", french.mark(), 2), Ok(Cents(123_400)));
        let mut english = AmountColumn::default();
        ["1.234", "12.50", "1,500.25"].iter().for_each(|text| english.see(text));
        assert_eq!(amount("18.150", english.mark(), 2), Ok(Cents(1815)));
        assert_eq!(amount("18.155", english.mark(), 2), Err(AmountError::TooPrecise));
        assert_eq!(amount("1,234", english.mark(), 2), Ok(Cents(123_400)));
        english.see("3,5");
        assert_eq!(english.mark(), None, "a column that says both says nothing");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = amount(&text, Some(DecimalMark::Dot), 2);
        }

        #[test]
        fn what_is_written_the_french_way_is_read_back(cents in -9_999_999_999i64..9_999_999_999) {
            let units = cents.unsigned_abs();
            let mut whole = (units / 100).to_string();
            let mut at = whole.len();
            while at > 3 {
                at -= 3;
                whole.insert(at, '\u{202f}');
            }
            let text = format!("{}{whole},{:02}\u{a0}€", if cents < 0 { "-" } else { "" }, units % 100);
            prop_assert_eq!(read(&text), Ok(cents));
        }
    }
}
