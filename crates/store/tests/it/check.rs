//! `check` answers yes to every honest history, and finds every single tampering.

use std::collections::BTreeSet;
use std::path::Path;

use domain::events::{Event, Recorded};
use domain::ids::Seq;
use rusqlite::Connection;
use rusqlite::types::Value;
use store::{FILE_NAME, Head, Location, Store, StoreError, read_heads};
use tempfile::TempDir;

use crate::harness::{Place, sqlite};
use crate::history::{self, Random};

/// Events of the default run and of the long one (`cargo xtask check-long`).
fn length(default: usize, long: usize) -> usize {
    if std::env::var_os("QUITTANCE_LONG").is_some() { long } else { default }
}

fn a_long_random_history_checks_clean(place: &Place) {
    let books = history::write(&place.store, 3, length(900, 100_000));
    let kinds = |tenant| {
        let mut kinds = BTreeSet::new();
        let each = |event: Recorded| {
            kinds.insert(event.event.kind());
            Ok::<_, StoreError>(())
        };
        place.store.read(tenant, |tx| tx.each_event(Seq(1), each)).unwrap();
        kinds
    };
    let seen: BTreeSet<&str> = books.iter().flat_map(|(tenant, _)| kinds(*tenant)).collect();
    assert_eq!(seen, Event::KINDS.iter().map(|(kind, _)| *kind).collect(), "a history knows every kind of event");
    let report = place.store.check(None, &place.store.heads().unwrap()).unwrap();
    assert!(report.is_clean(), "{:#?}", report.findings);
    assert!(report.rows > 0 && report.events > 0);
}

/// One byte, number, day or row changed, added or removed, anywhere: found, and found alone in its tenant.
#[test]
fn a_long_row_of_single_tamperings_is_found_whole() {
    let place = sqlite();
    history::write(&place.store, 5, 400);
    let heads = place.store.heads().unwrap();
    drop(place.store);
    let Location::Folder(folder) = &place.location else { unreachable!() };
    let original = folder.join(FILE_NAME);
    Connection::open(&original).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE").unwrap();
    let wanted = length(40, 1_000) / 4;
    std::thread::scope(|scope| {
        for seed in 0..4 {
            let (original, heads) = (&original, &heads);
            scope.spawn(move || find_all(original, heads, &mut Random::new(seed), wanted));
        }
    });
}

/// Tampers with so many copies of a database, once each.
fn find_all(original: &Path, heads: &[Head], random: &mut Random, wanted: usize) {
    let (mut done, mut tried) = (0, 0);
    while done < wanted {
        tried += 1;
        assert!(tried < 20 * wanted, "too few tamperings change anything");
        let copy = TempDir::new().unwrap();
        let path = copy.path().join(FILE_NAME);
        std::fs::copy(original, &path).unwrap();
        let Some(what) = tamper(&Connection::open(&path).unwrap(), random) else { continue };
        let store = Store::open(&Location::Folder(copy.path().to_owned())).unwrap();
        let report = store.check(None, heads).unwrap();
        assert!(!report.is_clean(), "not found: {what}");
        done += 1;
    }
}

/// The tables that are judged: the record, and every function of it.
fn judged(c: &Connection) -> Vec<String> {
    const NOT_JUDGED: [&str; 11] =
        ["migration", "tenant", "tenant_key", "look_again", "mapping", "flag", "run", "session", "ticket", "user_guard", "bank_verdict"];
    let mut statement =
        c.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").unwrap();
    let names = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    names.map(Result::unwrap).filter(|name| !NOT_JUDGED.contains(&name.as_str())).collect()
}

