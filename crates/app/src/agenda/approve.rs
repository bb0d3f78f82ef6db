//! A person approves: letters are composed and frozen, tasks are done, calls are made.

use domain::Date;
use domain::dunning::Action;
use domain::events::{ActionApproved, Channel, ContactMade, NewEvent, StepDone};
use domain::french::money_fr;
use domain::ids::{ClaimId, LetterId};
use store::{Read, Tx};

use super::{Case, Outcome, Seen, TOGETHER, no_debtor, remember, still_as_seen};
use crate::books::Books;
use crate::error::{AppError, Result};
use crate::plan::Desk;
use crate::ports::{Progress, Typesetter};
use crate::run::{compose_action, freeze};
use crate::words::counted;

/// Approves actions of today, each for itself: one letter that lacks something never holds the others, and a second word on the
/// same action changes nothing. Answers in the order of what was asked.
///
/// # Errors
/// The store refuses; nothing of the part under way was written then.
pub fn approve(books: &Books, seen: &[Seen], typesetter: Option<&dyn Typesetter>, progress: &dyn Progress) -> Result<Vec<Outcome>> {
    let day = books.today();
    let mut outcomes = Vec::with_capacity(seen.len());
    for some in seen.chunks(TOGETHER) {
        outcomes.extend(books.write(|tx| {
            let desk = Desk::open(tx, day)?;
            some.iter()
                .map(|one| {
                    let outcome = refusals(approve_one(tx, &desk, one, books.author(), day, typesetter));
                    progress.advance(1);
                    outcome
                })
                .collect::<Result<Vec<_>>>()
        })?);
    }
    Ok(outcomes)
}

/// A refusal is an answer to the person; nothing was written for it.
pub(super) fn refusals(result: Result<Outcome>) -> Result<Outcome> {
    match result {
        Err(AppError::Refused(why) | AppError::Usage(why)) => Ok(Outcome::Refused(why)),
        other => other,
    }
}

fn approve_one(tx: &mut Tx<'_>, desk: &Desk, seen: &Seen, author: &str, day: Date, typesetter: Option<&dyn Typesetter>) -> Result<Outcome> {
    let case = Case::of(tx, desk, seen.action.debtor, day)?.ok_or_else(|| no_debtor(&seen.action))?;
    let action = match still_as_seen(tx, &case, seen, day)? {
        Ok(action) => action,
        Err(outcome) => return Ok(outcome),
    };
    let approved = ActionApproved { action: action.key.clone(), debtor: action.debtor };
    if action.channel == Channel::Task {
        // A task reaches nobody: to approve it is to have done it.
        tx.append(NewEvent::new(day, approved))?;
        for item in &action.items {
            contact(tx, action, Channel::Task, &[item.claim], &item.step, "done", None, day)?;
        }
        remember(tx, &seen.action, "done", author, day)?;
        let claims = counted(action.items.len() as u64, "échéance", "échéances");
        return Ok(Outcome::Done { said: format!("{} : tâche faite pour {claims}.", name_of(tx, &case)?), letter: None });
    }
    // What can refuse comes before anything is written.
    // The approval is the next event, its letter the one after.
    let letter = LetterId(tx.next().0 + 1);
    let composed = compose_action(tx, desk, &case.facts, action, letter, day, typesetter)?;
    tx.append(NewEvent::new(day, approved))?;
    let letter = freeze(tx, desk, action, composed, day)?;
    remember(tx, &seen.action, "approved", author, day)?;
    let what = action.document.map_or(action.channel.french(), crate::plan::document_fr);
    let sum = money_fr(action.asked, action.currency);
    let said = format!("{} : {what} par {}, {sum}. Approuvé ({letter}).", name_of(tx, &case)?, action.channel.french());
    Ok(Outcome::Done { said, letter: Some(letter) })
}

/// The debtor's name, or its code where nothing says how it is called.
fn name_of(tx: &mut Read<'_>, case: &Case) -> Result<String> {
    let name = tx.names(&[case.facts.debtor])?.remove(&case.facts.debtor).map(|(_, name)| name).filter(|name| !name.is_empty());
    Ok(name.unwrap_or_else(|| case.facts.code.clone()))
}

/// Records that the call of an action was made: its step counts.
///
/// # Errors
/// The store refuses.
pub fn called(books: &Books, seen: &Seen, outcome: &str, note: Option<&str>) -> Result<Outcome> {
    let day = books.today();
    books.write(|tx| {
        let desk = Desk::open(tx, day)?;
        refusals(called_one(tx, &desk, seen, (outcome, note), books.author(), day))
    })
}

fn called_one(tx: &mut Tx<'_>, desk: &Desk, seen: &Seen, said: (&str, Option<&str>), author: &str, day: Date) -> Result<Outcome> {
    let (outcome, note) = said;
    if !crate::record::OUTCOMES.contains(&outcome) {
        return Err(AppError::usage("Dites comment l'appel s'est passé."));
    }
    let case = Case::of(tx, desk, seen.action.debtor, day)?.ok_or_else(|| no_debtor(&seen.action))?;
    let action = match still_as_seen(tx, &case, seen, day)? {
        Ok(action) => action,
        Err(outcome) => return Ok(outcome),
    };
    if action.channel != Channel::Call {
        return Err(AppError::refused("Cette action n'est pas un appel."));
    }
    tx.append(NewEvent::new(day, ActionApproved { action: action.key.clone(), debtor: action.debtor }))?;
    // One contact for each step that the call passes: nearly always one.
    let mut steps: Vec<&StepDone> = Vec::new();
    for item in &action.items {
        if !steps.contains(&&item.step) {
            steps.push(&item.step);
        }
    }
    for step in steps {
        let claims: Vec<ClaimId> = action.items.iter().filter(|item| item.step == *step).map(|item| item.claim).collect();
        contact(tx, action, Channel::Call, &claims, step, outcome, note, day)?;
    }
    remember(tx, &seen.action, "done", author, day)?;
    Ok(Outcome::Done { said: format!("{} : appel inscrit.", name_of(tx, &case)?), letter: None })
}

#[expect(clippy::too_many_arguments, reason = "the fields of one event")]
fn contact(
    tx: &mut Tx<'_>,
    action: &Action,
    channel: Channel,
    claims: &[ClaimId],
    step: &StepDone,
    outcome: &str,
    note: Option<&str>,
    day: Date,
) -> Result<()> {
    let note = match note.map(str::trim).filter(|note| !note.is_empty()) {
        Some(note) => Some(tx.keep(note.as_bytes())?),
        None => None,
    };
    let event = ContactMade {
        debtor: action.debtor,
        channel,
        claims: claims.to_vec(),
        outcome: outcome.to_owned(),
        step: Some(step.clone()),
        note,
    };
    tx.append(NewEvent::new(day, event))?;
    Ok(())
}
