//! The first day through the client: six steps read from the facts.

use domain::access::Role;
use store::{Location, Store};
use tempfile::TempDir;

use crate::testing::Client;
use crate::testing::fixture::house_over;

const FILE: &str = "numero;date_facture;montant_ttc;code_debiteur;nom;email;adresse1;code_postal;ville
F1;16/09/2026;1 248,00;LUN;Cartonnages Lunaires;compta@lunaires.example;1 rue du Bac;75007;Paris
";

/// From nothing to an action proposed, page after page, as a newcomer walks.
#[test]
fn the_steps_follow_what_is_done() {
    let folder = TempDir::new().expect("a folder");
    let store = Store::open(&Location::Memory).expect("memory");
    let tenant = store.create_tenant("Ateliers Boréal", 0).expect("a creditor");
    let house = house_over(store, folder.path());
    let mut owner = Client::signed_in(&house, tenant, Role::Owner);
    let page = owner.get("/d/1/bienvenue").text();
    for said in
        ["Bienvenue, Camille", "0 étape sur 6", "Vos premières actions apparaîtront ici", "Mode prudent activé", "Inviter un collègue"]
    {
        assert!(page.contains(said), "{said} in {page}");
    }
    let identity = [
        ("nom", "Ateliers Boréal"),
        ("forme", "EI"),
        ("siren", "732829320"),
        ("rue0", "1 rue du Bac"),
        ("code_postal", "69001"),
        ("ville", "Lyon"),
        ("courriel", "compta@boreal.example"),
        ("signataire", "Lise Capucine"),
        ("qualite_signataire", "gérante"),
        ("iban", "FR76 3000 6000 0112 3456 7890 189"),
        ("agit", "itself"),
    ];
    assert_eq!(owner.post("/d/1/parametres/creancier", &identity).status, 303);
    let terms = [("conditions", "30 jours"), ("penalites", "default"), ("qualite", "business")];
    assert_eq!(owner.post("/d/1/parametres/conditions", &terms).status, 303);
    let page = owner.get("/d/1/bienvenue").text();
    assert!(page.contains("2 étapes sur 6") && page.contains("SIREN 732") && page.contains("30 jours"), "{page}");

    let deposit = owner.upload("/d/1/imports/nouveau", &[], "fichiers", "factures.csv", FILE.as_bytes());
    owner.post(&format!("{}/importer", deposit.header("location").expect("a place")), &[]);
    house.jobs.work_off("essai").expect("jobs");
    let page = owner.get("/d/1/bienvenue").text();
    assert!(page.contains("4 étapes sur 6") && page.contains("Rien ne manque pour écrire"), "{page}");

    let wrong = owner.post("/d/1/bienvenue/a-jour", &[("jour", "30/11/2026")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("n'est pas encore passé") || wrong.text().contains("pas encore"), "{}", wrong.text());
    assert_eq!(owner.post("/d/1/bienvenue/a-jour", &[("jour", "20/11/2026")]).status, 303);
    let page = owner.get("/d/1/bienvenue").text();
    assert!(page.contains("5 étapes sur 6"), "{page}");

    assert_eq!(owner.post("/d/1/bienvenue/prudence", &[]).status, 303);
    assert!(!owner.get("/d/1/bienvenue").text().contains("Mode prudent activé"));
    assert_eq!(owner.post("/d/1/bienvenue/prudence", &[("garder", "oui")]).status, 303);
    assert!(owner.get("/d/1/bienvenue").text().contains("Mode prudent activé"));

    let mut reader = Client::signed_in(&house, tenant, Role::Reader);
    let page = reader.get("/d/1/bienvenue").text();
    assert!(!page.contains("/imports/nouveau") && !page.contains("Inviter"), "{page}");
    assert_eq!(reader.post("/d/1/bienvenue/a-jour", &[("jour", "20/11/2026")]).status, 403);
}
