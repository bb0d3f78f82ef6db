//! One way in which a line may have paid, before and after it is weighed.

use super::naming::Hit;
use crate::ids::MovementId;
use crate::money::Cents;
use crate::payments::books::ExpectedKind;
use crate::payments::verdict::Rest;

/// The idea behind a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The claims that the text names, to the cent.
    Named,
    /// One claim of exactly this amount.
    Amount,
    /// A sum that was expected.
    Expected(ExpectedKind),
    /// All that is open.
    Balance,
    /// All that is due.
    Due,
    /// Several claims that add up.
    Sum,
    /// The claims named and others that make up the sum.
    NamedAndMore,
    /// Some of the claims named.
    NamedLess,
    /// Claims less a credit of the debtor.
    LessCredit,
    /// Claims less the discount for early payment.
    Discount,
    /// Claims less what a bank may have taken.
    Fee,
    /// Claims less next to nothing.
    WriteOff,
    /// Claims and something over.
    Over,
    /// A part of the claims named.
    Part,
    /// Nothing but who paid is known: the legal order.
    Order,
    /// Nothing is open, or what is named is paid already.
    Advance,
}

/// One way in which a line may have paid.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub kind: Kind,
    /// Debtors, by their places.
    pub payers: Vec<u32>,
    /// Cents of the line for claims, by their places.
    pub parts: Vec<(u32, Cents)>,
    pub credits: Vec<(MovementId, u32, Cents)>,
    pub rest: Rest,
    /// What the text names of it.
    pub hits: Vec<Hit>,
    /// The line quotes the reference of the letter that asked this sum.
    pub quoted: bool,
    /// How many sums were tried to find it.
    pub tried: u64,
    /// Other sums of the same debtor fit as well.
    pub ambiguous: bool,
    /// A sum of claims from here and there.
    pub scattered: bool,
    /// Another claim of the debtor has the amount to the cent, and this is none of it.
    pub outdone: bool,
    /// Chance that it is wrong, in millionths: set when it is weighed.
    pub doubt: u64,
    /// The highest score that its idea allows: set when it is weighed.
    pub cap: u16,
    /// Something stands against it: set when it is weighed.
    pub against: Option<Against>,
}

/// What stands against a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Against {
    /// The line quotes a number of the same form that is none of the debtor's.
    ForeignNumber,
    /// The line names other claims.
    OtherNumber,
    /// The account is known for another debtor.
    OtherIban,
    /// The bank names somebody else.
    OtherName,
    /// The claim is younger than the payment.
    Younger,
    /// Debtors that nothing ties together.
    Untied,
}

impl Draft {
    pub fn new(kind: Kind, payer: u32) -> Draft {
        Draft {
            kind,
            payers: vec![payer],
            parts: Vec::new(),
            credits: Vec::new(),
            rest: Rest::None,
            hits: Vec::new(),
            quoted: false,
            tried: 1,
            ambiguous: false,
            scattered: false,
            outdone: false,
            doubt: 1_000_000,
            cap: 1000,
            against: None,
        }
    }

    /// Whether it pays the same claims the same cents.
    pub fn same(&self, other: &Draft) -> bool {
        self.parts == other.parts && self.credits == other.credits && self.payers == other.payers && self.rest == other.rest
    }

    /// Whether the line names a claim of it.
    pub fn names(&self, claim: u32) -> bool {
        self.quoted || self.hits.iter().any(|hit| hit.claim == claim)
    }

    /// From 0 to 1000.
    pub fn score(&self) -> u16 {
        let lost = self.doubt.div_ceil(1000).min(1000);
        (1000 - u16::try_from(lost).unwrap_or(1000)).min(self.cap)
    }

    /// Whether the amount of the line is explained to the cent by what is owed or expected.
    pub fn explains_amount(&self) -> bool {
        !matches!(self.kind, Kind::Fee | Kind::WriteOff | Kind::Over | Kind::Part | Kind::Order | Kind::Advance)
    }
}
