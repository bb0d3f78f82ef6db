//! The store: where the data lies, who may read and write at the same time, and what belongs to no tenant.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::ids::TenantId;

use crate::chain::{self, Head};
use crate::engine::{self, Conn};
use crate::error::StoreError;
use crate::migrate;
use crate::sql::tenant as sql;
use crate::tx::{Read, Tx};

/// The name of the database in the data folder.
pub const FILE_NAME: &str = "quittance.db";

/// Where the data is.
#[derive(Clone, Debug)]
pub enum Location {
    /// A folder that holds (or will hold) [`FILE_NAME`].
    Folder(PathBuf),
    /// In memory, for tests and simulations: gone with the store.
    Memory,
    /// A PostgreSQL server.
    Postgres {
        /// Address for the application's role, which owns nothing.
        url: String,
        /// Address for the owner of the tables; needed once for each new version.
        admin: Option<String>,
    },
}

/// A tenant's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Which.
    pub id: TenantId,
    /// The name given at its creation, shown before its identity is recorded.
    pub name: String,
}

/// An open store. One writer at a time; readers beside it.
pub struct Store {
    location: Location,
    writer: Mutex<Conn>,
    readers: Mutex<Vec<Conn>>,
}

impl Store {
    /// Opens the store, creating and migrating it where needed.
    ///
    /// # Errors
    /// The place cannot be reached or written, holds something else, or was written by a newer program.
    pub fn open(location: &Location) -> Result<Store, StoreError> {
        if let Location::Folder(folder) = location {
            std::fs::create_dir_all(folder).map_err(StoreError::file(folder))?;
        }
        if let Location::Postgres { url, admin: Some(admin) } = location {
            let mut owner = engine::postgres_client(admin)?;
            migrate::migrate(&mut owner)?;
            migrate::grant(&mut owner, &role_of(url)?)?;
        }
        let mut writer = connect(location)?;
        match &writer {
            Conn::Sqlite(..) => migrate::migrate(&mut writer)?,
            Conn::Postgres(..) => migrate::verify(&mut writer)?,
        }
        let store = Store { location: location.clone(), writer: Mutex::new(writer), readers: Mutex::default() };
        store.ensure_system()?;
        Ok(store)
    }

    /// Where it is.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Creates a tenant with its own secret key and an empty journal.
    ///
    /// # Errors
    /// What the database says.
    pub fn create_tenant(&self, name: &str, now_micros: i64) -> Result<TenantId, StoreError> {
        let mut conn = self.writer();
        let mut tx = conn.begin(0, true)?;
        let last = tx.first(sql::LAST, &[], |row| row.opt_int(0))?.flatten().unwrap_or(0);
        let id = TenantId(last + 1);
        insert_tenant(&mut tx, id, name, now_micros, &secret()?)?;
        tx.commit()?;
        Ok(id)
    }

    /// Takes back a tenant in whose journal nothing was ever written; answers whether that was so.
    ///
    /// # Errors
    /// What the database says.
    pub fn forget_tenant(&self, id: TenantId) -> Result<bool, StoreError> {
        let mut conn = self.writer();
        let mut tx = conn.begin(id.0, true)?;
        if id.0 == 0 || tx.execute(sql::DELETE_EMPTY_HEAD, &[id.0.into()])? == 0 {
            return Ok(false);
        }
        tx.execute(sql::DELETE_KEY, &[id.0.into()])?;
        tx.scope(0)?;
        tx.execute(sql::DELETE, &[id.0.into()])?;
        tx.commit()?;
        Ok(true)
    }

    /// Every tenant save the system, by number.
    ///
    /// # Errors
    /// What the database says.
    pub fn tenants(&self) -> Result<Vec<Tenant>, StoreError> {
        self.read(TenantId(0), |tx| tx.sql.rows(sql::ALL_TENANTS, &[], |row| Ok(Tenant { id: TenantId(row.int(0)?), name: row.text(1)? })))
    }

    /// Runs one writing transaction of a tenant: everything in it, or nothing.
    ///
    /// `author` and `now_micros` (microseconds since 1970-01-01 UTC) go into the envelope of every event of it.
    ///
    /// # Errors
    /// What `work` answers, no such tenant, or what the database says.
    pub fn write<T, E: From<StoreError>>(
        &self,
        tenant: TenantId,
        author: &str,
        now_micros: i64,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = self.writer();
        let mut tx = Tx::begin(&mut conn, tenant, author, now_micros)?;
        let answer = work(&mut tx)?; // an error drops the transaction: both engines roll back
        if tx.finish()? {
            conn.forget_log();
        }
        Ok(answer)
    }

