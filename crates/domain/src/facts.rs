//! The facts about one tenant and one debtor, as gathered for a decision, a statement or a letter.
//!
//! Facts carry their dates and are complete: the same value answers for any day, through functions that take the
//! day. What happened after the day asked is not seen (a payment dated tomorrow does not count today). They are
//! built in two ways that must agree: from the projections (bulk) and from a prefix of the journal (one debtor, « tel
//! que connu au »), see [`crate::ledger`].

use jiff::civil::Date;

use crate::events::{Channel, HoldCause, LimitationAct, Proceeding, StepDone};
use crate::ids::{
    AllocationId, BankLineId, ClaimId, DebtorId, DisputeId, HoldId, InsolvencyId, InvoiceId, LetterId, MovementId, PlanId, PromiseId, Seq,
    WaiverId,
};
use crate::money::{Cents, Currency};
use crate::party::{ActsFor, CreditorKind, DebtorKind, Language, Reach, Territory};
use crate::policy::Policy;
use crate::terms::{CreditCause, DueBasis, Imputation, PaymentTerms, RateClause, WaiverOf};

/// What holds for every debtor of a tenant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TenantFacts {
    /// Which column of the legal rate.
    pub creditor_kind: CreditorKind,
    /// Where holidays are judged.
    pub territory: Territory,
    /// For whom the tenant writes.
    pub acts_for: ActsFor,
    /// Whether the identity was given (name, address, signatory…).
    pub has_profile: bool,
    /// Whether an IBAN is known.
    pub has_iban: bool,
    /// Terms of the creditor, in the order of their events.
    pub terms: Vec<DatedTerms>,
    /// Policy in force on the day the facts were gathered for.
    pub policy: Policy,
    /// Civil day of the tenant's first import or first recorded invoice: the prudent days count from it.
    pub started_on: Option<Date>,
    /// The newest day through which every payment is known (`UpToDate`, or the end of a complete source of payments).
    pub payments_known_through: Option<Date>,
}

/// Terms in force for invoices issued from a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedTerms {
    /// First day of issue they apply to.
    pub from: Date,
    /// Terms to compute a due date.
    pub terms: Option<PaymentTerms>,
    /// A penalty rate fixed by the contract.
    pub clause: Option<RateClause>,
    /// How part payments are imputed.
    pub imputation: Imputation,
    /// Kind of a debtor that no file says.
    pub default_kind: Option<DebtorKind>,
}

/// One debtor with everything that bears on what may be done.
#[derive(Clone, Debug, PartialEq)]
pub struct DebtorFacts {
    /// Whom.
    pub debtor: DebtorId,
    /// The user's code.
    pub code: String,
    /// What it is in law.
    pub kind: DebtorKind,
    /// ISO 3166 country, empty for France.
    pub country: String,
    /// Language of its letters.
    pub language: Language,
    /// How it can be reached.
    pub reach: Reach,
    /// Day on which its details last changed: a letter that came back before that day says nothing of the new address.
    pub reach_changed_on: Option<Date>,
    /// A scenario of its own, by name.
    pub scenario: Option<String>,
    /// Terms of its own, in the order of their events.
    pub terms: Vec<DatedTerms>,
    /// Its claims, by id. Claims of undone or uncompleted imports are not there.
    pub claims: Vec<ClaimFacts>,
    /// Its payments and credit notes, by id.
    pub movements: Vec<MovementFacts>,
    /// Its holds, by id.
    pub holds: Vec<HoldFacts>,
    /// Its promises, by id.
    pub promises: Vec<PromiseFacts>,
    /// Its plans, by id.
    pub plans: Vec<PlanFacts>,
    /// Its insolvency proceedings, by id.
    pub insolvencies: Vec<InsolvencyFacts>,
    /// Letters and contacts, by id.
    pub contacts: Vec<ContactFacts>,
    /// Actions approved by a person: key and day.
    pub approved: Vec<(String, Date)>,
    /// Money on the bank that may be the debtor's and is not decided, by line and by the day it was said.
    pub unmatched: Vec<UnmatchedFacts>,
}

