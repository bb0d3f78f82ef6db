//! The payloads about the bank: accounts, statements, their lines, and what each line is.
//!
//! A line is a fact of the bank and never changes. What it is said to be is decided by an event and can be taken back by another;
//! the payments it makes are ordinary payments. Texts, names and accounts are in the erasable store.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Private;
use crate::ids::{AllocationId, BankAccountId, BankLineId, BankRuleId, BankStatementId, DebtorId, ImportId, MovementId, PayerAccountId};
use crate::money::{Cents, Currency, Money};
use crate::payments::{Aside, Evidence, LineKind, Settings};

/// What a line is said to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum LineIs {
    /// Money of debtors: the payments it made, and the allocations of older credits that it deducted.
    Payment {
        /// One for each debtor; with those told again, their amounts add up to the line, or to `converted` where that is said.
        payments: Vec<MovementId>,
        /// Payments that the books had from elsewhere: the line tells them again and makes none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        told: Vec<MovementId>,
        /// Credit notes and advances that the payer deducted.
        credits: Vec<AllocationId>,
        /// Credit notes by which the small difference left was given up.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        given_up: Vec<MovementId>,
        /// What the line settles in another currency than its own, as the bank says it was ordered or as a person says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        converted: Option<Money>,
    },
    /// It takes back a payment of a debtor, recorded before.
    Return {
        /// Which payment.
        payment: MovementId,
        /// The books had it from elsewhere that it came back: the line tells it again.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        told: bool,
    },
    /// It gives a debtor its credit back.
    Refund {
        /// One for each payment or credit note that it gives back; their cents add up to the line.
        refunds: Vec<AllocationId>,
    },
    /// No money of a debtor.
    Aside {
        /// Why.
        why: Aside,
        /// The rule that said so, where one did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule: Option<BankRuleId>,
    },
}

impl BankLineHeld {
    /// Each debtor whose letters wait, with its last day.
    pub fn waits(&self) -> impl Iterator<Item = (DebtorId, Date)> {
        self.debtors.iter().enumerate().map(|(at, debtor)| (*debtor, self.each.get(at).copied().unwrap_or(self.until)))
    }
}

impl LineIs {
    /// What the line settles in another currency than its own.
    pub fn converted(&self) -> Option<Money> {
        if let LineIs::Payment { converted, .. } = self { *converted } else { None }
    }

    /// The payments that the line is, made by it or told again, or that it takes back.
    pub fn payments(&self) -> impl Iterator<Item = MovementId> + '_ {
        let (made, told): (&[MovementId], &[MovementId]) = match self {
            LineIs::Payment { payments, told, .. } => (payments, told),
            LineIs::Return { payment, .. } => (std::slice::from_ref(payment), &[]),
            LineIs::Refund { .. } | LineIs::Aside { .. } => (&[], &[]),
        };
        made.iter().chain(told).copied()
    }
}

payloads! {
    /// A bank account of the creditor. Creates an account.
    BankAccountAdded {
        /// [`crate::bank::AccountId::key`], as bytes: its digest names the account.
        account: Private,
        /// What the user calls it.
        name: String,
        /// Currency.
        currency: Currency,
    }

    /// A statement of an account was taken. That day is the day of the import. Creates a statement; its lines follow.
    BankStatementTaken {
        /// Of which account.
        account: BankAccountId,
        /// The import that brought it.
        import: ImportId,
        /// Machine word of the format.
        format: String,
        /// What the bank calls it: its number in the sequence, or its name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
        /// Currency.
        currency: Currency,
        /// First day it covers.
        from: Date,
        /// Last day it covers.
        to: Date,
        /// Balance at its beginning.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opening: Option<Cents>,
        /// Balance at its end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        closing: Option<Cents>,
        /// Lines taken from it.
        taken: u32,
        /// Lines that were known already.
        known: u32,
        /// Lines of days that a statement in another format covers, left out.
        covered: u32,
    }

    /// A line of a statement. That day is the day on which the bank booked it. Creates a line.
    BankLineRecorded {
        /// Of which statement.
        statement: BankStatementId,
        /// Positive for what came in, negative for what went out.
        amount: Cents,
        /// Currency.
        currency: Currency,
        /// What the bank says it is.
        kind: LineKind,
        /// The bank's own reference.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
        /// Its text, folded, as bytes: with account, day and amount its digest names a line without reference.
        label: Private,
        /// [`crate::bank::LineDetails`] as JSON.
        details: Private,
    }

    /// The line may be money of these debtors: from that day their letters wait until it is decided, at the longest through `until`.
    /// It replaces what was said of the line before; no debtor: nobody's letters wait any more.
    BankLineHeld {
        /// Which line.
        line: BankLineId,
        /// Whose letters wait.
        debtors: Vec<DebtorId>,
        /// Last day; of several, the last of all.
        until: Date,
        /// The last day of each, in their order, where they differ: a wait that began is not made longer by another's.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        each: Vec<Date>,
    }

    /// What the line is, from that day. The payments and reversals it made are recorded just before.
    BankLineDecided {
        /// Which line.
        line: BankLineId,
        /// What it is.
        #[serde(flatten)]
        is: LineIs,
        /// Whether the program decided alone.
        automatic: bool,
        /// From 0 to 1000, where it was matched.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        score: Option<u16>,
        /// What spoke for it.
        evidence: Vec<Evidence>,
        /// Why, one sentence in French.
        reason: Option<Private>,
    }

    /// The decision on the line is taken back: it is to be decided again. What it made is withdrawn just before.
    BankLineReopened {
        /// Which line.
        line: BankLineId,
        /// The import that took away what the line told again; none where a person took the decision back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        without: Option<ImportId>,
    }

    /// A payment, or the credit note of a difference given up, was recorded by mistake: it never was. Its allocations are undone with it.
    PaymentWithdrawn {
        /// Which one.
        payment: MovementId,
    }

    /// A payment was said to have come back by mistake: it never did.
    PaymentReinstated {
        /// Which payment.
        payment: MovementId,
    }

    /// A person confirmed that a debtor pays from this account. Creates a payer's account.
    PayerLearned {
        /// Who pays.
        debtor: DebtorId,
        /// The IBAN, as bytes.
        iban: Private,
    }

    /// A debtor does not pay from that account, or no longer.
    PayerForgotten {
        /// Which one.
        account: PayerAccountId,
    }

    /// Lines like this are no customer's: a person said so. Creates a rule.
    BankRuleSet {
        /// [`crate::payments::Rule`] as JSON.
        rule: Private,
    }

    /// The rule no longer holds.
    BankRuleRemoved {
        /// Which one.
        rule: BankRuleId,
    }

    /// What the creditor decides about matching, from that day.
    MatchingSet {
        /// All of it.
        settings: Settings,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_of_an_older_journal_is_in_the_currency_of_its_line() {
        let old: LineIs = serde_json::from_str(r#"{"is":"payment","payments":[7],"credits":[]}"#).expect("JSON");
        assert_eq!((old.converted(), old.payments().collect::<Vec<_>>()), (None, vec![MovementId(7)]));
        assert_eq!(serde_json::to_string(&old).expect("JSON"), r#"{"is":"payment","payments":[7],"credits":[]}"#);
        let dollars: LineIs =
            serde_json::from_str(r#"{"is":"payment","payments":[7],"credits":[],"converted":{"amount":250000,"currency":"USD"}}"#)
                .expect("JSON");
        assert_eq!(dollars.converted().map(Money::french), Some("2\u{202f}500,00\u{a0}USD".to_owned()));
    }
}
