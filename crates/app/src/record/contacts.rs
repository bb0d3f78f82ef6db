//! Calls made, letters really sent, letters that came back.

use domain::Date;
use domain::events::{Channel, ContactMade, LetterRefused, LetterSent};
use domain::facts::LetterState;
use domain::french::date_short;
use domain::ids::{ClaimId, LetterId};
use store::Tx;

use super::{Done, append, note};
use crate::error::{AppError, Result};
use crate::resolve;

/// How a call can end.
pub const OUTCOMES: [&str; 5] = ["reached", "no_answer", "message", "wrong_number", "other"];

/// A call as a person says it.
#[derive(Clone, Debug)]
pub struct NewCall<'a> {
    /// The debtor, or the call sheet that `run` handed over.
    pub what: &'a str,
    /// `reached`, `no_answer`, `message`, `wrong_number`, `other`.
    pub outcome: &'a str,
    /// About which claims.
    pub claims: &'a [String],
    /// What was said.
    pub note: Option<&'a str>,
    /// The day.
    pub on: Date,
}

/// Records a call. A call sheet handed over by a run becomes done: its step counts.
///
/// # Errors
/// An unknown debtor, sheet, claim or outcome.
pub fn call(tx: &mut Tx<'_>, new: &NewCall<'_>) -> Result<Done> {
    if !OUTCOMES.contains(&new.outcome) {
        return Err(AppError::usage(format!("Résultat « {} » inconnu. Valeurs possibles : {}.", new.outcome, OUTCOMES.join(", "))));
    }
    let kept = note(tx, new.note)?;
    if let Some(sheet) = new.what.strip_prefix("co_").and_then(|_| new.what.parse::<LetterId>().ok()) {
        let row = tx.letter(sheet)?.ok_or_else(|| AppError::usage(format!("Aucune fiche d'appel {sheet}.")))?;
        if row.channel != Channel::Call {
            return Err(AppError::usage(format!("{sheet} n'est pas une fiche d'appel.")));
        }
        mark_sent(tx, sheet, new.on, None)?;
        return Ok(Done::only(format!("Appel {sheet} inscrit au {} ({}).", date_short(new.on), new.outcome)));
    }
    let debtor = resolve::debtor(tx, new.what)?;
    let claims: Vec<ClaimId> =
        new.claims.iter().map(|name| resolve::claim(tx, name, Some(debtor)).map(|(claim, _)| claim)).collect::<Result<_>>()?;
    let event = ContactMade { debtor, channel: Channel::Call, claims, outcome: new.outcome.to_owned(), step: None, note: kept };
    let id = LetterId(append(tx, new.on, event)?.0);
    Ok(Done::of(format!("Appel à {debtor} inscrit au {} ({id}).", date_short(new.on)), id))
}

/// Letters that were handed over really left: from now on their steps count. `named` holds letters or dated folders.
///
/// # Errors
/// Nothing of that name, a day before the letter, a letter cancelled.
pub fn sent(tx: &mut Tx<'_>, named: &[String], tracking: Option<&str>, on: Date) -> Result<Done> {
    let mut letters = Vec::new();
    for name in named {
        match name.strip_prefix("co_").and_then(|_| name.parse::<LetterId>().ok()) {
            Some(id) => letters.push(id),
            None => {
                let folder = name.trim_end_matches('/').rsplit('/').next().unwrap_or(name);
                let inside = tx.letters_handed_over_to(folder)?;
                if inside.is_empty() {
                    return Err(AppError::usage(format!("Aucun courrier ni dossier « {name} ». Donnez co_12, ou le nom du dossier daté.")));
                }
                // Call sheets are confirmed by « record call », one by one: a folder confirms what was posted or mailed.
                for id in inside {
                    if tx.letter(id)?.is_some_and(|row| row.state == LetterState::HandedOver && row.channel.is_written()) {
                        letters.push(id);
                    }
                }
            }
        }
    }
    if tracking.is_some() && letters.len() != 1 {
        return Err(AppError::usage("--tracking va avec un seul courrier."));
    }
    let mut count = 0;
    for letter in letters {
        count += usize::from(mark_sent(tx, letter, on, tracking)?);
    }
    Ok(Done::only(match count {
        0 => "Ces envois étaient déjà confirmés. Rien n'a changé.".to_owned(),
        1 => format!("1 envoi confirmé au {} : son étape compte.", date_short(on)),
        n => format!("{n} envois confirmés au {} : leurs étapes comptent.", date_short(on)),
    }))
}

/// Marks one letter as sent; `false` when it already was.
fn mark_sent(tx: &mut Tx<'_>, letter: LetterId, on: Date, tracking: Option<&str>) -> Result<bool> {
    let row = tx.letter(letter)?.ok_or_else(|| AppError::usage(format!("Aucun courrier {letter}.")))?;
    match row.state {
        LetterState::Sent => return Ok(false),
        LetterState::Cancelled => return Err(AppError::refused(format!("{letter} a été annulé : il n'a pas pu partir."))),
        LetterState::Prepared => {
            return Err(AppError::refused(format!("{letter} est préparé, pas remis : lancez « quittance run » d'abord.")));
        }
        LetterState::HandedOver | LetterState::Refused => {}
    }
    if on < row.on {
        return Err(AppError::usage(format!("{letter} est du {} : il n'a pas pu partir avant.", date_short(row.on))));
    }
    append(tx, on, LetterSent { letter, proof: "person".to_owned(), tracking: tracking.map(str::to_owned) })?;
    Ok(true)
}

/// A letter came back or was refused.
///
/// # Errors
/// An unknown letter, or one that never left.
pub fn returned(tx: &mut Tx<'_>, letter: &str, reason: &str, on: Date) -> Result<Done> {
    let id: LetterId = letter.parse().map_err(AppError::Usage)?;
    let row = tx.letter(id)?.ok_or_else(|| AppError::usage(format!("Aucun courrier {id}.")))?;
    if matches!(row.state, LetterState::Prepared | LetterState::Cancelled) {
        return Err(AppError::refused(format!("{id} n'est jamais parti.")));
    }
    append(tx, on, LetterRefused { letter: id, reason: reason.to_owned() })?;
    Ok(Done::only(format!("{id} est revenu le {} : vérifiez l'adresse ou choisissez un autre canal.", date_short(on))))
}