    /// As [`Store::write`], for what may as well be left out: `None` when somebody else is writing through this store.
    ///
    /// # Errors
    /// What `work` answers, no such tenant, or what the database says.
    pub fn write_if_idle<T, E: From<StoreError>>(
        &self,
        tenant: TenantId,
        author: &str,
        now_micros: i64,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<Option<T>, E> {
        let Ok(mut conn) = self.writer.try_lock() else { return Ok(None) };
        let mut tx = Tx::begin(&mut conn, tenant, author, now_micros)?;
        let answer = work(&mut tx)?;
        tx.finish()?;
        Ok(Some(answer))
    }

    /// Runs one reading of a tenant, on a single view of the data, beside any writer.
    ///
    /// # Errors
    /// What `work` answers, or what the database says.
    pub fn read<T, E: From<StoreError>>(&self, tenant: TenantId, work: impl FnOnce(&mut Read<'_>) -> Result<T, E>) -> Result<T, E> {
        if matches!(self.location, Location::Memory) {
            return read_with(&mut self.writer(), tenant, work);
        }
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut conn = idle.map_or_else(|| connect(&self.location), Ok)?;
        let answer = read_with(&mut conn, tenant, work);
        if answer.is_ok() {
            self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
        }
        answer
    }

    /// The end of every journal.
    ///
    /// # Errors
    /// What the database says.
    pub fn heads(&self) -> Result<Vec<Head>, StoreError> {
        let mut tenants = vec![TenantId(0)];
        tenants.extend(self.tenants()?.into_iter().map(|t| t.id));
        tenants.into_iter().map(|tenant| self.read(tenant, |tx| tx.head())).collect()
    }

    /// Writes the end of every journal to a file outside the database, to be given to [`crate::check`] later.
    ///
    /// # Errors
    /// The file cannot be written, or what the database says.
    pub fn save_heads(&self, path: &Path) -> Result<(), StoreError> {
        chain::write_heads(path, &self.heads()?)
    }

    /// To be called after a large import: PostgreSQL looks at its tables again (a block-by-key read is ten times slower
    /// before). Needs the administration address, and is left to the server's own housekeeping without it.
    ///
    /// # Errors
    /// What the database says.
    pub fn analyse(&self) -> Result<(), StoreError> {
        if let Location::Postgres { admin: Some(admin), .. } = &self.location
            && let Conn::Postgres(mut client, _) = engine::postgres_client(admin)?
        {
            client.batch_execute("ANALYZE")?;
        }
        Ok(())
    }

    pub(crate) fn writer(&self) -> MutexGuard<'_, Conn> {
        // A panic while writing rolled its transaction back: the connection itself is sound.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tenant 0 is the system: it exists from the start.
    fn ensure_system(&self) -> Result<(), StoreError> {
        let mut conn = self.writer();
        let mut tx = conn.begin(0, true)?;
        if tx.first(sql::SECRET, &[0.into()], |_| Ok(()))?.is_none() {
            insert_tenant(&mut tx, TenantId(0), "système", 0, &secret()?)?;
            tx.commit()?;
        }
        Ok(())
    }
}

/// A connection of the application to that place.
pub(crate) fn connect(location: &Location) -> Result<Conn, StoreError> {
    match location {
        Location::Folder(folder) => engine::sqlite_file(&folder.join(FILE_NAME)),
        Location::Memory => engine::memory(),
        Location::Postgres { url, .. } => engine::postgres_client(url),
    }
}

/// Writes the rows that make a tenant exist.
pub(crate) fn insert_tenant(tx: &mut engine::Sql<'_>, id: TenantId, name: &str, created_at: i64, secret: &[u8]) -> Result<(), StoreError> {
    tx.scope(0)?;
    tx.execute(sql::INSERT, &[id.0.into(), name.into(), created_at.into()])?;
    tx.scope(id.0)?;
    tx.execute(sql::INSERT_KEY, &[id.0.into(), secret.into()])?;
    tx.execute(sql::INSERT_HEAD, &[id.0.into(), chain::ORIGIN.as_slice().into()])?;
    Ok(())
}

fn read_with<T, E: From<StoreError>>(conn: &mut Conn, tenant: TenantId, work: impl FnOnce(&mut Read<'_>) -> Result<T, E>) -> Result<T, E> {
    let mut read = Read { sql: conn.begin(tenant.0, false)?, tenant };
    work(&mut read)
}

fn secret() -> Result<[u8; 32], StoreError> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|error| StoreError::Damaged(format!("le système ne donne pas d'aléa : {error}")))?;
    Ok(secret)
}

fn role_of(url: &str) -> Result<String, StoreError> {
    let config: postgres::Config = url.parse().map_err(|error: postgres::Error| StoreError::Unreachable(error.to_string()))?;
    config.get_user().map(str::to_owned).ok_or_else(|| StoreError::Unreachable("l'adresse ne nomme pas d'utilisateur".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A full disk: the transaction fails in words, and what was there before is whole.
    #[test]
    fn a_full_disk_is_said_and_harms_nothing() {
        let store = Store::open(&Location::Memory).expect("memory");
        let tenant = store.create_tenant("Menuiserie Aubert", 0).expect("tenant");
        let most = |pages: i64| match &*store.writer() {
            Conn::Sqlite(c, _) => c.pragma_update(None, "max_page_count", pages).expect("pragma"),
            Conn::Postgres(..) => {}
        };
        most(1); // SQLite takes the size it has already
        let full = store.write(tenant, "test", 1, |tx| tx.keep(&vec![0; 10_000_000]));
        assert!(matches!(full, Err(StoreError::DiskFull)), "{full:?}");
        most(1_000_000);
        assert_eq!(store.write(tenant, "test", 1, |tx| tx.keep(b"x")).expect("room again").id, 1);
        assert!(store.check(None, &[]).expect("check").is_clean());
    }
}
