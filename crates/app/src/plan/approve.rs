//! A person's word on proposed actions: approved, skipped, postponed.

use domain::Date;
use domain::dunning::Action;

use super::{Desk, Detail, Plan, survey};
use crate::agenda::{self, ActionRef, Outcome, Seen};
use crate::books::Books;
use crate::error::{AppError, Result};
use crate::ports::{Silent, Typesetter};
use crate::record::Done;

/// Everything that is to confirm, on the command line.
const ALL: [&str; 2] = ["tout", "all"];

fn chosen(plan: &Plan, keys: &[String]) -> Result<Vec<Action>> {
    if keys.iter().any(|key| ALL.contains(&key.as_str())) {
        return Ok(plan.actions().filter(|(_, action)| !action.automatic).map(|(_, action)| action.clone()).collect());
    }
    keys.iter()
        .map(|key| {
            plan.action(key).map(|(_, action)| action.clone()).ok_or_else(|| {
                AppError::usage(format!(
                    "Aucune action « {key} » aujourd'hui. Voyez « quittance plan » : la référence est en tête de ligne."
                ))
            })
        })
        .collect()
}

/// What became of the actions that a person approved.
#[derive(Debug, Default)]
pub struct Approval {
    /// Approved: their letters are frozen.
    pub done: Vec<Done>,
    /// Not approved, and why.
    pub refused: Vec<String>,
}

/// Approves actions of today: their letters are rendered and frozen, and leave with the next run of the day. Each in its
/// own transaction: one letter that lacks something never holds the others.
///
/// # Errors
/// An unknown action; the store refuses.
pub fn approve(books: &Books, keys: &[String], typesetter: Option<&dyn Typesetter>) -> Result<Approval> {
    let day = books.today();
    let actions = books.read(|tx| {
        let desk = Desk::open(tx, day)?;
        chosen(&survey(tx, &desk, day, true, Detail::ToDo)?.plan, keys)
    })?;
    let seen: Vec<Seen> = actions.iter().map(seen).collect();
    let mut approval = Approval::default();
    for outcome in agenda::approve(books, &seen, typesetter, &Silent)? {
        match outcome {
            Outcome::Done { said, letter } => {
                let left = if letter.is_some() { " Remis au prochain « quittance run » du jour." } else { "" };
                approval.done.push(Done { said: format!("{said}{left}"), created: letter.iter().map(ToString::to_string).collect() });
            }
            Outcome::Already(why) | Outcome::Refused(why) => approval.refused.push(why),
        }
    }
    Ok(approval)
}

/// What the plan shows is what the person saw.
fn seen(action: &Action) -> Seen {
    Seen { action: ActionRef::of(action), asked: action.asked }
}

/// Skips actions of today for good, or until a day, with a reason that is kept.
///
/// # Errors
/// An unknown action, no reason, a day that is past.
pub fn skip(books: &Books, keys: &[String], reason: &str, until: Option<Date>) -> Result<Vec<Done>> {
    let day = books.today();
    if reason.trim().is_empty() {
        return Err(AppError::usage("Donnez le motif : --reason \"…\". Il est conservé."));
    }
    if until.is_some_and(|until| until <= day) {
        return Err(AppError::usage("--until : donnez un jour à venir."));
    }
    let actions = books.read(|tx| {
        let desk = Desk::open(tx, day)?;
        chosen(&survey(tx, &desk, day, true, Detail::ToDo)?.plan, keys)
    })?;
    let seen: Vec<Seen> = actions.iter().map(seen).collect();
    agenda::skip(books, &seen, reason, until)?
        .into_iter()
        .map(|outcome| match outcome {
            Outcome::Done { said, .. } => Ok(Done { said, created: Vec::new() }),
            Outcome::Already(why) | Outcome::Refused(why) => Err(AppError::Refused(why)),
        })
        .collect()
}
