//! Payments, credit notes, allocations, and what they settle of a claim.
//!
//! `claim.settled` is the sum of the live allocations that did not come back; `claim.last_entry_on` the last day on which an
//! allocation begins or ends: from that day on, what a claim is worth is its amount less `settled`.

use domain::events::{Allocated, AllocationUndone, CreditNoteRecorded, Event, PaymentRecorded, PaymentReversed};
use domain::ids::MovementId;
use jiff::civil::Date;

use super::{Projection, Stored, word};
use crate::engine::{Bulk, V};
use crate::error::StoreError;
use crate::sql::{claim as claim_sql, movement as sql};

/// Movements by blocks.
pub(super) const MOVEMENTS: Bulk = Bulk {
    table: "movement",
    columns: &[
        "tenant_id",
        "id",
        "debtor",
        "kind",
        "cause",
        "day",
        "amount",
        "currency",
        "number",
        "means",
        "reference",
        "reversed_on",
        "import_id",
        "source_key",
    ],
    conflict: "",
};

/// An allocation counts.
pub(super) const COUNTS: i64 = 0;
/// It was wrong, from the start.
const UNDONE: i64 = 1;
/// What it paid, or paid with, never was.
pub(super) const VOID: i64 = 2;
/// It counts when the import that it touches is completed.
pub(super) const WAITS: i64 = 3;

/// What a projection asks of a movement.
pub(super) struct Head {
    pub debtor: i64,
    kind: String,
    cause: Option<String>,
    reversed_on: Option<Date>,
    import: Option<i64>,
}

pub(super) fn head(p: &mut Projection<'_, '_>, movement: MovementId) -> Result<Head, StoreError> {
    let head = p.sql.first(sql::HEAD, &[p.tenant.into(), movement.0.into()], |row| {
        Ok(Head {
            debtor: row.int(0)?,
            kind: row.text(1)?,
            cause: row.opt_str(2)?.map(str::to_owned),
            reversed_on: row.opt_day(3)?,
            import: row.opt_int(4)?,
        })
    })?;
    head.ok_or(StoreError::Missing { what: "le règlement ou l'avoir", id: movement.0 })
}

pub(super) fn recorded(p: &mut Projection<'_, '_>, run: &[Stored<'_>]) -> Result<(), StoreError> {
    let causes: Vec<String> =
        run.iter().map(|e| if let Event::CreditNoteRecorded(x) = e.event { word(&x.cause) } else { String::new() }).collect();
    let tenant = p.tenant;
    let touched = &mut p.touched.debtors;
    let rows = run.iter().zip(&causes).filter_map(|(e, cause)| {
        let row = match e.event {
            Event::CreditNoteRecorded(x) => credit_note(tenant, e, x, cause),
            Event::PaymentRecorded(x) => payment(tenant, e, x),
            _ => return None,
        };
        if let V::Int(debtor) = row[2] {
            touched.insert(debtor);
        }
        Some(row)
    });
    p.sql.bulk(&MOVEMENTS, rows)
}

fn credit_note<'v>(tenant: i64, e: &Stored<'v>, x: &'v CreditNoteRecorded, cause: &'v str) -> [V<'v>; 14] {
    [
        V::Int(tenant),
        V::Int(e.seq.0),
        V::Int(x.debtor.0),
        V::Text("credit_note"),
        V::Text(cause),
        V::Day(e.effective_on),
        V::Int(x.amount.0),
        V::Text(x.currency.code()),
        V::Text(&x.number),
        V::Text(""),
        V::Null,
        V::Null,
        V::from(x.import.map(|i| i.0)),
        V::from(x.key.as_deref()),
    ]
}

fn payment<'v>(tenant: i64, e: &Stored<'v>, x: &'v PaymentRecorded) -> [V<'v>; 14] {
    [
        V::Int(tenant),
        V::Int(e.seq.0),
        V::Int(x.debtor.0),
        V::Text("payment"),
        V::Null,
        V::Day(e.effective_on),
        V::Int(x.amount.0),
        V::Text(x.currency.code()),
        V::Text(""),
        V::Text(&x.means),
        V::from(x.reference.as_ref().map(|r| r.id)),
        V::Null,
        V::from(x.import.map(|i| i.0)),
        V::from(x.key.as_deref()),
    ]
}

