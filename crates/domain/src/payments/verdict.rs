//! What the engine answers for a line: a match, candidates, whom it holds, or why it is nobody's.

use serde::{Deserialize, Serialize};

use super::settings::Settings;
use crate::ids::{ClaimId, DebtorId, MovementId};
use crate::money::{Cents, Currency, Money};

vocabulary! {
    /// What speaks for a match.
    Evidence {
        /// A structured reference whose check digits are right.
        Reference "reference" "Référence RF",
        /// A number of an invoice, whole.
        Number "number" "Numéro de facture",
        /// The end of a number, or one that is a character away.
        LikeNumber "like_number" "Numéro approché",
        /// The amount of a claim, to the cent.
        Amount "amount" "Montant exact",
        /// The sum of several claims, to the cent.
        Sum "sum" "Somme exacte",
        /// All that is open, or all that is due, to the cent.
        Balance "balance" "Solde du compte",
        /// A sum that was promised, planned or asked.
        Expected "expected" "Somme attendue",
        /// An IBAN that a person confirmed for this debtor.
        Iban "iban" "IBAN connu",
        /// The name.
        Name "name" "Nom",
        /// The SIREN.
        Siren "siren" "SIREN",
        /// The code in the books.
        Code "code" "Code client",
        /// Debtors of one group.
        Group "group" "Même groupe",
        /// Payments that are in the books from elsewhere.
        Recorded "recorded" "Règlement déjà inscrit",
        /// A file of direct debits, credited in one line: each debit is a payment of its own.
        Remittance "remittance" "Remise de prélèvements",
    }
}

/// What is left once the allocations are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rest {
    /// Nothing: the line pays exactly these claims.
    None,
    /// Money beyond the claims: it stays the debtor's, on account.
    OnAccount(Cents),
    /// The claims are paid in part: this much of them stays due.
    StillDue(Cents),
    /// This much of the claims is missing, probably taken by banks.
    Fee(Cents),
    /// This much of the claims is missing: the discount for early payment.
    Discount(Cents),
    /// This much of the claims is missing, and is small enough to be given up.
    WriteOff(Cents),
}

impl Rest {
    /// The money of the line that no claim takes.
    pub fn on_account(self) -> Cents {
        if let Rest::OnAccount(cents) = self { cents } else { Cents::ZERO }
    }

    /// The difference that a person may give up with the match, within what the creditor set; the discount for early payment was granted.
    pub fn may_be_given_up(self, settings: &Settings, currency: Currency) -> Option<Cents> {
        let (fee, write_off) = settings.limits(currency);
        match self {
            Rest::WriteOff(cents) => Some(cents).filter(|cents| *cents <= write_off),
            Rest::Fee(cents) => Some(cents).filter(|cents| *cents <= fee),
            Rest::Discount(cents) => Some(cents),
            Rest::None | Rest::OnAccount(_) | Rest::StillDue(_) => None,
        }
    }

    /// What stays open on the claims, whatever is then decided of it. Nothing is ever given up by the match itself.
    pub fn missing(self) -> Cents {
        match self {
            Rest::None | Rest::OnAccount(_) => Cents::ZERO,
            Rest::StillDue(cents) | Rest::Fee(cents) | Rest::Discount(cents) | Rest::WriteOff(cents) => cents,
        }
    }
}

/// What a line may pay. The allocations, what stays on account and the payments told again add up to the line, to the cent; where the
/// line is converted, to what it settles in the other currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// Who paid: one, or several of a group.
    pub debtors: Vec<DebtorId>,
    /// Cents of the line for each claim, the oldest due date first.
    pub allocations: Vec<(ClaimId, Cents)>,
    /// Credits of the debtor that it deducted, and on which claim.
    pub credits: Vec<(MovementId, ClaimId, Cents)>,
    /// Payments that the books have from elsewhere, with their amounts: the line is they, and pays nothing more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<(MovementId, Cents)>,
    /// What is left.
    pub rest: Rest,
    /// What it settles in another currency than the line's: all its amounts are of that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub converted: Option<Money>,
    /// From 0 to 1000.
    pub score: u16,
    /// What speaks for it.
    pub evidence: Vec<Evidence>,
    /// Why, one sentence in French.
    pub reason: String,
}

impl Match {
    /// What its parts add up to: the line, or what it was converted from.
    pub fn whole(&self, line: Money) -> Money {
        self.converted.unwrap_or(line)
    }
}

/// A payment that a line takes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Back {
    /// Which payment.
    pub payment: MovementId,
    /// Whose.
    pub debtor: DebtorId,
    /// The books have it from elsewhere that it came back.
    #[serde(default)]
    pub told: bool,
    /// What the bank took besides.
    pub fee: Cents,
    /// From 0 to 1000.
    pub score: u16,
    /// Why, one sentence in French.
    pub reason: String,
}

/// A debtor to whom a line may give its credit back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenBack {
    /// Whose credit.
    pub debtor: DebtorId,
    /// From 0 to 1000.
    pub score: u16,
    /// Why, one sentence in French.
    pub reason: String,
}

vocabulary! {
    /// Why a line is left aside.
    Aside {
        /// A rule learned from an earlier decision.
        Rule "rule" "règle apprise",
        /// Between two accounts of the creditor.
        OwnAccount "own_account" "virement entre vos comptes",
        /// Fees or interest of the bank.
        Bank "bank" "opération de la banque",
        /// Money that left.
        Outgoing "outgoing" "sortie d'argent",
        /// No money at all.
        Nothing "nothing" "ligne sans montant",
        /// A person said that it is no customer's.
        NotCustomer "not_customer" "pas un client",
    }
}

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It pays this, and may be recorded without asking.
    Automatic(Match),
    /// It probably pays one of these, the likeliest first: a person says which.
    Proposed(Vec<Match>),
    /// It takes back one of these payments, the likeliest first; without asking only where it says so.
    TakesBack {
        /// Which.
        payments: Vec<Back>,
        /// Whether the first may be recorded without asking.
        automatic: bool,
    },
    /// It gives its credit back to one of these debtors, the likeliest first: a person says whether, and to which.
    GivesBack(Vec<GivenBack>),
    /// It may be money of one of these debtors; what it pays is not known.
    Holds(Vec<DebtorId>),
    /// It is no payment of a customer.
    Unrelated(Aside),
    /// Nobody is known who could have paid it.
    Unknown,
}

/// The answer for one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What it is.
    pub outcome: Outcome,
    /// Debtors whose letters wait while it is undecided.
    pub holds: Vec<DebtorId>,
    /// Why this and not more, one sentence in French.
    pub why: String,
}

impl Verdict {
    /// The match that may be recorded without asking.
    pub fn automatic(&self) -> Option<&Match> {
        if let Outcome::Automatic(found) = &self.outcome { Some(found) } else { None }
    }

    /// The likeliest match, automatic or proposed.
    pub fn first(&self) -> Option<&Match> {
        match &self.outcome {
            Outcome::Automatic(found) => Some(found),
            Outcome::Proposed(found) => found.first(),
            _ => None,
        }
    }
}
