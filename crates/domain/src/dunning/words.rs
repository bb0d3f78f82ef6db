//! French forms of amounts and days, for the sentences of the decisions.
//!
//! `1 234,56 €` has U+202F between thousands and U+00A0 before the currency; a day is « 1er mars 2026 ».

use jiff::civil::Date;

use crate::money::{Cents, Currency};

const MONTHS: [&str; 12] =
    ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];

/// An amount as a reader expects it, with the decimals of its currency.
pub(crate) fn amount(cents: Cents, currency: Currency) -> String {
    let decimals = currency.decimals();
    let unit = 10u64.pow(decimals);
    let (whole, rest) = (cents.0.unsigned_abs() / unit, cents.0.unsigned_abs() % unit);
    let digits = whole.to_string();
    let mut text = String::with_capacity(digits.len() * 2 + 8);
    if cents.0 < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    if decimals > 0 {
        text.push_str(&format!(",{rest:0width$}", width = decimals as usize));
    }
    text.push('\u{a0}');
    text.push_str(if currency == Currency::EUR { "€" } else { currency.code() });
    text
}

/// A day in words.
pub(crate) fn day(date: Date) -> String {
    let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
    if date.day() == 1 { format!("1er {month} {}", date.year()) } else { format!("{} {month} {}", date.day(), date.year()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn amounts_have_the_blanks_and_decimals_of_a_french_page() {
        let usd = Currency::parse("USD").expect("a code");
        let jpy = Currency::parse("JPY").expect("a code");
        assert_eq!(amount(Cents(123_456), Currency::EUR), "1\u{202f}234,56\u{a0}€");
        assert_eq!(amount(Cents(-5), Currency::EUR), "-0,05\u{a0}€");
        assert_eq!(amount(Cents(100_000_000), usd), "1\u{202f}000\u{202f}000,00\u{a0}USD");
        assert_eq!(amount(Cents(1_500), jpy), "1\u{202f}500\u{a0}JPY");
    }

    #[test]
    fn the_first_of_a_month_is_ordinal() {
        assert_eq!(day(date(2026, 3, 1)), "1er mars 2026");
        assert_eq!(day(date(2026, 11, 21)), "21 novembre 2026");
    }
}
