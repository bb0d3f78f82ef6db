//! What use cases ask by name, number or key.

mod bank;
mod claims;
mod debtors;
mod follow;
mod imports;
mod journal;
mod keys;
mod letter_list;
mod letters;
mod lists;
mod movements;
mod names;
mod pages;
mod repairs;
mod restraints;
mod scenarios;
mod story;
mod touched;
mod users;

pub use bank::{BankAccount, BankLine, BankStatementRow, BankWait, Decided, LineState, StoredKey};
pub use claims::{ClaimRow, KnownInvoice, Numbered, OpenClaim};
pub use debtors::DebtorRow;
pub use follow::NoteRow;
pub use imports::{ImportRow, ImportState};
pub use journal::Upto;
pub use letter_list::{LetterCount, LetterFilter, LetterLine, LetterMoment};
pub use letters::{AskedLine, LetterRow};
pub use lists::{ClaimLine, ClaimOrder, ClaimState, ClaimsAsked, DisputeLine, FIRST_DAY, LAST_DAY, Place, PromiseLine};
pub use movements::MovementRow;
pub use pages::{JournalAsked, JournalLine, JournalPage, StoredLine};
pub use repairs::Owing;
pub use scenarios::ScenarioVersion;
pub use story::{PieceRow, Story};
pub use touched::Face;
pub use users::UserRow;
