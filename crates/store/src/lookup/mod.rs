//! What use cases ask by name, number or key.

mod claims;
mod debtors;
mod imports;
mod journal;
mod keys;
mod letter_list;
mod letters;
mod movements;
mod names;
mod restraints;
mod users;
mod touched;

pub use claims::{ClaimRow, KnownInvoice, Numbered, OpenClaim};
pub use debtors::DebtorRow;
pub use imports::{ImportRow, ImportState};
pub use journal::Upto;
pub use letter_list::{LetterCount, LetterFilter, LetterLine, LetterMoment};
pub use letters::LetterRow;
pub use movements::MovementRow;
pub use users::UserRow;
pub use touched::Face;
