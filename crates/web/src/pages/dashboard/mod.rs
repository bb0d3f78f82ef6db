//! The dashboard: figures with their curves, the aged balance, expected cash, debtors to watch, today's agenda.

mod cash;
mod figure;
mod figures;
mod watch;

use app::live::Live;
use app::words::counted;
use domain::Date;
use domain::access::Permission;
use domain::access::needs::ReadBooks;
use domain::money::{Cents, Currency};
use maud::{Markup, html};

use super::balance::{day_asked, day_form};
use super::of_today::{age_class, books_of_today, capital, moment};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside, Route, Scoped, get};
use crate::ui::chart::{self, Bar};
use crate::ui::{self, Head, Icon, Tone};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/tableau", show),
        get("/d/{tenant}/tableau/indicateurs", figures::strip),
        get("/d/{tenant}/tableau/balance", aged_piece),
        get("/d/{tenant}/tableau/indicateurs/{figure}", figure::show),
    ]
}

const TITLE: &str = "Tableau de bord";
const PLACE: &str = "/tableau";

/// The currency asked for, or the first in which something is open.
fn currency_of(ask: &Ask, known: &[Currency]) -> Result<Currency, Fault> {
    match ask.query("devise") {
        Some(code) => Currency::parse(code).ok_or_else(|| Fault::Bad(format!("La devise « {code} » n'existe pas."))),
        None => Ok(known.first().copied().unwrap_or(Currency::EUR)),
    }
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let (live, behind) = match books_of_today(who, ask, TITLE, PLACE)? {
        Ok(books) => books,
        Err(building) => return Ok(building),
    };
    let (day, wrong) = match day_asked(who, ask) {
        Ok(day) => (day, None),
        Err(said) => (who.today, Some(said)),
    };
    let currencies = live.currencies();
    let currency = currency_of(ask, &currencies)?;
    if live.totals().debtors == 0 {
        return Ok(ui::page(who, ask, Head { title: TITLE, place: PLACE, ..Head::default() }, nothing(who)));
    }
    let past = day != who.today;
    let body = html! {
        @if let Some(said) = &wrong { (ui::notice(Tone::Danger, html! { (said) })) }
        @if past { (ui::notice(Tone::Info, html! { "Les indicateurs et la balance sont ceux du " (ui::day(day)) " ; les encaissements prévus, les débiteurs à suivre et l'agenda sont ceux d'aujourd'hui." })) }
        @if currencies.len() > 1 { div class="chips mb4" role="group" aria-label="Devise" { @for one in &currencies {
            a class="chip" href=(ask.with("devise", one.code())) aria-current=[(*one == currency).then_some("true")] { (one) }
        } } }
        (figures::in_page(who, ask, day, currency)?)
        div class="cols pair mt4" {
            @if past { (past_balance(who, ask, day, currency)?) } @else { (todays_balance(who, &live, currency)) }
            (cash::card(&live, currency))
        }
        div class="cols cols-main mt4" {
            (watch::debtors(who, &live, currency))
            (watch::agenda(who, &live))
        }
    };
    let head = Head {
        title: TITLE,
        place: PLACE,
        sub: Some(moment(&live, behind)),
        actions: Some(day_form(ask, day, who.today, &["devise"])),
        ..Head::default()
    };
    Ok(ui::page(who, ask, head, body).status(if wrong.is_some() { 422 } else { 200 }))
}

fn nothing(who: &Inside) -> Markup {
    html! {
        section class="card" {
            (ui::empty(
                Icon::Dashboard,
                "Vos chiffres apparaîtront ici",
                "Importez vos factures ouvertes : un FEC, un fichier CSV ou un classeur. La balance et l'agenda suivent aussitôt, les indicateurs dès que l'historique suffit.",
                html! { @if who.can(Permission::Import) { a class="btn primary" href=(who.url("/imports")) { "Importer un fichier" } } },
            ))
        }
    }
}

