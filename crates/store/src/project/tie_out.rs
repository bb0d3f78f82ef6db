//! The accountant's books beside ours: what a file said of its customers, and the differences that a person accepted.
//!
//! None of it changes what is to be done about a debtor. What a person said of a difference is in the story of its debtor; balances are in
//! nobody's, since one event has those of hundreds.

use domain::events::{AccountsStated, BalancesStated, DifferenceAccepted, DifferenceReopened};

use super::{Projection, Stored, json};
use crate::engine::{Bulk, V};
use crate::error::StoreError;
use crate::sql::{import as import_sql, tie_out as sql};

/// Balances by blocks.
pub(super) const BALANCES: Bulk =
    Bulk { table: "account_balance", columns: &["tenant_id", "import_id", "debtor", "balance", "body"], conflict: "", joined: "" };

fn import_exists(p: &mut Projection<'_, '_>, import: i64) -> Result<(), StoreError> {
    let found = p.sql.first(import_sql::STATE, &[p.tenant.into(), import.into()], |_| Ok(()))?;
    found.ok_or(StoreError::Missing { what: "l'import", id: import })
}

pub(super) fn stated(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &AccountsStated) -> Result<(), StoreError> {
    import_exists(p, x.import.0)?;
    p.sql.execute(sql::STATED, &[p.tenant.into(), e.seq.0.into(), x.import.0.into(), e.effective_on.into(), x.from.into()])?;
    Ok(())
}

pub(super) fn balances(p: &mut Projection<'_, '_>, x: &BalancesStated) -> Result<(), StoreError> {
    import_exists(p, x.import.0)?;
    for balance in &x.balances {
        p.debtor_exists(balance.debtor)?;
    }
    let bodies: Vec<String> = x.balances.iter().map(json).collect();
    let (tenant, import) = (p.tenant, x.import.0);
    let rows = x.balances.iter().zip(&bodies);
    p.sql.bulk(
        &BALANCES,
        rows.map(|(one, body)| [V::Int(tenant), V::Int(import), V::Int(one.debtor.0), V::Int(one.balance.0), V::Text(body)]),
    )
}

pub(super) fn accepted(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &DifferenceAccepted) -> Result<(), StoreError> {
    p.debtor_exists(x.debtor)?;
    let made_of = json(&x.made_of);
    let values = [
        p.tenant.into(),
        x.debtor.0.into(),
        e.seq.0.into(),
        e.effective_on.into(),
        e.author.into(),
        x.difference.0.into(),
        made_of.as_str().into(),
        x.reason.id.into(),
    ];
    p.sql.execute(sql::ACCEPT, &values)?;
    p.knows(x.debtor.0, e.seq.0)
}

pub(super) fn reopened(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &DifferenceReopened) -> Result<(), StoreError> {
    p.debtor_exists(x.debtor)?;
    p.sql.execute(sql::REOPEN, &[p.tenant.into(), x.debtor.0.into()])?;
    p.knows(x.debtor.0, e.seq.0)
}
