//! A newcomer's first day, from an empty folder to an approved letter, as the guide would tell it; then the same program by the
//! keyboard alone, and on a phone.

use serde_json::json;
use totp_rs::{Builder, Secret};

use super::checks::widths;
use super::server::Server;
use super::tour::Demo;
use super::window::{Window, keys};
use crate::books::{Books, CREDITOR};

const EMAIL: &str = "anne@boreal.example";
const PASSWORD: &str = "les volets sont bleus";

/// Noon of 20 November 2026 in Paris, in seconds since 1970 UTC: the server's clock stands there.
const NOON: u64 = 1_795_172_400;

/// Headers that no program would write; two lines with a fault.
const ROWS: &str = "Pièce;Du;Avant le;Somme;Qui;Client;Courriel;Rue;CP;Ville\n\
    F1;01/07/2026;31/07/2026;1 200,00;C1;Menuiserie Dupont;compta@dupont.example;3 rue des Forges;69007;Lyon\n\
    F2;15/07/2026;31/02/2026;480,00;C1;Menuiserie Dupont;compta@dupont.example;3 rue des Forges;69007;Lyon\n\
    F3;01/08/2026;31/08/2026;deux mille;C2;Sablier SAS;compta@sablier.example;22 avenue Foch;75116;Paris\n\
    F4;01/09/2026;30/09/2026;3 600,00;C2;Sablier SAS;compta@sablier.example;22 avenue Foch;75116;Paris\n";

/// The code that a device shows so many steps of thirty seconds after noon.
fn code(secret: &str, steps: u64) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).expect("the secret is base32");
    let device = Builder::new().with_secret(secret).with_account_name(EMAIL).build().expect("a device");
    device.generate(NOON + 30 * steps).to_string()
}

#[test]
fn from_an_empty_folder_to_an_approved_letter() {
    let books = Books::new();
    let server = Server::of(&books, &[]);
    let window = Window::open(&server.base);
    first_access(&window);
    second_factor(&window);
    books.done(CREDITOR);
    import(&window, &books);
    // What only a person can say of a list of invoices.
    books.done(["record", "up-to-date"]);
    window.go("/d/1/tableau").reads("Tableau de bord").calm();
    approve(&window);
    card_and_statement(&window);
    scenario(&window);
    window.go("/moi");
    sign_out(&window);
    window.go("/d/1/tableau").at("/connexion");
    window.calm();
}

fn first_access(window: &Window) {
    window.go("/").at("/premier-acces");
    window.fill("Entreprise créancière", "Ateliers Boréal").fill("Prénom et nom", "Anne Morel").fill("Adresse e-mail", EMAIL);
    window.fill("Mot de passe", PASSWORD).fill("Confirmez le mot de passe", "autre chose").click("Ouvrir Quittance");
    window.reads("Les deux saisies diffèrent");
    window.calm_but(422);
    assert_eq!(window.value("Prénom et nom"), "Anne Morel", "what was typed is lost");
    window.fill("Mot de passe", PASSWORD).fill("Confirmez le mot de passe", PASSWORD).click("Ouvrir Quittance").at("/d/1/");
}

fn second_factor(window: &Window) {
    window.go("/moi").click("Ajouter un appareil").reads("Code à six chiffres");
    let secret = window.run("return document.querySelector('.secret').textContent", json!([]));
    let secret = secret.as_str().expect("the secret is written").to_owned();
    window.fill("Code à six chiffres", &code(&secret, 0)).click("Confirmer l'appareil").reads("Codes de secours");
    window.click("C'est noté").reads("Actif");
    sign_out(window);
    window.fill("Adresse e-mail", EMAIL).fill("Mot de passe", PASSWORD).click("Se connecter").at("/connexion/code");
    // A code serves once: the one of the enrolment is not taken again.
    window.fill("Code", &code(&secret, 0)).click("Continuer").shows(".field.error");
    window.calm_but(422);
    window.fill("Code", &code(&secret, 1)).click("Continuer");
    window.until("the door opens", || (!window.path().starts_with("/connexion")).then_some(()));
    window.calm();
}

