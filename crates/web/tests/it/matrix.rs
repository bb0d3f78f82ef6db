//! The permission matrix: every route × everybody × the ids of others.

use domain::access::{Permission, Role, allows};
use web::testing::Client;
use web::{Access, RouteInfo};

use crate::links::{Walk, named, walk_of};
use crate::town::{CANARY, OURS, Town, Who, everybody, to_the_door};

/// What each route needs, written a second time by whoever reviews it.
const ROWS: &str = include_str!("routes.txt");

/// A route and what it needs, as a line.
fn row(route: &RouteInfo) -> String {
    let needs = match route.access {
        Access::Anyone => "anyone",
        Access::Person => "person",
        Access::Creditor(permission) => permission.word(),
    };
    format!("{} {needs}", named(route))
}

/// A new route, or one that asks for something else, is looked at by somebody before it goes out.
#[test]
fn every_route_has_its_row() {
    let mut actual: Vec<String> = web::routes().iter().map(row).collect();
    actual.sort();
    let mut rows: Vec<&str> = ROWS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    rows.sort_unstable();
    let new: Vec<&String> = actual.iter().filter(|line| !rows.contains(&line.as_str())).collect();
    let gone: Vec<&&str> = rows.iter().filter(|line| !actual.iter().any(|own| own == **line)).collect();
    assert!(new.is_empty() && gone.is_empty(), "\nwithout a row in routes.txt: {new:#?}\nrows without a route: {gone:#?}\n");
}

/// What the answer to somebody must be.
#[derive(Debug, PartialEq, Eq)]
enum Must {
    /// Sign-in first: a page sends to the door, a form is kept and says so.
    SignIn,
    /// These books do not exist for that person.
    BeAbsent,
    /// The books exist, this is not for that role.
    BeForbidden,
    /// Whatever the page says, it is neither a refusal of the door nor a failure.
    BeServed,
}

/// What the reviewed rows say a route needs; nothing for a route without a row, which another test refuses.
fn reviewed(route: &RouteInfo) -> Option<Access> {
    let needs = ROWS.lines().find_map(|line| line.strip_prefix(&named(route))?.strip_prefix(' '))?;
    match needs {
        "anyone" => Some(Access::Anyone),
        "person" => Some(Access::Person),
        word => Permission::of_word(word).map(Access::Creditor),
    }
}

/// The expectation comes from the reviewed rows, never from the handler.
fn must(route: &RouteInfo, who: Who) -> Must {
    let needs = reviewed(route).unwrap_or_else(|| panic!("{} has no row in routes.txt", named(route)));
    match (needs, who) {
        (Access::Anyone, _) | (Access::Person, Who::Ours(_) | Who::Outsider) => Must::BeServed,
        (Access::Person | Access::Creditor(_), Who::Stranger) => Must::SignIn,
        (Access::Creditor(_), Who::Outsider) => Must::BeAbsent,
        (Access::Creditor(permission), Who::Ours(role)) if allows(role, permission) => Must::BeServed,
        (Access::Creditor(_), Who::Ours(_)) => Must::BeForbidden,
    }
}

/// Asks, with an empty form where one is sent, and says what is wrong with the answer.
fn asked(client: &mut Client, route: &RouteInfo, url: &str, must: &Must) -> Option<String> {
    let page = if route.method == "POST" { client.post(url, &[]) } else { client.get(url) };
    let right = match must {
        Must::SignIn if route.method == "POST" => page.status == 401,
        Must::SignIn => to_the_door(&page),
        Must::BeAbsent => page.status == 404,
        Must::BeForbidden => page.status == 403,
        Must::BeServed => page.status < 500 && ![401, 403, 405].contains(&page.status) && (route.method == "POST" || page.status != 404),
    };
    let turned = matches!(must, Must::SignIn | Must::BeAbsent | Must::BeForbidden);
    let told = turned && OURS.iter().any(|ours| page.text().contains(ours)) && *must != Must::BeForbidden;
    (!right || told)
        .then(|| format!("{} at {url}: {must:?}, but {}{}", named(route), page.status, if told { ", and tells of our books" } else { "" }))
}

/// An address of the route in our books, from where pages lead to it, else with a parameter that nobody has.
fn sample(walk: &Walk, route: &RouteInfo, town: &Town) -> (String, bool) {
    match walk.met.get(&named(route)).and_then(|met| met.last()) {
        Some(url) => (url.clone(), true),
        None => (filled(route, &town.ours.0.to_string(), "0"), false),
    }
}

