//! Days of the reference data, as text. The program's own calendar is not used: the data must not depend on it.

/// The day the portfolios are made for: 21 November 2026, in days since 1 January 1970.
pub const TODAY: i64 = 20_778;
/// The days that occur, from the first to the last.
const FIRST: i64 = TODAY - 500;
const LAST: i64 = TODAY + 100;

/// The days around [`TODAY`] as they are written.
pub struct Days(Vec<String>);

impl Days {
    /// All of them.
    pub fn new() -> Days {
        Days((FIRST..=LAST).map(iso).collect())
    }

    /// `2026-11-21`.
    pub fn iso(&self, day: i64) -> &str {
        let index = usize::try_from(day - FIRST).expect("no day of a portfolio is more than 500 days old");
        &self.0[index]
    }
}

fn iso(day: i64) -> String {
    let (mut year, mut left) = (1970, day);
    while left >= length(year) {
        left -= length(year);
        year += 1;
    }
    let mut month = 1;
    for days in [31, length(year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if left < days {
            break;
        }
        left -= days;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", left + 1)
}

fn length(year: i64) -> i64 {
    if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) { 366 } else { 365 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_the_dates_of_the_calendar() {
        assert_eq!(iso(0), "1970-01-01");
        assert_eq!(iso(19_781), "2024-02-28");
        assert_eq!(iso(19_782), "2024-02-29");
        assert_eq!(iso(19_783), "2024-03-01");
        let days = Days::new();
        assert_eq!(days.iso(TODAY), "2026-11-21");
        assert_eq!(days.iso(TODAY - 365), "2025-11-21");
        assert_eq!(days.iso(TODAY + 41), "2027-01-01");
        assert_eq!(days.iso(FIRST), "2025-07-09");
        assert_eq!(days.iso(LAST), "2027-03-01");
    }
}
