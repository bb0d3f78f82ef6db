//! What use cases ask by name, number or key.

mod claims;
mod debtors;
mod imports;
mod journal;
mod letters;
mod movements;

pub use claims::{ClaimRow, OpenClaim, PieceRow};
pub use debtors::DebtorRow;
pub use imports::{ImportRow, ImportState};
pub use journal::Upto;
pub use letters::{LetterItemRow, LetterRow};
pub use movements::MovementRow;
