//! Dates: `20250131`, ISO, day or month first with slashes, dots or dashes, two-digit years, spreadsheet serials.
//!
//! Whether `03/04/2025` is in March or April is decided by its whole column, see [`DateColumn`], never by one row.

use domain::Date;
use serde::{Deserialize, Serialize};

use super::is_blank;

/// Which comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// `31/01/2025`
    DayFirst,
    /// `1/31/2025`
    MonthFirst,
}

/// Why a text is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateError {
    /// Nothing there.
    Empty,
    /// Not the shape of a date.
    NotADate,
    /// No such day: 30 February.
    Impossible,
    /// Day or month first, and the column says both.
    Ambiguous,
}

impl DateError {
    /// The stable code of the problem.
    pub fn code(self) -> &'static str {
        match self {
            DateError::Empty => "date_missing",
            DateError::NotADate => "date_invalid",
            DateError::Impossible => "date_impossible",
            DateError::Ambiguous => "date_ambiguous",
        }
    }

    /// What is wrong and what to do, in French, after the text itself.
    pub fn message(self) -> &'static str {
        match self {
            DateError::Empty => "la date manque. Complétez-la.",
            DateError::NotADate => "n'est pas une date. Attendu par exemple 31/01/2025 ou 2025-01-31.",
            DateError::Impossible => "n'existe pas dans le calendrier. Corrigez la date.",
            DateError::Ambiguous => {
                "peut se lire jour/mois ou mois/jour, et la colonne contient les deux. Écrivez les dates sous la forme 2025-01-31."
            }
        }
    }
}

/// A date as written.
enum Written {
    Certain(Date),
    /// Two numbers and a year.
    Either(i8, i8, i16),
}

/// Reads a date; `order` says which comes first in `03/04/2025`, and is not needed where a number above 12 shows it.
///
/// # Errors
/// See [`DateError`].
pub fn date(text: &str, order: Option<DateOrder>) -> Result<Date, DateError> {
    match written(text)? {
        Written::Certain(date) => Ok(date),
        Written::Either(a, b, year) => {
            let (day, month) = match order {
                Some(DateOrder::DayFirst) => (a, b),
                Some(DateOrder::MonthFirst) => (b, a),
                None if a > 12 => (a, b),
                None if b > 12 => (b, a),
                None if a == b => (a, b),
                None => return Err(DateError::Ambiguous),
            };
            real(year, month, day).ok_or(DateError::Impossible)
        }
    }
}

/// What the values of a column say together about which comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateColumn {
    day_first: u64,
    month_first: u64,
    either: u64,
}

impl DateColumn {
    /// Adds a value.
    pub fn see(&mut self, text: &str) {
        if let Ok(Written::Either(a, b, year)) = written(text) {
            let possible = |month: i8, day: i8| real(year, month, day).is_some();
            match (possible(b, a), possible(a, b)) {
                (true, false) => self.day_first += 1,
                (false, true) => self.month_first += 1,
                (true, true) if a != b => self.either += 1,
                _ => {}
            }
        }
    }

