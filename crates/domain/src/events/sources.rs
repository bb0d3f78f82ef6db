//! The payloads about one thing that several sources tell: the bank and the accounts, a list of invoices and a FEC.

use serde::{Deserialize, Serialize};

use crate::ids::{AllocationId, DebtorId, ImportId, InvoiceId, MovementId};
use crate::money::Cents;

/// What the books had already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Told {
    /// An invoice.
    Invoice {
        /// Which.
        invoice: InvoiceId,
    },
    /// A payment or a credit note.
    Movement {
        /// Which.
        movement: MovementId,
    },
    /// That credit went back to the debtor.
    Refund {
        /// Which refund: of several of one act, the first.
        refund: AllocationId,
    },
    /// That a payment came back.
    Return {
        /// Which payment.
        payment: MovementId,
        /// The entry is the first to tell it: the return was recorded just before.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        made: bool,
    },
}

payloads! {
    /// An entry of a file tells what the books have from elsewhere: no amount moves. From now on the entry is known by its key, and what
    /// it tells does not go away with the other source alone. That day is the day of the entry.
    EntryToldAgain {
        /// The import that tells it.
        import: ImportId,
        /// Identity of the entry in its source.
        key: String,
        /// What the books had.
        #[serde(flatten)]
        told: Told,
        /// As the entry says it: positive for an invoice and for money that came back, negative for what is received or credited.
        amount: Cents,
    }

    /// A file names a debtor by another code: from now on that code is this debtor's too.
    CodeLearned {
        /// Whom.
        debtor: DebtorId,
        /// The other code.
        code: String,
        /// The import that taught it.
        import: ImportId,
    }
}
