//! The list of disputes: open, the oldest first; closed, the last first.

use app::card::dispute_cause;
use domain::Date;
use domain::access::Permission;
use domain::access::needs::{Export as MayExport, ReadBooks};
use domain::facts::days_between;
use formats::export::Cell;
use maud::{Markup, html};
use store::DisputeLine;

use super::{Names, SIZE, after, broken, cursor, debtor_cell, exports, format_of, mine, mine_chip, unwritten, views};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::pages::claim::closing;
use crate::route::{Answered, Inside, Route, Scoped, get};
use crate::ui::{self, Head, Icon, Tone};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/litiges", show), get("/d/{tenant}/litiges/export", export)]
}

fn is_closed(ask: &Ask) -> Result<bool, Fault> {
    match ask.query("etat") {
        None => Ok(false),
        Some("clos") => Ok(true),
        Some(word) => Err(Fault::Bad(format!("Le filtre « {word} » n'existe pas. Revenez à la liste et choisissez de nouveau."))),
    }
}

fn place_of(line: &DisputeLine) -> (Date, i64) {
    (line.closed_on.unwrap_or(line.on), line.id.0)
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let (closed, place, mine) = (is_closed(ask)?, cursor(ask)?, mine(who, ask)?);
    let (mut found, more) = who.read(|tx| Ok(tx.list_disputes(closed, place, SIZE)?))?;
    let next = found.last().filter(|_| more).map(place_of).map(|(day, id)| after(ask, &format!("{day}.{id}")));
    found.retain(|line| mine.as_ref().is_none_or(|mine| mine.contains(&line.debtor)));
    let names = who.read(|tx| Ok(tx.names(&found.iter().map(|line| line.debtor).collect::<Vec<_>>())?))?;
    let shown = counted_said(&found);
    let tabs = [("Ouverts".to_owned(), ask.with("etat", ""), None, !closed), ("Clos".to_owned(), ask.with("etat", "clos"), None, closed)];
    let head = Head {
        title: "Litiges",
        sub: Some(html! { "La part contestée n'est plus relancée ; le reste d'une facture l'est toujours." }),
        actions: Some(exports(who, ask)),
        place: "/litiges",
        ..Head::default()
    };
    let body = html! {
        (views::bar(who, ask, "litiges")?)
        section class="card" {
            div class="pad-x" { (ui::tabs("Litiges par état", &tabs)) }
            div class="toolbar" { div class="chips" { (mine_chip(ask)) } }
            @if found.is_empty() && next.is_none() {
                (ui::empty(Icon::Flag, if closed { "Aucun litige clos" } else { "Aucun litige ouvert" }, "Un litige s'ouvre depuis une facture, en tout ou en partie.", html! { a class="btn" href=(who.url("/factures")) { "Voir les factures" } }))
            } @else {
                div class="table-wrap" tabindex="0" role="region" aria-label="Litiges" {
                    table class="table stackable" {
                        thead { tr { th scope="col" { "Facture" } th scope="col" { "Débiteur" } th scope="col" { "Motif" } th scope="col" class="num" { "Contesté" } th scope="col" class="num hide-m" { "Reste dû" } th scope="col" { @if closed { "Clos le" } @else { "Ouvert le" } } th scope="col" { @if closed { "Issue" } @else { span class="vh" { "Actions" } } } } }
                        tbody data-nav { @for line in &found { (row(who, line, &names)) } }
                    }
                }
                (ui::pager(&shown, place.map(|_| ask.with("apres", "")).as_deref(), next.as_deref()))
            }
        }
    };
    Ok(ui::page(who, ask, head, body))
}

/// How many are shown, and of how many the invoice is paid: nothing of those waits.
fn counted_said(found: &[DisputeLine]) -> String {
    let said = app::words::counted(found.len() as u64, "litige affiché", "litiges affichés");
    match found.iter().filter(|line| !line.open.is_positive()).count() {
        0 => said,
        paid => format!("{said}, dont {paid} sur facture réglée"),
    }
}

fn row(who: &Inside, line: &DisputeLine, names: &Names) -> Markup {
    let disputed = line.amount.unwrap_or(line.open).or_zero();
    html! {
        tr data-item {
            th scope="row" class="cell-l1" { a class="nowrap" href=(who.url(&format!("/factures/{}", line.claim.0))) { (line.number) } @if !line.open.is_positive() { span class="sub" { "facture réglée" } } }
            td class="cell-l2" { (debtor_cell(who, names, line.debtor)) }
            td class="cell-l3" { (dispute_cause(&line.cause)) @if line.amount.is_none() { span class="sub" { "toute l'échéance" } } }
            td class="num strong cell-r1" { (ui::money(disputed, line.currency)) }
            td class="num muted hide-m cell-r2" data-l="Reste dû" { (ui::money(line.open.or_zero(), line.currency)) }
            td class="date cell-r3" data-l=(if line.closed_on.is_some() { "Clos le" } else { "Ouvert le" }) { (ui::day(line.closed_on.unwrap_or(line.on))) @if line.closed_on.is_none() { span class="sub" { "depuis " (days_between(line.on, who.today).max(0)) " j" } } }
            td class="cell-w4" {
                @match line.closed_on {
                    Some(_) => (ui::badge(if line.founded { Tone::Warn } else { Tone::Ok }, if line.founded { "Fondé" } else { "Non fondé" })),
                    None => { @if who.can(Permission::RecordDunning) { (closing(who, line.claim, line.id)) } @else { (ui::badge(Tone::Dispute, "Ouvert")) } }
                }
            }
        }
    }
}

const HEADS: [&str; 10] =
    ["Facture", "Code débiteur", "Débiteur", "Motif", "Ouvert le", "Clos le", "Issue", "Montant contesté", "Reste dû", "Devise"];

fn export(who: &Scoped<MayExport>, ask: &Ask) -> Answered {
    let format = format_of(ask)?;
    let (closed, mine, books) = (is_closed(ask)?, mine(who, ask)?, who.books());
    let name = format!("litiges-{}.{}", who.today, format.extension());
    Ok(Answer::stream(&name, format.media_type(), move |out| {
        format.write(out, "Litiges", &HEADS, |sheet| {
            let written = books.read(|tx| {
                let mut place = None;
                loop {
                    let (mut found, more) = tx.list_disputes(closed, place, 1_000)?;
                    place = found.last().map(place_of);
                    found.retain(|line| mine.as_ref().is_none_or(|mine| mine.contains(&line.debtor)));
                    let names = tx.names(&found.iter().map(|line| line.debtor).collect::<Vec<_>>())?;
                    found.iter().try_for_each(|line| sheet.row(&cells(line, &names))).map_err(unwritten)?;
                    if !more {
                        return Ok(());
                    }
                }
            });
            written.map_err(broken)
        })
    }))
}

fn cells<'a>(line: &'a DisputeLine, names: &'a Names) -> Vec<Cell<'a>> {
    let (code, name) = names.get(&line.debtor).map_or(("", ""), |(code, name)| (code.as_str(), name.as_str()));
    let end = match (line.closed_on, line.founded) {
        (None, _) => "ouvert",
        (_, true) => "fondé",
        (_, false) => "non fondé",
    };
    vec![
        line.number.as_str().into(),
        code.into(),
        name.into(),
        dispute_cause(&line.cause).into(),
        Cell::Day(line.on),
        line.closed_on.into(),
        end.into(),
        Cell::Amount(line.amount.unwrap_or(line.open).or_zero(), line.currency),
        Cell::Amount(line.open.or_zero(), line.currency),
        line.currency.code().to_owned().into(),
    ]
}