/// Changes one value or removes one row; `None` when that changed nothing (an empty table, a row that could not be so).
fn tamper(c: &Connection, random: &mut Random) -> Option<String> {
    c.execute_batch("DROP TRIGGER journal_refuses_update; DROP TRIGGER journal_refuses_delete").unwrap();
    let tables = judged(c);
    // Half of the time the record itself: there are many tables and only three of these.
    let table = if random.one_in(2) {
        random.pick(&["journal", "private", "head"])?.to_owned()
    } else {
        tables[usize::try_from(random.below(tables.len() as u64)).unwrap()].clone()
    };
    let count: i64 = c.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get(0)).unwrap();
    if count == 0 {
        return None;
    }
    let columns: Vec<(String, i64)> = c
        .prepare(&format!("PRAGMA table_info({table})"))
        .unwrap()
        .query_map([], |row| Ok((row.get(1)?, row.get(5)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let keys: Vec<&str> = columns.iter().filter(|(_, key)| *key > 0).map(|(name, _)| name.as_str()).collect();
    let skip = i64::try_from(random.below(u64::try_from(count).unwrap())).unwrap();
    let row = format!("({0}) = (SELECT {0} FROM {table} ORDER BY {0} LIMIT 1 OFFSET {skip})", keys.join(", "));
    if random.one_in(4) {
        c.execute(&format!("DELETE FROM {table} WHERE {row}"), []).unwrap();
        return Some(format!("{table}: row {skip} removed"));
    }
    let column = &columns[usize::try_from(random.below(columns.len() as u64)).unwrap()].0;
    let before: Value = c.query_row(&format!("SELECT {column} FROM {table} WHERE {row}"), [], |row| row.get(0)).unwrap();
    let after = changed(&before, random);
    let done = c.execute(&format!("UPDATE {table} SET {column} = ?1 WHERE {row}"), [&after]).ok()?;
    (done == 1).then(|| format!("{table}.{column} of row {skip}: {before:?} became {after:?}"))
}

fn changed(value: &Value, random: &mut Random) -> Value {
    match value {
        // A column refuses what is not of its type: then nothing was changed.
        Value::Null => random.pick(&[0, 1]).map(|n| if n == 0 { Value::Integer(7) } else { Value::Text("1999-12-31".to_owned()) }).unwrap(),
        Value::Integer(n) => Value::Integer(n + 1 + i64::try_from(random.below(3)).unwrap()),
        Value::Real(_) => Value::Null,
        Value::Text(text) if text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok() => Value::Text("1999-12-31".to_owned()),
        Value::Text(text) => Value::Text(format!("{text}x")),
        Value::Blob(bytes) => {
            let mut bytes = bytes.clone();
            match bytes.len() {
                0 => bytes.push(1),
                n => bytes[usize::try_from(random.below(n as u64)).unwrap()] ^= 1,
            }
            Value::Blob(bytes)
        }
    }
}

/// Whoever removes the newest events and makes the database agree with itself is found by the head kept elsewhere.
#[test]
fn newest_events_removed_with_care_are_found_by_the_saved_head() {
    let (long, short) = (sqlite(), sqlite());
    let outside = TempDir::new().unwrap();
    let saved = outside.path().join("heads");
    let tenant = long.tenant();
    (1..=3).for_each(|n| {
        long.debtor(tenant, &format!("C{n}"));
    });
    long.store.save_heads(&saved).unwrap();
    let same = short.tenant();
    short.debtor(same, "C1");
    assert!(short.store.check(None, &[]).unwrap().is_clean(), "a shorter journal is whole in itself");
    let report = short.store.check(Some(same), &read_heads(&saved).unwrap()).unwrap();
    assert!(report.findings[0].to_string().contains("il allait au moins jusqu'au n° 3"), "{report:?}");
}

/// A finding says where, so that a person can look.
#[test]
fn a_finding_names_the_table_and_the_row() {
    let place = sqlite();
    let tenant = place.tenant();
    let debtor = place.debtor(tenant, "C1");
    let claim = place.invoice(tenant, debtor, "F1", jiff::civil::date(2026, 6, 1), 10_000);
    open(&place).execute("UPDATE claim SET amount = 1 WHERE id = ?1", [claim.0]).unwrap();
    let report = place.store.check(None, &[]).unwrap();
    let [finding] = &report.findings[..] else { panic!("{report:?}") };
    assert_eq!(
        finding.to_string(),
        format!("dossier {}, créances (claim), n° {} : la ligne n'est pas celle que disent les événements (amount)", tenant.0, claim.0)
    );
}

fn open(place: &Place) -> Connection {
    let Location::Folder(folder) = &place.location else { unreachable!() };
    Connection::open(folder.join(FILE_NAME)).unwrap()
}

on_both! {
    a_long_random_history_checks_clean,
}
