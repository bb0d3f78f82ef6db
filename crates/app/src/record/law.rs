//! Acts that change what the law gives: reception of a formal notice, judgment, capitalisation, limitation.

use domain::Date;
use domain::events::{CapitalisationSet, FormalNoticeReceived, JudgmentRecorded, LimitationAct, LimitationChanged, UpToDate};
use domain::french::date_short;
use domain::ids::{ClaimId, LetterId};
use store::Tx;

use super::{Done, append, listed};
use crate::error::{AppError, Result};
use crate::resolve;

fn claims(tx: &mut Tx<'_>, named: &[String]) -> Result<Vec<ClaimId>> {
    named.iter().map(|name| resolve::claim(tx, name, None).map(|(claim, _)| claim)).collect()
}

/// A formal notice was received, or first presented.
///
/// # Errors
/// An unknown letter or claim, a letter that was not sent or is no formal notice.
pub fn received(tx: &mut Tx<'_>, what: &[String], on: Date) -> Result<Done> {
    let mut said = Vec::new();
    for name in what {
        let (claims, letter) = match name.strip_prefix("co_").and_then(|_| name.parse::<LetterId>().ok()) {
            None => (vec![resolve::claim(tx, name, None)?.0], None),
            Some(letter) => {
                let row = tx.letter(letter)?.ok_or_else(|| AppError::usage(format!("Aucun courrier {letter}.")))?;
                if row.document != domain::letters::DocumentKind::FormalNotice.word() {
                    return Err(AppError::refused(format!("{letter} n'est pas une mise en demeure : sa réception ne fait rien courir.")));
                }
                match row.sent_on {
                    None => {
                        return Err(AppError::refused(format!(
                            "{letter} n'est pas confirmé comme envoyé : « quittance record sent {letter} » d'abord."
                        )));
                    }
                    Some(sent) if on < sent => {
                        return Err(AppError::usage(format!(
                            "{letter} est parti le {} : il n'a pas pu être reçu avant.",
                            date_short(sent)
                        )));
                    }
                    Some(_) => (row.items.iter().map(|item| item.claim).collect(), Some(letter)),
                }
            }
        };
        said.push(listed(&claims));
        append(tx, on, FormalNoticeReceived { claims, letter })?;
    }
    Ok(Done::only(format!(
        "Mise en demeure reçue le {} pour {} : les intérêts légaux courent du lendemain (C. civ. 1344-1).",
        date_short(on),
        said.join(", ")
    )))
}

/// A judgment, enforceable and notified that day.
///
/// # Errors
/// An unknown claim.
pub fn judgment(tx: &mut Tx<'_>, named: &[String], on: Date) -> Result<Done> {
    let claims = claims(tx, named)?;
    let said = listed(&claims);
    append(tx, on, JudgmentRecorded { claims })?;
    Ok(Done::only(format!(
        "Jugement du {} inscrit pour {said} : taux légal, majoré de cinq points deux mois après (CMF L313-3).",
        date_short(on)
    )))
}

/// Interest is capitalised from that day.
///
/// # Errors
/// An unknown claim.
pub fn capitalisation(tx: &mut Tx<'_>, named: &[String], on: Date) -> Result<Done> {
    let claims = claims(tx, named)?;
    let said = listed(&claims);
    append(tx, on, CapitalisationSet { claims })?;
    Ok(Done::only(format!("Capitalisation à compter du {} pour {said} (C. civ. 1343-2).", date_short(on))))
}

/// Limitation was interrupted or suspended.
///
/// # Errors
/// An unknown claim, a mediation without its last day known is accepted; a last day elsewhere is not.
pub fn limitation(tx: &mut Tx<'_>, named: &[String], by: LimitationAct, until: Option<Date>, on: Date) -> Result<Done> {
    if until.is_some() && !matches!(by, LimitationAct::Mediation | LimitationAct::InsolvencyDeclaration) {
        return Err(AppError::usage("--until ne va qu'avec mediation ou insolvency-declaration."));
    }
    let claims = claims(tx, named)?;
    let said = listed(&claims);
    append(tx, on, LimitationChanged { claims, by, until })?;
    Ok(Done::only(format!("Acte du {} inscrit pour {said}.", date_short(on))))
}

/// « Every payment received up to that day is recorded. »
///
/// # Errors
/// A day to come.
pub fn up_to_date(tx: &mut Tx<'_>, through: Date, today: Date) -> Result<Done> {
    if through > today {
        return Err(AppError::usage(format!("Le {} n'est pas encore passé.", date_short(through))));
    }
    append(tx, through, UpToDate { import: None })?;
    Ok(Done::only(format!("Règlements à jour au {}, sur votre parole.", date_short(through))))
}
