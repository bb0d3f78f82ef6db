//! Working state: what runs and imports need to remember, and nobody needs to prove.

mod agenda;
mod lock;
mod outbox;
mod staging;

pub use lock::SenderLock;
pub use outbox::{Departure, OutboxState};

/// Tables written by blocks.
pub(crate) const BULKS: &[&crate::engine::Bulk] = &[&agenda::LOOK_AGAIN, &staging::STAGING];
