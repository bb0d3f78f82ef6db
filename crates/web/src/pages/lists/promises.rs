//! The list of promises: to come, missed, kept, cancelled.

use app::lists::{self, Promise, PromiseState};
use domain::access::Permission;
use domain::access::needs::{Export as MayExport, ReadBooks};
use domain::dunning::PromiseStanding;
use domain::facts::days_between;
use domain::french::date_short;
use formats::export::Cell;
use maud::{Markup, html};

use super::{Names, SIZE, after, broken, cursor, debtor_cell, exports, format_of, mine, mine_chip, unwritten, views};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::pages::card::promise_words;
use crate::route::{Answered, Inside, Route, Scoped, get};
use crate::ui::{self, Head, Icon, Tone, form};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/promesses", show), get("/d/{tenant}/promesses/export", export)]
}

const STATES: [(&str, &str, PromiseState); 4] = [
    ("", "À venir", PromiseState::ToCome),
    ("non-tenues", "Échues, non tenues", PromiseState::Missed),
    ("tenues", "Tenues", PromiseState::Kept),
    ("annulees", "Annulées", PromiseState::Cancelled),
];

fn state_of(ask: &Ask) -> Result<(&'static str, PromiseState), Fault> {
    let word = ask.query("etat").unwrap_or("");
    let found = STATES.iter().find(|(known, ..)| *known == word);
    found
        .map(|(word, _, state)| (*word, *state))
        .ok_or_else(|| Fault::Bad(format!("Le filtre « {word} » n'existe pas. Revenez à la liste et choisissez de nouveau.")))
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let (word, state) = state_of(ask)?;
    let (place, mine) = (cursor(ask)?, mine(who, ask)?);
    let keep = |debtor| mine.as_ref().is_none_or(|mine| mine.contains(&debtor));
    let (found, next) = who.read(|tx| lists::promises(tx, state, who.today, place, SIZE, keep))?;
    let names = who.read(|tx| Ok(tx.names(&found.iter().map(|one| one.line.debtor).collect::<Vec<_>>())?))?;
    let tabs: Vec<_> =
        STATES.iter().map(|(known, words, _)| ((*words).to_owned(), ask.with("etat", known), None, *known == word)).collect();
    let head = Head {
        title: "Promesses",
        sub: Some(html! { "Tenue ou non se lit dans les règlements reçus, jamais dans une saisie." }),
        actions: Some(exports(who, ask)),
        place: "/promesses",
        ..Head::default()
    };
    let next = next.map(|(day, id)| after(ask, &format!("{day}.{id}")));
    let body = html! {
        (views::bar(who, ask, "promesses")?)
        section class="card" {
            div class="pad-x" { (ui::tabs("Promesses par état", &tabs)) }
            div class="toolbar" { div class="chips" { (mine_chip(ask)) } }
            @if found.is_empty() && next.is_none() {
                (ui::empty(Icon::Promise, "Aucune promesse ici", "Une promesse se note depuis la fiche d'un débiteur, après un appel ou une réponse.", html! { a class="btn" href=(who.url("/debiteurs")) { "Choisir un débiteur" } }))
            } @else {
                div class="table-wrap" tabindex="0" role="region" aria-label="Promesses" {
                    table class="table stackable" {
                        thead { tr { th scope="col" { "Débiteur" } th scope="col" class="num" { "Montant" } th scope="col" { "Pour le" } th scope="col" class="hide-m" { "Promis le" } th scope="col" class="hide-m" { "Factures" } th scope="col" { "État" } th scope="col" { span class="vh" { "Actions" } } } }
                        tbody data-nav { @for one in &found { (row(who, one, &names)) } }
                    }
                }
                (ui::pager(&app::words::counted(found.len() as u64, "promesse affichée", "promesses affichées"), place.map(|_| ask.with("apres", "")).as_deref(), next.as_deref()))
            }
        }
    };
    Ok(ui::page(who, ask, head, body))
}

