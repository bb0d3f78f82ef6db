//! One figure: what it tells, how it is computed, its values over time, the invoices or promises behind it.

use app::metrics::Measured;
use app::words::counted;
use domain::Date;
use domain::access::needs::ReadBooks;
use domain::french::grouped;
use domain::metrics::{Behind, Figure, Figures, Piece, Point};
use domain::money::Currency;
use maud::{Markup, html};

use super::super::balance::day_asked;

use super::currency_of;
use super::figures::{curve, tenths, value};
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Icon, Tone};

pub(super) fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let word: String = ask.path("figure")?;
    let figure = Figure::of_word(&word).ok_or(Fault::NotFound)?;
    let day = day_asked(who, ask).map_err(Fault::Bad)?;
    let currency = currency_of(ask, &[])?;
    let head = |sub: Option<Markup>| Head {
        title: figure.french(),
        place: "/tableau",
        crumbs: vec![("Tableau de bord", who.url("/tableau"))],
        sub,
        ..Head::default()
    };
    match who.house.measures.of(&who.books(), day, currency)? {
        Measured::Making => {
            let body = html! {
                section class="card" aria-busy="true" { div class="card-body stack" {
                    p role="status" { "Calcul sur tout l'historique…" }
                    p { a class="btn" href=(ask.url) { "Actualiser" } }
                } }
            };
            Ok(ui::page(who, ask, head(None), body).header("refresh", "2"))
        }
        Measured::Ready { figures, made_at, behind } => {
            let sub = html! { "Au " (ui::day(day)) ", en " (if currency == Currency::EUR { "euros" } else { currency.code() }) ", calculé à " (ui::hour(made_at)) "." @if behind { " Des écritures sont venues depuis." } };
            Ok(ui::page(who, ask, head(Some(sub)), told(who, figure, &figures)?))
        }
    }
}

fn told(who: &Inside, figure: Figure, figures: &Figures) -> Result<Markup, Fault> {
    let Some(point) = figures.points.last() else { return Ok(html! {}) };
    let nothing = Behind::default();
    let behind = figures.behind.get(&figure).unwrap_or(&nothing);
    let names = who.read(|tx| Ok(tx.names(&behind.pieces.iter().map(|piece| piece.debtor).collect::<Vec<_>>())?))?;
    let name = |piece: &Piece| match names.get(&piece.debtor) {
        Some((_, name)) if !name.is_empty() => name.clone(),
        _ => piece.code.clone(),
    };
    Ok(html! {
        div class="split-flow" { div class="cols cols-main split-s" {
            section class="card" {
                div class="card-head" { div { h2 { (figure.behind()) } p { (counted(behind.count, "ligne", "lignes")) ", " (ui::money(behind.sum, figures.currency)) } } }
                @if behind.pieces.is_empty() { (ui::empty(Icon::Done, "Rien derrière ce chiffre à cette date", "Aucune échéance ni promesse n'entre dans ce calcul.", html! {})) }
                @else { (pieces(who, behind, figures.currency, all_of(who, figure, point.day), name)) }
            }
            aside class="stack" {
                section class="card first-s" { div class="card-body stack" {
                    @match value(figure, point) {
                        Some((value, unit)) => { p class="figure" { b { (value) } " " (unit) @if let (Figure::Promises, Some((_, all))) = (figure, point.promises) { " sur " (all) } } }
                        None => { (ui::notice(Tone::Warn, html! { b { "Historique insuffisant." } " " (lacks(figure)) })) }
                    }
                    h2 { "Ce qu'il dit" } p { (figure.meaning()) }
                    h2 { "Comment il se calcule" } p { (figure.formula()) }
                    (terms(figure, point, figures.currency))
                } }
                (over_time(figure, figures))
            }
        } }
    })
}

/// Why history lacks, and what mends it.
fn lacks(figure: Figure) -> &'static str {
    match figure {
        Figure::Dso | Figure::BestDso | Figure::Cei => {
            "Les ventes ne sont pas connues en entier sur une période assez longue : importez aussi les factures déjà réglées (le FEC les contient)."
        }
        Figure::OverdueRate => "Rien n'est ouvert à cette date.",
        Figure::DaysLate => "Aucune échéance n'a été soldée dans les 90 jours.",
        Figure::Recovery => "Aucune échéance dont l'historique soit complet n'est tombée il y a 90 à 180 jours.",
        Figure::Promises => "Aucune promesse n'est échue dans les 90 jours avec des règlements connus.",
    }
}

