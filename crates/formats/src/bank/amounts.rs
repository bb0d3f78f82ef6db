//! Amounts and days as statement formats write them: a decimal mark and no thousands, an ISO day with or without a time.

use domain::Date;
use domain::money::{Cents, Currency};

use crate::values::{self, AmountError, DateError, DecimalMark};

/// A decimal number with a dot or a comma and no thousands: `18.150`, `65,`, `-4`. Decimals beyond those of the currency
/// must be zeros.
///
/// # Errors
/// See [`AmountError`].
pub(super) fn decimal(text: &str, currency: Currency) -> Result<Cents, AmountError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AmountError::Empty);
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let marks = digits.bytes().filter(|b| matches!(b, b'.' | b',')).count();
    let numeral = digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    if marks > 1 || !numeral {
        return Err(AmountError::NotANumber);
    }
    let mark = if digits.contains(',') { DecimalMark::Comma } else { DecimalMark::Dot };
    values::amount(text, Some(mark), currency.decimals())
}

/// The day that an ISO date or date-time begins with: `2026-03-02T10:00:00+01:00` is 2 March 2026 wherever one is.
///
/// # Errors
/// See [`DateError`].
pub(super) fn iso_day(text: &str) -> Result<Date, DateError> {
    let text = text.trim();
    values::date(text.get(..10).unwrap_or(text), None)
}

/// Year, month and day of two digits each: years 00 to 60 are of this century (formats §5).
///
/// # Errors
/// See [`DateError`].
pub(super) fn two_digit_day(year: &str, month: &str, day: &str) -> Result<Date, DateError> {
    let [year, month, day] = two_digits([year, month, day])?;
    Date::new(i16::from(year) + century(year), month, day).map_err(|_| DateError::Impossible)
}

/// As [`two_digit_day`], a day past the end of its month being the last of it; says whether it was moved.
///
/// # Errors
/// Not digits, or no such month.
pub(super) fn clamped_day(year: &str, month: &str, day: &str) -> Result<(Date, bool), DateError> {
    let [year, month, day] = two_digits([year, month, day])?;
    let first = Date::new(i16::from(year) + century(year), month, 1).map_err(|_| DateError::Impossible)?;
    let last = first.days_in_month();
    if !(1..=31).contains(&day) {
        return Err(DateError::Impossible);
    }
    Date::new(first.year(), month, day.min(last)).map(|date| (date, day > last)).map_err(|_| DateError::Impossible)
}

fn century(year: i8) -> i16 {
    if year <= 60 { 2000 } else { 1900 }
}

fn two_digits(texts: [&str; 3]) -> Result<[i8; 3], DateError> {
    let mut numbers = [0; 3];
    for (number, text) in numbers.iter_mut().zip(texts) {
        if text.len() != 2 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(if text.trim().is_empty() { DateError::Empty } else { DateError::NotADate });
        }
        *number = text.parse().map_err(|_| DateError::NotADate)?;
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_is_always_the_decimal_mark() {
        let read = |text: &str| decimal(text, Currency::EUR).map(|cents| cents.0);
        for (text, cents) in [
            ("18.150", 1815),
            ("5442.09000", 544_209),
            ("900", 90_000),
            ("65,", 6_500),
            ("-4", -400),
            ("1.500", 150),
            ("000000000025,00", 2_500),
        ] {
            assert_eq!(read(text), Ok(cents), "{text}");
        }
        assert_eq!(read("18.155"), Err(AmountError::TooPrecise));
        assert_eq!(read("1 000.00"), Err(AmountError::NotANumber));
        assert_eq!(read("1.000,00"), Err(AmountError::NotANumber));
        assert_eq!(read("8.8x"), Err(AmountError::NotANumber));
        assert_eq!(read(""), Err(AmountError::Empty));
    }

    #[test]
    fn a_time_never_moves_a_day() {
        assert_eq!(iso_day("2025-07-24T23:59:59.000000000-08:00"), Ok(Date::constant(2025, 7, 24)));
        assert_eq!(iso_day("2014-12-31+01:00"), Ok(Date::constant(2014, 12, 31)));
        assert_eq!(iso_day("2025-02-30"), Err(DateError::Impossible));
        assert_eq!(iso_day("é"), Err(DateError::NotADate));
        assert_eq!(two_digit_day("26", "03", "02"), Ok(Date::constant(2026, 3, 2)));
        assert_eq!(two_digit_day("61", "01", "01"), Ok(Date::constant(1961, 1, 1)));
        assert_eq!(clamped_day("26", "02", "30"), Ok((Date::constant(2026, 2, 28), true)));
        assert_eq!(clamped_day("26", "02", "28"), Ok((Date::constant(2026, 2, 28), false)));
        assert_eq!(clamped_day("26", "13", "01"), Err(DateError::Impossible));
    }
}
