//! A session that ended in the middle of a form: nothing typed is lost.

use maud::{Markup, html};

use crate::answer::Answer;
use crate::ask::{Ask, encoded};
use crate::route::Visitor;
use crate::ui::{self, Icon, form};

/// Fields that no page carries along.
const SECRET: [&str; 2] = ["jeton", "code"];

/// A part of the names of fields that hold passwords.
const PASSWORD: &str = "mot_de_passe";

/// Nobody is signed in: to the door, and back here afterwards. A form is kept in its page, to be sent again.
pub(crate) fn sign_in_again(who: Option<&Visitor>, ask: &Ask, posted: bool) -> Answer {
    let door = format!("/connexion?retour={}", encoded(&ask.url));
    if ask.is_htmx() {
        return Answer::html(html! {}).header("hx-redirect", door);
    }
    let Some(who) = who.filter(|_| posted) else { return Answer::to(door) };
    let body = html! {
        main class="main" id="contenu" tabindex="-1" {
            h1 { "Votre session a pris fin" }
            section class="card" { div class="card-body stack" {
                p { "Ce que vous avez saisi est gardé dans cette page et n'a pas encore été enregistré." }
                ol { li { a href="/connexion?retour=/moi" target="_blank" rel="noopener" { "Reconnectez-vous dans un nouvel onglet" } "." } li { "Revenez ici et renvoyez votre saisie." } }
                (kept(who, ask, "Renvoyer ma saisie"))
            } }
        }
    };
    ui::bare(who, ask, "Votre session a pris fin", body).status(401)
}

/// A form opened before the present session: it is shown, and sent again by who reads it.
pub(crate) fn send_again(who: &Visitor, ask: &Ask) -> Answer {
    let body = html! {
        main class="main" id="contenu" tabindex="-1" {
            h1 { "Confirmez l'envoi" }
            section class="card" { div class="card-body stack" {
                p { "Ce formulaire a été ouvert avant votre connexion actuelle. Rien n'a été enregistré. Vérifiez votre saisie, puis envoyez-la." }
                dl class="dl" { @for (name, value) in carried(ask) { dt { (name.replace('_', " ")) } dd { (value) } } }
                @if !ask.files.is_empty() { p { (ui::icon(Icon::Warning)) "Les fichiers joints ne peuvent pas être gardés : choisissez-les de nouveau sur la page précédente." } }
                (kept(who, ask, "Envoyer"))
            } }
        }
    };
    ui::bare(who, ask, "Confirmez l'envoi", body).status(409)
}

fn carried(ask: &Ask) -> impl Iterator<Item = (&str, &str)> {
    ask.form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| !SECRET.contains(name) && !name.contains(PASSWORD))
}

fn kept(who: &Visitor, ask: &Ask, words: &str) -> Markup {
    form::post(
        who,
        &ask.url,
        html! {
            @for (name, value) in carried(ask) { (form::hidden(name, value)) }
            div class="row wrap" { button class="btn primary" { (words) } a class="btn" href="/" { "Abandonner" } }
        },
    )
}
