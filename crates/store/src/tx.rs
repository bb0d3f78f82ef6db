//! One transaction of one tenant: what may be read in it, and what may be recorded.

use std::ops::{Deref, DerefMut};

use domain::events::{Event, NewEvent, Private};
use domain::ids::{Seq, TenantId};

use crate::chain::{self, Envelope, Hash, Head, Key};
use crate::engine::{Bulk, Conn, Sql, V};
use crate::error::StoreError;
use crate::project::{self, Stored, Touched};
use crate::sql::{journal as sql, tenant as tenant_sql};

/// A reading of one tenant.
pub struct Read<'a> {
    pub(crate) sql: Sql<'a>,
    pub(crate) tenant: TenantId,
}

/// A writing transaction of one tenant; everything that can be read can be read in it too.
pub struct Tx<'a> {
    read: Read<'a>,
    author: String,
    now: i64,
    key: Key,
    events: i64,
    hash: Hash,
    recorded_at: i64,
    kept: i64,
    changed: bool,
    erased: bool,
    touched: Touched,
}

impl<'a> Deref for Tx<'a> {
    type Target = Read<'a>;
    fn deref(&self) -> &Read<'a> {
        &self.read
    }
}

impl<'a> DerefMut for Tx<'a> {
    fn deref_mut(&mut self) -> &mut Read<'a> {
        &mut self.read
    }
}

/// Where events go.
pub(crate) const JOURNAL: Bulk = Bulk {
    table: "journal",
    columns: &["tenant_id", "seq", "kind", "version", "effective_on", "recorded_at", "author", "payload", "hash"],
    conflict: "",
    joined: "",
};

/// Where erasable bytes go.
pub(crate) const PRIVATE: Bulk = Bulk { table: "private", columns: &["tenant_id", "id", "digest", "bytes"], conflict: "", joined: "" };

impl Read<'_> {
    /// Whose books.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The end of the journal.
    ///
    /// # Errors
    /// No such tenant, or what the database says.
    pub fn head(&mut self) -> Result<Head, StoreError> {
        let tenant = self.tenant;
        let head = self.sql.first(tenant_sql::HEAD, &[tenant.0.into()], |row| Ok((row.int(0)?, hash_of(row.blob(1)?)?)))?;
        let (events, hash) = head.ok_or(StoreError::NoTenant(tenant.0))?;
        Ok(Head { tenant, events, hash })
    }
}

impl<'a> Tx<'a> {
    pub(crate) fn begin(conn: &'a mut Conn, tenant: TenantId, author: &str, now: i64) -> Result<Tx<'a>, StoreError> {
        let mut sql = conn.begin(tenant.0, true)?;
        // An update that changes nothing locks the row on PostgreSQL, so that writers of a tenant wait for each other.
        let head = sql
            .first(tenant_sql::LOCK_HEAD, &[tenant.0.into()], |row| Ok((row.int(0)?, hash_of(row.blob(1)?)?, row.int(2)?, row.int(3)?)))?;
        let (events, hash, recorded_at, kept) = head.ok_or(StoreError::NoTenant(tenant.0))?;
        // Who read the clock, then waited for another writer, comes after that one: it is no clock that went back.
        let now = if (recorded_at - WAITED..recorded_at).contains(&now) { recorded_at } else { now };
        let key = sql.first(tenant_sql::SECRET, &[tenant.0.into()], |row| Ok(Key::new(row.blob(0)?)))?;
        let key = key.ok_or(StoreError::NoTenant(tenant.0))?;
        let read = Read { sql, tenant };
        let touched = Touched::default();
        Ok(Tx { read, author: author.to_owned(), now, key, events, hash, recorded_at, kept, changed: false, erased: false, touched })
    }

    /// Writes the new head and commits; answers whether bytes were erased.
    pub(crate) fn finish(mut self) -> Result<bool, StoreError> {
        if self.changed {
            let values = [self.tenant.0.into(), self.events.into(), self.hash.as_slice().into(), self.recorded_at.into(), self.kept.into()];
            self.read.sql.execute(tenant_sql::SET_HEAD, &values)?;
            self.read.look_again_at(&self.touched)?;
        }
        self.read.sql.commit()?;
        Ok(self.erased)
    }

    /// The moment that goes into the envelope of every event of this transaction, microseconds UTC.
    pub fn now(&self) -> i64 {
        self.now
    }

    /// Who speaks in this transaction.
    pub fn author(&self) -> &str {
        &self.author
    }

    /// The keyed digest of some bytes, as [`Tx::keep`] gives it: equal bytes of a creditor have equal digests.
    pub fn digest(&self, bytes: &[u8]) -> String {
        self.key.digest(bytes)
    }

    /// Keeps bytes that may have to be erased one day; the answer goes into an event.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep(&mut self, bytes: &[u8]) -> Result<Private, StoreError> {
        let private = Private { id: self.kept + 1, digest: self.key.digest(bytes) };
        let values = [self.tenant.0.into(), private.id.into(), private.digest.as_str().into(), bytes.into()];
        self.read.sql.execute(sql::KEEP, &values)?;
        self.kept += 1;
        self.changed = true;
        Ok(private)
    }

