//! A tour of every page: from the dashboard along every link, one address for each route.

use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::server::Server;
use super::window::Window;
use crate::books::Books;

/// The demonstration's owner, as its sign-in page gives it away.
pub const EMAIL: &str = "lise@ateliers-boreal.example";
/// And the password.
pub const PASSWORD: &str = "exemple à découvrir";

/// The demonstration, served from a folder of its own.
pub struct Demo {
    /// Where it answers.
    pub server: Server,
    _books: Books,
}

impl Demo {
    /// Starts it.
    pub fn start() -> Demo {
        let books = Books::new();
        let folder = books.data();
        let folder = folder.to_str().expect("UTF-8");
        let server = Server::run(books.command(["demo", "--no-browser", "--folder", folder]));
        server.until_prepared();
        Demo { server, _books: books }
    }

    /// A window with the owner signed in.
    pub fn window(&self) -> Window {
        let window = Window::open(&self.server.base);
        sign_in(&window, EMAIL, PASSWORD);
        window
    }
}

/// Where a tour begins.
pub const START: &[&str] =
    &["/d/1/tableau", "/d/1/menu", "/moi", "/dossiers", "/d/1/agenda?canal=courriels", "/d/1/agenda?canal=courriers"];

/// Signs in at the door.
pub fn sign_in(window: &Window, email: &str, password: &str) {
    window.go("/connexion").fill("Adresse e-mail", email).fill("Mot de passe", password).click("Se connecter");
    window.until("the door opens", || (!window.path().starts_with("/connexion")).then_some(()));
}

/// What a link of a page leads to, as far as it is ours and shows a page.
const LINKS: &str =
    "return [...document.querySelectorAll('a[href]')].filter(a => a.origin === location.origin && !a.hasAttribute('download'))
    .map(a => a.pathname + a.search);";

/// Files are not pages: what a link to them is called by.
fn is_a_file(path: &str) -> bool {
    path.starts_with("/a/")
        || ["export", ".pdf", ".csv", ".xlsx", ".json", ".png", "/fichier", "/piece"].iter().any(|part| path.contains(part))
}

/// The route of an address among those that show something.
fn route(path: &str) -> Option<&'static str> {
    let path = path.split('?').next().unwrap_or(path);
    let fits = |pattern: &str| {
        let (own, asked): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
        own.len() == asked.len() && own.iter().zip(&asked).all(|(own, asked)| own == asked || own.starts_with('{'))
    };
    let mut all: Vec<&'static str> =
        web::routes().iter().filter(|route| route.method == "GET" && fits(route.path)).map(|route| route.path).collect();
    all.sort_by_key(|path| path.matches('{').count());
    all.first().copied()
}

/// Opens one page of each route that links lead to, and looks at it; where a tour begins it follows the links in any case.
pub fn every_page(window: &Window, from: &[&str], mut look: impl FnMut(&Window, &'static str)) -> BTreeSet<&'static str> {
    let mut seen = BTreeSet::new();
    let mut ahead: VecDeque<(String, bool)> = from.iter().map(|path| ((*path).to_owned(), true)).collect();
    while let Some((path, is_start)) = ahead.pop_front() {
        let Some(route) = route(&path) else { continue };
        let is_new = seen.insert(route);
        if !is_new && !is_start {
            continue;
        }
        window.go(&path);
        let links = window.run(LINKS, json!([]));
        let links = links.as_array().into_iter().flatten().filter_map(|link| link.as_str());
        ahead.extend(links.filter(|link| !is_a_file(link)).map(|link| (link.to_owned(), false)));
        if is_new {
            look(window, route);
        }
    }
    seen
}

/// The name of the file that shows a route.
pub fn file_name(route: &str) -> String {
    let words = route.trim_start_matches("/d/{tenant}").replace(['{', '}'], "");
    let words = words.trim_matches('/').replace('/', "-");
    if words.is_empty() { "accueil".to_owned() } else { words }
}

/// Every page as a picture: light, dark, and on a phone.
#[test]
#[ignore = "writes files: cargo xtask screens"]
fn pictures_of_every_page() {
    let folder = PathBuf::from(std::env::var("QUITTANCE_SCREENS").expect("QUITTANCE_SCREENS says where to"));
    fs::create_dir_all(&folder).expect("the folder can be made");
    let demo = Demo::start();
    let window = demo.window();
    let mut pictures = 0;
    let mut take = |window: &Window, folder: &Path, name: &str| {
        for (suffix, theme, width) in [("", "light", 1440), ("-dark", "dark", 1440), ("-390", "light", 390)] {
            window.size(width, 900).theme(theme).again();
            fs::write(folder.join(format!("{name}{suffix}.png")), window.picture()).expect("a picture");
            pictures += 1;
        }
        window.size(1440, 900).theme("light");
    };
    let seen = every_page(&window, START, |window, route| take(window, &folder, &file_name(route)));
    let door = Window::open(&demo.server.base);
    door.go("/connexion");
    take(&door, &folder, "connexion");
    println!("{} pages, {pictures} pictures in {}", seen.len() + 1, folder.display());
}

#[test]
fn addresses_are_told_apart_by_route() {
    assert_eq!(route("/d/1/debiteurs/12?a=1"), Some("/d/{tenant}/debiteurs/{debtor}"));
    assert_eq!(route("/rien/de/tel/du/tout"), None);
    assert_eq!(file_name("/d/{tenant}/debiteurs/{debtor}"), "debiteurs-debtor");
    assert_eq!(file_name("/"), "accueil");
    assert!(is_a_file("/d/1/balance/export?format=csv") && !is_a_file("/d/1/balance"));
}
