//! What the door lets in, and what it does not.

use std::sync::Arc;

use domain::access::Role;
use store::{Location, Store};

use crate::house::{House, Setting};
use crate::testing::fixture::{Standing, TODAY, Words, house, house_over};
use crate::testing::{Client, Page};

const PHRASE: &str = "le chat dort sur la pile";

fn empty() -> Arc<House> {
    house_over(Store::open(&Location::Memory).expect("memory"), &std::env::temp_dir())
}

fn first(client: &mut Client) -> Page {
    client.post(
        "/premier-acces",
        &[
            ("entreprise", "Menuiserie Aubert"),
            ("nom", "Camille Renaud"),
            ("courriel", "camille@exemple.fr"),
            ("mot_de_passe", PHRASE),
            ("mot_de_passe_encore", PHRASE),
        ],
    )
}

fn sign_in(client: &mut Client, password: &str) -> Page {
    client.post("/connexion", &[("courriel", "camille@exemple.fr"), ("mot_de_passe", password), ("retour", "/dossiers")])
}

fn says(page: &Page, status: u16, words: &str) {
    assert_eq!(page.status, status, "{}", page.text());
    assert!(page.text().contains(words), "« {words} » in {}", page.text());
}

#[test]
fn an_empty_house_makes_its_owner_once() {
    let house = empty();
    let mut client = Client::new(&house);
    assert_eq!(client.get("/").header("location"), Some("/premier-acces"));
    assert_eq!(client.get("/connexion").header("location"), Some("/premier-acces"));
    says(&client.get("/premier-acces"), 200, "Entreprise créancière");
    let page =
        client.post("/premier-acces", &[("nom", "Camille <b>"), ("courriel", "x"), ("mot_de_passe", "a"), ("mot_de_passe_encore", "b")]);
    says(&page, 422, "Camille &lt;b&gt;");
    assert!(page.text().contains("Les deux saisies diffèrent") && page.text().contains("nom de l'entreprise"), "{}", page.text());
    assert!(!page.text().contains("value=\"a\""), "a password comes back");
    let page = first(&mut client);
    assert_eq!((page.status, page.header("location")), (303, Some("/d/1/bienvenue")), "{}", page.text());
    assert!(client.cookie("session").is_some());
    let again = first(&mut Client::new(&house));
    assert_eq!((again.status, again.header("location")), (303, Some("/connexion")));
}

#[test]
fn from_elsewhere_the_first_access_needs_the_code_of_the_console() {
    let store = Store::open(&Location::Memory).expect("memory");
    let setting = Setting { setup_code: true, ..Setting::default() };
    let house = Arc::new(House::new(Arc::new(store), &std::env::temp_dir(), Arc::new(Standing(TODAY)), Arc::new(Words), setting));
    let mut client = Client::new(&house);
    says(&client.get("/premier-acces"), 200, "Code d'installation");
    for _ in 0..5 {
        says(&first(&mut client), 422, "Ce n'est pas le code");
    }
    says(&first(&mut client), 429, "Trop de codes");
    assert!(house.setup_code().is_some_and(|code| code.len() == 16));
    let nobody = house.users("essai", TODAY, 0).none_yet().expect("read");
    assert!(nobody);
}

#[test]
fn a_wrong_password_is_counted_and_a_pause_follows() {
    let house = empty();
    first(&mut Client::new(&house));
    let mut client = Client::new(&house);
    for left in [4, 3, 2] {
        says(&sign_in(&mut client, "autre chose"), 422, &format!("Encore {left} essais"));
    }
    says(&sign_in(&mut client, "autre chose"), 422, "Encore 1 essai avant");
    says(&sign_in(&mut client, "autre chose"), 422, "elle commence");
    says(&sign_in(&mut client, PHRASE), 429, "Réessayez dans 15 min");
    let page = client.post("/connexion", &[("courriel", "inconnu@exemple.fr"), ("mot_de_passe", "autre chose")]);
    says(&page, 422, "Adresse e-mail ou mot de passe incorrect. Encore 4 essais");
    says(&client.post("/connexion", &[("courriel", "x")]), 422, "Donnez votre mot de passe");
}

