//! Taking a word back: an approved letter until it is handed over, a step skipped or postponed today.

use domain::Date;
use domain::events::{ActionReopened, LetterCancelled, NewEvent, StepDone};
use domain::facts::{DebtorFacts, LetterState};
use domain::ids::ClaimId;
use store::{DecidedRow, Tx};

use super::{ActionRef, no_debtor};
use crate::books::Books;
use crate::error::{AppError, Result};
use crate::record::Done;

/// Takes back what was decided of an action: it is proposed again.
///
/// # Errors
/// The letter was handed over already; nothing was decided of it today; the store refuses.
pub fn take_back(books: &Books, action: &ActionRef) -> Result<Done> {
    let day = books.today();
    books.write(|tx| {
        let facts = tx.debtor_facts(action.debtor)?.ok_or_else(|| no_debtor(action))?;
        let done = match tx.letter_of_action(action.debtor, &action.key)? {
            Some((letter, LetterState::Prepared)) => {
                let reason = "repris par une personne avant son départ".to_owned();
                tx.append(NewEvent::new(day, LetterCancelled { letter, reason }))?;
                reopen(tx, action, Vec::new(), day)?;
                format!("{} : approbation annulée ({letter}). L'action est de nouveau proposée.", facts.code)
            }
            Some((letter, LetterState::HandedOver)) => {
                return Err(AppError::refused(format!(
                    "{letter} est déjà remis : il ne s'annule plus ici. Retirez-le du dossier du jour s'il n'est pas parti, puis notez-le comme revenu."
                )));
            }
            Some((letter, LetterState::Sent)) => return Err(AppError::refused(format!("{letter} est parti : il ne s'annule plus."))),
            Some((_, LetterState::Refused | LetterState::Cancelled)) | None => skipped(tx, &facts, action, day)?,
        };
        tx.forget_decided(day, &action.key)?;
        Ok(Done { said: done, created: Vec::new() })
    })
}

/// Takes back the skip or the postponement of today.
fn skipped(tx: &mut Tx<'_>, facts: &DebtorFacts, action: &ActionRef, day: Date) -> Result<String> {
    let skips = tx.skips_of(action.debtor, &action.key, day)?;
    let mut steps: Vec<(ClaimId, StepDone)> = Vec::new();
    for (claim, step) in skips.iter().flat_map(|skip| skip.claims.iter().map(|claim| (*claim, skip.step.clone()))) {
        if stands(facts, claim, &step) && !steps.contains(&(claim, step.clone())) {
            steps.push((claim, step));
        }
    }
    if steps.is_empty() {
        return Err(AppError::refused(
            "Rien à annuler : aucune décision d'aujourd'hui ne porte sur cette action, ou elle a déjà été annulée.",
        ));
    }
    reopen(tx, action, steps, day)?;
    Ok(format!("{} : décision annulée. L'action est de nouveau proposée.", facts.code))
}

/// Whether a skip or postponement still counts.
fn stands(facts: &DebtorFacts, claim: ClaimId, step: &StepDone) -> bool {
    let same = |other: &StepDone| other.step == step.step && other.cycle == step.cycle;
    facts.claims.iter().filter(|known| known.id == claim).any(|claim| {
        claim.steps.iter().any(|passed| passed.skipped && same(&passed.step))
            || claim.postponed.iter().any(|(postponed, _)| same(postponed))
    })
}

fn reopen(tx: &mut Tx<'_>, action: &ActionRef, steps: Vec<(ClaimId, StepDone)>, day: Date) -> Result<()> {
    let event = ActionReopened { action: action.key.clone(), debtor: action.debtor, steps };
    tx.append(NewEvent::new(day, event))?;
    Ok(())
}

/// The last decision of a person today that can be taken back.
///
/// # Errors
/// The store.
pub fn last_decided(books: &Books) -> Result<Option<DecidedRow>> {
    let (day, author) = (books.today(), books.author().to_owned());
    books.read(|tx| Ok(tx.last_decided(day, &author)?))
}