fn sign_out(window: &Window) {
    window.click("Se déconnecter").at("/connexion");
}

fn import(window: &Window, books: &Books) {
    let path = books.file("export maison.csv", ROWS);
    window.go("/d/1/imports/nouveau").choose_file("#fichiers", &path).click("Continuer").at("/imports/depots/");
    // Nothing in these headers says what the file lists: a person does, and the columns follow.
    window.choose("Ce que liste le fichier", "Factures").click("Appliquer les colonnes");
    window.until("columns of invoices are offered", || window.text().contains("Numéro de facture").then_some(()));
    for (column, field) in [
        ("Pièce", "Numéro de facture"),
        ("Du", "Date de facture"),
        ("Avant le", "Échéance"),
        ("Somme", "Montant TTC"),
        ("Qui", "Code client"),
        ("Client", "Nom du client"),
    ] {
        window.choose(&format!("Champ pour {column}"), field);
    }
    window.click("Appliquer les colonnes").reads("2 lignes ne peuvent pas être importées");
    for (line, text) in [(3, "31/07/2026"), (4, "2 000,00")] {
        window.fill_in(&format!("#l{line} input"), text).click_in(&format!("#e{line}"), "Corriger");
        window.until("the line is mended", || (!window.has(&format!("#e{line}"))).then_some(()));
    }
    window.click("Importer 4 lignes").reads("Résultat de l'import").reads("4 lignes prises");
    window.calm();
}

/// Waits for the panel of the current line: a key answers no other.
fn panel_of_the_line(window: &Window) {
    let shown =
        "return document.querySelector('#detail')?.dataset.of === document.querySelector('[data-item][aria-current]')?.dataset.item";
    window.until("the panel is that of the current line", || window.run(shown, json!([])).as_bool().filter(|same| *same));
}

/// By the keyboard alone: down the queue, a text changed, then approved.
fn approve(window: &Window) {
    window.go("/d/1/agenda").shows("[data-nav] [data-item]");
    window.press("j");
    window.until("a line is current and has the focus", || window.has("[data-item][aria-current] a:focus").then_some(()));
    panel_of_the_line(window);
    window.press("e").at("/texte");
    let field = "textarea:not([hidden])";
    let before = window.run("return document.querySelector(arguments[0]).value", json!([field]));
    let text = format!("{}\n\nNotre comptabilité reste à votre écoute.", before.as_str().unwrap_or_default().trim_end());
    window.fill_in(field, &text).click("Enregistrer").at("/apercu/").reads("Notre comptabilité reste à votre écoute.");
    window.calm();
    window.press("a").at("/agenda").shows("[data-toast], .toast");
    assert!(window.text_of(".toasts").contains("Approuvé"), "{}", window.text_of(".toasts"));
    window.calm();
}

fn card_and_statement(window: &Window) {
    window.go("/d/1/debiteurs").click("Menuiserie Dupont").at("/debiteurs/").reads("F1");
    window.click("F1").at("/factures/").reads("Facture F1");
    let now = window.text_of("main");
    let later = format!("{}?au=2026-12-31", window.path());
    window.go(&later).reads("31/12/2026");
    assert_ne!(window.text_of("main"), now, "another day, the same account");
    window.calm();
}

/// A debtor on another plan, and a step of a plan put off: the effect is seen before either holds.
fn scenario(window: &Window) {
    window.go("/d/1/debiteurs").click("Menuiserie Dupont").at("/debiteurs/");
    let card = window.path();
    window.go(&format!("{card}/scenario")).choose("Scénario suivi", "entreprise-ferme").click("Voir l'effet avant de changer");
    window.reads("Avec ce scénario").click("Adopter ce scénario").at(&card).reads("Entreprise, ton ferme");
    window.go("/d/1/scenarios").click("Entreprise, ton courtois").at("/scenarios/");
    let editor = window.path();
    window.go(&format!("{editor}?etape=relance-1")).fill("Déclenchement", "12").click("Enregistrer l'étape").reads("brouillon");
    window.go(&format!("{editor}/effet")).reads("Effet");
    window.calm();
    window.go(&editor).click("Publier la v1").reads("v1");
    window.calm();
}

