//! The versions of a scenario, what differs between two of them, and the way back to one.

use app::scenarios::{Opened, Version};
use domain::access::needs::{ManageRules, ReadBooks};
use domain::dunning::Scenario;
use domain::scenarios::{Change, differences};
use maud::{Markup, html};

use super::changes::table;
use super::{PLACE, may_edit, next_number, opened, tabs, title, url, version_words};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::pages::people::People;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, Head, Icon, Tone, form};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/scenarios/{name}/versions", show),
        get("/d/{tenant}/scenarios/{name}/comparer", compare),
        post("/d/{tenant}/scenarios/{name}/revenir", go_back),
    ]
}

/// How a draft is named in addresses.
const DRAFT: &str = "brouillon";

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let opened = opened(who, ask)?;
    let people = People::of(who)?;
    let head = Head {
        title: "Versions",
        place: PLACE,
        crumbs: vec![("Scénarios", who.url(PLACE)), (title(&opened), url(who, &opened.name, ""))],
        sub: Some(html! { "Chaque publication est gardée. Les courriers déjà partis restent ceux de la version qui les a faits." }),
        ..Head::default()
    };
    let body = html! {
        (tabs(who, &opened, "/versions"))
        section class="card" {
            @if opened.versions.is_empty() {
                (ui::empty(Icon::Scenario, "Jamais publié", "Ce scénario n'est qu'un brouillon. Sa première version apparaîtra ici à sa publication.", html! {}))
            } @else {
                ul class="list" role="list" { @for (place, version) in opened.versions.iter().enumerate().rev() { (one(who, &people, &opened, place, version)) } }
            }
        }
    };
    Ok(ui::page(who, ask, head, body))
}

fn one(who: &Inside, people: &People, opened: &Opened, place: usize, version: &Version) -> Markup {
    let current = opened.current().is_some_and(|current| current.seq == version.seq);
    let before = place.checked_sub(1).and_then(|before| opened.versions.get(before));
    let said = before.map(|before| summary(before, version));
    html! {
        li {
            div class="grow" {
                div class="row wrap" { b { (capital(&version_words(version.number))) } @if current { (ui::badge(Tone::Ok, "En vigueur")) } }
                div class="small muted" {
                    @if version.number == 0 { "Livrée avec Quittance." } @else {
                        (people.author(&version.author)) ", " (ui::day_time(version.recorded_at))
                        @if let Some(said) = said { " · " (said) }
                    }
                }
            }
            div class="row wrap" {
                @if let Some(before) = before {
                    a class="btn sm" href=(url(who, &opened.name, &format!("/comparer?de={}&a={}", before.number, version.number))) { "Comparer à la précédente" }
                }
                @if !current {
                    a class="btn sm" href=(url(who, &opened.name, &format!("/comparer?de={}", version.number))) { "Comparer à l'actuelle" }
                    @if may_edit(who) && opened.draft.is_none() {
                        (form::post_with(who, &url(who, &opened.name, "/revenir"), "inline", html! {
                            (form::hidden("version", &version.number.to_string())) button class="btn sm" { "Y revenir" }
                        }))
                    }
                }
            }
        }
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn summary(before: &Version, after: &Version) -> String {
    match (before.scenario(), after.scenario()) {
        (Ok(before), Ok(after)) => match differences(&before, &after).len() {
            0 => "aucune différence".to_owned(),
            1 => "une différence".to_owned(),
            many => format!("{many} différences"),
        },
        _ => "texte d'un ancien programme".to_owned(),
    }
}

/// A side of a comparison, with its words.
fn side(opened: &Opened, word: &str) -> Result<(String, Scenario), Fault> {
    if word == DRAFT {
        let working = opened.draft.as_ref().ok_or(Fault::NotFound)?;
        return Ok((format!("brouillon ({})", version_words(next_number(opened))), working.scenario.clone()));
    }
    let number: u32 = word.parse().map_err(|_| Fault::NotFound)?;
    let version = opened.versions.iter().find(|version| version.number == number).ok_or(Fault::NotFound)?;
    Ok((version_words(number), version.scenario()?))
}

fn compare(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let opened = opened(who, ask)?;
    let current = opened.current().map(|version| version.number.to_string());
    let newest =
        if opened.draft.is_some() && ask.query("de").is_none() { DRAFT.to_owned() } else { current.clone().ok_or(Fault::NotFound)? };
    let from = ask.query("de").map(str::to_owned).or(current).ok_or(Fault::NotFound)?;
    let (before_words, before) = side(&opened, &from)?;
    let (after_words, after) = side(&opened, ask.query("a").unwrap_or(&newest))?;
    let changes = differences(&before, &after);
    let heading = format!("De : {before_words}. À : {after_words}.");
    let head = Head {
        title: "Différences",
        place: PLACE,
        crumbs: vec![("Scénarios", who.url(PLACE)), (title(&opened), url(who, &opened.name, ""))],
        sub: Some(html! { (heading) }),
        actions: Some(
            html! { a class="btn" href=(url(who, &opened.name, "/versions")) { "Versions" } a class="btn" href=(url(who, &opened.name, "")) { "Revenir au scénario" } },
        ),
        ..Head::default()
    };
    let body = html! {
        (tabs(who, &opened, "/comparer"))
        @if changes.is_empty() {
            section class="card" { (ui::empty(Icon::Done, "Aucune différence", "Les deux textes disent la même chose.", html! {})) }
        } @else {
            div class="stack" { @for change in &changes { (told(change)) } }
        }
    };
    Ok(ui::page(who, ask, head, body))
}

fn told(change: &Change) -> Markup {
    let card = |badge: Markup, words: String, body: Markup| {
        html! { section class="card" { div class="card-head" { div class="row wrap" { (badge) h2 { (words) } } } (body) } }
    };
    match change {
        Change::Whole(fields) => card(ui::badge(Tone::Warn, "Modifié"), "Réglages du scénario".to_owned(), table(fields, "Avant", "Après")),
        Change::Added { place, title, fields } => card(
            ui::badge(Tone::Info, "Ajoutée"),
            format!("{}. {title}", place + 1),
            html! { div class="card-body" { dl class="dl left" { @for field in fields { dt { (field.label) } dd { (field.after) } } } } },
        ),
        Change::Removed { place, title } => card(ui::badge(Tone::Neutral, "Retirée"), format!("{title} (étape {})", place + 1), html! {}),
        Change::Moved { from, to, title } => {
            card(ui::badge(Tone::Info, "Déplacée"), format!("{title} : de la place {} à la place {}", from + 1, to + 1), html! {})
        }
        Change::Changed { place, title, fields } => {
            card(ui::badge(Tone::Warn, "Modifiée"), format!("{}. {title}", place + 1), table(fields, "Avant", "Après"))
        }
    }
}

fn go_back(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let name = opened(who, ask)?.name;
    let number: u32 = ask.form("version").parse().map_err(|_| Fault::Bad("Choisissez une version dans la liste.".to_owned()))?;
    who.write(|tx| app::scenarios::go_back(tx, &name, number))?;
    let said = format!("Brouillon fait de la {} : voyez l'effet, puis publiez-le.", version_words(number));
    Ok(Answer::to(url(who, &name, "")).saying(said))
}
