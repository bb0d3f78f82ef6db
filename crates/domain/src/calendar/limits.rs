//! Time limits of procedure, CPC 640 to 642.
//!
//! * 640: a limit runs from the act, event, decision or notification.
//! * 641: in days, the day of the event does not count; in months or years, it ends on the same day of the month as the event,
//!   or else on the last day of the month.
//! * 642: it ends on the last day at midnight; where that is a Saturday, a Sunday, a holiday or a day off, on the next jour
//!   ouvrable.
//!
//! These rules hold for procedure and for the declaration of a claim (C. com. R662-1). They do not lengthen limitation, a term of
//! the contract or a due date (rule `limit-procedure-only`).
//!
//! Which way is prudent: whether a *local* holiday carries a limit has not been judged (rule `holidays-local-effect`). So a limit
//! that the client has to keep is never lengthened by one ([`TimeLimit::deadline_to_keep`]), and a wait before acting against
//! somebody is ([`TimeLimit::wait_before_acting`]).

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::holidays::is_holiday;
use crate::french::date_fr;
use crate::party::Territory;

/// A limit with the day on which it ends, before and after the extension of CPC 642.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLimit {
    /// The act or event from which it runs (CPC 640).
    pub event: Date,
    /// Its last day as counted (CPC 641).
    pub unextended: Date,
    /// Its last day carried over week-ends and national holidays (CPC 642).
    pub extended: Date,
}

/// A limit of some days: the day of the event does not count.
pub fn limit_in_days(event: Date, days: u16) -> TimeLimit {
    TimeLimit::ending(event, event.saturating_add(i32::from(days).days()))
}

/// A limit of some months: the same day of the last month, or else its last day.
pub fn limit_in_months(event: Date, months: u16) -> TimeLimit {
    TimeLimit::ending(event, months_later(event, months))
}

/// A limit of some years: the same day of the last year, or else 28 February.
pub fn limit_in_years(event: Date, years: u16) -> TimeLimit {
    TimeLimit::ending(event, years_later(event, years))
}

/// The same day some months later, or else the last day of that month: a count of months without any extension.
pub fn months_later(day: Date, months: u16) -> Date {
    // jiff constrains to the last day of a shorter month, which is the rule of CPC 641.
    day.saturating_add(i32::from(months).months())
}

/// The same day some years later, or else 28 February: a count of years without any extension.
pub fn years_later(day: Date, years: u16) -> Date {
    day.saturating_add(i32::from(years).years())
}

impl TimeLimit {
    fn ending(event: Date, unextended: Date) -> TimeLimit {
        TimeLimit { event, unextended, extended: carried_to_working_day(unextended, Territory::Metropole) }
    }

    /// The articles that it applies, as cited: the extension only where there was one.
    pub fn articles(&self) -> &'static [&'static str] {
        if self.extended == self.unextended { &["CPC 640", "CPC 641"] } else { &["CPC 640", "CPC 641", "CPC 642"] }
    }

    /// The last day for the client to do what it has to do: never lengthened by a local holiday.
    pub fn deadline_to_keep(&self) -> Date {
        self.extended
    }

    /// The last day that the other side has, holidays of the territory included: nothing is done before the day after.
    pub fn wait_before_acting(&self, territory: Territory) -> Date {
        carried_to_working_day(self.unextended, territory)
    }

    /// How the last day was found, in one French sentence.
    pub fn french(&self) -> String {
        if self.extended == self.unextended {
            return format!("Délai parti du {}, expirant le {} à minuit (CPC 640 et 641).", date_fr(self.event), date_fr(self.unextended));
        }
        let name = is_holiday(self.unextended, Territory::Metropole)
            .map_or_else(|| if self.unextended.weekday() == Weekday::Saturday { "un samedi" } else { "un dimanche" }, |_| "un jour férié");
        format!(
            "Délai parti du {}, dont le dernier jour, le {}, est {name} : prorogé au {} à minuit (CPC 640 à 642).",
            date_fr(self.event),
            date_fr(self.unextended),
            date_fr(self.extended)
        )
    }
}

