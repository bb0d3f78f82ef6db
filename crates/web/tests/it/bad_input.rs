//! What goes wrong in front of a screen: names that are programs, sessions that end, forms sent twice, the last owner who leaves.

use domain::access::Role;
use web::testing::Client;

use crate::links::{named, walk_of};
use crate::town::{Town, Who};

/// A name is text everywhere: no page of either creditor lets it become markup, an attribute or a formula.
#[test]
fn hostile_names_are_text_on_every_page() {
    let town = Town::new();
    let (mut problems, mut seen) = (vec![], 0);
    let mut owner = town.client(Who::Ours(Role::Owner));
    let mut walk = walk_of(&mut owner, Role::Owner, town.ours);
    // The hostile debtors are found by what they are called.
    let found = owner.get(&format!("{}/debiteurs?q=PERLE", town.home()));
    let card =
        found.text().split("href=\"").filter_map(|rest| rest.split('"').next()).find(|url| url.contains("/debiteurs/")).map(str::to_owned);
    let card = card.expect("the debtor is found by a part of the name");
    walk.pages.extend(crate::links::walk(&mut owner, Some(Role::Owner), &[card]).pages);
    for (url, page) in walk.pages.iter().filter(|(_, page)| page.header("content-type").is_some_and(|kind| kind.starts_with("text/html"))) {
        let text = page.text();
        for live in ["<script>alert", "<img src=x", "\" onfocus=", "root:x:0"] {
            if text.contains(live) {
                problems.push(format!("{url}: {live}"));
            }
        }
        seen += usize::from(text.contains("&lt;script&gt;alert(1)"));
    }
    assert!(seen >= 3, "the name was seen on {seen} pages only");
    for url in ["debiteurs/export?format=csv", "factures/export?format=csv", "balance/export?format=csv"] {
        let page = owner.get(&format!("{}/{url}", town.home()));
        if page.status == 200 {
            let text = page.text();
            let formula =
                text.lines().flat_map(|line| line.split(';')).find(|cell| cell.trim_start_matches('"').starts_with(['=', '+', '@']));
            problems.extend(formula.map(|cell| format!("{url}: a formula: {cell}")));
        }
    }
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

/// Every form whose session has ended answers with what was typed, to be sent again.
#[test]
fn a_session_that_ended_loses_nothing_that_was_typed() {
    const TYPED: &str = "Une note de trois lignes & plus, « tapée » à la main";
    let town = Town::new();
    let walk = walk_of(&mut town.client(Who::Ours(Role::Owner)), Role::Owner, town.ours);
    let mut stranger = town.client(Who::Stranger);
    let (mut problems, mut tried) = (vec![], 0);
    for route in web::routes().iter().filter(|route| route.method == "POST" && route.path.starts_with("/d/")) {
        let Some(url) = walk.met.get(&named(route)).and_then(|met| met.first()) else { continue };
        let page = stranger.post(url, &[("texte", TYPED), ("texte", "deux fois le même champ")]);
        let text = page.text();
        let kept =
            text.contains("Une note de trois lignes &amp; plus") && text.contains("deux fois le même champ") && text.contains(url.as_str());
        if page.status != 401 || !kept {
            problems.push(format!("{url}: {}{}", page.status, if kept { "" } else { ", and what was typed is lost" }));
        }
        tried += 1;
    }
    assert!(tried > 20, "{tried} forms were tried");
    assert!(problems.is_empty(), "{} of {tried}:\n{}\n", problems.len(), problems.join("\n"));
}

/// The first form of the agenda that approves, with the hidden fields that it carries.
fn approval(client: &mut Client, home: &str) -> Option<(String, Vec<(String, String)>)> {
    let page = client.get(&format!("{home}/agenda")).text();
    let form = page.split("<form").skip(1).find(|form| form.split('>').next().is_some_and(|tag| tag.contains("/approuver\"")))?;
    let form = form.split("</form>").next()?;
    let url = form.split_once("action=\"")?.1.split('"').next()?.to_owned();
    let value = |tag: &str, name: &str| Some(tag.split_once(&format!("{name}=\""))?.1.split('"').next()?.replace("&amp;", "&"));
    let hidden = form.split("<input").skip(1).filter(|tag| tag.contains("type=\"hidden\"") && !tag.contains("name=\"jeton\""));
    Some((url, hidden.filter_map(|tag| Some((value(tag, "name")?, value(tag, "value")?))).collect()))
}

/// A double click, an impatient second tab, the back button: approved once, and the second time is told so.
#[test]
fn approving_twice_approves_once() {
    let town = Town::new();
    let mut owner = town.client(Who::Ours(Role::Owner));
    let (url, fields) = approval(&mut owner, &town.home()).expect("the agenda has something to approve");
    let form: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let first = owner.post(&url, &form);
    assert_eq!(first.status, 303, "{}", first.text());
    let once = town.heads();
    let second = owner.post(&url, &form);
    assert!(second.status < 500, "{}", second.status);
    assert_eq!(town.heads(), once, "the second click approved again");
    // Somebody else, from a page that was open before.
    let mut other = town.client(Who::Ours(Role::Collector));
    let once = town.heads();
    assert!(other.post(&url, &form).status < 500);
    assert_eq!(town.heads(), once, "another person's click approved again");
}

/// Whoever is alone to own the books cannot be taken out of them, nor made less.
#[test]
fn the_last_owner_stays() {
    let town = Town::new();
    let mut owner = town.client(Who::Outsider);
    let home = format!("/d/{}", town.theirs.0);
    let page = owner.get(&format!("{home}/parametres/utilisateurs")).text();
    let urls: Vec<String> = page
        .split("action=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|url| url.contains("/utilisateurs/"))
        .map(str::to_owned)
        .collect();
    let before = town.heads();
    for url in urls.iter().filter(|url| url.ends_with("/role") || url.ends_with("/retirer")) {
        let page = owner.post(url, &[("role", "reader")]);
        assert!([403, 409, 422].contains(&page.status) || page.status == 303, "{url}: {}", page.status);
    }
    assert_eq!(town.heads(), before, "the last owner is gone, by one of {urls:?}");
    assert_eq!(owner.get(&format!("{home}/parametres/utilisateurs")).status, 200);
}

/// One browser, two tabs, two creditors: each page speaks of its own.
#[test]
fn two_tabs_in_two_creditors_do_not_mix() {
    let town = Town::new();
    let mut person = town.client_of_both();
    for _ in 0..2 {
        for (tenant, own, foreign) in [(town.ours, "PERLE", "CANARI"), (town.theirs, "CANARI", "PERLE")] {
            let text = person.get(&format!("/d/{}/debiteurs?q={own}", tenant.0)).text();
            assert!(text.contains(own), "{own} is not in its own list");
            assert!(!person.get(&format!("/d/{}/debiteurs", tenant.0)).text().contains(foreign), "{foreign} shows in the other's list");
        }
    }
}

/// What no form of ours would send: too long, not text, a number that is none. A message, never a failure.
#[test]
fn nonsense_is_never_a_failure() {
    let town = Town::new();
    let walk = walk_of(&mut town.client(Who::Ours(Role::Owner)), Role::Owner, town.ours);
    let mut owner = town.client(Who::Ours(Role::Owner));
    let long = "é".repeat(300_000);
    let mut problems = vec![];
    for (name, urls) in &walk.met {
        let Some(url) = urls.first() else { continue };
        if name.starts_with("GET ") {
            let join = if url.contains('?') { '&' } else { '?' };
            for query in [
                "au=31/02/2026",
                "au=9999-99-99",
                "apres=%00%ff",
                "tri=%27%20OR%201",
                "q=%25%5F%5C",
                "fichier=-1",
                "page=99999999999999999999",
            ] {
                let page = owner.get(&format!("{url}{join}{query}"));
                if page.status >= 500 {
                    problems.push(format!("{url}{join}{query}: {}", page.status));
                }
            }
        } else if name != "POST /deconnexion" && !name.contains("/theme") {
            let form = [
                ("montant", "abc"),
                ("date", "31/02/2026"),
                ("jour", "99/99/9999"),
                ("echeance", "cr_0"),
                ("texte", &long),
                ("nom", &long),
                ("motif", &long),
            ];
            let page = owner.post(url, &form);
            if page.status >= 500 {
                problems.push(format!("{name}: {}", page.status));
            }
        }
    }
    assert!(problems.is_empty(), "{}:\n{}\n", problems.len(), problems.join("\n"));
}
