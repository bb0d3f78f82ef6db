//! Charts drawn on the server as SVG: x in hundredths of the width, y and text in pixels, so that text never stretches.
//! Each has a title, a description, and the same figures as a table below.

use domain::money::{Cents, Currency};
use maud::{Markup, html};

use super::parts::money;

/// A bar of a chart of amounts.
pub(crate) struct Bar {
    /// Under the bar.
    pub label: String,
    /// How much.
    pub amount: Cents,
    /// How many things, for the table.
    pub count: u64,
    /// Class of its colour: `ag0` to `ag4`, `s1`, `s2`.
    pub class: &'static str,
    /// Where it leads.
    pub url: Option<String>,
}

const HEIGHT: i64 = 190;
const TOP: i64 = 18;
/// Left of the first bar, for the labels of the grid, in hundredths of a percent.
const LABELS: i64 = 900;

/// An amount for a label: `298,4 k€`, `1,2 M€`, `950 €`.
pub(crate) fn short(amount: Cents) -> String {
    let euros = amount.0.saturating_abs().saturating_add(50) / 100;
    let sign = if amount.0 < 0 && euros > 0 { "\u{2212}" } else { "" };
    let (unit, name) = match euros {
        ..1_000 => return format!("{sign}{euros}\u{a0}€"),
        1_000..10_000 => return format!("{sign}{}\u{202f}{:03}\u{a0}€", euros / 1_000, euros % 1_000),
        10_000..999_950 => (1_000, "k€"),
        _ => (1_000_000, "M€"),
    };
    let tenths = (euros * 10 + unit / 2) / unit;
    match tenths % 10 {
        0 => format!("{sign}{}\u{a0}{name}", tenths / 10),
        rest => format!("{sign}{},{rest}\u{a0}{name}", tenths / 10),
    }
}

/// The value of the topmost line of the grid: the next round one.
pub(crate) fn ceiling(most: i64) -> i64 {
    let mut unit = 100;
    loop {
        for step in [1, 2, 3, 5] {
            if step * unit >= most {
                return step * unit;
            }
        }
        unit *= 10;
    }
}

/// The lines of the grid above zero, at round values: their heights and their labels.
pub(crate) fn grid(top: i64) -> Vec<(i64, String)> {
    let first = top.to_string().bytes().next().map_or(1, |digit| i64::from(digit - b'0'));
    // A thousand is cut in two, two, three or five thousand in as many.
    let lines = if first == 1 { 2 } else { first };
    (1..=lines).map(|line| (HEIGHT - (HEIGHT - TOP) * line / lines, short(Cents(top * line / lines)))).collect()
}

/// Bars of amounts of one currency, with their values on them and the table of the figures.
pub(crate) fn bars(id: &str, title: &str, bars: &[Bar], currency: Currency, heads: (&str, &str)) -> Markup {
    let top = ceiling(bars.iter().map(|bar| bar.amount.0).max().unwrap_or(0).max(1));
    let slot = (10_000 - LABELS) / i64::try_from(bars.len().max(1)).unwrap_or(1);
    let said: Vec<String> = bars.iter().map(|bar| format!("{} {}", bar.label, domain::french::money_fr(bar.amount, currency))).collect();
    // What holds links is a group: a picture would hide them.
    let role = if bars.iter().any(|bar| bar.url.is_some()) { "group" } else { "img" };
    html! {
        svg class="chart" height="218" role=(role) aria-labelledby={ (id) "-t " (id) "-d" } {
            title id={ (id) "-t" } { (title) }
            desc id={ (id) "-d" } { (said.join(", ")) "." }
            line class="ax" x1="0" x2="100%" y1=(HEIGHT) y2=(HEIGHT) {}
            @for (y, label) in grid(top) {
                line class="g" x1="0" x2="100%" y1=(y) y2=(y) {}
                text class="y" x="0" y=(y - 5) { (label) }
            }
            @for (at, bar) in (0..).zip(bars) {
                @let height = (i128::from(bar.amount.0.max(0)) * i128::from(HEIGHT - TOP) / i128::from(top)) as i64;
                @let middle = hundredths(LABELS + slot * at + slot / 2);
                @if let Some(url) = &bar.url {
                    a href=(url) { (one(bar, slot, at, height, &middle)) }
                } @else { (one(bar, slot, at, height, &middle)) }
            }
        }
        details class="data-alt" {
            summary { "Voir les chiffres en tableau" }
            table class="table" {
                thead { tr { th scope="col" { (heads.0) } th scope="col" class="num" { (heads.1) } th scope="col" class="num" { "Montant" } } }
                tbody { @for bar in bars { tr { th scope="row" { (bar.label) } td class="num" { (bar.count) } td class="num" { (money(bar.amount, currency)) } } } }
            }
        }
    }
}

