//! Working state: what runs and imports need to remember, and nobody needs to prove.

mod agenda;
mod decided;
mod deposit;
mod drafts;
mod job;
mod lock;
mod mapping;
mod sessions;

pub use decided::{DecidedRow, Draft};
pub use deposit::DepositRow;
pub use drafts::ScenarioDraft;
pub use job::{JobProgress, JobRow, NewJob};
pub use lock::SenderLock;
pub use sessions::{Guard, SessionRow, TicketRow, TokenHash};

/// Tables written by blocks.
pub(crate) const BULKS: &[&crate::engine::Bulk] = &[&agenda::LOOK_AGAIN];
