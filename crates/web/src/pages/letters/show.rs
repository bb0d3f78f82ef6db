//! One letter: its frozen words and pages, what it rests on, its states with who said so, and what to say of it now.

use app::run::eml;
use domain::access::Permission;
use domain::access::needs::ReadBooks;
use domain::events::Channel;
use domain::facts::LetterState;
use domain::french::date_short;
use domain::letters::{Document, DocumentKind, email_subject, email_text};
use maud::{Markup, html};
use store::{LetterMoment, LetterRow};

use super::confirm::letter_of;
use super::{state_badge, what};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::authors;
use crate::pages::preview::{language, page_image, paper};
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Icon, Tone, form};

/// How a call can end.
const CALL: &[(&str, &str)] = &[
    ("reached", "Interlocuteur joint"),
    ("message", "Message laissé"),
    ("no_answer", "Pas de réponse"),
    ("wrong_number", "Mauvais numéro"),
    ("other", "Autre"),
];

/// A letter with everything that its page shows.
struct Shown {
    code: String,
    name: String,
    numbers: Vec<(String, i64)>,
    document: Option<Document>,
    logo: Option<Vec<u8>>,
    history: Vec<LetterMoment>,
}

fn read(who: &Inside, letter: &LetterRow) -> Result<Shown, Fault> {
    who.read(|tx| {
        let (code, name) = tx.names(&[letter.debtor])?.remove(&letter.debtor).unwrap_or_default();
        let mut numbers = Vec::new();
        for item in &letter.items {
            numbers.push((tx.claim(item.claim)?.map_or_else(|| item.claim.to_string(), |claim| claim.number), item.claim.0));
        }
        let document = tx.private(&letter.words)?.and_then(|bytes| serde_json::from_slice::<Document>(&bytes).ok());
        // The letterhead's image is not frozen with the words; the PDF is.
        let logo = match document.as_ref().filter(|document| document.sender.logo) {
            Some(_) => tx.creditor_profile()?.and_then(|profile| profile.logo.parse().ok()),
            None => None,
        };
        let logo = match logo {
            Some(id) => tx.private_bytes(id)?,
            None => None,
        };
        Ok(Shown { code, name, numbers, document, logo, history: tx.letter_history(letter.id)? })
    })
}

pub(super) fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let letter = letter_of(who, ask)?;
    page(who, ask, &letter, &Fields::of(ask, who.today))
}

/// The same with what a form could not take.
pub(super) fn with_problems(who: &Inside, ask: &Ask, letter: &LetterRow, fields: &Fields<'_>) -> Answered {
    Ok(page(who, ask, letter, fields)?.status(422))
}

fn page(who: &Inside, ask: &Ask, letter: &LetterRow, fields: &Fields<'_>) -> Answered {
    let shown = read(who, letter)?;
    let title = what(&letter.document, letter.channel);
    let debtor = if shown.name.is_empty() { &shown.code } else { &shown.name };
    let body = html! {
        (form::summary(fields))
        div class="cols apercu" {
            (words(who, letter, &shown)?)
            div class="stack" {
                @if who.can(Permission::DecideActions) { (now(who, letter, fields)) }
                (facts(who, letter, &shown))
                (history(who, letter.channel, &shown.history))
                @if who.can(Permission::DecideActions) { (returned(who, letter, fields)) }
            }
        }
    };
    let (list, place) = if letter.document == DocumentKind::FormalNotice.word() {
        ("Mises en demeure", "/courriers?document=formal-notice")
    } else {
        ("Courriers", "/courriers")
    };
    let head = Head {
        title: &title,
        beside: Some(state_badge(letter.state, letter.channel)),
        sub: Some(html! { "À " a href=(who.url(&format!("/debiteurs/{}", letter.debtor.0))) { (debtor) } }),
        crumbs: vec![(list, who.url(place))],
        place,
        actions: file_link(who, letter),
    };
    Ok(ui::page(who, ask, head, body))
}

fn file_link(who: &Inside, letter: &LetterRow) -> Option<Markup> {
    let words = match letter.channel {
        Channel::Email => "Télécharger le courriel",
        _ if letter.pdf.is_some() => "Télécharger le PDF",
        _ => return None,
    };
    Some(
        html! { a class="btn" href=(who.url(&format!("/courriers/{}/fichier", letter.id.0))) { (ui::icon(Icon::Download)) span class="tx" { (words) } } },
    )
}

