//! A person skips a proposed action for good, or postpones it to a day.

use domain::Date;
use domain::events::{ActionSkipped, NewEvent};
use domain::french::date_short;
use store::Tx;

use super::approve::refusals;
use super::{Case, Outcome, Seen, TOGETHER, no_debtor, remember, still_as_seen};
use crate::books::Books;
use crate::error::{AppError, Result};
use crate::plan::Desk;

/// Skips actions of today for good, or until a day, with a reason that is kept. A second word on the same action changes nothing.
///
/// # Errors
/// No reason, a day that is past; the store refuses.
pub fn skip(books: &Books, seen: &[Seen], reason: &str, until: Option<Date>) -> Result<Vec<Outcome>> {
    let (day, reason) = (books.today(), reason.trim());
    if reason.is_empty() {
        return Err(AppError::usage("Donnez le motif. Il est conservé."));
    }
    if until.is_some_and(|until| until <= day) {
        return Err(AppError::usage("Donnez un jour à venir."));
    }
    let mut outcomes = Vec::with_capacity(seen.len());
    for some in seen.chunks(TOGETHER) {
        outcomes.extend(books.write(|tx| {
            let desk = Desk::open(tx, day)?;
            some.iter().map(|one| refusals(skip_one(tx, &desk, one, (reason, until), books.author(), day))).collect::<Result<Vec<_>>>()
        })?);
    }
    Ok(outcomes)
}

fn skip_one(tx: &mut Tx<'_>, desk: &Desk, seen: &Seen, why: (&str, Option<Date>), author: &str, day: Date) -> Result<Outcome> {
    let (reason, until) = why;
    let case = Case::of(tx, desk, seen.action.debtor, day)?.ok_or_else(|| no_debtor(&seen.action))?;
    let action = match still_as_seen(tx, &case, seen, day)? {
        Ok(action) => action,
        Err(outcome) => return Ok(outcome),
    };
    for item in &action.items {
        let reason = tx.keep(reason.as_bytes())?;
        let event = ActionSkipped {
            action: action.key.clone(),
            debtor: action.debtor,
            claims: vec![item.claim],
            step: item.step.clone(),
            until,
            reason,
        };
        tx.append(NewEvent::new(day, event))?;
    }
    remember(tx, &seen.action, if until.is_some() { "postponed" } else { "skipped" }, author, day)?;
    let how = until.map_or_else(|| "ignorée".to_owned(), |until| format!("reportée au {}", date_short(until)));
    Ok(Outcome::Done { said: format!("{} : étape « {} » {how}.", case.facts.code, action.step), letter: None })
}
