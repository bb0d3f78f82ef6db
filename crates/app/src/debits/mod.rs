//! Direct debits: mandates, and the files of debits that a person hands to the bank.
//!
//! Nothing is debited here. A batch is an event with the bytes of its file; until the bank is known its claims are being collected:
//! their letters wait (a hold each, which lapses some days after the collection) and no other batch takes them. What comes in is
//! matched like any other money; what came back unpaid is presented again only on a person's word.
//!
//! Not covered: pages in the browser, instalments of plans, what the bank answers to the file (pain.002).

mod batches;
mod mandates;
mod prepare;

pub use batches::{BatchFile, BatchShown, LineShown, batches, cancel, file, handed_over, lines};
pub use mandates::{MandateShown, NewMandate, Standing, add, mandates, revoke};
pub use prepare::{Ask, DEFAULT_WAIT_DAYS, Left, Prepared, PreparedBatch, PreparedLine, prepare};
