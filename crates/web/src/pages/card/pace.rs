//! How a debtor pays, month by month: on time or late, drawn on the server, with the figures below.

use app::card::Card;
use domain::habits::Pace;
use maud::{Markup, html};

use crate::ui::chart::hundredths;

const MONTHS: [&str; 12] = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];
const HEIGHT: i64 = 120;
const TOP: i64 = 16;

fn month(number: i8) -> &'static str {
    usize::try_from(number - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or_default()
}

pub(super) fn habits(card: &Card) -> Markup {
    let habits = &card.habits;
    let Some(average) = habits.whole.average() else { return html! {} };
    let most = habits.months.iter().map(|(_, _, pace)| pace.paid).max().unwrap_or(0).max(1);
    let slot = 10_000 / i64::try_from(habits.months.len().max(1)).unwrap_or(1);
    html! {
        section class="card" {
            div class="card-head" { div { h2 { "Habitudes de paiement" } p { "Factures soldées par mois de paiement ; sous chaque mois, le retard moyen." } } }
            div class="card-body" {
                svg class="chart" height="164" role="img" aria-labelledby="habitudes-t habitudes-d" {
                    title id="habitudes-t" { "Factures payées à temps et en retard, par mois" }
                    desc id="habitudes-d" { (habits.whole.paid) " factures en douze mois, " (habits.whole.late()) " en retard, " (average) " jours de retard en moyenne." }
                    line class="ax" x1="0" x2="100%" y1=(HEIGHT) y2=(HEIGHT) {}
                    @for (at, (_, number, pace)) in (0..).zip(&habits.months) { (bar(at, slot, most, *number, *pace)) }
                }
                p class="small soft row wrap" { span class="badge ok" { "À temps" } span class="badge late" { "En retard" } "Le plus long retard : " (habits.whole.worst) " j." }
                details class="data-alt" {
                    summary { "Voir les chiffres en tableau" }
                    table class="table" {
                        thead { tr { th scope="col" { "Mois" } th scope="col" class="num" { "À temps" } th scope="col" class="num" { "En retard" } th scope="col" class="num" { "Retard moyen" } } }
                        tbody { @for (year, number, pace) in &habits.months { tr {
                            th scope="row" { (month(*number)) " " (year) } td class="num" { (pace.on_time) } td class="num" { (pace.late()) }
                            td class="num" { @match pace.average() { Some(days) => { (days) " j" }, None => "—" } }
                        } } }
                    }
                }
            }
        }
    }
}

fn bar(at: i64, slot: i64, most: i64, number: i8, pace: Pace) -> Markup {
    let tall = |count: i64| count * (HEIGHT - TOP) / most;
    let (good, late) = (tall(pace.on_time), tall(pace.late()));
    let middle = hundredths(slot * at + slot / 2);
    let (x, width) = (hundredths(slot * at + slot / 4), hundredths(slot / 2));
    html! {
        @if good > 0 { rect x=(x) y=(HEIGHT - good) width=(width) height=(good) class="ag0" {} }
        @if late > 0 { rect x=(x) y=(HEIGHT - good - late) width=(width) height=(late) class="ag2" {} }
        @if pace.paid > 0 { text class="v" x=(middle) y=(HEIGHT - good - late - 5) text-anchor="middle" { (pace.paid) } }
        text class=[(at % 2 == 0).then_some("hide-s")] x=(middle) y="138" text-anchor="middle" { (month(number)) }
        @if let Some(days) = pace.average() { text x=(middle) y="156" text-anchor="middle" { (days) " j" } }
    }
}
