//! What publishing would change in the present portfolio, or what giving a scenario to a kind of debtors would.

use app::scenarios::{Changed, Effect, MOST_LOOKED_AT, Opened, Who, effect};
use domain::Date;
use domain::access::needs::{ManageRules, ReadBooks};
use domain::dunning::{Action, Scenario};
use domain::french::grouped;
use domain::french::{date_fr, money_fr};
use domain::party::DebtorKind;
use domain::scenarios::{ActionChange, HORIZONS, Tally, channel_fr, document_fr};
use maud::{Markup, html};

use super::{PLACE, debtors, may_edit, opened, tabs, title, url};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, Head, Icon, Tone, form};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/scenarios/{name}/effet", show),
        get("/d/{tenant}/scenarios/{name}/attribuer", ask_assign),
        post("/d/{tenant}/scenarios/{name}/attribuer", assign),
    ]
}

/// Where the effect comes: by itself with htmx, by a link without.
pub(super) fn placeholder(who: &Inside, opened: &Opened) -> Markup {
    let there = url(who, &opened.name, "/effet");
    html! {
        @if opened.draft.is_some() {
            section class="card" id="effet" hx-get=(there) hx-trigger="load" hx-target="#effet" hx-swap="outerHTML" aria-live="polite" {
                div class="card-head" { h2 { "Si publié maintenant" } }
                div class="card-body" { a class="btn sm" href=(there) { "Calculer l'effet sur vos débiteurs" } }
            }
        } @else {
            section class="card" id="effet" {
                div class="card-head" { h2 { "Si publié maintenant" } }
                div class="card-body small soft" { "Aucun brouillon : enregistrez une modification pour voir ce qu'elle changerait, avant de la publier." }
            }
        }
    }
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let opened = opened(who, ask)?;
    let scenario = opened.scenario().ok_or(Fault::NotFound)?;
    let concerned = Who::Followers(opened.name.clone());
    let found = who.read(|tx| effect(tx, &concerned, scenario, who.today, MOST_LOOKED_AT))?;
    if ask.is_htmx() {
        return Ok(Answer::html(panel(who, &opened, &found)));
    }
    let head = Head {
        title: "Si publié maintenant",
        place: PLACE,
        crumbs: vec![("Scénarios", who.url(PLACE)), (title(&opened), url(who, &opened.name, ""))],
        sub: Some(html! { "Chaque débiteur est décidé deux fois : avec la version en vigueur, puis avec le brouillon." }),
        actions: Some(
            html! { a class="btn" href=(url(who, &opened.name, "")) { "Revenir au scénario" } a class="btn" href=(url(who, &opened.name, "/effet")) { "Recalculer" } },
        ),
        ..Head::default()
    };
    let body = html! { (tabs(who, &opened, "/effet")) (whole(who, &found, scenario, ("En vigueur", "Brouillon"))) };
    Ok(ui::page(who, ask, head, body))
}

/// The card beside the editor.
fn panel(who: &Inside, opened: &Opened, found: &Effect) -> Markup {
    let there = url(who, &opened.name, "/effet");
    html! {
        section class="card" id="effet" data-announce="Effet calculé." {
            div class="card-head" {
                h2 { "Si publié maintenant" }
                a class="btn sm quiet" href=(there) hx-get=(there) hx-target="#effet" hx-swap="outerHTML" { "Recalculer" }
            }
            @if found.concerned == 0 {
                div class="card-body small soft" { "Personne ne suit ce scénario : rien ne changerait aujourd'hui." }
            } @else {
                ul class="list small" role="list" { (rows(found)) }
                div class="card-body" { (ahead(found, ("En vigueur", "Brouillon"), false)) (caveat(found)) }
                div class="card-foot" { a href=(url(who, &opened.name, "/effet")) { "Voir les débiteurs concernés" } }
            }
        }
    }
}

