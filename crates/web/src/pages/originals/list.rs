//! Every file of an invoice, the newest first, with the invoice that it brought.

use app::originals::{self, Original, first_claim};
use domain::access::Permission;
use domain::access::needs::ReadBooks;
use maud::{Markup, html};
use store::{ClaimRow, ImportState, MovementRow, Read};

use super::url;
use crate::ask::Ask;
use crate::pages::imports::format_words;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Icon, Tone};

/// Files of a page.
const PAGE: usize = 50;

/// A file with what it made.
struct Row {
    original: Original,
    claim: Option<ClaimRow>,
    credit: Option<MovementRow>,
    debtor: String,
}

pub(super) fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let after: usize = ask.query("apres").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut span = ui::page_of(0, 0, PAGE);
    let rows = who.read(|tx| {
        let originals = originals::list(tx, |total| {
            span = ui::page_of(after, total, PAGE);
            span.range()
        })?;
        originals.into_iter().map(|original| row(tx, original)).collect::<app::Result<Vec<Row>>>()
    })?;
    let body = html! {
        section class="card" {
            div class="card-head" { h2 { "Fichiers reçus" } }
            @if rows.is_empty() {
                (ui::empty(Icon::File, "Aucune facture électronique pour l'instant", "Les factures Factur-X, CII et UBL que vous importez se retrouvent ici, telles qu'elles sont arrivées.", import(who)))
            } @else {
                (table(who, &rows))
                (ui::pager(
                    &app::words::counted(span.len as u64, "fichier", "fichiers"),
                    (span.after > 0).then(|| ask.with("apres", "")).as_deref(),
                    span.next().map(|next| ask.with("apres", &next.to_string())).as_deref(),
                ))
            }
        }
    };
    let head = Head {
        title: "Fichiers des factures",
        sub: Some(html! { "Les factures électroniques telles qu'elles sont arrivées, avec ce qui en a été lu." }),
        crumbs: vec![("Factures", who.url("/factures"))],
        place: "/factures",
        ..Head::default()
    };
    Ok(ui::page(who, ask, head, body))
}

fn import(who: &Inside) -> Markup {
    html! {
        @if who.can(Permission::Import) { a class="btn primary" href=(who.url("/imports/nouveau")) { (ui::icon(Icon::Import)) "Importer des fichiers" } }
    }
}

fn row(tx: &mut Read<'_>, original: Original) -> app::Result<Row> {
    let claim = match original.invoice {
        Some(invoice) => tx.claim(first_claim(invoice))?,
        None => None,
    };
    let credit = match original.credit.filter(|_| original.import.state == ImportState::Completed) {
        Some(credit) => tx.movement(credit)?,
        None => None,
    };
    let whose = claim.as_ref().map(|claim| claim.debtor).or(credit.as_ref().map(|credit| credit.debtor));
    let debtor = match whose {
        Some(debtor) => tx.names(&[debtor])?.remove(&debtor).map(|(code, name)| if name.is_empty() { code } else { name }),
        None => None,
    };
    Ok(Row { original, claim, credit, debtor: debtor.unwrap_or_else(|| "—".to_owned()) })
}

fn table(who: &Inside, rows: &[Row]) -> Markup {
    html! {
        div class="table-wrap" tabindex="0" role="region" aria-label="Fichiers des factures" {
            table class="table" {
                thead { tr {
                    th scope="col" { "Fichier" } th scope="col" { "Facture" } th scope="col" { "Débiteur" } th scope="col" class="num" { "Montant" }
                    th scope="col" class="hide-s" { "Format" } th scope="col" class="hide-s" { "Importé le" } th scope="col" { "État" }
                } }
                tbody { @for row in rows { (line(who, row)) } }
            }
        }
    }
}

fn line(who: &Inside, row: &Row) -> Markup {
    let import = &row.original.import;
    html! {
        tr {
            td { a class="break" href=(url(who, import.id)) { (row.original.name.as_deref().unwrap_or("fichier effacé")) } }
            @if let Some(claim) = &row.claim {
                td { a href=(who.url(&format!("/factures/{}", claim.id.0))) { (claim.number) } }
                td { (row.debtor) }
                td class="num" { (ui::money(claim.total, claim.currency)) }
            } @else if let Some(credit) = &row.credit {
                td { "Avoir " (credit.number) }
                td { (row.debtor) }
                td class="num" { (ui::money(-credit.amount, credit.currency)) }
            } @else {
                td { @if import.state == ImportState::Completed && import.known > 0 { span class="muted" { "Déjà inscrite" } } @else { "—" } }
                td { "—" } td class="num" { "—" }
            }
            td class="hide-s" { (format_words(&import.format)) }
            td class="hide-s" { (ui::day(import.on)) }
            td { @if import.state == ImportState::Undone { (ui::badge(Tone::Draft, "Annulé")) } @else { (ui::badge(Tone::Ok, "Pris")) } }
        }
    }
}
