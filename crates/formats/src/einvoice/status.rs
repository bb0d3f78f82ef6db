//! A life-cycle message of the French reform as its file says it (CDAR, UN/CEFACT D22B; « MDT » are its terms).
//!
//! Statuses arrive out of order and twice: keep them all, and order them by [`Status::at`]. The key of the invoice is
//! seller, number, type and date.

use domain::Date;
use domain::money::{Cents, Currency, Rate};
use jiff::civil::DateTime;

use super::invoice::Identifier;
use super::meaning::{Effect, Meaning};

/// A message: most bear one status, some bear several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatusMessage {
    /// MDT-4.
    pub id: Option<String>,
    /// MDT-5.
    pub name: Option<String>,
    /// MDT-2: REGULATED, NON_REGULATED, B2C…
    pub process: Option<String>,
    /// MDT-3.
    pub guideline: Option<String>,
    /// MDT-8: when the message was made, by the clock of who made it.
    pub created_at: Option<DateTime>,
    /// MDT-21: WK a platform, SE the seller, BY the buyer.
    pub sender_role: Option<String>,
    /// Who set the status (MDT-38 to 40).
    pub issuer: Actor,
    /// Whom it is for.
    pub recipients: Vec<Actor>,
    /// What it says of invoices.
    pub statuses: Vec<Status>,
}

/// Somebody whom a message names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// SE the seller, BY the buyer, WK a platform, DFH the public portal.
    pub role: Option<String>,
    /// SIREN (0002), or the number of a platform (0238).
    pub id: Option<Identifier>,
    /// The registered name.
    pub name: Option<String>,
}

/// What is said of one invoice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// MDT-78: when it became so, by the clock of who set it.
    pub at: Option<DateTime>,
    /// MDT-77: 305 transmission, 23 processing.
    pub phase: Option<String>,
    /// MDT-87: the number of the invoice (BT-1).
    pub invoice: Option<String>,
    /// MDT-91: its type (BT-3).
    pub invoice_type: Option<String>,
    /// MDT-100: its date (BT-2).
    pub invoice_date: Option<Date>,
    /// MDT-95: when the platform received it.
    pub received_at: Option<DateTime>,
    /// MDT-129: the seller.
    pub seller: Option<Identifier>,
    /// MDT-105: 200, 207, 212…
    pub code: Option<String>,
    /// MDT-106: as written in the file.
    pub label: Option<String>,
    /// What it says more, in the order of the file.
    pub details: Vec<Detail>,
}

/// A reason, what is asked for, and the data that it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// MDT-113: TX_TVA_ERR, AUTRE, NON_TRANSMISE…
    pub reason: Option<String>,
    /// MDT-114: in words.
    pub text: Option<String>,
    /// MDT-121: NOA nothing, NIN a new invoice, CNF a credit note in full, CNP in part, OTH…
    pub action: Option<String>,
    /// MDT-122: in words.
    pub action_text: Option<String>,
    /// Free texts.
    pub notes: Vec<String>,
    /// Amounts and values.
    pub data: Vec<Datum>,
}

/// A value that a status is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Datum {
    /// MDT-206: which fact of the invoice, as `BT-152`.
    pub id: Option<String>,
    /// MDT-207: MEN cashed, MPA paid, RAP left to pay, MAP and MAPTTC approved, MNA and MNATTC not approved, ESC, RAB, REM
    /// reductions, CBB account to pay to, DIV as invoiced, DVA as expected.
    pub kind: Option<String>,
    /// MDT-211.
    pub name: Option<String>,
    /// MDT-213: where it stands in the invoice.
    pub location: Option<String>,
    /// MDT-215, with its currency where it says one.
    pub amount: Option<(Cents, Option<Currency>)>,
    /// MDT-224: for an amount that was cashed, its VAT rate.
    pub percent: Option<Rate>,
    /// Whatever else it holds: the element and its text.
    pub others: Vec<(String, String)>,
}

impl Status {
    /// Every value, whatever it came with.
    pub fn data(&self) -> impl Iterator<Item = &Datum> {
        self.details.iter().flat_map(|detail| &detail.data)
    }

    /// The codes of the reasons, in the order of the file.
    pub fn reasons(&self) -> impl Iterator<Item = &str> {
        self.details.iter().filter_map(|detail| detail.reason.as_deref())
    }

    /// The sum of the amounts of some kinds (`["MEN"]`), where there are any, all in one currency.
    pub fn sum(&self, kinds: &[&str]) -> Option<(Cents, Option<Currency>)> {
        let wanted = self.data().filter(|datum| datum.kind.as_deref().is_some_and(|kind| kinds.contains(&kind)));
        let mut amounts = wanted.filter_map(|datum| datum.amount);
        let (first, currency) = amounts.next()?;
        amounts.try_fold((first, currency), |(sum, currency), (amount, own)| {
            (own == currency).then_some((Cents(sum.0.checked_add(amount.0)?), currency))
        })
    }

    /// What its code stands for; `None` for a code that nobody published.
    pub fn meaning(&self) -> Option<&'static Meaning> {
        self.code.as_deref().and_then(Meaning::of)
    }

    /// What it changes for recovery. « Déposée » with the reason that it was not delivered says the contrary of the code alone.
    pub fn effect(&self) -> Effect {
        Effect::of(self.code.as_deref().unwrap_or_default(), self.reasons())
    }
}
