//! Why an action that a person had on the screen is not proposed any more.

use domain::Date;
use domain::dunning::Because;
use domain::facts::LetterState;
use domain::french::date_short;
use store::Read;

use super::{ActionRef, Case, Outcome};
use crate::error::Result;

/// Reasons told at most: the rest is on the card of the debtor.
const TOLD: usize = 3;

/// What to answer to a decision on an action that is not proposed any more: decided already, or gone and why.
pub(super) fn answer(tx: &mut Read<'_>, case: &Case, action: &ActionRef, day: Date) -> Result<Outcome> {
    if let Some(said) = already(tx, case, action, day)? {
        return Ok(Outcome::Already(said));
    }
    Ok(Outcome::Refused(format!("{} : cette action n'est plus proposée. {}", case.facts.code, because(case))))
}

/// Why an action is not proposed any more, in a sentence for the person.
///
/// # Errors
/// The store.
pub fn why_gone(tx: &mut Read<'_>, case: &Case, action: &ActionRef, day: Date) -> Result<String> {
    Ok(match already(tx, case, action, day)? {
        Some(said) => said,
        None => format!("Cette action n'est plus proposée. {}", because(case)),
    })
}

fn already(tx: &mut Read<'_>, case: &Case, action: &ActionRef, day: Date) -> Result<Option<String>> {
    let code = &case.facts.code;
    if let Some((letter, state)) = tx.letter_of_action(action.debtor, &action.key)? {
        let where_it_stands = match state {
            LetterState::Prepared => Some("déjà approuvée, prête à partir"),
            LetterState::HandedOver => Some("déjà approuvée et remise"),
            LetterState::Sent => Some("déjà approuvée et envoyée"),
            LetterState::Refused | LetterState::Cancelled => None,
        };
        if let Some(said) = where_it_stands {
            return Ok(Some(format!("{code} : {said} ({letter}). Rien n'a changé.")));
        }
    }
    let Some(decided) = tx.decided(day, &action.key)?.filter(|decided| decided.debtor == action.debtor) else { return Ok(None) };
    let how = match decided.what.as_str() {
        "done" => "déjà faite",
        "skipped" => "déjà ignorée",
        "postponed" => "déjà reportée",
        _ => return Ok(None),
    };
    Ok(Some(format!("{code} : {how} aujourd'hui par {}. Rien n'a changé.", decided.author)))
}

/// The reasons for which nothing, or something else, is done about the debtor's claims.
fn because(case: &Case) -> String {
    if let Some(other) = case.decision.actions.first() {
        return format!("Autre chose est proposé à la place (étape « {} ») : revenez à l'agenda.", other.step);
    }
    let number = |claim| case.facts.claims.iter().find(|known| known.id == claim).map(|claim| claim.number.clone());
    let told: Vec<String> = case
        .decision
        .held
        .iter()
        .filter(|held| !matches!(held.because, Because::NotIssued { .. }))
        .take(TOLD)
        .map(|held| {
            let numbers: Vec<String> = held.claims.iter().filter_map(|claim| number(*claim)).take(TOLD).collect();
            let again = held.because.lapses_on().map_or_else(String::new, |day| format!(" (à revoir le {})", date_short(day)));
            format!("{} : {}{again}", numbers.join(", "), held.because)
        })
        .collect();
    match (told.is_empty(), case.decision.repairs.first()) {
        (true, Some(repair)) => repair.mend.to_string(),
        (true, None) => "Rien n'est à demander à ce débiteur aujourd'hui.".to_owned(),
        (false, _) => told.join(" ; "),
    }
}
