//! The two engines are one store: the same tables, the same statements, few kinds of parameters.

use std::collections::BTreeMap;

use postgres::types::Type;
use postgres::{Client, NoTls};
use rusqlite::Connection;
use store::{FILE_NAME, Location, Store};

use crate::harness::{Place, postgres, postgres_location, sqlite};

/// A plain connection to each engine, with the stores that keep their places alive.
fn clients() -> Option<(Connection, Client, [Place; 2])> {
    let lite = sqlite();
    let Some(pg) = postgres() else {
        println!("PostgreSQL is not installed: skipped");
        return None;
    };
    let Location::Folder(folder) = &lite.location else { unreachable!() };
    let Location::Postgres { url, .. } = &pg.location else { unreachable!() };
    Some((Connection::open(folder.join(FILE_NAME)).unwrap(), Client::connect(url, NoTls).unwrap(), [lite, pg]))
}

#[test]
fn every_statement_prepares_on_both() {
    let Some((lite, mut pg, _places)) = clients() else { return };
    let statements = store::statements();
    assert!(statements.len() > 100);
    for statement in statements {
        let on_lite = lite.prepare(&statement.sqlite).unwrap_or_else(|error| panic!("{}: {error}", statement.name));
        let on_pg = pg.prepare(&statement.postgres).unwrap_or_else(|error| panic!("{}: {error}", statement.name));
        assert!(statement.copied || on_lite.parameter_count() == on_pg.params().len(), "{}", statement.name);
        for ty in on_pg.params() {
            assert!(
                [Type::INT8, Type::TEXT, Type::BYTEA, Type::DATE, Type::TEXT_ARRAY, Type::INT8_ARRAY].contains(ty),
                "{}: a parameter is {ty}",
                statement.name
            );
        }
        for column in on_pg.columns() {
            let ty = column.type_();
            assert!([Type::INT8, Type::TEXT, Type::BYTEA, Type::DATE].contains(ty), "{}: {} is {ty}", statement.name, column.name());
        }
        assert_eq!(on_lite.column_count(), on_pg.columns().len(), "{}", statement.name);
    }
}

/// Every query on a tenant's table names the tenant; only the list of tenants itself is read whole.
#[test]
fn every_statement_names_its_tenant() {
    for statement in store::statements() {
        let whole = statement.postgres.contains("FROM tenant") || statement.postgres.starts_with("INSERT INTO tenant ");
        assert!(whole || statement.postgres.contains("tenant_id"), "{}", statement.name);
    }
}

#[test]
fn both_folders_of_migrations_make_the_same_tables() {
    let Some((lite, mut pg, _places)) = clients() else { return };
    let mut on_lite: BTreeMap<(String, String), (String, bool)> = BTreeMap::new();
    let mut tables = lite.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").unwrap();
    for table in tables.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap) {
        let mut columns = lite.prepare(&format!("PRAGMA table_info({table})")).unwrap();
        let rows = columns.query_map([], |row| Ok((row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get::<_, bool>(3)?))).unwrap();
        for (column, ty, required) in rows.map(Result::unwrap) {
            on_lite.insert((table.clone(), column), (ty, required));
        }
    }
    let rows = pg.query(
        "SELECT table_name, column_name, data_type, is_nullable = 'NO' FROM information_schema.columns WHERE table_schema = 'public'",
        &[],
    );
    let mut on_pg: BTreeMap<(String, String), (String, bool)> = BTreeMap::new();
    for row in rows.unwrap() {
        let ty = match row.get::<_, &str>(2) {
            "bigint" => "INTEGER",
            "bytea" => "BLOB",
            "text" | "date" => "TEXT",
            other => panic!("{other} is not a type of ours"),
        };
        on_pg.insert((row.get(0), row.get(1)), (ty.to_owned(), row.get(3)));
    }
    assert_eq!(on_lite, on_pg);
}

