//! Listening: loopback by default, TLS or a proxy elsewhere, an end without cutting anybody off.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum_server::tls_rustls::RustlsConfig;

use super::router;
use crate::house::House;

/// Where the server listens, and behind what.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The address.
    pub address: IpAddr,
    /// The port; 0 takes a free one.
    pub port: u16,
    /// Whether the next free port will do when that one is taken.
    pub next_free: bool,
    /// Certificate chain and key, as PEM files.
    pub certificate: Option<(PathBuf, PathBuf)>,
}

/// A server that listens and is about to answer.
pub struct Serving {
    pub(super) listener: TcpListener,
    pub(super) certificate: Option<(PathBuf, PathBuf)>,
}

/// Ports tried after the one that was taken.
const NEXT: u16 = 50;
/// How long requests under way may last once the server was told to end.
const FAREWELL: Duration = Duration::from_secs(10);
/// Threads that handlers run on: enough for readers beside a writer, few enough for the memory.
const THREADS: usize = 32;

impl Binding {
    /// Takes the port.
    ///
    /// # Errors
    /// It is taken, or may not be.
    pub fn listen(&self) -> io::Result<Serving> {
        let mut last = io::Error::from(io::ErrorKind::AddrInUse);
        let tries = if self.next_free && self.port != 0 { NEXT } else { 1 };
        for port in (self.port..=u16::MAX).take(usize::from(tries)) {
            match TcpListener::bind(SocketAddr::new(self.address, port)) {
                Ok(listener) => {
                    listener.set_nonblocking(true)?;
                    return Ok(Serving { listener, certificate: self.certificate.clone() });
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

impl Serving {
    /// The address to open in a browser.
    pub fn url(&self) -> String {
        let scheme = if self.certificate.is_some() { "https" } else { "http" };
        match self.listener.local_addr() {
            Ok(address) => format!("{scheme}://{address}"),
            Err(_) => scheme.to_owned(),
        }
    }
}

/// Answers until the machine says to end (Ctrl C, SIGTERM). Runs the network on threads of its own; `house` is dropped by
/// the caller's thread, where closing a database is allowed.
///
/// # Errors
/// The certificate does not read; the system refuses.
pub fn serve(serving: Serving, house: &Arc<House>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).max_blocking_threads(THREADS).enable_all().build()?;
    let worker = {
        let house = Arc::clone(house);
        let owner = format!("{}-{}", std::process::id(), super::token::hex(&super::token::random::<4>()));
        std::thread::Builder::new().name("travaux".to_owned()).spawn(move || house.jobs.work(&owner))?
    };
    let service = router(house).into_make_service_with_connect_info::<SocketAddr>();
    let ended = runtime.block_on(async move {
        let handle = axum_server::Handle::new();
        tokio::spawn(end(handle.clone()));
        match serving.certificate {
            None => axum_server::from_tcp(serving.listener)?.handle(handle).serve(service).await,
            Some((chain, key)) => {
                // One provider for the whole program, whoever turned on another.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let config = RustlsConfig::from_pem_file(chain, key).await?;
                axum_server::from_tcp_rustls(serving.listener, config)?.handle(handle).serve(service).await
            }
        }
    });
    house.jobs.end();
    runtime.shutdown_timeout(FAREWELL);
    // What a worker that broke had to say stands in its job.
    let _ = worker.join();
    ended
}

async fn end(handle: axum_server::Handle<SocketAddr>) {
    #[cfg(unix)]
    {
        let terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut terminated) = terminated {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
        }
    }
    #[cfg(not(unix))]
    {
        let _ = tokio::signal::ctrl_c().await;
    }
    handle.graceful_shutdown(Some(FAREWELL));
}

/// The address a request comes from.
pub(crate) fn address(parts: &Parts) -> String {
    parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string()).unwrap_or_default()
}