/// One due date of one invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimFacts {
    /// Which.
    pub id: ClaimId,
    /// Of which invoice.
    pub invoice: InvoiceId,
    /// The invoice's number as printed.
    pub number: String,
    /// Day of issue.
    pub issued_on: Date,
    /// End of the service or delivery, if known.
    pub performed_on: Option<Date>,
    /// Last day to pay.
    pub due_on: Date,
    /// Where that day comes from.
    pub due_basis: DueBasis,
    /// Principal of this due date, VAT included.
    pub amount: Cents,
    /// The whole invoice.
    pub total: Cents,
    /// Currency.
    pub currency: Currency,
    /// Civil day on which the program learnt of it.
    pub seen_on: Date,
    /// What was allocated to it.
    pub entries: Vec<Entry>,
    /// Its disputes.
    pub disputes: Vec<DisputeFacts>,
    /// What was waived.
    pub waivers: Vec<WaiverFacts>,
    /// Days on which a formal notice was received or first presented.
    pub formal_notices: Vec<Date>,
    /// Day from which a judgment is enforceable and notified.
    pub judgment_on: Option<Date>,
    /// Day from which interest is capitalised.
    pub capitalise_from: Option<Date>,
    /// What interrupted or suspended limitation.
    pub limitation: Vec<LimitationFacts>,
    /// Steps that were sent, done or skipped for good.
    pub steps: Vec<StepFacts>,
    /// Steps postponed: not before that day.
    pub postponed: Vec<(StepDone, Date)>,
    /// Days on which the cycle restarted; the cycle of a day is one more than the restarts until then.
    pub restarts: Vec<Date>,
}

/// Money or credit allocated to a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The allocation.
    pub allocation: AllocationId,
    /// Of which payment or credit note.
    pub movement: MovementId,
    /// Day from which it counts.
    pub on: Date,
    /// How much.
    pub cents: Cents,
    /// A payment, or a credit note with its cause.
    pub kind: EntryKind,
    /// Day on which the payment came back; in law it never paid.
    pub reversed_on: Option<Date>,
}

/// What reduced a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// Money.
    Payment,
    /// A credit note.
    Credit(CreditCause),
}

/// A payment or credit note with what is left of it.
#[derive(Clone, Debug, PartialEq)]
pub struct MovementFacts {
    /// Which.
    pub id: MovementId,
    /// Its day.
    pub on: Date,
    /// Its amount, positive.
    pub amount: Cents,
    /// Currency.
    pub currency: Currency,
    /// Payment or credit note.
    pub kind: EntryKind,
    /// Number of the credit note; empty for a payment.
    pub number: String,
    /// Allocated to claims, or given back: by which allocation, from which day, how much.
    pub allocated: Vec<(AllocationId, Date, Cents)>,
    /// Day on which the payment came back.
    pub reversed_on: Option<Date>,
}

/// A dispute on a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct DisputeFacts {
    /// Which.
    pub id: DisputeId,
    /// From.
    pub on: Date,
    /// Part disputed; the whole where absent.
    pub amount: Option<Cents>,
    /// Cause.
    pub cause: String,
    /// Closed on.
    pub closed_on: Option<Date>,
    /// Whether the debtor was right, once closed.
    pub founded: bool,
}

/// Something given up.
#[derive(Clone, Debug, PartialEq)]
pub struct WaiverFacts {
    /// Which.
    pub id: WaiverId,
    /// From.
    pub on: Date,
    /// What.
    pub of: WaiverOf,
    /// Who gave it up.
    pub author: String,
    /// Taken back on.
    pub withdrawn_on: Option<Date>,
}

/// An act that bears on limitation.
#[derive(Clone, Debug, PartialEq)]
pub struct LimitationFacts {
    /// Its day.
    pub on: Date,
    /// What it is.
    pub by: LimitationAct,
    /// Last day of a suspension.
    pub until: Option<Date>,
}

/// A step that counts as passed.
#[derive(Clone, Debug, PartialEq)]
pub struct StepFacts {
    /// Which step, in which cycle.
    pub step: StepDone,
    /// Day it was sent or done; for a skipped one, the day it was skipped.
    pub on: Date,
    /// Through what.
    pub channel: Channel,
    /// The letter, if one was sent.
    pub letter: Option<LetterId>,
    /// Skipped by a person: passed, but nothing was sent and nothing may cite it.
    pub skipped: bool,
}

