//! Debtors, their movements, and what stops or counts for the debtor as a whole.

use domain::facts::{
    ContactFacts, DebtorFacts, HoldFacts, InsolvencyFacts, LetterState, MovementFacts, PlanFacts, PromiseFacts, UnmatchedFacts,
};
use domain::ids::{AllocationId, BankLineId, ClaimId, DebtorId, HoldId, InsolvencyId, LetterId, MovementId, PlanId, PromiseId, Seq};
use domain::money::Cents;
use domain::party::{DebtorKind, Reach};

use super::claims::{entry_kind, step};
use super::tenant::dated_terms;
use super::{Gather, currency, unjson, unword};
use crate::engine::Row;
use crate::error::StoreError;
use crate::sql::{debtor as debtor_sql, facts as sql, setting as setting_sql};

impl Gather<'_, '_> {
    /// The debtors of the range.
    pub(super) fn debtors(&mut self) -> Result<(), StoreError> {
        let values = [self.read.tenant.0.into(), self.first.into(), self.last.into()];
        let found = self.read.sql.rows(debtor_sql::RANGE, &values, |row| {
            let (kind, language) = (kind(row.str(2)?)?, unword(row.str(6)?)?);
            let mut facts = DebtorFacts::new(DebtorId(row.int(0)?), row.text(1)?, kind, row.text(5)?, language, reach(row.int(7)?));
            facts.scenario = row.opt_str(8)?.map(str::to_owned);
            facts.reach_changed_on = row.opt_day(11)?;
            Ok((facts, row.opt_int(10)?))
        })?;
        self.hidden = found.iter().filter(|(_, import)| !self.live(*import)).map(|(facts, _)| facts.debtor).collect();
        self.facts = found.into_iter().map(|(facts, _)| facts).collect();
        Ok(())
    }

    /// Everything that is kept by debtor.
    pub(super) fn of_debtors(&mut self) -> Result<(), StoreError> {
        self.merge(setting_sql::DEBTOR_TERMS, &[], |f, row| {
            f.terms.push(dated_terms(row.day(1)?, row.str(2)?)?);
            Ok(())
        })?;
        self.movements()?;
        self.stops()?;
        self.unmatched()?;
        self.agreements()?;
        self.contacts()?;
        self.merge(sql::APPROVED, &[], |f, row| {
            f.approved.push((row.text(1)?, row.day(2)?));
            Ok(())
        })
    }

    fn movements(&mut self) -> Result<(), StoreError> {
        let not_live = self.not_live;
        self.merge(sql::MOVEMENTS, &[], |f, row| {
            if row.opt_int(9)?.is_some_and(|import| not_live.contains_key(&import)) {
                return Ok(());
            }
            f.movements.push(MovementFacts {
                id: MovementId(row.int(1)?),
                on: row.day(4)?,
                amount: Cents(row.int(5)?),
                currency: currency(row.str(6)?)?,
                kind: entry_kind(row.opt_str(3)?)?,
                number: row.text(7)?,
                allocated: Vec::new(),
                reversed_on: row.opt_day(8)?,
            });
            Ok(())
        })?;
        self.merge(sql::ALLOCATED, &[], |f, row| {
            if let Ok(at) = f.movements.binary_search_by_key(&row.int(1)?, |m| m.id.0) {
                f.movements[at].allocated.push((AllocationId(row.int(4)?), row.day(2)?, Cents(row.int(3)?)));
            }
            Ok(())
        })
    }

    fn stops(&mut self) -> Result<(), StoreError> {
        self.merge(sql::HOLDS, &[], |f, row| {
            f.holds.push(HoldFacts {
                id: HoldId(row.int(1)?),
                claim: row.opt_int(2)?.map(ClaimId),
                cause: unword(row.str(3)?)?,
                on: row.day(4)?,
                until: row.opt_day(5)?,
                lifted_on: row.opt_day(6)?,
            });
            Ok(())
        })?;
        self.merge(sql::INSOLVENCIES, &[], |f, row| {
            f.insolvencies.push(InsolvencyFacts {
                id: InsolvencyId(row.int(1)?),
                proceeding: unword(row.str(2)?)?,
                judgment_on: row.day(3)?,
                published_on: row.opt_day(4)?,
                closed_on: row.opt_day(5)?,
            });
            Ok(())
        })
    }

    /// Lines of the bank that may be theirs.
    fn unmatched(&mut self) -> Result<(), StoreError> {
        let not_live = self.not_live;
        self.merge(sql::UNMATCHED, &[], |f, row| {
            if not_live.contains_key(&row.int(6)?) {
                return Ok(());
            }
            f.unmatched.push(UnmatchedFacts {
                line: BankLineId(row.int(2)?),
                booked_on: row.day(3)?,
                amount: Cents(row.int(4)?),
                currency: currency(row.str(5)?)?,
                by: Seq(row.int(1)?),
                on: row.day(7)?,
                until: row.day(8)?,
                ended_on: row.opt_day(9)?,
            });
            Ok(())
        })
    }

