//! Life-cycle statuses of e-invoices.

use domain::events::StatusReceived;
use domain::ids::{ClaimId, DisputeId, HoldId};
use serde::{Deserialize, Serialize};

use super::{Projection, Stored, json};
use crate::error::StoreError;
use crate::sql::{claim as claim_sql, dunning as dunning_sql, import as import_sql, status as sql};

/// What a status made, as its row keeps it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Made {
    pub disputes: Vec<DisputeId>,
    pub holds: Vec<HoldId>,
}

pub(super) fn received(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &StatusReceived) -> Result<(), StoreError> {
    let tenant = p.tenant;
    let invoice = p.claim(ClaimId(x.invoice.0))?;
    let mut exists = |text: &'static str, what: &'static str, id: i64| {
        let found = p.sql.first(text, &[tenant.into(), id.into()], |_| Ok(()))?;
        found.ok_or(StoreError::Missing { what, id })
    };
    exists(import_sql::STATE, "l'import", x.import.0)?;
    x.disputes.iter().try_for_each(|dispute| exists(claim_sql::DISPUTE_EXISTS, "le litige", dispute.0))?;
    x.holds.iter().try_for_each(|hold| exists(dunning_sql::HOLD_EXISTS, "la suspension", hold.0))?;
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
    let of_invoice = [tenant.into(), invoice.number.as_str().into(), x.invoice.0.into()];
    let owe = p.sql.rows(claim_sql::DEBTORS_OF_INVOICE, &of_invoice, |row| row.int(0))?;
    owe.into_iter().try_for_each(|debtor| p.about(debtor, e))
}
