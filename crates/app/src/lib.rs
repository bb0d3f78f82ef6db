//! Use cases: gather facts, decide, commit. Doors call one of them and present the answer.
//!
//! No `async`, no SQL, no Typst: the store is called through its own words, the typesetting engine through a port.
#![forbid(unsafe_code)]

pub mod balance;
pub mod books;
pub mod civil;
pub mod creditor;
pub mod deliver;
pub mod demo;
pub mod mail;
pub mod record;
pub mod resolve;

mod error;

pub use error::{AppError, Result};
