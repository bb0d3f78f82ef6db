//! The shell around every page: head, navigation, creditor switcher, palette, toasts.

use maud::{DOCTYPE, Markup, html};

use super::form;
use super::icon::{Icon, brand, icon, icon_large, icon_small};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::pages::{Entry, NAVIGATION};
use crate::route::{Inside, Visitor};
use crate::server::assets::asset;

/// A step of the way to this page: words and address.
pub(crate) type Crumb<'a> = (&'a str, String);

/// What stands above a page.
#[derive(Default)]
pub(crate) struct Head<'a> {
    /// The title, of the page and of the window.
    pub title: &'a str,
    /// Badges beside it.
    pub beside: Option<Markup>,
    /// A sentence under it.
    pub sub: Option<Markup>,
    /// The way here, from the second level on.
    pub crumbs: Vec<Crumb<'a>>,
    /// Buttons at the right.
    pub actions: Option<Markup>,
    /// The entry of the navigation that is lit: its path inside the creditor.
    pub place: &'a str,
}

/// A whole page inside the books of a creditor.
pub(crate) fn page(who: &Inside, ask: &Ask, head: Head<'_>, body: Markup) -> Answer {
    page_again(who, ask, head, None, body)
}

/// The same while something is under way: a browser without JavaScript asks again after so many seconds.
pub(crate) fn page_again(who: &Inside, ask: &Ask, head: Head<'_>, again: Option<u8>, body: Markup) -> Answer {
    let inner = html! {
        (sidebar(who, ask, head.place))
        main class="main" id="contenu" tabindex="-1" {
            (heading(&head))
            (body)
        }
        (tabbar(who, head.place))
        (toasts(who))
        (palette(who))
        (keys())
    };
    Answer::html(document_of(ask, (head.title, again), "app", inner))
}

/// A page outside any creditor's books: sign-in, switcher, one's own account.
pub(crate) fn bare(who: &Visitor, ask: &Ask, title: &str, body: Markup) -> Answer {
    Answer::html(document(ask, title, "bare", html! { (body) (toasts(who)) }))
}

/// A page for somebody of whom nothing is known, before there is anybody to know.
pub(crate) fn unsigned(ask: &Ask, title: &str, body: Markup) -> Markup {
    document(ask, title, "bare", body)
}

/// The page of a fault, with the shell where there is one.
pub(crate) fn error_page(inside: Option<&Inside>, ask: &Ask, fault: &Fault) -> Answer {
    let (status, title, said) = fault.told();
    let home = inside.map_or_else(|| "/".to_owned(), |who| who.url("/tableau"));
    let body = html! {
        div class="empty" {
            (icon(Icon::Warning)) h2 { (title) } p { (said) }
            div class="row wrap" {
                a class="btn primary" href=(home) { "Revenir à l'accueil" }
                @if status == 503 || status == 500 { a class="btn" href=(ask.url) { "Recommencer" } }
            }
        }
    };
    let answer = match inside {
        Some(who) if !ask.is_htmx() => page(who, ask, Head { title, ..Head::default() }, html! { section class="card" { (body) } }),
        None if !ask.is_htmx() => Answer::html(document(
            ask,
            title,
            "bare",
            html! { main class="main" id="contenu" tabindex="-1" { h1 class="vh" { (title) } section class="card" { (body) } } },
        )),
        _ => Answer::html(html! { div class="note danger" role="alert" { (icon(Icon::Blocked)) div { b { (title) } " " (said) } } }),
    };
    answer.status(status)
}

fn document(ask: &Ask, title: &str, class: &str, body: Markup) -> Markup {
    document_of(ask, (title, None), class, body)
}

