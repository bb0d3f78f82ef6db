//! Whole stories through the use cases, on an in-memory store.
#![expect(clippy::unwrap_used, reason = "tests say what went wrong by panicking")]

mod bank;
mod cdar;
mod debits;
mod demo;
mod deposits;
mod differential;
mod einvoices;
mod export;
mod incremental;
mod live;
mod reconciled;
mod references;
mod scenarios;
mod statements;
mod statuses;
mod story;
mod tie_out;
mod twice;
mod users;

/// How many cases a property tries: `many` with `QUITTANCE_LONG=1`, that number where it is greater, and `few` without it.
fn cases(few: u32, many: u32) -> u32 {
    let said = std::env::var("QUITTANCE_LONG").ok();
    said.map_or(few, |said| said.parse().ok().filter(|number| *number > 1).unwrap_or(many))
}
