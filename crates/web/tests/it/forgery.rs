//! What another site could make a browser send, and what only looking must not do.

use domain::access::Role;
use web::testing::Page;

use crate::links::{named, walk_of};
use crate::town::{EMAIL, PASSWORD, Town, Who};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Every form of the application, sent as another site would have it sent, or without the token of its page.
#[test]
fn forged_forms_change_nothing_on_every_route() {
    let town = Town::new();
    let walk = walk_of(&mut town.client(Who::Ours(Role::Owner)), Role::Owner, town.ours);
    let mut owner = town.client(Who::Ours(Role::Owner));
    let before = town.heads();
    let (mut problems, mut tried) = (vec![], 0);
    for route in web::routes().iter().filter(|route| route.method == "POST") {
        let met = walk.met.get(&named(route)).and_then(|met| met.first()).cloned();
        let url = met.unwrap_or_else(|| route.path.replace("{tenant}", &town.ours.0.to_string()).replace(['{', '}'], ""));
        let mut refused = |what: &str, page: &Page, statuses: &[u16]| {
            tried += 1;
            if !statuses.contains(&page.status) {
                problems.push(format!("{} at {url}, {what}: {}", named(route), page.status));
            }
        };
        let cross: &[&[(&str, &str)]] = &[
            &[FORM, ("sec-fetch-site", "cross-site")],
            &[FORM, ("sec-fetch-site", "same-site")],
            &[FORM, ("origin", "https://ailleurs.example")],
            &[FORM, ("origin", "null")],
        ];
        for headers in cross {
            refused("from another site", &owner.send("POST", &url, headers, b"motif=x".to_vec()), &[403]);
        }
        let own = [FORM, ("sec-fetch-site", "same-origin")];
        for body in ["motif=x", "jeton=", "jeton=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"] {
            refused("without its token", &owner.send("POST", &url, &own, body.as_bytes().to_vec()), &[409]);
        }
    }
    assert_eq!(town.heads(), before, "a forged form has changed something");
    assert!(tried > 0, "no form was tried");
    assert!(problems.is_empty(), "{} of {tried}:\n{}\n", problems.len(), problems.join("\n"));
}

/// Programs that look ahead (mail scanners, browsers) open every address again and again.
#[test]
fn looking_changes_nothing() {
    let town = Town::new();
    let walk = walk_of(&mut town.client(Who::Ours(Role::Owner)), Role::Owner, town.ours);
    let mut owner = town.client(Who::Ours(Role::Owner));
    let before = town.heads();
    for (url, _) in &walk.pages {
        for _ in 0..2 {
            let (got, head) = (owner.get(url), owner.send("HEAD", url, &[], vec![]));
            assert_eq!(got.status, head.status, "{url}: HEAD is not GET without a body");
            assert!(head.bytes.is_empty(), "{url}: HEAD has a body");
        }
    }
    assert_eq!(town.heads(), before, "looking has changed something");
    assert!(walk.pages.len() > 3, "{} pages were looked at", walk.pages.len());
}

/// After sign-in or a change of theme one goes back to a page of ours, whatever the address says.
#[test]
fn nobody_is_sent_elsewhere() {
    let town = Town::new();
    let mut problems = vec![];
    for elsewhere in [
        "https://ailleurs.example/",
        "//ailleurs.example",
        "/\\ailleurs.example",
        "\\/ailleurs.example",
        "/%09/ailleurs.example",
        "http:ailleurs.example",
        "javascript:alert(1)",
        "/\t/ailleurs.example",
        "/\r\nlocation: https://ailleurs.example",
    ] {
        let mut client = town.client(Who::Stranger);
        let encoded: String = elsewhere.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let door = client.get(&format!("/connexion?retour={encoded}"));
        assert!(door.status < 500, "{elsewhere:?}: {}", door.status);
        let form = [("courriel", EMAIL), ("mot_de_passe", PASSWORD), ("retour", elsewhere)];
        let answers = [client.post("/connexion", &form), client.post("/theme", &[("theme", "dark"), ("retour", elsewhere)])];
        for page in &answers {
            let location = page.header("location").unwrap_or("/");
            if !location.starts_with('/')
                || location.starts_with("//")
                || location.starts_with("/\\")
                || location.contains(['\t', '\r', '\n'])
            {
                problems.push(format!("{elsewhere:?} leads to {location:?}"));
            }
        }
        assert_eq!(answers[0].status, 303, "{elsewhere:?} kept somebody out");
    }
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}
