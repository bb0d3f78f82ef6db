//! A client for tests, and a house for it to speak to: speaks to the application in memory, with cookies and anti-forgery tokens as a browser would.

use std::sync::Arc;

use app::users::SessionState;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use domain::access::Role;
use domain::ids::TenantId;
use tower::ServiceExt;

use crate::house::House;
use crate::server::{router, token};

pub mod fixture;
#[cfg(test)]
pub(crate) mod scene;

/// What came back.
#[derive(Clone, Debug)]
pub struct Page {
    /// Status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Bytes.
    pub bytes: Vec<u8>,
}

impl Page {
    /// The bytes as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A browser without a window.
pub struct Client {
    router: Router,
    runtime: tokio::runtime::Runtime,
    cookies: Vec<(String, String)>,
}

impl Client {
    /// A client of a house.
    ///
    /// # Panics
    /// The system gives no threads.
    pub fn new(house: &Arc<House>) -> Client {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Client { router: router(house), runtime, cookies: Vec::new() }
    }

    /// A client of somebody who has that role in those books, and in no others: a new user each time.
    ///
    /// # Panics
    /// The user cannot be made or signed in.
    pub fn signed_in(house: &Arc<House>, tenant: TenantId, role: Role) -> Client {
        const PASSWORD: &str = "trois bateaux verts";
        let users = house.users("essai", house.clock.today(), house.clock.now());
        let email = format!("{}-{}@essai.example", role.word(), token::hex(&token::random::<4>()));
        users.add("Camille Essai", &email, PASSWORD, &[(tenant, role)]).expect("a user");
        let signed = users.sign_in(&email, PASSWORD, "essai").expect("the password is right");
        assert_eq!(signed.state, SessionState::Full);
        let mut client = Client::new(house);
        client.cookies.push(("session".to_owned(), signed.token));
        client
    }

    /// A client whose browser holds that session.
    pub fn carrying(house: &Arc<House>, session: &str) -> Client {
        let mut client = Client::new(house);
        client.cookies.push(("session".to_owned(), session.to_owned()));
        client
    }

    /// A cookie, as a browser keeps it.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Forgets every cookie.
    pub fn forget(&mut self) {
        self.cookies.clear();
    }

    /// Asks for a page.
    pub fn get(&mut self, url: &str) -> Page {
        self.send("GET", url, &[], Vec::new())
    }

    /// Sends a form with the token that its page would carry.
    pub fn post(&mut self, url: &str, form: &[(&str, &str)]) -> Page {
        let token = token::make(&self.session());
        let mut pairs: Vec<(&str, &str)> = form.to_vec();
        pairs.push(("jeton", &token));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.send(
            "POST",
            url,
            &[("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")],
            body.into_bytes(),
        )
    }

    /// Sends a form with a file.
    pub fn upload(&mut self, url: &str, form: &[(&str, &str)], field: &str, name: &str, bytes: &[u8]) -> Page {
        const EDGE: &str = "quittance-essai-8d1f";
        let token = token::make(&self.session());
        let mut body = Vec::new();
        for (key, value) in form.iter().copied().chain([("jeton", token.as_str())]) {
            body.extend_from_slice(format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{key}\"\r\n\r\n{value}\r\n").as_bytes());
        }
        body.extend_from_slice(format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{EDGE}--\r\n").as_bytes());
        self.send(
            "POST",
            url,
            &[("content-type", &format!("multipart/form-data; boundary={EDGE}")), ("sec-fetch-site", "same-origin")],
            body,
        )
    }

    /// Any request, as it is said.
    ///
    /// # Panics
    /// The request cannot be written (a test said something that no browser sends).
    pub fn send(&mut self, method: &str, url: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Page {
        let mut request = Request::builder().method(method).uri(url).header("host", "localhost");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !self.cookies.is_empty() {
            let all: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", all.join("; "));
        }
        let request = request.body(Body::from(body)).expect("a request");
        let page = self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
            read(response).await
        });
        for (name, value) in page.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, line)| split_cookie(line)) {
            self.cookies.retain(|(key, _)| *key != name);
            if !value.is_empty() {
                self.cookies.push((name, value));
            }
        }
        page
    }

    /// What tokens hang on: the session of the cookie, else the visitor's own.
    fn session(&mut self) -> String {
        let session = self.cookie("session").or(self.cookie("__Host-session")).map(crate::server::session_key);
        match session.or_else(|| self.cookie("visiteur").or(self.cookie("__Host-visiteur")).map(str::to_owned)) {
            Some(session) => session,
            None => {
                self.get("/");
                self.cookie("visiteur").or(self.cookie("__Host-visiteur")).unwrap_or_default().to_owned()
            }
        }
    }
}

async fn read(response: Response<Body>) -> Page {
    let (parts, body) = response.into_parts();
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let bytes = to_bytes(body, usize::MAX).await.map(|bytes| bytes.to_vec()).unwrap_or_default();
    Page { status: parts.status.as_u16(), headers, bytes }
}

fn split_cookie(line: &str) -> (String, String) {
    let pair = line.split(';').next().unwrap_or("");
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    (name.trim().to_owned(), value.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fixture::house;

    #[test]
    fn the_menu_is_for_those_who_may_read_and_a_foreign_creditor_does_not_exist() {
        let (house, tenant) = house();
        let mut nobody = Client::new(&house);
        let page = nobody.get("/d/1/menu");
        assert_eq!((page.status, page.header("location")), (303, Some("/connexion?retour=%2Fd%2F1%2Fmenu")));
        let mut reader = Client::signed_in(&house, tenant, Role::Reader);
        assert_eq!(reader.get("/d/1/menu").status, 200);
        assert_eq!(reader.get("/d/2/menu").status, 404);
        assert_eq!(reader.get("/d/abc/menu").status, 404);
        assert_eq!(reader.post("/d/1/menu", &[]).status, 405);
    }

    #[test]
    fn a_form_without_its_token_is_shown_again_and_nothing_is_done() {
        let (house, tenant) = house();
        let mut client = Client::signed_in(&house, tenant, Role::Owner);
        let form = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
        let page = client.send("POST", "/theme", &form, b"theme=dark&retour=%2Fd%2F1%2Fmenu".to_vec());
        assert_eq!(page.status, 409);
        assert!(client.cookie("theme").is_none());
        assert!(page.text().contains("value=\"dark\""), "{}", page.text());
        let page = client.post("/theme", &[("theme", "dark"), ("retour", "//evil.example")]);
        assert_eq!((page.status, page.header("location"), client.cookie("theme")), (303, Some("/"), Some("dark")));
        let cross = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
        assert_eq!(client.send("POST", "/theme", &cross, b"theme=light".to_vec()).status, 403);
    }
}
