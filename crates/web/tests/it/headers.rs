//! What every answer says to the browser, error pages included, and what cookies may do.

use domain::access::Role;
use web::Setting;
use web::testing::{Client, Page};

use crate::links::{named, walk, walk_of};
use crate::town::{EMAIL, PASSWORD, Town, Who};

/// Of the architecture, to the letter.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// What is wrong with the headers of an answer.
fn wrong(page: &Page) -> Vec<String> {
    let mut problems = vec![];
    let mut expect = |name: &str, expected: &str| {
        let all: Vec<&str> = page.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect();
        if all != [expected] {
            problems.push(format!("{name}: {all:?}"));
        }
    };
    let attached = page.header("content-disposition").is_some_and(|value| value.starts_with("attachment"));
    if attached {
        // A file that is kept runs nothing at all, even opened from here.
        let policy = page.header("content-security-policy").unwrap_or("");
        if !policy.starts_with("default-src 'none'; sandbox;") {
            problems.push(format!("a file under the policy « {policy} »"));
        }
    } else {
        expect("content-security-policy", POLICY);
    }
    let mut expect = |name: &str, expected: &str| {
        let all: Vec<&str> = page.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect();
        if all != [expected] {
            problems.push(format!("{name}: {all:?}"));
        }
    };
    expect("x-content-type-options", "nosniff");
    expect("referrer-policy", "no-referrer");
    expect("cross-origin-opener-policy", "same-origin");
    expect("cross-origin-resource-policy", "same-origin");
    let cached = page.header("cache-control").unwrap_or("");
    if cached != "no-store" && cached != "public, max-age=31536000, immutable" {
        problems.push(format!("cache-control: {cached}"));
    }
    if !page.bytes.is_empty() && page.header("content-type").is_none() {
        problems.push("no content-type".to_owned());
    }
    let kind = page.header("content-type").unwrap_or("");
    if kind.starts_with("text/") && !kind.to_ascii_lowercase().contains("charset=utf-8") {
        problems.push(format!("content-type {kind} without its character set"));
    }
    for (name, value) in &page.headers {
        if ["server", "x-powered-by", "access-control-allow-origin"].contains(&name.as_str()) {
            problems.push(format!("{name}: {value}"));
        }
    }
    problems
}

/// What is wrong with the cookies that an answer sets.
fn wrong_cookies(page: &Page, secure: bool) -> Vec<String> {
    let cookies = page.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value);
    cookies
        .filter(|cookie| {
            let parts: Vec<&str> = cookie.split(';').map(str::trim).collect();
            let says = |word: &str| parts.iter().any(|part| part.eq_ignore_ascii_case(word));
            let same_site = says("SameSite=Lax") || says("SameSite=Strict");
            let named = !secure || parts[0].starts_with("__Host-") || parts[0].starts_with("theme=");
            let kept = says("Path=/") && !parts.iter().any(|part| part.to_ascii_lowercase().starts_with("domain="));
            !(says("HttpOnly") && same_site && kept && named && says("Secure") == secure)
        })
        .map(|cookie| {
            format!(
                "set-cookie: {}",
                cookie.split_inclusive('=').next().unwrap_or("").to_owned() + "…" + cookie.split_once(';').map_or("", |(_, rest)| rest)
            )
        })
        .collect()
}

/// Answers that are no page: each kind of error that the door and the forms know.
fn refusals(town: &Town, client: &mut Client) -> Vec<(String, Page)> {
    let form = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    let broken = [("content-type", "multipart/form-data; boundary=x"), ("sec-fetch-site", "same-origin")];
    let home = town.home();
    let mut asked = vec![];
    for (method, url, headers, body) in [
        ("GET", "/rien-de-tel".to_owned(), &[][..], ""),
        ("GET", "/d/999/tableau".to_owned(), &[], ""),
        ("GET", "/d/pas-un-nombre/tableau".to_owned(), &[], ""),
        ("GET", format!("{home}/debiteurs/0"), &[], ""),
        ("GET", format!("{home}/debiteurs/%00%ff"), &[], ""),
        ("GET", format!("{home}/debiteurs?apres=%ff&tri=%00&page=-1"), &[], ""),
        ("GET", "/a/0000/rien.css".to_owned(), &[], ""),
        ("HEAD", format!("{home}/tableau"), &[], ""),
        ("DELETE", format!("{home}/tableau"), &[], ""),
        ("BREW", format!("{home}/tableau"), &[], ""),
        ("POST", "/theme".to_owned(), &form, "theme=dark"),
        ("POST", "/theme".to_owned(), &broken, "--x\r\nmauvais"),
        ("POST", "/theme".to_owned(), &[("content-type", "application/json"), ("sec-fetch-site", "same-origin")], "{}"),
        ("POST", "/theme".to_owned(), &[("sec-fetch-site", "cross-site")], ""),
        ("POST", "/rien-de-tel".to_owned(), &form, ""),
        ("GET", format!("{home}/tableau"), &[("host", "ailleurs.example")], ""),
    ] {
        asked.push((format!("{method} {url}"), client.send(method, &url, headers, body.as_bytes().to_vec())));
    }
    let long = "a".repeat(3 << 20);
    asked.push(("a form of 3 MiB".to_owned(), client.send("POST", "/theme", &form, format!("theme={long}").into_bytes())));
    asked
}

