//! `quittance check`: is what is stored what was recorded?
//!
//! For each tenant, on one view of the data: the chain of the journal is whole and ends where its head says (and where a head
//! saved elsewhere says); the journal, replayed through the same [`crate::project`] into an empty database, gives every row of
//! every projection; every reference to erasable bytes finds the bytes it was made for, or bytes that were erased; what was
//! erased is gone. Memory is bounded: the replay goes to a temporary file, and tables are compared as two ordered streams.

mod compare;
mod private;
mod replay;

use std::fmt;

use domain::ids::TenantId;

use crate::chain::Head;
use crate::engine;
use crate::error::StoreError;
use crate::migrate;
use crate::project::TABLES;
use crate::store::{Store, insert_tenant};
use crate::tx::Read;

/// Something that is not as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// In whose books.
    pub tenant: TenantId,
    /// Where: the journal, the erasable store, or a projection.
    pub place: String,
    /// Which event, bytes or row.
    pub key: String,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "dossier {}, {}, n° {} : {}", self.tenant.0, self.place, self.key, self.what)
    }
}

/// What a check saw.
#[derive(Clone, Debug, Default)]
pub struct CheckReport {
    /// Events read, every tenant together.
    pub events: i64,
    /// Rows of projections compared.
    pub rows: i64,
    /// What is wrong; at most a hundred for each place, the first ones.
    pub findings: Vec<Finding>,
}

impl CheckReport {
    /// Whether everything is as it was recorded.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Most findings for one place: beyond, the reader knows.
const MOST: usize = 100;

impl Store {
    /// Checks one tenant, or all of them; `saved` are heads written earlier by [`Store::save_heads`] outside the database, which
    /// show that the newest events were removed.
    ///
    /// # Errors
    /// The data cannot be read at all. What is read and wrong is a finding.
    pub fn check(&self, tenant: Option<TenantId>, saved: &[Head]) -> Result<CheckReport, StoreError> {
        let mut tenants = vec![TenantId(0)];
        tenants.extend(self.tenants()?.into_iter().map(|t| t.id));
        tenants.extend(saved.iter().map(|head| head.tenant)); // a tenant that was removed whole is missed
        tenants.sort_unstable();
        tenants.dedup();
        let mut report = CheckReport::default();
        for id in tenants.into_iter().filter(|id| tenant.is_none_or(|only| only == *id)) {
            let saved: Vec<Head> = saved.iter().filter(|head| head.tenant == id).copied().collect();
            self.read(id, |read| check_tenant(read, &saved, &mut report))?;
        }
        Ok(report)
    }
}

/// One tenant while it is checked.
struct Checked<'c, 'a> {
    read: &'c mut Read<'a>,
    report: &'c mut CheckReport,
}

impl Checked<'_, '_> {
    fn find(&mut self, place: &str, key: impl fmt::Display, what: impl Into<String>) {
        let tenant = self.read.tenant();
        if self.report.findings.iter().filter(|f| f.tenant == tenant && f.place == place).count() < MOST {
            self.report.findings.push(Finding { tenant, place: place.to_owned(), key: key.to_string(), what: what.into() });
        }
    }
}

fn check_tenant(read: &mut Read<'_>, saved: &[Head], report: &mut CheckReport) -> Result<(), StoreError> {
    let tenant = read.tenant();
    let mut scratch = engine::scratch()?;
    migrate::migrate(&mut scratch)?;
    let mut replayed = scratch.begin(tenant.0, true)?;
    if tenant.0 != 0 {
        insert_tenant(&mut replayed, tenant, "", 0, &[])?;
    }
    let mut checked = Checked { read, report };
    let whole = replay::replay(&mut checked, &mut replayed, saved)?;
    private::check(&mut checked, &mut replayed)?;
    if whole {
        for table in TABLES {
            compare::table(&mut checked, &mut replayed, table)?;
        }
    }
    Ok(())
}
