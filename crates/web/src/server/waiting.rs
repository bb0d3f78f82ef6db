//! A page for who opens the address before there is anything to show: how far the preparation is. It comes back by itself.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use app::ports::Progress;
use axum::http::HeaderValue;
use axum::http::header::REFRESH;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use maud::html;

use super::{Serving, headers, serve_asset};
use crate::ask::Ask;
use crate::ui;

/// How far a preparation is.
#[derive(Debug, Default)]
pub struct Waiting {
    done: AtomicU64,
    of: AtomicU64,
}

impl Progress for Waiting {
    fn stage(&self, _: &str, total: Option<u64>) {
        self.done.store(0, Ordering::Relaxed);
        self.of.store(total.unwrap_or(0), Ordering::Relaxed);
    }

    fn advance(&self, units: u64) {
        self.done.fetch_add(units, Ordering::Relaxed);
    }
}

impl Serving {
    /// Carries out a work while whoever opens the address reads how far it is. Behind TLS nobody is answered meanwhile: they wait.
    ///
    /// # Errors
    /// The system refuses a thread.
    pub fn meanwhile<T>(&self, waiting: &Arc<Waiting>, work: impl FnOnce() -> T) -> io::Result<T> {
        if self.certificate.is_some() {
            return Ok(work());
        }
        let (listener, handle) = (self.listener.try_clone()?, axum_server::Handle::new());
        let (service, ended) = (room(waiting).into_make_service(), handle.clone());
        let answering = std::thread::Builder::new().name("attente".to_owned()).spawn(move || -> io::Result<()> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async move { axum_server::from_tcp(listener)?.handle(ended).serve(service).await })
        })?;
        let outcome = work();
        handle.shutdown();
        // Whatever became of the page, the work is done.
        let _ = answering.join();
        Ok(outcome)
    }
}

fn room(waiting: &Arc<Waiting>) -> Router {
    let shown = Arc::clone(waiting);
    Router::new().route("/a/{version}/{name}", get(serve_asset)).fallback(move || std::future::ready(page(&shown))).layer(
        middleware::map_response(|mut response: Response| async move {
            headers::complete(response.headers_mut(), false);
            response
        }),
    )
}

fn page(waiting: &Waiting) -> Response {
    let (done, of) = (waiting.done.load(Ordering::Relaxed), waiting.of.load(Ordering::Relaxed));
    let body = html! {
        main class="main" id="contenu" tabindex="-1" {
            h1 { "L'exemple se prépare" }
            section class="card" { div class="card-body stack" {
                p { "Une année de factures, de relances et de règlements est jouée jour après jour par le moteur lui-même. Cette page revient d'elle-même." }
                (ui::progress("Jours joués", done, (of > 0).then_some(of)))
            } }
        }
    };
    let page = ui::unsigned(&Ask::default(), "L'exemple se prépare", body);
    ([(REFRESH, HeaderValue::from_static("1"))], axum::response::Html(page.into_string())).into_response()
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};
    use std::time::Duration;

    use super::*;
    use crate::server::Binding;

    #[test]
    fn who_comes_early_reads_how_far_it_is() {
        let binding = Binding { address: IpAddr::V4(Ipv4Addr::LOCALHOST), port: 0, next_free: false, certificate: None };
        let serving = binding.listen().expect("a free port");
        let address = serving.url().trim_start_matches("http://").to_owned();
        let waiting = Arc::new(Waiting::default());
        waiting.stage("Une année", Some(365));
        waiting.advance(120);
        let read = serving.meanwhile(&waiting, || {
            use std::io::{Read, Write};
            let mut stream = std::net::TcpStream::connect(&address).expect("it listens");
            stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a limit");
            stream.write_all(b"GET /tableau HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").expect("asked");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).expect("answered");
            answer
        });
        let read = read.expect("a thread");
        assert!(read.starts_with("HTTP/1.1 200") && read.contains("refresh: 1") && read.contains("default-src 'none'"), "{read}");
        assert!(read.contains("aria-valuenow=\"120\"") && read.contains("aria-valuemax=\"365\""), "{read}");
    }
}
