//! The menu of a phone: the whole navigation as a page.

use domain::access::needs::ReadBooks;
use maud::html;

use super::NAVIGATION;
use crate::ask::Ask;
use crate::route::{Answered, Route, Scoped, get};
use crate::ui::{self, Head, Icon};

pub(crate) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/menu", show)]
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let body = html! {
        section class="card" {
            ul class="list menu" role="list" {
                @for entry in NAVIGATION.iter().filter(|entry| who.can(entry.permission)) {
                    li {
                        a class="grow" href=(who.url(entry.path)) {
                            (ui::icon(entry.icon)) (entry.words)
                            @if let Some(count) = (entry.count)(who) { span class="n" { (count) span class="vh" { " à traiter" } } }
                        }
                    }
                }
                li { a class="grow" href="/dossiers" { (ui::icon(Icon::Switch)) "Changer de dossier" } }
                li { a class="grow" href="/moi" { (ui::icon(Icon::Company)) "Mon compte" } }
                li { (ui::form::button(who, "/deconnexion", "btn", html! { "Se déconnecter" })) }
            }
        }
    };
    Ok(ui::page(who, ask, Head { title: "Menu", place: "/menu", ..Head::default() }, body))
}
