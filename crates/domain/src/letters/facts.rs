//! What a letter is written from: plain data prepared by the caller, complete, in the letter's own day.
//!
//! Units: cents of one currency. Nothing here is computed by the letters: they add up, arrange and say, and they refuse
//! figures that do not add up.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::document::DocumentKind;
use crate::events::Channel;
use crate::money::{Cents, Currency, Rate};
use crate::party::{ActsFor, CreditorKind, CreditorProfile, DebtorDetails, DebtorKind, Language};

/// Everything a letter needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterFacts {
    /// Letterhead, account and signatory of the creditor.
    pub creditor: CreditorProfile,
    /// Whether the creditor is a business: its papers then bear its identifiers (C. com. R123-237).
    pub creditor_kind: CreditorKind,
    /// For whom the tenant writes. An amicable collector writes under CPCE R124-4.
    pub acts_for: ActsFor,
    /// To whom.
    pub debtor: DebtorDetails,
    /// What the debtor is in law: it decides what may be asked and which articles are cited.
    pub debtor_kind: DebtorKind,
    /// The user's code of the debtor, shown with the reference; may be empty.
    pub debtor_code: String,
    /// Language of the letter.
    pub language: Language,
    /// The day the letter bears and on which every sum is stopped.
    pub date: Date,
    /// The calendar date by which it asks to pay.
    pub pay_by: Option<Date>,
    /// The letter's reference, also the remittance text.
    pub reference: String,
    /// Currency of every amount.
    pub currency: Currency,
    /// The claims, in the order shown.
    pub items: Vec<LetterClaim>,
    /// Whether interest and the fixed indemnity are asked, or the principal only.
    pub asks_accessories: bool,
    /// The rates used, in the order of their days.
    pub rates: Vec<RateUsed>,
    /// Letters really sent that this one may cite. Prepared or skipped ones do not belong here.
    pub sent: Vec<SentLetter>,
    /// For a collector: its first letter, recalled at every later step (CPCE R124-4, last paragraph); absent while this one is the first.
    pub first_letter: Option<FirstLetter>,
    /// The statement, line by line, in the order shown; empty for no annex.
    pub statement: Vec<StatementLine>,
    /// EPC069-12 payload of the code to pay; empty for none.
    pub qr: String,
    /// What was said in a call ([`DocumentKind::CallConfirmation`]).
    pub call: Option<CallSummary>,
    /// The payment thanked for ([`DocumentKind::ThankYou`]).
    pub thanks: Option<PaymentThanked>,
    /// Copies joined, in words (« Facture F-2026-0412 »).
    pub enclosures: Vec<String>,
    /// How it leaves.
    pub channel: Channel,
    /// Whether the médiateur des entreprises is named (businesses and public buyers, not in liquidation).
    pub business_mediator: bool,
    /// Paragraphs 2 and 3 of CPCE L111-8, word for word, for the first letter of a collector (R124-4 5°).
    pub l111_8: Option<QuotedText>,
}

/// One claim in a letter. `principal` = `total` − `paid` − `credited` − `disputed`, save where a payment was imputed on
/// interest first (C. civ. 1343-1), which leaves more principal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterClaim {
    /// The invoice's number as printed.
    pub number: String,
    /// Day of issue.
    pub issued_on: Date,
    /// Last day to pay.
    pub due_on: Date,
    /// Principal of this due date before anything was received, VAT included.
    pub total: Cents,
    /// Received (allocated money, and unallocated money counted for this claim).
    pub paid: Cents,
    /// Credited by credit notes.
    pub credited: Cents,
    /// Principal asked: still owed, without the disputed part.
    pub principal: Cents,
    /// Principal disputed: shown apart, not asked.
    pub disputed: Cents,
    /// Interest due on the day of the letter.
    pub interest: Cents,
    /// Fixed indemnity due.
    pub indemnity: Cents,
    /// What was supplied; empty where the accounts do not say.
    pub subject: String,
    /// Day on which an earlier formal notice for this claim was received or first presented.
    pub notice_received_on: Option<Date>,
}

