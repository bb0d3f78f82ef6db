//! What was recorded since a moment: whom it touched, and what it said of everybody.

use std::collections::{BTreeMap, BTreeSet};

use domain::events::Event;
use domain::ids::{DebtorId, ImportId, Seq};
use serde::Deserialize;

use crate::error::StoreError;
use crate::sql::{debtor as debtor_sql, journal as sql, working as working_sql};
use crate::tx::Read;

/// What lists show of a debtor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Face {
    /// The user's code.
    pub code: String,
    /// Name; empty when it was erased.
    pub name: String,
    /// Town.
    pub city: String,
    /// SIREN; empty when unknown.
    pub siren: String,
}

/// The fields of the details that lists show.
#[derive(Default, Deserialize)]
struct Shown {
    name: String,
    #[serde(default)]
    address: Town,
}

#[derive(Default, Deserialize)]
struct Town {
    #[serde(default)]
    city: String,
}

/// Debtors read at once.
const BLOCK: usize = 1_000;

impl Read<'_> {
    /// The debtors of whom anything was recorded after an event, those whose claims a letter to another was about among them. What
    /// holds for every debtor is not in it: see [`Read::about_all_since`].
    ///
    /// # Errors
    /// What the database says.
    pub fn touched_since(&mut self, after: Seq) -> Result<BTreeSet<DebtorId>, StoreError> {
        let tenant = self.tenant.0;
        let named = self.sql.rows(sql::TOUCHED, &[tenant.into(), after.0.into()], |row| row.int(0))?;
        let mut touched: BTreeSet<DebtorId> = named.into_iter().map(DebtorId).collect();
        for debtor in touched.clone() {
            // A step that a letter to one debtor did counts for whoever owes the claim now.
            touched.extend(self.sql.rows(sql::MERGED_WITH, &[tenant.into(), debtor.0.into()], |row| row.int(0))?.into_iter().map(DebtorId));
        }
        Ok(touched)
    }

    /// The events after another that speak of every debtor: identity, terms, policy, scenarios, imports, erasures.
    ///
    /// # Errors
    /// An event that cannot be read, or what the database says.
    pub fn about_all_since(&mut self, after: Seq) -> Result<Vec<Event>, StoreError> {
        let seqs = self.sql.rows(sql::ABOUT_ALL, &[self.tenant.0.into(), after.0.into()], |row| row.int(0))?;
        seqs.into_iter().map(|seq| Ok(self.event(seq)?.event)).collect()
    }

    /// The debtors that the rows of an import name.
    ///
    /// # Errors
    /// What the database says.
    pub fn named_by_import(&mut self, import: ImportId) -> Result<Vec<DebtorId>, StoreError> {
        let named =
            self.sql.rows(working_sql::NAMED_BY_IMPORT, &[self.tenant.0.into(), import.0.into()], |row| row.int(0).map(DebtorId))?;
        Ok(named.into_iter().collect::<BTreeSet<DebtorId>>().into_iter().collect())
    }

    /// How many debtors there are, those of imports that do not count among them.
    ///
    /// # Errors
    /// What the database says.
    pub fn debtor_count(&mut self) -> Result<u64, StoreError> {
        let count = self.sql.first(debtor_sql::COUNT, &[self.tenant.0.into()], |row| row.int(0))?;
        Ok(count.map_or(0, i64::unsigned_abs))
    }

    /// What lists show of some debtors.
    ///
    /// # Errors
    /// What the database says.
    pub fn faces(&mut self, debtors: &[DebtorId]) -> Result<BTreeMap<DebtorId, Face>, StoreError> {
        let mut ids: Vec<i64> = debtors.iter().map(|id| id.0).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut faces = BTreeMap::new();
        for some in ids.chunks(BLOCK) {
            let (first, last) = (some[0], some[some.len() - 1]);
            let dense = last - first < 8 * some.len() as i64;
            let ranges: Vec<(i64, i64)> = if dense { vec![(first, last)] } else { some.iter().map(|id| (*id, *id)).collect() };
            for (first, last) in ranges {
                self.sql.each(debtor_sql::FACES, &[self.tenant.0.into(), first.into(), last.into()], |row| {
                    let id = row.int(0)?;
                    if some.binary_search(&id).is_ok() {
                        let shown = match row.opt_blob(3)? {
                            Some(bytes) => {
                                serde_json::from_slice::<Shown>(bytes).map_err(|error| StoreError::Damaged(error.to_string()))?
                            }
                            None => Shown::default(),
                        };
                        let face = Face { code: row.text(1)?, name: shown.name, city: shown.address.city, siren: row.text(2)? };
                        faces.insert(DebtorId(id), face);
                    }
                    Ok::<_, StoreError>(())
                })?;
            }
        }
        Ok(faces)
    }
}
