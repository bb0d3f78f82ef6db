//! What a statement is computed from: one claim with its dated facts.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::events::HoldCause;
use crate::facts::{ClaimFacts, DebtorFacts, EntryKind, TenantFacts, in_force};
use crate::money::{Cents, Currency};
use crate::party::{CreditorKind, DebtorKind};
use crate::terms::{CreditCause, DueBasis, Imputation, RateClause, WaiverOf};

/// One claim as the statement sees it. What is dated after the day of the statement does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The sum due, VAT included.
    pub principal: Cents,
    /// Its currency.
    pub currency: Currency,
    /// Day of issue of the invoice.
    pub issued_on: Option<Date>,
    /// Last day to pay.
    pub due_on: Date,
    /// Where that day comes from: a presumed one bears no accessories.
    pub due_basis: DueBasis,
    /// What the debtor is; an unknown one is asked the principal only.
    pub debtor: DebtorKind,
    /// Which column of the legal rate.
    pub creditor: CreditorKind,
    /// The penalty rate of the contract with this debtor.
    pub clause: Option<RateClause>,
    /// How part payments are imputed.
    pub imputation: Imputation,
    /// Whether this due date carries the fixed indemnity of its invoice: it is due once an invoice, not once an instalment.
    pub bears_indemnity: bool,
    /// Payments and credit notes.
    pub movements: Vec<Movement>,
    /// Day on which the first formal notice was received or first presented.
    pub formal_notice_on: Option<Date>,
    /// Day from which a judgment that orders interest at the legal rate is enforceable and notified.
    pub judgment_on: Option<Date>,
    /// Day from which interest due for a full year yields interest.
    pub capitalise_from: Option<Date>,
    /// Day of the judgment that opened an insolvency proceeding, for a claim born before it.
    pub insolvency_on: Option<Date>,
    /// Whether a platform rejected the invoice and nobody has answered: it was never validly issued, and bears the principal alone.
    #[serde(default)]
    pub never_issued: bool,
    /// What the creditor gave up.
    pub waivers: Vec<Waiver>,
}

/// Money or a credit note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// Its day.
    pub on: Date,
    /// A positive amount.
    pub cents: Cents,
    /// Which of the two.
    pub kind: MovementKind,
    /// Day on which the payment came back: from that day on, in law, it never paid.
    pub reversed_on: Option<Date>,
}

/// A payment, or a credit note with its cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovementKind {
    /// Money.
    Payment,
    /// A credit note. The sum of a correction was never due; a return or a discount acts from its date.
    Credit(CreditCause),
}

/// Something given up (remise). It is treated as never asked: what was paid before pays the principal instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// Its day.
    pub on: Date,
    /// What.
    pub of: WaiverOf,
    /// Who gave it up.
    pub author: String,
    /// Day on which it was taken back.
    pub withdrawn_on: Option<Date>,
}

impl Movement {
    /// Money received on a day.
    pub fn payment(on: Date, cents: Cents) -> Movement {
        Movement { on, cents, kind: MovementKind::Payment, reversed_on: None }
    }

    /// A credit note of a day.
    pub fn credit(on: Date, cents: Cents, cause: CreditCause) -> Movement {
        Movement { on, cents, kind: MovementKind::Credit(cause), reversed_on: None }
    }

    /// Whether the statement of a day counts it.
    pub(super) fn counts(&self, day: Date) -> bool {
        self.on <= day && self.cents.is_positive() && self.reversed_on.is_none_or(|back| back > day)
    }

    /// Whether its sum was never due, so that it counts from the first day.
    pub(super) fn is_correction(&self) -> bool {
        self.kind == MovementKind::Credit(CreditCause::Correction)
    }
}

impl Waiver {
    /// Whether the statement of a day counts it.
    pub(super) fn counts(&self, day: Date) -> bool {
        self.on <= day && self.withdrawn_on.is_none_or(|back| back > day)
    }
}

impl Account {
    /// A claim in euros of a business creditor, printed due date, no clause, nothing paid; the rest is set field by field.
    pub fn new(principal: Cents, due_on: Date, debtor: DebtorKind) -> Account {
        Account {
            principal,
            currency: Currency::EUR,
            issued_on: None,
            due_on,
            due_basis: DueBasis::Printed,
            debtor,
            creditor: CreditorKind::Business,
            clause: None,
            imputation: Imputation::InterestFirst,
            bears_indemnity: true,
            movements: Vec::new(),
            formal_notice_on: None,
            judgment_on: None,
            capitalise_from: None,
            insolvency_on: None,
            never_issued: false,
            waivers: Vec::new(),
        }
    }

