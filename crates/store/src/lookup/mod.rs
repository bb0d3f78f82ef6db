//! What use cases ask by name, number or key.

mod claims;
mod debtors;
mod imports;
mod journal;
mod keys;
mod letters;
mod movements;
mod names;
mod restraints;
mod scenarios;

pub use claims::{ClaimRow, KnownInvoice, Numbered, OpenClaim};
pub use debtors::DebtorRow;
pub use imports::{ImportRow, ImportState};
pub use journal::Upto;
pub use letters::LetterRow;
pub use movements::MovementRow;
pub use scenarios::ScenarioVersion;
