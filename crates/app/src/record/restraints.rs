//! Disputes, promises, plans, holds, insolvency: what stops or changes dunning.

use domain::Date;
use domain::collectable::hold_end;
use domain::events::{
    DisputeClosed, DisputeOpened, HoldCause, HoldLifted, HoldPlaced, InsolvencyClosed, InsolvencyOpened, PlanAgreed, PlanEnded, Proceeding,
    PromiseCancelled, PromiseMade,
};
use domain::french::{date_short, money_fr};
use domain::ids::{ClaimId, DebtorId, DisputeId, HoldId, InsolvencyId, PlanId, PromiseId};
use domain::money::Cents;
use store::Tx;

use super::money::facts;
use super::{Done, append, listed, note, positive};
use crate::error::{AppError, Result};
use crate::resolve;

const DISPUTE_CAUSES: [&str; 7] = ["quality", "delivery", "price", "quantity", "not_ordered", "already_paid", "other"];

/// Opens a dispute on a claim, whole or part.
///
/// # Errors
/// An unknown claim or cause, a part that is not within the claim.
pub fn dispute(tx: &mut Tx<'_>, claim: &str, amount: Option<Cents>, cause: &str, text: Option<&str>, on: Date) -> Result<Done> {
    let (claim, debtor) = resolve::claim(tx, claim, None)?;
    if !DISPUTE_CAUSES.contains(&cause) {
        return Err(AppError::usage(format!("Motif « {cause} » inconnu. Valeurs possibles : {}.", DISPUTE_CAUSES.join(", "))));
    }
    if let Some(part) = amount {
        positive(part, "La part contestée")?;
        let facts = facts(tx, debtor)?;
        if let Some(whole) = facts.claims.iter().find(|c| c.id == claim)
            && part > whole.amount
        {
            return Err(AppError::usage(format!("La part contestée dépasse l'échéance ({}).", money_fr(whole.amount, whole.currency))));
        }
    }
    let note = note(tx, text)?;
    let id = DisputeId(append(tx, on, DisputeOpened { claim, amount, cause: cause.to_owned(), note })?.0);
    let part = amount.map_or_else(|| "toute l'échéance".to_owned(), |part| format!("{} de l'échéance", part.plain()));
    Ok(Done::of(format!("Litige {id} ouvert au {} sur {claim} : {part} n'est plus relancée.", date_short(on)), id))
}

/// Closes a dispute.
///
/// # Errors
/// No such dispute.
pub fn dispute_closed(tx: &mut Tx<'_>, dispute: &str, founded: bool, on: Date) -> Result<Done> {
    let id: DisputeId = dispute.parse().map_err(AppError::Usage)?;
    if !tx.exists_dispute(id)? {
        return Err(AppError::usage(format!("Aucun litige {id}.")));
    }
    append(tx, on, DisputeClosed { dispute: id, founded })?;
    let what = if founded { "fondé : inscrivez l'avoir" } else { "non fondé : la créance est de nouveau relancée" };
    Ok(Done::only(format!("Litige {id} clos au {}, {what}.", date_short(on))))
}

/// Records a promise to pay.
///
/// # Errors
/// An unknown debtor or claim, a day that is past, an amount that is not positive.
pub fn promise(
    tx: &mut Tx<'_>,
    debtor: &str,
    amount: Option<Cents>,
    by: Date,
    claims: &[String],
    text: Option<&str>,
    on: Date,
) -> Result<Done> {
    let debtor = resolve::debtor(tx, debtor)?;
    if by < on {
        return Err(AppError::usage(format!("Le jour promis ({}) est avant la promesse ({}).", date_short(by), date_short(on))));
    }
    let (claims, open) = covered(tx, debtor, claims, on, true)?;
    let amount = amount.unwrap_or(open);
    positive(amount, "Le montant promis")?;
    let note = note(tx, text)?;
    let said = format!("Promesse de {} pour le {}, sur {}", amount.plain(), date_short(by), listed(&claims));
    let id = PromiseId(append(tx, on, PromiseMade { debtor, claims, amount, by, note })?.0);
    Ok(Done::of(format!("{said} ({id}). Ces échéances ne sont plus relancées jusque-là."), id))
}

/// Cancels a promise.
///
/// # Errors
/// No such promise.
pub fn promise_cancelled(tx: &mut Tx<'_>, promise: &str, on: Date) -> Result<Done> {
    let id: PromiseId = promise.parse().map_err(AppError::Usage)?;
    if !tx.exists_promise(id)? {
        return Err(AppError::usage(format!("Aucune promesse {id}.")));
    }
    append(tx, on, PromiseCancelled { promise: id })?;
    Ok(Done::only(format!("Promesse {id} annulée au {}.", date_short(on))))
}

/// Records an instalment plan.
///
/// # Errors
/// No dues, dues out of order, a sum that is not positive.
pub fn plan(tx: &mut Tx<'_>, debtor: &str, dues: &[(Date, Cents)], claims: &[String], on: Date) -> Result<Done> {
    let debtor = resolve::debtor(tx, debtor)?;
    if dues.is_empty() {
        return Err(AppError::usage("Donnez les échéances du plan : --due 2026-12-15:500,00 --due 2027-01-15:500,00."));
    }
    if dues.windows(2).any(|pair| pair[0].0 >= pair[1].0) || dues.iter().any(|(_, cents)| !cents.is_positive()) {
        return Err(AppError::usage("Les échéances du plan vont dans l'ordre des jours, avec des montants supérieurs à zéro."));
    }
    let (claims, open) = covered(tx, debtor, claims, on, false)?;
    let total: Cents = dues.iter().map(|(_, cents)| *cents).sum();
    let warning =
        if total < open { format!(" Attention : il ne couvre que {} sur {} ouverts.", total.plain(), open.plain()) } else { String::new() };
    let said = format!("Échéancier de {} en {} fois, sur {}", total.plain(), dues.len(), listed(&claims));
    let id = PlanId(append(tx, on, PlanAgreed { debtor, claims, dues: dues.to_vec() })?.0);
    Ok(Done::of(format!("{said} ({id}).{warning}"), id))
}