/// A hold.
#[derive(Clone, Debug, PartialEq)]
pub struct HoldFacts {
    /// Which.
    pub id: HoldId,
    /// One claim only.
    pub claim: Option<ClaimId>,
    /// Why.
    pub cause: HoldCause,
    /// From.
    pub on: Date,
    /// Last day.
    pub until: Option<Date>,
    /// Lifted on.
    pub lifted_on: Option<Date>,
}

/// A line of the bank that may be money of a debtor: its letters wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnmatchedFacts {
    /// Which line.
    pub line: BankLineId,
    /// Day on which the bank booked it.
    pub booked_on: Date,
    /// How much.
    pub amount: Cents,
    /// Currency.
    pub currency: Currency,
    /// The event that said so.
    pub by: Seq,
    /// First day on which letters wait.
    pub on: Date,
    /// Last day on which they do.
    pub until: Date,
    /// Day from which the line was decided, or said to be somebody else's.
    pub ended_on: Option<Date>,
}

impl UnmatchedFacts {
    /// Whether letters wait for it on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.on <= day && day <= self.until && self.ended_on.is_none_or(|ended| ended > day)
    }
}

/// A promise.
#[derive(Clone, Debug, PartialEq)]
pub struct PromiseFacts {
    /// Which.
    pub id: PromiseId,
    /// Made on.
    pub on: Date,
    /// Covers.
    pub claims: Vec<ClaimId>,
    /// How much in all.
    pub amount: Cents,
    /// By which day.
    pub by: Date,
    /// Cancelled on.
    pub cancelled_on: Option<Date>,
}

/// An instalment plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanFacts {
    /// Which.
    pub id: PlanId,
    /// Agreed on.
    pub on: Date,
    /// Covers.
    pub claims: Vec<ClaimId>,
    /// What is due on which day.
    pub dues: Vec<(Date, Cents)>,
    /// Ended on.
    pub ended_on: Option<Date>,
}

/// An insolvency proceeding.
#[derive(Clone, Debug, PartialEq)]
pub struct InsolvencyFacts {
    /// Which.
    pub id: InsolvencyId,
    /// Which proceeding.
    pub proceeding: Proceeding,
    /// Day of the opening judgment.
    pub judgment_on: Date,
    /// Day of publication.
    pub published_on: Option<Date>,
    /// Closed on.
    pub closed_on: Option<Date>,
}

/// Where a letter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterState {
    /// Prepared, not left.
    Prepared,
    /// In a folder or with a provider.
    HandedOver,
    /// Left, or a call made.
    Sent,
    /// Came back or was refused.
    Refused,
    /// Will not leave.
    Cancelled,
}

/// A letter, e-mail, call or task.
#[derive(Clone, Debug, PartialEq)]
pub struct ContactFacts {
    /// Which.
    pub id: LetterId,
    /// Through what.
    pub channel: Channel,
    /// Template name; empty for a contact made by hand.
    pub document: String,
    /// Key of the action that made it; empty for a contact made by hand.
    pub action: String,
    /// Prepared for that day (a contact by hand: made that day).
    pub on: Date,
    /// Its states in order, with the day of each.
    pub states: Vec<(LetterState, Date)>,
    /// Claims and steps.
    pub items: Vec<(ClaimId, StepDone)>,
    /// What it asked.
    pub asked: Cents,
    /// The day by which it asked to pay.
    pub pay_by: Option<Date>,
    /// Code of the other record to which it was addressed, where its claims moved here since: it counts in the budget and in the
    /// steps, but says nothing of the address known here.
    pub elsewhere: Option<String>,
}

impl Entry {
    /// Whether the accounts count it on a day: it counts, and did not come back by then.
    pub fn counts_in_books(&self, day: Date) -> bool {
        self.on <= day && self.reversed_on.is_none_or(|back| back > day)
    }
}

impl ClaimFacts {
    /// Whether the claim exists on that day (its invoice is issued).
    pub fn exists_on(&self, day: Date) -> bool {
        self.issued_on <= day
    }

