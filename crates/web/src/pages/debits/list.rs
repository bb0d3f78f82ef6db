//! The list of batches: those about which something is to do first, then the others, newest first.

use app::debits::{self, BatchShown};
use app::words::counted;
use domain::access::Permission;
use domain::access::needs::ReadBooks;
use maud::{Markup, html};

use super::{MANDATES, PLACE, actions, batch_url, changes, euros, lacking, state, tabs, to_do};
use crate::ask::Ask;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Icon};

/// Batches on a page.
const PAGE: usize = 20;

pub(super) fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let shown = who.read(|tx| debits::batches(tx, who.today))?;
    let (waiting, rest): (Vec<&BatchShown>, Vec<&BatchShown>) = shown.iter().partition(|one| one.waits());
    let after: usize = ask.query("apres").and_then(|text| text.parse().ok()).unwrap_or(0);
    let body = html! {
        (tabs(who, PLACE))
        div class="stack mt3" {
            @if let Some(lacks) = lacking(who)? { (lacks) }
            @if shown.is_empty() { section class="card" { (nothing(who)) } }
            @if !waiting.is_empty() { (to_decide(who, &waiting)) }
            @if !rest.is_empty() { (others(who, ask, &rest, after)) }
        }
    };
    let head = Head {
        title: "Prélèvements",
        sub: Some(html! { "Quittance ne prélève rien : il prépare un fichier que vous remettez à votre banque." }),
        actions: Some(actions(who)),
        place: PLACE,
        ..Head::default()
    };
    Ok(ui::page(who, ask, head, body))
}

fn nothing(who: &Inside) -> Markup {
    let begin = html! { @if who.can(Permission::ManageDebtors) { a class="btn" href=(who.url(&format!("{MANDATES}/nouveau"))) { "Inscrire un mandat" } } };
    let said =
        "Un débiteur qui a signé un mandat SEPA peut être prélevé : un lot réunit ce que les mandats permettent de prélever un jour donné.";
    ui::empty(Icon::Debit, "Aucun lot de prélèvements", said, begin)
}

fn to_decide(who: &Inside, waiting: &[&BatchShown]) -> Markup {
    html! {
        section class="card" {
            div class="card-head" { h2 { "À faire" } span class="small muted" { (counted(waiting.len() as u64, "lot", "lots")) } }
            ul class="list repairs" role="list" data-nav {
                @for shown in waiting {
                    li data-item {
                        div class="grow stack-s" {
                            div class="row wrap" { a href=(batch_url(who, shown.batch.id)) { b class="strong" { "Lot " (shown.batch.id) } } (state(shown)) }
                            div class="muted small" {
                                "Prélèvement le " (ui::day(shown.batch.collect_on)) " · " (counted(shown.batch.debits, "prélèvement", "prélèvements"))
                                " · " (euros(shown.batch.total))
                            }
                            (changes(shown))
                            p class="small" { (to_do(shown)) }
                        }
                    }
                }
            }
        }
    }
}

fn others(who: &Inside, ask: &Ask, rest: &[&BatchShown], after: usize) -> Markup {
    let span = ui::page_of(after, rest.len(), PAGE);
    html! {
        section class="card" {
            div class="card-head" { h2 { "Autres lots" } }
            div class="table-wrap" tabindex="0" role="region" aria-label="Autres lots" {
                table class="table stackable" {
                    thead { tr {
                        th scope="col" { "Lot" } th scope="col" { "Prélèvement le" } th scope="col" class="num" { "Prélèvements" }
                        th scope="col" class="num" { "Somme" } th scope="col" { "État" }
                    } }
                    tbody data-nav { @for shown in span.of(rest) {
                        tr data-item {
                            th scope="row" class="cell-l1" { a class="nowrap" href=(batch_url(who, shown.batch.id)) { (shown.batch.id) } }
                            td class="date cell-l2" data-l="Le" { (ui::day(shown.batch.collect_on)) }
                            td class="num cell-r2" data-l="Prélèvements" { (domain::french::grouped(shown.batch.debits)) }
                            td class="num strong cell-r1" { (euros(shown.batch.total)) }
                            td class="cell-l3" { (state(shown)) }
                        }
                    } }
                }
            }
            (ui::pager(
                &span.said(),
                (span.after > 0).then(|| ask.with("apres", "")).as_deref(),
                span.next().map(|next| ask.with("apres", &next.to_string())).as_deref(),
            ))
        }
    }
}
