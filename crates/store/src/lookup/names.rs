//! What the erasable store says of debtors: names and details.

use std::collections::{BTreeMap, BTreeSet};

use domain::events::{Event, LineIs, Private};
use domain::ids::{BankLineId, DebtorId};
use domain::party::DebtorDetails;
use serde::Deserialize;

use crate::error::StoreError;
use crate::project::privates;
use crate::sql::{bank as bank_sql, debtor as sql, journal as journal_sql, movement as movement_sql};
use crate::tx::Read;

/// The one field of the details that lists need.
#[derive(Deserialize)]
struct Name<'a> {
    #[serde(borrow)]
    name: std::borrow::Cow<'a, str>,
}

impl Read<'_> {
    /// The details of a debtor; `None` when there is no such debtor or they were erased.
    ///
    /// # Errors
    /// What the database says.
    pub fn debtor_details(&mut self, debtor: DebtorId) -> Result<Option<DebtorDetails>, StoreError> {
        Ok(self.details_of(&[debtor])?.remove(&debtor))
    }

    /// The details of some debtors; those that were erased are absent.
    ///
    /// # Errors
    /// What the database says.
    pub fn details_of(&mut self, debtors: &[DebtorId]) -> Result<BTreeMap<DebtorId, DebtorDetails>, StoreError> {
        let mut found = BTreeMap::new();
        self.each_details(debtors, |debtor, _, bytes| {
            if let Some(bytes) = bytes {
                found.insert(debtor, serde_json::from_slice(bytes).map_err(damaged)?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The code and name of some debtors; the name is empty when it was erased.
    ///
    /// # Errors
    /// What the database says.
    pub fn names(&mut self, debtors: &[DebtorId]) -> Result<BTreeMap<DebtorId, (String, String)>, StoreError> {
        let mut found = BTreeMap::new();
        self.each_details(debtors, |debtor, code, bytes| {
            let name = match bytes {
                Some(bytes) => serde_json::from_slice::<Name<'_>>(bytes).map_err(damaged)?.name.into_owned(),
                None => String::new(),
            };
            found.insert(debtor, (code.to_owned(), name));
            Ok(())
        })?;
        Ok(found)
    }

    /// The numbers of everything in the erasable store that the events of a debtor refer to and that was not erased yet. Of the lines
    /// of the bank, those that are its money: one that only might have been is somebody else's.
    ///
    /// # Errors
    /// An event that cannot be read, or what the database says.
    pub fn private_of_debtor(&mut self, debtor: DebtorId) -> Result<Vec<i64>, StoreError> {
        let lines = self.sql.rows(bank_sql::LINES_PAID_BY, &[self.tenant.0.into(), debtor.0.into()], |row| row.int(0))?;
        let mut wanted: BTreeSet<i64> = lines.into_iter().collect();
        let mut events = Vec::new();
        for seq in self.own_events(debtor.0, i64::MAX)? {
            let event = self.event(seq)?.event;
            match &event {
                Event::BankLineRecorded(_) => {}
                Event::BankLineDecided(decided) => {
                    if self.is_money_of(&decided.is, debtor)? {
                        wanted.extend(self.still_decided(decided.line, seq)?.then_some(decided.line.0));
                        events.push(event);
                    }
                }
                _ => events.push(event),
            }
        }
        for line in wanted {
            events.push(self.event(line)?.event);
            if let Some(decided) = self.decided_by(line)? {
                events.push(self.event(decided)?.event);
            }
        }
        let ids: BTreeSet<i64> = events.iter().flat_map(privates).map(|private| private.id).collect();
        let mut left = Vec::with_capacity(ids.len());
        for id in ids {
            if self.reference(id)?.is_some() {
                left.push(id);
            }
        }
        Ok(left)
    }

    /// Whether a line was said to be money of a debtor, a payment that was withdrawn since among them.
    fn is_money_of(&mut self, is: &LineIs, debtor: DebtorId) -> Result<bool, StoreError> {
        for payment in is.payments() {
            let owner = match self.sql.first(movement_sql::HEAD, &[self.tenant.0.into(), payment.0.into()], |row| row.int(0))? {
                Some(owner) => Some(DebtorId(owner)),
                None => match self.event(payment.0)?.event {
                    Event::PaymentRecorded(recorded) => Some(recorded.debtor),
                    _ => None,
                },
            };
            if owner == Some(debtor) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether what an event said of a line still holds.
    fn still_decided(&mut self, line: BankLineId, by: i64) -> Result<bool, StoreError> {
        Ok(self.decided_by(line.0)? == Some(by))
    }

    fn decided_by(&mut self, line: i64) -> Result<Option<i64>, StoreError> {
        let decided = self.sql.first(bank_sql::LINE_HEAD, &[self.tenant.0.into(), line.into()], |row| row.opt_int(5))?;
        Ok(decided.flatten())
    }

    /// A reference into the erasable store from its number, as rows of projections hold it; `None` when its bytes were erased.
    pub(crate) fn reference(&mut self, id: i64) -> Result<Option<Private>, StoreError> {
        self.sql.first(journal_sql::DIGEST, &[self.tenant.0.into(), id.into()], |row| Ok(Private { id, digest: row.text(0)? }))
    }

    /// Reads code and details of debtors: near neighbours as one range, far ones each by itself.
    fn each_details(
        &mut self,
        debtors: &[DebtorId],
        mut give: impl FnMut(DebtorId, &str, Option<&[u8]>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut ids: Vec<i64> = debtors.iter().map(|id| id.0).collect();
        ids.sort_unstable();
        ids.dedup();
        for some in ids.chunks(1_000) {
            let (first, last) = (some[0], some[some.len() - 1]);
            let dense = last - first < 8 * some.len() as i64;
            let ranges: Vec<(i64, i64)> = if dense { vec![(first, last)] } else { some.iter().map(|id| (*id, *id)).collect() };
            for (first, last) in ranges {
                self.sql.each(sql::DETAILS, &[self.tenant.0.into(), first.into(), last.into()], |row| {
                    let id = row.int(0)?;
                    if some.binary_search(&id).is_err() {
                        return Ok(());
                    }
                    give(DebtorId(id), row.str(1)?, row.opt_blob(2)?)
                })?;
            }
        }
        Ok(())
    }
}

fn damaged(error: serde_json::Error) -> StoreError {
    StoreError::Damaged(error.to_string())
}