fn document_of(ask: &Ask, (title, again): (&str, Option<u8>), class: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="fr" data-theme=[ask.theme.as_deref()] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="htmx-config" content=r#"{"includeIndicatorCSS":false,"transitions":false}"#;
                @if let Some(seconds) = again { noscript { meta http-equiv="refresh" content=(seconds); } }
                title { (title) " · Quittance" }
                link rel="icon" href=(asset("quittance.svg")) type="image/svg+xml";
                link rel="preload" href=(asset("inter-var-latin.woff2")) as="font" type="font/woff2" crossorigin;
                link rel="stylesheet" href=(asset("tokens.css"));
                link rel="stylesheet" href=(asset("components.css"));
                link rel="stylesheet" href=(asset("application.css"));
                script src=(asset("htmx.js")) defer {}
                script src=(asset("quittance.js")) defer {}
            }
            body class=(class) {
                a class="skip" href="#contenu" { "Aller au contenu" }
                (body)
                div id="hors-ligne" class="note warn" role="alert" hidden { (icon(Icon::Warning)) div { "Connexion perdue : la dernière action n'est pas enregistrée. Elle reste affichée ; recommencez quand la connexion revient." } }
                div id="annonces" class="vh" role="status" aria-live="polite" {}
            }
        }
    }
}

fn heading(head: &Head<'_>) -> Markup {
    html! {
        @if !head.crumbs.is_empty() {
            nav aria-label="Fil d'Ariane" {
                ol class="crumbs" role="list" {
                    @for (words, url) in &head.crumbs { li { a href=(url) { (words) } } }
                    li aria-current="page" { (head.title) }
                }
            }
        }
        div class="page-head" {
            div {
                div class="row wrap" { h1 { (head.title) } @if let Some(beside) = &head.beside { (beside) } }
                @if let Some(sub) = &head.sub { p class="sub" { (sub) } }
            }
            @if let Some(actions) = &head.actions { div class="row wrap" { (actions) } }
        }
    }
}

fn sidebar(who: &Inside, ask: &Ask, place: &str) -> Markup {
    html! {
        header class="topbar" {
            a class="brand" href=(who.url("/tableau")) { (brand()) "Quittance" }
            a class="btn icon quiet" href=(who.url("/recherche")) data-open="palette" aria-label="Rechercher" { (icon_large(Icon::Search)) }
            (theme_button(who, ask, "btn icon quiet"))
        }
        div class="side" {
            a class="brand" href=(who.url("/tableau")) { (brand()) "Quittance" }
            a class="org" href="/dossiers" {
                span class="mono-av" aria-hidden="true" { (initials(&who.creditor)) }
                span { b { (who.creditor) } small { @if who.creditors > 1 { "1 dossier sur " (who.creditors) } @else { "Changer de dossier" } } }
                (icon_small(Icon::Switch))
            }
            a class="find" href=(who.url("/recherche")) data-open="palette" { (icon(Icon::Search)) span { "Rechercher, agir" } kbd { "Ctrl K" } }
            nav class="nav" aria-label="Navigation principale" {
                @for entry in NAVIGATION.iter().filter(|entry| shown(who, entry)) {
                    @if let Some(group) = group_of(who, entry) { p class="nav-h" { (group) } }
                    a href=(who.url(entry.path)) aria-current=[(entry.path == place).then_some("page")] data-go=[entry.key] {
                        (icon(entry.icon)) (entry.words)
                        @if let Some(count) = (entry.count)(who) { span class="n" { (count) span class="vh" { " à traiter" } } }
                    }
                }
            }
            div class="side-foot" {
                span class="mono-av round" aria-hidden="true" { (initials(&who.user.name)) }
                span { b { a href="/moi" { (who.user.name) } } small { (who.role.french()) } }
                (theme_button(who, ask, "btn icon sm quiet"))
            }
        }
    }
}

fn shown(who: &Inside, entry: &Entry) -> bool {
    who.can(entry.permission)
}

/// The heading above an entry: that of its group, on the first one shown of it.
fn group_of(who: &Inside, entry: &Entry) -> Option<&'static str> {
    let first = NAVIGATION.iter().find(|other| other.group == entry.group && shown(who, other))?;
    (first.path == entry.path && !entry.group.is_empty()).then_some(entry.group)
}

/// Initials of a name: those of its first and last words.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