fn badge(standing: Option<PromiseStanding>) -> Markup {
    match standing {
        None => ui::badge(Tone::Draft, "Annulée"),
        Some(PromiseStanding::Running { .. }) => ui::badge(Tone::Promise, "En cours"),
        Some(PromiseStanding::Unverified { .. }) => ui::badge(Tone::Warn, "À vérifier"),
        Some(PromiseStanding::Kept) => ui::badge(Tone::Ok, "Tenue"),
        Some(PromiseStanding::Broken { .. }) => ui::badge(Tone::Danger, "Non tenue"),
    }
}

fn row(who: &Inside, one: &Promise, names: &Names) -> Markup {
    let left = days_between(who.today, one.line.by);
    html! {
        tr data-item {
            th scope="row" class="cell-l1" { (debtor_cell(who, names, one.line.debtor)) }
            td class="num strong cell-r1" { (ui::money(one.line.amount, one.currency)) }
            td class="date cell-l2" data-l="Pour le" { (ui::day(one.line.by)) span class="sub" { @match left { 0 => "aujourd'hui", ..=-1 => { "il y a " (-left) " j" }, _ => { "dans " (left) " j" } } } }
            td class="date hide-m hide-s" { (ui::day(one.line.on)) }
            td class="hide-m hide-s" { (numbers(who, one)) }
            td class="cell-l3" {
                (badge(one.standing)) @if let Some(standing) = one.standing { span class="sub" { (promise_words(standing)) } }
                div class="sub only-s" { "Promis le " (date_short(one.line.on)) @if !one.numbers.is_empty() { " sur " (numbers(who, one)) } }
            }
            td class="cell-r3" { @if one.standing.is_some_and(|standing| standing != PromiseStanding::Kept) && who.can(Permission::RecordDunning) {
                (form::button(who, &who.url(&format!("/debiteurs/{}/promesses/{}/annulation", one.line.debtor.0, one.line.id.0)), "btn sm", html! { "Annuler" }))
            } }
        }
    }
}

/// The invoices of a promise, three at most.
fn numbers(who: &Inside, one: &Promise) -> Markup {
    html! {
        @for (claim, number) in one.numbers.iter().take(3) { a class="nowrap" href=(who.url(&format!("/factures/{}", claim.0))) { (number) } " " }
        @if one.numbers.len() > 3 { span class="muted" { "et " (app::words::counted(one.numbers.len() as u64 - 3, "autre", "autres")) } }
    }
}

const HEADS: [&str; 8] = ["Code débiteur", "Débiteur", "Promis le", "Pour le", "Montant", "Devise", "Factures", "État"];

fn export(who: &Scoped<MayExport>, ask: &Ask) -> Answered {
    let format = format_of(ask)?;
    let ((_, state), mine, books, today) = (state_of(ask)?, mine(who, ask)?, who.books(), who.today);
    let name = format!("promesses-{today}.{}", format.extension());
    Ok(Answer::stream(&name, format.media_type(), move |out| {
        format.write(out, "Promesses", &HEADS, |sheet| {
            let keep = |debtor| mine.as_ref().is_none_or(|mine| mine.contains(&debtor));
            let written = books.read(|tx| {
                let mut place = None;
                loop {
                    let (found, next) = lists::promises(tx, state, today, place, 500, keep)?;
                    let names = tx.names(&found.iter().map(|one| one.line.debtor).collect::<Vec<_>>())?;
                    found.iter().try_for_each(|one| sheet.row(&cells(one, &names))).map_err(unwritten)?;
                    match next {
                        Some(_) => place = next,
                        None => return Ok(()),
                    }
                }
            });
            written.map_err(broken)
        })
    }))
}

fn cells<'a>(one: &'a Promise, names: &'a Names) -> Vec<Cell<'a>> {
    let (code, name) = names.get(&one.line.debtor).map_or(("", ""), |(code, name)| (code.as_str(), name.as_str()));
    let numbers: Vec<&str> = one.numbers.iter().map(|(_, number)| number.as_str()).collect();
    vec![
        code.into(),
        name.into(),
        Cell::Day(one.line.on),
        Cell::Day(one.line.by),
        Cell::Amount(one.line.amount, one.currency),
        one.currency.code().to_owned().into(),
        numbers.join(", ").into(),
        one.standing.map_or_else(|| "annulée".to_owned(), promise_words).into(),
    ]
}
