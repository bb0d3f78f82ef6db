//! A trial on one real debtor: what the scenario would do from today, day by day, if nothing comes in.

use app::scenarios::{STORY_DAYS, Story, StoryAction, story};
use app::words::counted;
use domain::access::needs::ReadBooks;
use domain::ids::DebtorId;
use domain::scenarios::channel_fr;
use maud::{Markup, html};

use super::{PLACE, opened, tabs, title, url};
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::route::{Answered, Inside, Route, Scoped, get};
use crate::ui::{self, Head, Icon, Tone, form};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/scenarios/{name}/essai", show)]
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let opened = opened(who, ask)?;
    let scenario = opened.scenario().ok_or(Fault::NotFound)?;
    let wanted = ask.query("debiteur").unwrap_or_default();
    let mut fields = Fields::of(ask, who.today).preset("debiteur", wanted);
    let told = if wanted.is_empty() {
        None
    } else {
        let told = who.read(|tx| match app::resolve::debtor(tx, wanted) {
            Ok(debtor) => story(tx, debtor, scenario, who.today),
            Err(app::AppError::Usage(_)) => Ok(None),
            Err(other) => Err(other),
        })?;
        if told.is_none() {
            fields.wrong("debiteur", format!("Aucun débiteur « {wanted} » dans ce dossier. Donnez son code, ou choisissez ci-dessous."));
        }
        told
    };
    let some = who.read(|tx| app::scenarios::some_followers(tx, &opened.name, who.today, 8))?;
    let head = Head {
        title: "Essayer sur un débiteur",
        place: PLACE,
        crumbs: vec![("Scénarios", who.url(PLACE)), (title(&opened), url(who, &opened.name, ""))],
        sub: Some(
            html! { "Ce que " @if opened.draft.is_some() { "le brouillon" } @else { "la version en vigueur" } " ferait d'ici " (STORY_DAYS) " jours. Rien n'est enregistré, rien ne part." },
        ),
        ..Head::default()
    };
    let body = html! {
        (tabs(who, &opened, "/essai"))
        div class="cols cols-main" {
            div class="stack" {
                @match &told { Some(told) => (days(who, told)), None => section class="card" { (ui::empty(Icon::Debtors, "Choisissez un débiteur", "Son histoire et ce qu'il doit aujourd'hui servent de départ.", html! {})) } }
            }
            aside class="stack" {
                section class="card" {
                    div class="card-head" { h2 { "Débiteur" } }
                    div class="card-body" {
                        form method="get" action=(url(who, &opened.name, "/essai")) class="stack" {
                            (form::field(&fields, "debiteur", "Code du débiteur", form::Kind::Text, ""))
                            button class="btn primary" { "Essayer" }
                        }
                    }
                    @if !some.is_empty() { (suggestions(who, &opened.name, &some)) }
                }
                @if let Some(told) = &told { (today(told)) }
            }
        }
    };
    let answer = ui::page(who, ask, head, body);
    Ok(if fields.has_problems() { answer.status(422) } else { answer })
}

fn suggestions(who: &Inside, name: &str, some: &[(DebtorId, String, String)]) -> Markup {
    html! {
        ul class="list small" role="list" {
            @for (_, code, shown) in some {
                li { a class="grow" href=(url(who, name, &format!("/essai?debiteur={}", crate::ask::encoded(code)))) { @if shown.is_empty() { (code) } @else { (shown) } } span class="muted" { (code) } }
            }
        }
    }
}

fn days(who: &Inside, told: &Story) -> Markup {
    let name = if told.name.is_empty() { &told.code } else { &told.name };
    let count: usize = told.days.iter().map(|day| day.actions.len()).sum();
    html! {
        section class="card" {
            div class="card-head" {
                div { h2 { (name) } p { "Du " (ui::day(who.today)) " au " (ui::day(told.until)) ", si rien n'est payé ni contesté." } }
                a class="btn sm" href=(who.url(&format!("/debiteurs/{}", told.debtor))) { "Voir la fiche" }
            }
            @if told.days.is_empty() {
                (ui::empty(Icon::Done, "Rien à faire", "Aucune action d'ici là. Ce qui la retient est dit à côté.", html! {}))
            } @else {
                ol class="list" role="list" {
                    @for day in &told.days { li {
                        span class="story-day strong" { (ui::day(day.on)) }
                        div class="grow stack-s" { @for action in &day.actions { (one(action)) } }
                    } }
                }
            }
            @if !told.left.1.is_empty() {
                div class="card-body stack-s small" {
                    b { "Au " (ui::day(told.left.0)) ", resterait en attente :" }
                    ul class="plain-list stack-s" role="list" { @for (waiting, because) in &told.left.1 { li { b { (numbers(waiting)) } " : " span class="soft" { (because.to_string()) } } } }
                }
            }
            div class="card-foot muted small" {
                @if count > 0 { (count) @if count == 1 { " action. " } @else { " actions. " } }
                "On suppose que chaque action est approuvée et faite le jour même, que rien n'entre et que les règlements restent connus à jour."
            }
        }
    }
}

fn one(told: &StoryAction) -> Markup {
    let action = &told.action;
    let (principal, more) =
        action.items.iter().fold((domain::money::Cents::ZERO, domain::money::Cents::ZERO), |(principal, more), item| {
            (principal + item.principal, more + item.interest + item.indemnity)
        });
    html! {
        div {
            div class="row wrap between" {
                span { b { (told.title) } @if action.document.is_some() { ", " (channel_fr(action.channel).to_lowercase()) } }
                @if action.asked.is_positive() { b { (ui::money(action.asked, action.currency)) } }
            }
            div class="small muted" {
                (numbers(&told.numbers))
                @if more.is_positive() { " · principal " (ui::money(principal, action.currency)) ", intérêts et indemnité " (ui::money(more, action.currency)) }
                @if let Some(by) = action.pay_by { " · à régler au plus tard le " (ui::day(by)) }
                @if action.automatic { " · part seul" } @else { " · après accord" }
            }
        }
    }
}

/// Invoice numbers, the first ones by name.
fn numbers(numbers: &[String]) -> String {
    const SHOWN: usize = 4;
    let mut said = numbers.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if numbers.len() > SHOWN {
        said.push_str(&format!(" et {}", counted((numbers.len() - SHOWN) as u64, "autre", "autres")));
    }
    said
}

fn today(told: &Story) -> Markup {
    html! {
        @if !told.waits.is_empty() || !told.repairs.is_empty() {
            section class="card" {
                div class="card-head" { h2 { "Ce qui attend aujourd'hui" } }
                ul class="list small" role="list" {
                    @for repair in &told.repairs { li { (ui::badge(Tone::Warn, "À compléter")) span class="grow" { (repair) } } }
                    @for (waiting, because) in &told.waits { li { div class="grow" { b { (numbers(waiting)) } div class="soft" { (because.to_string()) } } } }
                }
            }
        }
    }
}
