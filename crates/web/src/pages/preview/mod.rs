//! A letter before it is approved: its pages as they will be received, its mentions with their articles, its words to retouch.

mod edit;
mod mentions;

use app::agenda::ActionRef;
use app::preview::Preview;
use domain::access::Permission;
use domain::access::needs::ReadBooks;
use domain::dunning::Action;
use domain::events::Channel;
use domain::french::date_fr;
use domain::letters::{DocumentKind, email_subject, email_text};
use maud::{Markup, html};

use super::agenda::{Asked, Looked, addressee, carried, title};
use super::authors;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, Head, Icon, Tone, form};

pub(crate) use edit::variables;
pub(crate) use mentions::folded;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/apercu/{action}", show),
        get("/d/{tenant}/apercu/{action}/page/{page}", image),
        get("/d/{tenant}/apercu/{action}/texte", edit::show),
        post("/d/{tenant}/apercu/{action}/texte", edit::save),
        post("/d/{tenant}/apercu/{action}/texte/abandonner", edit::give_up),
    ]
}

/// How a document is called on top of its preview.
fn article(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::PreDueNotice => "l'avis avant échéance",
        DocumentKind::Reminder | DocumentKind::WarningReminder => "la relance",
        DocumentKind::FormalNotice => "la mise en demeure",
        DocumentKind::ThankYou => "le remerciement",
        DocumentKind::CallConfirmation => "la confirmation d'appel",
        DocumentKind::Statement => "le décompte",
    }
}

/// The proposed action of the address with its letter; else where to go instead.
fn looked(who: &Inside, name: &ActionRef) -> Result<Result<Looked, Answer>, Fault> {
    let looked = Looked::of(who, name)?;
    let there = Asked::default().url(who, Some(name));
    if let Some(why) = &looked.gone {
        return Ok(Err(Answer::to(there).saying(authors::named(who, why))));
    }
    if matches!(looked.letter, Ok(None)) {
        return Ok(Err(Answer::to(there).saying("Cette action n'a pas de courrier à relire.")));
    }
    Ok(Ok(looked))
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let name: ActionRef = ask.path("action")?;
    let looked = match looked(who, &name)? {
        Ok(looked) => looked,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let action = looked.case.action(&name.key).ok_or(Fault::NotFound)?;
    let heading = action.document.map_or_else(|| "Aperçu".to_owned(), |kind| format!("Aperçu de {}", article(kind)));
    let wrong = looked.wrong();
    let body = html! {
        @match &looked.letter {
            Ok(Some(preview)) => {
                div class="cols apercu" {
                    (letter(who, &name, action, preview)?)
                    div class="stack" { (sending(who, &looked, action, preview)) (mentions::card(&preview.mentions)) }
                }
            }
            Ok(None) => {}
            Err(why) => { (ui::notice(Tone::Danger, html! { "Ce courrier ne peut pas être composé. " (why) })) }
        }
        @if who.can(Permission::DecideActions) { (commit(who, &name, action, wrong.is_empty())) }
    };
    let crumbs = vec![
        ("Agenda du jour", Asked::default().url(who, Some(&name))),
        (looked.name(), who.url(&format!("/debiteurs/{}", name.debtor.0))),
    ];
    let head = Head {
        title: &heading,
        beside: Some(ui::badge(Tone::Draft, "À approuver")),
        sub: Some(
            html! { (title(action)) " : le courrier tel qu'il sera reçu, arrêté au " span class="nowrap" { (date_fr(who.today)) } "." },
        ),
        crumbs,
        place: "/agenda",
        ..Head::default()
    };
    Ok(ui::page(who, ask, head, body))
}

/// The pages of a letter on paper, the words of an e-mail.
fn letter(who: &Inside, name: &ActionRef, action: &Action, preview: &Preview) -> Result<Markup, Fault> {
    if action.channel == Channel::Email {
        return Ok(email(preview));
    }
    let pages = who.house.pages.of(&*who.house.typesetter, &preview.sheet.document, preview.sheet.logo.as_deref());
    let pages = match pages {
        Ok(pages) => pages.len(),
        Err(app::AppError::Refused(why)) => return Ok(ui::notice(Tone::Danger, html! { "La mise en page est refusée. " (why) })),
        Err(other) => return Err(other.into()),
    };
    let url = |page: usize| who.url(&format!("/apercu/{name}/page/{page}.png"));
    Ok(paper(pages, &url, "Aperçu du courrier"))
}

/// Pages as images, one below the other, with a way to each.
pub(crate) fn paper(pages: usize, url: &dyn Fn(usize) -> String, label: &str) -> Markup {
    html! {
        section class="card clip" aria-label=(label) {
            @if pages > 1 {
                nav class="toolbar" aria-label="Pages" { div class="btn-group" {
                    @for page in 1..=pages { a class="btn sm" href={ "#page-" (page) } { "Page " (page) } }
                } }
            }
            div class="doc-stage" tabindex="0" role="region" aria-label=(label) {
                @for page in 1..=pages {
                    img class="feuille" id={ "page-" (page) } src=(url(page)) alt={ (label) ", page " (page) " sur " (pages) } width="794" height="1123";
                }
            }
        }
    }
}

fn email(preview: &Preview) -> Markup {
    let document = &preview.sheet.document;
    html! {
        section class="card clip" aria-label="Aperçu du courriel" {
            (ui::title_with(&email_subject(document), &format!("À {}", document.recipient.join(", ")), html! {}))
            div class="card-body" { pre class="courriel" lang=(language(document.language)) { (email_text(document)) } }
        }
    }
}

pub(crate) fn language(of: domain::party::Language) -> &'static str {
    if of == domain::party::Language::Fr { "fr" } else { "en" }
}

