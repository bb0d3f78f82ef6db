//! One action of one debtor: what is proposed today, what a person decides of it, and taking that word back.
//!
//! A screen names an action by its debtor and its key, and says which sum the person had before their eyes. Everything is
//! read again for that debtor alone, in the transaction that writes: a payment may have come in since.

mod approve;
mod gone;
mod queue;
mod skip;
mod take_back;

use std::fmt;
use std::str::FromStr;

use domain::Date;
use domain::dunning::{Action, Decision};
use domain::facts::DebtorFacts;
use domain::ids::{DebtorId, LetterId};
use domain::money::Cents;
use store::{DecidedRow, Read, Tx};

pub use approve::{approve, called};
pub use gone::why_gone;
pub use queue::{Family, Group, Place, Queue, QueueAsk, QueueRow, Tally, queue};
pub use skip::skip;
pub use take_back::{last_decided, take_back};

use crate::error::{AppError, Result};
use crate::letters::days_later;
use crate::plan::Desk;

/// An action of a debtor, as screens name it: `128-9f3c…`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActionRef {
    /// Whose.
    pub debtor: DebtorId,
    /// The key of the action.
    pub key: String,
}

impl ActionRef {
    /// How screens name an action.
    pub fn of(action: &Action) -> ActionRef {
        ActionRef { debtor: action.debtor, key: action.key.clone() }
    }
}

impl fmt::Display for ActionRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.debtor.0, self.key)
    }
}

impl FromStr for ActionRef {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<ActionRef, String> {
        let unknown = || format!("« {text} » ne désigne pas une action.");
        let (debtor, key) = text.split_once('-').ok_or_else(unknown)?;
        let debtor = debtor.parse::<i64>().ok().filter(|id| *id > 0).ok_or_else(unknown)?;
        let is_key = key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase());
        if is_key { Ok(ActionRef { debtor: DebtorId(debtor), key: key.to_owned() }) } else { Err(unknown()) }
    }
}

/// What a person had before their eyes when they decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which action.
    pub action: ActionRef,
    /// The sum it asked.
    pub asked: Cents,
}

/// What became of one decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was carried out.
    Done {
        /// In French, for the person.
        said: String,
        /// The letter, where one was prepared.
        letter: Option<LetterId>,
    },
    /// Somebody (the same person, by a second click) had decided it already: nothing changed.
    Already(String),
    /// It was not carried out, and why.
    Refused(String),
}

impl Outcome {
    /// What is said to the person.
    pub fn said(&self) -> &str {
        match self {
            Outcome::Done { said, .. } | Outcome::Already(said) | Outcome::Refused(said) => said,
        }
    }

    /// Whether it was carried out now.
    pub fn is_done(&self) -> bool {
        matches!(self, Outcome::Done { .. })
    }
}

/// A debtor looked at for one of its actions.
pub struct Case {
    /// The debtor.
    pub facts: DebtorFacts,
    /// What is decided for it.
    pub decision: Decision,
}

impl Case {
    /// The facts and decision of the debtor of an action; `None` when there is no such debtor.
    ///
    /// # Errors
    /// No scenario for it, or the store.
    pub fn of(tx: &mut Read<'_>, desk: &Desk, debtor: DebtorId, day: Date) -> Result<Option<Case>> {
        let Some(facts) = tx.debtor_facts(debtor)? else { return Ok(None) };
        let decision = desk.decide(&facts, day)?;
        Ok(Some(Case { facts, decision }))
    }

    /// The action of a key, if it is proposed.
    pub fn action(&self, key: &str) -> Option<&Action> {
        self.decision.actions.iter().find(|action| action.key == key)
    }
}

/// Decisions made together in one transaction: enough to share what is read once, few enough to let others write in between.
const TOGETHER: usize = 25;

/// What is remembered of decisions, in days: enough to show the day and take back the last word.
const REMEMBERED: i32 = 40;

/// The action as it is proposed now, if it is what the person saw; else what to answer.
fn still_as_seen<'a>(tx: &mut Read<'_>, case: &'a Case, seen: &Seen, day: Date) -> Result<std::result::Result<&'a Action, Outcome>> {
    let Some(action) = case.action(&seen.action.key) else { return Ok(Err(gone::answer(tx, case, &seen.action, day)?)) };
    if action.asked != seen.asked {
        let now = domain::french::money_fr(action.asked, action.currency);
        let then = domain::french::money_fr(seen.asked, action.currency);
        return Ok(Err(Outcome::Refused(format!(
            "{} : la somme est maintenant de {now} ; vous aviez {then} sous les yeux. Relisez avant de décider.",
            case.facts.code
        ))));
    }
    Ok(Ok(action))
}

/// Remembers a decision of the day, for the agenda.
fn remember(tx: &mut Tx<'_>, action: &ActionRef, what: &str, author: &str, day: Date) -> Result<()> {
    let decided = DecidedRow {
        action: action.key.clone(),
        debtor: action.debtor,
        what: what.to_owned(),
        author: author.to_owned(),
        moment: tx.now(),
    };
    Ok(tx.note_decided(day, &decided, days_later(day, -REMEMBERED))?)
}

fn no_debtor(action: &ActionRef) -> AppError {
    AppError::refused(format!("Aucun débiteur {}.", action.debtor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_named_by_its_debtor_and_its_key() {
        let action = ActionRef { debtor: DebtorId(128), key: "9f3c0000000000000000000000000abc".to_owned() };
        assert_eq!(action.to_string().parse(), Ok(action));
        for wrong in ["", "128", "128-", "-9f3c0000000000000000000000000abc", "0-9f3c0000000000000000000000000abc", "128-../../etc/passwd"]
        {
            assert!(wrong.parse::<ActionRef>().is_err(), "{wrong}");
        }
    }
}
