//! What a step writes, to a real debtor who follows the scenario, shown under the form of the step.

use app::scenarios::{Message, Opened, message};
use domain::access::needs::ReadBooks;
use domain::dunning::Step;
use domain::letters::{email_subject, email_text};
use maud::{Markup, html};

use super::{PLACE, opened, step_url, tabs, title, url};
use crate::answer::Answer;
use crate::ask::{Ask, encoded};
use crate::fault::Fault;
use crate::pages::preview::language;
use crate::route::{Answered, Inside, Route, Scoped, get};
use crate::ui::{self, Head};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/scenarios/{name}/message", show)]
}

/// Where the message comes: by itself with htmx, by a link without. Nothing for a call or a decision.
pub(super) fn placeholder(who: &Inside, opened: &Opened, step: &Step) -> Markup {
    let there = url(who, &opened.name, &format!("/message?etape={}", encoded(&step.name)));
    html! {
        @if step.document.is_some() {
            div class="mt4" id="message" hx-get=(there) hx-trigger="load" hx-target="#message" hx-swap="outerHTML" {
                a class="btn sm" href=(there) { "Voir le message de cette étape" }
            }
        }
    }
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let opened = opened(who, ask)?;
    let scenario = opened.scenario().ok_or(Fault::NotFound)?;
    let step = ask.query("etape").and_then(|name| scenario.step(name)).ok_or(Fault::NotFound)?;
    let written = who.read(|tx| message(tx, &opened.name, step, who.today))?;
    if ask.is_htmx() {
        return Ok(Answer::html(html! { div class="mt4" id="message" { (shown(&written)) } }));
    }
    let head = Head {
        title: &format!("Message de l'étape «\u{a0}{}\u{a0}»", step.title),
        place: PLACE,
        crumbs: vec![("Scénarios", who.url(PLACE)), (title(&opened), url(who, &opened.name, ""))],
        actions: Some(html! { a class="btn" href=(step_url(who, &opened.name, &step.name)) { "Revenir à l'étape" } }),
        ..Head::default()
    };
    let body = html! { (tabs(who, &opened, "")) section class="card" { div class="card-body" { (shown(&written)) } } };
    Ok(ui::page(who, ask, head, body))
}

fn shown(written: &Message) -> Markup {
    match written {
        Message::To(debtor, document) => html! {
            p class="small muted" { "Aujourd'hui, à " b { (debtor) } ", selon l'étape enregistrée. Rien ne part d'ici." }
            div class="mail mt1" lang=(language(document.language)) {
                div class="h" { span { "Objet" } b { (email_subject(document)) } }
                div class="b tall" tabindex="0" role="region" aria-label="Texte du message" { pre class="courriel" { (email_text(document)) } }
            }
        },
        Message::Nothing => html! { p class="small muted" { "Cette étape n'écrit pas au débiteur." } },
        Message::Nobody(why) => html! {
            p class="small muted" {
                @match why {
                    Some(why) => { "Aucun message à montrer. " (why) },
                    None => "Aucun message à montrer : personne, parmi ceux qui suivent ce scénario, ne doit rien aujourd'hui.",
                }
            }
        },
    }
}
