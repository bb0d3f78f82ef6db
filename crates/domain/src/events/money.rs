//! The payloads about money: payments, credit notes, what they pay, what of them comes back or goes back.

use serde::{Deserialize, Serialize};

use super::Private;
use crate::ids::{AllocationId, ClaimId, DebtorId, ImportId, MovementId};
use crate::money::{Cents, Currency};
use crate::terms::CreditCause;

payloads! {
    /// A credit note (avoir). That day is its date. Creates a movement.
    CreditNoteRecorded {
        /// Who is credited.
        debtor: DebtorId,
        /// The number printed.
        number: String,
        /// A positive amount, VAT included.
        amount: Cents,
        /// Currency.
        currency: Currency,
        /// Why: it decides whether the credited sum ever bore interest.
        cause: CreditCause,
        /// The import that brought it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        import: Option<ImportId>,
        /// Identity in its source.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    }

    /// Money received. That day is the day of payment. Creates a movement.
    PaymentRecorded {
        /// Who paid.
        debtor: DebtorId,
        /// A positive amount.
        amount: Cents,
        /// Currency.
        currency: Currency,
        /// How: `transfer`, `cheque`, `direct_debit`, `card`, `cash`, `other`.
        means: String,
        /// Label or reference of the payment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<Private>,
        /// The import that brought it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        import: Option<ImportId>,
        /// Identity in its source.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    }

    /// A payment came back that day (unpaid cheque, rejected direct debit): its allocations end, and in law it never paid.
    PaymentReversed {
        /// Which payment.
        payment: MovementId,
        /// Why, as a code of the bank or in words.
        reason: String,
    }

    /// Cents of a payment or credit note pay a claim. That day is the day they count (the payment's). Creates an allocation.
    Allocated {
        /// The payment or credit note.
        movement: MovementId,
        /// What it pays.
        claim: ClaimId,
        /// A positive amount.
        cents: Cents,
    }

    /// Cents of a payment or credit note that no claim takes went back to the debtor that day. Creates an allocation, to no claim, which
    /// is undone as any other.
    Refunded {
        /// The payment or credit note.
        movement: MovementId,
        /// A positive amount.
        cents: Cents,
        /// Label or reference of the refund.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<Private>,
    }

    /// An allocation was wrong, from the start.
    AllocationUndone {
        /// Which one.
        allocation: AllocationId,
    }
}
