//! What pages made from the live view share: its moment, its loading state, how a debtor's situation is said.

use std::sync::Arc;

use app::live::{ActionRow, Aged, DebtorRow, Flags, Live, Progress, View};
use domain::dunning::{FORMAL_NOTICE, PRE_DUE, REMINDER, WARNING};
use domain::events::Channel;
use domain::french::{date_short, grouped, money_fr};
use domain::letters::DocumentKind;
use domain::money::{Cents, Currency};
use maud::{Markup, html};

use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::Inside;
use crate::ui::{self, Head, Tone};

/// The books as of today, or the page that says how far they are.
pub(crate) fn books_of_today(who: &Inside, ask: &Ask, title: &str, place: &str) -> Result<Result<(Arc<Live>, bool), Answer>, Fault> {
    Ok(match who.live()? {
        View::Ready { live, behind } => Ok((live, behind)),
        View::Building(progress) => Err(building(who, ask, title, place, &progress)),
    })
}

/// The first view of large books is being made: how far it is, the page coming back by itself with or without JavaScript.
fn building(who: &Inside, ask: &Ask, title: &str, place: &str, progress: &Progress) -> Answer {
    let (done, of) = progress.so_far();
    let said =
        if of == 0 { "Lecture des comptes…".to_owned() } else { format!("{} débiteurs examinés sur {}.", grouped(done), grouped(of)) };
    let body = html! {
        section class="card" aria-busy="true" {
            div class="card-body stack" {
                h2 { "Préparation de la vue du jour" }
                p class="soft" { "Les échéances sont relues et chaque décision du jour est prise une première fois. Cette page revient d'elle-même ; vous pouvez aussi la quitter." }
                progress class="making" max=(of.max(1)) value=(done) { (said) }
                p role="status" { (said) }
                p { a class="btn" href=(ask.url) { "Actualiser" } }
            }
        }
    };
    ui::page(who, ask, Head { title, place, ..Head::default() }, body).header("refresh", "2")
}

/// When what is shown was true.
pub(crate) fn moment(live: &Live, behind: bool) -> Markup {
    html! {
        "Situation au " (ui::day(live.day())) ", à jour à " (ui::hour(live.made_at())) "."
        @if behind { " " span class="soft" { "Une mise à jour est en cours." } }
        @if let Some(trouble) = live.trouble() { " " span class="soft" { (trouble) } }
    }
}

/// Where a debtor stands, in one badge: what matters most first.
pub(crate) fn situation(live: &Live, row: &DebtorRow) -> Markup {
    let flags = row.flags;
    let actions = live.actions_of(row.id);
    let (tone, words) = if flags.has(Flags::INSOLVENT) {
        (Tone::Legal, "Procédure collective".to_owned())
    } else if let Some(action) = actions.iter().max_by_key(|action| action.level) {
        let tone = match action.level {
            _ if action.channel == Channel::Task => Tone::Warn,
            FORMAL_NOTICE.. => Tone::Danger,
            PRE_DUE => Tone::Neutral,
            WARNING => Tone::Late,
            _ => Tone::Warn,
        };
        (tone, ready(action).to_owned())
    } else if flags.has(Flags::DISPUTED) {
        (Tone::Dispute, if row.disputes > 1 { format!("{} litiges", row.disputes) } else { "Litige".to_owned() })
    } else if let Some((by, amount)) = row.promise {
        (Tone::Promise, format!("Promesse de {} le {}", money_fr(amount, row.currency), date_short(by)))
    } else if flags.has(Flags::PLAN_BEHIND) {
        (Tone::Danger, "Échéancier en retard".to_owned())
    } else if flags.has(Flags::ON_PLAN) {
        (Tone::Promise, "Échéancier à jour".to_owned())
    } else if flags.has(Flags::ON_HOLD) {
        (Tone::Neutral, "Suspendu".to_owned())
    } else if flags.has(Flags::BROKEN) {
        (Tone::Late, "Promesse non tenue".to_owned())
    } else if let Some((_, level, on)) = row.reached {
        let (tone, words) = match level {
            PRE_DUE => (Tone::Neutral, "Avisé"),
            REMINDER => (Tone::Info, "Relancé"),
            WARNING => (Tone::Info, "Averti"),
            FORMAL_NOTICE => (Tone::Danger, "Mis en demeure"),
            _ => (Tone::Danger, "Décidé"),
        };
        (tone, format!("{words} le {}", date_short(on)))
    } else if row.late > 0 {
        (Tone::of_days_late(row.days_late(live.day())), "En retard".to_owned())
    } else if row.claims > 0 {
        (Tone::Neutral, "À échoir".to_owned())
    } else {
        (Tone::Ok, "Rien d'ouvert".to_owned())
    };
    ui::badge(tone, &words)
}

/// An action in few words.
fn ready(action: &ActionRow) -> &'static str {
    match (action.document, action.channel) {
        (_, Channel::Task) => "À décider",
        (_, Channel::Call) => "Appel à passer",
        (Some(DocumentKind::PreDueNotice), _) => "Avis avant échéance prêt",
        (Some(DocumentKind::WarningReminder), _) => "Relance avant mise en demeure prête",
        (Some(DocumentKind::FormalNotice), _) => "Mise en demeure prête",
        _ => "Relance prête",
    }
}

/// The part of each age in what is late, as a bar with the same in words.
pub(crate) fn age_bar(aged: &[Aged], labels: &[String]) -> Markup {
    let late = &aged[1..aged.len() - 1];
    let total: i64 = late.iter().map(|aged| aged.cents.0.max(0)).sum();
    if total == 0 {
        return html! { span class="soft" { "—" } };
    }
    let share = |cents: Cents| i64::try_from(i128::from(cents.0.max(0)) * 10_000 / i128::from(total)).unwrap_or_default();
    let said: Vec<String> = late
        .iter()
        .zip(&labels[1..])
        .filter(|(aged, _)| aged.cents.is_positive())
        .map(|(aged, label)| format!("{} % à {label}", (share(aged.cents) + 50) / 100))
        .collect();
    let mut from = 0;
    let shown: Vec<(i64, i64, &str)> = late
        .iter()
        .enumerate()
        .map(|(at, aged)| {
            let place = (from, share(aged.cents), age_class(at + 1, late.len()));
            from += place.1;
            place
        })
        .filter(|(_, width, _)| *width > 0)
        .collect();
    html! {
        svg class="ages" width="96" height="10" aria-hidden="true" focusable="false" {
            @for (from, width, class) in shown { rect x=(ui::chart::hundredths(from)) y="0" width=(ui::chart::hundredths(width)) height="10" class=(class) {} }
        }
        span class="vh" { (said.join(", ")) }
    }
}

/// The class of a column among those that are late: the palette has four, the oldest is always the last.
pub(crate) fn age_class(column: usize, late: usize) -> &'static str {
    const CLASSES: [&str; 5] = ["ag0", "ag1", "ag2", "ag3", "ag4"];
    if column == late { CLASSES[4] } else { CLASSES[column.min(3)] }
}

/// What the colours of the ages mean.
pub(crate) fn age_legend(labels: &[String]) -> Markup {
    let late = &labels[1..labels.len() - 1];
    html! {
        div class="legend hide-s" {
            @for (at, label) in late.iter().enumerate() { span { i class=(age_class(at + 1, late.len())) {} (label) } }
        }
    }
}

/// An amount, or a dash where there is nothing.
pub(crate) fn amount_or_dash(cents: Cents, currency: Currency) -> Markup {
    html! { @if cents.is_zero() { span class="soft" { "—" } } @else { (ui::money(cents, currency)) } }
}

/// With a capital.
pub(crate) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