/// The queue of the demonstration by the keyboard alone: nothing is ever clicked, the focus is never lost.
#[test]
fn the_agenda_is_worked_through_by_the_keyboard_alone() {
    let demo = Demo::start();
    let window = demo.window();
    window.go("/d/1/tableau").reads("Tableau de bord");
    window.press("ga").at("/agenda").shows("[data-nav] [data-item]");
    let before = window.run("return document.querySelectorAll('[data-nav] [data-item]').length", json!([]));
    let current = "return document.querySelector('[data-item][aria-current]')?.innerText || ''";
    for _ in 0..3 {
        let (line, detail) = (window.run(current, json!([])), window.text_of("#detail"));
        window.press("j");
        window.until("the detail follows the current line", || {
            (window.run(current, json!([])) != line && window.text_of("#detail") != detail).then_some(())
        });
    }
    let third = window.run(current, json!([]));
    assert!(window.has("[data-item][aria-current] a:focus"), "the focus left the line after the swap: {}", window.focus());
    window.press("k");
    assert_ne!(window.run(current, json!([])), third);
    // Help, then back where one was.
    window.press("?").shows("dialog[open]").press(keys::ESCAPE);
    assert!(!window.has("dialog[open]"));
    assert!(window.has("[data-item][aria-current] a:focus"), "the focus is not given back: {}", window.focus());
    // Two ticked, their sum told, then let go.
    window.press("x").press("j").press("x");
    assert_eq!(window.text_of("[data-bulk-count]"), "2");
    window.press("x").press("k").press("x");
    // One approved, and taken back. A key answers the panel of the current line only: before it is there, nothing is done.
    panel_of_the_line(&window);
    // A call is made, not approved: on to a letter.
    let is_a_call = || window.run(current, json!([])).as_str().is_some_and(|line| line.contains("Appel"));
    while is_a_call() {
        let line = window.run(current, json!([]));
        window.press("j");
        window.until("the next line is the current one", || (window.run(current, json!([])) != line).then_some(()));
        panel_of_the_line(&window);
    }
    window.press("a");
    window.until("one action is done", || (!window.text_of(".toasts").is_empty()).then_some(()));
    window.shows("[data-nav] [data-item]");
    window.press("z");
    let count = "return document.querySelectorAll('[data-nav] [data-item]').length";
    window.until("the action is back", || (window.run(count, json!([])) == before).then_some(()));
    window.chord(&[keys::CONTROL, "k"]).shows("dialog#palette[open]");
    window.press("carross");
    window.until("the debtor is found", || window.text_of("#palette [aria-selected=true]").contains("Carrosserie Reflet").then_some(()));
    window.press(keys::ENTER).at("/debiteurs/").reads("Carrosserie Reflet");
    window.calm();
}

/// On a phone: from the agenda to a detail of its own page, and nothing wider than the screen on the way.
#[test]
fn on_a_phone_an_action_has_its_own_page() {
    let demo = Demo::start();
    let window = demo.window();
    window.size(390, 844).go("/d/1/agenda").shows("[data-nav] [data-item]");
    window.click_on("[data-nav] [data-item] a").shows(".actbar");
    let bar = "const r = [...document.querySelectorAll('.actbar')].find(e => e.getClientRects().length)?.getBoundingClientRect();
        return r ? r.bottom <= innerHeight + 1 : false;";
    assert_eq!(window.run(bar, json!([])), true, "the buttons of the action are below the screen");
    assert_eq!(widths(&window), Vec::<String>::new());
    window.calm();
}
