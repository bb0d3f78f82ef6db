//! Payments, credit notes, allocations, and what they settle of a claim.
//!
//! `claim.settled` is the sum of the live allocations that did not come back; `claim.last_entry_on` the last day on which an
//! allocation begins or ends: from that day on, what a claim is worth is its amount less `settled`.
//!
//! What went back to the debtor is an allocation to no claim (0): it settles nothing.
//!
//! How an allocation stands: 0, it counts; 1, it was undone; 2, void, what it paid or paid with never was; 3, it waits for the import
//! that it touches.

use domain::events::{
    AllocationUndone, CreditNoteRecorded, Event, PaymentRecorded, PaymentReinstated, PaymentReversed, PaymentWithdrawn, Refunded,
};
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
    joined: "",
};

/// Allocations by blocks: each takes its debtor and import from the claim, the rest from the movement. Within one import it counts at
/// once, since both are hidden or neither; else it is void where one of the imports was undone, and waits where one is not completed.
pub(super) const ALLOCATIONS: Bulk = Bulk {
    table: "allocation",
    columns: &["tenant_id", "id", "claim", "movement", "day", "cents"],
    conflict: "",
    joined: "(tenant_id, debtor, claim, id, payer, movement, kind, cause, day, cents, reversed_on, movement_import, claim_import, standing)
        SELECT given.tenant_id, c.debtor, c.id, given.id, m.debtor, m.id, m.kind, m.cause, given.day, given.cents, m.reversed_on, m.import_id, c.import_id,
            CASE WHEN COALESCE(m.import_id, 0) = COALESCE(c.import_id, 0) THEN 0
                WHEN a.state = 'undone' OR b.state = 'undone' THEN 2
                WHEN a.state <> 'completed' OR b.state <> 'completed' THEN 3 ELSE 0 END
        FROM {rows} given JOIN claim c ON c.tenant_id = given.tenant_id AND c.id = given.claim
        JOIN movement m ON m.tenant_id = given.tenant_id AND m.id = given.movement
        LEFT JOIN import a ON a.tenant_id = m.tenant_id AND a.id = m.import_id
        LEFT JOIN import b ON b.tenant_id = c.tenant_id AND b.id = c.import_id WHERE true",
};

/// An allocation counts.
const COUNTS: i64 = 0;
/// It was wrong, from the start.
const UNDONE: i64 = 1;

/// What a projection asks of a movement.
pub(super) struct Head {
    pub debtor: i64,
}

