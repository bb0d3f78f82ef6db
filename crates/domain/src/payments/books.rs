//! What the engine must know of the books to say what a bank line is: open claims, payers, sums that are expected, credits
//! not used, payments that could come back, rules learned.
//!
//! All of it is given to a [`Builder`](super::Builder) piece by piece, so that a caller can read a million rows without keeping
//! them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::line::{LineKind, told_end_to_end};
use crate::ids::{ClaimId, DebtorId, MovementId};
use crate::money::{Cents, Currency};

/// A claim that money can pay. One that was just paid may be given with nothing open: a line that cites it is then seen as a
/// second payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenItem {
    /// Which.
    pub claim: ClaimId,
    /// Who owes it.
    pub debtor: DebtorId,
    /// Number of its invoice, as printed.
    pub number: String,
    /// Book principal, less what is received already.
    pub open: Cents,
    /// Currency.
    pub currency: Currency,
    /// Day of issue.
    pub issued_on: Date,
    /// Last day to pay.
    pub due_on: Date,
    /// The debtor may not pay it, or said that it will not: an insolvency, a dispute. Money that does not name it is for others.
    pub stopped: bool,
}

/// Somebody who may pay: a debtor, with or without open claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payer {
    /// Which.
    pub debtor: DebtorId,
    /// Code in the creditor's books.
    pub code: String,
    /// Name.
    pub name: String,
    /// Other names under which it pays (trade name, former name, a payer that a person confirmed).
    pub also: Vec<String>,
    /// SIREN, or empty.
    pub siren: String,
    /// IBANs from which it paid, each confirmed by a person.
    pub ibans: Vec<String>,
    /// Debtors who pay for one another bear the same number: the records of one SIREN.
    pub group: Option<i64>,
}

vocabulary! {
    /// Why a sum is expected.
    ExpectedKind {
        /// An instalment of a plan.
        Instalment "instalment" "échéance de l'échéancier",
        /// A promise.
        Promise "promise" "promesse",
        /// What a life-cycle status announced.
        Announced "announced" "paiement annoncé",
        /// What a letter asked, accessories included.
        Letter "letter" "somme demandée par courrier",
        /// What a file of direct debits collects.
        Debit "debit" "prélèvement préparé",
    }
}

/// A sum that a debtor said it would pay, or was asked to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// From whom.
    pub debtor: DebtorId,
    /// Why.
    pub kind: ExpectedKind,
    /// How much.
    pub cents: Cents,
    /// Currency.
    pub currency: Currency,
    /// The day named, or the day of the letter.
    pub on: Date,
    /// The reference that the letter asked to quote or that the direct debit bears, or empty.
    pub reference: String,
    /// What it pays: cents for each claim, adding up to the sum. A letter that asked accessories counts them with their claim.
    pub shares: Vec<(ClaimId, Cents)>,
}

/// A file of direct debits, or the debits of one kind in it: banks credit each in one line, or debit by debit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remittance {
    /// The reference of its message.
    pub message: String,
    /// Day of the collection.
    pub on: Date,
    /// What it collects, in euros.
    pub debits: Vec<(DebtorId, ClaimId, Cents)>,
}

impl Remittance {
    /// The sum of it.
    pub fn total(&self) -> Cents {
        self.debits.iter().map(|(_, _, cents)| *cents).sum()
    }
}

/// A credit note or an advance that is not used yet: a debtor may deduct it from what it pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Which movement.
    pub movement: MovementId,
    /// Whose.
    pub debtor: DebtorId,
    /// What is left of it.
    pub cents: Cents,
    /// Currency.
    pub currency: Currency,
}

/// A payment that was recorded: it may come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Which movement.
    pub movement: MovementId,
    /// Whose.
    pub debtor: DebtorId,
    /// Its day.
    pub on: Date,
    /// Its amount, positive.
    pub cents: Cents,
    /// Currency.
    pub currency: Currency,
    /// Label, numbers or references it bore.
    pub reference: String,
    /// End-to-end reference it bore, or empty.
    pub end_to_end: String,
    /// The entry of the accounts in which it stands with others (a remittance of cheques), or empty.
    pub entry: String,
    /// A line of the bank is this payment.
    pub on_line: bool,
    /// The day on which it came back, and whether a line of the bank says so.
    pub came_back: Option<(Date, bool)>,
    /// How it was paid, [`LineKind::Other`] where nobody says: cash does not bounce, and a cheque not as a direct debit.
    pub means: LineKind,
}

impl Received {
    /// The end-to-end reference where it bore one that says something.
    pub fn end_to_end(&self) -> Option<&str> {
        told_end_to_end(&self.end_to_end)
    }
}

/// How a line that is no customer's is known again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum RuleBy {
    /// The IBAN of who pays.
    Iban {
        /// As on the line; blanks and case do not matter.
        iban: String,
    },
    /// Words that follow each other in the label; case, accents and punctuation do not matter.
    Label {
        /// The words.
        words: String,
    },
}

/// « Not a customer »: learned from an earlier decision of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// How the line is known.
    pub by: RuleBy,
    /// What it is, as the person said it: « Remboursement URSSAF ».
    pub says: String,
}
