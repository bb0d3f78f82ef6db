//! What follows from a life-cycle status: disputes and holds, by events of the kinds that a person would record, as far as they are not
//! there yet. Nothing is paid, closed or lifted by a status.
//!
//! What is settled is disputed and held like what is open: money may come back, or have been matched wrongly, and where nothing is open
//! neither does anything.

use std::collections::{HashMap, HashSet};

use domain::Date;
use domain::collectable::{hold_end, known_by};
use domain::events::{DisputeOpened, HoldCause, HoldPlaced, NewEvent, Private};
use domain::facts::{ClaimFacts, DebtorFacts};
use domain::ids::{ClaimId, DisputeId, HoldId, InvoiceId};
use domain::money::Cents;
use domain::statuses::{Contested, Due, dispute_cause, lay};
use formats::einvoice::Effect;
use store::{ClaimRow, Read, Tx};

use super::awaited_until;
use crate::error::Result;

/// What a status says, as far as something follows from it.
pub(crate) struct Says<'s> {
    /// What it changes.
    pub effect: Effect,
    /// The day from which it counts.
    pub on: Date,
    /// What a partial approval leaves contested.
    pub contested: Contested,
    /// Codes of its reasons.
    pub reasons: &'s [String],
    /// The claims of its invoice, by due date.
    pub claims: &'s [ClaimRow],
    /// What its disputes and holds say of it.
    pub note: &'s str,
}

/// What was done.
#[derive(Debug, Default)]
pub(crate) struct Made {
    /// The disputes opened.
    pub disputes: Vec<DisputeId>,
    /// The holds placed.
    pub holds: Vec<HoldId>,
}

impl Made {
    /// Whether it is nothing.
    pub fn is_nothing(&self) -> bool {
        self.disputes.is_empty() && self.holds.is_empty()
    }
}

/// What the undoing of an import ended: of this, and of no more, other statuses may do something again.
#[derive(Debug, Default)]
pub(super) struct Ended {
    /// What was disputed of each claim; the whole where absent.
    pub disputed: HashMap<ClaimId, Option<Cents>>,
    /// For what each claim was held.
    pub held: HashSet<(ClaimId, HoldCause)>,
    /// What statuses that came after the one that acts again made: it was not there for it.
    pub later: Made,
}

/// Does what follows from a status.
pub(crate) fn act(tx: &mut Tx<'_>, says: &Says<'_>, today: Date) -> Result<Made> {
    Acting { says, today, again: None, note: None }.all(tx)
}

/// Does again what follows from a status, as far as it was just ended.
pub(super) fn act_again(tx: &mut Tx<'_>, says: &Says<'_>, ended: &mut Ended, today: Date) -> Result<Made> {
    Acting { says, today, again: Some(ended), note: None }.all(tx)
}

/// Why letters wait until a person has looked: what may never have been received, or is owed no more, is not chased by itself.
pub(super) fn waits_for_a_person(effect: Effect) -> Option<HoldCause> {
    match effect {
        Effect::NeverValid => Some(HoldCause::NeverIssued),
        Effect::PayeeChanged => Some(HoldCause::OtherPayee),
        Effect::NotDelivered | Effect::TurnedAway => Some(HoldCause::NotReceived),
        Effect::Cancelled => Some(HoldCause::SaidCancelled),
        _ => None,
    }
}

struct Acting<'a, 's> {
    says: &'a Says<'s>,
    today: Date,
    again: Option<&'a mut Ended>,
    note: Option<Private>,
}

impl Acting<'_, '_> {
    fn all(mut self, tx: &mut Tx<'_>) -> Result<Made> {
        let disputes = match (self.says.effect, self.says.contested) {
            (Effect::Disputed | Effect::Suspended | Effect::Refused, _)
            | (Effect::DisputedInPart, Contested::Unsaid | Contested::Whole) => self.dispute(tx, None)?,
            (Effect::DisputedInPart, Contested::Part(part)) => self.dispute(tx, Some(part))?,
            _ => Vec::new(),
        };
        let holds = match self.says.effect {
            Effect::PaymentAnnounced | Effect::Cashed => {
                let until = awaited_until(self.says.on);
                let over = until < self.today && known_by(until, &tx.tenant_facts(self.today)?);
                if over { Vec::new() } else { self.hold(tx, HoldCause::PaymentAnnounced, Some(until))? }
            }
            effect => match waits_for_a_person(effect) {
                Some(cause) => self.hold(tx, cause, None)?,
                None => Vec::new(),
            },
        };
        Ok(Made { disputes, holds })
    }

    /// The day on which what is done begins: that of the status, or the day on which it is done again.
    fn day(&self) -> Date {
        if self.again.is_some() { self.today } else { self.says.on }
    }

    /// What disputes and holds say of the status, kept once.
    fn note(&mut self, tx: &mut Tx<'_>) -> Result<Private> {
        Ok(match &self.note {
            Some(kept) => kept.clone(),
            None => self.note.insert(tx.keep(self.says.note.as_bytes())?).clone(),
        })
    }