/// The day itself, or where it is a Saturday, a Sunday or a holiday of the territory, the next day that is none (CPC 642).
pub fn carried_to_working_day(day: Date, territory: Territory) -> Date {
    let mut day = day;
    // Never more than a week: no six holidays stand between two working days.
    while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) || is_holiday(day, territory).is_some() {
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => return day,
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_order_for_payment_is_served_in_time() {
        // Worked examples: order of 31 August 2026, six months; order of 1 September, three months.
        let older = limit_in_months(date(2026, 8, 31), 6);
        assert_eq!((older.unextended, older.extended), (date(2027, 2, 28), date(2027, 3, 1)));
        assert_eq!(older.articles(), ["CPC 640", "CPC 641", "CPC 642"]);
        assert_eq!(
            older.french(),
            "Délai parti du 31 août 2026, dont le dernier jour, le 28 février 2027, est un dimanche : prorogé au 1er mars 2027 à minuit (CPC 640 à 642)."
        );
        let newer = limit_in_months(date(2026, 9, 1), 3);
        assert_eq!((newer.unextended, newer.extended), (date(2026, 12, 1), date(2026, 12, 1)));
        assert_eq!(newer.articles(), ["CPC 640", "CPC 641"]);
    }

    #[test]
    fn the_claim_is_declared_in_time() {
        // Worked examples: BODACC publication of 15 September 2026.
        let published = date(2026, 9, 15);
        let declaration = limit_in_months(published, 2);
        assert_eq!((declaration.unextended, declaration.deadline_to_keep()), (date(2026, 11, 15), date(2026, 11, 16)));
        assert_eq!(limit_in_months(published, 6).deadline_to_keep(), date(2027, 3, 15));
        assert_eq!(limit_in_months(published, 3).deadline_to_keep(), date(2026, 12, 15));
    }

    #[test]
    fn the_day_of_the_event_does_not_count() {
        // Ten days from Monday 2 November 2026: Thursday 12; nine days: 11 November, a holiday.
        assert_eq!(limit_in_days(date(2026, 11, 2), 10).extended, date(2026, 11, 12));
        let nine = limit_in_days(date(2026, 11, 2), 9);
        assert_eq!((nine.unextended, nine.extended), (date(2026, 11, 11), date(2026, 11, 12)));
        assert!(nine.french().contains("un jour férié"));
        assert!(limit_in_days(date(2026, 11, 2), 5).french().contains("un samedi"));
    }

    #[test]
    fn a_month_without_that_day_ends_on_its_last_day() {
        assert_eq!(limit_in_months(date(2027, 1, 31), 1).unextended, date(2027, 2, 28));
        assert_eq!(limit_in_months(date(2028, 1, 30), 1).unextended, date(2028, 2, 29));
        assert_eq!(limit_in_months(date(2026, 12, 31), 2).unextended, date(2027, 2, 28));
        assert_eq!(limit_in_years(date(2028, 2, 29), 2).unextended, date(2030, 2, 28));
        assert_eq!(limit_in_years(date(2028, 2, 29), 4).unextended, date(2032, 2, 29));
    }

    #[test]
    fn a_local_holiday_lengthens_the_wait_and_not_the_deadline() {
        // A month from Tuesday 26 November 2024 in Metz: Thursday 26 December, a holiday there only; Friday 27 is none.
        let limit = limit_in_months(date(2024, 11, 26), 1);
        assert_eq!(limit.deadline_to_keep(), date(2024, 12, 26));
        assert_eq!(limit.wait_before_acting(Territory::Metropole), date(2024, 12, 26));
        assert_eq!(limit.wait_before_acting(Territory::AlsaceMoselle), date(2024, 12, 27));
        // Good Friday 3 April 2026: in Alsace the wait goes over the whole of Easter.
        let friday = limit_in_days(date(2026, 3, 24), 10);
        assert_eq!(friday.deadline_to_keep(), date(2026, 4, 3));
        assert_eq!(friday.wait_before_acting(Territory::AlsaceMoselle), date(2026, 4, 7));
    }

    #[test]
    fn the_end_of_the_calendar_is_no_panic() {
        assert_eq!(limit_in_years(Date::MAX, 5).extended, Date::MAX);
    }

    proptest! {
        #[test]
        fn an_extension_ends_on_a_working_day_and_skips_none(days in 0i32..60_000, n in 0u16..400) {
            let event = date(1990, 1, 1).saturating_add(days.days());
            let limit = limit_in_days(event, n);
            let worked = |day: Date| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && is_holiday(day, Territory::Metropole).is_none();
            prop_assert!(worked(limit.extended));
            let mut day = limit.unextended;
            while day < limit.extended {
                prop_assert!(!worked(day));
                day = day.tomorrow().expect("before 9999");
            }
            for territory in [Territory::AlsaceMoselle, Territory::Reunion, Territory::SaintMartin] {
                prop_assert!(limit.deadline_to_keep() <= limit.wait_before_acting(territory));
            }
        }
    }
}
