//! The creditor's pages through the client: identity, terms, letterhead, and what they refuse.

use domain::access::Role;

use crate::testing::Client;
use crate::testing::fixture::house;

const GOOD: [(&str, &str); 12] = [
    ("nom", "Ateliers Boréal"),
    ("forme", "SARL"),
    ("capital", "60 000 €"),
    ("siren", "732 829 320"),
    ("rcs", "Lyon"),
    ("rue0", "1 rue du Bac"),
    ("code_postal", "69001"),
    ("ville", "Lyon"),
    ("courriel", "compta@boreal.example"),
    ("signataire", "Lise Capucine"),
    ("qualite_signataire", "gérante"),
    ("agit", "itself"),
];

#[test]
fn an_identity_is_recorded_and_what_is_wrong_is_kept_with_its_reason() {
    let (house, tenant) = house();
    let mut owner = Client::signed_in(&house, tenant, Role::Owner);
    assert!(owner.get("/d/1/parametres/creancier").text().contains("Il manque encore"));
    let mut wrong: Vec<(&str, &str)> = GOOD.to_vec();
    wrong[3] = ("siren", "732 829 321");
    wrong.extend([("iban", "FR76 1234"), ("tva", "FR00")]);
    let page = owner.post("/d/1/parametres/creancier", &wrong);
    assert_eq!(page.status, 422);
    let text = page.text();
    assert!(text.contains("3 points sont à corriger") && text.contains("732 829 321") && text.contains("FR76 1234"), "{text}");
    let mut good: Vec<(&str, &str)> = GOOD.to_vec();
    good.push(("iban", "FR76 3000 6000 0112 3456 7890 189"));
    assert_eq!(owner.post("/d/1/parametres/creancier", &good).status, 303);
    let text = owner.get("/d/1/parametres/creancier").text();
    assert!(text.contains("Tout ce qu'une mise en demeure doit porter") && text.contains("FR76 3000 6000 0112 3456 7890 189"), "{text}");
    // A manager sees the account in part, and a form without it does not take it away.
    let mut manager = Client::signed_in(&house, tenant, Role::Manager);
    let text = manager.get("/d/1/parametres/creancier").text();
    assert!(text.contains("FR76…0189") && !text.contains("3000 6000"), "{text}");
    assert_eq!(manager.post("/d/1/parametres/creancier", &good[..12]).status, 303);
    assert!(owner.get("/d/1/parametres/creancier").text().contains("FR76 3000 6000"));
    let mut reader = Client::signed_in(&house, tenant, Role::Reader);
    assert_eq!(reader.post("/d/1/parametres/creancier", &good).status, 403);
    assert!(reader.get("/d/1/parametres/creancier").text().contains("disabled"));
    let long = "x".repeat(300);
    let mut named: Vec<(&str, &str)> = GOOD.to_vec();
    named[0] = ("nom", &long);
    assert!(owner.post("/d/1/parametres/creancier", &named).text().contains("200 au plus"));
    let mut for_others: Vec<(&str, &str)> = GOOD.to_vec();
    for_others[11] = ("agit", "collector");
    assert!(owner.post("/d/1/parametres/creancier", &for_others).text().contains("Dites qui écrit"));
}

#[test]
fn a_clause_under_the_floor_is_refused_with_the_figure() {
    let (house, tenant) = house();
    let mut owner = Client::signed_in(&house, tenant, Role::Owner);
    let page = owner.post(
        "/d/1/parametres/conditions",
        &[("conditions", "30 jours"), ("penalites", "fixed"), ("valeur", "1,5"), ("qualite", "unknown")],
    );
    assert_eq!(page.status, 422);
    assert!(page.text().contains("trois fois le taux légal"), "{}", page.text());
    let page =
        owner.post("/d/1/parametres/conditions", &[("conditions", "un de ces jours"), ("penalites", "default"), ("qualite", "business")]);
    assert_eq!(page.status, 422);
    let good = [("conditions", "45 jours fin de mois"), ("penalites", "ecb"), ("valeur", "10"), ("qualite", "business")];
    assert_eq!(owner.post("/d/1/parametres/conditions", &good).status, 303);
    let text = owner.get("/d/1/parametres/conditions").text();
    assert!(text.contains("45 jours fin de mois"), "{text}");
}

#[test]
fn a_logo_that_is_none_is_refused_and_one_that_is_is_shown() {
    let (house, tenant) = house();
    let mut owner = Client::signed_in(&house, tenant, Role::Owner);
    let page = owner.upload("/d/1/parametres/papier", &[], "logo", "logo.png", b"pas une image");
    assert_eq!(page.status, 422);
    assert!(page.text().contains("n'est pas une image") || page.text().contains("n&#39;est pas une image"), "{}", page.text());
    assert_eq!(owner.get("/d/1/parametres/papier/logo").status, 404);
    assert_eq!(owner.upload("/d/1/parametres/papier", &[], "logo", "logo.png", b"\x89PNG\r\n\x1a\n...").status, 303);
    let logo = owner.get("/d/1/parametres/papier/logo");
    assert_eq!((logo.status, logo.header("content-type")), (200, Some("image/png")));
    assert_eq!(owner.upload("/d/1/parametres/papier", &[("retirer", "oui")], "autre", "", b"").status, 303);
    assert_eq!(owner.get("/d/1/parametres/papier/logo").status, 404);
}
