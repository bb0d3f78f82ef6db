//! Half-years and day numbers: what dated rates and interest are counted in.
//!
//! Rates change on 1 January and 1 July. A day number counts days from 1970-01-01 in the Gregorian calendar, so that
//! lengths are subtractions; it costs a few nanoseconds where a calendar library takes a hundred, and interest is
//! computed for every claim, every day.

use std::fmt;

use jiff::civil::Date;

/// One half of a civil year: January to June, or July to December.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HalfYear(i32);

impl HalfYear {
    /// The half-year that holds a day.
    pub fn of(day: Date) -> HalfYear {
        HalfYear(i32::from(day.year()) * 2 + i32::from(day.month() > 6))
    }

    /// The half-year that holds a day number.
    pub(crate) fn of_number(day: i32) -> HalfYear {
        let (year, month, _) = civil(day);
        HalfYear(year * 2 + i32::from(month > 6))
    }

    /// The following one.
    pub(crate) fn next(self) -> HalfYear {
        HalfYear(self.0 + 1)
    }

    /// How many half-years after another one.
    pub(crate) fn since(self, other: HalfYear) -> i32 {
        self.0 - other.0
    }

    /// 1 January or 1 July: the day whose rate holds for the whole half-year.
    pub fn first_day(self) -> Date {
        date_of(self.first_number())
    }

    /// 30 June or 31 December.
    pub fn last_day(self) -> Date {
        date_of(self.last_number())
    }

    fn first_number(self) -> i32 {
        number(self.0.div_euclid(2), if self.is_second() { 7 } else { 1 }, 1)
    }

    pub(crate) fn last_number(self) -> i32 {
        self.next().first_number() - 1
    }

    /// Whether it runs from July to December.
    pub fn is_second(self) -> bool {
        self.0.rem_euclid(2) == 1
    }

    /// Its year.
    pub fn year(self) -> i32 {
        self.0.div_euclid(2)
    }
}

impl fmt::Display for HalfYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} semestre {}", if self.is_second() { "2e" } else { "1er" }, self.year())
    }
}

/// The day number of a date.
pub(crate) fn day_number(day: Date) -> i32 {
    number(i32::from(day.year()), i32::from(day.month()), i32::from(day.day()))
}

/// The date of a day number; the last date that the calendar has for numbers beyond it.
pub(crate) fn date_of(day: i32) -> Date {
    let (year, month, day) = civil(day);
    let part = |value: i32| i8::try_from(value).ok();
    i16::try_from(year)
        .ok()
        .zip(part(month).zip(part(day)))
        .and_then(|(year, (month, day))| Date::new(year, month, day).ok())
        .unwrap_or(if year > 0 { Date::MAX } else { Date::MIN })
}

/// Days from 1970-01-01, counted in eras of 400 years that begin on 1 March so that the leap day comes last.
fn number(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The reverse of [`number`]: year, month, day.
fn civil(day: i32) -> (i32, i32, i32) {
    let shifted = day + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i32::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn day_numbers_follow_the_calendar_day_by_day() {
        let mut day = date(1899, 12, 28);
        let mut expected = day_number(day);
        while day < date(2105, 1, 3) {
            assert_eq!(day_number(day), expected, "{day}");
            assert_eq!(date_of(expected), day);
            assert_eq!(HalfYear::of_number(expected), HalfYear::of(day));
            day = day.tomorrow().expect("far from the end of the calendar");
            expected += 1;
        }
        assert_eq!(day_number(date(1970, 1, 1)), 0);
        assert_eq!(day_number(date(2000, 3, 1)), 11_017);
        assert_eq!(date_of(i32::MAX / 2), Date::MAX);
    }

    #[test]
    fn a_half_year_runs_from_january_to_june_or_july_to_december() {
        let first = HalfYear::of(date(2026, 6, 30));
        let second = HalfYear::of(date(2026, 7, 1));
        assert_eq!((first.first_day(), first.last_day()), (date(2026, 1, 1), date(2026, 6, 30)));
        assert_eq!((second.first_day(), second.last_day()), (date(2026, 7, 1), date(2026, 12, 31)));
        assert_eq!(first.next(), second);
        assert_eq!(second.to_string(), "2e semestre 2026");
        assert_eq!(first.to_string(), "1er semestre 2026");
    }
}
