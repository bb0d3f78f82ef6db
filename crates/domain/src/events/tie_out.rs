//! The payloads about the accountant's books: what a file said of each customer's accounts, and what a person said of a difference.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Private;
use crate::ids::{DebtorId, ImportId};
use crate::money::Cents;
use crate::tie_out::{AccountBalance, CauseKind};

payloads! {
    /// An accounting file said what every customer owes. That day is the last one on which it has a customer's entry, the day of the
    /// import at the latest. The balances follow.
    AccountsStated {
        /// The import that brought it.
        import: ImportId,
        /// The first day on which it has a customer's entry.
        from: Date,
    }

    /// What it said, for some customers; each debtor stands once in all of an import. That day is that of [`AccountsStated`].
    BalancesStated {
        /// The import that brought it.
        import: ImportId,
        /// Debtor by debtor.
        balances: Vec<AccountBalance>,
    }

    /// A person knows why the books and the accounts differ for a debtor, and lets it be as long as the difference and what makes it
    /// stay the same. It takes the place of what was said before.
    DifferenceAccepted {
        /// Whose.
        debtor: DebtorId,
        /// Ours less theirs.
        difference: Cents,
        /// What makes it, cause by cause.
        made_of: Vec<(CauseKind, Cents)>,
        /// What tells its parts, payment by payment, apart from any others that come to the same; an acceptance of before has none.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        parts: String,
        /// Why.
        reason: Private,
    }

    /// The difference is no longer accepted.
    DifferenceReopened {
        /// Whose.
        debtor: DebtorId,
    }
}
