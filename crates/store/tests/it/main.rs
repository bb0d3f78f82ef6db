//! The store on both engines, through one harness.
#![expect(clippy::unwrap_used, reason = "tests")]

mod backup;
mod chain;
mod check;
mod engines;
mod facts;
mod harness;
mod history;
mod isolation;
mod outbox;
mod working;