/// A rate that the interest asked was computed with. On which days is said by the statement, line by line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateUsed {
    /// A year.
    pub rate: Rate,
    /// Where it comes from, in the letter's language: « taux de la Banque centrale européenne majoré de 10 points », « taux convenu au
    /// contrat ». Said to a business only; the sentences for the others name theirs.
    pub source: String,
}

/// A letter that really left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentLetter {
    /// Which document: reminders, notices and call confirmations are cited, thanks and statements are not.
    pub document: DocumentKind,
    /// Through what.
    pub channel: Channel,
    /// Day it left.
    pub sent_on: Date,
    /// Its reference; may be empty.
    pub reference: String,
}

/// The first letter of an amicable collector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstLetter {
    /// Its reference.
    pub reference: String,
    /// Day it left.
    pub sent_on: Date,
}

/// One line of the statement, signed so that the lines of a claim add up to what is asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLine {
    /// The invoice's number.
    pub number: String,
    /// Its due date, which tells two due dates of one invoice apart.
    pub due_on: Date,
    /// What the line is, in the letter's language.
    pub label: String,
    /// First day, or the day of a payment.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Days counted.
    pub days: Option<i64>,
    /// Sum on which interest runs.
    pub base: Option<Cents>,
    /// A year.
    pub rate: Option<Rate>,
    /// Amount: payments and credits are negative.
    pub amount: Cents,
    /// Article or clause.
    pub article: String,
    /// How sure the rule is, as in the rule book: empty, `[K]` or `[?]`.
    pub mark: String,
}

/// What was said in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallSummary {
    /// Day of the call.
    pub on: Date,
    /// With whom; may be empty.
    pub spoke_with: String,
    /// In words, as the person who called wrote it.
    pub said: String,
    /// A sum promised by a day.
    pub promised: Option<(Cents, Date)>,
}

/// The payment thanked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentThanked {
    /// How much.
    pub amount: Cents,
    /// Day of payment.
    pub received_on: Date,
    /// Numbers of the invoices whose principal it settled.
    pub settled: Vec<String>,
    /// Principal left on the other claims it touched; zero is not mentioned.
    pub remaining: Cents,
}

/// A text of law quoted word for word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotedText {
    /// The text.
    pub text: String,
    /// « Article L111-8 du code des procédures civiles d'exécution (alinéas 2 et 3) ».
    pub source: String,
}

impl LetterClaim {
    /// What the letter asks for this claim.
    pub fn asked(&self, accessories: bool) -> Cents {
        if accessories { self.principal + self.interest + self.indemnity } else { self.principal }
    }

    /// What the amounts shown leave before any imputation on interest.
    pub(crate) fn book(&self) -> Cents {
        self.total - self.paid - self.credited - self.disputed
    }
}

impl LetterFacts {
    /// What the letter asks in all.
    pub fn asked(&self) -> Cents {
        self.items.iter().map(|item| item.asked(self.asks_accessories)).sum()
    }

    /// Sum of one amount over the claims.
    pub(crate) fn sum(&self, of: fn(&LetterClaim) -> Cents) -> Cents {
        self.items.iter().map(of).sum()
    }

    /// Interest asked by this letter.
    pub(crate) fn interest_asked(&self) -> Cents {
        if self.asks_accessories { self.sum(|item| item.interest) } else { Cents::ZERO }
    }

    /// Fixed indemnity asked by this letter.
    pub(crate) fn indemnity_asked(&self) -> Cents {
        if self.asks_accessories { self.sum(|item| item.indemnity) } else { Cents::ZERO }
    }

    /// Whether the writer is an amicable collector (CPCE R124-1).
    pub(crate) fn by_collector(&self) -> bool {
        matches!(self.acts_for, ActsFor::AmicableCollector { .. })
    }

    /// Whether penalties and the 40 € exist in law for this debtor (C. com. L441-10; CCP L2192-13).
    pub(crate) fn professional(&self) -> bool {
        matches!(self.debtor_kind, DebtorKind::Business | DebtorKind::PublicBody)
    }
}
