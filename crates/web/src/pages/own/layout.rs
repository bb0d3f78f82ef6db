//! The shell of pages outside any creditor's books: the mark, one's books, one's account, the way out.

use maud::{Markup, html};

use crate::answer::Answer;
use crate::ask::Ask;
use crate::route::Person;
use crate::ui::{self, brand, form};

/// A page of one's own.
pub(super) fn own(who: &Person, ask: &Ask, title: &str, sub: &str, body: Markup) -> Answer {
    let whole = html! {
        header class="own-bar" {
            a class="brand" href="/dossiers" { (brand()) "Quittance" }
            nav class="row" aria-label="Navigation" {
                a href="/dossiers" aria-current=[(ask.url.starts_with("/dossiers")).then_some("page")] { "Dossiers" }
                a href="/moi" aria-current=[(ask.url.starts_with("/moi")).then_some("page")] { "Mon compte" }
                (form::button(who, "/deconnexion", "btn sm", html! { "Se déconnecter" }))
            }
        }
        main class="main" id="contenu" tabindex="-1" {
            div class="page-head" { div { h1 { (title) } p class="sub" { (sub) } } }
            div class="stack" { (body) }
        }
    };
    ui::bare(who, ask, title, whole)
}
