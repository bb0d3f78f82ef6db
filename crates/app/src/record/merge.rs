//! Two records of one customer made one, or claims and payments that were entered under the wrong one.

use domain::Date;
use domain::collectable::hold_end;
use domain::events::{ClaimsMoved, HoldPlaced, InsolvencyClosed, InsolvencyOpened};
use domain::facts::{DebtorFacts, HoldFacts, LetterState};
use domain::ids::{ClaimId, DebtorId, InsolvencyId, LetterId, MovementId};
use store::Tx;

use super::money::facts;
use super::{Done, append};
use crate::error::{AppError, Result};
use crate::resolve;
use crate::words::counted;

/// Moves claims, movements or a whole debtor to another debtor. With a whole debtor go the holds on it and its insolvency
/// proceedings: they are about the person.
///
/// # Errors
/// Something unknown; a letter about these claims that is on its way.
pub fn moved(tx: &mut Tx<'_>, what: &[String], to: &str, on: Date) -> Result<Done> {
    let to = resolve::debtor(tx, to)?;
    let (mut claims, mut movements): (Vec<ClaimId>, Vec<MovementId>) = (Vec::new(), Vec::new());
    let mut joined = Vec::new();
    for name in what {
        if let Ok(debtor) = resolve::debtor(tx, name) {
            if debtor == to {
                return Err(AppError::usage("Le débiteur de départ et d'arrivée est le même."));
            }
            let facts = facts(tx, debtor)?;
            claims.extend(facts.claims.iter().map(|claim| claim.id));
            movements.extend(facts.movements.iter().map(|movement| movement.id));
            joined.push(facts);
        } else if let Some(movement) = name.strip_prefix("rg_").and_then(|_| name.parse().ok()) {
            tx.debtor_of_movement(movement)?.ok_or_else(|| AppError::usage(format!("Aucun règlement {movement}.")))?;
            movements.push(movement);
        } else {
            claims.push(resolve::claim(tx, name, None)?.0);
        }
    }
    if let Some(letter) = on_its_way(tx, &claims)? {
        return Err(AppError::refused(format!(
            "{letter} parle de ces échéances et n'est pas encore parti, ou nul ne l'a dit : remettez-le (quittance run) et dites s'il est parti, pour que la même relance ne parte pas deux fois."
        )));
    }
    let said = said(claims.len(), movements.len(), to);
    let whole = joined.iter().map(|facts| facts.debtor).collect();
    append(tx, on, ClaimsMoved { claims, movements, to, joined: whole })?;
    for from in &joined {
        restraints_follow(tx, from, to, on)?;
    }
    Ok(Done::only(said))
}

fn said(claims: usize, movements: usize, to: DebtorId) -> String {
    let claims = (claims > 0).then(|| counted(claims as u64, "échéance", "échéances"));
    let movements = (movements > 0).then(|| counted(movements as u64, "règlement ou avoir", "règlements ou avoirs"));
    let what: Vec<String> = claims.into_iter().chain(movements).collect();
    if what.is_empty() {
        return format!("Fiche réunie à {to} ; elle n'avait ni échéance ni règlement.");
    }
    format!("Maintenant à {to} : {}.", what.join(", "))
}

/// Holds that run on a person and proceedings opened against it are recorded for the record that stays, where it lacks them.
fn restraints_follow(tx: &mut Tx<'_>, from: &DebtorFacts, to: DebtorId, on: Date) -> Result<()> {
    let known = facts(tx, to)?;
    let lasts = |hold: &HoldFacts| hold_end(hold.cause, hold.until).unwrap_or(Date::MAX);
    for hold in from.holds.iter().filter(|hold| hold.claim.is_none() && hold.lifted_on.is_none() && lasts(hold) >= on) {
        let same = |other: &HoldFacts| {
            other.claim.is_none() && other.lifted_on.is_none() && other.cause == hold.cause && lasts(other) >= lasts(hold)
        };
        if !known.holds.iter().any(same) {
            append(tx, hold.on, HoldPlaced { debtor: to, claim: None, cause: hold.cause, until: hold.until, note: None })?;
        }
    }
    for opened in &from.insolvencies {
        if known.insolvencies.iter().any(|other| {
            other.proceeding == opened.proceeding && other.judgment_on == opened.judgment_on && other.closed_on == opened.closed_on
        }) {
            continue;
        }
        let event = InsolvencyOpened { debtor: to, proceeding: opened.proceeding, published_on: opened.published_on };
        let insolvency = InsolvencyId(append(tx, opened.judgment_on, event)?.0);
        if let Some(closed) = opened.closed_on {
            append(tx, closed, InsolvencyClosed { insolvency })?;
        }
    }
    Ok(())
}

/// A letter about one of these claims that was prepared or handed over: it stays with the debtor to whom it is addressed.
fn on_its_way(tx: &mut Tx<'_>, claims: &[ClaimId]) -> Result<Option<LetterId>> {
    for state in [LetterState::Prepared, LetterState::HandedOver] {
        for letter in tx.letters_in_state(state)? {
            if letter.items.iter().any(|item| claims.contains(&item.claim)) {
                return Ok(Some(letter.id));
            }
        }
    }
    Ok(None)
}
