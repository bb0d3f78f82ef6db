//! The payloads about direct debits: mandates that debtors signed, and the files prepared for the bank.
//!
//! The program debits nothing: it prepares a file that a person hands to the bank. What comes in is a payment like any other.
//! Accounts of debtors, and the file that holds them, are in the erasable store.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Private;
use crate::debits::{Scheme, Sequence};
use crate::ids::{ClaimId, DebitBatchId, DebtorId, HoldId, MandateId};
use crate::money::Cents;

/// One debit of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DebitLine {
    /// What it pays.
    pub claim: ClaimId,
    /// Under which mandate.
    pub mandate: MandateId,
    /// How much, in euros.
    pub cents: Cents,
    /// The reference that banks carry from end to end.
    pub end_to_end: String,
    /// Where it stands among the debits of its mandate.
    pub sequence: Sequence,
    /// The hold by which letters wait for it, placed just before.
    pub hold: HoldId,
}

payloads! {
    /// A debtor signed a mandate; that day is the day on which it was recorded. Creates a mandate.
    MandateRecorded {
        /// Who signed.
        debtor: DebtorId,
        /// Its unique reference (RUM).
        reference: String,
        /// Under which scheme.
        scheme: Scheme,
        /// For one debit alone; otherwise for several.
        once: bool,
        /// Day of the signature.
        signed_on: Date,
        /// The IBAN to debit, as bytes.
        iban: Private,
        /// Days between the notice given to the debtor and the collection.
        notice_days: u16,
        /// Last collection under it before it was recorded here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last_used_on: Option<Date>,
    }

    /// The debtor took the mandate back, or the creditor gave it up: nothing is collected under it from that day.
    MandateRevoked {
        /// Which one.
        mandate: MandateId,
    }

    /// A file of direct debits was prepared that day. The holds of its claims are placed just before. Creates a batch.
    DebitBatchPrepared {
        /// Day of the collection.
        collect_on: Date,
        /// Last day on which letters wait for its money.
        until: Date,
        /// What it collects, in the order of the file's blocks; never empty.
        lines: Vec<DebitLine>,
        /// The sum of the lines.
        total: Cents,
        /// Reference of the message, as the bank reads it.
        message: String,
        /// The bytes of the file.
        file: Private,
        /// SHA-256 of those bytes, hexadecimal.
        sha256: String,
    }

    /// A person handed the file of a batch to the bank that day.
    DebitBatchHandedOver {
        /// Which one.
        batch: DebitBatchId,
    }

    /// A batch will not be handed to the bank: its claims are collected by nobody. Its holds are lifted just before.
    DebitBatchCancelled {
        /// Which one.
        batch: DebitBatchId,
    }
}
