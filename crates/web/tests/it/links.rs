//! A walk over every link and form that pages hold: where each route is reached from, and what leads nowhere.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use domain::access::{Role, allows};
use domain::ids::TenantId;
use web::testing::{Client, Page};
use web::{Access, RouteInfo};

use crate::town::{CANARY, OURS, Town, Who, everybody};

/// Addresses of one route that are looked at: enough to meet its different states.
const LOOKED_AT: usize = 4;

/// Addresses of one route that are remembered.
const KEPT: usize = 40;

/// Routes that no page of this walk leads to, each for its reason.
const REACHED_OTHERWISE: &[&str] = &[
    // Given out as a link.
    "/invitation/{lien}",
    "/reinitialisation/{lien}",
    // Only before anybody can sign in; only between a password and a code.
    "/premier-acces",
    "/connexion/code",
    // Only where there is a logo; only while a past day is being computed.
    "/d/{tenant}/parametres/papier/logo",
    "/d/{tenant}/tableau/indicateurs",
    "/d/{tenant}/tableau/balance",
];

/// Addresses with a day in the past, from which pieces of pages come afterwards.
const PAST: &[&str] = &["tableau?au=2026-09-30", "balance?au=2026-09-30", "debiteurs?au=2026-09-30"];

/// What was found.
#[derive(Default)]
pub struct Walk {
    /// Addresses met of each route, as `GET /d/{tenant}/agenda`.
    pub met: BTreeMap<String, Vec<String>>,
    /// Every page that was looked at.
    pub pages: Vec<(String, Page)>,
    /// Links that lead nowhere, with the page that holds them.
    pub broken: Vec<String>,
}

/// How a page leads somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    /// By a link, or a piece fetched.
    Link,
    /// By a form that only asks.
    Form,
    /// By a form that changes something.
    Post,
}

/// The name of a route in tables.
pub fn named(route: &RouteInfo) -> String {
    format!("{} {}", route.method, route.path)
}

/// The route that answers at an address.
pub fn route_of(routes: &[RouteInfo], method: &str, url: &str) -> Option<RouteInfo> {
    let path = url.split(['?', '#']).next().unwrap_or("");
    let fits = |pattern: &str| {
        let (own, asked): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
        own.len() == asked.len() && own.iter().zip(&asked).all(|(own, asked)| own == asked || own.starts_with('{') && !asked.is_empty())
    };
    let mut fitting: Vec<&RouteInfo> = routes.iter().filter(|route| route.method == method && fits(route.path)).collect();
    // A written segment goes before a parameter.
    fitting.sort_by_key(|route| route.path.matches('{').count());
    fitting.first().copied().copied()
}

/// Walks from some addresses, as far as it goes.
///
/// With a role, a form or button that sends to what that role may not use is broken too: nothing is shown that would be refused.
pub fn walk(client: &mut Client, role: Option<Role>, from: &[String]) -> Walk {
    let routes = web::routes();
    let mut walk = Walk::default();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut ahead: VecDeque<(Method, String, String)> =
        from.iter().map(|url| (Method::Link, url.clone(), "the start".to_owned())).collect();
    while let Some((how, url, holder)) = ahead.pop_front() {
        if url.starts_with("/a/") {
            if seen.insert(url.clone()) && client.get(&url).status != 200 {
                walk.broken.push(format!("{holder} names {url}, which is not there"));
            }
            continue;
        }
        let Some(route) = route_of(&routes, "GET", &url) else {
            walk.broken.push(format!("{holder} leads to {url}, which no route answers"));
            continue;
        };
        let met = walk.met.entry(named(&route)).or_default();
        if !seen.insert(url.clone()) || met.len() >= KEPT {
            continue;
        }
        met.push(url.clone());
        if met.len() > LOOKED_AT {
            continue;
        }
        let page = client.get(&url);
        match page.status {
            200 => {}
            300..400 => ahead.extend(page.header("location").map(|to| (Method::Link, to.to_owned(), url.clone()))),
            // A form that asks needs what is typed into it; a letter needs who it is from.
            400 | 422 if how == Method::Form => {}
            422 if url.contains(".pdf") => {}
            // Whoever walks has one role: what it may not do must not be offered.
            status => walk.broken.push(format!("{holder} leads to {url}, which answers {status}")),
        }
        if page.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            let text = page.text();
            for (method, to) in targets(&text, &url) {
                if method != Method::Post {
                    ahead.push_back((method, to, url.clone()));
                } else if let Some(route) = route_of(&routes, "POST", &to) {
                    if let (Some(role), Access::Creditor(permission)) = (role, route.access)
                        && !allows(role, permission)
                    {
                        walk.broken.push(format!("{url} offers {to}, which takes {}", permission.word()));
                    }
                    let met = walk.met.entry(named(&route)).or_default();
                    if met.len() < KEPT && !met.contains(&to) {
                        met.push(to);
                    }
                } else {
                    walk.broken.push(format!("{url} posts to {to}, which no route answers"));
                }
            }
        }
        walk.pages.push((url, page));
    }
    walk.broken.sort();
    walk.broken.dedup();
    walk
}

