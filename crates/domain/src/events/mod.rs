//! What became true: the events of the journal.
//!
//! An event is never edited or deleted; another event corrects it. Each has two dates, in its envelope
//! ([`Recorded`]): `effective_on`, the civil day it is true from, and `recorded_at`. An event creates at most one
//! thing, whose id is its journal number ([`Seq`]); an [`InvoiceRecorded`] is an invoice together with its first claim
//! (nearly every invoice has one due date), so `InvoiceId(n)` and `ClaimId(n)` share the number.
//!
//! Personal data and free text are not in the payload but in the erasable store; the payload holds a [`Private`]
//! reference with a keyed digest, so that erasure does not break the chain and a change of the bytes is found.
//!
//! Payloads are JSON bytes, kept exactly as they were hashed, with a kind and a version; old versions still load.

/// Declares payloads: plain structs with public fields, kept as JSON.
macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident : $ty:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub struct $name { $($(#[$field_doc])* pub $field: $ty),* }
    )*};
}

mod bank;
mod kinds;
mod mandates;
mod money;
mod parts;
mod payloads;
mod sources;
mod statuses;
mod tie_out;
mod users;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{Seq, TenantId};

pub use bank::*;
pub use kinds::Event;
pub use mandates::*;
pub use money::*;
pub use parts::*;
pub use payloads::*;
pub use sources::*;
pub use statuses::*;
pub use tie_out::*;
pub use users::*;

/// A reference into the erasable store.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Private {
    /// Number of the bytes within the tenant.
    pub id: i64,
    /// Keyed digest (HMAC-SHA-256 under the tenant's key, first 16 bytes, hexadecimal) of the bytes.
    pub digest: String,
}

/// An event in its envelope, as read back from the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Whose books.
    pub tenant: TenantId,
    /// Journal number within the tenant, from 1, without gap; the id of what the event created.
    pub seq: Seq,
    /// The civil day it is true from.
    pub effective_on: Date,
    /// Microseconds since 1970-01-01 UTC, never decreasing within a tenant.
    pub recorded_at: i64,
    /// Who said so: a user, `cli`, `import`, `run`.
    pub author: String,
    /// What became true.
    pub event: Event,
}

/// An event about to be recorded: the store gives it its number, its time and its hash.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent {
    /// The civil day it is true from.
    pub effective_on: Date,
    /// What became true.
    pub event: Event,
}

impl NewEvent {
    /// An event true from `effective_on`.
    pub fn new(effective_on: Date, event: impl Into<Event>) -> NewEvent {
        NewEvent { effective_on, event: event.into() }
    }
}

/// Why a payload of the journal could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// A kind this program does not know: the database is of a newer version.
    #[error("événement « {kind} » version {version} inconnu : ces données viennent d'une version plus récente de Quittance")]
    Unknown {
        /// Kind in the journal.
        kind: String,
        /// Its version.
        version: u32,
    },
    /// A payload that does not have the shape of its kind.
    #[error("événement « {kind} » illisible : {cause}")]
    Malformed {
        /// Kind in the journal.
        kind: String,
        /// What the JSON reader said.
        cause: String,
    },
}
