//! Promises, plans, holds, insolvency, approvals, skipped steps.

use domain::events::{
    ActionApproved, ActionReopened, ActionSkipped, HoldLifted, HoldPlaced, InsolvencyClosed, InsolvencyOpened, PlanAgreed, PlanEnded,
    PromiseCancelled, PromiseMade, StepDone,
};
use domain::ids::ClaimId;
use jiff::civil::Date;

use super::{Projection, Stored, json, word};
use crate::error::StoreError;
use crate::sql::dunning as sql;

pub(super) fn promise_made(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &PromiseMade) -> Result<(), StoreError> {
    let values = [
        p.tenant.into(),
        e.seq.0.into(),
        x.debtor.0.into(),
        e.effective_on.into(),
        x.amount.0.into(),
        x.by.into(),
        x.note.as_ref().map(|n| n.id).into(),
    ];
    p.sql.execute(sql::PROMISE, &values)?;
    covered(p, e, &x.claims)?;
    p.about(x.debtor.0, e)
}

pub(super) fn promise_cancelled(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &PromiseCancelled) -> Result<(), StoreError> {
    p.change(e, sql::CANCEL_PROMISE, "la promesse", x.promise.0, &[e.effective_on.into()]).map(|_| ())
}

pub(super) fn plan_agreed(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &PlanAgreed) -> Result<(), StoreError> {
    let dues = json(&x.dues);
    let values = [p.tenant.into(), e.seq.0.into(), x.debtor.0.into(), e.effective_on.into(), dues.as_str().into()];
    p.sql.execute(sql::PLAN, &values)?;
    covered(p, e, &x.claims)?;
    p.about(x.debtor.0, e)
}

pub(super) fn plan_ended(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &PlanEnded) -> Result<(), StoreError> {
    p.change(e, sql::END_PLAN, "l'échéancier", x.plan.0, &[e.effective_on.into()]).map(|_| ())
}

fn covered(p: &mut Projection<'_, '_>, e: &Stored<'_>, claims: &[ClaimId]) -> Result<(), StoreError> {
    for (rank, claim) in (0_i64..).zip(claims) {
        p.claim(*claim)?;
        p.sql.execute(sql::COVER, &[p.tenant.into(), e.seq.0.into(), rank.into(), claim.0.into()])?;
    }
    Ok(())
}

pub(super) fn hold_placed(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &HoldPlaced) -> Result<(), StoreError> {
    let cause = word(&x.cause);
    let values = [
        p.tenant.into(),
        e.seq.0.into(),
        x.debtor.0.into(),
        x.claim.map(|c| c.0).into(),
        cause.as_str().into(),
        e.effective_on.into(),
        x.until.into(),
        x.note.as_ref().map(|n| n.id).into(),
    ];
    p.sql.execute(sql::HOLD, &values)?;
    p.about(x.debtor.0, e)
}

pub(super) fn hold_lifted(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &HoldLifted) -> Result<(), StoreError> {
    p.change(e, sql::LIFT_HOLD, "la suspension", x.hold.0, &[e.effective_on.into()]).map(|_| ())
}

pub(super) fn insolvency_opened(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &InsolvencyOpened) -> Result<(), StoreError> {
    let proceeding = word(&x.proceeding);
    let values =
        [p.tenant.into(), e.seq.0.into(), x.debtor.0.into(), proceeding.as_str().into(), e.effective_on.into(), x.published_on.into()];
    p.sql.execute(sql::INSOLVENCY, &values)?;
    p.about(x.debtor.0, e)
}

pub(super) fn insolvency_closed(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &InsolvencyClosed) -> Result<(), StoreError> {
    p.change(e, sql::CLOSE_INSOLVENCY, "la procédure collective", x.insolvency.0, &[e.effective_on.into()]).map(|_| ())
}

pub(super) fn approved(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &ActionApproved) -> Result<(), StoreError> {
    let values = [p.tenant.into(), x.debtor.0.into(), e.seq.0.into(), x.action.as_str().into(), e.effective_on.into()];
    p.sql.execute(sql::APPROVE, &values)?;
    p.about(x.debtor.0, e)
}

pub(super) fn skipped(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &ActionSkipped) -> Result<(), StoreError> {
    for (rank, claim) in (0_i64..).zip(&x.claims) {
        let owner = p.claim(*claim)?.debtor;
        p.together(owner, x.debtor.0)?;
        match x.until {
            Some(until) => postpone(p, e, *claim, rank, &x.step, until)?,
            None => step(p, e, &Passed { claim: *claim, rank, step: &x.step, channel: "task", letter: None, skipped: true })?,
        }
    }
    p.about(x.debtor.0, e)
}

pub(super) fn reopened(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &ActionReopened) -> Result<(), StoreError> {
    p.sql.execute(sql::UNAPPROVE, &[p.tenant.into(), x.debtor.0.into(), x.action.as_str().into()])?;
    for (claim, step) in &x.steps {
        let owner = p.claim(*claim)?.debtor;
        p.together(owner, x.debtor.0)?;
        p.touched.debtors.insert(owner);
        let at = [p.tenant.into(), owner.into(), claim.0.into(), step.step.as_str().into(), i64::from(step.cycle).into()];
        p.sql.execute(sql::UNSKIP, &at)?;
        p.sql.execute(sql::UNPOSTPONE, &at)?;
    }
    p.about(x.debtor.0, e)
}

fn postpone(p: &mut Projection<'_, '_>, e: &Stored<'_>, claim: ClaimId, rank: i64, step: &StepDone, until: Date) -> Result<(), StoreError> {
    let debtor = p.claim(claim)?.debtor;
    p.touched.debtors.insert(debtor);
    let values = [
        p.tenant.into(),
        debtor.into(),
        claim.0.into(),
        e.seq.0.into(),
        rank.into(),
        step.scenario.as_str().into(),
        step.step.as_str().into(),
        i64::from(step.level).into(),
        i64::from(step.cycle).into(),
        until.into(),
    ];
    p.sql.execute(sql::POSTPONE, &values)?;
    Ok(())
}

/// A step that a claim passed.
pub(super) struct Passed<'a> {
    pub claim: ClaimId,
    pub rank: i64,
    pub step: &'a StepDone,
    pub channel: &'a str,
    pub letter: Option<i64>,
    pub skipped: bool,
}

pub(super) fn step(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &Passed<'_>) -> Result<(), StoreError> {
    let debtor = p.claim(x.claim)?.debtor;
    // Whoever owes the claim now: it may be another than the debtor to whom the letter went.
    p.touched.debtors.insert(debtor);
    let values = [
        p.tenant.into(),
        debtor.into(),
        x.claim.0.into(),
        e.seq.0.into(),
        x.rank.into(),
        x.step.scenario.as_str().into(),
        x.step.step.as_str().into(),
        i64::from(x.step.level).into(),
        i64::from(x.step.cycle).into(),
        e.effective_on.into(),
        x.channel.into(),
        x.letter.into(),
        i64::from(x.skipped).into(),
    ];
    p.sql.execute(sql::STEP, &values)?;
    Ok(())
}