fn theme_button(who: &Inside, ask: &Ask, class: &str) -> Markup {
    let next = if ask.theme.as_deref() == Some("dark") { "light" } else { "dark" };
    html! {
        form method="post" action="/theme" class="inline" data-theme-form {
            (form::hidden_token(who)) (form::hidden("theme", next)) (form::hidden("retour", &ask.url))
            button class=(class) aria-label="Changer de thème" { (icon(Icon::Theme)) }
        }
    }
}

fn tabbar(who: &Inside, place: &str) -> Markup {
    html! {
        nav class="tabbar" aria-label="Navigation" {
            @for entry in NAVIGATION.iter().filter(|entry| entry.short.is_some() && shown(who, entry)).take(4) {
                a href=(who.url(entry.path)) aria-current=[(entry.path == place).then_some("page")] {
                    (icon(entry.icon)) (entry.short.unwrap_or(entry.words))
                    @if let Some(count) = (entry.count)(who) { span class="n" { (count) } }
                }
            }
            a href=(who.url("/menu")) aria-current=[(place == "/menu").then_some("page")] { (icon(Icon::Menu)) "Menu" }
        }
    }
}

fn toasts(who: &Visitor) -> Markup {
    html! {
        div class="toasts" role="status" aria-live="polite" {
            @if let Some(toast) = who.house.take_toast(&who.session) {
                div class="toast" data-toast {
                    (icon(Icon::Check)) span { (toast.said) }
                    @if let Some(undo) = toast.undo { (form::button(who, &undo, "btn sm quiet", html! { "Annuler" })) }
                }
            }
        }
    }
}

fn palette(who: &Inside) -> Markup {
    html! {
        dialog class="palette" id="palette" aria-label="Palette de commandes" data-search=(who.url("/recherche")) {
            form class="q" method="get" action=(who.url("/recherche")) {
                (icon(Icon::Search))
                input type="search" name="q" placeholder="Un débiteur, une facture, une action…" aria-label="Rechercher" autocomplete="off"
                    role="combobox" aria-expanded="true" aria-controls="palette-liste"
                    hx-get=(who.url("/recherche")) hx-trigger="input changed delay:120ms, focus once" hx-target="#palette-liste" hx-swap="innerHTML";
                kbd { "Échap" }
            }
            div role="listbox" id="palette-liste" aria-label="Résultats" {}
            div class="ft" { span { kbd { "↑" } " " kbd { "↓" } " parcourir" } span { kbd { "Entrée" } " ouvrir" } }
        }
    }
}

/// The keys that are the same everywhere; those of the places stand in [`NAVIGATION`].
const KEYS: &[(&str, &str)] = &[
    ("Ctrl K", "Rechercher, agir"),
    ("/", "Recherche de la page"),
    ("J, ↓ · K, ↑", "Ligne suivante, précédente"),
    ("X · ⇧ X", "Cocher · cocher jusqu'ici"),
    ("Entrée", "Ouvrir"),
    ("A · ⇧ A", "Approuver · approuver la sélection"),
    ("E · R · S", "Modifier · reporter · ignorer"),
    ("Z", "Annuler la dernière action"),
    ("Entrée · 2 · 3 · X", "Banque : accepter, choisir une autre proposition, écarter"),
    ("Échap", "Fermer"),
];

fn keys() -> Markup {
    html! {
        dialog class="dialog" id="touches" aria-labelledby="touches-titre" {
            header { h2 id="touches-titre" { "Touches" } button class="btn icon sm quiet" data-close aria-label="Fermer" { (icon(Icon::Close)) } }
            dl class="dl" {
                @for (key, words) in KEYS { dt { kbd { (key) } } dd { (words) } }
                @for entry in NAVIGATION { @if let Some(key) = entry.key { dt { kbd { "G puis " (key.to_uppercase()) } } dd { (entry.words) } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_of_the_first_and_last_words() {
        assert_eq!(initials("Ateliers Boréal"), "AB");
        assert_eq!(initials("élise"), "É");
        assert_eq!(initials("SARL « L'Étoile »"), "SL");
        assert_eq!(initials(""), "");
    }
}
