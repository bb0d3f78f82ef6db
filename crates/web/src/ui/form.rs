//! Forms: one label a field, the message under it, what was typed kept; every POST form carries its anti-forgery token.

use maud::{Markup, html};

use super::icon::{Icon, icon_small};
use super::words::unbroken;
use crate::fields::Fields;
use crate::route::Visitor;
use crate::server::token;

/// A form that changes something.
pub(crate) fn post(who: &Visitor, action: &str, body: Markup) -> Markup {
    post_with(who, action, "stack", body)
}

/// The same with a class of its own.
pub(crate) fn post_with(who: &Visitor, action: &str, class: &str, body: Markup) -> Markup {
    html! { form method="post" action=(action) class=(class) { (hidden_token(who)) (body) } }
}

/// A form for who may send it; the same fields to read for others, without anything to send.
pub(crate) fn post_or_read(who: &Visitor, may: bool, action: &str, body: Markup) -> Markup {
    if may {
        post(who, action, body)
    } else {
        html! { fieldset class="stack" disabled { (body) } }
    }
}

/// A form that sends files too.
pub(crate) fn post_files(who: &Visitor, action: &str, body: Markup) -> Markup {
    html! { form method="post" action=(action) class="stack" enctype="multipart/form-data" { (hidden_token(who)) (body) } }
}

/// One button that changes something.
pub(crate) fn button(who: &Visitor, action: &str, class: &str, words: Markup) -> Markup {
    html! { form method="post" action=(action) class="inline" { (hidden_token(who)) button class=(class) { (words) } } }
}

/// The anti-forgery token, for forms written by hand.
pub(crate) fn hidden_token(who: &Visitor) -> Markup {
    html! { input type="hidden" name="jeton" value=(token::make(&who.session)); }
}

/// A field carried along.
pub(crate) fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// What browsers should expect in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Email,
    Tel,
    Password,
    NewPassword,
    /// A one-time code.
    Code,
    /// An amount with decimals.
    Amount,
    /// A whole number.
    Number,
    /// A day, typed tolerantly.
    Day,
}

/// A field of one line.
pub(crate) fn field(fields: &Fields<'_>, name: &str, label: &str, kind: Kind, hint: &str) -> Markup {
    let (input_type, mode, complete, class) = match kind {
        Kind::Text => ("text", None, "off", "input"),
        Kind::Email => ("email", None, "username", "input"),
        Kind::Tel => ("tel", None, "off", "input"),
        Kind::Password => ("password", None, "current-password", "input"),
        Kind::NewPassword => ("password", None, "new-password", "input"),
        Kind::Code => ("text", Some("numeric"), "one-time-code", "input"),
        Kind::Amount => ("text", Some("decimal"), "off", "input num"),
        Kind::Number => ("text", Some("numeric"), "off", "input num"),
        Kind::Day => ("text", None, "off", "input date"),
    };
    // A password never comes back to the page.
    let value = if matches!(kind, Kind::Password | Kind::NewPassword) { "" } else { fields.shown(name) };
    wrapped(
        fields,
        name,
        label,
        hint,
        html! {
            input class=(class) id=(name) name=(name) type=(input_type) inputmode=[mode] autocomplete=(complete) value=(value)
                aria-invalid=[fields.problem(name).map(|_| "true")] aria-describedby=[described(fields, name, hint)];
        },
    )
}

/// A field of several lines.
pub(crate) fn area(fields: &Fields<'_>, name: &str, label: &str, rows: u8, hint: &str) -> Markup {
    wrapped(
        fields,
        name,
        label,
        hint,
        html! {
            textarea class="textarea" id=(name) name=(name) rows=(rows) aria-invalid=[fields.problem(name).map(|_| "true")]
                aria-describedby=[described(fields, name, hint)] { "\n" (fields.shown(name)) }
        },
    )
}

/// A choice among words: pairs of value and words.
pub(crate) fn select(fields: &Fields<'_>, name: &str, label: &str, choices: &[(&str, &str)], hint: &str) -> Markup {
    let shown = fields.shown(name);
    wrapped(
        fields,
        name,
        label,
        hint,
        html! {
            select class="select" id=(name) name=(name) aria-invalid=[fields.problem(name).map(|_| "true")]
                aria-describedby=[described(fields, name, hint)] {
                @for (value, words) in choices { option value=(value) selected[*value == shown] { (words) } }
            }
        },
    )
}

/// What stands over a file field, in its place and of its size: the browser's own words are in its own language. The field stays on
/// top, so that a click, a drop and the keyboard reach it; without JavaScript it is seen, with the name of the file.
pub(crate) fn choose_file(several: bool) -> Markup {
    html! {
        span class="btn pick-button" aria-hidden="true" { @if several { "Choisir des fichiers" } @else { "Choisir un fichier" } }
        span class="pick-name small muted" aria-hidden="true" data-picked { "Aucun fichier choisi" }
    }
}

/// A box to tick.
pub(crate) fn tick(fields: &Fields<'_>, name: &str, value: &str, label: &str) -> Markup {
    html! { label class="check" { input type="checkbox" name=(name) value=(value) checked[fields.holds(name, value)]; span { (unbroken(label)) } } }
}

/// A choice where every answer is in sight.
pub(crate) fn radios(fields: &Fields<'_>, name: &str, legend: &str, choices: &[(&str, &str)]) -> Markup {
    html! {
        fieldset class="field" {
            legend { (legend) }
            @for (value, words) in choices {
                label class="check" { input type="radio" name=(name) value=(value) checked[fields.shown(name) == *value]; span { (unbroken(words)) } }
            }
            (problem(fields, name))
        }
    }
}

/// What is wrong with the whole form, on top, each line leading to its field.
pub(crate) fn summary(fields: &Fields<'_>) -> Markup {
    html! {
        @if fields.has_problems() {
            div class="error-summary" role="alert" tabindex="-1" autofocus {
                h2 { @if fields.problems().len() == 1 { "Un point est à corriger" } @else { (fields.problems().len()) " points sont à corriger" } }
                ul { @for (name, said) in fields.problems() { li { a href={ "#" (name) } { (said) } } } }
            }
        }
    }
}

fn wrapped(fields: &Fields<'_>, name: &str, label: &str, hint: &str, input: Markup) -> Markup {
    let class = if fields.problem(name).is_some() { "field error" } else { "field" };
    html! {
        div class=(class) {
            label for=(name) { (label) }
            (input)
            @if !hint.is_empty() { span class="hint" id={ (name) "-aide" } { (unbroken(hint)) } }
            (problem(fields, name))
        }
    }
}

fn problem(fields: &Fields<'_>, name: &str) -> Markup {
    html! {
        @if let Some(said) = fields.problem(name) {
            span class="err" id={ (name) "-erreur" } { (icon_small(Icon::Warning)) span { (said) } }
        }
    }
}

fn described(fields: &Fields<'_>, name: &str, hint: &str) -> Option<String> {
    let mut ids = Vec::new();
    if !hint.is_empty() {
        ids.push(format!("{name}-aide"));
    }
    if fields.problem(name).is_some() {
        ids.push(format!("{name}-erreur"));
    }
    (!ids.is_empty()).then(|| ids.join(" "))
}
