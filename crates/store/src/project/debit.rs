//! Direct debits: mandates, and the files prepared for the bank.
//!
//! A mandate follows its record into the one that it joins. The holds by which letters wait for a batch are events of their own.

use domain::events::{DebitBatchCancelled, DebitBatchHandedOver, DebitBatchPrepared, MandateRecorded, MandateRevoked};
use domain::ids::DebitBatchId;

use super::{Projection, Stored};
use crate::error::StoreError;
use crate::sql::{debit as sql, dunning as dunning_sql};

pub(super) fn mandate(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &MandateRecorded) -> Result<(), StoreError> {
    p.debtor_exists(x.debtor)?;
    let values = [
        p.tenant.into(),
        e.seq.0.into(),
        x.debtor.0.into(),
        x.reference.as_str().into(),
        x.scheme.word().into(),
        i64::from(x.once).into(),
        x.signed_on.into(),
        x.iban.id.into(),
        x.iban.digest.as_str().into(),
        i64::from(x.notice_days).into(),
        x.last_used_on.into(),
    ];
    p.sql.execute(sql::MANDATE, &values)?;
    p.about(x.debtor.0, e)
}

pub(super) fn revoked(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &MandateRevoked) -> Result<(), StoreError> {
    p.change(e, sql::REVOKE, "le mandat", x.mandate.0, &[e.effective_on.into()]).map(|_| ())
}

pub(super) fn prepared(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &DebitBatchPrepared) -> Result<(), StoreError> {
    let tenant = p.tenant;
    let values = [
        tenant.into(),
        e.seq.0.into(),
        e.effective_on.into(),
        x.collect_on.into(),
        x.until.into(),
        x.total.0.into(),
        x.message.as_str().into(),
        x.file.id.into(),
        x.sha256.as_str().into(),
    ];
    p.sql.execute(sql::BATCH, &values)?;
    for (rank, line) in (0_i64..).zip(&x.lines) {
        let debtor = p.claim(line.claim)?.debtor;
        let mut exists = |text: &'static str, what: &'static str, id: i64| {
            let found = p.sql.first(text, &[tenant.into(), id.into()], |_| Ok(()))?;
            found.ok_or(StoreError::Missing { what, id })
        };
        exists(sql::MANDATE_EXISTS, "le mandat", line.mandate.0)?;
        exists(dunning_sql::HOLD_EXISTS, "la suspension", line.hold.0)?;
        let values = [
            tenant.into(),
            e.seq.0.into(),
            rank.into(),
            line.claim.0.into(),
            line.mandate.0.into(),
            line.cents.0.into(),
            line.end_to_end.as_str().into(),
            line.sequence.word().into(),
            line.hold.0.into(),
        ];
        p.sql.execute(sql::LINE, &values)?;
        p.about(debtor, e)?;
    }
    Ok(())
}

pub(super) fn handed_over(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &DebitBatchHandedOver) -> Result<(), StoreError> {
    ended(p, e, sql::HAND_OVER, x.batch)
}

pub(super) fn cancelled(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &DebitBatchCancelled) -> Result<(), StoreError> {
    ended(p, e, sql::CANCEL, x.batch)
}

fn ended(p: &mut Projection<'_, '_>, e: &Stored<'_>, text: &'static str, batch: DebitBatchId) -> Result<(), StoreError> {
    if p.sql.execute(text, &[p.tenant.into(), batch.0.into(), e.effective_on.into()])? == 0 {
        return Err(StoreError::Missing { what: "le lot de prélèvements", id: batch.0 });
    }
    let debtors = p.sql.rows(sql::DEBTORS_OF_BATCH, &[p.tenant.into(), batch.0.into()], |row| row.int(0))?;
    debtors.into_iter().try_for_each(|debtor| p.about(debtor, e))
}

/// The mandates of a record go with it into another.
pub(super) fn follow(p: &mut Projection<'_, '_>, from: i64, to: i64) -> Result<(), StoreError> {
    for mandate in p.sql.rows(sql::MANDATES_OF, &[p.tenant.into(), from.into()], |row| row.int(0))? {
        p.knows(to, mandate)?;
    }
    p.sql.execute(sql::MOVE_MANDATES, &[p.tenant.into(), from.into(), to.into()])?;
    Ok(())
}
