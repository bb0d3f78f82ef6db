//! The sums of a debtor and its open invoices.

use app::card::{Card, ClaimStanding, OpenLine};
use domain::Date;
use domain::french::{amount_fr, date_short};
use domain::money::{Cents, Currency};
use maud::{Markup, html};

use crate::route::Inside;
use crate::ui::{self, Tone};

/// Invoices shown on a card; a list has the others.
const SHOWN: usize = 15;

/// The five sums of the first currency, and a line for each other.
pub(super) fn sums(card: &Card, day: Date) -> Markup {
    let Some(first) = card.sums.first() else { return html! {} };
    let accessories = first.interest.zip(first.indemnity).map(|(interest, indemnity)| interest + indemnity);
    html! {
        section class="kpis five" aria-label="Soldes" {
            div class="kpi" {
                div class="l" { "Total dû, échu" }
                div class="v" { (figure(first.late + accessories.unwrap_or(Cents::ZERO), first.currency)) }
                div class="d" {
                    "au " (date_short(day))
                    @if let Some(a_day) = first.a_day.filter(|cents| cents.is_positive()) { ", " b { (ui::money(a_day, first.currency)) } " de plus par jour" }
                    @if accessories.is_none() { ", principal seul : un taux manque" }
                }
            }
            div class="kpi" {
                div class="l" { "Principal échu" }
                div class="v" { (figure(first.late, first.currency)) }
                div class="d" { (app::words::counted(first.late_claims as u64, "facture", "factures")) ", sur " (ui::money(first.open, first.currency)) " ouverts" }
            }
            div class="kpi" {
                div class="l" { "Intérêts et indemnités" }
                div class="v" { @match accessories { Some(cents) => (figure(cents, first.currency)), None => "—" } }
                div class="d" {
                    @match first.interest.zip(first.indemnity) {
                        Some((interest, indemnity)) => { (ui::money(interest, first.currency)) " d'intérêts, " (ui::money(indemnity, first.currency)) " d'indemnités" }
                        None => "Un taux légal n'est pas encore publié pour ce jour."
                    }
                }
            }
            div class="kpi" {
                div class="l" { "En litige" }
                div class="v" { (figure(first.disputed, first.currency)) }
                div class="d" { "laissés de côté par les relances" }
            }
            div class="kpi" {
                div class="l" { "Paie en moyenne à" }
                div class="v" { @match card.habits.whole.average() { Some(days) => { "J+" (days) }, None => "—" } }
                div class="d" {
                    @if card.habits.whole.paid == 0 { "Aucun paiement complet sur douze mois" }
                    @else { (app::words::counted(card.habits.whole.paid.unsigned_abs(), "facture payée", "factures payées")) " sur douze mois, " (card.habits.whole.late()) " en retard" }
                }
            }
        }
        @for other in card.sums.iter().skip(1) {
            p class="small soft mt1" { "En " (other.currency.code()) " : " (ui::money(other.open, other.currency)) " ouverts, dont " (ui::money(other.late, other.currency)) " échus." }
        }
    }
}

fn figure(cents: Cents, currency: Currency) -> Markup {
    let symbol = if currency == Currency::EUR { "€" } else { currency.code() };
    html! { data value=(cents.plain_in(currency)) { (amount_fr(cents, currency)) } " " small { (symbol) } }
}

/// Where a claim stands, as a badge.
pub(crate) fn standing(standing: ClaimStanding, late: i64) -> Markup {
    let (tone, words) = match standing {
        ClaimStanding::Insolvent => (Tone::Legal, "Procédure collective"),
        ClaimStanding::OnHold => (Tone::Warn, "Suspendue"),
        ClaimStanding::Disputed => (Tone::Dispute, "En litige"),
        ClaimStanding::Promised => (Tone::Promise, "Promise"),
        ClaimStanding::OnPlan => (Tone::Promise, "Échéancier"),
        ClaimStanding::Covered => (Tone::Ok, "Couverte"),
        ClaimStanding::FormalNotice => (Tone::Danger, "Mise en demeure"),
        ClaimStanding::Reminded => (Tone::Info, "Relancée"),
        ClaimStanding::Late => (Tone::of_days_late(late), "En retard"),
        ClaimStanding::ToCome => (Tone::Neutral, "À échoir"),
    };
    ui::badge(tone, words)
}

/// So many days late, or to come.
pub(crate) fn lateness(late: i64) -> Markup {
    let class = match late {
        ..=0 => "num muted cell-r2",
        1..=30 => "num strong t-warn cell-r2",
        31..=60 => "num strong t-late cell-r2",
        _ => "num strong t-danger cell-r2",
    };
    html! { td class=(class) data-l=[(late > 0).then_some("Retard")] { @match late { 0 => "aujourd'hui", ..=-1 => { "dans " (-late) " j" }, _ => { (late) " j" } } } }
}

pub(super) fn open_claims(who: &Inside, card: &Card) -> Markup {
    let all = who.url(&format!("/factures?debiteur={}", card.row.id.0));
    html! {
        section class="card" {
            div class="card-head" { div { h2 { "Factures ouvertes" } } a class="btn sm quiet" href=(all) { "Toutes les factures" } }
            @if card.open.is_empty() {
                (ui::empty(ui::Icon::Done, "Rien d'ouvert", "Toutes les factures connues de ce débiteur sont réglées.", html! {}))
            } @else {
                div class="table-wrap" tabindex="0" role="region" aria-label="Factures ouvertes" {
                    table class="table stackable" {
                        thead { tr {
                            th scope="col" { "Facture" } th scope="col" aria-sort="ascending" { "Échéance" } th scope="col" class="num" { "Retard" }
                            th scope="col" class="num hide-m" { "TTC" } th scope="col" class="num" { "Reste dû" } th scope="col" { "État" }
                        } }
                        tbody { @for line in card.open.iter().take(SHOWN) { (row(who, line)) } }
                        tfoot { @for sums in &card.sums { tr {
                            th scope="row" colspan="3" { "Total ouvert" } td class="hide-m hide-s" {} td class="num" { (ui::money(sums.open, sums.currency)) } td class="hide-s" {}
                        } } }
                    }
                }
                @if card.open.len() > SHOWN {
                    div class="pager" { span { (SHOWN) " factures sur " (card.open.len()) ", les plus anciennes d'abord" } a class="btn sm" href=(all) { "Voir les autres" } }
                }
            }
        }
    }
}

fn row(who: &Inside, line: &OpenLine) -> Markup {
    html! {
        tr {
            th scope="row" class="cell-l1" {
                a class="nowrap" href=(who.url(&format!("/factures/{}", line.claim.0))) { (line.number) }
                @if let Some((step, on)) = &line.last_step { span class="sub" { (step) ", le " (date_short(*on)) } }
            }
            td class="date cell-l2" data-l="Éch." { (ui::day(line.due_on)) }
            (lateness(line.late))
            td class="num muted hide-s hide-m" { (ui::money(line.amount, line.currency)) }
            td class="num strong cell-r1" { (ui::money(line.open, line.currency)) }
            td class="cell-l3" { (standing(line.state, line.late)) }
        }
    }
}
