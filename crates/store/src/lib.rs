//! The only crate that knows SQL: journal, projections, erasable store, working state, on SQLite or PostgreSQL.
//!
//! A [`Store`] gives transactions of one tenant: [`Store::read`] and [`Store::write`]. Whatever becomes true is recorded
//! with [`Tx::append`], which writes the event, its hash and its projections together. Everything is synchronous; on
//! PostgreSQL a store must be made, used and dropped outside the threads of an asynchronous runtime.

mod backup;
mod chain;
mod check;
mod engine;
mod error;
mod facts;
mod line;
mod lookup;
mod migrate;
mod project;
mod sql;
mod store;
mod tx;
mod working;

pub use chain::{Hash, Head, hex, read_heads};
pub use check::{CheckReport, Finding};
pub use error::StoreError;
pub use facts::Selection;
pub use facts::*;
pub use lookup::*;
pub use lookup::{
    ClaimRow, DebtorRow, Face, ImportRow, ImportState, KnownInvoice, LetterRow, MovementRow, Numbered, OpenClaim, Placed, Refund, Upto,
    UserRow,
};
pub use store::{FILE_NAME, Location, Store, Tenant};
pub use tx::{Read, Tx};
pub use working::*;

/// Every statement of the store, and the inserts of its bulk paths, as each engine gets it: for the test that prepares them all.
pub fn statements() -> Vec<Statement> {
    let fixed = sql::all().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let bulks = [&tx::JOURNAL, &tx::PRIVATE].into_iter().chain(project::BULKS.iter().copied()).chain(working::BULKS.iter().copied());
    fixed
        .map(|(name, text)| Statement { name, sqlite: engine::numbered(&text), postgres: text, copied: false })
        .chain(bulks.map(|bulk| Statement {
            name: bulk.table.to_owned(),
            sqlite: engine::numbered(&bulk.insert()),
            postgres: bulk.query(&format!("(SELECT {} FROM {} LIMIT 0)", bulk.columns.join(", "), bulk.table)),
            copied: true,
        }))
        .collect()
}

/// A statement as each engine gets it.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its name in the source, or the table of a bulk path.
    pub name: String,
    /// For SQLite.
    pub sqlite: String,
    /// For PostgreSQL.
    pub postgres: String,
    /// A bulk path: its values are parameters on SQLite, rows that were copied in on PostgreSQL.
    pub copied: bool,
}
