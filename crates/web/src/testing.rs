//! A client for tests: speaks to the application in memory, with cookies and anti-forgery tokens as a browser would.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use tower::ServiceExt;

use crate::house::House;
use crate::server::{router, token};

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
                self.get("/menu-inconnu-qui-donne-un-visiteur");
                self.get("/connexion");
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