/// The amounts of the formula.
fn terms(figure: Figure, point: &Point, currency: Currency) -> Markup {
    let open = ("Encours ouvert", point.open);
    let late = ("Encours échu", point.late);
    let not_due = ("Encours non échu", point.open - point.late);
    let shown: Vec<_> = match figure {
        Figure::Dso => vec![open, ("Ventes des 90 jours", point.sales)],
        Figure::BestDso => vec![not_due, ("Ventes des 90 jours", point.sales)],
        Figure::OverdueRate => vec![late, open],
        Figure::Cei => vec![("Encours il y a 90 jours", point.open_before), ("Ventes des 90 jours", point.sales), open, not_due],
        Figure::DaysLate | Figure::Recovery | Figure::Promises => Vec::new(),
    };
    html! { @if !shown.is_empty() { dl class="dl" { @for (words, cents) in shown { dt { (words) } dd { (ui::money(cents, currency)) } } } } }
}

fn over_time(figure: Figure, figures: &Figures) -> Markup {
    let known = curve(figure, figures);
    let unit = if matches!(figure, Figure::Dso | Figure::BestDso | Figure::DaysLate) { "j" } else { "%" };
    html! {
        @if known.len() > 1 {
            section class="card" {
                div class="card-head" { h2 { "Tous les 30 jours" } }
                table class="table" {
                    caption class="vh" { (figure.french()) " tous les trente jours" }
                    thead { tr { th scope="col" { "Au" } th scope="col" class="num" { "Valeur" } } }
                    tbody { @for (day, value) in known.iter().rev() { tr { th scope="row" { (ui::day(*day)) } td class="num" { (tenths(*value)) " " (unit) } } } }
                }
            }
        }
    }
}

/// The list that holds the same lines, where there is one.
fn all_of(who: &Inside, figure: Figure, day: Date) -> Option<String> {
    let list = |state: &str, order: &str| {
        let state = if state.is_empty() { String::new() } else { format!("etat={state}&") };
        let day = if day == who.today { String::new() } else { format!("&au={day}") };
        Some(who.url(&format!("/factures?{state}{order}{day}")))
    };
    match figure {
        Figure::Dso => list("", "tri=reste&inverse=1"),
        Figure::BestDso => list("a-echoir", "tri=reste&inverse=1"),
        Figure::OverdueRate | Figure::Cei => list("retard", "tri=reste&inverse=1"),
        Figure::DaysLate | Figure::Recovery | Figure::Promises => None,
    }
}

fn pieces(who: &Inside, behind: &Behind, currency: Currency, all: Option<String>, name: impl Fn(&Piece) -> String) -> Markup {
    let promises = behind.pieces.iter().any(|piece| piece.promise.is_some());
    let settled = behind.pieces.iter().any(|piece| piece.settled_on.is_some());
    html! {
        div class="table-wrap" tabindex="0" role="region" aria-label="Ce qui est derrière le chiffre" {
            table class="table stackable" {
                thead { tr {
                    th scope="col" { "Débiteur" }
                    th scope="col" { @if promises { "Promesse" } @else { "Facture" } }
                    th scope="col" { @if promises { "Promis pour le" } @else { "Échéance" } }
                    @if settled { th scope="col" { "Soldée le" } }
                    th scope="col" class="num" { "Montant" }
                } }
                tbody data-nav { @for piece in &behind.pieces { tr data-item {
                    th scope="row" class="cell-l1" { a href=(who.url(&format!("/debiteurs/{}", piece.debtor.0))) { (name(piece)) } span class="sub" { (piece.code) } }
                    td class="cell-l2" {
                        @if let Some(claim) = piece.claim { a href=(who.url(&format!("/factures/{}", claim.0))) { (piece.number) } }
                        @if let Some(kept) = piece.kept { (ui::badge(if kept { Tone::Ok } else { Tone::Late }, if kept { "Tenue" } else { "Non tenue" })) }
                    }
                    td class="date cell-r2" { (ui::day(piece.on)) }
                    @if settled { td class="date cell-r3" data-l="Soldée le" { @if let Some(on) = piece.settled_on { (ui::day(on)) } } }
                    td class="num cell-r1" { (ui::money(piece.amount, currency)) }
                } } }
            }
        }
        div class="pager" {
            span { (grouped(behind.pieces.len() as u64)) " affichées sur " (grouped(behind.count)) }
            @if let Some(all) = all.filter(|_| behind.count > behind.pieces.len() as u64) { a class="btn sm" href=(all) { "Voir la liste entière" (ui::icon_small(Icon::Next)) } }
        }
    }
}
