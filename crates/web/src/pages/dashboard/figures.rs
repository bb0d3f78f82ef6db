//! The strip of figures: the value, where it goes, its curve; what lacks history says so.

use app::metrics::Measured;
use domain::Date;
use domain::access::needs::ReadBooks;
use domain::metrics::{Figure, Figures, Point};
use domain::money::{Cents, Currency};
use maud::{Markup, html};

use super::super::balance::day_asked;
use super::currency_of;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside, Scoped};
use crate::ui;
use crate::ui::chart;

/// The figures in the page: there where they are known, else as a piece that follows.
pub(super) fn in_page(who: &Inside, ask: &Ask, day: Date, currency: Currency) -> Result<Markup, Fault> {
    Ok(match who.house.measures.of(&who.books(), day, currency)? {
        Measured::Ready { figures, made_at, behind } => shown(who, &figures, made_at, behind),
        Measured::Making => making(who, ask, day, currency),
    })
}

fn making(who: &Inside, ask: &Ask, day: Date, currency: Currency) -> Markup {
    let piece = format!("{}?au={day}&devise={currency}", who.url("/tableau/indicateurs"));
    html! {
        section class="card" id="indicateurs" aria-label="Indicateurs clés" hx-get=(piece) hx-trigger="load delay:1s" hx-swap="outerHTML" aria-busy="true" {
            div class="card-body stack" {
                p role="status" { "Calcul des indicateurs sur tout l'historique…" }
                span class="skel" {}
                noscript { a class="btn" href=(ask.url) { "Actualiser" } }
            }
        }
    }
}

/// The piece that follows a page.
pub(super) fn strip(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let day = day_asked(who, ask).map_err(Fault::Bad)?;
    let currency = currency_of(ask, &[])?;
    Ok(Answer::html(in_page(who, ask, day, currency)?))
}

/// The value of a figure in words, with its unit; none where history lacks.
pub(super) fn value(figure: Figure, point: &Point) -> Option<(String, &'static str)> {
    let percent = |value: Option<i64>| value.map(|value| (tenths(value), "%"));
    let days = |value: Option<i64>| value.map(|value| (((value + 5) / 10).to_string(), "jours"));
    match figure {
        Figure::Dso => days(point.dso),
        Figure::BestDso => days(point.best_dso),
        Figure::DaysLate => days(point.days_late),
        Figure::OverdueRate => percent(point.overdue_rate),
        Figure::Cei => percent(point.cei),
        Figure::Recovery => percent(point.recovery),
        Figure::Promises => point.promises.map(|(kept, _)| (kept.to_string(), "tenues")),
    }
}

/// The number behind a figure, to be compared and drawn.
fn number(figure: Figure, point: &Point) -> Option<i64> {
    match figure {
        Figure::Dso => point.dso,
        Figure::BestDso => point.best_dso,
        Figure::DaysLate => point.days_late,
        Figure::OverdueRate => point.overdue_rate,
        Figure::Cei => point.cei,
        Figure::Recovery => point.recovery,
        Figure::Promises => point.promises.map(|(kept, all)| i64::try_from((2_000 * kept + all) / (2 * all.max(1))).unwrap_or_default()),
    }
}

/// The curve, from the first point since which nothing lacks.
pub(super) fn curve(figure: Figure, figures: &Figures) -> Vec<(Date, i64)> {
    let mut known: Vec<(Date, i64)> = figures.points.iter().rev().map_while(|point| Some((point.day, number(figure, point)?))).collect();
    known.reverse();
    known
}

/// Tenths with a comma: `91,4`.
pub(super) fn tenths(value: i64) -> String {
    let sign = if value < 0 { "\u{2212}" } else { "" };
    format!("{sign}{},{}", value.abs() / 10, value.abs() % 10)
}

/// Whether less of it is better.
fn less_is_better(figure: Figure) -> bool {
    matches!(figure, Figure::Dso | Figure::BestDso | Figure::DaysLate | Figure::OverdueRate)
}

fn shown(who: &Inside, figures: &Figures, made_at: i64, behind: bool) -> Markup {
    let Some(point) = figures.points.last() else { return html! {} };
    let (first, rest) = Figure::ALL.split_at(4);
    html! {
        div id="indicateurs" {
            section class="kpis" aria-label="Indicateurs clés" { @for figure in first { (one(who, figures, point, *figure)) } }
            details class="data-alt mt2" {
                summary { "Autres indicateurs" }
                section class="kpis three" aria-label="Autres indicateurs" { @for figure in rest { (one(who, figures, point, *figure)) } }
            }
            @if behind { p class="soft" { "Indicateurs calculés à " (ui::hour(made_at)) "." } }
        }
    }
}

fn one(who: &Inside, figures: &Figures, point: &Point, figure: Figure) -> Markup {
    let curve = curve(figure, figures);
    let values: Vec<i64> = curve.iter().map(|(_, value)| *value).collect();
    let before = values.len().checked_sub(2).and_then(|at| values.get(at)).copied();
    let url = format!("{}?au={}&devise={}", who.url(&format!("/tableau/indicateurs/{}", figure.word())), figures.day, figures.currency);
    html! {
        div class="kpi" {
            div class="l" { a href=(url) title=(figure.meaning()) { (figure.french()) } }
            @match value(figure, point) {
                None => { div class="v none" { "–" } div class="d" { "Historique insuffisant" } }
                Some((value, unit)) => {
                    div class="v" {
                        @match figure {
                            Figure::OverdueRate => { (whole(point.late, figures.currency)) }
                            Figure::Promises => { (value) " " small { "sur " (point.promises.map_or(0, |(_, all)| all)) } }
                            _ => { (value) " " small { (unit) } }
                        }
                    }
                    div class="d" {
                        @if figure == Figure::OverdueRate { b { (value) " %" } " de l'encours" }
                        @if figure == Figure::Promises { b { (tenths(values.last().copied().unwrap_or_default())) " %" } }
                        @if let (Some(before), Some(now)) = (before, values.last()) { @if before != *now {
                            @if matches!(figure, Figure::OverdueRate | Figure::Promises) { " · " }
                            (change(figure, before, *now))
                        } }
                    }
                    @if let Some(line) = chart::spark(&values) { (line) }
                }
            }
        }
    }
}

/// Whole units of an amount, its currency small beside it.
fn whole(amount: Cents, currency: Currency) -> Markup {
    let written = domain::french::amount_fr(amount, currency);
    let units = written.split(',').next().unwrap_or_default().to_owned();
    html! { (units) " " small { @if currency == Currency::EUR { "€" } @else { (currency.code()) } } }
}

/// How it moved in thirty days; an arrow, a word for those who see no colour, and whether it is good.
fn change(figure: Figure, before: i64, now: i64) -> Markup {
    let (up, by) = (now > before, (now - before).abs());
    let good = up != less_is_better(figure);
    let unit = if matches!(figure, Figure::Dso | Figure::BestDso | Figure::DaysLate) { "j" } else { "pt" };
    html! {
        b class=(if good { "good" } else { "bad" }) {
            span aria-hidden="true" { @if up { "↑ " } @else { "↓ " } } span class="vh" { @if up { "en hausse de " } @else { "en baisse de " } }
            (tenths(by)) " " (unit)
        }
        " en 30 jours"
    }
}
