//! Who follows a debtor, and who takes over while somebody is away.

use app::record;
use domain::access::needs::{ManageDebtors, ReadBooks};
use domain::french::date_short;
use domain::ids::{AbsenceId, UserId};
use maud::html;

use super::{People, attempt, card_url, debtor_of, form_page};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, Head, Icon, form};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/debiteurs/{debtor}/suivi", show),
        post("/d/{tenant}/debiteurs/{debtor}/suivi", save),
        get("/d/{tenant}/absences", absences),
        post("/d/{tenant}/absences", add_absence),
        post("/d/{tenant}/absences/{absence}/fin", end_absence),
    ]
}

fn show(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let follower = who.read(|tx| Ok(tx.follower_of(debtor)?))?.map(|user| user.to_string()).unwrap_or_default();
    page(who, ask, &Fields::of(ask, who.today).preset("suivi", follower))
}

fn page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let people = People::of(who)?.choices();
    let choices: Vec<(&str, &str)> =
        std::iter::once(("", "Aucun responsable")).chain(people.iter().map(|(id, name)| (id.as_str(), name.as_str()))).collect();
    let body = html! {
        (form::select(fields, "suivi", "Suivi par", &choices, "La liste « Mes dossiers » de cette personne le montrera."))
        p class="small" { a href=(who.url("/absences")) { "Absences et remplacements" } }
    };
    Ok(form_page(who, ask, (debtor, &name), ("Suivi du débiteur", "Enregistrer"), fields, body))
}

fn save(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let chosen = member(who, ask.form("suivi"));
    if chosen.is_none() && !ask.form("suivi").is_empty() {
        fields.wrong("suivi", "Choisissez un utilisateur de ce dossier.");
        return page(who, ask, &fields);
    }
    match attempt(who.write(|tx| record::follower(tx, debtor, chosen, who.today)), &mut fields, "suivi")? {
        Some(done) => Ok(Answer::to(card_url(who, debtor)).saying(done.said)),
        None => page(who, ask, &fields),
    }
}

/// A user of these books, by reference.
fn member(who: &Inside, text: &str) -> Option<UserId> {
    let people = People::of(who).ok()?;
    people.choices().iter().find(|(id, _)| id == text).and_then(|(id, _)| id.parse().ok())
}

fn absences(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    absences_page(who, ask, &Fields::of(ask, who.today).preset("absent", who.user.id.to_string()).preset("du", date_short(who.today)))
}

fn absences_page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let all = who.read(|tx| Ok(tx.absences(who.today)?))?;
    let people = People::of(who)?;
    let known = people.choices();
    let choices: Vec<(&str, &str)> = known.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    // Nobody covers for themselves: the cover is chosen, never the first of the list.
    let covers: Vec<(&str, &str)> = std::iter::once(("", "Choisir…")).chain(choices.iter().copied()).collect();
    let may = who.can(domain::access::Permission::ManageDebtors);
    let body = html! {
        (form::summary(fields))
        section class="card" {
            div class="card-head" { div { h2 { "Absences en cours et à venir" } p { "Les débiteurs suivis par une personne absente passent à qui la remplace, pour la durée de l'absence." } } }
            @if all.is_empty() { (ui::empty(Icon::Calendar, "Personne n'est absent", "Une absence se déclare ci-dessous.", html! {})) }
            @else {
                ul class="list" role="list" { @for absence in &all {
                    li { div class="grow" { b { (people.name(absence.user)) } ", du " (ui::day(absence.from)) " au " (ui::day(absence.until)) div class="muted small" { "Remplacé par " (people.name(absence.cover)) } }
                        @if may { (form::button(who, &who.url(&format!("/absences/{}/fin", absence.id.0)), "btn sm", html! { "Terminer" })) } }
                } }
            }
        }
        @if may {
            section class="card form-card mt3" {
                div class="card-head" { h2 { "Déclarer une absence" } }
                div class="card-body" { (form::post(who, &who.url("/absences"), html! {
                    div class="form-grid" {
                        (form::select(fields, "absent", "Absent", &choices, ""))
                        (form::select(fields, "remplacant", "Remplacé par", &covers, ""))
                        (form::field(fields, "du", "Du", form::Kind::Day, ""))
                        (form::field(fields, "au", "Au, inclus", form::Kind::Day, "Par exemple +15j."))
                    }
                    div class="row" { button class="btn primary" { "Déclarer l'absence" } }
                })) }
            }
        }
    };
    let head = Head { title: "Absences", crumbs: vec![("Paramètres", who.url("/parametres"))], place: "/parametres", ..Head::default() };
    Ok(ui::page(who, ask, head, body).status(if fields.has_problems() { 422 } else { 200 }))
}

fn add_absence(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    let mut fields = Fields::of(ask, who.today);
    let (user, cover) = (member(who, ask.form("absent")), member(who, ask.form("remplacant")));
    if user.is_none() {
        fields.wrong("absent", "Choisissez un utilisateur de ce dossier.");
    }
    if cover.is_none() {
        fields.wrong("remplacant", "Choisissez un utilisateur de ce dossier.");
    }
    let (from, until) = (fields.required_day("du"), fields.required_day("au"));
    let (Some(user), Some(cover), Some(from), Some(until), false) = (user, cover, from, until, fields.has_problems()) else {
        return absences_page(who, ask, &fields);
    };
    match attempt(who.write(|tx| record::absence(tx, user, cover, from, until)), &mut fields, "au")? {
        Some(done) => Ok(Answer::to(who.url("/absences")).saying(done.said)),
        None => absences_page(who, ask, &fields),
    }
}

fn end_absence(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    let id: AbsenceId = ask.path("absence")?;
    if who.read(|tx| Ok(tx.absences(who.today)?))?.iter().all(|absence| absence.id != id) {
        return Err(Fault::NotFound);
    }
    let last = who.today.yesterday().unwrap_or(who.today);
    let done = who.write(|tx| record::absence_ended(tx, id, last))?;
    Ok(Answer::to(who.url("/absences")).saying(done.said))
}
