//! The payloads about life-cycle statuses of e-invoices.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::Private;
use crate::ids::{DisputeId, HoldId, ImportId, InvoiceId, StatusId};
use crate::money::Cents;

/// A platform or the buyer said how an invoice fares. That day is the day it was said, or the day of the import where it is said to be
/// later. Creates a status. Statuses arrive out of order: [`StatusReceived::at`] orders them. The disputes and holds that it made are
/// recorded just before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatusReceived {
    /// Of which invoice.
    pub invoice: InvoiceId,
    /// Its code (AFNOR XP Z12-012), as written.
    pub code: String,
    /// When it was said, by the clock of who said it.
    pub at: DateTime,
    /// The role of who said it: `SE` the seller, `BY` the buyer, `WK` a platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    /// Codes of its reasons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// Codes of what is asked of the seller.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<String>,
    /// The sum that it names, in the currency of the invoice: approved (206), announced (211), cashed (212).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Cents>,
    /// What it says in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Private>,
    /// The import that brought it.
    pub import: ImportId,
    /// What it is known again by: invoice, code, moment, sum, reasons.
    pub key: String,
    /// The disputes that it opened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<DisputeId>,
    /// The holds that it placed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<HoldId>,
}

/// What a status says was done again that day: an import was undone, of which a status had done it before. The disputes and holds are
/// recorded just before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatusActedAgain {
    /// Which status.
    pub status: StatusId,
    /// The disputes that it opened now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<DisputeId>,
    /// The holds that it placed now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<HoldId>,
}
