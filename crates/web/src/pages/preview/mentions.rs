//! The mentions of a letter: what the law or the house wants in it, what it must not say, and where each stands.

use domain::letters::{Mention, MentionState};
use maud::{Markup, html};

use crate::ui::{self, Icon};

/// The card of the mentions.
pub(super) fn card(mentions: &[Mention]) -> Markup {
    html! {
        section class="card" {
            (ui::title_with("Mentions", &counts(mentions), gauge(mentions)))
            (checklist(mentions))
        }
    }
}

fn counts(mentions: &[Mention]) -> String {
    let of = |state: fn(&Mention) -> bool| mentions.iter().filter(|mention| state(mention)).count();
    let present = of(|mention| !mention.forbidden && mention.state == MentionState::Good);
    let without = of(|mention| mention.state == MentionState::NotConcerned);
    match of(|mention| mention.missing().is_some()) {
        0 => format!("{present} présentes, {without} sans objet"),
        wrong => format!("{present} présentes, {without} sans objet, {wrong} à corriger"),
    }
}

fn gauge(mentions: &[Mention]) -> Markup {
    let all = mentions.iter().filter(|mention| mention.state != MentionState::NotConcerned).count();
    let good = mentions.iter().filter(|mention| mention.state == MentionState::Good).count();
    html! { progress class="jour" value=(good) max=(all.max(1)) aria-label="Mentions vérifiées" {} }
}

/// The list: what is wrong first, what is there, what must not be said, and what has no object folded away.
pub(super) fn checklist(mentions: &[Mention]) -> Markup {
    lists(mentions, false)
}

/// The same with what is there folded too: only what is wrong stays in sight.
pub(crate) fn folded(mentions: &[Mention]) -> Markup {
    lists(mentions, true)
}

fn lists(mentions: &[Mention], fold: bool) -> Markup {
    let wrong = || mentions.iter().filter(|mention| mention.missing().is_some());
    let good =
        |forbidden: bool| mentions.iter().filter(move |mention| mention.forbidden == forbidden && mention.state == MentionState::Good);
    let without = || mentions.iter().filter(|mention| mention.state == MentionState::NotConcerned);
    html! {
        @if !fold || wrong().next().is_some() {
            ul class="checklist" role="list" {
                @for mention in wrong() { (one(mention)) }
                @if !fold { @for mention in good(false) { (one(mention)) } }
            }
        }
        @if fold && good(false).next().is_some() {
            details class="data-alt" {
                summary { "Mentions présentes (" (good(false).count()) ")" }
                ul class="checklist" role="list" { @for mention in good(false) { (one(mention)) } }
            }
        }
        @if good(true).next().is_some() {
            details class="data-alt" {
                summary { "Rien de ce qu'un courrier ne doit pas dire (" (good(true).count()) " contrôles)" }
                ul class="checklist" role="list" { @for mention in good(true) { (one(mention)) } }
            }
        }
        @if without().next().is_some() {
            details class="data-alt" {
                summary { "Sans objet pour ce courrier (" (without().count()) ")" }
                ul class="checklist" role="list" { @for mention in without() { (one(mention)) } }
            }
        }
    }
}

fn one(mention: &Mention) -> Markup {
    let (class, shown, state) = match &mention.state {
        MentionState::Good if mention.forbidden => ("ok", Icon::Done, "absent, comme il convient"),
        MentionState::Good => ("ok", Icon::Done, "présent"),
        MentionState::Wrong(_) => ("ko", Icon::Blocked, "à corriger"),
        MentionState::NotConcerned => ("na", Icon::Without, "sans objet"),
    };
    html! {
        li class=(class) {
            (ui::icon(shown))
            span { (ui::unbroken(mention.missing().map_or(mention.label, |missing| missing.french.as_str()))) span class="vh" { " : " (state) } }
            span class="law" { (ui::unbroken(mention.because)) }
            @if let Some(missing) = mention.missing() { span class="soft small col2" { (missing.remedy) } }
        }
    }
}