/// Every address that a page leads to, with the method. Only ours: what leads elsewhere is not followed.
fn targets(page: &str, own: &str) -> Vec<(Method, String)> {
    let mut found = vec![];
    for tag in page.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let value = |name: &str| {
            let value = tag.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0;
            Some(value.replace("&amp;", "&").replace("&quot;", "\"").replace("&#39;", "'"))
        };
        let form = tag.starts_with("form");
        let posts = value("method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
        if form && posts {
            found.push((Method::Post, value("action").unwrap_or_else(|| own.to_owned())));
        } else if form {
            found.extend(value("action").map(|url| (Method::Form, url)));
        }
        found.extend(["href", "src", "hx-get"].iter().filter_map(|name| value(name)).map(|url| (Method::Link, url)));
        found.extend(value("hx-post").map(|url| (Method::Post, url)));
        // A button that sends the form elsewhere does it by the form's method, which is post everywhere we use it.
        found.extend(value("formaction").map(|url| (Method::Post, url)));
    }
    let path = own.split(['?', '#']).next().unwrap_or(own);
    let whole = |url: String| if url.starts_with('?') { format!("{path}{url}") } else { url };
    let ours =
        found.into_iter().map(|(method, url)| (method, whole(url))).filter(|(_, url)| url.starts_with('/') && !url.starts_with("//"));
    ours.map(|(method, url)| (method, url.split('#').next().unwrap_or("").to_owned())).collect()
}

/// Everything that somebody signed in meets from their creditor's pages on.
pub fn walk_of(client: &mut Client, role: Role, creditor: TenantId) -> Walk {
    let past = PAST.iter().map(|path| format!("/d/{}/{path}", creditor.0));
    let start = [format!("/d/{}/tableau", creditor.0), "/moi".to_owned(), "/dossiers".to_owned()];
    walk(client, Some(role), &start.into_iter().chain(past).collect::<Vec<String>>())
}

#[test]
fn links_and_forms_are_found_in_a_page() {
    let page = r##"<a href="/d/1/x?a=1&amp;b=2#c"><form method="post" action="/d/1/y"><button formaction="/d/1/z">
        <form action="/d/1/q"><div hx-get="?page=2"><a href="https://ailleurs.example/"><a href="#la"><img src="/a/1/x.svg">"##;
    assert_eq!(
        targets(page, "/d/1/p?r=1"),
        [
            (Method::Link, "/d/1/x?a=1&b=2".to_owned()),
            (Method::Post, "/d/1/y".to_owned()),
            (Method::Post, "/d/1/z".to_owned()),
            (Method::Form, "/d/1/q".to_owned()),
            (Method::Link, "/d/1/p?page=2".to_owned()),
            (Method::Link, "/a/1/x.svg".to_owned()),
        ]
    );
}

/// No link and no form leads nowhere, for nobody; every route is reached from some page; no page of ours says a word of theirs.
#[test]
fn every_link_leads_somewhere_and_every_route_is_reached() {
    let town = Town::new();
    let mut people: Vec<(Who, Client)> = everybody().into_iter().map(|who| (who, town.client(who))).collect();
    let before = town.heads();
    let (mut problems, mut met) = (vec![], BTreeSet::new());
    for (who, client) in &mut people {
        let (walk, foreign): (Walk, &[&str]) = match who {
            Who::Stranger => (walk(client, None, &["/connexion".to_owned()]), &[CANARY, OURS[0], OURS[1]]),
            Who::Ours(role) => (walk_of(client, *role, town.ours), &[CANARY]),
            Who::Outsider => (walk_of(client, Role::Owner, town.theirs), OURS),
        };
        problems.extend(walk.broken.iter().map(|broken| format!("{who:?}: {broken}")));
        for (url, page) in &walk.pages {
            let text = page.text();
            problems.extend(foreign.iter().filter(|word| text.contains(**word)).map(|word| format!("{who:?}: {url} says {word}")));
        }
        if *who == Who::Outsider {
            assert!(walk.pages.iter().any(|(_, page)| page.text().contains(CANARY)), "the canaries are nowhere to be seen");
        }
        met.extend(walk.met.into_keys());
    }
    // What belongs to one thing needs that thing in the state for it; the others are reached from anywhere.
    let general = |route: &RouteInfo| route.method == "GET" && route.path.replace("{tenant}", "").find('{').is_none();
    let lost = |route: &&RouteInfo| general(route) && !met.contains(&named(route)) && !REACHED_OTHERWISE.contains(&route.path);
    problems.extend(web::routes().iter().filter(lost).map(|route| format!("{}: no page leads there", named(route))));
    // So many pages were asked for, and nothing became true by it.
    assert_eq!(town.heads(), before);
    assert!(problems.is_empty(), "{}:\n{}\n", problems.len(), problems.join("\n"));
}
