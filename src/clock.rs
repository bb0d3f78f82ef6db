//! The one file that reads the clock. `demo` and tests carry their own today.

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

/// The environment variable that fixes « aujourd'hui », as the demonstration and the tests do: `2026-11-21`.
pub const TODAY: &str = "QUITTANCE_TODAY";

/// Today in Paris, and the present moment in microseconds since 1970 UTC.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    fixed: Option<Date>,
}

impl Clock {
    /// The machine's clock, or the fixed day of `QUITTANCE_TODAY`.
    ///
    /// # Errors
    /// The variable is set and is not a day.
    pub fn of_environment() -> Result<Clock, String> {
        match std::env::var(TODAY) {
            Err(_) => Ok(Clock { fixed: None }),
            Ok(text) => text
                .parse()
                .map(|day| Clock { fixed: Some(day) })
                .map_err(|_| format!("{TODAY} vaut « {text} », qui n'est pas un jour. Écrivez par exemple 2026-11-21.")),
        }
    }

    /// A clock that stands at that day.
    pub fn fixed(day: Date) -> Clock {
        Clock { fixed: Some(day) }
    }

    /// The civil day in Paris.
    pub fn today(self) -> Date {
        self.fixed.unwrap_or_else(|| in_paris(Timestamp::now()).date())
    }

    /// Microseconds since 1970 UTC. On a fixed day: noon, so that it lies inside that day.
    pub fn now_micros(self) -> i64 {
        match self.fixed {
            None => Timestamp::now().as_microsecond(),
            Some(day) => noon(day),
        }
    }
}

impl app::ports::Clock for Clock {
    fn today(&self) -> Date {
        Clock::today(*self)
    }

    fn now(&self) -> i64 {
        self.now_micros()
    }
}

fn in_paris(moment: Timestamp) -> Zoned {
    let zone = jiff::tz::TimeZone::get("Europe/Paris").unwrap_or(jiff::tz::TimeZone::UTC);
    moment.to_zoned(zone)
}

/// Noon of a day in Paris, in microseconds since 1970 UTC.
pub fn noon(day: Date) -> i64 {
    let zone = jiff::tz::TimeZone::get("Europe/Paris").unwrap_or(jiff::tz::TimeZone::UTC);
    day.at(12, 0, 0, 0).to_zoned(zone).map_or(0, |zoned| zoned.timestamp().as_microsecond())
}