/// The facts in a few lines.
fn rows(found: &Effect) -> Markup {
    let line = |words: &str, value: Markup| html! { li { span class="grow" { (words) } b { (value) } } };
    html! {
        (line("Débiteurs concernés", html! { (grouped(found.concerned)) }))
        @if found.is_sample() { (line("Débiteurs examinés", html! { (grouped(found.looked_at)) " sur " (grouped(found.concerned)) })) }
        (line("Actions d'aujourd'hui qui apparaissent", html! { (grouped(found.appear)) }))
        (line("Actions d'aujourd'hui qui disparaissent", html! { (grouped(found.disappear)) }))
        (line("Actions d'aujourd'hui qui changent", html! { (grouped(found.change)) }))
        (line("Étapes déjà franchies, non rejouées", html! { (grouped(found.passed)) }))
        (line("Retenus par le budget de contact", html! { (grouped(found.wait_for_budget)) }))
        (line("Première différence", first(found)))
    }
}

fn first(found: &Effect) -> Markup {
    html! {
        @match found.first_difference {
            None => "aucune sous 30 jours",
            Some((on, count)) => { (ui::day(on)) " (" (debtors(count)) ")" }
        }
    }
}

fn row_names() -> [String; 1 + HORIZONS.len()] {
    ["Aujourd'hui".to_owned(), format!("Sous {} j", HORIZONS[0]), format!("Sous {} j", HORIZONS[1]), format!("Sous {} j", HORIZONS[2])]
}

/// A number of a tally.
type Pick = fn(&Tally) -> u64;

/// Contacts today and over the next days, with both.
fn ahead(found: &Effect, names: (&str, &str), all: bool) -> Markup {
    let of = |tally: &Tally, pick: Pick| grouped(pick(tally));
    let kinds: [(&str, Pick); 5] = [
        ("Courriels et lettres", |tally| tally.written),
        ("Mises en demeure", |tally| tally.notices),
        ("Appels", |tally| tally.calls),
        ("Décisions à prendre", |tally| tally.tasks),
        ("dont sans accord", |tally| tally.automatic),
    ];
    html! {
        table class="table compact-table" {
            caption class="vh" { "Contacts, aujourd'hui et sous 7, 14 et 30 jours" }
            thead { tr { th scope="col" { "Contacts" } th scope="col" class="num" { (names.0) } th scope="col" class="num" { (names.1) } } }
            tbody {
                @for (place, words) in row_names().iter().enumerate() {
                    @let (before, after) = (&found.before[place], &found.after[place]);
                    tr { th scope="row" { (words) } td class="num" { (grouped(before.contacts())) } td class="num" { (grouped(after.contacts())) } }
                    @if all { @for (words, pick) in kinds {
                        @if pick(before) + pick(after) > 0 { tr { td class="soft indent" { (words) } td class="num soft" { (of(before, pick)) } td class="num soft" { (of(after, pick)) } } }
                    } }
                }
            }
        }
    }
}

fn caveat(found: &Effect) -> Markup {
    html! {
        p class="small muted mt3" {
            "Calculé sur vos données du jour, si rien n'entre d'ici là et si chaque action proposée est faite le jour même. Ce n'est pas une prévision d'encaissement."
            @if found.is_sample() { " Les nombres sont ceux des " (debtors(found.looked_at)) " examinés, pris régulièrement parmi " (grouped(found.concerned)) "." }
        }
    }
}

fn whole(who: &Inside, found: &Effect, scenario: &Scenario, names: (&str, &str)) -> Markup {
    html! {
        @if found.concerned == 0 {
            section class="card" { (ui::empty(Icon::Debtors, "Personne n'est concerné", "Aucun débiteur ne suit ce scénario : rien ne changerait.", html! {})) }
        } @else {
            div class="cols cols-main" {
                section class="card" {
                    (ui::title_with("Ce qui change aujourd'hui", &changed_words(found), html! {}))
                    @if found.today.is_empty() {
                        (ui::empty(Icon::Done, "Rien ne change aujourd'hui", &tomorrow(found), html! {}))
                    } @else {
                        ul class="list" role="list" { @for changed in &found.today { (one(who, changed, scenario)) } }
                    }
                }
                aside class="stack" {
                    section class="card" { div class="card-head" { h2 { "En bref" } } ul class="list small" role="list" { (rows(found)) } }
                    section class="card" { div class="card-head" { h2 { "Jours à venir" } } div class="card-body" { (ahead(found, names, true)) (caveat(found)) } }
                }
            }
        }
    }
}

