//! The repair queue through the client: counted, mended one by one and all at once.

use std::sync::Arc;

use domain::access::Role;
use domain::ids::TenantId;
use store::{Location, Store};
use tempfile::TempDir;

use crate::house::House;
use crate::testing::Client;
use crate::testing::fixture::house_over;

fn town(role: Role, csv: &str) -> (Arc<House>, TenantId, Client, TempDir) {
    let folder = TempDir::new().expect("a folder");
    let store = Store::open(&Location::Memory).expect("memory");
    let tenant = store.create_tenant("Ateliers Boréal", 0).expect("a creditor");
    let house = house_over(store, folder.path());
    let mut owner = Client::signed_in(&house, tenant, Role::Owner);
    let page = owner.upload("/d/1/imports/nouveau", &[], "fichiers", "factures.csv", csv.as_bytes());
    owner.post(&format!("{}/importer", page.header("location").expect("a place")), &[]);
    house.jobs.work_off("essai").expect("jobs");
    let client = Client::signed_in(&house, tenant, role);
    (house, tenant, client, folder)
}

const FILE: &str = "numero;date_facture;montant_ttc;code_debiteur;nom;siren
F1;16/09/2026;1 248,00;LUN;Cartonnages Lunaires;
F2;17/09/2026;4 210,00;LIC;Licorne Bâtiment;732829321
F3;18/09/2026;990,00;GRI;Imprimerie du Griffon;
F4;18/09/2026;90,00;GRO;Impr. du Griffon;
F5;18/09/2026;50,00;HAN;漢字商店;
";

fn debtor(page: &str, name: &str) -> String {
    let before = page.split(name).next().expect("the name is there");
    let id = before.rsplit("/debiteurs/").next().and_then(|rest| rest.split('"').next()).expect("its card");
    id.to_owned()
}

#[test]
fn every_lack_is_counted_and_mended_on_its_page() {
    let (_house, _, mut client, _folder) = town(Role::Owner, FILE);
    let page = client.get("/d/1/a-completer").text();
    for said in [
        "Nature à préciser",
        "Échéance présumée",
        "Adresse manquante",
        "Courriel manquant",
        "SIREN douteux",
        "Doublons possibles",
        "Nom impossible à imprimer",
    ] {
        assert!(page.contains(said), "{said} in {page}");
    }
    assert!(page.contains("Appliquer aux 5"), "{page}");
    assert_eq!(client.post("/d/1/a-completer/qualite", &[("qualite", "business"), ("suivants", "oui")]).status, 303);
    assert_eq!(client.post("/d/1/a-completer/conditions", &[("conditions", "30 jours")]).status, 303);
    let page = client.get("/d/1/a-completer?type=adresse").text();
    assert!(!page.contains("Nature à préciser") && !page.contains("Échéance présumée"), "{page}");

    let id = debtor(&page, "Licorne Bâtiment");
    let place = format!("/d/1/a-completer/fiches/{id}");
    let address = [("type", "adresse"), ("rue", "1 rue du Bac"), ("code_postal", "75007"), ("ville", "Paris"), ("pays", "")];
    assert_eq!(client.post(&place, &address).status, 303);
    let wrong = client.post(&place, &[("type", "courriel"), ("courriel", "licorne.example")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("value=\"licorne.example\"") && wrong.text().contains("adresse électronique"), "{}", wrong.text());
    assert_eq!(client.post(&place, &[("type", "courriel"), ("courriel", "compta@licorne.example")]).status, 303);
    assert_eq!(client.post(&place, &[("type", "siren"), ("siren", "732 829 320")]).status, 303);
    let page = client.get("/d/1/a-completer?type=nom").text();
    assert!(page.contains("漢"), "{page}");
    let odd = format!("/d/1/a-completer/fiches/{}", debtor(&page, "漢字商店"));
    assert_eq!(client.post(&odd, &[("type", "nom"), ("nom", "漢字")]).status, 422);
    assert_eq!(client.post(&odd, &[("type", "nom"), ("nom", "Kanji Shoten")]).status, 303);
    let page = client.get("/d/1/a-completer?type=adresse").text();
    assert!(!page.contains("SIREN douteux") && !page.contains("Licorne"), "{page}");
}

#[test]
fn two_records_of_one_customer_are_joined_or_told_apart() {
    let (_house, _, mut client, _folder) = town(Role::Accountant, FILE);
    let page = client.get("/d/1/a-completer?type=doublons").text();
    assert!(page.contains("noms proches"), "{page}");
    let (keep, other) = (debtor(&page, "Imprimerie du Griffon"), debtor(&page, "Impr. du Griffon"));
    assert_eq!(client.post("/d/1/a-completer/doublons", &[("decision", "separer"), ("fiche", &other), ("garder", &keep)]).status, 303);
    assert!(!client.get("/d/1/a-completer?type=doublons").text().contains("noms proches"));
    assert_eq!(client.post("/d/1/a-completer/doublons", &[("decision", "reunir"), ("fiche", &other), ("garder", &keep)]).status, 303);
    assert_eq!(client.post("/d/1/a-completer/doublons", &[("decision", "reunir"), ("fiche", "9999"), ("garder", &keep)]).status, 404);
}

#[test]
fn a_reader_sees_what_is_missing_and_mends_nothing() {
    let (_house, _, mut client, _folder) = town(Role::Reader, FILE);
    let page = client.get("/d/1/a-completer?type=courriel").text();
    assert!(page.contains("Licorne") && !page.contains("name=\"courriel\""), "{page}");
    assert_eq!(client.post("/d/1/a-completer/qualite", &[("qualite", "business")]).status, 403);
}

#[test]
fn a_page_past_the_end_shows_the_last_one() {
    let (_house, _, mut client, _folder) = town(Role::Owner, FILE);
    for after in ["25", "18446744073709551615"] {
        let page = client.get(&format!("/d/1/a-completer?type=qualite&apres={after}")).text();
        assert!(page.contains("1 à 5 sur 5") && page.contains("Licorne"), "{after}: {page}");
    }
}
