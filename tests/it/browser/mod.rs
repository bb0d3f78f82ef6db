//! The application as people meet it: headless Chromium on the real server.
//!
//! A test opens its own server and its own browser; nextest runs two at most at a time (`.config/nextest.toml`).

mod bank;
mod checks;
mod day;
mod newcomer;
mod originals;
mod pages;
mod server;
mod tie_out;
mod tour;
mod window;
mod wire;
