//! The accountant's books in the browser: what differs is seen with its causes, and accepted with a reason.

use super::checks::{axe, widths};
use super::server::Server;
use super::window::Window;
use crate::books::{Books, CREDITOR};
use crate::fec::{self, NAME_2026};

const PASSWORD: &str = "les volets sont bleus";

#[test]
fn a_difference_with_the_accounts_is_explained_by_a_person() {
    let books = Books::new();
    let server = Server::of(&books, &[]);
    let window = Window::open(&server.base);
    window.go("/").at("/premier-acces");
    window
        .fill("Entreprise créancière", "Ateliers Boréal")
        .fill("Prénom et nom", "Anne Morel")
        .fill("Adresse e-mail", "anne@boreal.example");
    window.fill("Mot de passe", PASSWORD).fill("Confirmez le mot de passe", PASSWORD).click("Ouvrir Quittance").at("/d/1/");
    books.done(CREDITOR);
    assert_eq!(books.import(NAME_2026, fec::october().bytes()).code, 0);
    books.done(["record", "payment", "C005", "800", "--on", "2026-10-01"]);
    books.done(["record", "invoice", "C002", "H-7", "120", "--on", "2026-09-30"]);

    window.go("/d/1/ecarts").reads("2 à expliquer").reads("SABLIER SAS").reads("que le fichier n'a pas");
    let mut problems = [axe(&window), widths(&window), window.complaints()].concat();
    // Without a reason nothing is accepted, and the page says so beside the field.
    window.click("Accepter").reads("Dites pourquoi cet écart est accepté");
    problems.extend(axe(&window));
    window.calm_but(422);
    window.fill_in("[name=motif]", "espèces du salon d'octobre").click("Accepter").reads("1 à expliquer").reads("H-7");
    window.go("/d/1/ecarts?etat=acceptes").reads("espèces du salon d'octobre").reads("Anne Morel");
    problems.extend([axe(&window), widths(&window), window.complaints()].concat());
    window.go("/d/1/a-completer").click("Écarts avec la comptabilité").at("/d/1/ecarts");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
