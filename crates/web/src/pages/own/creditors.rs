//! The books that a user may open, and another creditor for who owns one.

use app::AppError;
use app::users::Place;
use domain::access::Role;
use maud::{Markup, html};

use super::layout::own;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fields::Fields;
use crate::route::{Answered, Person, Route, get_person, post_person};
use crate::ui::form::{self, Kind};
use crate::ui::{self, Icon, icon, initials};

/// From so many on, a field to find one.
const MANY: usize = 8;

pub(super) fn routes() -> Vec<Route> {
    vec![get_person("/dossiers", show), post_person("/dossiers", make)]
}

fn show(who: &Person, ask: &Ask) -> Answered {
    page(who, ask, &Fields::of(ask, who.today))
}

fn page(who: &Person, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let places = who.with_users(|users| users.places(who.user.id))?;
    let wanted = ask.query("q").unwrap_or("").to_lowercase();
    let shown: Vec<&Place> = places.iter().filter(|place| place.name.to_lowercase().contains(&wanted)).collect();
    let owner = places.iter().any(|place| place.role == Role::Owner);
    let body = html! {
        @if places.len() >= MANY {
            form method="get" action="/dossiers" class="row" role="search" {
                input class="input grow" type="search" name="q" aria-label="Trouver un dossier" value=(ask.query("q").unwrap_or(""));
                button class="btn" { (icon(Icon::Search)) "Trouver" }
            }
        }
        section class="card" {
            @if places.is_empty() {
                (ui::empty(Icon::Company, "Aucun dossier ne vous est ouvert", "Demandez au propriétaire d'un dossier de vous inviter : il vous remettra un lien.", html! {}))
            } @else if shown.is_empty() {
                (ui::empty(Icon::Search, "Aucun dossier de ce nom", "Le filtre ne laisse rien.", html! { a class="btn" href="/dossiers" { "Effacer" } }))
            } @else {
                ul class="list" role="list" { @for place in shown { (line(place)) } }
            }
        }
        @if owner { (another(who, fields)) }
    };
    let said = match places.len() {
        0 => "Aucun dossier.".to_owned(),
        1 => "Un dossier vous est ouvert.".to_owned(),
        several => format!("{several} dossiers vous sont ouverts."),
    };
    Ok(own(who, ask, "Dossiers", &said, body))
}

fn line(place: &Place) -> Markup {
    html! {
        li class="mid" {
            span class="mono-av" aria-hidden="true" { (initials(&place.name)) }
            a class="grow strong" href={ "/d/" (place.creditor.0) "/tableau" } { (place.name) }
            span class="muted small" { (place.role.french()) }
        }
    }
}

fn another(who: &Person, fields: &Fields<'_>) -> Markup {
    html! {
        section class="card" {
            (ui::title_with("Ouvrir un autre dossier", "Un créancier de plus, avec ses propres livres. Vous en serez propriétaire.", html! {}))
            div class="card-body" {
                (form::summary(fields))
                (form::post(who, "/dossiers", html! {
                    (form::field(fields, "entreprise", "Entreprise créancière", Kind::Text, "Celle à qui les factures sont dues."))
                    div { button class="btn primary" { (icon(Icon::Plus)) "Ouvrir le dossier" } }
                }))
            }
        }
    }
}

fn make(who: &Person, ask: &Ask) -> Answered {
    let mut fields = Fields::of(ask, who.today);
    let name = fields.required("entreprise", 120, "Donnez le nom de l'entreprise.");
    if fields.has_problems() {
        return Ok(page(who, ask, &fields)?.status(422));
    }
    let author = who.user.id.to_string();
    match who.house.users(&author, who.today, who.now).new_creditor(who.user.id, &name) {
        Ok(creditor) => Ok(Answer::to(format!("/d/{}/bienvenue", creditor.0)).saying(format!("Le dossier {name} est ouvert."))),
        Err(AppError::Usage(said)) => {
            fields.wrong("entreprise", said);
            Ok(page(who, ask, &fields)?.status(422))
        }
        Err(error) => Err(error.into()),
    }
}