/// Ends a plan.
///
/// # Errors
/// No such plan.
pub fn plan_ended(tx: &mut Tx<'_>, plan: &str, on: Date) -> Result<Done> {
    let id: PlanId = plan.parse().map_err(AppError::Usage)?;
    if !tx.exists_plan(id)? {
        return Err(AppError::usage(format!("Aucun échéancier {id}.")));
    }
    append(tx, on, PlanEnded { plan: id })?;
    Ok(Done::only(format!("Échéancier {id} terminé au {}.", date_short(on))))
}

/// The claims a promise or plan covers, and what is open on them: those named, else all that are late (or open).
fn covered(tx: &mut Tx<'_>, debtor: DebtorId, named: &[String], on: Date, late_only: bool) -> Result<(Vec<ClaimId>, Cents)> {
    let facts = facts(tx, debtor)?;
    let claims: Vec<ClaimId> = if named.is_empty() {
        let chosen = facts.claims.iter().filter(|c| c.book_principal(on).is_positive() && (!late_only || c.due_on < on));
        chosen.map(|claim| claim.id).collect()
    } else {
        named.iter().map(|name| resolve::claim(tx, name, Some(debtor)).map(|(claim, _)| claim)).collect::<Result<_>>()?
    };
    if claims.is_empty() {
        return Err(AppError::refused("Ce débiteur n'a aucune échéance ouverte à couvrir."));
    }
    let open = facts.claims.iter().filter(|c| claims.contains(&c.id)).map(|c| c.book_principal(on).or_zero()).sum();
    Ok((claims, open))
}

/// Places a hold on a debtor or on one claim (`cr_12`).
///
/// # Errors
/// An unknown debtor or claim.
pub fn hold(tx: &mut Tx<'_>, what: &str, cause: HoldCause, until: Option<Date>, text: Option<&str>, on: Date) -> Result<Done> {
    let (debtor, claim) = match resolve::debtor(tx, what) {
        Ok(debtor) => (debtor, None),
        Err(not_debtor) => match resolve::claim(tx, what, None) {
            Ok((claim, debtor)) => (debtor, Some(claim)),
            Err(_) => return Err(not_debtor),
        },
    };
    if until.is_some_and(|last| last < on) {
        return Err(AppError::usage("La suspension finirait avant de commencer."));
    }
    let note = note(tx, text)?;
    let id = HoldId(append(tx, on, HoldPlaced { debtor, claim, cause, until, note })?.0);
    let lasting = if until.is_some() && hold_end(cause, until).is_none() { " (seule une pause finit d'elle-même)" } else { "" };
    let end = hold_end(cause, until)
        .map_or_else(|| format!("jusqu'à ce que vous la leviez{lasting}"), |last| format!("jusqu'au {} inclus", date_short(last)));
    Ok(Done::of(format!("Suspension {id} au {}, {end}.", date_short(on)), id))
}

/// Lifts a hold.
///
/// # Errors
/// No such hold.
pub fn hold_lifted(tx: &mut Tx<'_>, hold: &str, on: Date) -> Result<Done> {
    let id: HoldId = hold.parse().map_err(AppError::Usage)?;
    if !tx.exists_hold(id)? {
        return Err(AppError::usage(format!("Aucune suspension {id}.")));
    }
    append(tx, on, HoldLifted { hold: id })?;
    Ok(Done::only(format!("Suspension {id} levée au {}.", date_short(on))))
}

/// Records the opening judgment of a proceeding.
///
/// # Errors
/// An unknown debtor, a publication before the judgment.
pub fn insolvency(tx: &mut Tx<'_>, debtor: &str, proceeding: Proceeding, judgment_on: Date, published_on: Option<Date>) -> Result<Done> {
    let debtor = resolve::debtor(tx, debtor)?;
    if published_on.is_some_and(|day| day < judgment_on) {
        return Err(AppError::usage("La publication ne peut pas précéder le jugement."));
    }
    let id = InsolvencyId(append(tx, judgment_on, InsolvencyOpened { debtor, proceeding, published_on })?.0);
    let limit = published_on.map_or_else(
        || " Donnez le jour de publication au BODACC pour connaître le délai de déclaration.".to_owned(),
        |day| {
            let declare = domain::calendar::limit_in_months(day, 2).deadline_to_keep();
            format!(" Déclaration de créance à faire avant le {} (deux mois après la publication, R622-24).", date_short(declare))
        },
    );
    Ok(Done::of(
        format!(
            "Procédure {id} au {} : les créances nées avant ne sont plus relancées et les intérêts s'arrêtent.{limit}",
            date_short(judgment_on)
        ),
        id,
    ))
}

/// Closes a proceeding.
///
/// # Errors
/// No such proceeding.
pub fn insolvency_closed(tx: &mut Tx<'_>, insolvency: &str, on: Date) -> Result<Done> {
    let id: InsolvencyId = insolvency.parse().map_err(AppError::Usage)?;
    if !tx.exists_insolvency(id)? {
        return Err(AppError::usage(format!("Aucune procédure {id}.")));
    }
    append(tx, on, InsolvencyClosed { insolvency: id })?;
    Ok(Done::only(format!("Procédure {id} close au {}.", date_short(on))))
}