#[test]
fn one_signs_in_goes_back_where_one_was_and_signs_out() {
    let house = empty();
    first(&mut Client::new(&house));
    let mut client = Client::new(&house);
    assert_eq!(client.get("/moi?x=1").header("location"), Some("/connexion?retour=%2Fmoi%3Fx%3D1"));
    let page = sign_in(&mut client, PHRASE);
    assert_eq!((page.status, page.header("location")), (303, Some("/dossiers")));
    let cookie = page.header("set-cookie").unwrap_or_default().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
    let token = client.cookie("session").expect("a session").to_owned();
    assert_eq!(client.get("/connexion?retour=//evil.example").header("location"), Some("/"));
    let page = client.post("/deconnexion", &[]);
    assert_eq!(page.header("location"), Some("/connexion"));
    assert!(client.cookie("session").is_none());
    assert!(house.users("essai", TODAY, 0).session(&token).expect("read").is_none(), "the session itself ended");
}

#[test]
fn an_invitation_is_accepted_once_and_never_by_another() {
    let (house, tenant) = house();
    let mut owner = Client::signed_in(&house, tenant, Role::Owner);
    let now = house.clock.now();
    let invite = |email: &str| house.users("ut_1", TODAY, now).invite(tenant, email, Role::Reader).expect("invite").token;
    let url = format!("/invitation/{}", invite("lea@exemple.fr"));
    let mut client = Client::new(&house);
    says(&client.get(&url), 200, "Ateliers Boréal vous ouvre son dossier, comme lecteur");
    says(&client.post(&url, &[("nom", "Léa"), ("mot_de_passe", "court"), ("mot_de_passe_encore", "court")]), 422, "au moins 12");
    let accept = |client: &mut Client| client.post(&url, &[("nom", "Léa"), ("mot_de_passe", PHRASE), ("mot_de_passe_encore", PHRASE)]);
    let page = accept(&mut client);
    assert_eq!((page.status, page.header("location")), (303, Some("/d/1/tableau")), "{}", page.text());
    assert_eq!(client.get("/d/1/menu").status, 200);
    says(&accept(&mut Client::new(&house)), 422, "ne fonctionne plus");
    says(&client.get(&url), 422, "ne fonctionne plus");
    says(&client.get("/invitation/inventee"), 422, "ne fonctionne plus");

    // Somebody with an account: signed in, and with that address.
    let other = house.store.create_tenant("Atelier Brun", now).expect("tenant");
    // An invitation does not outlive the right of its author, nor come before it.
    let early = house.users("ut_1", TODAY, now).invite(other, "lea@exemple.fr", Role::Manager).expect("invite").token;
    says(&client.post(&format!("/invitation/{early}"), &[]), 422, "ne fonctionne plus");
    house.users("system", TODAY, now).give_role(domain::ids::UserId(1), other, Role::Owner).expect("a role");
    let token = house.users("ut_1", TODAY, now).invite(other, "lea@exemple.fr", Role::Manager).expect("invite").token;
    let url = format!("/invitation/{token}");
    says(&Client::new(&house).get(&url), 200, "a déjà un compte");
    assert_eq!(Client::new(&house).post(&url, &[]).status, 303, "to sign in");
    says(&owner.post(&url, &[]), 422, "Cette invitation est pour lea@exemple.fr");
    assert_eq!(client.get("/d/2/menu").status, 404);
    assert_eq!(client.post(&url, &[]).status, 303);
    assert_eq!(client.get("/d/2/menu").status, 200);
}

#[test]
fn a_reset_link_works_once_and_says_when_it_is_over() {
    let house = empty();
    first(&mut Client::new(&house));
    let users = house.users("essai", TODAY, house.clock.now());
    let user = users.find("camille@exemple.fr").expect("user");
    let url = format!("/reinitialisation/{}", users.reset_link(user).expect("link").token);
    let mut client = Client::new(&house);
    says(&client.get(&url), 200, "Pour camille@exemple.fr");
    let new = "douze chats gris dorment";
    says(&client.post(&url, &[("mot_de_passe", "motdepasse2026"), ("mot_de_passe_encore", "motdepasse2026")]), 422, "trop courant");
    says(&client.post(&url, &[("mot_de_passe", new), ("mot_de_passe_encore", "x")]), 422, "diffèrent");
    let page = client.post(&url, &[("mot_de_passe", new), ("mot_de_passe_encore", new)]);
    assert_eq!((page.status, page.header("location")), (303, Some("/connexion")));
    says(&client.get("/connexion"), 200, "Mot de passe changé");
    says(&client.get(&url), 422, "ne fonctionne plus");
    assert_eq!(sign_in(&mut client, new).status, 303);
}
