//! One's own account and books.

use domain::access::Role;

use crate::testing::fixture::house;
use crate::testing::{Client, Page};

const PHRASE: &str = "trois bateaux verts"; // of every client of the tests

fn says(page: &Page, status: u16, words: &str) {
    assert_eq!(page.status, status, "{}", page.text());
    assert!(page.text().contains(words), "« {words} » in {}", page.text());
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("« {before} » in {text}")).1;
    rest.split_once(after).expect("an end").0
}

#[test]
fn a_name_and_a_password_are_changed() {
    let (house, tenant) = house();
    let mut client = Client::signed_in(&house, tenant, Role::Reader);
    says(&client.get("/moi"), 200, "Camille Essai");
    says(&client.post("/moi/nom", &[("nom", "  ")]), 422, "Donnez votre prénom");
    says(&client.post("/moi/nom", &[("nom", &"a".repeat(300))]), 422, "120 au plus");
    assert_eq!(client.post("/moi/nom", &[("nom", "Camille <Renaud>")]).status, 303);
    says(&client.get("/moi"), 200, "Camille &lt;Renaud&gt;");

    let change = |client: &mut Client, present: &str, new: &str, again: &str| {
        client.post("/moi/mot-de-passe", &[("mot_de_passe_actuel", present), ("mot_de_passe", new), ("mot_de_passe_encore", again)])
    };
    let new = "douze chats gris dorment";
    says(&change(&mut client, "", new, new), 422, "Donnez votre mot de passe actuel");
    says(&change(&mut client, "autre", new, new), 422, "n'est pas celui-là");
    says(&change(&mut client, PHRASE, "court", "court"), 422, "au moins 12");
    says(&change(&mut client, PHRASE, new, "x"), 422, "diffèrent");
    assert_eq!(change(&mut client, PHRASE, new, new).status, 303);
    says(&client.get("/moi"), 200, "Mot de passe changé");
}

#[test]
fn a_device_is_added_by_its_first_code_and_codes_are_shown_once() {
    let (house, tenant) = house();
    let mut client = Client::signed_in(&house, tenant, Role::Reader);
    let page = client.post("/moi/second-facteur", &[]);
    says(&page, 200, "<path d=\"M");
    let text = page.text();
    let added = between(&text, "name=\"ajout\" value=\"", "\"").to_owned();
    says(&client.post("/moi/second-facteur/confirmer", &[("ajout", &added), ("code", "12")]), 422, "montre en ce moment");
    says(&client.post("/moi/second-facteur/confirmer", &[("ajout", "autre"), ("code", "123456")]), 422, "a expiré");
    says(&client.get("/moi"), 200, "Inactif");
}

#[test]
fn a_session_of_somebody_else_is_not_closed() {
    let (house, tenant) = house();
    let mut client = Client::signed_in(&house, tenant, Role::Reader);
    let mut other = Client::signed_in(&house, tenant, Role::Reader);
    let text = client.get("/moi").text();
    assert!(text.contains("Cette session") && !text.contains("name=\"session\""), "{text}");
    client.post("/moi/sessions/fermer", &[("session", "0011223344556677")]);
    client.post("/moi/sessions/ailleurs", &[]);
    assert_eq!((client.get("/moi").status, other.get("/moi").status), (200, 200));
}

#[test]
fn who_owns_books_opens_others_and_a_reader_does_not() {
    let (house, tenant) = house();
    let mut owner = Client::signed_in(&house, tenant, Role::Owner);
    says(&owner.get("/dossiers"), 200, "Ouvrir un autre dossier");
    says(&owner.post("/dossiers", &[("entreprise", "")]), 422, "Donnez le nom");
    says(&owner.post("/dossiers", &[("entreprise", "ateliers BORÉAL")]), 422, "Vous avez déjà un dossier");
    let page = owner.post("/dossiers", &[("entreprise", "Atelier <Brun>")]);
    assert_eq!((page.status, page.header("location")), (303, Some("/d/2/bienvenue")));
    says(&owner.get("/dossiers"), 200, "Atelier &lt;Brun&gt;");
    let mut reader = Client::signed_in(&house, tenant, Role::Reader);
    let text = reader.get("/dossiers").text();
    assert!(text.contains("Ateliers Boréal") && !text.contains("Brun") && !text.contains("Ouvrir un autre"), "{text}");
    says(&reader.post("/dossiers", &[("entreprise", "À moi")]), 422, "Seul un propriétaire");
    assert_eq!(reader.get("/d/2/menu").status, 404);
}
