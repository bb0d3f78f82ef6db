//! The store on both engines, through one harness.
#![expect(clippy::unwrap_used, reason = "tests")]

#[macro_use]
mod harness;

mod backup;
mod bank;
mod chain;
mod check;
mod facts;
mod history;
mod jobs;
mod journal_pages;
mod letters;
mod lists;
mod postgres_isolation;
mod scenarios;
mod sources;
mod sqlite_and_postgres;
mod statuses;
mod tie_out;
mod users;
mod working;