pub(super) fn head(p: &mut Projection<'_, '_>, movement: MovementId) -> Result<Head, StoreError> {
    let head = p.sql.first(sql::HEAD, &[p.tenant.into(), movement.0.into()], |row| Ok(Head { debtor: row.int(0)? }))?;
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

pub(super) fn allocated(p: &mut Projection<'_, '_>, run: &[Stored<'_>]) -> Result<(), StoreError> {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return Ok(()) };
    let tenant = p.tenant;
    let made = run.iter().filter_map(|e| if let Event::Allocated(x) = e.event { Some((e, x)) } else { None });
    p.sql.bulk(
        &ALLOCATIONS,
        made.clone().map(|(e, x)| {
            [V::Int(tenant), V::Int(e.seq.0), V::Int(x.claim.0), V::Int(x.movement.0), V::Day(e.effective_on), V::Int(x.cents.0)]
        }),
    )?;
    let between = [tenant.into(), first.seq.0.into(), last.seq.0.into()];
    let owners = p.sql.rows(sql::OWNERS_BETWEEN, &between, |row| Ok((row.int(0)?, row.int(1)?)))?;
    if owners.len() < run.len() {
        // One of them speaks of something unknown: which?
        for (_, x) in made {
            p.claim(x.claim)?;
            head(p, x.movement)?;
        }
    }
    p.sql.execute(claim_sql::SETTLE_BETWEEN, &between)?;
    for (debtor, payer) in owners {
        p.touched.debtors.extend([debtor, payer]);
        p.together(debtor, payer)?;
    }
    Ok(())
}

pub(super) fn refunded(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &Refunded) -> Result<(), StoreError> {
    let payer = head(p, x.movement)?.debtor;
    let values = [p.tenant.into(), x.movement.0.into(), e.seq.0.into(), e.effective_on.into(), x.cents.0.into()];
    p.sql.execute(sql::REFUND, &values)?;
    p.about(payer, e)
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
    let payer = head(p, x.payment)?.debtor;
    for paid in allocations(p, payer, x.payment)? {
        if paid.standing == COUNTS {
            settle(p, paid.claim, if paid.reversed_on.is_none() { -paid.cents } else { 0 }, e.effective_on)?;
        }
        p.about(paid.debtor, e)?;
    }
    back(p, payer, x.payment, Some(e.effective_on))?;
    p.about(payer, e)
}

/// It never came back: what its allocations settle counts again.
pub(super) fn reinstated(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &PaymentReinstated) -> Result<(), StoreError> {
    let payer = head(p, x.payment)?.debtor;
    for paid in allocations(p, payer, x.payment)? {
        if paid.standing == COUNTS {
            settle(p, paid.claim, if paid.reversed_on.is_some() { paid.cents } else { 0 }, paid.day)?;
        }
        p.about(paid.debtor, e)?;
    }
    back(p, payer, x.payment, None)?;
    p.about(payer, e)
}

/// It never was: its row goes, and its allocations are undone.
pub(super) fn withdrawn(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &PaymentWithdrawn) -> Result<(), StoreError> {
    let payer = head(p, x.payment)?.debtor;
    for paid in allocations(p, payer, x.payment)? {
        if paid.standing == COUNTS {
            settle(p, paid.claim, if paid.reversed_on.is_none() { -paid.cents } else { 0 }, paid.day)?;
        }
        stand(p, paid.id, UNDONE)?;
        p.about(paid.debtor, e)?;
    }
    p.sql.execute(sql::WITHDRAW, &[p.tenant.into(), x.payment.0.into()])?;
    // Without the row, only the index knows that the payment was recorded once.
    p.knows(payer, x.payment.0)?;
    p.about(payer, e)
}

/// An allocation of a movement.
struct Paid {
    id: i64,
    claim: i64,
    cents: i64,
    reversed_on: Option<Date>,
    standing: i64,
    debtor: i64,
    day: Date,
}

fn allocations(p: &mut Projection<'_, '_>, payer: i64, movement: MovementId) -> Result<Vec<Paid>, StoreError> {
    p.sql.rows(sql::OF_MOVEMENT, &[p.tenant.into(), payer.into(), movement.0.into()], |row| {
        Ok(Paid {
            id: row.int(0)?,
            claim: row.int(1)?,
            cents: row.int(2)?,
            reversed_on: row.opt_day(3)?,
            standing: row.int(4)?,
            debtor: row.int(5)?,
            day: row.day(6)?,
        })
    })
}

/// The movement and its allocations came back on a day, or never did.
fn back(p: &mut Projection<'_, '_>, payer: i64, movement: MovementId, on: Option<Date>) -> Result<(), StoreError> {
    p.sql.execute(sql::REVERSE, &[p.tenant.into(), movement.0.into(), on.into()])?;
    p.sql.execute(sql::REVERSE_ALLOCATIONS, &[p.tenant.into(), payer.into(), movement.0.into(), on.into()])?;
    Ok(())
}

/// Cents more or less are settled of a claim, whose worth changes for the last time on that day.
fn settle(p: &mut Projection<'_, '_>, claim: i64, cents: i64, last: Date) -> Result<(), StoreError> {
    p.sql.execute(claim_sql::SETTLE, &[p.tenant.into(), claim.into(), cents.into(), last.into()])?;
    Ok(())
}

/// From now on an allocation stands so.
fn stand(p: &mut Projection<'_, '_>, allocation: i64, standing: i64) -> Result<(), StoreError> {
    p.sql.execute(sql::SET_STANDING, &[p.tenant.into(), allocation.into(), standing.into()])?;
    Ok(())
}
