//! On PostgreSQL a forgotten tenant filter answers nothing of another tenant: row-level security is forced on every table.

use postgres::{Client, NoTls};
use store::Location;

use crate::harness::postgres;
use crate::history;

/// Tables of data, that is all of them save the list of migrations.
fn tables(client: &mut Client) -> Vec<String> {
    let rows = client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration' ORDER BY 1", &[]);
    rows.unwrap().iter().map(|row| row.get(0)).collect()
}

#[test]
fn a_query_without_its_tenant_sees_nothing_of_another() {
    let Some(place) = postgres() else {
        println!("PostgreSQL is not installed: skipped");
        return;
    };
    let books = history::write(&place.store, 21, 700);
    let Location::Postgres { url, .. } = &place.location else { unreachable!() };
    let mut client = Client::connect(url, NoTls).unwrap();
    let all = tables(&mut client);
    assert!(all.len() > 30);
    let mine = books[0].0.0;
    let mut filled = 0;
    for table in &all {
        let count = |client: &mut postgres::Transaction<'_>, filter: &str| -> i64 {
            client.query_one(&format!("SELECT COUNT(*) FROM {table} {filter}"), &[]).unwrap().get(0)
        };
        let mut tx = client.transaction().unwrap();
        assert_eq!(count(&mut tx, ""), 0, "{table} without any tenant");
        tx.execute("SELECT set_config('quittance.tenant', $1, TRUE)", &[&mine.to_string()]).unwrap();
        let own = if table == "tenant" { "WHERE id" } else { "WHERE tenant_id" };
        assert_eq!(count(&mut tx, ""), count(&mut tx, &format!("{own} = {mine}")), "{table} shows another tenant");
        filled += usize::from(count(&mut tx, "") > 0);
        if table != "tenant" && table != "journal" {
            assert_eq!(tx.execute(&format!("UPDATE {table} SET tenant_id = tenant_id WHERE tenant_id <> {mine}"), &[]).unwrap(), 0);
        }
    }
    assert!(filled > 25, "the history fills the tables: {filled}");
}

/// A row cannot be written into another tenant either.
#[test]
fn a_row_cannot_be_written_for_another_tenant() {
    let Some(place) = postgres() else {
        println!("PostgreSQL is not installed: skipped");
        return;
    };
    let (mine, other) = (place.tenant(), place.tenant());
    let Location::Postgres { url, .. } = &place.location else { unreachable!() };
    let mut client = Client::connect(url, NoTls).unwrap();
    let mut tx = client.transaction().unwrap();
    tx.execute("SELECT set_config('quittance.tenant', $1, TRUE)", &[&mine.0.to_string()]).unwrap();
    let refused = tx.execute("INSERT INTO mapping (tenant_id, name, body) VALUES ($1, 'x', 'x')", &[&other.0]);
    assert!(refused.unwrap_err().as_db_error().unwrap().message().contains("row-level security"));
}

/// The application's role can neither go round the security nor own what it guards.
#[test]
fn the_application_is_neither_owner_nor_superuser() {
    let Some(place) = postgres() else {
        println!("PostgreSQL is not installed: skipped");
        return;
    };
    let Location::Postgres { url, .. } = &place.location else { unreachable!() };
    let mut client = Client::connect(url, NoTls).unwrap();
    let role = client.query_one("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user", &[]).unwrap();
    assert!(!role.get::<_, bool>(0));
    let owned = client.query_one("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user", &[]);
    assert_eq!(owned.unwrap().get::<_, i64>(0), 0);
    let open = client.query(
        "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND relkind = 'r' AND relname <> 'migration' AND NOT (relrowsecurity AND relforcerowsecurity)",
        &[],
    );
    assert!(open.unwrap().is_empty());
}
