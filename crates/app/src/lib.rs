//! Use cases: gather facts, decide, commit. Doors call one of them and present the answer.
//!
//! No `async`, no SQL, no Typst: the store is called through its own words, the typesetting engine through a port.
#![forbid(unsafe_code)]

pub mod account;
pub mod agenda;
pub mod balance;
pub mod bank;
pub mod books;
pub mod card;
pub mod civil;
pub mod creditor;
pub mod debits;
pub mod deliver;
pub mod demo;
pub mod deposit;
pub mod export;
pub mod import;
pub mod inbox;
pub mod jobs;
pub mod journal;
pub mod kept;
pub mod law;
pub mod letters;
pub mod lists;
pub mod live;
pub mod mail;
pub mod metrics;
pub mod originals;
pub mod plan;
pub mod ports;
pub mod preview;
pub mod record;
pub mod repairs;
pub mod resolve;
pub mod rules;
pub mod run;
pub mod scenarios;
pub mod statuses;
pub mod stopwatch;
pub mod templates;
pub mod tie_out;
pub mod untrusted;
pub mod users;
pub mod words;

mod error;

pub use error::{AppError, Result};
