//! The list of mandates: those that can serve and those that cannot, with the reason; and the debtor of a new one, looked for.

use app::debits::{self, MandateShown, Standing};
use app::words::counted;
use domain::access::Permission;
use domain::access::needs::{ManageDebtors, ReadBooks};
use domain::debits::Mandate;
use formats::values::folded;
use maud::{Markup, html};

use super::{MANDATES, PLACE, actions, debtor_link, lacking, tabs};
use crate::ask::Ask;
use crate::pages::bank::{find, iban};
use crate::pages::card::card_url;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Icon, Tone};

/// Mandates on a page.
const PAGE: usize = 50;
/// Characters of a search that are read.
const LONGEST: usize = 100;
/// The word of the tab of mandates that cannot serve.
const BARRED: &str = "autres";

pub(super) fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let all = who.read(|tx| debits::mandates(tx, None, who.today))?;
    let typed: String = ask.query("q").unwrap_or_default().chars().take(LONGEST).collect();
    let (valid, barred): (Vec<&MandateShown>, Vec<&MandateShown>) =
        all.iter().filter(|one| found(one, &typed)).partition(|one| matches!(one.standing, Standing::Valid { .. }));
    // What was looked for is shown, whichever tab holds it.
    let other = ask.query("etat") == Some(BARRED) || ask.query("etat").is_none() && valid.is_empty() && !barred.is_empty();
    let states = [
        ("Utilisables".to_owned(), ask.with("etat", "utilisables"), Some(valid.len() as u64), !other),
        ("Ne servent pas".to_owned(), ask.with("etat", BARRED), Some(barred.len() as u64), other),
    ];
    let shown = if other { &barred } else { &valid };
    let after: usize = ask.query("apres").and_then(|text| text.parse().ok()).unwrap_or(0);
    let span = ui::page_of(after, shown.len(), PAGE);
    let body = html! {
        (tabs(who, MANDATES))
        div class="stack mt3" {
            @if let Some(lacks) = lacking(who)? { (lacks) }
            section class="card" {
                @if all.is_empty() { (nothing(who)) } @else {
                    (search(who, &typed, ask.query("etat")))
                    div class="pad-x" { (ui::tabs("Mandats par état", &states)) }
                    @if shown.is_empty() { (ui::empty(Icon::Debit, "Aucun mandat ici", if typed.is_empty() { "Les mandats de cet état se retrouvent ici." } else { "Cherchez par RUM, code ou nom du débiteur." }, html! {})) }
                    @else {
                        (table(who, span.of(shown)))
                        (ui::pager(
                            &counted(shown.len() as u64, "mandat", "mandats"),
                            (span.after > 0).then(|| ask.with("apres", "")).as_deref(),
                            span.next().map(|next| ask.with("apres", &next.to_string())).as_deref(),
                        ))
                    }
                }
            }
        }
    };
    let head = Head {
        title: "Mandats de prélèvement",
        sub: Some(html! { "Un mandat est caduc après trente-six mois sans prélèvement." }),
        crumbs: vec![("Prélèvements", who.url(PLACE))],
        actions: Some(html! {
            @if who.can(Permission::ManageDebtors) { a class="btn" href=(who.url(&format!("{MANDATES}/nouveau"))) aria-label="Inscrire un mandat" { (ui::icon(Icon::Pencil)) span class="tx" { "Inscrire un mandat" } } }
            (actions(who))
        }),
        place: PLACE,
        ..Head::default()
    };
    Ok(ui::page(who, ask, head, body))
}

/// Whether every word that is looked for stands in the reference, the code or the name.
fn found(one: &MandateShown, typed: &str) -> bool {
    let own = folded(&format!("{} {} {}", one.mandate.reference, one.code, one.name));
    folded(typed).split_whitespace().all(|word| own.contains(word))
}

fn search(who: &Inside, typed: &str, state: Option<&str>) -> Markup {
    html! {
        div class="toolbar" {
            form method="get" action=(who.url(MANDATES)) class="row wrap grow filter" role="search" {
                @if let Some(state) = state { (ui::form::hidden("etat", state)) }
                div class="field grow" { label for="q" { "RUM, code ou nom du débiteur" } input class="input" type="search" id="q" name="q" value=(typed) autocomplete="off"; }
                button class="btn" { (ui::icon(Icon::Search)) "Chercher" }
            }
        }
    }
}

