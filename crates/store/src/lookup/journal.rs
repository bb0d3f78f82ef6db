//! The journal read back, whole or for one debtor; erasable bytes.

use std::collections::BTreeSet;

use domain::events::{ActionSkipped, Event, Private, Recorded};
use domain::ids::{DebtorId, Seq, TenantId};

use jiff::civil::Date;

use crate::engine::Row;
use crate::error::StoreError;
use crate::sql::journal as sql;
use crate::tx::Read;

/// A prefix of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upto {
    /// All of it.
    Now,
    /// Up to that event, included.
    Seq(Seq),
    /// As known at that moment, microseconds UTC, included.
    RecordedAt(i64),
}

/// Events read at once.
const BLOCK: i64 = 5_000;

impl Read<'_> {
    /// Erasable bytes; `None` when they were erased.
    ///
    /// # Errors
    /// What the database says.
    pub fn private(&mut self, private: &Private) -> Result<Option<Vec<u8>>, StoreError> {
        self.private_bytes(private.id)
    }

    /// Erasable bytes by their number, as rows of lookups hold it.
    ///
    /// # Errors
    /// What the database says.
    pub fn private_bytes(&mut self, id: i64) -> Result<Option<Vec<u8>>, StoreError> {
        self.sql.first(sql::PRIVATE, &[self.tenant.0.into(), id.into()], |row| Ok(row.blob(1)?.to_vec()))
    }

    /// Whether erasable bytes are there, by their number: they are not read.
    ///
    /// # Errors
    /// What the database says.
    pub fn has_private(&mut self, id: i64) -> Result<bool, StoreError> {
        Ok(self.sql.first(sql::DIGEST, &[self.tenant.0.into(), id.into()], |_| Ok(()))?.is_some())
    }

    /// Gives the events of the journal from a number on.
    ///
    /// # Errors
    /// What `give` answers, an event that cannot be read, or what the database says.
    pub fn each_event<E: From<StoreError>>(&mut self, from: Seq, mut give: impl FnMut(Recorded) -> Result<(), E>) -> Result<(), E> {
        let mut after = from.0 - 1;
        loop {
            let block = self.events_after(after)?;
            let Some(last) = block.last() else { return Ok(()) };
            after = last.seq.0;
            block.into_iter().try_for_each(&mut give)?;
        }
    }

    /// The events that bear on a debtor, in order: its own, those of debtors with whom it exchanged claims or payments (or that
    /// paid or were written to for it), and those of the tenant as a whole (identity, terms, policy, imports).
    ///
    /// # Errors
    /// An event that cannot be read, or what the database says.
    pub fn events_of_debtor(&mut self, debtor: DebtorId, upto: Upto) -> Result<Vec<Recorded>, StoreError> {
        let last = match upto {
            Upto::Now => i64::MAX,
            Upto::Seq(seq) => seq.0,
            Upto::RecordedAt(at) => self.last_by(at)?,
        };
        let mut numbers = BTreeSet::new();
        for debtor in self.family(debtor)? {
            numbers.extend(self.own_events(debtor, last)?);
        }
        let mut events = Vec::with_capacity(numbers.len());
        for seq in numbers {
            events.push(self.event(seq)?);
        }
        Ok(events)
    }

    /// What was skipped or postponed of an action since a day.
    ///
    /// # Errors
    /// An event that cannot be read, or what the database says.
    pub fn skips_of(&mut self, debtor: DebtorId, action: &str, since: Date) -> Result<Vec<ActionSkipped>, StoreError> {
        let tenant = self.tenant;
        let events = self.sql.rows(sql::SKIPS, &[tenant.0.into(), debtor.0.into(), since.into()], |row| recorded(tenant, row))?;
        let skips = events.into_iter().filter_map(|recorded| match recorded.event {
            Event::ActionSkipped(skipped) if skipped.action == action => Some(skipped),
            _ => None,
        });
        Ok(skips.collect())
    }

    /// The last event recorded by a moment, 0 before the first: times never decrease, so a search by halves finds it.
    pub(super) fn last_by(&mut self, at: i64) -> Result<i64, StoreError> {
        let (mut known, mut beyond) = (0, self.head()?.events + 1);
        while beyond - known > 1 {
            let middle = known + (beyond - known) / 2;
            let time = self.sql.first(sql::RECORDED_AT, &[self.tenant.0.into(), middle.into()], |row| row.int(0))?;
            if time.is_some_and(|time| time <= at) { known = middle } else { beyond = middle }
        }
        Ok(known)
    }

    /// The numbers of the events that speak of one debtor (0: of all).
    pub(crate) fn own_events(&mut self, debtor: i64, last: i64) -> Result<Vec<i64>, StoreError> {
        self.sql.rows(sql::OF_DEBTOR, &[self.tenant.0.into(), debtor.into(), last.into()], |row| row.int(0))
    }

    /// One event.
    pub(crate) fn event(&mut self, seq: i64) -> Result<Recorded, StoreError> {
        let tenant = self.tenant;
        let event = self.sql.first(sql::ONE, &[tenant.0.into(), seq.into()], |row| recorded(tenant, row))?;
        event.ok_or(StoreError::Missing { what: "l'événement", id: seq })
    }

    /// A debtor, those with whom it has to do, from one to the next, and 0 for all.
    fn family(&mut self, debtor: DebtorId) -> Result<BTreeSet<i64>, StoreError> {
        let mut family = BTreeSet::from([0, debtor.0]);
        let mut ask = vec![debtor.0];
        while let Some(one) = ask.pop() {
            for other in self.sql.rows(sql::MERGED_WITH, &[self.tenant.0.into(), one.into()], |row| row.int(0))? {
                if family.insert(other) {
                    ask.push(other);
                }
            }
        }
        Ok(family)
    }

    fn events_after(&mut self, after: i64) -> Result<Vec<Recorded>, StoreError> {
        let tenant = self.tenant;
        self.sql.rows(sql::BLOCK, &[tenant.0.into(), after.into(), BLOCK.into()], |row| recorded(tenant, row))
    }
}

fn recorded(tenant: TenantId, row: &Row<'_>) -> Result<Recorded, StoreError> {
    let version = u32::try_from(row.int(2)?).map_err(|_| StoreError::Damaged("la version d'un événement est impossible".to_owned()))?;
    Ok(Recorded {
        tenant,
        seq: Seq(row.int(0)?),
        effective_on: row.day(3)?,
        recorded_at: row.int(4)?,
        author: row.text(5)?,
        event: Event::decode(row.str(1)?, version, row.blob(6)?)?,
    })
}
