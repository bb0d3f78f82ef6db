//! A person's word on proposed actions: approved, skipped, postponed.

use domain::Date;
use domain::dunning::Action;
use domain::events::{ActionApproved, ActionSkipped, Channel, ContactMade, NewEvent};
use domain::french::money_fr;
use domain::ids::ClaimId;
use store::Tx;

use super::{Desk, Detail, Plan, survey};
use crate::books::Books;
use crate::error::{AppError, Result};
use crate::ports::Typesetter;
use crate::record::Done;
use crate::run::prepare;
use crate::words::counted;

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
    let mut approval = Approval::default();
    for action in actions {
        let approved = books.write(|tx| {
            let desk = Desk::open(tx, day)?;
            approve_one(tx, &desk, &action, day, typesetter)
        });
        match approved {
            Ok(done) => approval.done.push(done),
            Err(AppError::Refused(why)) => approval.refused.push(why),
            Err(other) => return Err(other),
        }
    }
    Ok(approval)
}

fn approve_one(tx: &mut Tx<'_>, desk: &Desk, action: &Action, day: Date, typesetter: Option<&dyn Typesetter>) -> Result<Done> {
    let facts = tx.debtor_facts(action.debtor)?.ok_or_else(|| AppError::refused(format!("Aucun débiteur {}.", action.debtor)))?;
    // Read again in the same transaction: a payment may have come in since the plan.
    if !desk.decide(&facts, day)?.actions.iter().any(|again| again.key == action.key && again.asked == action.asked) {
        return Err(AppError::refused(format!("{} : les faits ont changé, voyez de nouveau « quittance plan ».", facts.code)));
    }
    tx.append(NewEvent::new(day, ActionApproved { action: action.key.clone(), debtor: action.debtor }))?;
    if action.channel == Channel::Task {
        // A task reaches nobody: to approve it is to have done it.
        let claims: Vec<ClaimId> = action.items.iter().map(|item| item.claim).collect();
        for item in &action.items {
            let event = ContactMade {
                debtor: action.debtor,
                channel: Channel::Task,
                claims: vec![item.claim],
                outcome: "done".to_owned(),
                step: Some(item.step.clone()),
                note: None,
            };
            tx.append(NewEvent::new(day, event))?;
        }
        return Ok(Done {
            said: format!("Tâche faite pour {}.", counted(claims.len() as u64, "échéance", "échéances")),
            created: Vec::new(),
        });
    }
    let letter = prepare(tx, desk, &facts, action, day, typesetter)?;
    let what = action.document.map_or(action.channel.french(), super::text::french);
    Ok(Done {
        said: format!(
            "{} : {what} par {}, {}, approuvé ({letter}). Remis au prochain « quittance run » du jour.",
            facts.code,
            action.channel.french(),
            money_fr(action.asked, action.currency)
        ),
        created: vec![letter.to_string()],
    })
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
    books.write(|tx| {
        let desk = Desk::open(tx, day)?;
        let plan = survey(tx, &desk, day, true, Detail::ToDo)?.plan;
        let mut done = Vec::new();
        for action in chosen(&plan, keys)? {
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
            let how = until.map_or_else(|| "ignorée".to_owned(), |until| format!("reportée au {}", domain::french::date_short(until)));
            done.push(Done { said: format!("{} : étape « {} » {how}.", action.debtor, action.step), created: Vec::new() });
        }
        Ok(done)
    })
}
