//! Life-cycle statuses of e-invoices as people read them: what each means, why it was said, what was done about it and why, and what
//! only a person decides.
//!
//! What a status does is in `law` §10.3; marks as there: [M] known from platforms only, [K] recalled, not read again.

mod act;
mod again;

use domain::Date;
use domain::french::{date_short, money_fr};
use domain::ids::InvoiceId;
use domain::money::{Cents, Currency};
use domain::statuses::{ANNOUNCED_DAYS, asked_fr, reason_fr};
use formats::einvoice::{Effect, Meaning};
use jiff::ToSpan;
use store::{Read, StatusRow};

pub(crate) use act::{Made, Says, act, total_of};
pub(crate) use again::take_back;

use crate::error::Result;

/// A status, in words.
#[derive(Clone, Debug)]
pub struct Shown {
    /// As it was recorded.
    pub row: StatusRow,
    /// What its code stands for.
    pub label: &'static str,
    /// Who said it.
    pub said_by: Option<String>,
    /// Its reasons.
    pub reasons: Vec<String>,
    /// What is asked of the seller.
    pub asked: Vec<String>,
    /// The sum that it names.
    pub sum: Option<String>,
    /// What was done about it.
    pub done: String,
    /// Why, and what is left to a person.
    pub why: String,
    /// Whether its meaning was not checked against the text of the standard.
    pub unverified: bool,
}

/// The statuses of an invoice in the order in which they were said, as known on a day, or at a moment.
///
/// # Errors
/// The data could not be read.
pub fn of_invoice(tx: &mut Read<'_>, invoice: InvoiceId, currency: Currency, day: Date, known_at: Option<i64>) -> Result<Vec<Shown>> {
    let mut rows = tx.statuses_of(invoice)?;
    rows.retain(|row| row.on <= day && known_at.is_none_or(|moment| row.recorded_at <= moment));
    Ok(rows.into_iter().map(|row| shown(row, currency)).collect())
}

fn shown(row: StatusRow, currency: Currency) -> Shown {
    let effect = effect(&row);
    Shown {
        label: label(&row.code),
        said_by: row.sender.as_deref().map(said_by),
        reasons: row.reasons.iter().map(|code| reason_fr(code).to_owned()).collect(),
        asked: row.asked.iter().filter_map(|code| asked_fr(code)).map(str::to_owned).collect(),
        sum: row.amount.and_then(|cents| sum(effect, cents, currency)),
        done: done(effect, row.on, !row.disputes.is_empty() || !row.holds.is_empty()),
        why: why(effect).to_owned(),
        unverified: Meaning::of(&row.code).is_some_and(|meaning| meaning.unverified),
        row,
    }
}

fn effect(row: &StatusRow) -> Effect {
    Effect::of(&row.code, row.reasons.iter().map(String::as_str))
}

/// What a code stands for, in French.
pub fn label(code: &str) -> &'static str {
    Meaning::of(code).map_or("Code inconnu", |meaning| meaning.label)
}

fn said_by(role: &str) -> String {
    match role {
        "SE" => "le vendeur",
        "BY" => "l'acheteur",
        "WK" => "une plateforme",
        "DFH" => "le portail public",
        other => other,
    }
    .to_owned()
}

/// What the sum of a status is.
fn sum(effect: Effect, cents: Cents, currency: Currency) -> Option<String> {
    let what = match effect {
        Effect::DisputedInPart => "approuvés",
        Effect::PaymentAnnounced => "annoncés",
        Effect::Cashed => "dits encaissés",
        _ => return None,
    };
    Some(format!("{} {what}", money_fr(cents, currency)))
}

/// The last day on which letters wait for money that was announced, where payments are known through it.
pub(crate) fn awaited_until(on: Date) -> Date {
    on.saturating_add(ANNOUNCED_DAYS.days())
}

/// What was done about a status, in one sentence. `made`: it opened a dispute or placed a hold.
pub(crate) fn done(effect: Effect, on: Date, made: bool) -> String {
    let until = || date_short(awaited_until(on));
    let waits = act::waits_for_a_person(effect).is_some();
    match effect {
        Effect::Disputed | Effect::Suspended | Effect::Refused if made => "Litige ouvert : la facture n'est plus relancée.".to_owned(),
        Effect::DisputedInPart if made => "Litige ouvert sur la part contestée : elle n'est plus relancée.".to_owned(),
        Effect::Disputed | Effect::Suspended | Effect::Refused | Effect::DisputedInPart => {
            "Aucun nouveau litige : ce qui est contesté l'était déjà, ou rien ne l'est.".to_owned()
        }
        Effect::PaymentAnnounced | Effect::Cashed if made => {
            format!("Relances suspendues jusqu'au {} inclus, et tant que les règlements ne sont pas connus jusqu'à ce jour.", until())
        }
        _ if waits && made => "Relances suspendues jusqu'à ce que vous leviez la suspension.".to_owned(),
        Effect::PaymentAnnounced | Effect::Cashed => {
            "Aucune nouvelle suspension : le délai était passé et les règlements connus jusque-là, ou la facture déjà suspendue.".to_owned()
        }
        _ if waits => "Aucune nouvelle suspension : la facture était déjà suspendue.".to_owned(),
        _ => "Aucun effet sur les relances.".to_owned(),
    }
}

