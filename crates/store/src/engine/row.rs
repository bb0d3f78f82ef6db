//! A row read back, on either engine.

use jiff::civil::Date;
use rusqlite::types::ValueRef;

use crate::error::StoreError;

/// One row, while it is under the cursor.
pub(crate) enum Row<'r> {
    /// Of SQLite.
    Sqlite(&'r rusqlite::Row<'r>),
    /// Of PostgreSQL.
    Postgres(&'r postgres::Row),
}

impl Row<'_> {
    /// A number.
    pub fn int(&self, i: usize) -> Result<i64, StoreError> {
        Ok(match self {
            Row::Sqlite(r) => r.get(i)?,
            Row::Postgres(r) => r.try_get(i)?,
        })
    }

    /// A number that may be absent.
    pub fn opt_int(&self, i: usize) -> Result<Option<i64>, StoreError> {
        Ok(match self {
            Row::Sqlite(r) => r.get(i)?,
            Row::Postgres(r) => r.try_get(i)?,
        })
    }

    /// Text, borrowed from the row.
    pub fn str(&self, i: usize) -> Result<&str, StoreError> {
        Ok(match self {
            Row::Sqlite(r) => r.get_ref(i)?.as_str().map_err(rusqlite::Error::from)?,
            Row::Postgres(r) => r.try_get(i)?,
        })
    }

    /// Text.
    pub fn text(&self, i: usize) -> Result<String, StoreError> {
        self.str(i).map(str::to_owned)
    }

    /// Text that may be absent.
    pub fn opt_str(&self, i: usize) -> Result<Option<&str>, StoreError> {
        Ok(match self {
            Row::Sqlite(r) => r.get_ref(i)?.as_str_or_null().map_err(rusqlite::Error::from)?,
            Row::Postgres(r) => r.try_get(i)?,
        })
    }

    /// Bytes, borrowed from the row.
    pub fn blob(&self, i: usize) -> Result<&[u8], StoreError> {
        Ok(match self {
            Row::Sqlite(r) => r.get_ref(i)?.as_blob().map_err(rusqlite::Error::from)?,
            Row::Postgres(r) => r.try_get(i)?,
        })
    }

    /// Bytes that may be absent, borrowed from the row.
    pub fn opt_blob(&self, i: usize) -> Result<Option<&[u8]>, StoreError> {
        Ok(match self {
            Row::Sqlite(r) => r.get_ref(i)?.as_blob_or_null().map_err(rusqlite::Error::from)?,
            Row::Postgres(r) => r.try_get(i)?,
        })
    }

    /// A civil day.
    pub fn day(&self, i: usize) -> Result<Date, StoreError> {
        match self {
            Row::Sqlite(r) => read_day(r.get_ref(i)?.as_str().map_err(rusqlite::Error::from)?),
            Row::Postgres(r) => Ok(r.try_get(i)?),
        }
    }

    /// A civil day that may be absent.
    pub fn opt_day(&self, i: usize) -> Result<Option<Date>, StoreError> {
        match self {
            Row::Sqlite(r) => r.get_ref(i)?.as_str_or_null().map_err(rusqlite::Error::from)?.map(read_day).transpose(),
            Row::Postgres(r) => Ok(r.try_get(i)?),
        }
    }

    /// The value of a column of any type as bytes that are equal exactly when the values are, on both engines alike.
    pub fn canonical(&self, i: usize, out: &mut Vec<u8>) -> Result<(), StoreError> {
        match self {
            Row::Sqlite(r) => match r.get_ref(i)? {
                ValueRef::Null => out.push(b'n'),
                ValueRef::Integer(number) => push_int(out, number),
                ValueRef::Real(_) => out.push(b'r'),
                ValueRef::Text(text) => push_bytes(out, b't', text),
                ValueRef::Blob(bytes) => push_bytes(out, b'b', bytes),
            },
            Row::Postgres(r) => canonical_pg(r, i, out)?,
        }
        Ok(())
    }
}

fn canonical_pg(r: &postgres::Row, i: usize, out: &mut Vec<u8>) -> Result<(), StoreError> {
    use postgres::types::Type;
    match *r.columns()[i].type_() {
        Type::INT8 => match r.try_get::<_, Option<i64>>(i)? {
            Some(number) => push_int(out, number),
            None => out.push(b'n'),
        },
        Type::BYTEA => match r.try_get::<_, Option<&[u8]>>(i)? {
            Some(bytes) => push_bytes(out, b'b', bytes),
            None => out.push(b'n'),
        },
        Type::DATE => match r.try_get::<_, Option<Date>>(i)? {
            Some(day) => push_bytes(out, b't', super::day_text(day).as_bytes()),
            None => out.push(b'n'),
        },
        _ => match r.try_get::<_, Option<&str>>(i)? {
            Some(text) => push_bytes(out, b't', text.as_bytes()),
            None => out.push(b'n'),
        },
    }
    Ok(())
}

fn push_int(out: &mut Vec<u8>, number: i64) {
    out.push(b'i');
    out.extend_from_slice(&number.to_le_bytes());
}

fn push_bytes(out: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    out.push(kind);
    out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    out.extend_from_slice(bytes);
}

/// Reads `2026-11-21`, the only form that is written.
fn read_day(text: &str) -> Result<Date, StoreError> {
    let bytes = text.as_bytes();
    let number =
        |from: usize, to: usize| bytes[from..to].iter().try_fold(0_i16, |n, b| b.is_ascii_digit().then(|| n * 10 + i16::from(b - b'0')));
    let read = || {
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    read().or_else(|| text.parse().ok()).ok_or_else(|| StoreError::Damaged(format!("« {text} » n'est pas un jour")))
}
