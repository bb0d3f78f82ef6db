//! Settings: who may change what, and what is refused.

use std::sync::Arc;

use domain::access::Role;
use domain::ids::{TenantId, UserId};

use crate::house::House;
use crate::testing::fixture::{TODAY, house};
use crate::testing::{Client, Page};

fn says(page: &Page, status: u16, words: &str) {
    assert_eq!(page.status, status, "{}", page.text());
    assert!(page.text().contains(words), "« {words} » in {}", page.text());
}

/// A user of these books, by role, and the user's own client.
fn with_user(house: &Arc<House>, tenant: TenantId, role: Role) -> (Client, UserId) {
    let client = Client::signed_in(house, tenant, role);
    let users = house.users("essai", TODAY, house.clock.now());
    (client, users.list().expect("users").last().expect("one").user)
}

#[test]
fn the_hub_shows_what_one_may_do() {
    let (house, tenant) = house();
    let text = Client::signed_in(&house, tenant, Role::Owner).get("/d/1/parametres").text();
    assert!(text.contains("Utilisateurs et rôles") && text.contains("Données du dossier"), "{text}");
    let text = Client::signed_in(&house, tenant, Role::Reader).get("/d/1/parametres").text();
    assert!(text.contains("Taux en vigueur") && !text.contains("Utilisateurs et rôles") && !text.contains("Politique et"), "{text}");
}

#[test]
fn rates_show_their_source_and_the_day_of_their_check() {
    let (house, tenant) = house();
    let mut reader = Client::signed_in(&house, tenant, Role::Reader);
    says(&reader.get("/d/1/parametres/taux"), 200, "L441-10");
    says(&reader.get("/d/1/parametres/taux"), 200, "Utilisable jusqu'au");
    let series = reader.get("/d/1/parametres/taux/ecb-refinancing-rate");
    let ecb = app::law::in_force().list().into_iter().find(|series| series.key == "ecb-refinancing-rate").expect("the series");
    says(&series, 200, &format!("Utilisable jusqu'au <time class=\"date\" datetime=\"{}\">", ecb.last_day()));
    if ecb.checked_until < ecb.last_day() {
        says(&series, 200, &format!("Changements relevés jusqu'au <time class=\"date\" datetime=\"{}\">", ecb.checked_until));
    }
    says(&series, 200, "Retenu pour le 2e semestre 2026 (taux au 1er juillet) : <b>2,40");
    assert_eq!(reader.get("/d/1/parametres/taux/inconnue").status, 404);
}

#[test]
fn an_owner_invites_changes_and_removes_and_the_last_one_stays() {
    let (house, tenant) = house();
    let (mut owner, own) = with_user(&house, tenant, Role::Owner);
    let (_, other) = with_user(&house, tenant, Role::Collector);
    let base = "/d/1/parametres/utilisateurs";
    says(&owner.get(base), 200, "Ce que chaque rôle peut faire");
    says(&owner.post(&format!("{base}/inviter"), &[("courriel", "pas une adresse"), ("role", "reader")]), 422, "n'est pas une adresse");
    says(&owner.post(&format!("{base}/inviter"), &[("courriel", "lea@exemple.fr"), ("role", "roi")]), 422, "Choisissez un rôle");
    let page = owner.post(&format!("{base}/inviter"), &[("courriel", "lea@exemple.fr"), ("role", "accountant")]);
    says(&page, 200, "http://localhost/invitation/");
    says(&owner.get(base), 200, "Invitations en attente");

    says(&owner.post(&format!("{base}/{own}/role"), &[("role", "reader")]), 422, "dernier propriétaire");
    says(&owner.post(&format!("{base}/{own}/retirer"), &[]), 422, "dernier propriétaire");
    assert_eq!(owner.post(&format!("{base}/{other}/role"), &[("role", "manager")]).status, 303);
    says(&owner.get(base), 200, "value=\"manager\" selected");
    says(&owner.post(&format!("{base}/{other}/lien"), &[]), 200, "/reinitialisation/");
    assert_eq!(owner.post(&format!("{base}/{other}/second-facteur"), &[]).status, 303);
    assert_eq!(owner.post(&format!("{base}/{other}/retirer"), &[]).status, 303);
    assert_eq!(owner.post(&format!("{base}/{other}/role"), &[("role", "reader")]).status, 404, "no longer of these books");
    assert_eq!(owner.post(&format!("{base}/ut_999/role"), &[("role", "reader")]).status, 404);
    assert_eq!(owner.post(&format!("{base}/abc/role"), &[("role", "reader")]).status, 404);
    let (mut manager, _) = with_user(&house, tenant, Role::Manager);
    assert_eq!((manager.get(base).status, manager.post(&format!("{base}/{own}/retirer"), &[]).status), (403, 403));
}

#[test]
fn the_account_of_somebody_who_opens_other_books_is_not_opened() {
    let (house, tenant) = house();
    let (mut owner, _) = with_user(&house, tenant, Role::Owner);
    let (_, other) = with_user(&house, tenant, Role::Reader);
    let elsewhere = house.store.create_tenant("Ailleurs", house.clock.now()).expect("tenant");
    house.users("essai", TODAY, house.clock.now()).give_role(other, elsewhere, Role::Owner).expect("role");
    says(&owner.post(&format!("/d/1/parametres/utilisateurs/{other}/lien"), &[]), 422, "a aussi accès à d'autres dossiers");
    says(&owner.post(&format!("/d/1/parametres/utilisateurs/{other}/second-facteur"), &[]), 422, "n'est pas à vous");
}