fn words(who: &Inside, letter: &LetterRow, shown: &Shown) -> Result<Markup, Fault> {
    let Some(document) = &shown.document else {
        let said = if letter.channel == Channel::Call {
            "Une fiche d'appel n'a pas de courrier."
        } else {
            "Les mots de ce courrier ont été effacés sur demande."
        };
        return Ok(html! { section class="card" { (ui::empty(Icon::Letter, "Pas de texte à montrer", said, html! {})) } });
    };
    if letter.channel == Channel::Email {
        return Ok(html! {
            section class="card clip" {
                (ui::title_with(&email_subject(document), "Mots figés à l'approbation.", html! {}))
                div class="card-body" { pre class="courriel" lang=(language(document.language)) { (email_text(document)) } }
            }
        });
    }
    match who.house.pages.of(&*who.house.typesetter, document, shown.logo.as_deref()) {
        Ok(pages) => Ok(paper(pages.len(), &|page| who.url(&format!("/courriers/{}/page/{page}.png", letter.id.0)), "Courrier")),
        Err(app::AppError::Refused(why)) => Ok(ui::notice(Tone::Danger, html! { (why) })),
        Err(other) => Err(other.into()),
    }
}

/// What a person may say of the letter where it stands.
fn now(who: &Inside, letter: &LetterRow, fields: &Fields<'_>) -> Markup {
    let url = |what: &str| who.url(&format!("/courriers/{}/{what}", letter.id.0));
    let day = |name: &str, label: &str| day_field(who, fields, name, label);
    let formal = letter.document == DocumentKind::FormalNotice.word();
    html! {
        @match letter.state {
            LetterState::Prepared => {
                (ui::card("Prêt à partir", html! {}, html! { div class="card-body stack" {
                    p { "Ses mots et ses montants sont figés. Il part à l'envoi du jour ; jusque-là, il se reprend." }
                    div class="row wrap" {
                        a class="btn primary" href=(who.url("/courriers?etat=prepares")) { "Voir l'envoi du jour" }
                        (form::button(who, &url("reprendre"), "btn", html! { "Reprendre cet envoi" }))
                    }
                } }))
            }
            LetterState::HandedOver if letter.channel == Channel::Call => {
                (ui::card("Appel à faire", html! {}, html! { div class="card-body" {
                    (form::post(who, &url("appel"), html! {
                        (form::select(fields, "resultat", "Comment s'est-il passé ?", CALL, ""))
                        button class="btn primary" { "Inscrire l'appel" }
                    }))
                } }))
            }
            LetterState::HandedOver | LetterState::Refused => {
                (ui::card("Est-il parti ?", html! {}, html! { div class="card-body" {
                    (form::post(who, &url("envoye"), html! {
                        (day("parti_le", "Parti le"))
                        (form::field(fields, "suivi", "Numéro de suivi", form::Kind::Text, "Facultatif : numéro du recommandé."))
                        button class="btn primary" { "Confirmer l'envoi" }
                    }))
                } }))
            }
            LetterState::Sent if formal => {
                (ui::card("Réception", html! {}, html! { div class="card-body" {
                    (form::post(who, &url("recu"), html! {
                        p class="soft" { (ui::unbroken("Pour un particulier ou un non-professionnel, l'intérêt légal court du lendemain de la réception (C. civ. 1344-1).")) }
                        (day("recu_le", "Reçue ou première présentation le"))
                        button class="btn" { "Inscrire la réception" }
                    }))
                } }))
            }
            LetterState::Sent | LetterState::Cancelled => {}
        }
    }
}

/// A field of a day, today unless something else was typed.
fn day_field(who: &Inside, fields: &Fields<'_>, name: &str, label: &str) -> Markup {
    let today = date_short(who.today);
    let shown = if fields.shown(name).is_empty() { today.as_str() } else { fields.shown(name) };
    html! {
        div class=(if fields.problem(name).is_some() { "field error" } else { "field" }) {
            label for=(name) { (label) }
            input class="input date" id=(name) name=(name) value=(shown) autocomplete="off" aria-invalid=[fields.problem(name).map(|_| "true")];
            @if let Some(said) = fields.problem(name) { span class="err" { (ui::icon_small(Icon::Warning)) span { (said) } } }
        }
    }
}