fn nothing(who: &Inside) -> Markup {
    let begin = html! { @if who.can(Permission::ManageDebtors) { a class="btn primary" href=(who.url(&format!("{MANDATES}/nouveau"))) { "Inscrire un mandat" } } };
    ui::empty(
        Icon::Debit,
        "Aucun mandat inscrit",
        "Inscrivez les mandats que vos débiteurs ont signés : RUM, IBAN et jour de signature.",
        begin,
    )
}

fn table(who: &Inside, shown: &[&MandateShown]) -> Markup {
    html! {
        div class="table-wrap" tabindex="0" role="region" aria-label="Mandats" {
            table class="table stackable" {
                thead { tr {
                    th scope="col" { "Débiteur" } th scope="col" { "RUM" } th scope="col" class="hide-m" { "Compte" } th scope="col" class="hide-m" { "Règles" }
                    th scope="col" class="hide-m" { "Signé le" } th scope="col" class="hide-m" { "Dernier prélèvement" } th scope="col" { "Il est" }
                    th scope="col" { span class="vh" { "Actions" } }
                } }
                tbody data-nav { @for one in shown { (row(who, one)) } }
            }
        }
    }
}

fn row(who: &Inside, one: &MandateShown) -> Markup {
    let mandate = &one.mandate;
    html! {
        tr data-item {
            th scope="row" class="cell-l1" { (debtor_link(who, mandate.debtor, &one.code, &one.name)) span class="sub" { (one.code) } }
            td class="mono cell-l2" data-l="RUM" { (mandate.reference) }
            td class="mono hide-m hide-s" { (iban(who, mandate.iban.as_deref().unwrap_or_default())) }
            td class="hide-m hide-s" { (rules(mandate)) }
            td class="date hide-m hide-s" { (ui::day(mandate.signed_on)) }
            td class="date hide-m hide-s" { @match mandate.last_presented_on { Some(on) => (ui::day(on)), None => "—" } }
            td class="cell-l3" { (standing(one)) }
            td class="cell-r3" {
                @if mandate.revoked_on.is_none() && who.can(Permission::ManageDebtors) {
                    a class="btn sm" href=(who.url(&format!("{MANDATES}/{}/revoquer", mandate.id.0))) { "Révoquer" span class="vh" { " le mandat " (mandate.reference) } }
                }
            }
        }
    }
}

/// Under which rules, and for how many debits.
pub(super) fn rules(mandate: &Mandate) -> Markup {
    html! { (mandate.scheme.code()) @if mandate.once { ", ponctuel" } }
}

/// Until when a mandate can serve, or why it cannot.
pub(crate) fn standing(one: &MandateShown) -> Markup {
    match &one.standing {
        Standing::Valid { through } => {
            html! { (ui::badge(Tone::Ok, "utilisable")) span class="sub" { "jusqu'au " (ui::day(*through)) " sans autre prélèvement" } }
        }
        Standing::Barred(bar) => html! { (ui::badge(Tone::Draft, "ne sert pas")) span class="sub" { (ui::unbroken(&bar.to_string())) } },
    }
}

/// Who signed: looked for by code or name, then led to its form.
pub(super) fn whose(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    let (fields, found) = find::asked(who, ask)?;
    let names = find::names(who, &found)?;
    let body = html! {
        (ui::form::summary(&fields))
        (find::card(&who.url(&format!("{MANDATES}/nouveau")), &fields, (&found, &names), "Chercher", |one| Ok(html! {
            ul class="list" role="list" { li {
                a class="btn primary" href={ (card_url(who, one)) "/mandat" } { "Inscrire un mandat de " (names.get(&one).map_or("", |(code, name)| crate::pages::debtor_list::shown_name(name, code))) }
            } }
        }))?)
    };
    let head = Head {
        title: "Inscrire un mandat",
        sub: Some(html! { "De quel débiteur ? Le mandat signé donne sa RUM, son IBAN et son jour de signature." }),
        crumbs: vec![("Prélèvements", who.url(PLACE)), ("Mandats", who.url(MANDATES))],
        place: PLACE,
        ..Head::default()
    };
    let answer = ui::page(who, ask, head, body);
    Ok(if fields.has_problems() { answer.status(422) } else { answer })
}
