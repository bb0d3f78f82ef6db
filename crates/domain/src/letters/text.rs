//! Amounts, dates, rates and typography as they are printed.
//!
//! Amounts keep the French format in both languages: `1 234,56 €`, U+202F between thousands, U+00A0 before the sign,
//! U+2212 for a negative amount. Dates are words in the letter's language, `21/11/2026` in tables.

use jiff::civil::Date;

use crate::money::{Cents, Currency, Rate};
use crate::party::Language;

/// No-break space, before `€`, `%`, `:`…
pub(crate) const NBSP: char = '\u{00A0}';
/// Narrow no-break space, between thousands.
pub(crate) const NARROW: char = '\u{202F}';

const MONTHS_FR: [&str; 12] =
    ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
const MONTHS_EN: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// The twelve months in words.
pub(crate) fn months(language: Language) -> &'static [&'static str; 12] {
    match language {
        Language::Fr => &MONTHS_FR,
        Language::En => &MONTHS_EN,
    }
}

/// `1 234,56 €`; the code in place of the sign for another currency, with its own number of decimals.
pub(crate) fn money(cents: Cents, currency: Currency) -> String {
    let sign = if cents.0 < 0 { "\u{2212}" } else { "" };
    let decimals = currency.decimals();
    let unit = 10_u64.pow(decimals);
    let (whole, rest) = (cents.0.unsigned_abs() / unit, cents.0.unsigned_abs() % unit);
    let symbol = if currency == Currency::EUR { "€".to_owned() } else { currency.to_string() };
    let fraction = if decimals == 0 { String::new() } else { format!(",{rest:0width$}", width = decimals as usize) };
    format!("{sign}{}{fraction}{NBSP}{symbol}", thousands(whole))
}

fn thousands(whole: u64) -> String {
    let digits = whole.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(NARROW);
        }
        out.push(digit);
    }
    out
}

/// `12,15 %`.
pub(crate) fn rate(rate: Rate) -> String {
    format!("{}{NBSP}%", rate.percent().replace('.', ","))
}

/// `1er mars 2026`, `1 March 2026`.
pub(crate) fn date(day: Date, language: Language) -> String {
    // A month is 1 to 12 by construction of a civil date.
    let month = months(language)[usize::from(day.month().unsigned_abs()) - 1];
    let ordinal = if language == Language::Fr && day.day() == 1 { "er" } else { "" };
    format!("{}{ordinal} {month} {}", day.day(), day.year())
}

/// `01/03/2026`, in tables of both languages.
pub(crate) fn date_short(day: Date) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

/// `FR76 3000 6000 …`.
pub(crate) fn iban(iban: &str) -> String {
    let compact: Vec<char> = iban.chars().filter(|c| !c.is_whitespace()).collect();
    compact.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// `999 333 444`; what is not nine digits is left as it is.
pub(crate) fn siren(siren: &str) -> String {
    let compact: Vec<char> = siren.chars().filter(|c| !c.is_whitespace()).collect();
    if compact.len() != 9 {
        return siren.trim().to_owned();
    }
    compact.chunks(3).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Typography of the words that the program or the user writes, never of data: curly apostrophe and no-break spaces.
pub(crate) fn typography(text: &str, language: Language) -> String {
    let text = text.replace('\'', "’").replace(" €", "\u{00A0}€").replace(" %", "\u{00A0}%");
    match language {
        Language::En => text,
        Language::Fr => [":", ";", "?", "»"]
            .iter()
            .fold(text, |text, mark| text.replace(&format!(" {mark}"), &format!("{NBSP}{mark}")))
            .replace("« ", "«\u{00A0}"),
    }
}

/// Without line ends and other control characters, which data from a file may hold.
pub(crate) fn clean(data: &str) -> String {
    data.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A label before its value: « Montant : », « Amount: ».
pub(crate) fn label(label: &str, language: Language) -> String {
    match language {
        Language::Fr => format!("{label}{NBSP}:"),
        Language::En => format!("{label}:"),
    }
}

/// « a », « a et b », « a, b et c ».
pub(crate) fn listed(parts: &[String], and: &str) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_printed_the_french_way() {
        assert_eq!(money(Cents(123_456), Currency::EUR), "1\u{202F}234,56\u{00A0}€");
        assert_eq!(money(Cents(100_000_000), Currency::EUR), "1\u{202F}000\u{202F}000,00\u{00A0}€");
        assert_eq!(money(Cents(-4_05), Currency::EUR), "\u{2212}4,05\u{00A0}€");
        assert_eq!(money(Cents(0), Currency::EUR), "0,00\u{00A0}€");
        let yen = Currency::parse("JPY").expect("a code");
        assert_eq!(money(Cents(12_500), yen), "12\u{202F}500\u{00A0}JPY");
        let dinar = Currency::parse("TND").expect("a code");
        assert_eq!(money(Cents(12_500), dinar), "12,500\u{00A0}TND");
    }

    #[test]
    fn dates_and_rates_are_words_of_the_language() {
        let first = jiff::civil::date(2026, 3, 1);
        assert_eq!(date(first, Language::Fr), "1er mars 2026");
        assert_eq!(date(first, Language::En), "1 March 2026");
        assert_eq!(date(jiff::civil::date(2026, 8, 21), Language::Fr), "21 août 2026");
        assert_eq!(date_short(first), "01/03/2026");
        assert_eq!(rate(Rate(12_150)), "12,15\u{00A0}%");
        assert_eq!(rate(Rate(9_875)), "9,875\u{00A0}%");
    }

    #[test]
    fn identifiers_are_grouped_and_typography_is_french_only_in_french() {
        assert_eq!(iban("FR7630006000011234567890189"), "FR76 3000 6000 0112 3456 7890 189");
        assert_eq!(siren("999333444"), "999 333 444");
        assert_eq!(siren("W123"), "W123");
        assert_eq!(typography("l'objet : « ceci » coûte 40 €", Language::Fr), "l’objet\u{00A0}: «\u{00A0}ceci\u{00A0}» coûte 40\u{00A0}€");
        assert_eq!(typography("it's at 40 € : no", Language::En), "it’s at 40\u{00A0}€ : no");
    }

    #[test]
    fn lists_end_with_and() {
        let words = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(listed(&words, "et"), "a, b et c");
        assert_eq!(listed(&words[..2], "et"), "a et b");
        assert_eq!(listed(&words[..1], "et"), "a");
        assert_eq!(listed(&[], "et"), "");
    }
}
