//! How amounts, days and rates are written for people, in French and in English, and how a typed amount is read.
//!
//! * French: U+202F between thousands, comma, U+00A0 before the symbol, U+2212 for minus: `−1 234,56 €`, `1er mars 2026`.
//! * English: `€1,234.56`, `1 March 2026`.
//! * The decimals are those of the currency (two for the euro, none for the yen).

use std::io;

use jiff::civil::Date;

use crate::money::{Cents, Currency, Rate};

const NARROW: char = '\u{202F}';
const NO_BREAK: char = '\u{A0}';
const MINUS: char = '\u{2212}';

const MONTHS_FR: [&str; 12] =
    ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
const MONTHS_EN: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// An amount with its currency: `1 234,56 €`, `1 234,56 USD`.
pub fn money_fr(amount: Cents, currency: Currency) -> String {
    let symbol = if currency == Currency::EUR { "€" } else { currency.code() };
    format!("{}{NO_BREAK}{symbol}", amount_fr(amount, currency))
}

/// An amount alone, for a column whose head says the currency: `1 234,56`.
pub fn amount_fr(amount: Cents, currency: Currency) -> String {
    written(amount, currency.decimals(), NARROW, ',')
}

/// An amount with its currency in English: `€1,234.56`, `USD 1,234.56`.
pub fn money_en(amount: Cents, currency: Currency) -> String {
    let digits = written(Cents(amount.0.saturating_abs()), currency.decimals(), ',', '.');
    let sign = if amount.0 < 0 { MINUS.to_string() } else { String::new() };
    if currency == Currency::EUR { format!("{sign}€{digits}") } else { format!("{sign}{}{NO_BREAK}{digits}", currency.code()) }
}

/// A count: U+202F between thousands, `1 234 567`.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

fn written(amount: Cents, decimals: u32, thousands: char, point: char) -> String {
    let unit = 10u64.pow(decimals);
    let (whole, rest) = (amount.0.unsigned_abs() / unit, amount.0.unsigned_abs() % unit);
    let digits = whole.to_string();
    let mut text = String::with_capacity(digits.len() * 2 + 4);
    if amount.0 < 0 {
        text.push(MINUS);
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(thousands);
        }
        text.push(digit);
    }
    if decimals > 0 {
        text.push(point);
        text.push_str(&format!("{rest:0width$}", width = decimals as usize));
    }
    text
}

/// A day in words: `1er mars 2026`, `21 novembre 2026`.
pub fn date_fr(day: Date) -> String {
    let ordinal = if day.day() == 1 { "er" } else { "" };
    format!("{}{ordinal} {} {}", day.day(), month(&MONTHS_FR, day), day.year())
}

/// A day in digits, as the French write it: `21/11/2026`.
pub fn date_short(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// A day in English words: `21 November 2026`.
pub fn date_en(day: Date) -> String {
    format!("{} {} {}", day.day(), month(&MONTHS_EN, day), day.year())
}

fn month<'a>(names: &[&'a str; 12], day: Date) -> &'a str {
    usize::try_from(day.month() - 1).ok().and_then(|at| names.get(at)).copied().unwrap_or_default()
}

/// A rate: `12,15 %`, with a third decimal where there is one.
pub fn rate_fr(rate: Rate) -> String {
    format!("{}{NO_BREAK}%", rate.percent().replace('.', ",").replace('-', "\u{2212}"))
}

/// A rate in English: `12.15%`.
pub fn rate_en(rate: Rate) -> String {
    format!("{}%", rate.percent().replace('-', "\u{2212}"))
}

/// An annual rate in percent as people type it: `12`, `9,875 %`. `None` for anything else, or more than three decimals.
pub fn parse_rate_fr(text: &str) -> Option<Rate> {
    let text = text.trim().trim_end_matches('%').trim().replace(',', ".");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    if rest.len() > 3 || whole.is_empty() || !whole.chars().chain(rest.chars()).all(|c| c.is_ascii_digit()) {
        return None;
    }
    let thousandths: i64 = format!("{rest:0<3}").parse().ok()?;
    let whole: i64 = whole.parse().ok()?;
    whole.checked_mul(1000).and_then(|points| points.checked_add(thousandths)).map(Rate)
}

/// Percentage points without idle decimals: `10 points`, `0,5 point`.
pub fn points_fr(points: Rate) -> String {
    let percent = points.percent();
    let number = percent.trim_end_matches('0').trim_end_matches('.').replace('.', ",").replace('-', "\u{2212}");
    format!("{number}{NO_BREAK}point{}", if points.0.abs() < 2_000 { "" } else { "s" })
}

/// Why the system refuses a file or a folder, in French, without the place and without a stop.
pub fn refusal_fr(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "il n'existe pas".to_owned(),
        io::ErrorKind::PermissionDenied => "vous n'avez pas le droit d'y accéder".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "ce disque est en lecture seule".to_owned(),
        io::ErrorKind::StorageFull => "le disque est plein".to_owned(),
        io::ErrorKind::FileTooLarge => "le fichier dépasserait la taille permise".to_owned(),
        io::ErrorKind::IsADirectory => "c'est un dossier".to_owned(),
        io::ErrorKind::NotADirectory => "un des dossiers du chemin est un fichier".to_owned(),
        io::ErrorKind::AlreadyExists => "il existe déjà".to_owned(),
        io::ErrorKind::InvalidData => "ce n'est pas du texte UTF-8".to_owned(),
        _ => format!("le système répond : {error}"),
    }
}

