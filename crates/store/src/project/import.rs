//! Imports: begun, completed, undone.

use domain::events::{ImportCompleted, ImportStarted, ImportUndone};
use jiff::civil::Date;

use super::movement::{COUNTS, VOID, WAITS, settle, stand};
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
    let values = [p.tenant.into(), x.import.0.into(), count(x.taken), count(x.known), count(x.problems), e.effective_on.into()];
    ended(p, e, sql::COMPLETE, x.import.0, &values)?;
    for a in allocations(p, x.import.0)? {
        let other = [a.movement_import, a.claim_import].into_iter().flatten().find(|import| *import != x.import.0);
        if a.standing == WAITS && is_completed(p, other)? {
            stand(p, a.id, COUNTS)?;
            settle(p, a.claim, if a.reversed_on.is_none() { a.cents } else { 0 }, a.reversed_on.map_or(a.day, |back| back.max(a.day)))?;
        }
    }
    Ok(())
}

pub(super) fn undone(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &ImportUndone) -> Result<(), StoreError> {
    for a in allocations(p, x.import.0)? {
        stand(p, a.id, VOID)?;
        if a.standing == COUNTS {
            settle(p, a.claim, if a.reversed_on.is_none() { -a.cents } else { 0 }, a.day)?;
        }
    }
    ended(p, e, sql::UNDO, x.import.0, &[p.tenant.into(), x.import.0.into(), e.effective_on.into()])
}

/// An allocation that an import's end may change.
struct Touching {
    id: i64,
    claim: i64,
    cents: i64,
    reversed_on: Option<Date>,
    day: Date,
    standing: i64,
    movement_import: Option<i64>,
    claim_import: Option<i64>,
}

fn allocations(p: &mut Projection<'_, '_>, import: i64) -> Result<Vec<Touching>, StoreError> {
    p.sql.rows(sql::ALLOCATIONS, &[p.tenant.into(), import.into()], |row| {
        Ok(Touching {
            id: row.int(0)?,
            claim: row.int(1)?,
            cents: row.int(2)?,
            reversed_on: row.opt_day(3)?,
            day: row.day(4)?,
            standing: row.int(5)?,
            movement_import: row.opt_int(6)?,
            claim_import: row.opt_int(7)?,
        })
    })
}

fn is_completed(p: &mut Projection<'_, '_>, import: Option<i64>) -> Result<bool, StoreError> {
    let Some(import) = import else { return Ok(true) };
    let state = p.sql.first(sql::STATE, &[p.tenant.into(), import.into()], |row| row.text(0))?;
    Ok(state.as_deref() == Some("completed"))
}

/// What its rows meant for whoever they named changes at once.
fn ended(p: &mut Projection<'_, '_>, e: &Stored<'_>, text: &'static str, import: i64, values: &[V<'_>]) -> Result<(), StoreError> {
    if p.sql.execute(text, values)? == 0 {
        return Err(StoreError::Missing { what: "l'import", id: import });
    }
    p.touched.imports.push(import);
    p.about_all(e)
}
