//! The server: the only place that knows that the network is asynchronous. It reads a request whole, finds out who asks,
//! runs the handler on a blocking thread, and writes its answer with the headers that every answer has.

pub(crate) mod assets;
mod body;
pub(crate) mod gate;
mod headers;
mod listen;
pub(crate) mod token;
mod waiting;

use std::io::Write;
use std::sync::Arc;

use axum::Router;
use axum::body::Body as HttpBody;
use axum::extract::{FromRequestParts, Path, RawPathParams, Request};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE, HOST};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, get, on};
use bytes::Bytes;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;

use crate::answer::{Answer, Body, Writer};
use crate::ask::{Ask, pairs};
use crate::fault::Fault;
use crate::house::House;
use crate::pages;
use crate::route::{Inside, Person, Route, Run, Visitor};
use crate::ui;

pub(crate) use body::sweep;
pub(crate) use gate::{cookie, theme_cookie};
pub use headers::POLICY;
pub use listen::{Binding, Serving, serve};
pub use waiting::Waiting;

/// The application as a service, without a network: what the server and the tests call.
pub(crate) fn router(house: &Arc<House>) -> Router {
    let mut paths: Vec<(&'static str, Vec<Route>)> = Vec::new();
    for route in pages::all() {
        match paths.iter_mut().find(|(path, _)| *path == route.path) {
            Some((_, routes)) => routes.push(route),
            None => paths.push((route.path, vec![route])),
        }
    }
    let mut router = Router::new().route("/a/{version}/{name}", get(serve_asset));
    for (path, routes) in paths {
        let mut methods = MethodRouter::new();
        for route in routes {
            let filter = if route.method == "POST" { MethodFilter::POST } else { MethodFilter::GET };
            let (house, route) = (Arc::clone(house), Arc::new(route));
            methods = methods.merge(on(filter, move |request: Request| answer(Arc::clone(&house), Arc::clone(&route), request)));
        }
        router = router.route(path, methods);
    }
    let lost = Arc::clone(house);
    let checked = Arc::clone(house);
    let finished = Arc::clone(house);
    router
        .fallback(move |request: Request| not_found(Arc::clone(&lost), request))
        .layer(CsrfLayer::new())
        .layer(CompressionLayer::new())
        .layer(axum::middleware::from_fn(move |request: Request, next: axum::middleware::Next| {
            let (known, secure) = (knows_host(&checked, request.headers()), finished.setting.secure);
            async move {
                let mut response = if known { next.run(request).await } else { StatusCode::MISDIRECTED_REQUEST.into_response() };
                headers::complete(response.headers_mut(), secure);
                response
            }
        }))
}

async fn serve_asset(Path((version, name)): Path<(String, String)>) -> Response {
    match assets::find(&version, &name) {
        Some(asset) => ([(CONTENT_TYPE, asset.mime), (CACHE_CONTROL, "public, max-age=31536000, immutable")], asset.bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// On the loopback address only this machine's own names are answered: a name that somebody else's server gives to
/// 127.0.0.1 must not reach us with a browser's help.
fn knows_host(house: &House, headers: &HeaderMap) -> bool {
    if !house.setting.local {
        return true;
    }
    let host = headers.get(HOST).and_then(|value| value.to_str().ok()).unwrap_or("");
    let name = if host.starts_with('[') { host.split_inclusive(']').next().unwrap_or("") } else { host.split(':').next().unwrap_or("") };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]" | "")
}

async fn not_found(house: Arc<House>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let ask = question(&parts, Vec::new());
    finish(&house, &Visited::default(), error(None, &ask, &Fault::NotFound))
}

/// What is known of the visitor once the door was passed.
#[derive(Default)]
struct Visited {
    session: String,
    /// A cookie for somebody who had none.
    cookie: Option<String>,
}

/// Whoever passed the door, as far as the route needs.
enum Caller {
    Anyone(Visitor),
    Person(Person),
    Inside(Box<Inside>),
}

async fn answer(house: Arc<House>, route: Arc<Route>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let params = match RawPathParams::from_request_parts(&mut parts, &()).await {
        Ok(params) => params.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
        Err(_) => Vec::new(),
    };
    let mut ask = question(&parts, params);
    let cookies = cookies(&parts.headers);
    if parts.method == Method::GET || parts.method == Method::HEAD {
        return blocking(move || {
            let (visited, passed) = pass(&house, &route, &ask, &cookies);
            let answer = passed.map_or_else(|turned| refused(&turned, &ask, false), |caller| run(&route, caller, &ask));
            finish(&house, &visited, answer)
        })
        .await;
    }
    // The door comes first: nobody fills our disk without a right to. What was typed is read all the same, to be given back.
    let (gate_house, gate_route, gate_ask) = (Arc::clone(&house), Arc::clone(&route), ask.clone());
    let door = tokio::task::spawn_blocking(move || pass(&gate_house, &gate_route, &gate_ask, &cookies)).await;
    let Ok((visited, passed)) = door else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let folder = house.folder.join(body::RECEIVED);
    let most = if passed.is_ok() { route.files } else { 0 };
    let read = body::read(Request::from_parts(parts, body), &mut ask, &folder, most).await;
    blocking(move || {
        let spooled = read;
        let answer = match (passed, &spooled) {
            (Err(turned), _) => refused(&turned, &ask, true),
            (Ok(caller), Err(fault)) => error(inside_of(&caller), &ask, fault),
            (Ok(caller), Ok(_)) if !token::holds(&visited.session, ask.form("jeton")) => pages::send_again(caller.visitor(), &ask),
            (Ok(caller), Ok(_)) => run(&route, caller, &ask),
        };
        finish(&house, &visited, answer)
    })
    .await
}

async fn blocking(work: impl FnOnce() -> Response + Send + 'static) -> Response {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// Somebody who did not pass, and why.
struct Turned {
    fault: Fault,
    visitor: Option<Visitor>,
    inside: Option<Box<Inside>>,
}

type Passed = Result<Caller, Box<Turned>>;

/// Finds out who asks, and whether the route is for them.
fn pass(house: &Arc<House>, route: &Route, ask: &Ask, cookies: &[(String, String)]) -> (Visited, Passed) {
    let mut visitor = match gate::visitor(house, cookies) {
        Ok(visitor) => visitor,
        Err(fault) => return (Visited::default(), Err(Box::new(Turned { fault, visitor: None, inside: None }))),
    };
    let mut visited = Visited::default();
    if visitor.session.is_empty() {
        visitor.session = token::hex(&token::random::<16>());
        visited.cookie = Some(gate::cookie(house, gate::visitor_cookie(house), &visitor.session, 86_400));
    }
    visited.session.clone_from(&visitor.session);
    let turned = visitor.clone();
    let passed = match &route.run {
        Run::Anyone(_) => Ok(Caller::Anyone(visitor)),
        Run::Person(_) => gate::person(visitor).map(Caller::Person),
        Run::Creditor(permission, _) => match gate::person(visitor).and_then(|person| gate::inside(person, ask)) {
            Ok(inside) if inside.can(*permission) => Ok(Caller::Inside(Box::new(inside))),
            Ok(inside) => {
                return (visited, Err(Box::new(Turned { fault: Fault::Forbidden, visitor: Some(turned), inside: Some(Box::new(inside)) })));
            }
            Err(fault) => Err(fault),
        },
    };
    (visited, passed.map_err(|fault| Box::new(Turned { fault, visitor: Some(turned), inside: None })))
}

impl Caller {
    fn visitor(&self) -> &Visitor {
        match self {
            Caller::Anyone(visitor) => visitor,
            Caller::Person(person) => person,
            Caller::Inside(inside) => inside,
        }
    }
}

fn inside_of(caller: &Caller) -> Option<&Inside> {
    match caller {
        Caller::Inside(inside) => Some(inside),
        _ => None,
    }
}

fn run(route: &Route, caller: Caller, ask: &Ask) -> Answer {
    let (result, shell) = match (&route.run, caller) {
        (Run::Anyone(handler), Caller::Anyone(visitor)) => (handler(visitor, ask), None),
        (Run::Person(handler), Caller::Person(person)) => (handler(person, ask), None),
        (Run::Creditor(_, handler), Caller::Inside(inside)) => {
            let shell = (*inside).clone();
            (handler(*inside, ask), Some(shell))
        }
        _ => (Err(Fault::NotFound), None),
    };
    result.unwrap_or_else(|fault| error(shell.as_ref(), ask, &fault))
}

fn error(inside: Option<&Inside>, ask: &Ask, fault: &Fault) -> Answer {
    if let Fault::Failed(why) = fault {
        eprintln!("{} : {why}", ask.url.split('?').next().unwrap_or_default());
    }
    ui::error_page(inside, ask, fault)
}

/// Whoever did not pass: to sign in, or told why.
fn refused(turned: &Turned, ask: &Ask, posted: bool) -> Answer {
    match turned {
        Turned { fault: Fault::SignIn, visitor, .. } => pages::sign_in_again(visitor.as_ref(), ask, posted),
        Turned { fault, inside, .. } => error(inside.as_deref(), ask, fault),
    }
}

fn question(parts: &Parts, params: Vec<(String, String)>) -> Ask {
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let theme = cookies(&parts.headers).into_iter().find(|(name, _)| name == "theme" || name == "__Host-theme").map(|(_, value)| value);
    Ask {
        url: parts.uri.path_and_query().map_or_else(|| parts.uri.path().to_owned(), |all| all.as_str().to_owned()),
        params,
        query: pairs(parts.uri.query().unwrap_or("").as_bytes()),
        htmx: header("hx-request") == "true",
        // htmx writes the element as `aside#detail`.
        target: header("hx-target").rsplit('#').next().unwrap_or_default().to_owned(),
        theme: theme.filter(|theme| theme == "dark" || theme == "light"),
        host: header("host").to_owned(),
        agent: header("user-agent").to_owned(),
        address: listen::address(parts),
        ..Ask::default()
    }
}

fn cookies(headers: &HeaderMap) -> Vec<(String, String)> {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// What tokens and toasts of a session hang on: a digest, so that no page holds the session itself.
pub(crate) fn session_key(cookie: &str) -> String {
    token::hex(&<sha2::Sha256 as sha2::Digest>::digest(cookie.as_bytes()))
}

/// An address of ours to go back to: a path on this host, and nothing that leads elsewhere.
pub(crate) fn safe_path(path: &str) -> String {
    let inside = path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\");
    if inside && path.chars().all(|c| c.is_ascii_graphic()) { path.to_owned() } else { "/".to_owned() }
}

fn finish(house: &House, visited: &Visited, answer: Answer) -> Response {
    if let Some(toast) = answer.toast {
        house.leave_toast(&visited.session, toast);
    }
    let body = match answer.body {
        Body::Bytes(bytes) => HttpBody::from(bytes),
        Body::Stream(write) => stream(write),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let cookie = visited.cookie.iter().map(|cookie| ("set-cookie", cookie.clone()));
    for (name, value) in answer.headers.into_iter().chain(cookie) {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// Pieces of this size go to the browser; as many wait at most while it reads.
const PIECE: usize = 64 << 10;
const WAITING: usize = 4;

/// A long answer: written on a blocking thread, as quickly as the browser reads.
fn stream(write: Writer) -> HttpBody {
    let (send, receive) = mpsc::channel::<Result<Bytes, std::io::Error>>(WAITING);
    tokio::runtime::Handle::current().spawn_blocking(move || {
        let mut out = std::io::BufWriter::with_capacity(PIECE, Channel(send.clone()));
        if let Err(error) = write(&mut out).and_then(|()| out.flush()) {
            // A cut answer must not look like a whole one.
            let _ = send.blocking_send(Err(error));
        }
    });
    HttpBody::from_stream(ReceiverStream::new(receive))
}

struct Channel(mpsc::Sender<Result<Bytes, std::io::Error>>);

impl Write for Channel {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let gone = |_| std::io::Error::new(std::io::ErrorKind::BrokenPipe, "the reader is gone");
        self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes))).map_err(gone)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_back_to_a_path_of_this_host_only() {
        assert_eq!(safe_path("/d/1/agenda?tri=a"), "/d/1/agenda?tri=a");
        for elsewhere in ["", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/a b", "/\r\nX: y"] {
            assert_eq!(safe_path(elsewhere), "/", "{elsewhere}");
        }
    }
}
