//! Days on which SEPA payments settle: the open days of TARGET, the settlement system of the Eurosystem.
//!
//! Source: own knowledge [K] of the long-term calendar of TARGET, in force since 2002. It is closed on Saturdays and Sundays, on
//! 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December, whatever the holidays of a country: a bank of Lyon settles
//! on 14 July. Not covered: hours within a day, which each bank sets for its customers.

use jiff::civil::{Date, Weekday};

use super::holidays::easter;

/// The longest run of closed days is four: Good Friday to Easter Monday.
const LONGEST_CLOSING: u32 = 7;

/// Whether TARGET is open on a day.
pub fn is_target_day(day: Date) -> bool {
    let fixed = matches!((day.month(), day.day()), (1 | 5, 1) | (12, 25 | 26));
    let week_end = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    !(fixed || week_end || is_easter_closing(day))
}

/// Good Friday and Easter Monday.
fn is_easter_closing(day: Date) -> bool {
    let sunday = easter(day.year());
    let after = i32::from(day.day_of_year()) - i32::from(sunday.day_of_year());
    matches!(after, -2 | 1)
}

/// The first day on or after a day on which TARGET is open.
pub fn first_target_day(day: Date) -> Date {
    let mut day = day;
    for _ in 0..LONGEST_CLOSING {
        if is_target_day(day) {
            break;
        }
        day = day.tomorrow().unwrap_or(Date::MAX);
    }
    day
}

/// The first open day of TARGET after a day.
pub fn next_target_day(day: Date) -> Date {
    first_target_day(day.tomorrow().unwrap_or(Date::MAX))
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_closing_days_of_2026_are_those_that_the_central_bank_publishes() {
        let closed: Vec<Date> = date(2026, 1, 1)
            .series(1.day())
            .take_while(|day| day.year() == 2026)
            .filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_target_day(*day))
            .collect();
        // 26 December 2026 is a Saturday.
        let published = [(1, 1), (4, 3), (4, 6), (5, 1), (12, 25)].map(|(month, day)| date(2026, month, day));
        assert_eq!(closed, published);
    }

    #[test]
    fn a_french_holiday_is_an_open_day() {
        for day in [date(2026, 5, 8), date(2026, 5, 14), date(2026, 5, 25), date(2026, 7, 14), date(2026, 11, 11)] {
            assert!(is_target_day(day), "{day}");
        }
    }

    #[test]
    fn easter_and_christmas_are_passed_over() {
        assert_eq!(next_target_day(date(2026, 4, 2)), date(2026, 4, 7), "Maundy Thursday to the Tuesday after Easter");
        assert_eq!(first_target_day(date(2025, 12, 25)), date(2025, 12, 29), "a Thursday, then the 26th, then a week-end");
        assert_eq!(first_target_day(date(2026, 11, 20)), date(2026, 11, 20));
        assert_eq!(next_target_day(date(2026, 12, 31)), date(2027, 1, 4));
    }
}
