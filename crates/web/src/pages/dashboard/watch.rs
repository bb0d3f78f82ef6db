//! Debtors to watch and today's agenda, as cards.

use app::live::{ActionRow, DebtorRow, Live, Order, Page, Wanted, Which};
use app::words::counted;
use domain::events::Channel;
use domain::french::grouped;
use domain::money::{Cents, Currency};
use maud::{Markup, html};

use super::super::debtor_list::shown_name;
use super::super::of_today::{age_bar, age_legend, capital, situation};
use crate::pages::NAVIGATION;
use crate::route::Inside;
use crate::ui::{self, Icon};

/// Debtors shown.
const DEBTORS: usize = 7;
/// Kinds of actions shown.
const ACTIONS: usize = 5;

pub(super) fn debtors(who: &Inside, live: &Live, currency: Currency) -> Markup {
    let wanted = Wanted {
        which: Which::Late,
        kind: None,
        text: "",
        only: None,
        order: Order::Overdue,
        reverse: false,
        currency,
        page: Page::First,
        size: DEBTORS,
    };
    let list = live.list(&wanted);
    let labels = live.labels();
    html! {
        section class="card" {
            div class="card-head" { div { h2 { "Débiteurs à suivre" } p { "Les plus grands montants échus d'abord" } } (age_legend(&labels)) }
            @if list.rows.is_empty() { (ui::empty(Icon::Done, "Personne n'est en retard", "Aucune échéance passée n'est ouverte dans cette devise.", html! {})) } @else {
                div class="table-wrap" { table class="table stackable" {
                    caption class="vh" { "Débiteurs à suivre" }
                    thead { tr {
                        th scope="col" { "Débiteur" } th scope="col" class="num" { "Échu" } th scope="col" { "Ancienneté" }
                        th scope="col" { "Situation" } th scope="col" class="num" { "Prochaine étape" }
                    } }
                    tbody { @for found in &list.rows { tr {
                        th scope="row" {
                            a href=(who.url(&format!("/debiteurs/{}", found.row.id.0))) { (shown_name(&found.row.face.name, &found.row.face.code)) }
                            span class="sub" { @if found.row.face.city.is_empty() { (found.row.face.code) } @else { (found.row.face.city) } }
                        }
                        td class="num" { (ui::money(found.overdue(), currency)) }
                        td class="hide-s" { (age_bar(found.aged, &labels)) }
                        td class="w" { (situation(live, found.row)) }
                        td class="date num hide-s" { @if let Some((_, on)) = found.row.next { (ui::day(on)) } @else { span class="soft" { "–" } } }
                    } } }
                } }
                div class="pager" {
                    span { (list.rows.len()) " sur " (counted(list.debtors, "débiteur en retard", "débiteurs en retard")) }
                    a class="btn sm" href=(who.url("/debiteurs?filtre=retard")) { "Tous les débiteurs" (ui::icon_small(Icon::Next)) }
                }
            }
        }
    }
}

/// Actions of one step: how many, for whom, how much.
struct Bundle<'a> {
    first: (&'a DebtorRow, &'a ActionRow),
    count: u64,
    cents: Cents,
}

/// The actions that wait for a person, put together by step, the hardest first.
fn bundles(live: &Live) -> Vec<Bundle<'_>> {
    let mut all: Vec<Bundle<'_>> = Vec::new();
    for (row, action) in live.actions().filter(|(_, action)| !action.automatic && !action.approved) {
        let same = |bundle: &&mut Bundle<'_>| {
            let (_, first) = bundle.first;
            (first.title, first.channel, first.currency) == (action.title, action.channel, action.currency)
        };
        match all.iter_mut().find(same) {
            Some(bundle) => {
                bundle.count += 1;
                bundle.cents += action.asked;
            }
            None => all.push(Bundle { first: (row, action), count: 1, cents: action.asked }),
        }
    }
    all.sort_by_key(|bundle| (std::cmp::Reverse(bundle.first.1.level), std::cmp::Reverse(bundle.cents)));
    all
}

pub(super) fn agenda(who: &Inside, live: &Live) -> Markup {
    let totals = live.totals();
    let there = NAVIGATION.iter().any(|entry| entry.path == "/agenda");
    let all = bundles(live);
    html! {
        section class="card first-s" {
            div class="card-head" {
                div { h2 { "Agenda du jour" } p { (grouped(totals.to_confirm)) " à décider" @if totals.ready > 0 { " · " (counted(totals.ready, "prête", "prêtes")) } } }
                @if there && totals.to_confirm > 0 { a class="btn sm primary" href=(who.url("/agenda")) { "Commencer" } }
            }
            @if all.is_empty() { (ui::empty(Icon::Done, "Rien à décider aujourd'hui", "Les prochaines étapes apparaîtront ici le jour venu.", html! {})) }
            ul class="list today" role="list" { @for bundle in all.iter().take(ACTIONS) { (line(who, live, bundle)) } }
            @if all.len() > ACTIONS { div class="pager" { span { "et " (counted((all.len() - ACTIONS) as u64, "autre étape", "autres étapes")) } } }
        }
    }
}

fn line(who: &Inside, live: &Live, bundle: &Bundle<'_>) -> Markup {
    let (row, action) = bundle.first;
    let name = shown_name(&row.face.name, &row.face.code);
    let (icon, class) = match action.channel {
        Channel::Email => (Icon::Mail, "ch"),
        Channel::Letter => (Icon::Letter, "ch"),
        Channel::RegisteredLetter => (Icon::Letter, "ch hard"),
        Channel::Call => (Icon::Phone, "ch call"),
        Channel::Task => (Icon::Flag, "ch"),
    };
    let words = if bundle.count == 1 {
        live.name(action.title).to_owned()
    } else {
        format!("{} · {}", live.name(action.title), grouped(bundle.count))
    };
    html! {
        li {
            span class=(class) { (ui::icon(icon)) }
            div class="grow" {
                a href=(who.url(&format!("/debiteurs/{}", row.id.0))) { (words) }
                div class="muted small" { (name) @if bundle.count > 1 { " et " (counted(bundle.count - 1, "autre", "autres")) } }
            }
            div class="right small" { (ui::money(bundle.cents, action.currency)) div class="muted" { (capital(action.channel.french())) } }
        }
    }
}
