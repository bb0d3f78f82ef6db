//! Migrations: two folders with the same file names, applied in order, with checksums, never edited once shipped.

use sha2::{Digest, Sha256};

use crate::engine::Conn;
use crate::error::StoreError;

/// One migration with its text for each engine.
pub(crate) struct Migration {
    /// The name of the file.
    pub name: &'static str,
    /// For SQLite.
    pub sqlite: &'static str,
    /// For PostgreSQL.
    pub postgres: &'static str,
}

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        &[$(Migration {
            name: $name,
            sqlite: include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        }),*]
    };
}

/// Every migration, oldest first.
#[rustfmt::skip]
pub(crate) const MIGRATIONS: &[Migration] = migrations![
    "0001_journal",
    "0002_projections",
    "0003_working_state",
    "0004_users",
    "0005_lists",
    "0006_letters",
    "0007_cards",
    "0008_jobs",
    "0009_drafts",
    "0010_bank",
    "0011_statuses",
    "0012_sources",
    "0013_mandates",
    "0014_ledger",
    "0015_refunds"
];

const LEDGER: &str = "CREATE TABLE IF NOT EXISTS migration (name TEXT NOT NULL PRIMARY KEY, checksum TEXT NOT NULL)";

/// Applies what is missing, each migration in its own transaction; refuses a newer or changed database.
pub(crate) fn migrate(conn: &mut Conn) -> Result<(), StoreError> {
    run(conn, LEDGER)?;
    let applied = applied(conn)?;
    for migration in missing(&applied, conn)? {
        let text = text(migration, conn);
        let line = format!("INSERT INTO migration (name, checksum) VALUES ('{}', '{}')", migration.name, checksum(text));
        run(conn, &format!("BEGIN; {text}; {line}; COMMIT"))?;
    }
    Ok(())
}

/// Says whether a connection that may not migrate finds everything applied.
pub(crate) fn verify(conn: &mut Conn) -> Result<(), StoreError> {
    let applied = match applied(conn) {
        Err(StoreError::Postgres(text)) if text.contains("42P01") => Vec::new(), // no such table: nothing was ever applied
        other => other?,
    };
    match missing(&applied, conn)?.first() {
        Some(migration) => Err(StoreError::NeedsMigration(migration.name.to_owned())),
        None => Ok(()),
    }
}

/// Lets the application's role read and write rows, and add to the journal without ever changing it.
pub(crate) fn grant(admin: &mut Conn, role: &str) -> Result<(), StoreError> {
    let role = format!("\"{}\"", role.replace('"', "\"\""));
    run(
        admin,
        &format!(
            "GRANT USAGE ON SCHEMA public TO {role};
             GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
             REVOKE UPDATE, DELETE ON journal FROM {role};
             REVOKE INSERT, UPDATE, DELETE ON migration FROM {role}"
        ),
    )
}

fn missing<'m>(applied: &[(String, String)], conn: &Conn) -> Result<Vec<&'m Migration>, StoreError> {
    for (name, sum) in applied {
        let known = MIGRATIONS.iter().find(|m| m.name == name).ok_or_else(|| StoreError::NewerDatabase(name.clone()))?;
        if *sum != checksum(text(known, conn)) {
            return Err(StoreError::MigrationChanged(name.clone()));
        }
    }
    Ok(MIGRATIONS.iter().filter(|m| !applied.iter().any(|(name, _)| name == m.name)).collect())
}

fn text(migration: &'static Migration, conn: &Conn) -> &'static str {
    match conn {
        Conn::Sqlite(..) => migration.sqlite,
        Conn::Postgres(..) => migration.postgres,
    }
}

fn checksum(text: &str) -> String {
    crate::chain::hex(&Sha256::digest(text.as_bytes()))
}

fn applied(conn: &mut Conn) -> Result<Vec<(String, String)>, StoreError> {
    const APPLIED: &str = "SELECT name, checksum FROM migration ORDER BY name";
    Ok(match conn {
        Conn::Sqlite(c, _) => {
            let mut statement = c.prepare(APPLIED)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        }
        Conn::Postgres(c, _) => c.query(APPLIED, &[])?.iter().map(|row| (row.get(0), row.get(1))).collect(),
    })
}

fn run(conn: &mut Conn, text: &str) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(c, _) => c.execute_batch(text)?,
        Conn::Postgres(c, _) => c.batch_execute(text)?,
    }
    Ok(())
}
