//! Direct debits: batches with what is to do about each, what a day would collect before it is prepared, and mandates.
//!
//! Everything is carried out by [`app::debits`], whose words a refusal shows. What a person confirms is what the page showed: forms
//! carry a mark of it, and another state is shown again before anything is recorded. IBANs are shown in part to those who may not see
//! bank details in full; the file for the bank holds them, as it must.

mod batch;
mod decide;
mod list;
mod mandate;
mod mandates;
mod prepare;
#[cfg(test)]
mod tests;

use app::debits::{self, BatchShown};
use domain::access::Permission;
use domain::ids::{DebitBatchId, DebtorId};
use domain::money::{Cents, Currency};
use maud::{Markup, html};

pub(crate) use mandate::panel;

use super::debtor_list::shown_name;
use crate::fault::Fault;
use crate::route::{Inside, Route, get, post};
use crate::ui::{self, Tone};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/prelevements", list::show),
        get("/d/{tenant}/prelevements/preparer", prepare::show),
        post("/d/{tenant}/prelevements/preparer", prepare::save),
        get("/d/{tenant}/prelevements/lots/{lot}", batch::show),
        get("/d/{tenant}/prelevements/lots/{lot}/fichier", decide::file),
        post("/d/{tenant}/prelevements/lots/{lot}/remis", decide::handed_over),
        post("/d/{tenant}/prelevements/lots/{lot}/annuler", decide::cancel),
        get("/d/{tenant}/prelevements/mandats", mandates::show),
        get("/d/{tenant}/prelevements/mandats/nouveau", mandates::whose),
        get("/d/{tenant}/prelevements/mandats/{mandat}/revoquer", mandate::revoke_form),
        post("/d/{tenant}/prelevements/mandats/{mandat}/revoquer", mandate::revoke),
        get("/d/{tenant}/debiteurs/{debtor}/mandat", mandate::show),
        post("/d/{tenant}/debiteurs/{debtor}/mandat", mandate::save),
    ]
}

/// The entry of the navigation.
const PLACE: &str = "/prelevements";
/// The list of mandates.
const MANDATES: &str = "/prelevements/mandats";
/// Where a batch is prepared.
const PREPARE: &str = "/prelevements/preparer";

/// How many batches wait for a word of what became of them.
pub(crate) fn open_batches(who: &Inside) -> Result<u64, Fault> {
    who.read(|tx| Ok(tx.open_debit_batch_count()?))
}

/// The page of a batch.
pub(crate) fn batch_url(who: &Inside, id: DebitBatchId) -> String {
    who.url(&format!("{PLACE}/lots/{}", id.0))
}

fn tabs(who: &Inside, current: &str) -> Markup {
    let tab = |words: &str, path: &str| (words.to_owned(), who.url(path), None, path == current);
    ui::tabs("Prélèvements", &[tab("Lots", PLACE), tab("Mandats", MANDATES)])
}

/// What stands at the right of every list: preparing a batch.
fn actions(who: &Inside) -> Markup {
    html! {
        @if who.can(Permission::RecordMoney) { a class="btn primary" href=(who.url(PREPARE)) aria-label="Préparer un lot" { (ui::icon(ui::Icon::Plus)) span class="tx" { "Préparer un lot" } } }
    }
}

/// What the creditor lacks to collect anything, and where it is set; nothing where nothing lacks.
fn lacking(who: &Inside) -> Result<Option<Markup>, Fault> {
    let profile = who.read(|tx| Ok(tx.creditor_profile()?))?.unwrap_or_default();
    let lacks = debits::lacking(&profile);
    if lacks.is_empty() {
        return Ok(None);
    }
    Ok(Some(ui::notice(
        Tone::Warn,
        html! {
            p { "Avant de pouvoir préparer un lot de prélèvements, il manque :" }
            ul { @for what in &lacks { li { (what) } } }
            p { a href=(who.url("/parametres/creancier#ics")) { @if who.can(Permission::ManageCreditor) { "Compléter l'identité du créancier" } @else { "Voir l'identité du créancier" } } }
        },
    )))
}

fn euros(cents: Cents) -> Markup {
    ui::money(cents, Currency::EUR)
}

fn debtor_link(who: &Inside, debtor: DebtorId, code: &str, name: &str) -> Markup {
    html! { a href=(super::card::card_url(who, debtor)) { (shown_name(name, code)) } }
}

/// Where a batch stands.
fn state(shown: &BatchShown) -> Markup {
    let (word, said) = shown.state();
    let by = domain::french::date_short(shown.hand_over_by());
    match word {
        "cancelled" => ui::badge(Tone::Draft, &said),
        "handed_over" if shown.changed.is_empty() => ui::badge(Tone::Ok, &said),
        "handed_over" => ui::badge(Tone::Danger, &said),
        "lapsed" => ui::badge(Tone::Danger, "périmé"),
        _ => ui::badge(if shown.changed.is_empty() { Tone::Info } else { Tone::Warn }, &format!("à remettre le {by} au plus tard")),
    }
}

/// What changed since a batch was prepared, each with its reason; nothing where nothing did.
fn changes(shown: &BatchShown) -> Markup {
    html! {
        @if !shown.changed.is_empty() {
            p { b { "À retirer avant le prélèvement :" } }
            ul class="points" { @for said in &shown.changed { li { (ui::unbroken(said)) } } }
        }
    }
}

/// What a person does about a batch that waits, in one sentence.
fn to_do(shown: &BatchShown) -> &'static str {
    match (shown.is_open(), shown.lapsed, shown.changed.is_empty()) {
        (true, true, _) => "Il est trop tard pour le remettre : dites quel jour il l'a été, ou annulez-le.",
        (true, false, false) => "Annulez ce lot et refaites-le.",
        (true, false, true) => "Remettez son fichier à votre banque, puis dites-le.",
        (false, ..) => "Votre banque a le fichier : demandez-lui de retirer ces prélèvements.",
    }
}
