//! Opening a connection on each engine.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::Conn;
use crate::error::StoreError;

/// Opens or creates a SQLite file: a commit is on disk when it returns, readers never wait for the writer.
pub(crate) fn sqlite_file(path: &Path) -> Result<Conn, StoreError> {
    let at = |error| StoreError::opening(path, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let c = Connection::open_with_flags(path, flags).map_err(at)?;
    c.busy_timeout(Duration::from_secs(30)).map_err(at)?;
    c.pragma_update(None, "journal_mode", "WAL").map_err(at)?;
    c.pragma_update(None, "synchronous", "FULL").map_err(at)?;
    c.pragma_update(None, "wal_autocheckpoint", 4000).map_err(at)?;
    settings(&c).map_err(at)?;
    Ok(conn(c))
}

/// An empty database in memory.
pub(crate) fn memory() -> Result<Conn, StoreError> {
    let c = Connection::open_in_memory()?;
    settings(&c)?;
    Ok(conn(c))
}

/// An empty database in a temporary file that nobody else sees and that needs no durability.
pub(crate) fn scratch() -> Result<Conn, StoreError> {
    let c = Connection::open("")?;
    c.pragma_update(None, "journal_mode", "OFF")?;
    c.pragma_update(None, "synchronous", "OFF")?;
    settings(&c)?;
    Ok(conn(c))
}

/// A new SQLite file that nobody else uses while it is written, and that stays alone.
pub(crate) fn plain_file(path: &Path) -> Result<Conn, StoreError> {
    let at = |error| StoreError::opening(path, error);
    let c = Connection::open(path).map_err(at)?;
    settings(&c).map_err(at)?;
    Ok(conn(c))
}

/// A SQLite file that is only read.
pub(crate) fn read_only_file(path: &Path) -> Result<Conn, StoreError> {
    let at = |error| StoreError::opening(path, error);
    let c = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(at)?;
    c.query_row("SELECT COUNT(*) FROM migration", [], |row| row.get::<_, i64>(0))
        .map_err(|_| StoreError::NotADatabase(path.display().to_string()))?;
    Ok(conn(c))
}

fn settings(c: &Connection) -> rusqlite::Result<()> {
    c.pragma_update(None, "foreign_keys", true)?;
    c.pragma_update(None, "cache_size", -65_536)?;
    c.pragma_update(None, "temp_store", "FILE")?;
    c.pragma_update(None, "secure_delete", true)?; // erased bytes are overwritten, not only forgotten
    // Plans depend on the figures of the migrations alone: without this SQLite looks at each bound value and prepares again.
    c.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    c.set_prepared_statement_cache_capacity(256);
    Ok(())
}

fn conn(c: Connection) -> Conn {
    Conn::Sqlite(c, Default::default())
}

/// Connects to PostgreSQL. TLS is used whenever the server offers it (`sslmode=require` in the address insists on it).
pub(crate) fn postgres_client(url: &str) -> Result<Conn, StoreError> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError::Unreachable(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let config: postgres::Config = url.parse().map_err(|error: postgres::Error| StoreError::Unreachable(error.to_string()))?;
    let client =
        config.connect(tokio_postgres_rustls::MakeRustlsConnect::new(tls)).map_err(|error| StoreError::Unreachable(error.to_string()))?;
    Ok(Conn::Postgres(Box::new(client), Default::default()))
}
