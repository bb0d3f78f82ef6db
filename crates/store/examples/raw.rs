//! The raw lower bounds of the benchmark: the same rows, in the same tables, on the same engine, and nothing else.
//!
//! `raw FOLDER import` puts every row of the books of FOLDER into a new database, table by table as they came, by prepared
//! statements (by COPY where QUITTANCE_POSTGRES names a superuser's address), the journal hashed link by link; reading them
//! first is not counted. `plan`, `balance`, `check` and `run` are the plainest reading that the job cannot do without: every
//! open claim in the order of its debtor; one GROUP BY; every event hashed and every row of every projection read; the claims
//! of one debtor in a hundred.
//!
//! Prints microseconds of CPU, microseconds of wall time, memory at its highest in KiB, and rows.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::{ToSql, Type};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use sha2::{Digest, Sha256};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Events whose rows are committed together, as the import does.
const BATCH: i64 = 20_000;

/// Tables that an import fills, with the column that says after which event a row came.
const TABLES: [(&str, &str); 8] = [
    ("journal", "seq"),
    ("debtor", "id"),
    ("claim", "id"),
    ("movement", "id"),
    ("allocation", "id"),
    ("event_debtor", "seq"),
    ("merged", "debtor"),
    ("private", "id"),
];

const MIGRATIONS: [&str; 3] = [
    include_str!("../migrations/sqlite/0001_journal.sql"),
    include_str!("../migrations/sqlite/0002_projections.sql"),
    include_str!("../migrations/sqlite/0003_working_state.sql"),
];
const MIGRATIONS_PG: [&str; 3] = [
    include_str!("../migrations/postgres/0001_journal.sql"),
    include_str!("../migrations/postgres/0002_projections.sql"),
    include_str!("../migrations/postgres/0003_working_state.sql"),
];

fn main() -> Outcome<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [folder, job] = args.as_slice() else { return Err("raw FOLDER import|plan|balance|check|run".into()) };
    let folder = PathBuf::from(folder);
    let postgres = env::var("QUITTANCE_POSTGRES").ok();
    let mut watch = Watch::default();
    let rows = match (job.as_str(), postgres) {
        ("import", None) => import_lite(&folder, &mut watch)?,
        ("import", Some(url)) => import_pg(&folder, &url, &mut watch)?,
        (job, None) => {
            let c = open(&folder.join(store::FILE_NAME))?;
            watch.time(|| read_lite(&c, job))?
        }
        (job, Some(url)) => {
            let mut c = postgres::Client::connect(&url, postgres::NoTls)?;
            watch.time(|| read_pg(&mut c, job))?
        }
    };
    println!("{} {} {} {rows}", watch.cpu.as_micros(), watch.wall.as_micros(), highest_memory()?);
    Ok(())
}

/// Time spent in what counts.
#[derive(Default)]
struct Watch {
    cpu: Duration,
    wall: Duration,
}

impl Watch {
    fn time<T>(&mut self, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        let (cpu, wall) = (on_cpu()?, Instant::now());
        let done = work()?;
        self.cpu += on_cpu()? - cpu;
        self.wall += wall.elapsed();
        Ok(done)
    }
}

/// What the kernel counted for this thread.
fn on_cpu() -> Outcome<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(Duration::from_nanos(text.split(' ').next().unwrap_or("0").parse()?))
}