fn one(bar: &Bar, slot: i64, at: i64, height: i64, middle: &str) -> Markup {
    html! {
        rect x=(hundredths(LABELS + slot * at + slot / 5)) y=(HEIGHT - height) width=(hundredths(slot * 3 / 5)) height=(height) class=(bar.class) {}
        text class="v" x=(middle) y=(HEIGHT - height - 7) text-anchor="middle" { (short(bar.amount)) }
        text x=(middle) y="208" text-anchor="middle" { (bar.label) }
    }
}

/// Hundredths of a percent as an SVG length: `1250` is `12.50%`.
pub(crate) fn hundredths(value: i64) -> String {
    format!("{}.{:02}%", value / 100, value % 100)
}

/// A line of a few points without axis; `None` below two points.
pub(crate) fn spark(points: &[i64]) -> Option<Markup> {
    let (least, most) = (*points.iter().min()?, *points.iter().max()?);
    if points.len() < 2 {
        return None;
    }
    let span = (most - least).max(1);
    let last = i64::try_from(points.len() - 1).ok()?;
    // Tenths of a unit of the drawing: 84 wide, 2 to 28 high.
    let place = |at: i64, value: i64| (at * 840 / last, 280 - (value - least) * 260 / span);
    let path: Vec<String> = (0..)
        .zip(points)
        .map(|(at, value)| {
            let (x, y) = place(at, *value);
            format!("{}{} {}", if at == 0 { "M" } else { "L" }, tenths(x), tenths(y))
        })
        .collect();
    let (x, y) = place(last, *points.last()?);
    Some(html! {
        svg class="spark" viewBox="0 0 84 30" aria-hidden="true" focusable="false" {
            path d=(path.join(" ")) fill="none" stroke="var(--accent)" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round" {}
            circle cx=(tenths(x)) cy=(tenths(y)) r="2.6" fill="var(--accent)" {}
        }
    })
}

fn tenths(value: i64) -> String {
    format!("{}.{}", value / 10, value % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_short_and_rounded() {
        assert_eq!(short(Cents(29_837_415)), "298,4\u{a0}k€");
        assert_eq!(short(Cents(95_000)), "950\u{a0}€");
        assert_eq!(short(Cents(120_000_000)), "1,2\u{a0}M€");
        assert_eq!(short(Cents(242_510)), "2\u{202f}425\u{a0}€");
        assert_eq!(short(Cents(21_092)), "211\u{a0}€", "210,92 € is nearer to 211 €");
        assert_eq!(short(Cents(99_960)), "1\u{202f}000\u{a0}€");
        assert_eq!(short(Cents(99_996_000)), "1\u{a0}M€");
        assert_eq!(short(Cents(-21_092)), "\u{2212}211\u{a0}€");
        assert_eq!(short(Cents(10_000_000)), "100\u{a0}k€");
    }

    #[test]
    fn the_grid_ends_at_a_round_value() {
        assert_eq!(ceiling(29_837_415), 30_000_000);
        assert_eq!(ceiling(1), 100);
        assert_eq!(ceiling(30_000_001), 50_000_000);
        let labels = |top| grid(top).into_iter().map(|(_, label)| label).collect::<Vec<_>>();
        assert_eq!(labels(10_000_000), ["50\u{a0}k€", "100\u{a0}k€"]);
        assert_eq!(labels(30_000_000), ["100\u{a0}k€", "200\u{a0}k€", "300\u{a0}k€"]);
    }
}
