//! The values of the law that are in force, each with its source and the day until which somebody checked it.

use domain::Date;
use domain::access::needs::ReadBooks;
use domain::law::{Entry, HalfYear, Mark, ReadBy, Series};
use maud::{Markup, html};

use super::{PLACE, crumbs};
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Route, Scoped, get};
use crate::ui::{self, Head, Tone, badge, day};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/parametres/taux", list), get("/d/{tenant}/parametres/taux/{serie}", one)]
}

/// Days before the end of a series from which it is shown as about to end.
const SOON: i64 = 60;

fn list(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let (law, today) = (app::law::in_force(), who.today);
    let ending: Vec<_> = law.running_out(today).into_iter().filter(|series| series.days_left < SOON).collect();
    let over = ending.iter().any(|series| series.days_left < 0);
    let body = html! { div class="stack" {
        @if !ending.is_empty() {
            (ui::notice(if over { Tone::Danger } else { Tone::Warn }, html! {
                b { @if ending.len() == 1 { "Une valeur à mettre à jour." } @else { (ending.len()) " valeurs à mettre à jour." } }
                ul { @for series in &ending { li { (series.name) @if series.days_left < 0 { ", inconnue depuis le " } @else { ", connue jusqu'au " } (day(series.last_day)) } } }
                "Une version plus récente de Quittance, ou un dossier « law » donné par l'option --law, les apporte. Au-delà de ces dates, ce qui en dépend n'est pas calculé."
            }))
        }
        section class="card" {
            (ui::title_with("Valeurs au jour dit", "Après la date de vérification, une valeur est inconnue, non inchangée : Quittance refuse de la deviner.", html! {}))
            div class="table-wrap" tabindex="0" role="region" aria-label="Valeurs du droit" {
                table class="table stackable" {
                    thead { tr { th scope="col" { "Valeur" } th scope="col" class="num" { "En vigueur" } th scope="col" { "Depuis" } th scope="col" { "Source" } th scope="col" { "Vérifiée jusqu'au" } th scope="col" { "Certitude" } } }
                    tbody { @for series in law.list() { (line(who, series, today)) } }
                }
            }
        }
        p class="muted small" { "[A] texte officiel, [B] source secondaire, [K] à vérifier avant un acte, [?] douteux. Les taux lus par semestre valent du 1er janvier au 30 juin et du 1er juillet au 31 décembre." }
    } };
    let head = Head {
        title: "Taux en vigueur",
        sub: Some(html! { "Au " (day(today)) ", tels que chaque calcul les prend." }),
        crumbs: crumbs(who),
        place: PLACE,
        ..Head::default()
    };
    Ok(ui::page(who, ask, head, body))
}

fn line(who: &Scoped<ReadBooks>, series: &Series, today: Date) -> Markup {
    let now = series.on(read_on(series, today)).ok();
    html! {
        tr {
            th scope="row" { a href=(who.url(&format!("/parametres/taux/{}", series.key))) { (series.name) } span class="sub" { (series.article) } }
            td class="num" { @match now { Some(entry) => { (series.show(entry)) } None => { (badge(Tone::Danger, "inconnue")) } } }
            td data-l="depuis" { @if let Some(entry) = now { (day(entry.from)) } }
            td class="w" { @if let Some(entry) = now { (entry.source) } }
            td data-l="vérifiée jusqu'au" { (day(series.checked_until)) }
            td { @if let Some(entry) = now { (mark(entry.mark)) } }
        }
    }
}

fn mark(mark: Mark) -> Markup {
    let tone = if mark.is_to_check() { Tone::Warn } else { Tone::Ok };
    badge(tone, &format!("[{}] {}", mark.word(), mark.french()))
}

/// The day on which a series is read for a day.
fn read_on(series: &Series, day: Date) -> Date {
    match series.read_by {
        ReadBy::Day => day,
        ReadBy::HalfYear => HalfYear::of(day).first_day(),
    }
}

fn one(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let key: String = ask.path("serie")?;
    let law = app::law::in_force();
    let series = law.list().into_iter().find(|series| series.key == key).ok_or(Fault::NotFound)?;
    let mut entries: Vec<&Entry> = series.entries.iter().collect();
    entries.reverse();
    let body = html! {
        section class="card" {
            div class="table-wrap" tabindex="0" role="region" aria-label="Valeurs de la série" {
                table class="table stackable" {
                    thead { tr { th scope="col" { "À partir du" } th scope="col" class="num" { "Valeur" } th scope="col" { "Source" } th scope="col" { "Lue le" } th scope="col" { "Certitude" } } }
                    tbody {
                        @for entry in entries {
                            tr {
                                th scope="row" { (day(entry.from)) @if let Some(until) = entry.until { span class="sub" { "jusqu'au " (day(until)) } } }
                                td class="num" { (series.show(entry)) }
                                td class="w" { (entry.source) }
                                td data-l="lue le" { (day(entry.read_on)) }
                                td { (mark(entry.mark)) }
                            }
                        }
                    }
                }
            }
        }
    };
    let mut crumbs = crumbs(who);
    crumbs.push(("Taux en vigueur", who.url("/parametres/taux")));
    let head = Head {
        title: &series.name,
        sub: Some(
            html! { (series.article) ". Vérifiée jusqu'au " (day(series.checked_until)) ", connue jusqu'au " (day(series.last_day())) "." },
        ),
        crumbs,
        place: PLACE,
        ..Head::default()
    };
    Ok(ui::page(who, ask, head, body))
}
