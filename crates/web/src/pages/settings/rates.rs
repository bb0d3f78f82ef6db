//! The values of the law that are in force, each with its source and the day until which somebody checked it.

use domain::Date;
use domain::access::needs::ReadBooks;
use domain::law::{Entry, HalfYear, Mark, ReadBy, RunningOut, Series};
use maud::{Markup, html};

use super::{PLACE, crumbs};
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Route, Scoped, get};
use crate::ui::{self, Head, Tone, badge, day};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/parametres/taux", list), get("/d/{tenant}/parametres/taux/{serie}", one)]
}

/// Days before the end of a series from which its end is told.
const SOON: i64 = 60;

fn list(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let (law, today) = (app::law::in_force(), who.today);
    let ending: Vec<_> = law.running_out(today).into_iter().filter(|series| series.days_left < SOON).collect();
    let (over, soon): (Vec<_>, Vec<_>) = ending.iter().partition(|series| series.days_left < 0);
    let body = html! { div class="stack" {
        @if !over.is_empty() {
            (ui::notice(Tone::Danger, html! {
                b { @if over.len() == 1 { "Une valeur n'est plus connue." } @else { (over.len()) " valeurs ne sont plus connues." } }
                ul { @for series in &over { li { (series.name) " : inconnu depuis le " (day(series.last_day)) } } }
                "Ce qui en dépend n'est plus calculé. Mettez Quittance à jour, ou demandez à la personne qui l'administre de charger les valeurs nouvelles."
            }))
        }
        @if !soon.is_empty() { (ending_soon(&soon)) }
        section class="card" {
            (ui::title_with("Valeurs au jour dit", "Après son dernier jour, une valeur est inconnue, non inchangée : Quittance refuse de la deviner.", html! {}))
            div class="table-wrap" tabindex="0" role="region" aria-label="Valeurs du droit" {
                table class="table stackable" {
                    thead { tr { th scope="col" { "Valeur" } th scope="col" class="num" { "En vigueur" } th scope="col" { "Depuis" } th scope="col" { "Source" } th scope="col" { "Utilisable jusqu'au" } th scope="col" { "Certitude" } } }
                    tbody { @for series in law.list() { (line(who, series, today)) } }
                }
            }
        }
        p class="muted small" { "Officiel : lu dans un texte officiel. Recoupé : lu dans une autre source au moins. À confirmer : à vérifier dans le texte avant un acte. Les taux lus par semestre valent du 1er janvier au 30 juin et du 1er juillet au 31 décembre." }
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

/// Values that are in force and whose next ones will be needed soon: told, without alarm.
fn ending_soon(soon: &[&RunningOut]) -> Markup {
    let first = soon.iter().map(|series| series.last_day).min();
    ui::notice(
        Tone::Neutral,
        html! {
            @if let Some(first) = first { "Toutes ces valeurs sont en vigueur. Les suivantes seront nécessaires après le " (day(first)) " : une mise à jour de Quittance les apporte." }
            details class="small mt1" {
                summary { "Jusqu'à quand chacune est connue" }
                ul { @for series in soon { li { (series.name) " : jusqu'au " (day(series.last_day)) } } }
            }
        },
    )
}

fn line(who: &Scoped<ReadBooks>, series: &Series, today: Date) -> Markup {
    let now = series.on(read_on(series, today)).ok();
    html! {
        tr {
            th scope="row" { a href=(who.url(&format!("/parametres/taux/{}", series.key))) { (series.name) } span class="sub" { (ui::unbroken(&series.article)) } }
            td class="num" { @match now { Some(entry) => { (series.show(entry)) } None => { (badge(Tone::Danger, "Inconnu")) } } }
            td data-l="depuis" { @if let Some(entry) = now { (day(entry.from)) @if let Some(kept) = kept_for(series, today) { span class="sub" { (kept) } } } }
            td class="w" { @if let Some(entry) = now { (source(entry)) } }
            td data-l="utilisable jusqu'au" { (day(series.last_day())) }
            td { @if let Some(entry) = now { (mark(entry.mark)) } }
        }
    }
}

/// The official text first; what was read to check it stands folded under it.
fn source(entry: &Entry) -> Markup {
    let text = official(&entry.source);
    html! {
        @match &text {
            Some(text) => { (ui::unbroken(text)) }
            None => { span class="muted" { "Source officielle non consultée" } }
        }
        @if text.as_ref() != Some(&entry.source) {
            details class="small" { summary { "Notes de vérification" } (entry.source) }
        }
    }
}

/// Words with which the official reference of a value begins.
const OFFICIAL: [&str; 6] = ["Arrêté", "Code", "Décret", "Journal officiel", "Loi", "Ordonnance"];

/// The official reference in the notes of a value: their first part that names a text, without what was not seen of it.
fn official(notes: &str) -> Option<String> {
    let text = notes.split(" ; ").find(|part| OFFICIAL.iter().any(|word| part.starts_with(word)))?;
    let seen = match text.rsplit_once(" (") {
        Some((before, aside)) if aside.contains("connaissance propre") || aside.contains("non vu") => before,
        _ => text,
    };
    Some(seen.to_owned())
}

fn mark(mark: Mark) -> Markup {
    let tone = match mark {
        Mark::Official => Tone::Ok,
        Mark::Secondary => Tone::Neutral,
        Mark::OwnKnowledge | Mark::Doubtful => Tone::Warn,
    };
    badge(tone, ui::certainty(mark))
}

/// The day on which a series is read for a day.
fn read_on(series: &Series, day: Date) -> Date {
    match series.read_by {
        ReadBy::Day => day,
        ReadBy::HalfYear => HalfYear::of(day).first_day(),
    }
}

/// For what time the value of a series read by half-year is kept, whatever changes meanwhile.
fn kept_for(series: &Series, day: Date) -> Option<String> {
    (series.read_by == ReadBy::HalfYear).then(|| {
        let half = HalfYear::of(day);
        format!("Retenu pour le {half} (taux au 1er {})", if half.is_second() { "juillet" } else { "janvier" })
    })
}

fn one(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let key: String = ask.path("serie")?;
    let law = app::law::in_force();
    let series = law.list().into_iter().find(|series| series.key == key).ok_or(Fault::NotFound)?;
    let mut entries: Vec<&Entry> = series.entries.iter().collect();
    entries.reverse();
    let kept = series.on(read_on(series, who.today)).ok().zip(kept_for(series, who.today));
    let body = html! {
        @if let Some((entry, kept)) = &kept {
            (ui::notice(Tone::Info, html! { (kept) " : " b { (series.show(entry)) } ". Un changement en cours de semestre n'est pris qu'au semestre suivant." }))
        }
        section class=(if kept.is_some() { "card mt4" } else { "card" }) {
            div class="table-wrap" tabindex="0" role="region" aria-label="Valeurs de la série" {
                table class="table stackable" {
                    thead { tr { th scope="col" { "À partir du" } th scope="col" class="num" { "Valeur" } th scope="col" { "Source" } th scope="col" { "Lue le" } th scope="col" { "Certitude" } } }
                    tbody {
                        @for entry in entries {
                            tr {
                                th scope="row" { (day(entry.from)) @if let Some(until) = entry.until { span class="sub" { "jusqu'au " (day(until)) } } }
                                td class="num" { (series.show(entry)) }
                                td class="w" { (source(entry)) }
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
            html! { (ui::unbroken(&series.article)) ". Utilisable jusqu'au " (day(series.last_day())) "." @if series.checked_until < series.last_day() { " Changements relevés jusqu'au " (day(series.checked_until)) "." } },
        ),
        crumbs,
        place: PLACE,
        ..Head::default()
    };
    Ok(ui::page(who, ask, head, body))
}

#[cfg(test)]
mod tests {
    use super::official;

    #[test]
    fn the_official_text_is_told_from_the_notes_of_who_checked_it() {
        assert_eq!(
            official("Arrêté du 2 mars 2020 (JO 05/03/2020) ; un-site.example").as_deref(),
            Some("Arrêté du 2 mars 2020 (JO 05/03/2020)")
        );
        assert_eq!(official("Arrêté de juin 2021 (date non vue) ; un-site.example").as_deref(), Some("Arrêté de juin 2021"));
        assert_eq!(official("une table ; Journal officiel de l'UE").as_deref(), Some("Journal officiel de l'UE"));
        assert_eq!(official("connaissance propre ; une table"), None);
    }
}
