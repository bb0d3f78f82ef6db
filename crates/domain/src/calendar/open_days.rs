//! Days on which something may be done: open days (jours ouvrés) by a table of the week, and jours ouvrables.

use jiff::civil::{Date, Weekday};

use super::holidays::is_holiday;
use crate::party::Territory;

/// The longest run of days in which an open day must be found: a week open one day only, closed by holidays on end.
const LONGEST_CLOSING: u32 = 31;

/// Whether a day is open (jour ouvré): its weekday is, Monday first, and it is no holiday of the territory.
pub fn is_open_day(day: Date, open: &[bool; 7], territory: Territory) -> bool {
    open[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())] && is_holiday(day, territory).is_none()
}

/// The first open day on or after a day; `None` when the week has no open day.
pub fn first_open_day(day: Date, open: &[bool; 7], territory: Territory) -> Option<Date> {
    let mut day = day;
    for _ in 0..LONGEST_CLOSING {
        if is_open_day(day, open, territory) {
            return Some(day);
        }
        day = day.tomorrow().ok()?;
    }
    None
}

/// The n-th open day after a day, which itself does not count; the day itself for 0. `None` when the week has no open day.
pub fn nth_open_day_after(day: Date, n: u16, open: &[bool; 7], territory: Territory) -> Option<Date> {
    let mut day = day;
    for _ in 0..n {
        day = first_open_day(day.tomorrow().ok()?, open, territory)?;
    }
    Some(day)
}

/// Whether a day is a jour ouvrable: neither the weekly rest (Sunday) nor a holiday of the territory. A Saturday is one.
pub fn is_business_day(day: Date, territory: Territory) -> bool {
    day.weekday() != Weekday::Sunday && is_holiday(day, territory).is_none()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const OFFICE: [bool; 7] = [true, true, true, true, true, false, false];

    #[test]
    fn a_letter_for_the_evening_of_a_bridge_leaves_on_monday() {
        // Ascension 2026 is Thursday 14 May; Friday 15 is open, the week-end is not.
        assert_eq!(first_open_day(date(2026, 5, 14), &OFFICE, Territory::Metropole), Some(date(2026, 5, 15)));
        assert_eq!(first_open_day(date(2026, 5, 16), &OFFICE, Territory::Metropole), Some(date(2026, 5, 18)));
        // Whit Monday 2026 is 25 May.
        assert_eq!(first_open_day(date(2026, 5, 23), &OFFICE, Territory::Metropole), Some(date(2026, 5, 26)));
        assert_eq!(nth_open_day_after(date(2026, 5, 13), 3, &OFFICE, Territory::Metropole), Some(date(2026, 5, 19)));
        assert_eq!(nth_open_day_after(date(2026, 5, 16), 0, &OFFICE, Territory::Metropole), Some(date(2026, 5, 16)));
    }

    #[test]
    fn easter_closes_four_days_in_strasbourg_and_three_in_lyon() {
        assert_eq!(first_open_day(date(2026, 4, 3), &OFFICE, Territory::AlsaceMoselle), Some(date(2026, 4, 7)));
        assert_eq!(first_open_day(date(2026, 4, 3), &OFFICE, Territory::Metropole), Some(date(2026, 4, 3)));
        assert_eq!(first_open_day(date(2026, 4, 4), &OFFICE, Territory::Metropole), Some(date(2026, 4, 7)));
    }

    #[test]
    fn a_saturday_is_ouvrable_and_a_sunday_or_holiday_is_not() {
        assert!(is_business_day(date(2026, 11, 21), Territory::Metropole));
        assert!(!is_business_day(date(2026, 11, 22), Territory::Metropole));
        assert!(!is_business_day(date(2026, 11, 11), Territory::Metropole));
    }

    #[test]
    fn a_week_without_an_open_day_has_no_answer() {
        assert_eq!(first_open_day(date(2026, 5, 14), &[false; 7], Territory::Metropole), None);
        assert_eq!(nth_open_day_after(date(2026, 5, 14), 1, &[false; 7], Territory::Metropole), None);
        // One open day a week, a holiday two weeks running (25 December 2026 and 1 January 2027 are Fridays).
        let fridays = [false, false, false, false, true, false, false];
        assert_eq!(first_open_day(date(2026, 12, 19), &fridays, Territory::Metropole), Some(date(2027, 1, 8)));
    }
}
