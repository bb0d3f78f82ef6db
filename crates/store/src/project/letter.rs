//! Letters, their claims and states, contacts made by hand, and the steps they make.

use domain::events::{ContactMade, LetterItem, LetterPrepared, LetterSent, StepDone};
use domain::ids::LetterId;

use super::dunning::{Passed, step};
use super::{Projection, Stored};
use crate::engine::V;
use crate::error::StoreError;
use crate::sql::letter as sql;

pub(super) fn prepared(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &LetterPrepared) -> Result<(), StoreError> {
    let values = [
        p.tenant.into(),
        e.seq.0.into(),
        x.debtor.0.into(),
        x.document.as_str().into(),
        x.channel.word().into(),
        e.effective_on.into(),
        x.asked.0.into(),
        x.currency.code().into(),
        x.pay_by.into(),
        x.action.as_str().into(),
        x.words.id.into(),
        x.pdf.as_ref().map(|pdf| pdf.id).into(),
        x.receipt.as_str().into(),
        "".into(),
        V::Null,
        "prepared".into(),
    ];
    p.sql.execute(sql::INSERT, &values)?;
    for (rank, item) in (0_i64..).zip(&x.items) {
        add_item(p, e, x.debtor.0, rank, item)?;
    }
    add_state(p, e, e.seq.0, "prepared", "")?;
    p.about(x.debtor.0, e)
}

pub(super) fn contact(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &ContactMade) -> Result<(), StoreError> {
    let values = [
        p.tenant.into(),
        e.seq.0.into(),
        x.debtor.0.into(),
        "".into(),
        x.channel.word().into(),
        e.effective_on.into(),
        0.into(),
        "EUR".into(),
        V::Null,
        "".into(),
        V::Null,
        V::Null,
        "".into(),
        x.outcome.as_str().into(),
        x.note.as_ref().map(|n| n.id).into(),
        "sent".into(),
    ];
    p.sql.execute(sql::INSERT, &values)?;
    add_state(p, e, e.seq.0, "sent", "")?;
    if let Some(done) = &x.step {
        for (rank, claim) in (0_i64..).zip(&x.claims) {
            let zero = domain::money::Cents::ZERO;
            let item = LetterItem { claim: *claim, step: done.clone(), principal: zero, interest: zero, indemnity: zero };
            add_item(p, e, x.debtor.0, rank, &item)?;
            let passed = Passed { claim: *claim, rank, step: done, channel: x.channel.word(), letter: Some(e.seq.0), skipped: false };
            step(p, e, &passed)?;
        }
    }
    p.about(x.debtor.0, e)
}

pub(super) fn state(p: &mut Projection<'_, '_>, e: &Stored<'_>, letter: LetterId, state: &str, why: &str) -> Result<(), StoreError> {
    p.change(e, sql::SET_STATE, "le courrier", letter.0, &[state.into()])?;
    for other in p.sql.rows(sql::HEARD_BY, &[p.tenant.into(), letter.0.into()], |row| row.int(0))? {
        p.about(other, e)?;
    }
    add_state(p, e, letter.0, state, why)
}

pub(super) fn sent(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &LetterSent) -> Result<(), StoreError> {
    state(p, e, x.letter, "sent", x.tracking.as_deref().unwrap_or(&x.proof))?;
    let at = [p.tenant.into(), x.letter.0.into()];
    let channel = p.sql.first(sql::ONE, &at, |row| row.text(3))?.unwrap_or_default();
    let items = p.sql.rows(sql::ITEMS, &at, |row| {
        let done = StepDone {
            scenario: row.text(1)?,
            step: row.text(2)?,
            level: u8::try_from(row.int(3)?).unwrap_or(u8::MAX),
            cycle: u32::try_from(row.int(4)?).unwrap_or(u32::MAX),
        };
        Ok((domain::ids::ClaimId(row.int(0)?), row.int(8)?, done))
    })?;
    for (claim, rank, done) in items {
        step(p, e, &Passed { claim, rank, step: &done, channel: &channel, letter: Some(x.letter.0), skipped: false })?;
    }
    Ok(())
}

fn add_state(p: &mut Projection<'_, '_>, e: &Stored<'_>, letter: i64, state: &str, why: &str) -> Result<(), StoreError> {
    let values = [p.tenant.into(), letter.into(), e.seq.0.into(), state.into(), e.effective_on.into(), why.into()];
    p.sql.execute(sql::STATE, &values)?;
    Ok(())
}

fn add_item(p: &mut Projection<'_, '_>, e: &Stored<'_>, debtor: i64, rank: i64, item: &LetterItem) -> Result<(), StoreError> {
    let owner = p.claim(item.claim)?.debtor;
    p.together(owner, debtor)?;
    let values = [
        p.tenant.into(),
        e.seq.0.into(),
        rank.into(),
        item.claim.0.into(),
        item.step.scenario.as_str().into(),
        item.step.step.as_str().into(),
        i64::from(item.step.level).into(),
        i64::from(item.step.cycle).into(),
        item.principal.0.into(),
        item.interest.0.into(),
        item.indemnity.0.into(),
    ];
    p.sql.execute(sql::ITEM, &values)?;
    Ok(())
}
