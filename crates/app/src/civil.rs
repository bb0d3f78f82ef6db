//! Civil days and moments, in Paris.

use domain::Date;

/// Noon of a day in Paris, in seconds since 1970 UTC: the moment that stands for a whole day in a header.
pub fn noon_seconds(day: Date) -> i64 {
    let zone = jiff::tz::TimeZone::get("Europe/Paris").unwrap_or(jiff::tz::TimeZone::UTC);
    day.at(12, 0, 0, 0).to_zoned(zone).map_or(0, |zoned| zoned.timestamp().as_second())
}
