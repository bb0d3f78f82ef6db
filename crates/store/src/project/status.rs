//! Life-cycle statuses of e-invoices.

use domain::events::{StatusActedAgain, StatusReceived};
use domain::ids::{ClaimId, DisputeId, HoldId};
use serde::{Deserialize, Serialize};

use super::{Projection, Stored, json};
use crate::error::StoreError;
use crate::facts::unjson;
use crate::sql::{claim as claim_sql, dunning as dunning_sql, import as import_sql, status as sql};

/// What a status made, as its row keeps it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Made {
    pub disputes: Vec<DisputeId>,
    pub holds: Vec<HoldId>,
}

pub(super) fn received(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &StatusReceived) -> Result<(), StoreError> {
    let tenant = p.tenant;
    p.claim(ClaimId(x.invoice.0))?;
    exists(p, import_sql::STATE, "l'import", x.import.0)?;
    made_exist(p, &x.disputes, &x.holds)?;
    let (said_at, reasons, asked) = (x.at.to_string(), json(&x.reasons), json(&x.asked));
    let made = json(&Made { disputes: x.disputes.clone(), holds: x.holds.clone() });
    let values = [
        tenant.into(),
        e.seq.0.into(),
        x.invoice.0.into(),
        e.effective_on.into(),
        said_at.as_str().into(),
        e.recorded_at.into(),
        x.code.as_str().into(),
        x.sender.as_deref().into(),
        reasons.as_str().into(),
        asked.as_str().into(),
        x.amount.map(|cents| cents.0).into(),
        x.text.as_ref().map(|text| text.id).into(),
        x.import.0.into(),
        x.key.as_str().into(),
        made.as_str().into(),
    ];
    p.sql.execute(sql::STATUS, &values)?;
    about_invoice(p, e, x.invoice.0)
}

pub(super) fn acted_again(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &StatusActedAgain) -> Result<(), StoreError> {
    let which = [p.tenant.into(), x.status.0.into()];
    let found = p.sql.first(sql::MADE, &which, |row| Ok((row.int(0)?, row.text(1)?)))?;
    let (invoice, before) = found.ok_or(StoreError::Missing { what: "le statut", id: x.status.0 })?;
    made_exist(p, &x.disputes, &x.holds)?;
    let mut made: Made = unjson(&before)?;
    made.disputes.extend(&x.disputes);
    made.holds.extend(&x.holds);
    let made = json(&made);
    p.sql.execute(sql::MADE_AGAIN, &[p.tenant.into(), x.status.0.into(), made.as_str().into()])?;
    about_invoice(p, e, invoice)
}

fn exists(p: &mut Projection<'_, '_>, text: &'static str, what: &'static str, id: i64) -> Result<(), StoreError> {
    p.sql.first(text, &[p.tenant.into(), id.into()], |_| Ok(()))?.ok_or(StoreError::Missing { what, id })
}

fn made_exist(p: &mut Projection<'_, '_>, disputes: &[DisputeId], holds: &[HoldId]) -> Result<(), StoreError> {
    disputes.iter().try_for_each(|dispute| exists(p, claim_sql::DISPUTE_EXISTS, "le litige", dispute.0))?;
    holds.iter().try_for_each(|hold| exists(p, dunning_sql::HOLD_EXISTS, "la suspension", hold.0))
}

/// It is told of whoever owes the invoice.
fn about_invoice(p: &mut Projection<'_, '_>, e: &Stored<'_>, invoice: i64) -> Result<(), StoreError> {
    let head = p.claim(ClaimId(invoice))?;
    let of_invoice = [p.tenant.into(), head.number.as_str().into(), invoice.into()];
    let owe = p.sql.rows(claim_sql::DEBTORS_OF_INVOICE, &of_invoice, |row| row.int(0))?;
    owe.into_iter().try_for_each(|debtor| p.about(debtor, e))
}
