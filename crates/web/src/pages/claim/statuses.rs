//! The life-cycle statuses of an invoice: when each was said, what it means, why, what was done about it and why.

use app::statuses::Shown;
use domain::french::date_short;
use maud::{Markup, html};

use crate::ui::{self, Tone};

/// The statuses of the claim's invoice, the last said first.
pub(super) fn panel(statuses: &[Shown]) -> Markup {
    html! {
        @if !statuses.is_empty() {
            section class="card" {
                div class="card-head" { h2 { "Statuts de la facture électronique" } }
                ul class="list" role="list" { @for status in statuses.iter().rev() { (line(status)) } }
            }
        }
    }
}

fn line(status: &Shown) -> Markup {
    let row = &status.row;
    let at = row.at.time();
    html! {
        li {
            div class="grow" {
                b { (row.code) " « " (status.label) " »" }
                ", le " (date_short(row.at.date())) " à " (format!("{:02}:{:02}", at.hour(), at.minute()))
                @if let Some(by) = &status.said_by { ", par " (by) }
                @if let Some(sum) = &status.sum { " : " (ui::unbroken(sum)) }
                @if !status.reasons.is_empty() { div class="small" { "Motif : " (status.reasons.join(", ")) } }
                @if !status.asked.is_empty() { div class="small" { "Demandé : " (status.asked.join(", ")) } }
                @if let Some(text) = &row.text { div class="small" { (text) } } @else if row.erased { div class="small muted" { "(effacé)" } }
                div class="muted small" { (status.done) " " (status.why) }
            }
            @if status.unverified { (ui::badge(Tone::Warn, "Sens à vérifier")) }
        }
    }
}
