//! Civil days and moments, in Paris.

use domain::Date;
use jiff::civil::DateTime;

/// Noon of a day in Paris, in seconds since 1970 UTC: the moment that stands for a whole day in a header.
pub fn noon_seconds(day: Date) -> i64 {
    let zone = jiff::tz::TimeZone::get("Europe/Paris").unwrap_or(jiff::tz::TimeZone::UTC);
    day.at(12, 0, 0, 0).to_zoned(zone).map_or(0, |zoned| zoned.timestamp().as_second())
}

/// The moment in Paris, from microseconds since 1970 UTC, without what is less than a second.
pub fn paris(micros: i64) -> DateTime {
    let zone = jiff::tz::TimeZone::get("Europe/Paris").unwrap_or(jiff::tz::TimeZone::UTC);
    jiff::Timestamp::from_second(micros.div_euclid(1_000_000)).unwrap_or_default().to_zoned(zone).datetime()
}
