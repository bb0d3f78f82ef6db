//! Claims, their pieces, disputes, waivers and milestones.

use domain::events::{DisputeClosed, DisputeOpened, DueDateSet, Event, InstalmentRecorded, PieceAttached, Waived, WaiverWithdrawn};
use domain::ids::ClaimId;
use domain::terms::DueBasis;
use jiff::civil::Date;

use super::{Projection, Stored, json, paris_day};
use crate::engine::{Bulk, V};
use crate::error::StoreError;
use crate::sql::claim as sql;

/// Claims by blocks.
pub(super) const CLAIMS: Bulk = Bulk {
    table: "claim",
    columns: &[
        "tenant_id",
        "id",
        "invoice",
        "debtor",
        "number",
        "issued_on",
        "performed_on",
        "due_on",
        "due_basis",
        "amount",
        "total",
        "currency",
        "seen_on",
        "settled",
        "last_entry_on",
        "import_id",
        "source_key",
        "subject",
    ],
    conflict: "",
    joined: "",
};

/// The machine word, without going through JSON: a million of them are written at once.
fn basis_word(basis: DueBasis) -> &'static str {
    match basis {
        DueBasis::Printed => "printed",
        DueBasis::Agreed => "agreed",
        DueBasis::Presumed => "presumed",
    }
}

pub(super) fn invoices(p: &mut Projection<'_, '_>, run: &[Stored<'_>]) -> Result<(), StoreError> {
    let tenant = p.tenant;
    let mut seen = (i64::MIN, Date::MIN);
    let touched = &mut p.touched.debtors;
    let rows = run.iter().filter_map(|e| match e.event {
        Event::InvoiceRecorded(x) => Some((e, x)),
        _ => None,
    });
    let rows = rows.map(|(e, x)| {
        if seen.0 != e.recorded_at {
            seen = (e.recorded_at, paris_day(e.recorded_at));
        }
        touched.insert(x.debtor.0);
        [
            V::Int(tenant),
            V::Int(e.seq.0),
            V::Int(e.seq.0),
            V::Int(x.debtor.0),
            V::Text(&x.number),
            V::Day(e.effective_on),
            V::from(x.performed_on),
            V::Day(x.due_on),
            V::Text(basis_word(x.due_basis)),
            V::Int(x.amount.0),
            V::Int(x.total.0),
            V::Text(x.currency.code()),
            V::Day(seen.1),
            V::Int(0),
            V::Null,
            V::from(x.import.map(|i| i.0)),
            V::from(x.key.as_deref()),
            V::from(x.subject.as_ref().map(|s| s.id)),
        ]
    });
    p.sql.bulk(&CLAIMS, rows)
}

pub(super) fn instalment(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &InstalmentRecorded) -> Result<(), StoreError> {
    let invoice = p.claim(ClaimId(x.invoice.0))?;
    p.touched.debtors.insert(invoice.debtor);
    let row = of_invoice(p, x.invoice.0)?;
    let values = [
        V::Int(p.tenant),
        V::Int(e.seq.0),
        V::Int(invoice.invoice),
        V::Int(invoice.debtor),
        V::Text(&invoice.number),
        V::Day(e.effective_on),
        V::from(row.performed_on),
        V::Day(x.due_on),
        V::Text(basis_word(x.due_basis)),
        V::Int(x.amount.0),
        V::Int(invoice.total),
        V::Text(&invoice.currency),
        V::Day(paris_day(e.recorded_at)),
        V::Int(0),
        V::Null,
        V::from(row.import),
        V::Null,
        V::from(row.subject),
    ];
    p.sql.bulk(&CLAIMS, [values])
}

/// What an instalment takes from its invoice.
struct OfInvoice {
    performed_on: Option<Date>,
    import: Option<i64>,
    subject: Option<i64>,
}

fn of_invoice(p: &mut Projection<'_, '_>, invoice: i64) -> Result<OfInvoice, StoreError> {
    let row = p.sql.first(sql::ONE, &[p.tenant.into(), invoice.into()], |row| {
        Ok(OfInvoice { performed_on: row.opt_day(5)?, import: row.opt_int(12)?, subject: row.opt_int(14)? })
    })?;
    row.ok_or(StoreError::Missing { what: "la facture", id: invoice })
}

pub(super) fn due_date(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &DueDateSet) -> Result<(), StoreError> {
    let debtor = p.claim(x.claim)?.debtor;
    p.sql.execute(sql::SET_DUE, &[p.tenant.into(), x.claim.0.into(), x.due_on.into(), basis_word(x.due_basis).into()])?;
    p.about(debtor, e)
}

pub(super) fn piece(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &PieceAttached) -> Result<(), StoreError> {
    let debtor = p.claim(ClaimId(x.invoice.0))?.debtor;
    p.sql.execute(sql::PIECE, &[p.tenant.into(), e.seq.0.into(), x.invoice.0.into(), x.file.id.into(), x.name.id.into()])?;
    p.about(debtor, e)
}

pub(super) fn dispute_opened(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &DisputeOpened) -> Result<(), StoreError> {
    let debtor = p.claim(x.claim)?.debtor;
    let values = [
        p.tenant.into(),
        e.seq.0.into(),
        debtor.into(),
        x.claim.0.into(),
        e.effective_on.into(),
        x.amount.map(|a| a.0).into(),
        x.cause.as_str().into(),
        x.note.as_ref().map(|n| n.id).into(),
    ];
    p.sql.execute(sql::DISPUTE, &values)?;
    p.about(debtor, e)
}

pub(super) fn dispute_closed(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &DisputeClosed) -> Result<(), StoreError> {
    let more = [e.effective_on.into(), i64::from(x.founded).into()];
    p.change(e, sql::CLOSE_DISPUTE, "le litige", x.dispute.0, &more).map(|_| ())
}

pub(super) fn waived(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &Waived) -> Result<(), StoreError> {
    let debtor = p.claim(x.claim)?.debtor;
    let what = json(&x.of);
    let values = [
        p.tenant.into(),
        e.seq.0.into(),
        debtor.into(),
        x.claim.0.into(),
        e.effective_on.into(),
        what.as_str().into(),
        e.author.into(),
        x.reason.id.into(),
    ];
    p.sql.execute(sql::WAIVE, &values)?;
    p.about(debtor, e)
}

pub(super) fn waiver_withdrawn(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &WaiverWithdrawn) -> Result<(), StoreError> {
    p.change(e, sql::WITHDRAW, "la remise", x.waiver.0, &[e.effective_on.into()]).map(|_| ())
}

pub(super) fn milestones(
    p: &mut Projection<'_, '_>,
    e: &Stored<'_>,
    kind: &str,
    claims: &[ClaimId],
    act: &str,
    until: Option<Date>,
) -> Result<(), StoreError> {
    for (rank, claim) in (0_i64..).zip(claims) {
        let debtor = p.claim(*claim)?.debtor;
        let values = [
            p.tenant.into(),
            debtor.into(),
            claim.0.into(),
            e.seq.0.into(),
            rank.into(),
            kind.into(),
            e.effective_on.into(),
            act.into(),
            until.into(),
        ];
        p.sql.execute(sql::MILESTONE, &values)?;
        p.about(debtor, e)?;
    }
    Ok(())
}
