//! The words of a letter as a form: five parts in the small language.

use app::templates::WordsPart;
use domain::letters::Words;
use maud::{Markup, html};

use crate::ask::Ask;
use crate::fields::Fields;
use crate::ui::{self, Tone, form};

/// The field of a part.
pub(crate) fn part_name(part: WordsPart) -> &'static str {
    match part {
        WordsPart::Subject => "objet",
        WordsPart::Title => "titre",
        WordsPart::Salutation => "salutation",
        WordsPart::Body => "corps",
        WordsPart::Closing => "fin",
    }
}

/// The words of the form: line ends as the small language has them.
pub(crate) fn typed_words(ask: &Ask) -> Words {
    let part = |name: &str| ask.form(name).replace("\r\n", "\n").trim().to_owned();
    Words { subject: part("objet"), title: part("titre"), salutation: part("salutation"), body: part("corps"), closing: part("fin") }
}

/// A form that shows these words before anybody typed.
pub(crate) fn preset_words<'a>(fields: Fields<'a>, words: &Words) -> Fields<'a> {
    WordsPart::ALL.into_iter().fold(fields, |fields, part| fields.preset(part_name(part), part.of(words)))
}

/// Where what was typed is shown as it would be read, while it is typed.
pub(crate) const TRIAL: &str = "essai";

/// The five fields. With JavaScript, what is typed is tried at `url` after a moment, and shown in the element [`TRIAL`].
pub(crate) fn words_fields(fields: &Fields<'_>, url: &str) -> Markup {
    html! {
        div class="stack" hx-post=(url) hx-trigger="input delay:700ms" hx-include="closest form" hx-vals=r#"{"faire":"essayer"}"# hx-target={ "#" (TRIAL) } hx-swap="innerHTML" {
        (words_parts(fields))
        }
    }
}

/// The five parts by themselves.
pub(crate) fn words_parts(fields: &Fields<'_>) -> Markup {
    html! {
        (form::field(fields, "objet", "Objet", form::Kind::Text, ""))
        (form::field(fields, "titre", "Titre", form::Kind::Text, "Au-dessus du texte ; vide pour aucun."))
        (form::field(fields, "salutation", "Salutation", form::Kind::Text, ""))
        (form::area(fields, "corps", "Corps", 16, "Avant l'encadré de règlement."))
        (form::area(fields, "fin", "Fin", 8, "Après l'encadré de règlement."))
    }
}

/// What does not read in the words typed, for the place where they would be shown.
pub(crate) fn unread(problems: &[(WordsPart, String)]) -> Markup {
    ui::notice(Tone::Warn, html! { ul { @for (part, why) in problems { li { b { (label(*part)) } " : " (why) } } } })
}

fn label(part: WordsPart) -> &'static str {
    match part {
        WordsPart::Subject => "Objet",
        WordsPart::Title => "Titre",
        WordsPart::Salutation => "Salutation",
        WordsPart::Body => "Corps",
        WordsPart::Closing => "Fin",
    }
}