    /// The account of a claim as its facts stand on a day.
    ///
    /// * Terms are those in force on the day of issue. The creditor's general clause is not held against a consumer or a
    ///   non-professional: only a clause of the debtor's own terms is (C. conso. L212-1).
    /// * The formal notice is the first received by that day.
    /// * An invoice that a platform rejected (213) bears the principal alone as long as its hold stands: rule book §10.3.
    /// * Insolvency counts only where the claim was born before the judgment (C. com. L622-28): by the end of the service
    ///   where it is known, else by the issue of the invoice. The closing of the proceeding does not start interest again.
    pub fn from_claim(claim: &ClaimFacts, debtor: &DebtorFacts, tenant: &TenantFacts, day: Date) -> Account {
        let contract = tenant.contract(debtor, claim.issued_on);
        let terms_of_clause = match debtor.kind {
            DebtorKind::Consumer | DebtorKind::NonProfessional => in_force(&debtor.terms, claim.issued_on),
            DebtorKind::Business | DebtorKind::PublicBody | DebtorKind::Unknown => contract,
        };
        let born_on = claim.performed_on.map_or(claim.issued_on, |performed| performed.min(claim.issued_on));
        Account {
            principal: if claim.exists_on(day) { claim.amount } else { Cents::ZERO },
            currency: claim.currency,
            issued_on: Some(claim.issued_on),
            due_on: claim.due_on,
            due_basis: claim.due_basis,
            debtor: debtor.kind,
            creditor: tenant.creditor_kind,
            clause: terms_of_clause.and_then(|terms| terms.clause),
            imputation: contract.map_or_else(Imputation::default, |terms| terms.imputation),
            bears_indemnity: bears_indemnity(claim, debtor, day),
            movements: movements(claim, day),
            formal_notice_on: claim.formal_notices.iter().copied().filter(|on| *on <= day).min(),
            judgment_on: claim.judgment_on.filter(|on| *on <= day),
            capitalise_from: claim.capitalise_from,
            insolvency_on: debtor.insolvencies.iter().map(|i| i.judgment_on).filter(|on| *on <= day && born_on < *on).min(),
            never_issued: never_issued(claim, debtor, day),
            waivers: waivers(claim, day),
        }
    }
}

/// Whether the invoice of a claim was rejected, and nobody has answered by that day: the hold is lifted by who looked.
fn never_issued(claim: &ClaimFacts, debtor: &DebtorFacts, day: Date) -> bool {
    debtor.holds.iter().any(|hold| {
        hold.cause == HoldCause::NeverIssued
            && hold.claim.is_none_or(|held| held == claim.id)
            && hold.on <= day
            && hold.lifted_on.is_none_or(|lifted| lifted > day)
    })
}

fn movements(claim: &ClaimFacts, day: Date) -> Vec<Movement> {
    let mut movements: Vec<Movement> = claim
        .entries
        .iter()
        .filter(|entry| entry.on <= day)
        .map(|entry| Movement {
            on: entry.on,
            cents: entry.cents,
            kind: match entry.kind {
                EntryKind::Payment => MovementKind::Payment,
                EntryKind::Credit(cause) => MovementKind::Credit(cause),
            },
            reversed_on: entry.reversed_on.filter(|back| *back <= day),
        })
        .collect();
    movements.sort_by_key(|movement| movement.on);
    movements
}

fn waivers(claim: &ClaimFacts, day: Date) -> Vec<Waiver> {
    let counted = claim.waivers.iter().filter(|waiver| waiver.on <= day && waiver.withdrawn_on.is_none_or(|back| back > day));
    counted.map(|waiver| Waiver { on: waiver.on, of: waiver.of, author: waiver.author.clone(), withdrawn_on: None }).collect()
}

/// Whether this instalment carries the 40 € of its invoice: the first of its instalments that was late by that day does
/// (D441-5 counts by invoice). An instalment is late when something of it was open at the end of its due day; one whose due
/// date is presumed carries nothing. Giving the indemnity up does not move it to the next instalment.
fn bears_indemnity(claim: &ClaimFacts, debtor: &DebtorFacts, day: Date) -> bool {
    // An invoice entered by hand keeps its first amount as its whole: only another due date tells that it has several.
    let sole = || !debtor.claims.iter().any(|other| other.invoice == claim.invoice && other.id != claim.id);
    if claim.amount == claim.total && sole() {
        return true;
    }
    let instalments = debtor.claims.iter().filter(|other| other.invoice == claim.invoice && is_late(other, day));
    instalments.min_by_key(|other| (other.due_on, other.id)).is_none_or(|first| first.id == claim.id)
}

fn is_late(claim: &ClaimFacts, day: Date) -> bool {
    let in_time = claim.entries.iter().filter(|entry| {
        let correction = entry.kind == EntryKind::Credit(CreditCause::Correction);
        entry.counts_in_books(day) && (correction || entry.on <= claim.due_on)
    });
    let open = claim.amount - in_time.map(|entry| entry.cents).sum();
    claim.exists_on(day) && claim.due_on < day && claim.due_basis != DueBasis::Presumed && open.is_positive()
}
