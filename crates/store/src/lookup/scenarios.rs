//! What is asked of scenarios: their versions, and which debtors follow them.

use domain::events::ScenarioSet;
use domain::ids::{DebtorId, Seq};
use domain::party::DebtorKind;
use jiff::civil::Date;

use crate::error::StoreError;
use crate::facts::{debtor_kind, unjson};
use crate::sql::scenario as sql;
use crate::tx::Read;

/// A scenario as it was set by an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioVersion {
    /// The event.
    pub seq: Seq,
    /// From that day.
    pub on: Date,
    /// Who set it.
    pub author: String,
    /// When, in microseconds UTC.
    pub recorded_at: i64,
    /// The whole text.
    pub toml: String,
}

impl Read<'_> {
    /// The versions of a scenario that were recorded, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn scenario_versions(&mut self, name: &str) -> Result<Vec<ScenarioVersion>, StoreError> {
        self.sql.rows(sql::VERSIONS, &[self.tenant.0.into(), name.into()], |row| {
            let toml = unjson::<ScenarioSet>(row.str(2)?)?.toml;
            Ok(ScenarioVersion { seq: Seq(row.int(0)?), on: row.day(1)?, author: row.text(3)?, recorded_at: row.int(4)?, toml })
        })
    }

    /// How many debtors there are of each kind, by the scenario of their own where they have one.
    ///
    /// # Errors
    /// What the database says.
    pub fn scenario_shares(&mut self) -> Result<Vec<(DebtorKind, Option<String>, u64)>, StoreError> {
        self.sql.rows(sql::SHARES, &[self.tenant.0.into()], |row| {
            let count = u64::try_from(row.int(2)?).unwrap_or(0);
            Ok((debtor_kind(row.str(0)?)?, row.opt_str(1)?.map(str::to_owned), count))
        })
    }

    /// The debtors of a kind that have no scenario of their own, by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn debtors_of_kind(&mut self, kind: DebtorKind) -> Result<Vec<DebtorId>, StoreError> {
        self.sql.rows(sql::OF_KIND, &[self.tenant.0.into(), kind.word().into()], |row| Ok(DebtorId(row.int(0)?)))
    }

    /// The debtors that have a scenario of their own, by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn debtors_of_scenario(&mut self, name: &str) -> Result<Vec<DebtorId>, StoreError> {
        self.sql.rows(sql::OF_SCENARIO, &[self.tenant.0.into(), name.into()], |row| Ok(DebtorId(row.int(0)?)))
    }
}
