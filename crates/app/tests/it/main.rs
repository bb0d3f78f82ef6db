//! Whole stories through the use cases, on an in-memory store.
#![expect(clippy::unwrap_used, reason = "tests say what went wrong by panicking")]

mod bank;
mod cdar;
mod debits;
mod demo;
mod deposits;
mod differential;
mod export;
mod incremental;
mod live;
mod reconciled;
mod references;
mod scenarios;
mod statuses;
mod story;
mod tie_out;
mod twice;
mod users;
