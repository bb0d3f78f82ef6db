//! Typed ids. An id is the journal number of the event that created the thing, within its tenant.
//!
//! Shown to people with a prefix (`cr_1042`), read back with or without it. Keys are `(tenant, id)`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One creditor's books. Tenant 0 is the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TenantId(pub i64);

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// What stands before the number when the id is shown.
            pub const PREFIX: &'static str = $prefix;
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                let digits = text.strip_prefix(concat!($prefix, "_")).unwrap_or(text);
                digits.parse().map($name).map_err(|_| format!(concat!("« {} » n'est pas une référence de la forme ", $prefix, "_123"), text))
            }
        }
    )*};
}

id! {
    /// A debtor (débiteur).
    DebtorId "db";
    /// An invoice (facture): the number of the event that recorded it, which also made its first claim.
    InvoiceId "fa";
    /// A claim (créance, échéance): one due date of one invoice.
    ClaimId "cr";
    /// A payment or a credit note: what can be allocated to claims.
    MovementId "rg";
    /// An allocation (imputation) of cents of a movement to a claim.
    AllocationId "im";
    /// A dispute (litige).
    DisputeId "li";
    /// A promise to pay (promesse).
    PromiseId "pr";
    /// An instalment plan (échéancier).
    PlanId "ec";
    /// A hold (suspension).
    HoldId "su";
    /// A waiver (remise) of interest or of the fixed indemnity.
    WaiverId "re";
    /// An insolvency proceeding of a debtor (procédure collective).
    InsolvencyId "pc";
    /// A user of the program (utilisateur), in the system's journal.
    UserId "ut";
    /// A letter, e-mail, call or task made from an action.
    LetterId "co";
    /// An import of one file.
    ImportId "ip";
    /// A note on a debtor.
    NoteId "no";
    /// A file of an invoice (pièce).
    PieceId "pj";
    /// An absence of a user, with who takes over.
    AbsenceId "ab";
    /// A bank account of the creditor (compte bancaire).
    BankAccountId "cb";
    /// A bank statement (relevé).
    BankStatementId "rb";
    /// A line of a bank statement (ligne de relevé).
    BankLineId "lb";
    /// A rule about lines that are no customer's (règle).
    BankRuleId "rr";
    /// An account from which a debtor pays (compte payeur).
    PayerAccountId "cp";
    /// A life-cycle status of an e-invoice (statut).
    StatusId "st";
    /// A mandate of a debtor to debit its account (mandat de prélèvement).
    MandateId "ma";
    /// Direct debits of one file (lot de prélèvements).
    DebitBatchId "lp";
    /// Long work (travail): working state, numbered by itself.
    JobId "tv";
    /// Files that were brought (dépôt): working state, numbered by itself.
    DepositId "dp";
}

/// A journal number within a tenant, from 1, without gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub i64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_shown_with_its_prefix_and_read_back_with_or_without() {
        assert_eq!(ClaimId(1042).to_string(), "cr_1042");
        assert_eq!("cr_1042".parse(), Ok(ClaimId(1042)));
        assert_eq!("1042".parse(), Ok(ClaimId(1042)));
        assert!("db_1042".parse::<ClaimId>().is_err());
    }
}