pub(super) fn allocated(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &Allocated) -> Result<(), StoreError> {
    let claim = p.claim(x.claim)?;
    let movement = head(p, x.movement)?;
    let standing = standing(p, movement.import, claim.import)?;
    let values = [
        p.tenant.into(),
        claim.debtor.into(),
        x.claim.0.into(),
        e.seq.0.into(),
        movement.debtor.into(),
        x.movement.0.into(),
        movement.kind.as_str().into(),
        movement.cause.as_deref().into(),
        e.effective_on.into(),
        x.cents.0.into(),
        movement.reversed_on.into(),
        movement.import.into(),
        claim.import.into(),
        standing.into(),
    ];
    p.sql.execute(sql::ALLOCATE, &values)?;
    if standing == COUNTS {
        let counted = if movement.reversed_on.is_none() { x.cents.0 } else { 0 };
        settle(p, x.claim.0, counted, movement.reversed_on.map_or(e.effective_on, |back| back.max(e.effective_on)))?;
    }
    p.touched.debtors.extend([claim.debtor, movement.debtor]);
    p.together(claim.debtor, movement.debtor)
}

/// How an allocation between a movement and a claim of these imports begins. Within one import it counts at once: both are
/// hidden, or neither.
fn standing(p: &mut Projection<'_, '_>, movement: Option<i64>, claim: Option<i64>) -> Result<i64, StoreError> {
    if movement == claim {
        return Ok(COUNTS);
    }
    let mut standing = COUNTS;
    for import in [movement, claim].into_iter().flatten() {
        match p.sql.first(crate::sql::import::STATE, &[p.tenant.into(), import.into()], |row| row.text(0))?.as_deref() {
            Some("completed") => {}
            Some("undone") => return Ok(VOID),
            _ => standing = WAITS,
        }
    }
    Ok(standing)
}

pub(super) fn undone(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &AllocationUndone) -> Result<(), StoreError> {
    let found = p.sql.first(sql::ALLOCATION, &[p.tenant.into(), x.allocation.0.into()], |row| {
        Ok((row.int(0)?, row.int(1)?, row.int(2)?, row.opt_day(3)?, row.int(4)?, row.int(5)?, row.day(7)?))
    })?;
    let (debtor, claim, cents, reversed_on, standing, payer, day) =
        found.ok_or(StoreError::Missing { what: "l'imputation", id: x.allocation.0 })?;
    if standing == COUNTS {
        settle(p, claim, if reversed_on.is_none() { -cents } else { 0 }, day)?;
    }
    stand(p, x.allocation.0, UNDONE)?;
    p.about(debtor, e)?;
    p.about(payer, e)
}

pub(super) fn reversed(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &PaymentReversed) -> Result<(), StoreError> {
    let movement = head(p, x.payment)?;
    let (tenant, payer, payment) = (p.tenant, movement.debtor, x.payment.0);
    p.sql.execute(sql::REVERSE, &[tenant.into(), payment.into(), e.effective_on.into()])?;
    let allocations = p.sql.rows(sql::OF_MOVEMENT, &[tenant.into(), payer.into(), payment.into()], |row| {
        Ok((row.int(1)?, row.int(2)?, row.opt_day(3)?, row.int(4)?, row.int(5)?))
    })?;
    p.sql.execute(sql::REVERSE_ALLOCATIONS, &[tenant.into(), payer.into(), payment.into(), e.effective_on.into()])?;
    for (claim, cents, back_already, standing, debtor) in allocations {
        if standing == COUNTS {
            settle(p, claim, if back_already.is_none() { -cents } else { 0 }, e.effective_on)?;
        }
        p.about(debtor, e)?;
    }
    p.about(payer, e)
}

/// Cents more or less are settled of a claim, whose worth changes for the last time on that day.
pub(super) fn settle(p: &mut Projection<'_, '_>, claim: i64, cents: i64, last: Date) -> Result<(), StoreError> {
    p.sql.execute(claim_sql::SETTLE, &[p.tenant.into(), claim.into(), cents.into(), last.into()])?;
    Ok(())
}

/// From now on an allocation stands so.
pub(super) fn stand(p: &mut Projection<'_, '_>, allocation: i64, standing: i64) -> Result<(), StoreError> {
    p.sql.execute(sql::SET_STANDING, &[p.tenant.into(), allocation.into(), standing.into()])?;
    Ok(())
}