#[test]
fn every_answer_has_its_headers_and_every_cookie_its_bounds() {
    let town = Town::new();
    let mut problems = vec![];
    let mut look = |url: &str, page: &Page| {
        problems
            .extend(wrong(page).into_iter().chain(wrong_cookies(page, false)).map(|problem| format!("{url} ({}): {problem}", page.status)));
    };
    let owner = walk_of(&mut town.client(Who::Ours(Role::Owner)), Role::Owner, town.ours);
    let door = walk(&mut town.client(Who::Stranger), None, &["/connexion".to_owned(), "/".to_owned()]);
    for (url, page) in owner.pages.iter().chain(&door.pages) {
        look(url, page);
    }
    assert!(owner.pages.iter().all(|(_, page)| page.header("cache-control") == Some("no-store")), "a page may be kept by caches");
    for who in [Who::Stranger, Who::Ours(Role::Owner), Who::Ours(Role::Reader)] {
        let mut client = town.client(who);
        for (url, page) in refusals(&town, &mut client) {
            look(&url, &page);
            if page.status >= 500 {
                look(&format!("{who:?} {url} fails"), &page);
            }
            assert!(page.status < 500, "{who:?} {url}: {}", page.status);
        }
        let other = client.post("/connexion", &[("courriel", "personne@nulle.part"), ("mot_de_passe", "faux")]);
        look("/connexion, refused", &other);
    }
    let mut client = Client::new(&town.house);
    client.get("/connexion");
    let entered = client.post("/connexion", &[("courriel", EMAIL), ("mot_de_passe", PASSWORD)]);
    assert!(entered.headers.iter().any(|(name, value)| name == "set-cookie" && value.starts_with("session=")), "no session");
    look("/connexion, entered", &entered);
    assert!(problems.is_empty(), "{}:\n{}\n", problems.len(), problems.join("\n"));
}

/// Through TLS, ours or a proxy's.
#[test]
fn behind_tls_every_cookie_is_bound_to_the_host() {
    let town = Town::reached(Setting { secure: true, ..Setting::default() });
    let mut client = Client::new(&town.house);
    let form = &[("courriel", EMAIL.to_owned()), ("mot_de_passe", PASSWORD.to_owned())];
    let mut asked = vec![client.get("/connexion")];
    asked.push(client.post("/connexion", &form.each_ref().map(|(name, value)| (*name, value.as_str()))));
    asked.push(client.post("/theme", &[("theme", "dark")]));
    asked.push(client.get(&format!("{}/tableau", town.home())));
    asked.push(client.post("/deconnexion", &[]));
    let cookies = asked.iter().flat_map(|page| &page.headers).filter(|(name, _)| name == "set-cookie").count();
    assert!(cookies >= 3, "{cookies} cookies were seen");
    for page in &asked {
        assert_eq!(wrong_cookies(page, true), Vec::<String>::new());
        assert_eq!(page.header("strict-transport-security"), Some("max-age=31536000; includeSubDomains"));
    }
}

/// A method that a route does not know is refused by name on every one of them.
#[test]
fn unknown_methods_are_refused_on_every_route() {
    let town = Town::new();
    let walk = walk_of(&mut town.client(Who::Ours(Role::Owner)), Role::Owner, town.ours);
    let mut client = town.client(Who::Ours(Role::Owner));
    let before = town.heads();
    let routes = web::routes();
    let mut problems = vec![];
    for route in &routes {
        let Some(url) = walk.met.get(&named(route)).and_then(|met| met.first()) else { continue };
        for method in ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "BREW", "GET", "POST"] {
            let known = |method: &str| routes.iter().any(|other| other.path == route.path && other.method == method);
            if known(method) {
                continue;
            }
            let page = client.send(method, url, &[("sec-fetch-site", "same-origin")], vec![]);
            if page.status != 405 {
                problems.push(format!("{method} {url}: {}", page.status));
            }
            problems.extend(wrong(&page).into_iter().map(|problem| format!("{method} {url}: {problem}")));
        }
    }
    assert_eq!(town.heads(), before);
    assert!(problems.is_empty(), "{}:\n{}\n", problems.len(), problems.join("\n"));
}

/// The checks themselves: each sees a header that is missing, doubled or wrong.
#[test]
fn a_planted_header_is_seen() {
    let town = Town::new();
    let page = Client::new(&town.house).get("/connexion");
    assert_eq!(wrong(&page), Vec::<String>::new());
    for name in [
        "content-security-policy",
        "x-content-type-options",
        "referrer-policy",
        "cross-origin-opener-policy",
        "cache-control",
        "content-type",
    ] {
        let mut without = page.clone();
        without.headers.retain(|(key, _)| key != name);
        assert!(wrong(&without).iter().any(|problem| problem.contains(name)), "{name} is not missed");
    }
    let mut loose = page.clone();
    loose.headers.iter_mut().filter(|(name, _)| name == "content-security-policy").for_each(|(_, value)| value.push_str("; script-src *"));
    assert_eq!(wrong(&loose).len(), 1);
    let cookie = |text: &str| Page { headers: vec![("set-cookie".to_owned(), text.to_owned())], ..page.clone() };
    assert_eq!(wrong_cookies(&cookie("a=1; Path=/; HttpOnly; SameSite=Lax"), false), Vec::<String>::new());
    for bad in ["a=1; Path=/; SameSite=Lax", "a=1; Path=/; HttpOnly", "a=1; HttpOnly; SameSite=Lax", "a=1; Path=/; HttpOnly; SameSite=None"]
    {
        assert_eq!(wrong_cookies(&cookie(bad), false).len(), 1, "{bad}");
    }
    assert_eq!(wrong_cookies(&cookie("session=1; Path=/; HttpOnly; SameSite=Lax; Secure"), true).len(), 1, "not bound to the host");
    assert_eq!(wrong_cookies(&cookie("__Host-session=1; Path=/; HttpOnly; SameSite=Lax"), true).len(), 1, "not secure");
}