/// The rare case: it came back. Last and folded.
fn returned(who: &Inside, letter: &LetterRow, fields: &Fields<'_>) -> Markup {
    if !matches!(letter.state, LetterState::HandedOver | LetterState::Sent) || letter.channel == Channel::Call {
        return html! {};
    }
    let typed = fields.problem("revenu_le").is_some() || fields.problem("motif").is_some();
    html! {
        section class="card no-print" {
            details class="data-alt" open[typed] {
                summary { "Ce courrier est revenu ?" }
                div class="mt2" { (form::post(who, &who.url(&format!("/courriers/{}/revenu", letter.id.0)), html! {
                    (day_field(who, fields, "revenu_le", "Revenu le"))
                    (form::field(fields, "motif", "Motif", form::Kind::Text, "Adresse inconnue, refusé, boîte pleine…"))
                    div class="row" { button class="btn" { "Noter le retour" } }
                })) }
            }
        }
    }
}

fn facts(who: &Inside, letter: &LetterRow, shown: &Shown) -> Markup {
    html! {
        (ui::card("Envoi", html! {}, html! { div class="card-body" {
            dl class="dl" {
                dt { "Canal" } dd { (letter.channel.french()) }
                dt { "Date du courrier" } dd { (ui::day(letter.on)) }
                @if let Some(pay_by) = letter.pay_by { dt { "À régler au plus tard le" } dd { (ui::day(pay_by)) } }
                @if let Some(sent) = letter.sent_on { dt { @if letter.channel == Channel::Call { "Appelé le" } @else { "Envoyé le" } } dd { (ui::day(sent)) } }
                dt { "Factures" }
                dd { @for (at, (number, claim)) in shown.numbers.iter().enumerate() { @if at > 0 { ", " } a href=(who.url(&format!("/factures/{claim}"))) { (number) } } }
                dt class="sum" { "Somme demandée" } dd class="sum" { (ui::money(letter.asked, letter.currency)) }
            }
            details class="small mt3" {
                summary { "Références" }
                p class="muted wrap-anywhere" { "Envoi " (letter.id) ". Justificatif : " (authors::named(who, &letter.receipt)) }
            }
        } }))
    }
}

fn history(who: &Inside, channel: Channel, history: &[LetterMoment]) -> Markup {
    html! {
        (ui::card("Suivi", html! {}, html! {
            ul class="list" role="list" {
                @for moment in history {
                    li { div class="grow" {
                        (state_badge(moment.state, channel)) " le " (date_short(moment.on)) ", " (said(moment)) (authors::name(who, &moment.author))
                        @if let Some(word) = word(moment) { " : " (word) }
                        @if ui::day_of(moment.recorded_at) != moment.on { div class="muted small" { "Inscrit le " (ui::day_time(moment.recorded_at)) } }
                    } }
                }
            }
        }))
    }
}

/// How the author knows: who confirms a departure by word alone declares it.
fn said(moment: &LetterMoment) -> &'static str {
    if moment.state == LetterState::Sent && moment.word == "person" { "déclaré par " } else { "par " }
}

/// The word that came with a state, for people.
fn word(moment: &LetterMoment) -> Option<String> {
    match (moment.state, moment.word.as_str()) {
        (_, "") => None,
        // The history of the sample was told without a folder.
        (LetterState::HandedOver, "mots") => None,
        (LetterState::HandedOver, folder) => Some(format!("dossier {folder}")),
        (LetterState::Sent, "person") => None,
        (LetterState::Sent, tracking) => Some(format!("suivi {tracking}")),
        (_, why) => Some(why.to_owned()),
    }
}

/// One page of the letter as an image.
pub(super) fn image(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let letter = letter_of(who, ask)?;
    let page: String = ask.path("page")?;
    let shown = read(who, &letter)?;
    let document = shown.document.filter(|_| letter.channel != Channel::Email).ok_or(Fault::NotFound)?;
    let pages = who.house.pages.of(&*who.house.typesetter, &document, shown.logo.as_deref())?;
    page_image(&pages, &page)
}

/// The frozen PDF, or the message of an e-mail.
pub(super) fn file(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let letter = letter_of(who, ask)?;
    if letter.channel == Channel::Email {
        let bytes = who.read(|tx| {
            let details = tx.debtor_details(letter.debtor)?.unwrap_or_default();
            eml(tx, &letter, &details)
        })?;
        return Ok(Answer::file(&format!("{}.eml", letter.id), "message/rfc822", bytes));
    }
    let pdf = letter.pdf.as_ref().ok_or(Fault::NotFound)?;
    let bytes = who.read(|tx| Ok(tx.private(pdf)?))?;
    let bytes = bytes.ok_or_else(|| Fault::Refused("Ce PDF a été effacé sur demande.".to_owned()))?;
    Ok(Answer::file(&format!("{}.pdf", letter.id), "application/pdf", bytes))
}