    /// As [`Tx::keep`], for many at once; the answers come in the same order.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep_many(&mut self, all: &[&[u8]]) -> Result<Vec<Private>, StoreError> {
        if all.is_empty() {
            return Ok(Vec::new());
        }
        let numbered = all.iter().zip(self.kept + 1..);
        let kept: Vec<Private> = numbered.map(|(bytes, id)| Private { id, digest: self.key.digest(bytes) }).collect();
        let tenant = self.tenant.0;
        let rows = kept.iter().zip(all).map(|(p, bytes)| [V::Int(tenant), V::Int(p.id), V::Text(&p.digest), V::Blob(bytes)]);
        self.read.sql.bulk(&PRIVATE, rows)?;
        self.kept += all.len() as i64;
        self.changed = true;
        Ok(kept)
    }

    /// The number that the next event gets, and so the id of what it creates: nobody else writes before this transaction ends.
    pub fn next(&self) -> Seq {
        Seq(self.events + 1)
    }

    /// Records one event; the answer is its number, which is the id of what it creates.
    ///
    /// # Errors
    /// As [`Tx::append_many`].
    pub fn append(&mut self, event: NewEvent) -> Result<Seq, StoreError> {
        self.append_many(vec![event])?;
        Ok(Seq(self.events))
    }

    /// Records events in that order, with their projections; answers their numbers. Thousands at once cost least.
    ///
    /// # Errors
    /// The clock is before the last event, an event speaks of something unknown, or what the database says.
    pub fn append_many(&mut self, events: Vec<NewEvent>) -> Result<Vec<Seq>, StoreError> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        if self.now < self.recorded_at {
            return Err(StoreError::ClockBehind { now: in_paris(self.now), last: in_paris(self.recorded_at) });
        }
        let first = self.events + 1;
        for some in events.chunks(BATCH) {
            self.write_journal(some)?;
            let start = self.events - some.len() as i64 + 1;
            let stored = some.iter().zip(start..).map(|(new, seq)| Stored {
                seq: Seq(seq),
                effective_on: new.effective_on,
                recorded_at: self.now,
                author: &self.author,
                event: &new.event,
            });
            let stored: Vec<Stored<'_>> = stored.collect();
            project::project(&mut self.read.sql, self.read.tenant, &stored, &mut self.touched)?;
        }
        for event in &events {
            if let Event::Erased(erased) = &event.event {
                self.erase_bytes(&erased.ids)?;
            }
        }
        self.changed = true;
        Ok((first..=self.events).map(Seq).collect())
    }

    /// Erases bytes of the erasable store for good, and records that they were.
    ///
    /// # Errors
    /// As [`Tx::append_many`].
    pub fn erase(&mut self, effective_on: jiff::civil::Date, ids: Vec<i64>, reason: &str) -> Result<Seq, StoreError> {
        self.append(NewEvent::new(effective_on, domain::events::Erased { ids, reason: reason.to_owned() }))
    }

    fn erase_bytes(&mut self, ids: &[i64]) -> Result<(), StoreError> {
        for id in ids {
            if *id < 1 || *id > self.kept {
                return Err(StoreError::Missing { what: "la donnée effaçable", id: *id });
            }
            self.erased = true;
            self.read.sql.execute(sql::ERASE, &[self.read.tenant.0.into(), (*id).into()])?;
        }
        Ok(())
    }

    fn write_journal(&mut self, events: &[NewEvent]) -> Result<(), StoreError> {
        let (tenant, author, now) = (self.read.tenant, self.author.as_str(), self.now);
        let mut lines = Vec::with_capacity(events.len());
        for new in events {
            self.events += 1;
            let payload = new.event.encode();
            let envelope = Envelope {
                tenant,
                seq: Seq(self.events),
                kind: new.event.kind(),
                version: new.event.version(),
                effective_on: new.effective_on,
                recorded_at: now,
                author,
            };
            self.hash = chain::link(&self.hash, &envelope, &payload);
            lines.push((envelope, payload, self.hash));
        }
        self.recorded_at = now;
        let rows = lines.iter().map(|(e, payload, hash)| {
            [
                V::Int(tenant.0),
                V::Int(e.seq.0),
                V::Text(e.kind),
                V::Int(i64::from(e.version)),
                V::Day(e.effective_on),
                V::Int(now),
                V::Text(author),
                V::Blob(payload),
                V::Blob(hash),
            ]
        });
        self.read.sql.bulk(&JOURNAL, rows)
    }
}

/// How long a writer may have waited for others since it read the clock, in microseconds.
const WAITED: i64 = 60_000_000;

/// Events written and projected at once: enough for COPY, little memory.
const BATCH: usize = 5_000;

/// A hash read back.
pub(crate) fn hash_of(bytes: &[u8]) -> Result<Hash, StoreError> {
    bytes.try_into().map_err(|_| StoreError::Damaged("une empreinte du journal n'a pas 32 octets".to_owned()))
}

/// A moment for a message: `21/11/2026 à 14:05`, in Paris.
fn in_paris(micros: i64) -> String {
    let zone = jiff::tz::TimeZone::get("Europe/Paris").unwrap_or(jiff::tz::TimeZone::UTC);
    let said = jiff::Timestamp::from_microsecond(micros).map(|moment| moment.to_zoned(zone).strftime("%d/%m/%Y à %H:%M").to_string());
    said.unwrap_or_else(|_| format!("{micros} µs"))
}
