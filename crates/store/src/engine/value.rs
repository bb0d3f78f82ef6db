//! What may be bound to a statement: few kinds on purpose, the same on both engines.

use std::error::Error;
use std::fmt;

use jiff::civil::Date;
use postgres::types::{IsNull, ToSql as PgTo, Type, private::BytesMut, to_sql_checked};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};

/// A value to bind.
#[derive(Clone, Copy)]
pub(crate) enum V<'a> {
    /// Nothing.
    Null,
    /// A number, an id, cents, microseconds.
    Int(i64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
    /// A civil day: ISO text on SQLite, DATE on PostgreSQL.
    Day(Date),
}

/// Kinds only: names and texts of people never reach a log.
impl fmt::Debug for V<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            V::Null => "null",
            V::Int(_) => "int",
            V::Text(_) => "text",
            V::Blob(_) => "blob",
            V::Day(_) => "day",
        })
    }
}

impl From<i64> for V<'_> {
    fn from(number: i64) -> Self {
        V::Int(number)
    }
}

impl From<Date> for V<'_> {
    fn from(day: Date) -> Self {
        V::Day(day)
    }
}

impl<'a> From<&'a str> for V<'a> {
    fn from(text: &'a str) -> Self {
        V::Text(text)
    }
}

impl<'a> From<&'a [u8]> for V<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        V::Blob(bytes)
    }
}

impl<'a, T: Into<V<'a>>> From<Option<T>> for V<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(V::Null, Into::into)
    }
}

/// `2026-11-21`, as in every table of SQLite and in the head of every event.
pub(crate) fn day_text(day: Date) -> String {
    let digit = |n: i16| char::from(b'0' + (n % 10).unsigned_abs() as u8);
    let (y, m, d) = (day.year(), i16::from(day.month()), i16::from(day.day()));
    if y < 0 {
        return day.to_string();
    }
    [y / 1000, y / 100, y / 10, y, -1, m / 10, m, -1, d / 10, d].map(|n| if n < 0 { '-' } else { digit(n) }).iter().collect()
}

impl rusqlite::ToSql for V<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match *self {
            V::Day(day) => return Ok(ToSqlOutput::Owned(Value::Text(day_text(day)))),
            V::Null => ValueRef::Null,
            V::Int(number) => ValueRef::Integer(number),
            V::Text(text) => ValueRef::Text(text.as_bytes()),
            V::Blob(bytes) => ValueRef::Blob(bytes),
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

impl PgTo for V<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        // Each call compares the server's type with ours: a mismatch is an error, never a truncation.
        match *self {
            V::Null => Ok(IsNull::Yes),
            V::Int(number) => number.to_sql_checked(ty, out),
            V::Text(text) => text.to_sql_checked(ty, out),
            V::Blob(bytes) => bytes.to_sql_checked(ty, out),
            V::Day(day) => day.to_sql_checked(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_is_written_as_jiff_writes_it() {
        for day in [date(2026, 11, 21), date(1, 1, 1), date(987, 6, 5), date(9999, 12, 31)] {
            assert_eq!(day_text(day), day.to_string());
        }
    }

    #[test]
    fn a_value_shows_its_kind_only() {
        assert_eq!(format!("{:?}", V::Text("Mme Durand")), "text");
    }
}