/// The address of a route with a creditor and the same text for all its other parameters.
fn filled(route: &RouteInfo, tenant: &str, other: &str) -> String {
    let segment = |segment: &str| match segment {
        "{tenant}" => tenant.to_owned(),
        parameter if parameter.starts_with('{') => other.to_owned(),
        written => written.to_owned(),
    };
    route.path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

#[test]
fn every_route_answers_each_person_as_the_table_says() {
    let town = Town::new();
    let walk = walk_of(&mut town.client(Who::Ours(Role::Owner)), Role::Owner, town.ours);
    let mut problems = vec![];
    let mut people: Vec<(Who, Client)> = everybody().into_iter().map(|who| (who, town.client(who))).collect();
    let before = town.heads();
    let routes = web::routes();
    let mut tried = 0;
    // Whoever may not, first: afterwards every journal must end where it did.
    for (who, client) in &mut people {
        for route in &routes {
            let must = must(route, *who);
            if must != Must::BeServed {
                let (url, _) = sample(&walk, route, &town);
                problems.extend(asked(client, route, &url, &must).map(|problem| format!("{who:?}: {problem}")));
                tried += 1;
            }
        }
    }
    assert_eq!(town.heads(), before, "somebody who may not has changed something");
    // Then whoever may: pages by everybody, forms left empty by everybody, the door's own forms last.
    for method in ["GET", "POST"] {
        for route in routes.iter().filter(|route| route.method == method && route.path != "/deconnexion") {
            for (who, client) in people.iter_mut().filter(|(who, _)| must(route, *who) == Must::BeServed) {
                let (url, exists) = sample(&walk, route, &town);
                if exists || route.method == "POST" {
                    problems.extend(asked(client, route, &url, &Must::BeServed).map(|problem| format!("{who:?}: {problem}")));
                    tried += 1;
                }
            }
        }
    }
    assert!(tried >= routes.len() * 3, "{tried} answers for {} routes", routes.len());
    assert!(problems.is_empty(), "{} of {tried}:\n{}\n", problems.len(), problems.join("\n"));
}

/// What forms of ours hold, so that an id that is not there is what is refused, not a field that is missing.
const FILLED: &[(&str, &str)] = &[
    ("vu", "0"),
    ("version", "1"),
    ("fichier", "0"),
    ("ligne", "1"),
    ("colonne", "0"),
    ("decision", "ignorer"),
    ("motif", "essai"),
    ("issue", "fonde"),
];

/// Ids of ours that the other creditor's books do not have: asked for inside those books, they are not there, and nothing of ours
/// shows. Texts that nobody has are not there either.
#[test]
fn ids_of_another_creditor_are_not_there() {
    let town = Town::new();
    let walk = walk_of(&mut town.client(Who::Ours(Role::Owner)), Role::Owner, town.ours);
    let mut outsider = town.client(Who::Outsider);
    let highest = town.heads().iter().find(|head| head.tenant == town.theirs).map_or(0, |head| head.events);
    let known = walk_of(&mut outsider, Role::Owner, town.theirs);
    let before = town.heads();
    let (ours, theirs) = (format!("/d/{}/", town.ours.0), format!("/d/{}/", town.theirs.0));
    let (mut problems, mut tried) = (vec![], 0);
    for route in web::routes().iter().filter(|route| route.path.matches('{').count() > 1) {
        let only_ours = |url: &&String| {
            let pattern = route.path.split('/').zip(url.split(['?', '#']).next().unwrap_or("").split('/'));
            let mut ids = pattern.filter(|(own, _)| own.starts_with('{') && *own != "{tenant}").map(|(_, value)| value);
            // A number is ours alone when their journal is not that long; a text when no page of theirs leads to it.
            ids.all(|id| id.parse::<i64>().is_ok_and(|id| id > highest) || id.contains('-') && id.chars().any(|c| c.is_ascii_digit()))
                && !known.met.get(&named(route)).into_iter().flatten().any(|own| *own == url.replacen(&ours, &theirs, 1))
        };
        let met = walk.met.get(&named(route)).into_iter().flatten().find(only_ours);
        let foreign = met.map(|url| url.replacen(&ours, &theirs, 1));
        // The last has the shape of the name of an action.
        let nobodys = ["999999999", "rien-de-tel", "1-0123456789abcdef0123456789abcdef"];
        let nobodys = nobodys.map(|id| filled(route, &town.theirs.0.to_string(), id));
        for url in foreign.into_iter().chain(nobodys) {
            tried += 1;
            let page = if route.method == "POST" { outsider.post(&url, FILLED) } else { outsider.get(&url) };
            if page.status != 404 {
                problems.push(format!("{} at {url}: {}", named(route), page.status));
            }
            problems.extend(OURS.iter().filter(|ours| page.text().contains(**ours)).map(|ours| format!("{url} says {ours}")));
        }
    }
    assert_eq!(town.heads(), before, "an id that is not there has changed something");
    assert!(problems.is_empty(), "{} of {tried}:\n{}\n", problems.len(), problems.join("\n"));
}

/// The same numbers in both books are other things: ours are shown to us, theirs to them.
#[test]
fn the_same_number_is_another_thing_in_other_books() {
    let town = Town::new();
    let mut outsider = town.client(Who::Outsider);
    let mut problems = vec![];
    let highest = town.heads().iter().find(|head| head.tenant == town.theirs).map_or(0, |head| head.events);
    for route in web::routes().iter().filter(|route| route.method == "GET" && route.path.matches('{').count() == 2) {
        for id in 1..=highest {
            for (tenant, foreign) in [(town.theirs, OURS), (town.ours, &[CANARY, "PERLE", "Ateliers"][..])] {
                let text = outsider.get(&filled(route, &tenant.0.to_string(), &id.to_string())).text();
                problems
                    .extend(foreign.iter().filter(|word| text.contains(**word)).map(|word| format!("{} {id} says {word}", named(route))));
            }
        }
    }
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn what_must_be_is_told_from_the_table() {
    let route = RouteInfo { method: "GET", path: "/d/{tenant}/journal", access: Access::Creditor(Permission::ReadJournal) };
    assert_eq!(must(&route, Who::Stranger), Must::SignIn);
    assert_eq!(must(&route, Who::Ours(Role::Reader)), Must::BeForbidden);
    assert_eq!(must(&route, Who::Ours(Role::Owner)), Must::BeServed);
    assert_eq!(must(&route, Who::Outsider), Must::BeAbsent);
    assert_eq!(filled(&RouteInfo { path: "/d/{tenant}/a/{b}/c", ..route }, "7", "x"), "/d/7/a/x/c");
}
