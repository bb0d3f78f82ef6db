//! Backup and restoration.
//!
//! A backup is one SQLite file that holds everything the store needs to be itself again: journal, keys, erasable bytes, and the
//! projections, which a restoration checks against the journal. From SQLite it is a copy of the pages on one view of the data,
//! beside any writer; from PostgreSQL the journal is written into such a file and replayed. A restored store starts in
//! quarantine: no letter leaves before a person has compared what left since the backup.
//!
//! Not carried from or to PostgreSQL: working state (saved mappings, days on which to look again).

use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use domain::ids::TenantId;
use rusqlite::backup::{Backup, StepResult};

use crate::chain::Head;
use crate::check::CheckReport;
use crate::engine::{self, Conn, Sql, V};
use crate::error::StoreError;
use crate::line::{Line, lines_after, stored};
use crate::migrate;
use crate::project::{Touched, project};
use crate::sql::{journal as sql, tenant as tenant_sql};
use crate::store::{FILE_NAME, Location, Store, connect, insert_tenant};
use crate::tx::{JOURNAL, PRIVATE};

impl Store {
    /// Writes a backup to a new file, beside whoever reads and writes.
    ///
    /// # Errors
    /// The file exists already or cannot be written, or what the database says.
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        if to.exists() {
            return Err(StoreError::NotEmpty(to.to_owned()));
        }
        let beside = to.with_extension("part");
        if beside.exists() {
            fs::remove_file(&beside).map_err(StoreError::file(&beside))?; // left by a backup that was interrupted
        }
        match self.location() {
            Location::Memory => copy_pages(&self.writer(), &beside)?,
            Location::Folder(_) => copy_pages(&connect(self.location())?, &beside)?,
            Location::Postgres { .. } => {
                let mut conn = engine::plain_file(&beside)?;
                migrate::migrate(&mut conn)?;
                copy_all(&mut connect(self.location())?, &mut conn)?;
            }
        }
        File::open(&beside).and_then(|file| file.sync_all()).map_err(StoreError::file(&beside))?;
        fs::rename(&beside, to).map_err(StoreError::file(to))
    }

    /// Makes a store from a backup, in a place where there is none yet, in quarantine, and checks it whole. `saved` are heads
    /// written by [`Store::save_heads`] before the backup.
    ///
    /// # Errors
    /// The place holds data already, the file is no backup, or what the database says. What is read and wrong is in the report.
    pub fn restore(from: &Path, to: &Location, saved: &[Head]) -> Result<(Store, CheckReport), StoreError> {
        let mut backup = engine::read_only_file(from)?;
        match to {
            Location::Folder(folder) => {
                fs::create_dir_all(folder).map_err(StoreError::file(folder))?;
                let path = folder.join(FILE_NAME);
                if path.exists() {
                    return Err(StoreError::NotEmpty(folder.clone()));
                }
                copy_pages(&backup, &path)?;
            }
            Location::Memory | Location::Postgres { .. } => {}
        }
        let store = Store::open(to)?;
        if !matches!(to, Location::Folder(_)) {
            if !store.tenants()?.is_empty() {
                return Err(StoreError::NotEmpty("la base".into()));
            }
            copy_all(&mut backup, &mut store.writer())?;
            store.analyse()?;
        }
        let mut tenants = vec![TenantId(0)];
        tenants.extend(store.tenants()?.into_iter().map(|tenant| tenant.id));
        for tenant in tenants {
            store.write(tenant, "restore", 0, |tx| tx.set_quarantine(true))?;
        }
        let report = store.check(None, saved)?;
        Ok((store, report))
    }
}

/// Copies the pages of a SQLite database in one step, on one view of it: writers go on beside.
fn copy_pages(from: &Conn, to: &Path) -> Result<(), StoreError> {
    let Conn::Sqlite(from, _) = from else { return Err(StoreError::NotADatabase("PostgreSQL".to_owned())) };
    let mut target = rusqlite::Connection::open(to).map_err(|error| StoreError::opening(to, error))?;
    {
        let copy = Backup::new(from, &mut target)?;
        while copy.step(-1)? != StepResult::Done {
            std::thread::sleep(Duration::from_millis(20)); // a checkpoint holds the file for a moment
        }
    }
    target.pragma_update(None, "journal_mode", "DELETE")?; // one file, nothing beside it
    target.close().map_err(|(_, error)| StoreError::from(error))
}

/// Writes every tenant of one database into another, which has none.
fn copy_all(from: &mut Conn, to: &mut Conn) -> Result<(), StoreError> {
    let tenants = from.begin(0, false)?.rows(tenant_sql::EVERY_TENANT, &[], |row| Ok((row.int(0)?, row.text(1)?, row.int(2)?)))?;
    for (id, name, created_at) in tenants {
        let mut source = from.begin(id, false)?;
        let mut target = to.begin(id, true)?;
        let secret = source.first(tenant_sql::SECRET, &[id.into()], |row| Ok(row.blob(0)?.to_vec()))?.ok_or(StoreError::NoTenant(id))?;
        let known = target.first(tenant_sql::HEAD, &[id.into()], |row| row.int(0))?.is_some();
        if known {
            target.execute(tenant_sql::SET_KEY, &[id.into(), secret.as_slice().into()])?; // the system, made with the store
        } else {
            insert_tenant(&mut target, TenantId(id), &name, created_at, &secret)?;
        }
        copy_private(&mut source, &mut target, id)?;
        copy_journal(&mut source, &mut target, id)?;
        let head =
            source.first(tenant_sql::HEAD, &[id.into()], |row| Ok((row.int(0)?, row.blob(1)?.to_vec(), row.int(2)?, row.int(3)?)))?;
        let (events, hash, recorded_at, kept) = head.ok_or(StoreError::NoTenant(id))?;
        target.execute(tenant_sql::SET_HEAD, &[id.into(), events.into(), hash.as_slice().into(), recorded_at.into(), kept.into()])?;
        target.commit()?;
    }
    Ok(())
}

fn copy_private(from: &mut Sql<'_>, to: &mut Sql<'_>, tenant: i64) -> Result<(), StoreError> {
    let mut last = 0;
    loop {
        let block = from.rows(sql::PRIVATE_BLOCK, &[tenant.into(), last.into(), 100.into()], |row| {
            Ok((row.int(0)?, row.text(1)?, row.blob(2)?.to_vec()))
        })?;
        let Some((id, ..)) = block.last() else { return Ok(()) };
        last = *id;
        to.bulk(&PRIVATE, block.iter().map(|(id, digest, bytes)| [V::Int(tenant), V::Int(*id), V::Text(digest), V::Blob(bytes)]))?;
    }
}

fn copy_journal(from: &mut Sql<'_>, to: &mut Sql<'_>, tenant: i64) -> Result<(), StoreError> {
    let mut last = 0;
    loop {
        let block = lines_after(from, tenant, last)?;
        let Some(line) = block.last() else { return Ok(()) };
        last = line.seq;
        to.bulk(
            &JOURNAL,
            block.iter().map(|line| {
                [
                    V::Int(tenant),
                    V::Int(line.seq),
                    V::Text(&line.kind),
                    V::Int(line.version),
                    V::Day(line.effective_on),
                    V::Int(line.recorded_at),
                    V::Text(&line.author),
                    V::Blob(&line.payload),
                    V::Blob(&line.hash),
                ]
            }),
        )?;
        let events = block.iter().map(Line::event).collect::<Result<Vec<_>, _>>()?;
        project(to, TenantId(tenant), &stored(&block, &events), &mut Touched::default())?;
    }
}