    /// The order, where the values agree on one.
    pub fn order(&self) -> Option<DateOrder> {
        match (self.day_first, self.month_first) {
            (1.., 0) => Some(DateOrder::DayFirst),
            (0, 1..) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    /// Whether the values contradict one another.
    pub fn is_mixed(&self) -> bool {
        self.day_first > 0 && self.month_first > 0
    }

    /// Whether an order is needed and no value gives it.
    pub fn is_open(&self) -> bool {
        self.either > 0 && self.day_first == 0 && self.month_first == 0
    }
}

/// The day of a spreadsheet serial number, in the 1900 or the 1904 system.
pub fn serial_date(serial: i64, since_1904: bool) -> Option<Date> {
    let epoch = if since_1904 { Date::constant(1904, 1, 1) } else { Date::constant(1899, 12, 30) };
    // Before March 1900 spreadsheets count a day that never was; no invoice is that old.
    let days = (61..=200_000).contains(&serial).then_some(serial)?;
    epoch.checked_add(jiff::Span::new().days(days)).ok()
}

fn written(text: &str) -> Result<Written, DateError> {
    let text = text.trim_matches(is_blank);
    if text.is_empty() {
        return Err(DateError::Empty);
    }
    let day = without_time(text);
    if day.bytes().all(|b| b.is_ascii_digit()) {
        return compact(day);
    }
    let mut parts = day.split(['/', '-', '.', ' ']);
    let (Some(a), Some(b), Some(c), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(DateError::NotADate);
    };
    let number = |part: &str| -> Result<i16, DateError> {
        let digits = !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        if digits { part.parse().map_err(|_| DateError::NotADate) } else { Err(DateError::NotADate) }
    };
    let small = |part: &str| -> Result<i8, DateError> {
        let value = number(part)?;
        if part.len() > 2 { Err(DateError::NotADate) } else { i8::try_from(value).map_err(|_| DateError::NotADate) }
    };
    match (a.len(), c.len()) {
        (4, _) => certain(number(a)?, small(b)?, small(c)?),
        (_, 4) => either(small(a)?, small(b)?, number(c)?),
        (_, 2) => {
            let year = number(c)?;
            either(small(a)?, small(b)?, if year < 80 { 2000 + year } else { 1900 + year })
        }
        _ => Err(DateError::NotADate),
    }
}

/// Without a time of day after `T` or a blank: `2026-01-31 14:05`, `31/01/2026 00:00:00`.
fn without_time(text: &str) -> &str {
    match text.find(['T', ' ']) {
        Some(at) if text[at + 1..].contains(':') => text[..at].trim_end(),
        _ => text,
    }
}

/// `AAAAMMJJ`, or a spreadsheet serial of five digits (years 1982 to 2119).
fn compact(day: &str) -> Result<Written, DateError> {
    let number: i64 = day.parse().map_err(|_| DateError::NotADate)?;
    match day.len() {
        8 => {
            let part = |range: std::ops::Range<usize>| day[range].parse::<i16>().map_err(|_| DateError::NotADate);
            let small = |value: i16| i8::try_from(value).map_err(|_| DateError::NotADate);
            certain(part(0..4)?, small(part(4..6)?)?, small(part(6..8)?)?)
        }
        5 if (30_000..80_000).contains(&number) => serial_date(number, false).map(Written::Certain).ok_or(DateError::NotADate),
        _ => Err(DateError::NotADate),
    }
}

fn certain(year: i16, month: i8, day: i8) -> Result<Written, DateError> {
    real(year, month, day).map(Written::Certain).ok_or(DateError::Impossible)
}

/// A day of the calendar that books can speak of: `00000927` and `0001-01-01` are what programs write where they have none.
fn real(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok().filter(|_| year >= FIRST_YEAR)
}

/// No paper of a debt that lives is older.
const FIRST_YEAR: i16 = 1900;

fn either(a: i8, b: i8, year: i16) -> Result<Written, DateError> {
    if real(year, b, a).is_none() && real(year, a, b).is_none() {
        return Err(DateError::Impossible);
    }
    Ok(Written::Either(a, b, year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(y: i16, m: i8, d: i8) -> Date {
        Date::constant(y, m, d)
    }

    #[test]
    fn a_day_that_programs_write_for_none_is_no_day() {
        for text in ["00000927", "0001-01-01", "18991231", "01/01/0001", "1899-12-30"] {
            assert_eq!(date(text, None), Err(DateError::Impossible), "{text}");
        }
        assert_eq!(date("19000101", None), Ok(day(1900, 1, 1)));
    }

    #[test]
    fn the_ways_people_write_dates() {
        let first = Some(DateOrder::DayFirst);
        for (text, expected) in [
            ("20250131", day(2025, 1, 31)),
            ("2025-01-31", day(2025, 1, 31)),
            ("2025/1/3", day(2025, 1, 3)),
            ("2025-01-31T10:00:00Z", day(2025, 1, 31)),
            ("2025-01-31 10:00", day(2025, 1, 31)),
            ("03/04/2025", day(2025, 4, 3)),
            ("3.4.25", day(2025, 4, 3)),
            ("03-04-2025", day(2025, 4, 3)),
            ("31/12/99", day(1999, 12, 31)),
            ("\u{a0}03/04/2025 00:00:00", day(2025, 4, 3)),
            ("45688", day(2025, 1, 31)),
        ] {
            assert_eq!(date(text, first), Ok(expected), "{text}");
        }
        assert_eq!(date("1/31/2025", Some(DateOrder::MonthFirst)), Ok(day(2025, 1, 31)));
        assert_eq!(date("03/04/2025", Some(DateOrder::MonthFirst)), Ok(day(2025, 3, 4)));
    }

    #[test]
    fn an_impossible_day_is_not_bent_into_another() {
        for text in ["20250230", "2025-02-30", "31/02/2025", "20251301", "00/01/2025", "29/02/2025"] {
            assert_eq!(date(text, Some(DateOrder::DayFirst)), Err(DateError::Impossible), "{text}");
        }
        for text in ["N/A", "hier", "2025", "1/2", "1/2/3/4", "01/02/202", "123456", "12:30"] {
            assert_eq!(date(text, Some(DateOrder::DayFirst)), Err(DateError::NotADate), "{text}");
        }
        assert_eq!(date("1/31/2025", Some(DateOrder::DayFirst)), Err(DateError::Impossible));
        assert_eq!(date("", None), Err(DateError::Empty));
    }

    #[test]
    fn the_column_decides_not_the_row() {
        let column = |texts: &[&str]| {
            let mut column = DateColumn::default();
            texts.iter().for_each(|text| column.see(text));
            column
        };
        assert_eq!(column(&["03/04/2025", "31/01/2025"]).order(), Some(DateOrder::DayFirst));
        assert_eq!(column(&["03/04/2025", "1/31/2025"]).order(), Some(DateOrder::MonthFirst));
        let open = column(&["03/04/2025", "05/05/2025"]);
        assert!(open.is_open() && open.order().is_none());
        let mixed = column(&["31/01/2025", "1/31/2025"]);
        assert!(mixed.is_mixed() && mixed.order().is_none());
        assert_eq!(date("03/04/2025", mixed.order()), Err(DateError::Ambiguous));
        assert_eq!(date("31/01/2025", mixed.order()), Ok(day(2025, 1, 31)), "what is certain stays certain");
        assert!(!column(&["2025-04-03", "05/05/2025"]).is_open(), "nothing to decide");
    }

    #[test]
    fn a_serial_counts_from_1900_or_1904() {
        // As Excel shows them: 45658 is 1 January 2025; the 1904 system is 1 462 days behind.
        assert_eq!(serial_date(45_658, false), Some(day(2025, 1, 1)));
        assert_eq!(serial_date(44_196, true), Some(day(2025, 1, 1)));
        assert_eq!(serial_date(3, false), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*") {
            let _ = date(&text, None);
            DateColumn::default().see(&text);
        }
    }
}