/// A column of the balance, from the view or from a past day.
struct Column {
    label: String,
    cents: Cents,
    claims: Option<u64>,
}

fn todays_balance(who: &Inside, live: &Live, currency: Currency) -> Markup {
    let empty = Vec::new();
    let aged = live.totals().aged.get(&currency).unwrap_or(&empty);
    let columns: Vec<Column> = live
        .labels()
        .into_iter()
        .zip(aged)
        .map(|(label, aged)| Column { label, cents: aged.cents, claims: Some(u64::from(aged.claims)) })
        .collect();
    let open: u64 = columns.iter().filter_map(|column| column.claims).sum();
    balance(who, &columns, currency, None, &counted(open, "échéance ouverte", "échéances ouvertes"))
}

/// The balance of a past day: at once, or as a piece that follows the page of large books.
fn past_balance(who: &Inside, ask: &Ask, day: Date, currency: Currency) -> Result<Markup, Fault> {
    if super::balance::is_large(who) && ask.query("complet").is_none() {
        let piece = format!("{}?au={day}&devise={currency}", who.url("/tableau/balance"));
        return Ok(html! {
            figure class="card" id="balance" hx-get=(piece) hx-trigger="load" hx-swap="outerHTML" aria-busy="true" {
                div class="card-body stack" {
                    p role="status" { "Calcul de la balance au " (ui::day(day)) "…" } span class="skel" {} span class="skel" {}
                    noscript { a class="btn" href=(ask.with("complet", "1")) { "Afficher la balance" } }
                }
            }
        });
    }
    of_past(who, day, currency)
}

fn of_past(who: &Inside, day: Date, currency: Currency) -> Result<Markup, Fault> {
    let past = who.read(|tx| app::balance::balance(tx, day, Some(currency)))?;
    let columns: Vec<Column> =
        past.buckets.into_iter().map(|bucket| Column { label: bucket.label, cents: bucket.amount, claims: None }).collect();
    Ok(balance(who, &columns, currency, Some(day), &counted(past.debtors.len() as u64, "débiteur", "débiteurs")))
}

fn aged_piece(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let day = day_asked(who, ask).map_err(Fault::Bad)?;
    let currency = currency_of(ask, &[])?;
    Ok(Answer::html(of_past(who, day, currency)?))
}

fn balance(who: &Inside, columns: &[Column], currency: Currency, past: Option<Date>, counted: &str) -> Markup {
    let total: Cents = columns.iter().map(|column| column.cents).sum();
    let late = columns.len().saturating_sub(2);
    let bars: Vec<Bar> = columns
        .iter()
        .take(columns.len().saturating_sub(1))
        .enumerate()
        .map(|(at, column)| Bar {
            label: capital(&column.label),
            amount: column.cents,
            count: column.claims.unwrap_or_default(),
            class: age_class(at, late),
            url: Some(match past {
                None => who.url(&format!("/debiteurs?filtre=tranche-{at}")),
                Some(day) => who.url(&format!("/balance?au={day}")),
            }),
        })
        .collect();
    let unallocated = columns.last().map_or(Cents::ZERO, |last| last.cents);
    let detail = past.map_or_else(|| who.url("/balance"), |day| who.url(&format!("/balance?au={day}")));
    html! {
        figure class="card" id="balance" {
            figcaption class="card-head plain" {
                div {
                    h2 { "Balance âgée" }
                    p { "Solde de " (ui::money(total, currency)) ", " (counted)
                        @if !unallocated.is_zero() { ", dont " (ui::money(unallocated, currency)) " non affectés" } }
                }
                a class="btn sm" href=(detail) { "Ouvrir le détail" }
            }
            div class="card-body" { (chart::bars("ba", "Balance âgée", &bars, currency, ("Ancienneté", if past.is_some() { "" } else { "Échéances" }))) }
        }
    }
}

#[cfg(test)]
mod tests;