#[test]
fn opening_again_migrates_nothing_and_loses_nothing() {
    for place in [Some(sqlite()), postgres()].into_iter().flatten() {
        let tenant = place.tenant();
        place.debtor(tenant, "C1");
        let again = Store::open(&place.location).unwrap();
        assert!(again.read(tenant, |tx| tx.debtor_by_code("C1")).unwrap().is_some());
    }
}

/// Without the owner's address, an empty server says what is needed.
#[test]
fn the_application_alone_cannot_migrate_postgres() {
    let Some(Location::Postgres { url, .. }) = postgres_location() else {
        println!("PostgreSQL is not installed: skipped");
        return;
    };
    let message = Store::open(&Location::Postgres { url, admin: None }).err().unwrap().to_string();
    assert!(message.contains("« 0001_journal »") && message.contains("adresse d'administration"), "{message}");
}

/// Statements that mean to read a tenant's whole table.
const WHOLE: [&str; 40] = [
    "OWING",
    "MERGED_ALL",
    "DEPENDS",
    "ALL_TENANTS",
    "EVERY_TENANT",
    "LAST",
    "OPEN_ON",
    "LISTED_ON",
    // A person looks for an amount now and then; an index would cost every import.
    "OPEN_OF_AMOUNT",
    "UNALLOCATED",
    "DUE",
    "ALL_ERASED",
    "LIST",
    "NOT_LIVE",
    "KNOWN_THROUGH",
    "KEYED_BETWEEN",
    "SHARES",
    "OF_KIND",
    "OF_SCENARIO",
    // An index walked to its end to count it, once for the totals of a list.
    "COUNT",
    // Accounts, rules and accounts of payers are few beside lines; verdicts and waits are of lines that nobody decided.
    "ACCOUNTS",
    "RULES",
    "PAYERS",
    "WAITS",
    "VERDICTS",
    "COUNTS",
    // Once a file or a reconciliation, which read every debtor besides.
    "PAID",
    "TELL_IMPORT",
    "BETWEEN",
    "PAYMENT_KEYS",
    // Every mandate is looked at for a file of direct debits; files are few.
    "MANDATES",
    "BATCHES",
    "OPEN_BATCHES",
    "REFERENCES",
    // The books of everybody beside the accountant's: one pass over each table. Records that have to do with another, and differences
    // accepted, are few.
    "INVOICED",
    "GIVEN_BACK",
    "RECEIVED",
    "ACROSS",
    "JOINED",
    "ACCEPTED",
];

/// On SQLite every other statement goes through more of an index than the tenant, whatever the data: a million rows are never
/// read to find one.
#[test]
fn no_statement_reads_a_whole_table_to_find_a_row() {
    let place = sqlite();
    let Location::Folder(folder) = &place.location else { unreachable!() };
    let c = Connection::open(folder.join(FILE_NAME)).unwrap();
    let mut found = Vec::new();
    for statement in store::statements().iter().filter(|statement| !WHOLE.contains(&statement.name.as_str())) {
        let mut explained = c.prepare(&format!("EXPLAIN QUERY PLAN {}", statement.sqlite)).unwrap();
        let mut rows = explained.raw_query();
        while let Some(row) = rows.next().unwrap() {
            let step: String = row.get(3).unwrap();
            let table = step.split(' ').nth(1).unwrap_or_default();
            // Jobs and deposits are forgotten after a month, drafts once they are published: there are never many.
            let few = ["head", "tenant_key", "look_again", "job", "deposit", "scenario_draft"];
            let by_tenant_alone = step.ends_with("(tenant_id=?)") && !few.contains(&table);
            let ordered = statement.sqlite.contains("LIMIT 1") && statement.name == "FIRST";
            let given = ["SCAN CONSTANT ROW", "SCAN given"].contains(&step.as_str());
            if !ordered && !given && (by_tenant_alone || step.starts_with("SCAN")) {
                found.push(format!("{}: {step}", statement.name));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
