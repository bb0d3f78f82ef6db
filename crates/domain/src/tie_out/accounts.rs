//! What an accounting file says of one customer.

use serde::{Deserialize, Serialize};

use crate::ids::DebtorId;
use crate::money::Cents;

vocabulary! {
    /// An account of a customer beside 411.
    Account {
        /// Bills receivable.
        Bill "bill" "413, effets à recevoir",
        /// Doubtful customers.
        Doubtful "doubtful" "416, clients douteux",
        /// Not invoiced yet: never a claim.
        ToInvoice "to_invoice" "418, factures à établir",
        /// Deposits and credits.
        Deposit "deposit" "419, avances et acomptes reçus",
    }
}

/// What an accounting file says of one customer, with what each entry is in the books. Amounts are debits less credits, in cents of euros;
/// numbers are those of the claims and movements of the journal.
///
/// Every entry of 411, 413, 416 and 419 is one of: [`lines`](AccountBalance::lines), [`opening`](AccountBalance::opening),
/// [`ahead`](AccountBalance::ahead), [`undated`](AccountBalance::undated), [`unplaced`](AccountBalance::unplaced).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountBalance {
    /// Of whom.
    pub debtor: DebtorId,
    /// Balance of account 411, every line of the file.
    pub balance: Cents,
    /// The same without the lettered lines, where it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlettered: Option<Cents>,
    /// Balances of its other accounts, none of them zero.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<(Account, Cents)>,
    /// Everything brought forward from the year before.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub opening: Cents,
    /// What of it was taken as claims or credits, since the year before was not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub openings: Vec<i64>,
    /// Entries dated after the day of the file.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub ahead: Cents,
    /// Lines without a day that can be read.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub undated: Cents,
    /// Entries that are nothing in the books.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unplaced: Cents,
    /// The claims and movements that are its other entries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<i64>,
    /// Those of them for which the file has another amount than the books, with what it has: zero for a payment that it sends back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub otherwise: Vec<(i64, Cents)>,
}

impl AccountBalance {
    /// A customer of whom nothing is said yet.
    pub fn of(debtor: DebtorId) -> AccountBalance {
        AccountBalance {
            debtor,
            balance: Cents::ZERO,
            unlettered: None,
            others: Vec::new(),
            opening: Cents::ZERO,
            openings: Vec::new(),
            ahead: Cents::ZERO,
            undated: Cents::ZERO,
            unplaced: Cents::ZERO,
            lines: Vec::new(),
            otherwise: Vec::new(),
        }
    }

    /// Everything that is compared: 411, and the other accounts of which the books have the entries.
    pub fn all(&self) -> Cents {
        self.balance + self.compared_others().map(|(_, cents)| cents).sum()
    }

    /// The other accounts of which the books have the entries: what is not invoiced yet has none.
    pub fn compared_others(&self) -> impl Iterator<Item = (Account, Cents)> {
        self.others.iter().copied().filter(|(account, _)| *account != Account::ToInvoice)
    }

    /// What is not invoiced yet.
    pub fn to_invoice(&self) -> Cents {
        self.others.iter().filter(|(account, _)| *account == Account::ToInvoice).map(|(_, cents)| *cents).sum()
    }
}

fn is_zero(cents: &Cents) -> bool {
    cents.is_zero()
}