    /// Disputes an invoice, whole or part, as far as it is not yet.
    fn dispute(&mut self, tx: &mut Tx<'_>, part: Option<Cents>) -> Result<Vec<DisputeId>> {
        let claims = self.says.claims;
        let amounts: Vec<(ClaimId, Option<Cents>)> = match part {
            None => claims.iter().map(|claim| (claim.id, None)).collect(),
            Some(part) => {
                let dues: Vec<Due> = claims.iter().map(due).collect();
                lay(part, &dues).into_iter().map(|(claim, cents)| (claim, Some(cents))).collect()
            }
        };
        let cause = dispute_cause(self.says.reasons.iter().map(String::as_str)).to_owned();
        let mut opened = Vec::new();
        for (claim, amount) in amounts {
            let most = match &self.again {
                None => None,
                Some(ended) => match ended.disputed.get(&claim) {
                    None => continue,
                    Some(most) => *most,
                },
            };
            let Some((_, facts)) = facts_of(tx, claim)? else { continue };
            let later = self.again.as_ref().map(|ended| ended.later.disputes.as_slice()).unwrap_or_default();
            let there = facts.disputes.iter().filter(|dispute| dispute.closed_on.is_none() && !later.contains(&dispute.id));
            let standing: Vec<Option<Cents>> = there.map(|dispute| dispute.amount).collect();
            let already: Cents = standing.iter().flatten().copied().sum();
            let more = amount.map(|cents| cents - already).into_iter().chain(most).min();
            if standing.contains(&None) || more.is_some_and(|cents| !cents.is_positive()) {
                continue;
            }
            let event = DisputeOpened { claim, amount: more, cause: cause.clone(), note: Some(self.note(tx)?) };
            opened.push(DisputeId(tx.append(NewEvent::new(self.day(), event))?.0));
            if let (Some(ended), Some(cents)) = (&mut self.again, more) {
                ended.disputed.entry(claim).and_modify(|most| *most = most.map(|most| most - cents));
            }
        }
        Ok(opened)
    }

    /// Holds an invoice, as far as it is not yet for that cause and that long.
    fn hold(&mut self, tx: &mut Tx<'_>, cause: HoldCause, until: Option<Date>) -> Result<Vec<HoldId>> {
        let mut placed = Vec::new();
        for claim in self.says.claims {
            if self.again.as_ref().is_some_and(|ended| !ended.held.contains(&(claim.id, cause))) {
                continue;
            }
            let Some((debtor, _)) = facts_of(tx, claim.id)? else { continue };
            let last = |cause, until| hold_end(cause, until).unwrap_or(Date::MAX);
            let later = self.again.as_ref().map(|ended| ended.later.holds.as_slice()).unwrap_or_default();
            let there = debtor.holds.iter().any(|hold| {
                hold.cause == cause
                    && hold.lifted_on.is_none()
                    && !later.contains(&hold.id)
                    && hold.claim.is_none_or(|held| held == claim.id)
                    && last(hold.cause, hold.until) >= last(cause, until)
            });
            if there {
                continue;
            }
            // A wait that is over but not proved vain began by its last day.
            let day = until.map_or(self.day(), |until| until.min(self.day()));
            let event = HoldPlaced { debtor: debtor.debtor, claim: Some(claim.id), cause, until, note: Some(self.note(tx)?) };
            placed.push(HoldId(tx.append(NewEvent::new(day, event))?.0));
        }
        Ok(placed)
    }
}

/// The whole of an invoice: as it was recorded, or the sum of its due dates where they were added later.
pub(crate) fn total_of(claims: &[ClaimRow]) -> Cents {
    let said = claims.first().map(|claim| claim.total).unwrap_or_default();
    said.max(claims.iter().map(|claim| claim.amount).sum())
}

/// The claims of an invoice, by due date.
pub(super) fn claims_of(tx: &mut Read<'_>, invoice: InvoiceId) -> Result<Vec<ClaimRow>> {
    let Some(first) = tx.claim(ClaimId(invoice.0))? else { return Ok(Vec::new()) };
    let mut rows = tx.claim_rows_of_number(&first.number)?;
    rows.retain(|row| row.invoice == invoice);
    rows.sort_by_key(|row| (row.due_on, row.id));
    Ok(rows)
}

fn due(claim: &ClaimRow) -> Due {
    let settled = claim.settled.min(claim.amount).or_zero();
    Due { claim: claim.id, open: claim.amount - settled, settled }
}

/// What is known of a claim and of who owes it.
pub(super) fn facts_of(tx: &mut Read<'_>, claim: ClaimId) -> Result<Option<(DebtorFacts, ClaimFacts)>> {
    let Some(debtor) = tx.debtor_of_claim(claim)? else { return Ok(None) };
    Ok(tx.debtor_facts(debtor)?.and_then(|facts| {
        let own = facts.claims.iter().find(|own| own.id == claim)?.clone();
        Some((facts, own))
    }))
}
