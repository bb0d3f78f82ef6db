//! What every page must be, whoever made it: accessible in both themes, no wider than its screen, silent in the console; and what
//! remains of it without JavaScript.

use super::checks::{axe, widths};
use super::tour::{Demo, EMAIL, PASSWORD, START, every_page, sign_in};
use super::window::Window;

/// Every page that links lead to, in one browser.
#[test]
fn every_page_is_accessible_fits_its_screen_and_is_calm() {
    let demo = Demo::start();
    let window = demo.window();
    let mut problems = vec![];
    let look = |window: &Window, route: &'static str| {
        let mut all = axe(window);
        all.extend(widths(window));
        all.extend(window.complaints());
        problems.extend(all.into_iter().map(|problem| format!("{route}: {problem}")));
    };
    let seen = every_page(&window, START, look);
    for path in ["/d/1/rien-de-tel", "/d/999/tableau"] {
        window.go(path);
        window.calm_but(404);
        problems.extend(axe(&window).into_iter().chain(widths(&window)));
    }
    assert!(seen.len() >= 10, "only {seen:?} were reached");
    assert!(problems.is_empty(), "{} on {} pages:\n{}\n", problems.len(), seen.len(), problems.join("\n"));
}

/// The same in the other theme.
#[test]
fn every_page_is_accessible_in_the_dark() {
    let demo = Demo::start();
    let window = demo.window();
    window.theme("dark");
    let mut problems = vec![];
    every_page(&window, START, |window, route| {
        let theme = window.run("return document.documentElement.dataset.theme", serde_json::json!([]));
        assert_eq!(theme, "dark", "{route} is not dark");
        problems.extend(axe(window).into_iter().chain(window.complaints()).map(|problem| format!("{route}: {problem}")));
    });
    assert!(problems.is_empty(), "{}:\n{}\n", problems.len(), problems.join("\n"));
}

/// The door, before anybody is signed in.
#[test]
fn the_door_is_accessible_and_fits_its_screen() {
    let demo = Demo::start();
    let window = Window::open(&demo.server.base);
    let mut problems = vec![];
    for theme in ["light", "dark"] {
        window.theme(theme).go("/connexion");
        problems.extend(axe(&window).into_iter().chain(widths(&window)).chain(window.complaints()));
    }
    // A wrong password is told at the top and at its field, and both are accessible too.
    window.fill("Adresse e-mail", "personne@nulle.example").fill("Mot de passe", "faux mot de passe").click("Se connecter");
    window.shows(".error-summary");
    problems.extend(axe(&window));
    window.calm_but(422);
    assert!(window.focus().starts_with("div|"), "the focus is on the summary: {}", window.focus());
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

/// Without JavaScript every page still shows its content, and its links and forms still lead on.
#[test]
fn without_script_pages_still_work() {
    let demo = Demo::start();
    let window = Window::without_script(&demo.server.base);
    sign_in(&window, EMAIL, PASSWORD);
    let mut problems = vec![];
    every_page(&window, START, |window, route| {
        if window.text_of("h1").is_empty() {
            problems.push(format!("{route}: no heading"));
        }
        if window.run("return document.querySelectorAll('[hx-get]:not(a):not(form):not(input)').length", serde_json::json!([])) != 0 {
            problems.extend(left_to_script(window, route));
        }
        problems.extend(window.complaints().into_iter().map(|line| format!("{route}: {line}")));
    });
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

/// Without JavaScript a list is sorted and paged by its links, and an action is approved and taken back by its buttons.
#[test]
fn without_script_lists_are_sorted_and_paged_and_actions_approved() {
    let demo = Demo::start();
    let window = Window::without_script(&demo.server.base);
    sign_in(&window, EMAIL, PASSWORD);
    let first = |css: &str| window.text_of(&format!("main table tbody tr:first-child {css}"));
    window.go("/d/1/factures");
    let before = first(":is(td, th) a");
    window.click_on("main table thead a").at("tri=");
    window.click_on("main table thead a").at("tri=");
    assert_ne!(first(":is(td, th) a"), before, "sorting changes nothing");
    window.go("/d/1/factures?etat=toutes").click("Suite").at("apres=");
    assert_ne!(first(":is(td, th) a"), before, "the second page is the first");
    window.go("/d/1/agenda?canal=courriels");
    window.click_on("main form[action$='/approuver'] button").at("/agenda");
    // The address is the same before and after: only the toast tells that the answer came.
    window.until("the approval is told", || window.text_of(".toasts").contains("Approuvé").then_some(()));
    window.click_in(".toasts", "Annuler").at("/agenda");
    window.go("/d/1/courriers?etat=annules").reads("Annulé");
    window.calm();
}

/// What only a script fetches must be reached by a link beside it, inside `noscript` or not.
fn left_to_script(window: &Window, route: &str) -> Vec<String> {
    let script = "return [...document.querySelectorAll('[hx-get]:not(a):not(form):not(input):not(select)')]
        .filter(e => ![...document.querySelectorAll('a[href]')].some(a => a.getAttribute('href').split('?')[0] === e.getAttribute('hx-get').split('?')[0]))
        .map(e => e.getAttribute('hx-get'));";
    let lost = window.run(script, serde_json::json!([]));
    lost.as_array().into_iter().flatten().map(|url| format!("{route}: {url} is reached by script alone")).collect()
}
