//! Claims and what is attached to them.

use domain::events::{Channel, LimitationAct, StepDone};
use domain::facts::{ClaimFacts, DisputeFacts, Entry, EntryKind, LimitationFacts, StepFacts, WaiverFacts};
use domain::ids::{AllocationId, ClaimId, DisputeId, InvoiceId, LetterId, MovementId, WaiverId};
use domain::money::Cents;

use super::{Claims, Gather, currency, unjson, unword};
use crate::engine::Row;
use crate::error::StoreError;
use crate::sql::facts as sql;

impl Gather<'_, '_> {
    /// The claims of the debtors of the range.
    pub(super) fn claims(&mut self, which: Claims) -> Result<(), StoreError> {
        let not_live = self.not_live;
        let take = |facts: &mut domain::facts::DebtorFacts, row: &Row<'_>| {
            if row.opt_int(12)?.is_none_or(|import| !not_live.contains_key(&import)) {
                facts.claims.push(claim(row)?);
            }
            Ok(())
        };
        match which.open_on {
            None => self.merge(sql::CLAIMS, &[], take),
            Some(day) => self.merge(sql::OPEN_CLAIMS, &[day.into()], take),
        }
    }

    /// What is attached to those claims.
    pub(super) fn of_claims(&mut self, which: Claims) -> Result<(), StoreError> {
        let import = which.import.map_or(0, |import| import.0);
        self.merge_claims_with(sql::ENTRIES, &[import.into()], |claim, row| {
            claim.entries.push(Entry {
                allocation: AllocationId(row.int(2)?),
                movement: MovementId(row.int(3)?),
                on: row.day(4)?,
                cents: Cents(row.int(5)?),
                kind: entry_kind(row.opt_str(7)?)?,
                reversed_on: row.opt_day(8)?,
            });
            Ok(())
        })?;
        self.merge_claims(sql::DISPUTES, |claim, row| {
            claim.disputes.push(DisputeFacts {
                id: DisputeId(row.int(2)?),
                on: row.day(3)?,
                amount: row.opt_int(4)?.map(Cents),
                cause: row.text(5)?,
                closed_on: row.opt_day(6)?,
                founded: row.int(7)? != 0,
            });
            Ok(())
        })?;
        self.merge_claims(sql::WAIVERS, |claim, row| {
            claim.waivers.push(WaiverFacts {
                id: WaiverId(row.int(2)?),
                on: row.day(3)?,
                of: unjson(row.str(4)?)?,
                author: row.text(5)?,
                withdrawn_on: row.opt_day(6)?,
            });
            Ok(())
        })?;
        self.merge_claims(sql::MILESTONES, milestone)?;
        self.merge_claims(sql::STEPS, |claim, row| {
            claim.steps.push(StepFacts {
                step: step(row, 2)?,
                on: row.day(6)?,
                channel: unword::<Channel>(row.str(7)?)?,
                letter: row.opt_int(8)?.map(LetterId),
                skipped: row.int(9)? != 0,
            });
            Ok(())
        })?;
        self.merge_claims(sql::POSTPONED, |claim, row| {
            claim.postponed.push((step(row, 2)?, row.day(6)?));
            Ok(())
        })
    }
}

fn claim(row: &Row<'_>) -> Result<ClaimFacts, StoreError> {
    Ok(ClaimFacts {
        id: ClaimId(row.int(1)?),
        invoice: InvoiceId(row.int(2)?),
        number: row.text(3)?,
        issued_on: row.day(4)?,
        performed_on: row.opt_day(5)?,
        due_on: row.day(6)?,
        due_basis: unword(row.str(7)?)?,
        amount: Cents(row.int(8)?),
        total: Cents(row.int(9)?),
        currency: currency(row.str(10)?)?,
        seen_on: row.day(11)?,
        entries: Vec::new(),
        disputes: Vec::new(),
        waivers: Vec::new(),
        formal_notices: Vec::new(),
        judgment_on: None,
        capitalise_from: None,
        limitation: Vec::new(),
        steps: Vec::new(),
        postponed: Vec::new(),
        restarts: Vec::new(),
    })
}

/// What happened to a claim; of two judgments or two capitalisations, the one recorded last stands.
fn milestone(claim: &mut ClaimFacts, row: &Row<'_>) -> Result<(), StoreError> {
    let day = row.day(3)?;
    match row.str(2)? {
        "formal_notice" => claim.formal_notices.push(day),
        "judgment" => claim.judgment_on = Some(day),
        "capitalisation" => claim.capitalise_from = Some(day),
        "limitation" => {
            claim.limitation.push(LimitationFacts { on: day, by: unword::<LimitationAct>(row.str(4)?)?, until: row.opt_day(5)? });
        }
        "restart" => claim.restarts.push(day),
        other => return Err(StoreError::Damaged(format!("« {other} » est un acte inconnu"))),
    }
    Ok(())
}

/// A step in four columns.
pub(crate) fn step(row: &Row<'_>, at: usize) -> Result<StepDone, StoreError> {
    let number = |i: usize| row.int(i);
    let beyond = |_| StoreError::Damaged("une étape a un rang impossible".to_owned());
    Ok(StepDone {
        scenario: row.text(at)?,
        step: row.text(at + 1)?,
        level: u8::try_from(number(at + 2)?).map_err(beyond)?,
        cycle: u32::try_from(number(at + 3)?).map_err(beyond)?,
    })
}

/// A payment has no cause; a credit note has one.
pub(crate) fn entry_kind(cause: Option<&str>) -> Result<EntryKind, StoreError> {
    cause.map_or(Ok(EntryKind::Payment), |cause| Ok(EntryKind::Credit(unword(cause)?)))
}
