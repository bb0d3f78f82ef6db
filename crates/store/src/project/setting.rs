//! Dated settings of a tenant, kept whole, and how far its payments are known.

use domain::events::UpToDate;
use domain::ids::DebtorId;
use serde::Serialize;

use super::{Projection, Stored, json};
use crate::error::StoreError;
use crate::sql::setting as sql;

pub(super) fn set<T: Serialize>(
    p: &mut Projection<'_, '_>,
    e: &Stored<'_>,
    kind: &str,
    debtor: Option<DebtorId>,
    name: &str,
    payload: &T,
) -> Result<(), StoreError> {
    let body = json(payload);
    let values = [
        p.tenant.into(),
        e.seq.0.into(),
        kind.into(),
        debtor.map(|d| d.0).into(),
        name.into(),
        e.effective_on.into(),
        body.as_str().into(),
    ];
    p.sql.execute(sql::INSERT, &values)?;
    match debtor {
        Some(debtor) => p.about(debtor.0, e),
        None => p.about_all(e),
    }
}

pub(super) fn up_to_date(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &UpToDate) -> Result<(), StoreError> {
    p.sql.execute(sql::UP_TO_DATE, &[p.tenant.into(), e.seq.0.into(), e.effective_on.into(), x.import.map(|i| i.0).into()])?;
    p.about_all(e)
}
