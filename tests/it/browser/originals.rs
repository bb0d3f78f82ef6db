//! The file of an invoice beside what was read of it, and a statement of which the page asks the account.

use serde_json::json;

use super::bank::first_access;
use super::checks::{axe, widths};
use super::server::Server;
use super::window::Window;
use crate::books::{Books, CREDITOR};
use crate::einvoices::{due, ubl};
use crate::pdf::with_invoice;

/// Whether every page was drawn: an image that came has a width of its own.
const DRAWN: &str = "const pages = [...document.querySelectorAll('img.feuille')]; return pages.length === 1 && pages.every(one => one.naturalWidth === 1100);";

#[test]
fn a_file_is_shown_beside_its_facts_and_a_statement_asks_its_account() {
    let books = Books::new();
    let server = Server::of(&books, &[]);
    let window = Window::open(&server.base);
    first_access(&window);
    books.done(CREDITOR);
    let xml = ubl("Invoice", "F-2026-77", "2026-09-01", &due("2026-10-01"), "1200.00");
    let file = books.file("facture.pdf", with_invoice("BT /F1 40 Tf 72 700 Td (FACTURE F-2026-77) Tj ET", &xml));
    books.run(["import", &file]);
    let mut problems = Vec::new();
    window.go("/d/1/factures").click("Fichiers des factures").at("/originaux").reads("facture.pdf").reads("Menuiserie Dupont");
    problems.extend(axe(&window).into_iter().chain(widths(&window)));
    window.click("facture.pdf").at("/originaux/").reads("Net à payer (BT-115)").reads("Facture F-2026-77");
    window.until("the page is drawn", || window.run(DRAWN, json!([])).as_bool().filter(|drawn| *drawn));
    // Its face is not in the file.
    window.reads("Une police ou une image manque au fichier");
    problems.extend(axe(&window).into_iter().chain(widths(&window)));
    window.calm();

    for account in ["FR7630006000011234567890189", "FR1420041010050500013M02606"] {
        books.run(["bank", "add", account]);
    }
    let statement = books.file("banque.csv", "Date;Libellé;Montant\n18/11/2026;VIR INCONNU;33,33\n");
    window.go("/d/1/imports/nouveau").choose_file("#fichiers", &statement).click("Continuer").at("/imports/depots/");
    window.choose("Ce que liste le fichier", "Relevé bancaire").click("Appliquer les colonnes").reads("De quel compte est ce relevé ?");
    problems.extend(axe(&window).into_iter().chain(widths(&window)));
    window.choose("Compte", "Compte ···· 2606, EUR").click("C'est ce compte").reads("Changer de compte");
    window.click("Importer 1 ligne").reads("Résultat de l'import").reads("1 ligne prise");
    window.calm();
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}
