//! One thin synchronous adapter over SQLite and PostgreSQL.
//!
//! One text of SQL for both, with parameters written `$1`; few kinds of values, the same on both engines. Everything
//! above this folder ignores which engine is behind, save [`crate::backup`] and the opening of the store.

mod connect;
mod number;
mod row;
mod value;

use std::collections::HashMap;

use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{ToSql, Type};
use rusqlite::{TransactionBehavior, params_from_iter};

pub(crate) use connect::{memory, plain_file, postgres_client, read_only_file, scratch, sqlite_file};
pub(crate) use number::numbered;
pub(crate) use row::Row;
pub(crate) use value::{V, day_text};

use crate::error::StoreError;

/// Where a constant text lies in the program, with its length (or the list of columns of a bulk): a cheaper key than the text.
type Place = (usize, usize);

/// A connection to one engine.
pub(crate) enum Conn {
    /// SQLite, with the texts rewritten so far.
    Sqlite(rusqlite::Connection, HashMap<Place, String>),
    /// PostgreSQL, with the statements prepared so far.
    Postgres(Box<postgres::Client>, HashMap<String, postgres::Statement>),
}

/// One transaction.
pub(crate) enum Sql<'a> {
    /// On SQLite.
    Sqlite(rusqlite::Transaction<'a>, &'a mut HashMap<Place, String>),
    /// On PostgreSQL.
    Postgres(postgres::Transaction<'a>, &'a mut HashMap<String, postgres::Statement>),
}

/// A table into which rows go by thousands.
pub(crate) struct Bulk {
    /// The table.
    pub table: &'static str,
    /// The columns, in the order of the rows.
    pub columns: &'static [&'static str],
    /// What to do with a row that is there already, if that can be.
    pub conflict: &'static str,
    /// Where a row of the table is more than what is given: the query that makes it, over `{rows}`, which are those given. Empty
    /// where they are the rows themselves.
    pub joined: &'static str,
}

impl Bulk {
    /// The plain statement for one row.
    pub fn insert(&self) -> String {
        if self.joined.is_empty() {
            let places: Vec<String> = (1..=self.columns.len()).map(|n| format!("${n}")).collect();
            return format!("INSERT INTO {} ({}) VALUES ({}){}", self.table, self.columns.join(", "), places.join(", "), self.conflict);
        }
        let named: Vec<String> = self.columns.iter().enumerate().map(|(n, name)| format!("${} AS {name}", n + 1)).collect();
        self.query(&format!("(SELECT {})", named.join(", ")))
    }

    /// The statement that puts rows of another place into the table.
    pub fn query(&self, rows: &str) -> String {
        if self.joined.is_empty() {
            let list = self.columns.join(", ");
            return format!("INSERT INTO {} ({list}) SELECT {list} FROM {rows} given WHERE true{}", self.table, self.conflict);
        }
        format!("INSERT INTO {} {}{}", self.table, self.joined.replace("{rows}", rows), self.conflict)
    }
}

impl Conn {
    /// Lets SQLite overwrite its log, in which erased bytes would linger; a reader that is still in it postpones that.
    pub fn forget_log(&self) {
        if let Conn::Sqlite(c, _) = self {
            // The answer only says whether a reader was in the way: nothing is lost then, the next checkpoint does it.
            let _ = c.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        }
    }

    /// Begins a transaction that may write: on SQLite it takes the write lock at once.
    pub fn begin(&mut self, tenant: i64, write: bool) -> Result<Sql<'_>, StoreError> {
        match self {
            Conn::Sqlite(c, texts) => {
                let behaviour = if write { TransactionBehavior::Immediate } else { TransactionBehavior::Deferred };
                Ok(Sql::Sqlite(c.transaction_with_behavior(behaviour)?, texts))
            }
            Conn::Postgres(c, prepared) => {
                // A reading takes one snapshot for all its queries; a writing sees what others committed while it waited for the lock.
                let level = if write { postgres::IsolationLevel::ReadCommitted } else { postgres::IsolationLevel::RepeatableRead };
                let begun = c.build_transaction().isolation_level(level).read_only(!write).start()?;
                let mut sql = Sql::Postgres(begun, prepared);
                sql.scope(tenant)?;
                Ok(sql)
            }
        }
    }
}