    /// Promises and plans come once for each claim that they cover.
    fn agreements(&mut self) -> Result<(), StoreError> {
        self.merge(sql::PROMISES, &[], |f, row| {
            let id = PromiseId(row.int(1)?);
            if f.promises.last().is_none_or(|p| p.id != id) {
                f.promises.push(PromiseFacts {
                    id,
                    on: row.day(2)?,
                    claims: Vec::new(),
                    amount: Cents(row.int(3)?),
                    by: row.day(4)?,
                    cancelled_on: row.opt_day(5)?,
                });
            }
            if let Some((promise, claim)) = f.promises.last_mut().zip(row.opt_int(6)?) {
                promise.claims.push(ClaimId(claim));
            }
            Ok(())
        })?;
        self.merge(sql::PLANS, &[], |f, row| {
            let id = PlanId(row.int(1)?);
            if f.plans.last().is_none_or(|p| p.id != id) {
                f.plans.push(PlanFacts { id, on: row.day(2)?, claims: Vec::new(), dues: unjson(row.str(3)?)?, ended_on: row.opt_day(4)? });
            }
            if let Some((plan, claim)) = f.plans.last_mut().zip(row.opt_int(5)?) {
                plan.claims.push(ClaimId(claim));
            }
            Ok(())
        })
    }

    /// Letters and contacts, those of another record that count here among them.
    fn contacts(&mut self) -> Result<(), StoreError> {
        self.merge(sql::LETTERS, &[], |f, row| {
            f.contacts.push(contact(row, None)?);
            Ok(())
        })?;
        self.merge(sql::HEARD, &[], |f, row| {
            let one = contact(row, Some(row.text(8)?))?;
            let at = f.contacts.partition_point(|other| other.id < one.id);
            f.contacts.insert(at, one);
            Ok(())
        })?;
        for states in [sql::LETTER_STATES, sql::HEARD_STATES] {
            self.merge(states, &[], |f, row| {
                if let Ok(at) = f.contacts.binary_search_by_key(&row.int(1)?, |c| c.id.0) {
                    f.contacts[at].states.push((letter_state(row.str(2)?)?, row.day(3)?));
                }
                Ok(())
            })?;
        }
        for items in [sql::LETTER_ITEMS, sql::HEARD_ITEMS] {
            self.merge(items, &[], |f, row| {
                if let Ok(at) = f.contacts.binary_search_by_key(&row.int(1)?, |c| c.id.0) {
                    f.contacts[at].items.push((ClaimId(row.int(2)?), step(row, 3)?));
                }
                Ok(())
            })?;
        }
        Ok(())
    }
}

/// A letter or contact, its states and claims left out.
fn contact(row: &Row<'_>, elsewhere: Option<String>) -> Result<ContactFacts, StoreError> {
    Ok(ContactFacts {
        id: LetterId(row.int(1)?),
        channel: unword(row.str(2)?)?,
        document: row.text(3)?,
        action: row.text(4)?,
        on: row.day(5)?,
        states: Vec::new(),
        items: Vec::new(),
        asked: Cents(row.int(6)?),
        pay_by: row.opt_day(7)?,
        elsewhere,
    })
}

/// The kind of a debtor from its machine word.
pub(crate) fn kind(word: &str) -> Result<DebtorKind, StoreError> {
    unword(word)
}

/// How a debtor can be reached, from its bits.
pub(crate) fn reach(bits: i64) -> Reach {
    Reach { email: bits & 1 != 0, post: bits & 2 != 0, phone: bits & 4 != 0 }
}

/// The state of a letter from its machine word.
pub(crate) fn letter_state(word: &str) -> Result<LetterState, StoreError> {
    Ok(match word {
        "prepared" => LetterState::Prepared,
        "handed_over" => LetterState::HandedOver,
        "sent" => LetterState::Sent,
        "refused" => LetterState::Refused,
        "cancelled" => LetterState::Cancelled,
        _ => return Err(StoreError::Damaged(format!("« {word} » est un état de courrier inconnu"))),
    })
}

/// The machine word of a state.
pub(crate) fn letter_word(state: LetterState) -> &'static str {
    match state {
        LetterState::Prepared => "prepared",
        LetterState::HandedOver => "handed_over",
        LetterState::Sent => "sent",
        LetterState::Refused => "refused",
        LetterState::Cancelled => "cancelled",
    }
}