/// Why a typed amount was not taken. Each message says what was found and what to write.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Thousands or decimals: nobody can tell.
    #[error("« {0} » est ambigu : est-ce un millier ou une décimale ? Écrivez par exemple 1234,00 ou 1,23.")]
    Ambiguous(String),
    /// More than two decimals.
    #[error("« {0} » a plus de deux décimales. Écrivez par exemple 1234,56.")]
    TooPrecise(String),
    /// Not an amount at all.
    #[error("« {0} » n'est pas un montant. Écrivez par exemple 1234,56.")]
    NotAnAmount(String),
    /// More than [`Cents::MOST`].
    #[error("« {0} » est un montant trop grand pour être juste. Vérifiez-le.")]
    TooLarge(String),
}

/// Reads an amount as people type it, in cents: `1 234,56`, `1234.56`, `1.234,56`, `1,234.56`, `+12`, `−3,5`, `12 €`.
///
/// # Errors
/// `1.234` and `1,234` are ambiguous; more than two decimals, or anything else, is refused.
pub fn parse_amount_fr(text: &str) -> Result<Cents, AmountError> {
    let wrong = || AmountError::NotAnAmount(text.trim().to_owned());
    let bare = text.trim();
    let bare = bare.strip_suffix('€').or_else(|| bare.strip_suffix("EUR")).unwrap_or(bare).trim();
    let (negative, bare) = match bare.strip_prefix(['-', MINUS]) {
        Some(rest) => (true, rest),
        None => (false, bare.strip_prefix('+').unwrap_or(bare)),
    };
    let bare = bare.trim();
    let (whole, decimals) = split_decimals(bare, text.trim())?;
    let whole = ungrouped(whole).ok_or_else(wrong)?;
    if !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong());
    }
    // Digits that do not fit are too many.
    let cents: Option<i64> = format!("{whole}{decimals:0<2}").parse().ok().filter(|cents| *cents <= Cents::MOST.0);
    let cents = cents.ok_or_else(|| AmountError::TooLarge(text.trim().to_owned()))?;
    Ok(Cents(if negative { -cents } else { cents }))
}

/// Where the decimals begin: after the last separator, unless it separates thousands. `typed` is quoted in errors.
fn split_decimals<'a>(text: &'a str, typed: &str) -> Result<(&'a str, &'a str), AmountError> {
    let Some(at) = text.rfind(['.', ',']) else { return Ok((text, "")) };
    let (whole, decimals) = (&text[..at], &text[at + 1..]);
    let separator = text.as_bytes()[at];
    let repeated = whole.bytes().any(|b| b == separator);
    let another = whole.bytes().any(|b| b != separator && (b == b'.' || b == b','));
    match decimals.len() {
        // « 1.234.567 »: a separator that comes twice separates thousands.
        3 if repeated && !another => Ok((text, "")),
        3 if !repeated && !another && is_group_head(whole) => Err(AmountError::Ambiguous(typed.to_owned())),
        1 | 2 if !repeated => Ok((whole, decimals)),
        0..=2 => Err(AmountError::NotAnAmount(typed.to_owned())),
        _ if repeated => Err(AmountError::NotAnAmount(typed.to_owned())),
        _ => Err(AmountError::TooPrecise(typed.to_owned())),
    }
}

/// Whether what stands before a separator could be the first group of a number of thousands: `1`, `12`, `123`, not `0`.
fn is_group_head(whole: &str) -> bool {
    (1..=3).contains(&whole.len()) && whole.bytes().all(|b| b.is_ascii_digit()) && !whole.starts_with('0')
}

