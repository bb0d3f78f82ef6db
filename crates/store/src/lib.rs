//! The only crate that knows SQL: journal, projections, erasable store, working state, on SQLite or PostgreSQL.
//!
//! A [`Store`] gives transactions of one tenant: [`Store::read`] and [`Store::write`]. Whatever becomes true is recorded
//! with [`Tx::append`], which writes the event, its hash and its projections together. Everything is synchronous; on
//! PostgreSQL a store must be made, used and dropped outside the threads of an asynchronous runtime.

mod chain;
mod engine;
mod error;
mod facts;
mod lookup;
mod migrate;
mod project;
mod sql;
mod store;
mod tx;
mod working;

pub use chain::{Hash, Head, read_heads};
pub use error::StoreError;
pub use facts::Selection;
pub use lookup::{ClaimRow, DebtorRow, ImportRow, ImportState, KnownInvoice, LetterRow, MovementRow, OpenClaim, Upto};
pub use store::{FILE_NAME, Location, Store, Tenant};
pub use tx::{Read, Tx};
pub use working::{Departure, OutboxState, SenderLock};
