//! One line of a bank statement, as far as matching reads it. Readers of statements fill it; nothing here knows a file format.

use jiff::civil::Date;

use crate::money::{Cents, Currency, Money};

vocabulary! {
    /// What the bank says a line is. What it does not say is [`LineKind::Other`].
    LineKind {
        /// A transfer, in or out.
        Transfer "transfer" "virement",
        /// A cheque, or a remittance of cheques.
        Cheque "cheque" "chèque",
        /// A direct debit that the creditor issued, or one drawn on its account.
        DirectDebit "direct_debit" "prélèvement",
        /// Takings or purchases by card.
        Card "card" "carte",
        /// Cash.
        Cash "cash" "espèces",
        /// A bill of exchange or promissory note.
        Bill "bill" "effet de commerce",
        /// Something that was paid and comes back: unpaid cheque, rejected direct debit, recalled transfer.
        Returned "returned" "impayé ou rejet",
        /// What the bank takes for itself.
        Fee "fee" "frais bancaires",
        /// Interest of the account.
        Interest "interest" "intérêts bancaires",
        /// Not said.
        Other "other" "autre",
    }
}

/// A line of a bank statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Booking day.
    pub on: Date,
    /// Positive for what came in, negative for what went out.
    pub cents: Cents,
    /// Currency of the amount.
    pub currency: Currency,
    /// Every free text of the line, in the order of the file: label, complements, remittance information.
    pub texts: Vec<String>,
    /// Structured creditor reference, or empty.
    pub reference: String,
    /// End-to-end reference of the payer, or empty.
    pub end_to_end: String,
    /// Name of the payer where the bank gives it apart from the label, or empty.
    pub payer_name: String,
    /// IBAN of the payer, or empty. Blanks and case do not matter.
    pub payer_iban: String,
    /// What the bank says it is.
    pub kind: LineKind,
    /// ISO code of the reason of a return (`AM04`…), or empty.
    pub return_code: String,
    /// What the payer ordered, without sign, where it is in another currency: the bank converted it.
    pub ordered: Option<Money>,
}

impl Line {
    /// A transfer in euros with a label and nothing else.
    pub fn transfer(on: Date, cents: Cents, label: &str) -> Line {
        Line {
            on,
            cents,
            currency: Currency::EUR,
            texts: vec![label.to_owned()],
            reference: String::new(),
            end_to_end: String::new(),
            payer_name: String::new(),
            payer_iban: String::new(),
            kind: LineKind::Transfer,
            return_code: String::new(),
            ordered: None,
        }
    }

    /// Its amount with its currency.
    pub fn money(&self) -> Money {
        Money { amount: self.cents, currency: self.currency }
    }

    /// The end-to-end reference where it says something (`NOTPROVIDED` says that there is none).
    pub fn end_to_end(&self) -> Option<&str> {
        told_end_to_end(&self.end_to_end)
    }
}

/// An end-to-end reference where it says something.
pub(super) fn told_end_to_end(said: &str) -> Option<&str> {
    let said = said.trim();
    (!said.is_empty() && !said.eq_ignore_ascii_case("NOTPROVIDED")).then_some(said)
}

/// An IBAN as it is compared: upper case, without blanks.
pub fn plain_iban(iban: &str) -> String {
    iban.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}
