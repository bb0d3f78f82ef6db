//! A bank file in the browser: what is paid leaves the agenda, what is doubtful holds its debtor, and a person decides the rest by
//! the keyboard.

use serde_json::json;

use super::checks::{axe, widths};
use super::server::Server;
use super::window::{Window, keys};
use crate::books::{Books, CREDITOR};

const EMAIL: &str = "anne@boreal.example";
const PASSWORD: &str = "les volets sont bleus";

const ROWS: &str = "numero;date_facture;echeance;montant_ttc;code_debiteur;nom;type;email;adresse1;code_postal;ville\n\
    F-2026-118;01/07/2026;31/07/2026;1 200,00;C1;Menuiserie Dupont;entreprise;compta@dupont.example;3 rue des Forges;69007;Lyon\n\
    F-2026-119;01/07/2026;31/07/2026;600,00;C2;Sablier SAS;entreprise;compta@sablier.example;22 avenue Foch;75116;Paris\n";

/// One that quotes its invoice to the cent, one that only bears a name, one of nobody.
const BANK: &str = "Date;Libellé;Montant\n\
    18/11/2026;VIR SEPA MENUISERIE DUPONT FACTURE F-2026-118;1200,00\n\
    18/11/2026;VIR SABLIER SAS;150,00\n\
    19/11/2026;VIR LOYER DES BRUMES;80,00\n";

/// The first user of these books and their creditor.
pub fn first_access(window: &Window) {
    window.go("/").at("/premier-acces");
    window.fill("Entreprise créancière", "Ateliers Boréal").fill("Prénom et nom", "Anne Morel").fill("Adresse e-mail", EMAIL);
    window.fill("Mot de passe", PASSWORD).fill("Confirmez le mot de passe", PASSWORD).click("Ouvrir Quittance").at("/d/1/");
}

/// The agenda as soon as it is as of now.
fn agenda(window: &Window, what: &str, fits: impl Fn(&str) -> bool) {
    window.until(what, || {
        window.go("/d/1/agenda");
        fits(&window.text_of("main")).then_some(())
    });
    window.calm();
}

fn bank_file(window: &Window, books: &Books) {
    let path = books.file("releve.csv", BANK);
    window.go("/d/1/imports/nouveau").choose_file("#fichiers", &path).click("Continuer").at("/imports/depots/");
    window.choose("Ce que liste le fichier", "Relevé bancaire").click("Appliquer les colonnes");
    window.until("the columns of a bank are offered", || window.text_of("select[name=c0]").contains("Date de valeur").then_some(()));
    window.click("Importer 3 lignes").reads("Résultat de l'import");
    window.reads("1 règlement reconnu").reads("2 lignes à rapprocher").reads("1 débiteur en attente de relance");
    window.calm();
}

#[test]
fn what_the_bank_says_is_paid_is_not_asked_any_more() {
    let books = Books::new();
    let server = Server::of(&books, &[]);
    let window = Window::open(&server.base);
    first_access(&window);
    books.done(CREDITOR);
    let invoices = books.file("factures.csv", ROWS);
    books.done(["import", &invoices]);
    books.done(["record", "up-to-date"]);
    agenda(&window, "two letters are proposed", |text| text.contains("Menuiserie Dupont") && text.contains("Sablier SAS"));
    bank_file(&window, &books);
    agenda(&window, "nobody is written to", |text| !text.contains("Menuiserie Dupont") && !text.contains("Sablier SAS"));
    window.go("/d/1/debiteurs?voir=tous").click("Sablier SAS").at("/debiteurs/").reads("sont peut-être de ce débiteur");
    window.click("Voir la ligne").at("/banque?ligne=").reads("VIR SABLIER SAS");
    window.calm();
    by_keyboard(&window);
    // 600,00 less 150,00.
    agenda(&window, "the rest is asked", |text| {
        text.contains("Sablier SAS") && text.contains("450,00") && !text.contains("Menuiserie Dupont")
    });
    window.go("/d/1/banque?etat=reglements").reads("Anne Morel").reads("Menuiserie Dupont");
    window.calm();
}

/// Down to the doubtful line, accepted; then the line of nobody, set aside. Nothing is clicked.
fn by_keyboard(window: &Window) {
    window.press("gr").at("/banque").shows("[data-nav] [data-item]");
    let mut problems: Vec<String> = axe(window).into_iter().chain(widths(window)).collect();
    window.press("j");
    let second = "return document.querySelector('[data-item][aria-current]')?.innerText.includes('SABLIER') &&
        document.querySelector('#detail')?.dataset.of === document.querySelector('[data-item][aria-current]')?.dataset.item;";
    window.until("the panel is that of the second line", || window.run(second, json!([])).as_bool().filter(|same| *same));
    assert!(window.has("[data-item][aria-current] a:focus"), "the focus left the line after the swap: {}", window.focus());
    problems.extend(axe(window));
    window.press(keys::ENTER);
    window.until("it is accepted", || window.text_of(".toasts").contains("rapprochés").then_some(()));
    window.shows("[data-item]").press("x").shows("dialog[open] #motif").press("Loyer").press(keys::ENTER);
    window.reads("Tout est rapproché");
    problems.extend(axe(window));
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
    window.calm();
}