    /// Book principal (solde comptable): the invoice less credits less payments allocated, on a day.
    pub fn book_principal(&self, day: Date) -> Cents {
        if !self.exists_on(day) {
            return Cents::ZERO;
        }
        self.amount - self.entries.iter().filter(|entry| entry.counts_in_books(day)).map(|entry| entry.cents).sum()
    }

    /// Whole days late on a day; zero or less when it is not late.
    pub fn days_late(&self, day: Date) -> i64 {
        days_between(self.due_on, day)
    }

    /// The part of the book principal that is disputed on a day.
    pub fn disputed(&self, day: Date) -> Cents {
        let open = self.book_principal(day).or_zero();
        let disputed: Cents = self
            .disputes
            .iter()
            .filter(|d| d.on <= day && d.closed_on.is_none_or(|end| end > day))
            .map(|d| d.amount.unwrap_or(open).min(open))
            .sum();
        disputed.min(open)
    }

    /// The cycle in force on a day, from 1.
    pub fn cycle(&self, day: Date) -> u32 {
        let restarts = self.restarts.iter().filter(|on| **on <= day).count();
        1 + u32::try_from(restarts).unwrap_or(u32::MAX - 1)
    }
}

impl MovementFacts {
    /// What is left to allocate on a day: nothing before its day or after it came back.
    pub fn unallocated(&self, day: Date) -> Cents {
        if self.on > day || self.reversed_on.is_some_and(|back| back <= day) {
            return Cents::ZERO;
        }
        self.amount - self.allocated.iter().filter(|(_, on, _)| *on <= day).map(|(_, _, cents)| *cents).sum()
    }
}

impl DebtorFacts {
    /// A debtor of whom nothing else is known yet.
    pub fn new(debtor: DebtorId, code: String, kind: DebtorKind, country: String, language: Language, reach: Reach) -> DebtorFacts {
        DebtorFacts {
            debtor,
            code,
            kind,
            country,
            language,
            reach,
            reach_changed_on: None,
            scenario: None,
            terms: Vec::new(),
            claims: Vec::new(),
            movements: Vec::new(),
            holds: Vec::new(),
            promises: Vec::new(),
            plans: Vec::new(),
            insolvencies: Vec::new(),
            contacts: Vec::new(),
            approved: Vec::new(),
            unmatched: Vec::new(),
        }
    }
}

impl ContactFacts {
    /// A contact made by hand, which did a step for some claims or none.
    pub fn by_hand(id: LetterId, channel: Channel, on: Date, step: Option<(&StepDone, &[ClaimId])>) -> ContactFacts {
        let items = step.map_or_else(Vec::new, |(step, claims)| claims.iter().map(|claim| (*claim, step.clone())).collect());
        ContactFacts {
            id,
            channel,
            document: String::new(),
            action: String::new(),
            on,
            states: vec![(LetterState::Sent, on)],
            items,
            asked: Cents::ZERO,
            pay_by: None,
            elsewhere: None,
        }
    }

    /// The state on a day; `None` before it was prepared.
    pub fn state(&self, day: Date) -> Option<LetterState> {
        self.states.iter().rev().find(|(_, on)| *on <= day).map(|(state, _)| *state)
    }

    /// The day it really left, if it did by `day`.
    pub fn sent_on(&self, day: Date) -> Option<Date> {
        self.states.iter().find(|(state, on)| *state == LetterState::Sent && *on <= day).map(|(_, on)| *on)
    }
}

impl TenantFacts {
    /// The clause and imputation of an invoice issued on a day: the debtor's own terms, else the creditor's.
    pub fn contract<'a>(&'a self, debtor: &'a DebtorFacts, issued_on: Date) -> Option<&'a DatedTerms> {
        in_force(&debtor.terms, issued_on).or_else(|| in_force(&self.terms, issued_on))
    }
}

/// The terms in force for an invoice issued on a day: the last said among the latest that had begun.
pub fn in_force(terms: &[DatedTerms], issued_on: Date) -> Option<&DatedTerms> {
    terms.iter().filter(|t| t.from <= issued_on).max_by_key(|t| t.from)
}

/// Whole days from one day to another; negative when `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    i64::from(to.since((jiff::Unit::Day, from)).map_or(0, |span| span.get_days()))
}