/// The digits of a whole number, whose thousands may be set apart by blanks, dots, commas or apostrophes, all alike.
fn ungrouped(whole: &str) -> Option<String> {
    let is_blank = |c: char| matches!(c, ' ' | NO_BREAK | NARROW | '\u{2009}');
    let unified: String = whole.chars().map(|c| if is_blank(c) { ' ' } else { c }).collect();
    let separators: Vec<char> = unified.chars().filter(|c| !c.is_ascii_digit()).collect();
    let groups: Vec<&str> = match separators.first() {
        None => vec![unified.as_str()],
        Some(first) if matches!(first, ' ' | '.' | ',' | '\'' | '’') && separators.iter().all(|c| c == first) => {
            unified.split(*first).collect()
        }
        Some(_) => return None,
    };
    let (head, rest) = groups.split_first()?;
    let grouped = !head.is_empty() && rest.iter().all(|group| group.len() == 3) && (rest.is_empty() || head.len() <= 3);
    grouped.then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_set_in_thousands() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1\u{202f}000", "1\u{202f}234\u{202f}567"]);
    }
    use jiff::civil::date;
    use proptest::prelude::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).expect("three letters")
    }

    #[test]
    fn french_amounts_have_narrow_blanks_a_comma_and_a_real_minus() {
        assert_eq!(money_fr(Cents(123_456), Currency::EUR), "1\u{202F}234,56\u{A0}€");
        assert_eq!(money_fr(Cents(-123_456_789), Currency::EUR), "\u{2212}1\u{202F}234\u{202F}567,89\u{A0}€");
        assert_eq!(money_fr(Cents(5), Currency::EUR), "0,05\u{A0}€");
        assert_eq!(money_fr(Cents(99_999), Currency::EUR), "999,99\u{A0}€");
        assert_eq!(money_fr(Cents(i64::MIN), Currency::EUR), "\u{2212}92\u{202F}233\u{202F}720\u{202F}368\u{202F}547\u{202F}758,08\u{A0}€");
    }

    #[test]
    fn decimals_follow_the_currency() {
        assert_eq!(money_fr(Cents(12_345), currency("JPY")), "12\u{202F}345\u{A0}JPY");
        assert_eq!(money_fr(Cents(12_345), currency("TND")), "12,345\u{A0}TND");
        assert_eq!(amount_fr(Cents(12_345), currency("USD")), "123,45");
    }

    #[test]
    fn english_amounts_begin_with_the_currency() {
        assert_eq!(money_en(Cents(123_456), Currency::EUR), "€1,234.56");
        assert_eq!(money_en(Cents(-5), Currency::EUR), "\u{2212}€0.05");
        assert_eq!(money_en(Cents(12_345), currency("JPY")), "JPY\u{A0}12,345");
    }

    #[test]
    fn days_are_written_in_words_and_in_digits() {
        assert_eq!(date_fr(date(2026, 3, 1)), "1er mars 2026");
        assert_eq!(date_fr(date(2026, 11, 21)), "21 novembre 2026");
        assert_eq!(date_fr(date(2026, 8, 31)), "31 août 2026");
        assert_eq!(date_short(date(2026, 3, 1)), "01/03/2026");
        assert_eq!(date_en(date(2026, 11, 21)), "21 November 2026");
    }

    #[test]
    fn rates_and_points_have_a_comma() {
        assert_eq!(rate_fr(Rate(12_150)), "12,15\u{A0}%");
        assert_eq!(rate_fr(Rate(9_875)), "9,875\u{A0}%");
        assert_eq!(rate_en(Rate(12_150)), "12.15%");
        assert_eq!(points_fr(Rate::points(10)), "10\u{A0}points");
        assert_eq!(points_fr(Rate(1_500)), "1,5\u{A0}point");
        assert_eq!(points_fr(Rate(0)), "0\u{A0}point");
    }

    #[test]
    fn a_typed_amount_is_read_as_it_was_meant() {
        let readings = [
            ("1 234,56", 123_456),
            ("1234.56", 123_456),
            ("1.234,56", 123_456),
            ("1,234.56", 123_456),
            ("1\u{202F}234,56\u{A0}€", 123_456),
            ("1\u{A0}234\u{A0}567,8", 123_456_780),
            ("1.234.567", 123_456_700),
            ("1'234.50", 123_450),
            ("+12", 1_200),
            ("-3,5", -350),
            ("\u{2212}\u{A0}3,50 EUR", -350),
            ("0,05", 5),
            ("1234,5", 123_450),
            ("1 234", 123_400),
            ("0", 0),
        ];
        for (text, cents) in readings {
            assert_eq!(parse_amount_fr(text), Ok(Cents(cents)), "{text}");
        }
    }

    #[test]
    fn what_could_be_a_thousand_or_a_decimal_is_refused() {
        for text in ["1.234", "1,234", "12,345", "999.999", "-1,234"] {
            let error = parse_amount_fr(text).expect_err(text);
            assert_eq!(error, AmountError::Ambiguous(text.to_owned()));
            assert!(error.to_string().contains(text) && error.to_string().contains("1234,00"), "{error}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["0,123", "1234,567", "1,2345", "1.234,567"] {
            assert_eq!(parse_amount_fr(text), Err(AmountError::TooPrecise(text.to_owned())), "{text}");
        }
        for text in ["", " ", "abc", "12,", ",5", "12 34,00", "1.23.45", "1,234,56", "1 234.567,8", "--5", "1e3", "12345 678", "٣", "1..2"]
        {
            assert_eq!(parse_amount_fr(text), Err(AmountError::NotAnAmount(text.trim().to_owned())), "{text}");
        }
        assert!(parse_amount_fr("99999999999999999999").is_err(), "more than 64 bits of cents");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(cents in -1_000_000_000_000i64..1_000_000_000_000) {
            prop_assert_eq!(parse_amount_fr(&money_fr(Cents(cents), Currency::EUR)), Ok(Cents(cents)));
            prop_assert_eq!(parse_amount_fr(&Cents(cents).plain()), Ok(Cents(cents)));
        }

        #[test]
        fn no_text_makes_it_panic(text in "[-+0-9., '€\u{A0}\u{202F}a]{0,12}") {
            let _ = parse_amount_fr(&text);
        }
    }
}