#[test]
fn a_policy_stays_in_its_bounds_and_only_an_owner_contacts_more() {
    let (house, tenant) = house();
    let mut owner = Client::signed_in(&house, tenant, Role::Owner);
    let mut manager = Client::signed_in(&house, tenant, Role::Manager);
    let url = "/d/1/parametres/politique";
    let usual: Vec<(&str, String)> =
        domain::policy::LIMITS.iter().map(|limit| (limit.field, (limit.get)(&domain::policy::Policy::default()).to_string())).collect();
    let save = |client: &mut Client, changes: &[(&str, &str)]| {
        let mut form: Vec<(&str, &str)> = usual.iter().map(|(field, value)| (*field, value.as_str())).collect();
        form.extend([("least_total", "1,00"), ("balance_buckets", "30, 60, 90")]);
        form.extend((0..5).map(|at| ("jours", ["0", "1", "2", "3", "4"][at])));
        for (field, value) in changes {
            form.retain(|(name, _)| name != field);
            form.push((field, value));
        }
        client.post(url, &form)
    };
    says(&manager.get(url), 200, "Jours prudents");
    says(&save(&mut manager, &[("contact_window_days", "0")]), 422, "de 1 à 90");
    says(&save(&mut manager, &[("run_cap", "mille")]), 422, "« mille »");
    says(&save(&mut manager, &[("run_cap", "")]), 422, "donnez un nombre");
    says(&save(&mut manager, &[("balance_buckets", "90, 30")]), 422, "croissants");
    says(&save(&mut manager, &[("least_total", "beaucoup")]), 422, "beaucoup");
    says(&save(&mut manager, &[("jours", "6")]), 422, "dimanche");
    says(&save(&mut manager, &[("written_per_window", "2")]), 422, "Seul un propriétaire peut augmenter");
    assert_eq!(save(&mut manager, &[("contact_window_days", "14")]).status, 303);
    says(&save(&mut manager, &[("contact_window_days", "7")]), 422, "Seul un propriétaire");
    assert_eq!(save(&mut owner, &[("written_per_window", "2")]).status, 303);
    says(&owner.get(url), 200, "name=\"written_per_window\" type=\"text\" inputmode=\"numeric\" autocomplete=\"off\" value=\"2\"");
    assert_eq!(Client::signed_in(&house, tenant, Role::Collector).get(url).status, 403);
}

#[test]
fn everything_is_taken_out_by_an_owner_alone() {
    let (house, tenant) = house();
    let mut owner = Client::signed_in(&house, tenant, Role::Owner);
    says(&owner.get("/d/1/parametres/donnees"), 200, "Tout emporter");
    let page = owner.post("/d/1/parametres/donnees", &[]);
    assert_eq!((page.status, page.header("content-type")), (200, Some("application/zip")));
    assert!(page.bytes.starts_with(b"PK\x03\x04"));
    let text = String::from_utf8_lossy(&page.bytes);
    for name in ["debiteurs.csv", "journal.jsonl", "utilisateurs.csv", "LISEZ-MOI.txt"] {
        assert!(text.contains(name), "{name}");
    }
    let mut manager = Client::signed_in(&house, tenant, Role::Manager);
    assert_eq!((manager.get("/d/1/parametres/donnees").status, manager.post("/d/1/parametres/donnees", &[]).status), (403, 403));
}

/// Twenty minutes after sign-in, what is grave asks for the password and does what the form said.
#[test]
fn what_is_grave_asks_for_the_password_again() {
    let (house, tenant) = house();
    let before = house.clock.now() - 20 * 60_000_000;
    let users = house.users("essai", TODAY, before);
    users.add("Camille Essai", "camille@exemple.fr", "trois bateaux verts", &[(tenant, Role::Owner)]).expect("user");
    let session = users.sign_in("camille@exemple.fr", "trois bateaux verts", "essai").expect("sign in").token;
    let mut client = Client::carrying(&house, &session);
    let invite = "/d/1/parametres/utilisateurs/inviter";
    let form = [("courriel", "lea@exemple.fr"), ("role", "reader")];
    let page = client.post(invite, &form);
    says(&page, 403, "Confirmez que c'est bien vous");
    assert!(page.text().contains("value=\"lea@exemple.fr\""), "what was typed is carried along");
    says(&client.post("/d/1/parametres/donnees", &[]), 403, "Confirmez que c'est bien vous");
    says(&client.post("/moi/second-facteur", &[]), 403, "Confirmez que c'est bien vous");
    let with = |word: &'static str| [form[0], form[1], ("mot_de_passe_actuel", word)];
    says(&client.post(invite, &with("autre chose")), 422, "n'est pas celui-là");
    says(&client.post(invite, &with("trois bateaux verts")), 200, "/invitation/");
    assert_eq!(client.post("/d/1/parametres/donnees", &[]).status, 200, "it holds for a quarter of an hour");
}

#[test]
fn every_place_of_the_hub_exists() {
    for section in super::SECTIONS {
        let path = format!("/d/{{tenant}}{}", section.path);
        assert!(crate::pages::all().iter().any(|route| route.method == "GET" && route.path == path), "{path} is no page");
    }
}