/// Why, and what is left to a person; empty where nothing is to be said.
pub(crate) fn why(effect: Effect) -> &'static str {
    match effect {
        Effect::Disputed => "Un statut « en litige » arrête les relances jusqu'à la clôture du litige, que vous seul prononcez.",
        Effect::Suspended => "L'acheteur attend un document. Donnez-le, puis clôturez le litige : vous seul le prononcez.",
        Effect::Refused => {
            "Une facture refusée n'est plus relancée. Annulez-la par un avoir ou remplacez-la, ou clôturez le litige si le refus n'est pas fondé."
        }
        Effect::DisputedInPart => "Ce que l'acheteur approuve reste relancé, la part contestée ne l'est plus jusqu'à la clôture du litige.",
        Effect::PaymentAnnounced => {
            "L'acheteur dit avoir transmis son paiement. Rien n'est inscrit comme payé : la somme est attendue sur un relevé. Importez vos relevés, ou levez la suspension. Le délai d'attente est une prudence du programme, aucun texte ne le fixe."
        }
        Effect::Cashed => {
            "La facture est dite encaissée. Un statut n'inscrit jamais un règlement : la somme est attendue sur un relevé. Inscrivez le règlement s'il est arrivé, ou importez vos relevés. Le délai d'attente est une prudence du programme, aucun texte ne le fixe."
        }
        Effect::NeverValid => {
            "Une facture rejetée n'a jamais été valablement émise : aucune pénalité n'en court. Corrigez-la et émettez-la de nouveau ; annulez celle-ci par un avoir. Tant que la suspension est en place, seul son principal est compté ; la lever, c'est tenir la facture pour valable, pénalités comprises."
        }
        Effect::PayeeChanged => {
            "Ce n'est peut-être plus vous, ou plus sur ce compte, qu'il faut payer. Vérifiez auprès de votre plateforme avant de lever la suspension."
        }
        Effect::Approved => {
            "L'acheteur approuve la facture : c'est un indice fort qu'il ne la conteste pas. Si un litige est encore ouvert et qu'il est réglé, clôturez-le."
        }
        Effect::Completed => "Le vendeur a répondu à la suspension. Si le litige est réglé, clôturez-le.",
        Effect::Received => {
            "La facture est arrivée chez l'acheteur ou sur sa plateforme. Si elle était suspendue parce qu'elle ne l'était pas, vous pouvez lever la suspension."
        }
        Effect::NotDelivered => {
            "La facture n'est pas parvenue à l'acheteur : ce qu'il n'a peut-être jamais reçu ne se relance pas. Remettez-la-lui autrement, ou vérifiez qu'il l'a, puis levez la suspension."
        }
        Effect::TurnedAway => {
            "Une plateforme ou le portail public a écarté la facture : l'acheteur ne l'a peut-être jamais reçue. Voyez le motif sur votre plateforme. S'il l'a bien reçue, levez la suspension ; sinon, émettez-la de nouveau et annulez celle-ci par un avoir."
        }
        Effect::Cancelled => {
            "Si vous avez annulé cette facture, inscrivez l'avoir ; sinon, demandez à votre plateforme ce qu'il en est, puis levez la suspension si la facture reste due."
        }
        Effect::Technical => "Statut échangé entre plateformes : voyez sur la vôtre s'il y a quelque chose à faire.",
        Effect::Unknown => "Ce code n'est pas de ceux qui ont été publiés : demandez à votre plateforme ce qu'il veut dire.",
        Effect::NoChange => "",
    }
}

/// What a dispute or a hold says of the status that made it: its code with the day, its reasons, its words.
pub(crate) fn note((code, on): (&str, Date), reasons: &[String], words: &str) -> String {
    let reasons: Vec<&str> = reasons.iter().map(|code| reason_fr(code)).collect();
    let why = [reasons.join(", "), words.to_owned()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let why = if why.is_empty() { String::new() } else { format!(" : {why}") };
    format!("Statut {code} « {} » du {}{why}", label(code), date_short(on))
}
