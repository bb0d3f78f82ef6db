//! French form of amounts, for the sentences of the decisions.
//!
//! `1 234,56 €` has U+202F between thousands and U+00A0 before the currency. Days are those of [`crate::french::date_short`].

use crate::money::{Cents, Currency};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_the_blanks_and_decimals_of_a_french_page() {
        let usd = Currency::parse("USD").expect("a code");
        let jpy = Currency::parse("JPY").expect("a code");
        assert_eq!(amount(Cents(123_456), Currency::EUR), "1\u{202f}234,56\u{a0}€");
        assert_eq!(amount(Cents(-5), Currency::EUR), "-0,05\u{a0}€");
        assert_eq!(amount(Cents(100_000_000), usd), "1\u{202f}000\u{202f}000,00\u{a0}USD");
        assert_eq!(amount(Cents(1_500), jpy), "1\u{202f}500\u{a0}JPY");
    }
}