fn highest_memory() -> Outcome<u64> {
    let text = fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

fn open(path: &Path) -> Outcome<Connection> {
    let c = Connection::open(path)?;
    for (name, value) in [("journal_mode", "WAL"), ("synchronous", "FULL"), ("wal_autocheckpoint", "4000"), ("cache_size", "-65536")] {
        c.pragma_update(None, name, value)?;
    }
    Ok(c)
}

/// The rows of one table that came with some events, every column as it is.
fn rows_of(from: &Connection, table: &str, key: &str, first: i64, last: i64) -> Outcome<(Vec<String>, Vec<Vec<Value>>)> {
    let mut statement = from.prepare_cached(&format!("SELECT * FROM {table} WHERE tenant_id = 1 AND {key} BETWEEN ?1 AND ?2"))?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let width = names.len();
    let rows = statement.query_map([first, last], |row| (0..width).map(|i| row.get(i)).collect())?;
    Ok((names, rows.collect::<Result<_, _>>()?))
}

/// Calls `put` with the rows of every table, batch by batch.
fn each_batch(folder: &Path, mut put: impl FnMut(Vec<(&'static str, Vec<String>, Vec<Vec<Value>>)>) -> Outcome<()>) -> Outcome<usize> {
    let from = open(&folder.join(store::FILE_NAME))?;
    let (events, kept): (i64, i64) =
        from.query_row("SELECT events, kept FROM head WHERE tenant_id = 1", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut count = 0;
    for first in (1..=events).step_by(BATCH as usize) {
        let last = (first + BATCH - 1).min(events);
        let mut batch = Vec::new();
        for (table, key) in TABLES {
            // Kept bytes have numbers of their own: as many as their share of the journal.
            let (from_id, to_id) = if table == "private" { ((first - 1) * kept / events + 1, last * kept / events) } else { (first, last) };
            let (names, rows) = rows_of(&from, table, key, from_id, to_id)?;
            count += rows.len();
            batch.push((table, names, rows));
        }
        put(batch)?;
    }
    Ok(count)
}

/// One link of the chain over the stored columns of an event.
fn link(hash: &mut [u8; 32], row: &[Value]) {
    let mut hasher = Sha256::new();
    hasher.update(*hash);
    for value in &row[..row.len() - 1] {
        match value {
            Value::Integer(number) => hasher.update(number.to_be_bytes()),
            Value::Text(text) => hasher.update(text),
            Value::Blob(bytes) => hasher.update(bytes),
            Value::Null | Value::Real(_) => {}
        }
    }
    *hash = hasher.finalize().into();
}

fn import_lite(folder: &Path, watch: &mut Watch) -> Outcome<usize> {
    let path = folder.join("raw.db");
    let remove = || ["raw.db", "raw.db-wal", "raw.db-shm"].iter().for_each(|name| drop(fs::remove_file(folder.join(name))));
    remove();
    let mut to = open(&path)?;
    MIGRATIONS.iter().try_for_each(|text| to.execute_batch(text))?;
    to.set_prepared_statement_cache_capacity(64);
    let mut hash = [0; 32];
    let count = each_batch(folder, |batch| {
        watch.time(|| {
            let tx = to.transaction()?;
            for (table, names, rows) in &batch {
                let places = vec!["?"; names.len()].join(",");
                let mut statement = tx.prepare_cached(&format!("INSERT INTO {table} VALUES ({places})"))?;
                for row in rows {
                    if *table == "journal" {
                        link(&mut hash, row);
                    }
                    statement.execute(params_from_iter(row))?;
                }
            }
            Ok(tx.commit()?)
        })
    })?;
    drop(to);
    remove();
    Ok(count)
}

fn import_pg(folder: &Path, url: &str, watch: &mut Watch) -> Outcome<usize> {
    let mut c = postgres::Client::connect(url, postgres::NoTls)?;
    c.batch_execute("DROP SCHEMA IF EXISTS raw CASCADE; CREATE SCHEMA raw; SET search_path TO raw")?;
    MIGRATIONS_PG.iter().try_for_each(|text| c.batch_execute(text))?;
    let mut hash = [0; 32];
    let count = each_batch(folder, |batch| {
        watch.time(|| {
            let mut tx = c.transaction()?;
            for (table, names, rows) in &batch {
                let list = names.join(", ");
                let types: Vec<Type> =
                    tx.prepare(&format!("SELECT {list} FROM {table}"))?.columns().iter().map(|c| c.type_().clone()).collect();
                let mut writer = BinaryCopyInWriter::new(tx.copy_in(&format!("COPY {table} ({list}) FROM STDIN BINARY"))?, &types);
                for row in rows {
                    if *table == "journal" {
                        link(&mut hash, row);
                    }
                    let values = row.iter().zip(&types).map(|(value, kind)| bound(value, kind)).collect::<Outcome<Vec<_>>>()?;
                    writer.write_raw(values.iter().map(|value| &**value as &(dyn ToSql + Sync)))?;
                }
                writer.finish()?;
            }
            Ok(tx.commit()?)
        })
    })?;
    c.batch_execute("DROP SCHEMA raw CASCADE")?;
    Ok(count)
}

fn bound<'v>(value: &'v Value, kind: &Type) -> Outcome<Box<dyn ToSql + Sync + 'v>> {
    Ok(match value {
        Value::Null if *kind == Type::INT8 => Box::new(None::<i64>),
        Value::Null if *kind == Type::DATE => Box::new(None::<jiff::civil::Date>),
        Value::Null => Box::new(None::<&str>),
        Value::Integer(number) => Box::new(*number),
        Value::Text(text) if *kind == Type::DATE => Box::new(text.parse::<jiff::civil::Date>()?),
        Value::Text(text) => Box::new(text.as_str()),
        Value::Blob(bytes) => Box::new(bytes.as_slice()),
        Value::Real(_) => return Err("no table has a float".into()),
    })
}

const OPEN_CLAIMS: &str = "SELECT debtor, id, invoice, number, issued_on, due_on, amount, total, settled FROM claim
    WHERE tenant_id = 1 AND amount <> settled ORDER BY debtor, id";
const AGED: &str = "SELECT debtor, SUM(CASE WHEN due_on >= '2026-11-21' THEN amount - settled ELSE 0 END),
    SUM(CASE WHEN due_on < '2026-11-21' AND due_on >= '2026-10-22' THEN amount - settled ELSE 0 END),
    SUM(CASE WHEN due_on < '2026-10-22' THEN amount - settled ELSE 0 END) FROM claim WHERE tenant_id = 1 GROUP BY debtor";
const OF_DEBTOR: &str = "SELECT id, due_on, amount, settled FROM claim WHERE tenant_id = 1 AND debtor = ";

fn read_lite(c: &Connection, job: &str) -> Outcome<usize> {
    let scan = |text: &str| -> Outcome<usize> {
        let mut statement = c.prepare(text)?;
        let width = statement.column_count();
        let mut rows = statement.query([])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            (0..width).try_for_each(|i| row.get_ref(i).map(drop))?;
            count += 1;
        }
        Ok(count)
    };
    match job {
        "plan" => scan(OPEN_CLAIMS),
        "balance" => scan(AGED),
        "check" => {
            let mut statement = c.prepare("SELECT * FROM journal WHERE tenant_id = 1 ORDER BY seq")?;
            let width = statement.column_count();
            let (mut hash, mut count) = ([0; 32], 0);
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let row: Vec<Value> = (0..width).map(|i| row.get(i)).collect::<Result<_, _>>()?;
                link(&mut hash, &row);
                count += 1;
            }
            for (table, _) in &TABLES[1..] {
                count += scan(&format!("SELECT * FROM {table} WHERE tenant_id = 1"))?;
            }
            Ok(count)
        }
        "run" => {
            let ids = c
                .prepare("SELECT id FROM debtor WHERE tenant_id = 1")?
                .query_map([], |row| row.get(0))?
                .collect::<Result<Vec<i64>, _>>()?;
            let mut statement = c.prepare(&format!("{OF_DEBTOR} ?1"))?;
            let mut count = 0;
            for id in ids.iter().step_by(100) {
                let mut rows = statement.query([id])?;
                while let Some(row) = rows.next()? {
                    (0..4).try_for_each(|i| row.get_ref(i).map(drop))?;
                    count += 1;
                }
            }
            Ok(count)
        }
        other => Err(format!("{other}: no such job").into()),
    }
}

fn read_pg(c: &mut postgres::Client, job: &str) -> Outcome<usize> {
    use postgres::fallible_iterator::FallibleIterator;
    let text = match job {
        "plan" => OPEN_CLAIMS,
        "balance" => AGED,
        other => return Err(format!("{other}: not measured on PostgreSQL").into()),
    };
    Ok(c.query_raw(text, std::iter::empty::<&str>())?.count()?)
}