fn changed_words(found: &Effect) -> String {
    let shown = found.today.len() as u64;
    if found.differ_today > shown {
        format!("{}, dont les {} premiers ci-dessous", debtors(found.differ_today), shown)
    } else {
        debtors(found.differ_today)
    }
}

fn tomorrow(found: &Effect) -> String {
    match found.first_difference {
        None => "Ni sous 30 jours, si rien n'entre d'ici là.".to_owned(),
        Some((on, count)) => format!("La première différence est le {}, pour {}.", date_fr(on), debtors(count)),
    }
}

fn one(who: &Inside, changed: &Changed, scenario: &Scenario) -> Markup {
    let name = if changed.name.is_empty() { &changed.code } else { &changed.name };
    html! {
        li {
            div class="grow" {
                a class="strong" href=(who.url(&format!("/debiteurs/{}", changed.debtor))) { (name) }
                @for change in &changed.changes {
                    @match change {
                        ActionChange::Appears(action) => div { (ui::badge(Tone::Info, "Apparaît")) " " (told(action, scenario)) },
                        ActionChange::Disappears(action, why) => div {
                            (ui::badge(Tone::Neutral, "Disparaît")) " " (told(action, scenario))
                            @if let Some(why) = why { div class="small muted" { (why.to_string()) } }
                        },
                        ActionChange::Changes(old, new) => div {
                            (ui::badge(Tone::Warn, "Change")) " " (told(old, scenario)) div class="small" { "devient : " (told(new, scenario)) }
                        },
                    }
                }
            }
        }
    }
}

/// An action in a few words.
fn told(action: &Action, scenario: &Scenario) -> String {
    let step = scenario.step(&action.step).map_or(action.step.as_str(), |step| &step.title);
    let what = action.document.map_or_else(String::new, |document| {
        format!(" ({}, {})", document_fr(Some(document)).to_lowercase(), channel_fr(action.channel).to_lowercase())
    });
    let how = if action.automatic { "sans accord" } else { "après accord" };
    format!("{step}{what}, {}, {how}", money_fr(action.asked, action.currency))
}

fn kind_of(word: &str) -> Result<DebtorKind, Fault> {
    DebtorKind::ALL
        .into_iter()
        .find(|kind| kind.word() == word)
        .ok_or_else(|| Fault::Bad("Choisissez une nature de débiteurs dans la liste.".to_owned()))
}

fn ask_assign(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let opened = opened(who, ask)?;
    let kind = kind_of(ask.query("nature").unwrap_or_default())?;
    let Some(scenario) = &opened.published else {
        return Err(Fault::Refused("Ce scénario n'est qu'un brouillon : publiez-le d'abord.".to_owned()));
    };
    let found = who.read(|tx| effect(tx, &Who::Kind(kind), scenario, who.today, MOST_LOOKED_AT))?;
    let heading = format!("{} pour les débiteurs « {} »", scenario.title, kind.french());
    let head = Head {
        title: &heading,
        place: PLACE,
        crumbs: vec![("Scénarios", who.url(PLACE)), (&scenario.title, url(who, &opened.name, ""))],
        sub: Some(
            html! { "Ceux qui n'ont pas de scénario propre le suivraient à la place du leur. Les étapes déjà franchies ne sont pas rejouées." },
        ),
        actions: Some(html! {
            a class="btn" href=(url(who, &opened.name, "")) { "Abandonner" }
            @if may_edit(who) { (form::post_with(who, &url(who, &opened.name, "/attribuer"), "inline", html! { (form::hidden("nature", kind.word())) button class="btn primary" { "Attribuer ce scénario" } })) }
        }),
        ..Head::default()
    };
    Ok(ui::page(who, ask, head, whole(who, &found, scenario, ("Aujourd'hui suivi", "Celui-ci"))))
}

fn assign(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let name = opened(who, ask)?.name;
    let kind = kind_of(ask.form("nature"))?;
    let on: Date = who.today;
    let said = who.write(|tx| app::scenarios::assign(tx, &name, kind, on))?;
    Ok(Answer::to(url(who, &name, "")).saying(said))
}
