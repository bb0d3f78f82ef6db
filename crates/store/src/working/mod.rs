//! Working state: what runs and imports need to remember, and nobody needs to prove.

mod agenda;
mod drafts;
mod lock;
mod mapping;

pub use drafts::Draft;
pub use lock::SenderLock;

/// Tables written by blocks.
pub(crate) const BULKS: &[&crate::engine::Bulk] = &[&agenda::LOOK_AGAIN];
