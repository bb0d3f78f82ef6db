//! Expected cash by week: what promises and plans commit to, and what due dates say. No forecast.

use app::live::{Live, WEEKS};
use domain::french::date_short;
use domain::money::{Cents, Currency};
use maud::{Markup, html};

use crate::ui;
use crate::ui::chart::{ceiling, grid, hundredths, short};

const HEIGHT: i64 = 190;
const TOP: i64 = 18;

/// A week: its Monday in digits, what the due dates say, what is committed.
struct Week {
    monday: String,
    due: Cents,
    committed: Cents,
}

pub(super) fn card(live: &Live, currency: Currency) -> Markup {
    let none = [[Cents::ZERO; 2]; WEEKS];
    let cash = live.totals().expected.get(&currency).unwrap_or(&none);
    let weeks: Vec<Week> = (0_i64..)
        .zip(cash)
        .map(|(at, [due, committed])| {
            let monday = live.monday().saturating_add(jiff::Span::new().days(at * 7));
            Week { monday: date_short(monday), due: *due, committed: *committed }
        })
        .collect();
    let total: Cents = weeks.iter().map(|week| week.due + week.committed).sum();
    html! {
        figure class="card" {
            figcaption class="card-head plain" {
                div { h2 { "Encaissements prévus" } p { "Sur 8 semaines : promesses, échéanciers et échéances" } }
                div class="legend" { span { i class="k1" {} "Engagé" } span { i class="k3 dash" {} "Contractuel" } }
            }
            div class="card-body" {
                @if total.is_zero() {
                    p class="soft" { "Aucune promesse, aucun échéancier ni aucune échéance dans les huit semaines à venir." }
                } @else { (drawn(&weeks, currency)) (table(&weeks, currency)) }
            }
        }
    }
}

fn drawn(weeks: &[Week], currency: Currency) -> Markup {
    let top = ceiling(weeks.iter().map(|week| week.due.0.max(week.committed.0)).max().unwrap_or(0).max(1));
    let high = |cents: Cents| i64::try_from(i128::from(cents.0.max(0)) * i128::from(HEIGHT - TOP) / i128::from(top)).unwrap_or_default();
    let slot = 9_000 / i64::try_from(weeks.len().max(1)).unwrap_or(1);
    let said: Vec<String> = weeks
        .iter()
        .map(|week| {
            format!(
                "semaine du {} : {} engagés, {} contractuels",
                week.monday,
                domain::french::money_fr(week.committed, currency),
                domain::french::money_fr(week.due, currency)
            )
        })
        .collect();
    // A phone has room for every other label: for the largest bar and those at an even distance from it.
    let largest = (0_i64..).zip(weeks).max_by_key(|(_, week)| week.committed).map_or(0, |(at, _)| at);
    html! {
        svg class="chart" height="218" role="img" aria-labelledby="cf-t cf-d" {
            title id="cf-t" { "Encaissements prévus sur huit semaines" }
            desc id="cf-d" { (said.join(", ")) "." }
            line class="ax" x1="0" x2="100%" y1=(HEIGHT) y2=(HEIGHT) {}
            @for (y, label) in grid(top) {
                line class="g" x1="0" x2="100%" y1=(y) y2=(y) {}
                text class="y" x="0" y=(y - 5) { (label) }
            }
            @for (at, week) in (0..).zip(weeks) {
                @let alternate = (at - largest) % 2 != 0;
                @let from = 1_000 + slot * at;
                @let middle = hundredths(from + slot / 2);
                @let (committed, due) = (high(week.committed), high(week.due));
                @if committed > 0 {
                    rect class="s1" x=(hundredths(from + slot / 5)) y=(HEIGHT - committed) width=(hundredths(slot * 3 / 5)) height=(committed) {}
                }
                @if due > 0 {
                    line class="contract" x1=(hundredths(from + slot / 10)) x2=(hundredths(from + slot * 9 / 10)) y1=(HEIGHT - due) y2=(HEIGHT - due) {}
                }
                @if committed > 0 { text class=(if alternate { "v alt" } else { "v" }) x=(middle) y=(HEIGHT - committed - 7) text-anchor="middle" { (short(week.committed)) } }
                text class=[alternate.then_some("alt")] x=(middle) y="208" text-anchor="middle" { (week.monday.get(..5).unwrap_or_default()) }
            }
        }
    }
}

fn table(weeks: &[Week], currency: Currency) -> Markup {
    html! {
        details class="data-alt" {
            summary { "Voir les chiffres en tableau" }
            table class="table" {
                thead { tr { th scope="col" { "Semaine du" } th scope="col" class="num" { "Engagé" } th scope="col" class="num" { "Contractuel" } } }
                tbody { @for week in weeks { tr {
                    th scope="row" { (week.monday) }
                    td class="num" { (ui::money(week.committed, currency)) }
                    td class="num" { (ui::money(week.due, currency)) }
                } } }
            }
            p class="soft" { "Engagé : promesses en cours et échéanciers à jour, pour ce qu'il en reste. Contractuel : autres échéances à venir, à leur date, parts contestées déduites." }
        }
    }
}
