//! Letters, e-mails and call sheets that were made: lists by state, the day's delivery, confirmation of what left, one letter.

mod confirm;
mod deliver;
mod list;
mod show;

use domain::events::Channel;
use domain::facts::LetterState;
use domain::letters::DocumentKind;
use maud::Markup;

use crate::route::{Route, get, post};
use crate::ui::{self, Tone};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/courriers", list::show),
        post("/d/{tenant}/courriers/remise", deliver::run),
        get("/d/{tenant}/courriers/remises/{travail}", deliver::show),
        get("/d/{tenant}/courriers/dossiers/{nom}", deliver::download),
        post("/d/{tenant}/courriers/confirmer", confirm::many),
        get("/d/{tenant}/courriers/{letter}", show::show),
        get("/d/{tenant}/courriers/{letter}/page/{page}", show::image),
        get("/d/{tenant}/courriers/{letter}/fichier", show::file),
        post("/d/{tenant}/courriers/{letter}/envoye", confirm::sent),
        post("/d/{tenant}/courriers/{letter}/revenu", confirm::returned),
        post("/d/{tenant}/courriers/{letter}/recu", confirm::received),
        post("/d/{tenant}/courriers/{letter}/appel", confirm::called),
        post("/d/{tenant}/courriers/{letter}/reprendre", confirm::take_back),
    ]
}

/// States as tabs: word of the address, words, state.
const STATES: [(&str, &str, LetterState); 5] = [
    ("prepares", "Préparés", LetterState::Prepared),
    ("remis", "Remis", LetterState::HandedOver),
    ("envoyes", "Envoyés", LetterState::Sent),
    ("revenus", "Revenus", LetterState::Refused),
    ("annules", "Annulés", LetterState::Cancelled),
];

/// Where a letter stands; a call is made or to be made, it is not sent.
fn state_badge(state: LetterState, channel: Channel) -> Markup {
    match (state, channel) {
        (LetterState::Prepared, Channel::Call) => return ui::badge(Tone::Draft, "À passer"),
        (LetterState::HandedOver, Channel::Call) => return ui::badge(Tone::Warn, "Dans la liste d'appels"),
        (LetterState::Sent, Channel::Call) => return ui::badge(Tone::Ok, "Appel passé"),
        _ => {}
    }
    match state {
        LetterState::Prepared => ui::badge(Tone::Draft, "Préparé"),
        LetterState::HandedOver => ui::badge(Tone::Warn, "Remis, à confirmer"),
        LetterState::Sent => ui::badge(Tone::Ok, "Envoyé"),
        LetterState::Refused => ui::badge(Tone::Danger, "Revenu"),
        LetterState::Cancelled => ui::badge(Tone::Neutral, "Annulé"),
    }
}

/// What a letter is, in words: its document, or what it is made through.
fn what(document: &str, channel: Channel) -> String {
    let words = DocumentKind::parse(document).map_or(channel.french(), app::plan::document_fr);
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
