//! Debtors, and claims that change debtor.

use domain::events::{ClaimsMoved, DebtorChanged, Event};
use domain::party::Reach;

use super::{Projection, Stored, word};
use crate::engine::{Bulk, V};
use crate::error::StoreError;
use crate::sql::{claim as claim_sql, debtor as sql, letter as letter_sql, movement as movement_sql};

/// Debtors by blocks.
pub(super) const DEBTORS: Bulk = Bulk {
    table: "debtor",
    columns: &[
        "tenant_id",
        "id",
        "code",
        "kind",
        "siren",
        "vat",
        "country",
        "language",
        "reach",
        "scenario",
        "reach_changed_on",
        "details",
        "import_id",
    ],
    conflict: "",
    joined: "",
};

/// The index of events by debtor, by blocks.
pub(super) const INDEX: Bulk = Bulk { table: "event_debtor", columns: &["tenant_id", "debtor", "seq"], conflict: "", joined: "" };

/// How a debtor can be reached, as bits: e-mail, post, telephone.
pub(crate) fn reach_bits(reach: Reach) -> i64 {
    i64::from(reach.email) | i64::from(reach.post) << 1 | i64::from(reach.phone) << 2
}

pub(super) fn recorded(p: &mut Projection<'_, '_>, run: &[Stored<'_>]) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(run.len());
    for e in run {
        if let Event::DebtorRecorded(x) = e.event {
            rows.push((e.seq.0, x, word(&x.language)));
        }
    }
    let tenant = p.tenant;
    p.sql.bulk(
        &DEBTORS,
        rows.iter().map(|(id, x, language)| {
            [
                V::Int(tenant),
                V::Int(*id),
                V::Text(&x.code),
                V::Text(x.kind.word()),
                V::Text(&x.siren),
                V::Text(&x.vat),
                V::Text(&x.country),
                V::Text(language),
                V::Int(reach_bits(x.reach)),
                V::Null,
                V::Null,
                V::Int(x.details.id),
                V::from(x.import.map(|i| i.0)),
            ]
        }),
    )?;
    p.touched.debtors.extend(run.iter().map(|e| e.seq.0));
    p.sql.bulk(&INDEX, run.iter().map(|e| [V::Int(tenant), V::Int(e.seq.0), V::Int(e.seq.0)]))
}

pub(super) fn changed(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &DebtorChanged) -> Result<(), StoreError> {
    let language = x.language.as_ref().map(word);
    let values = [
        p.tenant.into(),
        x.debtor.0.into(),
        x.kind.map(|k| k.word()).into(),
        x.siren.as_deref().into(),
        x.vat.as_deref().into(),
        x.country.as_deref().into(),
        language.as_deref().into(),
        x.details.as_ref().map(|(details, _)| details.id).into(),
        x.details.as_ref().map(|_| e.effective_on).into(),
        x.details.as_ref().map(|(_, reach)| reach_bits(*reach)).into(),
    ];
    if p.sql.execute(sql::UPDATE, &values)? == 0 {
        return Err(StoreError::Missing { what: "le débiteur", id: x.debtor.0 });
    }
    if let Some(scenario) = &x.scenario {
        let scenario = Some(scenario.as_str()).filter(|name| !name.is_empty());
        p.sql.execute(sql::SET_SCENARIO, &[p.tenant.into(), x.debtor.0.into(), scenario.into()])?;
    }
    p.about(x.debtor.0, e)
}

pub(super) fn moved(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &ClaimsMoved) -> Result<(), StoreError> {
    p.debtor_exists(x.to)?;
    let to = x.to.0;
    for record in &x.joined {
        p.debtor_exists(*record)?;
        p.sql.execute(letter_sql::HEAR_ALL, &[p.tenant.into(), record.0.into(), to.into()])?;
        p.sql.execute(crate::sql::follow::MOVE_NOTES, &[p.tenant.into(), record.0.into(), to.into()])?;
        super::bank::follow(p, record.0, to)?;
        super::source::follow(p, record.0, to)?;
        super::debit::follow(p, record.0, to)?;
        joined(p, e, record.0, to)?;
    }
    for claim in &x.claims {
        let from = p.claim(*claim)?.debtor;
        p.sql.execute(letter_sql::HEAR, &[p.tenant.into(), from.into(), to.into(), claim.0.into()])?;
        p.sql.execute(claim_sql::MOVE, &[p.tenant.into(), claim.0.into(), to.into()])?;
        for text in [
            claim_sql::MOVE_ALLOCATIONS,
            claim_sql::MOVE_DISPUTES,
            claim_sql::MOVE_WAIVERS,
            claim_sql::MOVE_MILESTONES,
            claim_sql::MOVE_STEPS,
            claim_sql::MOVE_POSTPONED,
            claim_sql::MOVE_HOLDS,
            claim_sql::MOVE_PROMISES,
            claim_sql::MOVE_PLANS,
        ] {
            p.sql.execute(text, &[p.tenant.into(), from.into(), claim.0.into(), to.into()])?;
        }
        joined(p, e, from, to)?;
    }
    for movement in &x.movements {
        let from = super::movement::head(p, *movement)?.debtor;
        p.sql.execute(movement_sql::MOVE, &[p.tenant.into(), movement.0.into(), to.into()])?;
        p.sql.execute(movement_sql::MOVE_PAYER, &[p.tenant.into(), from.into(), movement.0.into(), to.into()])?;
        joined(p, e, from, to)?;
    }
    p.about(to, e)
}

/// The stories of two debtors are one from now on.
fn joined(p: &mut Projection<'_, '_>, e: &Stored<'_>, from: i64, to: i64) -> Result<(), StoreError> {
    p.about(from, e)?;
    p.together(from, to)
}
