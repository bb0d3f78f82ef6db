//! The store on both engines, through one harness.
#![expect(clippy::unwrap_used, reason = "tests")]

#[macro_use]
mod harness;

mod backup;
mod chain;
mod check;
mod facts;
mod history;
mod lists;
mod jobs;
mod letters;
mod postgres_isolation;
mod scenarios;
mod sqlite_and_postgres;
mod users;
mod working;
