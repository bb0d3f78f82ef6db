//! Small components: amounts, days, badges, cards, empty states, pagers.

use domain::Date;
use domain::french::{amount_fr, date_short};
use domain::money::{Cents, Currency};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::icon::{Icon, icon, icon_small};

/// An amount, to be read and to be copied: `<data>` holds it with a point.
pub(crate) fn money(amount: Cents, currency: Currency) -> Markup {
    let symbol = if currency == Currency::EUR { "€" } else { currency.code() };
    let class = if amount.0 < 0 { "money neg" } else { "money" };
    html! { data class=(class) value=(amount.plain_in(currency)) { (amount_fr(amount, currency)) "\u{a0}" span class="c" { (symbol) } } }
}

/// A day in digits.
pub(crate) fn day(on: Date) -> Markup {
    html! { time class="date" datetime=(on) { (date_short(on)) } }
}

/// A moment in Paris: `21/11/2026 09:02`.
pub(crate) fn day_time(micros: i64) -> Markup {
    let zone = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
    let moment = Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone);
    html! { time class="date" datetime=(moment.timestamp()) { (moment.strftime("%d/%m/%Y %H:%M").to_string()) } }
}

/// The day of a moment in Paris.
pub(crate) fn day_of(micros: i64) -> Date {
    let zone = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone).date()
}

/// An hour of the day in Paris: `09:02`.
pub(crate) fn hour(micros: i64) -> Markup {
    let zone = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
    let moment = Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone);
    html! { time datetime=(moment.timestamp()) { (moment.strftime("%H:%M").to_string()) } }
}

/// What a badge says beside its words: a colour and a shape, never alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Neutral,
    Draft,
    Ok,
    Info,
    Warn,
    Late,
    Danger,
    Dispute,
    Promise,
    Legal,
}

impl Tone {
    /// Its class in the stylesheet.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Neutral => "badge",
            Tone::Draft => "badge draft",
            Tone::Ok => "badge ok",
            Tone::Info => "badge info",
            Tone::Warn => "badge warn",
            Tone::Late => "badge late",
            Tone::Danger => "badge danger",
            Tone::Dispute => "badge dispute",
            Tone::Promise => "badge promise",
            Tone::Legal => "badge legal",
        }
    }

    /// The tone of so many days late: 1–30, 31–60, more.
    pub fn of_days_late(days: i64) -> Tone {
        match days {
            ..=0 => Tone::Neutral,
            1..=30 => Tone::Warn,
            31..=60 => Tone::Late,
            _ => Tone::Danger,
        }
    }
}

/// A state in words.
pub(crate) fn badge(tone: Tone, words: &str) -> Markup {
    html! { span class=(tone.class()) { (words) } }
}

/// A card with its title; `beside` stands right of it.
pub(crate) fn card(title: &str, beside: Markup, body: Markup) -> Markup {
    html! {
        section class="card" {
            div class="card-head" { div { h2 { (title) } } (beside) }
            (body)
        }
    }
}

/// The head of a card with a line under its title.
pub(crate) fn title_with(title: &str, sub: &str, beside: Markup) -> Markup {
    html! { div class="card-head" { div { h2 { (title) } p { (sub) } } (beside) } }
}

/// Nothing yet: what will come, and how to begin.
pub(crate) fn empty(shown: Icon, title: &str, said: &str, begin: Markup) -> Markup {
    html! { div class="empty" { (icon(shown)) h3 { (title) } p { (said) } (begin) } }
}

/// A notice in the flow of a page.
pub(crate) fn notice(tone: Tone, said: Markup) -> Markup {
    let (class, shown) = match tone {
        Tone::Ok => ("note ok", Icon::Done),
        Tone::Warn | Tone::Late => ("note warn", Icon::Warning),
        Tone::Danger => ("note danger", Icon::Blocked),
        Tone::Info => ("note", Icon::Info),
        _ => ("note plain", Icon::Info),
    };
    html! { div class=(class) { (icon(shown)) div { (said) } } }
}

/// Rare acts behind one button, which opens without JavaScript; the grave one stands apart.
pub(crate) fn more(acts: Vec<(String, &str)>, grave: Option<(String, &str)>) -> Markup {
    html! {
        @if !acts.is_empty() || grave.is_some() {
            details class="more no-print" {
                summary class="btn" { span aria-hidden="true" { "…" } span class="vh" { "Autres actions" } }
                ul role="list" {
                    @for (url, words) in &acts { li { a href=(url) { (words) } } }
                    @if let Some((url, words)) = &grave { li class="grave" { a href=(url) { (words) } } }
                }
            }
        }
    }
}

/// The foot of a list: what is shown of how many, and the next page.
pub(crate) fn pager(said: &str, first: Option<&str>, next: Option<&str>) -> Markup {
    html! {
        div class="pager" {
            span { (said) }
            div class="row" {
                @if let Some(first) = first { a class="btn sm" href=(first) { (icon_small(Icon::Previous)) "Début" } }
                @if let Some(next) = next { a class="btn sm" href=(next) rel="next" { "Suite" (icon_small(Icon::Next)) } }
            }
        }
    }
}

/// Tabs: each a link; the current one says so.
pub(crate) fn tabs(label: &str, items: &[(String, String, Option<u64>, bool)]) -> Markup {
    html! {
        nav class="tabs" aria-label=(label) {
            @for (words, url, count, current) in items {
                a href=(url) aria-current=[current.then_some("page")] {
                    (words) @if let Some(count) = count { " " span class="n" { (count) } }
                }
            }
        }
    }
}

/// How far something has come; without a total, only that it is under way.
pub(crate) fn progress(label: &str, done: u64, total: Option<u64>) -> Markup {
    let hundredths = total.filter(|total| *total > 0).map(|total| done.min(total) * 10_000 / total);
    html! {
        div class={ "progress" @if hundredths.is_none() { " unknown" } } role="progressbar" aria-label=(label)
            aria-valuemin="0" aria-valuemax=[total] aria-valuenow=[total.map(|total| done.min(total))] {
            svg width="100%" height="8" aria-hidden="true" focusable="false" {
                rect class="bar" height="8" width=(super::chart::hundredths(i64::try_from(hundredths.unwrap_or(10_000)).unwrap_or(10_000))) {}
            }
        }
    }
}
