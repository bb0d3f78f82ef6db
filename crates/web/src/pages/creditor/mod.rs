//! The creditor: identity, account, terms, letterhead. What a letter must bear, said as it is missing.

mod identity;
mod paper;
mod terms;

use domain::party::CreditorProfile;
use maud::{Markup, html};

use crate::fault::Fault;
use crate::route::{Inside, Route, get, post};
use crate::ui::{self, Head, Tone};

pub(crate) use terms::said as terms_said;

/// Bytes of the form of the letterhead: a logo and what browsers send around it.
const PAPER: u64 = 4 << 20;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/parametres/creancier", identity::show),
        post("/d/{tenant}/parametres/creancier", identity::save),
        get("/d/{tenant}/parametres/conditions", terms::show),
        post("/d/{tenant}/parametres/conditions", terms::save),
        get("/d/{tenant}/parametres/papier", paper::show),
        post("/d/{tenant}/parametres/papier", paper::save).taking(PAPER),
        get("/d/{tenant}/parametres/papier/logo", paper::logo),
    ]
}

/// The profile in force; empty where none was given.
fn profile(who: &Inside) -> Result<CreditorProfile, Fault> {
    Ok(who
        .read(|tx| Ok(tx.creditor_profile()?))?
        .unwrap_or_else(|| CreditorProfile { name: who.creditor.clone(), ..CreditorProfile::default() }))
}

fn head<'a>(who: &Inside, title: &'a str) -> Head<'a> {
    Head { title, crumbs: vec![("Paramètres", who.url("/parametres"))], place: "/parametres", ..Head::default() }
}

fn tabs(who: &Inside, current: &str) -> Markup {
    let tab = |words: &str, path: &str| (words.to_owned(), who.url(path), None, path == current);
    ui::tabs(
        "Le créancier",
        &[
            tab("Identité", "/parametres/creancier"),
            tab("Conditions et pénalités", "/parametres/conditions"),
            tab("Papier à lettres", "/parametres/papier"),
        ],
    )
}

/// What letters would still lack.
fn lacking(profile: &CreditorProfile) -> Markup {
    let lacks = app::creditor::lacking_said(profile);
    html! {
        @if lacks.is_empty() { (ui::notice(Tone::Ok, html! { "Tout ce qu'une mise en demeure doit porter est connu." })) }
        @else { (ui::notice(Tone::Warn, html! { "Il manque encore, pour une mise en demeure : " (lacks.join(", ")) "." })) }
    }
}

#[cfg(test)]
mod tests;
