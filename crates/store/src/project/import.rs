//! Imports: begun, completed, undone.

use domain::events::{ImportCompleted, ImportStarted, ImportUndone};

use super::{Projection, Stored};
use crate::engine::V;
use crate::error::StoreError;
use crate::sql::import as sql;

pub(super) fn started(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &ImportStarted) -> Result<(), StoreError> {
    let values = [
        p.tenant.into(),
        e.seq.0.into(),
        e.effective_on.into(),
        x.sha256.as_str().into(),
        x.format.as_str().into(),
        x.name.id.into(),
        x.file.as_ref().map(|f| f.id).into(),
        e.recorded_at.into(),
    ];
    p.sql.execute(sql::INSERT, &values)?;
    p.about_all(e)
}

pub(super) fn completed(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &ImportCompleted) -> Result<(), StoreError> {
    let count = |n: u64| V::Int(i64::try_from(n).unwrap_or(i64::MAX));
    let values =
        [p.tenant.into(), x.import.0.into(), count(x.taken), count(x.known), count(x.problems), e.effective_on.into(), e.seq.0.into()];
    ended(p, e, sql::COMPLETE, x.import.0, &values)?;
    let of_import = [p.tenant.into(), x.import.0.into()];
    p.sql.execute(sql::SETTLE_COMPLETED, &of_import)?;
    p.sql.execute(sql::COUNT_COMPLETED, &of_import)?;
    Ok(())
}

pub(super) fn undone(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &ImportUndone) -> Result<(), StoreError> {
    let of_import = [p.tenant.into(), x.import.0.into()];
    p.sql.execute(sql::SETTLE_UNDONE, &of_import)?;
    p.sql.execute(sql::VOID_UNDONE, &of_import)?;
    ended(p, e, sql::UNDO, x.import.0, &[p.tenant.into(), x.import.0.into(), e.effective_on.into()])
}

/// What its rows meant for whoever they named changes at once.
fn ended(p: &mut Projection<'_, '_>, e: &Stored<'_>, text: &'static str, import: i64, values: &[V<'_>]) -> Result<(), StoreError> {
    if p.sql.execute(text, values)? == 0 {
        return Err(StoreError::Missing { what: "l'import", id: import });
    }
    p.touched.imports.push(import);
    p.about_all(e)
}