fn sending(who: &Inside, looked: &Looked, action: &Action, preview: &Preview) -> Markup {
    let (facts, draft) = (&preview.sheet.facts, preview.draft.as_ref());
    html! {
        section class="card" {
            (ui::title_with("Envoi", title(action).as_str(), html! {}))
            div class="card-body" {
                dl class="dl" {
                    dt { "Canal" } dd { (action.channel.french()) }
                    dt { "À" } dd { (looked.name()) br; span class="muted" { (addressee(&looked.details, action.channel)) } }
                    dt { "Date du courrier" } dd { (ui::day(who.today)) }
                    @if let Some(pay_by) = action.pay_by { dt { "À régler au plus tard le" } dd { (ui::day(pay_by)) } }
                    dt { "Factures" } dd { (facts.items.len()) }
                    dt { "Pièces jointes" } dd {
                        @if preview.sheet.document.enclosures.is_empty() { "aucune" } @else { (preview.sheet.document.enclosures.join(", ")) }
                        // The step joins the invoices, and no file of them is kept.
                        @if action.attach_invoices && facts.enclosures.is_empty() { br; span class="muted" { "aucune facture n'est enregistrée comme pièce" } }
                    }
                    dt { "Texte" } dd {
                        @match (draft, preview.sheet.template) {
                            (Some(draft), _) => { "retouché par " (authors::name(who, &draft.author)) ", " (ui::day_time(draft.saved_at)) }
                            (None, Some(_)) => "votre modèle",
                            (None, None) => "modèle livré",
                        }
                    }
                    dt class="sum" { "Somme demandée" } dd class="sum" { (ui::money(action.asked, action.currency)) }
                }
            }
        }
    }
}

fn commit(who: &Inside, name: &ActionRef, action: &Action, may_leave: bool) -> Markup {
    let url = |what: &str| who.url(&format!("/agenda/{name}/{what}"));
    let asked = Asked::default();
    html! {
        div class="commit mt4" {
            span class="said soft small" { "À l'approbation, le texte et les montants sont figés et conservés. Elle se reprend jusqu'à l'envoi du jour." }
            a class="btn" href=(who.url(&format!("/apercu/{name}/texte"))) data-key="e" { "Modifier le texte" kbd { "E" } }
            a class="btn" href=(url("reporter")) data-key="r" { "Reporter" kbd { "R" } }
            @if may_leave {
                form method="post" action=(url("approuver")) class="contents" {
                    (form::hidden_token(who)) (carried(&asked, action, None))
                    button class="btn primary" data-key="a" { (ui::icon(Icon::Check)) "Approuver l'envoi" kbd { "A" } }
                }
            } @else {
                span class="badge danger" { "Retenu : une mention est à corriger" }
            }
        }
    }
}

/// One page of the letter as an image.
fn image(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let name: ActionRef = ask.path("action")?;
    let page: String = ask.path("page")?;
    let Ok(looked) = looked(who, &name)? else { return Err(Fault::NotFound) };
    let Ok(Some(preview)) = &looked.letter else { return Err(Fault::NotFound) };
    let pages = who.house.pages.of(&*who.house.typesetter, &preview.sheet.document, preview.sheet.logo.as_deref())?;
    page_image(&pages, &page)
}

/// The image of a page by its file name, `2.png`.
pub(crate) fn page_image(pages: &[Vec<u8>], name: &str) -> Answered {
    let number: usize = name.strip_suffix(".png").and_then(|number| number.parse().ok()).ok_or(Fault::NotFound)?;
    let bytes = number.checked_sub(1).and_then(|at| pages.get(at)).ok_or(Fault::NotFound)?;
    Ok(Answer::image("image/png", bytes.clone()))
}