impl Sql<'_> {
    /// Sets the tenant whose rows PostgreSQL lets through, for this transaction only.
    pub fn scope(&mut self, tenant: i64) -> Result<(), StoreError> {
        if let Sql::Postgres(t, _) = self {
            t.execute("SELECT set_config('quittance.tenant', $1, TRUE)", &[&tenant.to_string()])?;
        }
        Ok(())
    }

    /// Makes what was done durable.
    pub fn commit(self) -> Result<(), StoreError> {
        match self {
            Sql::Sqlite(t, _) => t.commit()?,
            Sql::Postgres(t, _) => t.commit()?,
        }
        Ok(())
    }

    /// Runs a statement; answers how many rows it changed.
    pub fn execute(&mut self, text: &'static str, params: &[V<'_>]) -> Result<u64, StoreError> {
        Ok(match self {
            Sql::Sqlite(t, texts) => t.prepare_cached(rewritten(texts, text))?.execute(params_from_iter(params))? as u64,
            Sql::Postgres(t, prepared) => {
                let statement = statement(t, prepared, text)?;
                t.execute(&statement, &params.iter().map(dynamic).collect::<Vec<_>>())?
            }
        })
    }

    /// Reads every row of a query, one at a time.
    pub fn each<E: From<StoreError>>(
        &mut self,
        text: &'static str,
        params: &[V<'_>],
        read: impl FnMut(&Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Sql::Sqlite(t, texts) => each_lite(t, rewritten(texts, text), params, read),
            Sql::Postgres(t, prepared) => each_pg(t, prepared, text, params, read),
        }
    }

    /// As [`Sql::each`], for a text made by the program (table and column names from its own lists, never data).
    pub fn each_made<E: From<StoreError>>(
        &mut self,
        text: &str,
        params: &[V<'_>],
        read: impl FnMut(&Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Sql::Sqlite(t, _) => each_lite(t, &numbered(text), params, read),
            Sql::Postgres(t, prepared) => each_pg(t, prepared, text, params, read),
        }
    }

    /// Reads the rows of any of a list of values: `= ANY($2)` in the text, all of one kind.
    pub fn any<T>(
        &mut self,
        text: &'static str,
        tenant: i64,
        values: &[V<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        match self {
            Sql::Sqlite(..) => {
                for value in values {
                    found.extend(self.rows(text, &[V::Int(tenant), *value], &mut read)?);
                }
            }
            Sql::Postgres(t, prepared) => {
                let statement = statement(t, prepared, text)?;
                let params: [&(dyn ToSql + Sync); 2] = [&tenant, &values];
                for row in t.query(&statement, &params)? {
                    found.push(read(&Row::Postgres(&row))?);
                }
            }
        }
        Ok(found)
    }

    /// Reads every row into a list.
    pub fn rows<T>(
        &mut self,
        text: &'static str,
        params: &[V<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::new();
        self.each(text, params, |row| {
            rows.push(read(row)?);
            Ok::<_, StoreError>(())
        })?;
        Ok(rows)
    }

    /// Reads the first row, if there is one.
    pub fn first<T>(
        &mut self,
        text: &'static str,
        params: &[V<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        match self {
            Sql::Sqlite(t, texts) => {
                let mut statement = t.prepare_cached(rewritten(texts, text))?;
                let mut rows = statement.query(params_from_iter(params))?;
                rows.next()?.map(|row| read(&Row::Sqlite(row))).transpose()
            }
            Sql::Postgres(t, prepared) => {
                let statement = statement(t, prepared, text)?;
                let rows = t.query(&statement, &params.iter().map(dynamic).collect::<Vec<_>>())?;
                rows.first().map(|row| read(&Row::Postgres(row))).transpose()
            }
        }
    }

    /// Puts many rows into a table: one prepared INSERT on SQLite; on PostgreSQL COPY into a temporary table, then
    /// INSERT … SELECT, since COPY is refused on a table whose row-level security is forced.
    pub fn bulk<'v, const N: usize>(&mut self, bulk: &Bulk, rows: impl IntoIterator<Item = [V<'v>; N]>) -> Result<(), StoreError> {
        debug_assert_eq!(N, bulk.columns.len());
        match self {
            Sql::Sqlite(t, texts) => {
                let place = (bulk.table.as_ptr() as usize, bulk.columns.as_ptr() as usize);
                let text = texts.entry(place).or_insert_with(|| numbered(&bulk.insert()));
                let mut statement = t.prepare_cached(text)?;
                for row in rows {
                    for (place, value) in row.iter().enumerate() {
                        statement.raw_bind_parameter(place + 1, value)?;
                    }
                    statement.raw_execute()?;
                }
            }
            Sql::Postgres(t, prepared) => copy(t, prepared, bulk, rows)?,
        }
        Ok(())
    }
}

fn each_lite<E: From<StoreError>>(
    t: &rusqlite::Transaction<'_>,
    text: &str,
    params: &[V<'_>],
    mut read: impl FnMut(&Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut statement = t.prepare_cached(text).map_err(StoreError::from)?;
    let mut rows = statement.query(params_from_iter(params)).map_err(StoreError::from)?;
    while let Some(row) = rows.next().map_err(StoreError::from)? {
        read(&Row::Sqlite(row))?;
    }
    Ok(())
}

fn each_pg<E: From<StoreError>>(
    t: &mut postgres::Transaction<'_>,
    prepared: &mut HashMap<String, postgres::Statement>,
    text: &str,
    params: &[V<'_>],
    mut read: impl FnMut(&Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let statement = statement(t, prepared, text)?;
    let mut rows = t.query_raw(&statement, params.iter().map(dynamic)).map_err(StoreError::from)?;
    while let Some(row) = rows.next().map_err(StoreError::from)? {
        read(&Row::Postgres(&row))?;
    }
    Ok(())
}

fn copy<'v, const N: usize>(
    t: &mut postgres::Transaction<'_>,
    prepared: &mut HashMap<String, postgres::Statement>,
    bulk: &Bulk,
    rows: impl IntoIterator<Item = [V<'v>; N]>,
) -> Result<(), StoreError> {
    let (table, list) = (bulk.table, bulk.columns.join(", "));
    // Binary COPY converts nothing: the types of the columns are asked once.
    let types: Vec<Type> =
        statement(t, prepared, &format!("SELECT {list} FROM {table}"))?.columns().iter().map(|c| c.type_().clone()).collect();
    t.batch_execute(&format!(
        "CREATE TEMPORARY TABLE IF NOT EXISTS bulk_{table} ON COMMIT DELETE ROWS AS SELECT {list} FROM {table} WITH NO DATA"
    ))?;
    let mut writer =
        postgres::binary_copy::BinaryCopyInWriter::new(t.copy_in(&format!("COPY bulk_{table} ({list}) FROM STDIN BINARY"))?, &types);
    for row in rows {
        writer.write_raw(row.iter().map(dynamic))?;
    }
    writer.finish()?; // without it the COPY is undone
    t.batch_execute(&format!("{}; DELETE FROM bulk_{table}", bulk.query(&format!("bulk_{table}"))))?;
    Ok(())
}

fn rewritten<'t>(texts: &'t mut HashMap<Place, String>, text: &'static str) -> &'t str {
    texts.entry((text.as_ptr() as usize, text.len())).or_insert_with(|| numbered(text))
}

fn dynamic<'x>(value: &'x V<'x>) -> &'x (dyn ToSql + Sync) {
    value
}

fn statement(
    t: &mut postgres::Transaction<'_>,
    prepared: &mut HashMap<String, postgres::Statement>,
    text: &str,
) -> Result<postgres::Statement, StoreError> {
    if let Some(known) = prepared.get(text) {
        return Ok(known.clone());
    }
    let made = t.prepare(text)?;
    prepared.insert(text.to_owned(), made.clone());
    Ok(made)
}
