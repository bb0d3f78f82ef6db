//! A walk over every link and form that pages hold: where each route is reached from, and what leads nowhere.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use domain::access::Role;
use web::RouteInfo;
use web::testing::{Client, Page};

use crate::town::{CANARY, OURS, Town, Who};

/// Addresses of one route that are looked at: enough to meet its different states.
const LOOKED_AT: usize = 6;

/// Addresses of one route that are remembered.
const KEPT: usize = 40;

/// Routes that no page leads to: given out by hand, or asked for by scripts.
pub const REACHED_OTHERWISE: &[&str] = &["/invitation/{token}", "/reinitialisation/{token}"];

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
pub fn walk(client: &mut Client, from: &[String]) -> Walk {
    let routes = web::routes();
    let mut walk = Walk::default();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut ahead: VecDeque<(String, String)> = from.iter().map(|url| (url.clone(), "the start".to_owned())).collect();
    while let Some((url, holder)) = ahead.pop_front() {
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
            // Whoever walks has one role: what it may not do must not be offered.
            status => {
                if !(300..400).contains(&status) {
                    walk.broken.push(format!("{holder} leads to {url}, which answers {status}"));
                } else if let Some(to) = page.header("location") {
                    ahead.push_back((to.to_owned(), url.clone()));
                }
            }
        }
        if page.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            let text = page.text();
            for (method, to) in targets(&text, &url) {
                if method == "GET" {
                    ahead.push_back((to, url.clone()));
                } else if let Some(route) = route_of(&routes, "POST", &to) {
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
fn targets(page: &str, own: &str) -> Vec<(&'static str, String)> {
    let mut found = vec![];
    for tag in page.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let value = |name: &str| {
            let value = tag.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0;
            Some(value.replace("&amp;", "&").replace("&quot;", "\"").replace("&#39;", "'"))
        };
        let form = tag.starts_with("form");
        let posts = value("method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
        if form && posts {
            found.push(("POST", value("action").unwrap_or_else(|| own.to_owned())));
        } else if form {
            found.extend(value("action").map(|url| ("GET", url)));
        }
        found.extend(["href", "src", "hx-get"].iter().filter_map(|name| value(name)).map(|url| ("GET", url)));
        found.extend(value("hx-post").map(|url| ("POST", url)));
        // A button that sends the form elsewhere does it by the form's method, which is post everywhere we use it.
        found.extend(value("formaction").map(|url| ("POST", url)));
    }
    let path = own.split(['?', '#']).next().unwrap_or(own);
    let whole = |url: String| if url.starts_with('?') { format!("{path}{url}") } else { url };
    let ours =
        found.into_iter().map(|(method, url)| (method, whole(url))).filter(|(_, url)| url.starts_with('/') && !url.starts_with("//"));
    ours.map(|(method, url)| (method, url.split('#').next().unwrap_or("").to_owned())).collect()
}

/// Everything that the owner of our books meets.
pub fn walk_of_ours(town: &Town, who: Who) -> Walk {
    let start = [format!("{}/tableau", town.home()), "/moi".to_owned(), "/dossiers".to_owned()];
    walk(&mut town.client(who), &start)
}

#[test]
fn links_and_forms_are_found_in_a_page() {
    let page = r##"<a href="/d/1/x?a=1&amp;b=2#c"><form method="post" action="/d/1/y"><button formaction="/d/1/z">
        <form action="/d/1/q"><div hx-get="?page=2"><a href="https://ailleurs.example/"><a href="#la"><img src="/a/1/x.svg">"##;
    assert_eq!(
        targets(page, "/d/1/p?r=1"),
        [
            ("GET", "/d/1/x?a=1&b=2".to_owned()),
            ("POST", "/d/1/y".to_owned()),
            ("POST", "/d/1/z".to_owned()),
            ("GET", "/d/1/q".to_owned()),
            ("GET", "/d/1/p?page=2".to_owned()),
            ("GET", "/a/1/x.svg".to_owned()),
        ]
    );
}

/// No link and no form leads nowhere, for nobody; every route is reached from some page; no page of ours says a word of theirs.
#[test]
fn every_link_leads_somewhere_and_every_route_is_reached() {
    let town = Town::new();
    let before = town.heads();
    let mut problems = vec![];
    let owner = walk_of_ours(&town, Who::Ours(Role::Owner));
    let reached = |route: &RouteInfo| owner.met.contains_key(&named(route)) || REACHED_OTHERWISE.contains(&route.path);
    let stranger = walk(&mut town.client(Who::Stranger), &["/connexion".to_owned()]);
    problems.extend(stranger.broken.iter().map(|broken| format!("stranger: {broken}")));
    for route in web::routes().iter().filter(|route| !reached(route) && !stranger.met.contains_key(&named(route))) {
        problems.push(format!("{}: no page leads there", named(route)));
    }
    for role in Role::ALL {
        let walk = if *role == Role::Owner { &owner } else { &walk_of_ours(&town, Who::Ours(*role)) };
        problems.extend(walk.broken.iter().map(|broken| format!("{}: {broken}", role.word())));
        let theirs = walk.pages.iter().filter(|(_, page)| page.text().contains(CANARY));
        problems.extend(theirs.map(|(url, _)| format!("{}: {url} says {CANARY}", role.word())));
    }
    let outsider =
        walk(&mut town.client(Who::Outsider), &[format!("/d/{}/tableau", town.theirs.0), "/moi".to_owned(), "/dossiers".to_owned()]);
    problems.extend(outsider.broken.iter().map(|broken| format!("outsider: {broken}")));
    assert!(outsider.pages.iter().any(|(_, page)| page.text().contains(CANARY)), "the canaries are nowhere to be seen");
    for (url, page) in &outsider.pages {
        problems.extend(OURS.iter().filter(|ours| page.text().contains(**ours)).map(|ours| format!("outsider: {url} says {ours}")));
    }
    // So many pages were asked for, and nothing became true by it.
    assert_eq!(town.heads(), before);
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}
