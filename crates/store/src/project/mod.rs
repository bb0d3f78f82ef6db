//! Projections: what is known now, as a function of the events alone.
//!
//! [`project`] is the only function that writes them. It runs in the transaction that records the events, and again in
//! [`crate::check`] over the whole journal. It reads no law, clock or policy: an event and its envelope, nothing else.
//! Runs of invoices, debtors, movements, allocations and lines of the bank are written as blocks; every other event one at a time.
//!
//! Rules that a reader must know:
//! * a claim, payment or debtor of an import that was not completed is hidden from facts; of an undone one, gone (the import's
//!   state says so, no row is rewritten); an allocation between what is visible and an import that is not completed waits with it,
//!   and one that touches an undone import is void;
//! * disputes, waivers, steps and milestones follow their claim when it moves to another debtor, and so do a hold on that claim
//!   alone and a promise or plan that covers it; letters stay with the debtor they were written to, and count for the
//!   other too (`heard`);
//! * lines of the bank that may be money of a debtor, the accounts from which it pays and its mandates follow it into the record
//!   that it joins;
//! * a life-cycle status belongs to its invoice, whoever owes it; what it made are disputes and holds like any other;
//! * what an accounting file said of a debtor's accounts stays with the record that the file names: who compares follows records that joined;
//! * what changes of a debtor counts in the order of the journal.

mod bank;
mod claim;
mod debit;
mod debtor;
mod dunning;
mod follow;
mod import;
mod letter;
mod movement;
mod private;
mod setting;
mod source;
mod status;
mod tables;
mod tie_out;
mod user;

use std::collections::HashSet;

use domain::events::Event;
use domain::ids::{ClaimId, DebtorId, Seq, TenantId};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::engine::{Sql, V};
use crate::error::StoreError;
use crate::sql::{claim as claim_sql, journal as journal_sql};

pub(crate) use private::privates;
pub(crate) use status::Made;
pub(crate) use tables::{TABLES, Table};

/// Tables written by blocks.
pub(crate) const BULKS: &[&crate::engine::Bulk] =
    &[&claim::CLAIMS, &debtor::DEBTORS, &debtor::INDEX, &movement::MOVEMENTS, &movement::ALLOCATIONS, &bank::LINES, &tie_out::BALANCES];

/// An event of the journal with its envelope.
pub(crate) struct Stored<'a> {
    pub seq: Seq,
    pub effective_on: Date,
    pub recorded_at: i64,
    pub author: &'a str,
    pub event: &'a Event,
}

/// Debtors that events were about, to be looked at again.
#[derive(Default)]
pub(crate) struct Touched {
    /// These.
    pub debtors: HashSet<i64>,
    /// Imports that ended: whoever their rows name.
    pub imports: Vec<i64>,
}

/// The hands of a projection.
pub(crate) struct Projection<'p, 'c> {
    sql: &'p mut Sql<'c>,
    tenant: i64,
    touched: &'p mut Touched,
}

/// What a projection asks of a claim.
struct ClaimHead {
    debtor: i64,
    invoice: i64,
    number: String,
    total: i64,
    currency: String,
}

/// Writes the projections of events that were just recorded, in order.
pub(crate) fn project(sql: &mut Sql<'_>, tenant: TenantId, events: &[Stored<'_>], touched: &mut Touched) -> Result<(), StoreError> {
    let mut p = Projection { sql, tenant: tenant.0, touched };
    let mut rest = events;
    while let Some(first) = rest.first() {
        let alike = |e: &&Stored<'_>| std::mem::discriminant(e.event) == std::mem::discriminant(first.event);
        let (run, after) = rest.split_at(rest.iter().take_while(alike).count());
        match first.event {
            Event::InvoiceRecorded(_) => claim::invoices(&mut p, run)?,
            Event::DebtorRecorded(_) => debtor::recorded(&mut p, run)?,
            Event::PaymentRecorded(_) | Event::CreditNoteRecorded(_) => movement::recorded(&mut p, run)?,
            Event::Allocated(_) => movement::allocated(&mut p, run)?,
            Event::BankLineRecorded(_) => bank::lines(&mut p, run)?,
            _ => run.iter().try_for_each(|e| one(&mut p, e))?,
        }
        rest = after;
    }
    Ok(())
}

fn one(p: &mut Projection<'_, '_>, e: &Stored<'_>) -> Result<(), StoreError> {
    match e.event {
        Event::CreditorSet(x) => setting::set(p, e, "creditor", None, "", x),
        Event::TermsSet(x) => setting::set(p, e, "terms", x.debtor, "", x),
        Event::PolicySet(x) => setting::set(p, e, "policy", None, "", x),
        Event::ScenarioSet(x) => setting::set(p, e, "scenario", None, &x.name, x),
        Event::TemplateSet(x) => setting::set(p, e, "template", None, &x.name, x),
        Event::UpToDate(x) => setting::up_to_date(p, e, x),
        Event::DebtorRecorded(_)
        | Event::InvoiceRecorded(_)
        | Event::CreditNoteRecorded(_)
        | Event::PaymentRecorded(_)
        | Event::Allocated(_)
        | Event::BankLineRecorded(_) => {
            unreachable!("written by blocks")
        }
        Event::DebtorChanged(x) => debtor::changed(p, e, x),
        Event::ClaimsMoved(x) => debtor::moved(p, e, x),
        Event::InstalmentRecorded(x) => claim::instalment(p, e, x),
        Event::DueDateSet(x) => claim::due_date(p, e, x),
        Event::PieceAttached(x) => claim::piece(p, e, x),
        Event::DisputeOpened(x) => claim::dispute_opened(p, e, x),
        Event::DisputeClosed(x) => claim::dispute_closed(p, e, x),
        Event::Waived(x) => claim::waived(p, e, x),
        Event::WaiverWithdrawn(x) => claim::waiver_withdrawn(p, e, x),
        Event::FormalNoticeReceived(x) => claim::milestones(p, e, "formal_notice", &x.claims, "", None),
        Event::JudgmentRecorded(x) => claim::milestones(p, e, "judgment", &x.claims, "", None),
        Event::CapitalisationSet(x) => claim::milestones(p, e, "capitalisation", &x.claims, "", None),
        Event::LimitationChanged(x) => claim::milestones(p, e, "limitation", &x.claims, &word(&x.by), x.until),
        Event::CycleStarted(x) => claim::milestones(p, e, "restart", &x.claims, "", None),
        Event::PaymentReversed(x) => movement::reversed(p, e, x),
        Event::Refunded(x) => movement::refunded(p, e, x),
        Event::AllocationUndone(x) => movement::undone(p, e, x),
        Event::PromiseMade(x) => dunning::promise_made(p, e, x),
        Event::PromiseCancelled(x) => dunning::promise_cancelled(p, e, x),
        Event::PlanAgreed(x) => dunning::plan_agreed(p, e, x),
        Event::PlanEnded(x) => dunning::plan_ended(p, e, x),
        Event::HoldPlaced(x) => dunning::hold_placed(p, e, x),
        Event::HoldLifted(x) => dunning::hold_lifted(p, e, x),
        Event::InsolvencyOpened(x) => dunning::insolvency_opened(p, e, x),
        Event::InsolvencyClosed(x) => dunning::insolvency_closed(p, e, x),
        Event::ActionApproved(x) => dunning::approved(p, e, x),
        Event::ActionSkipped(x) => dunning::skipped(p, e, x),
        Event::ActionReopened(x) => dunning::reopened(p, e, x),
        Event::ContactMade(x) => letter::contact(p, e, x),
        Event::LetterPrepared(x) => letter::prepared(p, e, x),
        Event::LetterHandedOver(x) => letter::state(p, e, x.letter, "handed_over", &x.to),
        Event::LetterSent(x) => letter::sent(p, e, x),
        Event::LetterRefused(x) => letter::state(p, e, x.letter, "refused", &x.reason),
        Event::LetterCancelled(x) => letter::state(p, e, x.letter, "cancelled", &x.reason),
        Event::ImportStarted(x) => import::started(p, e, x),
        Event::ImportCompleted(x) => import::completed(p, e, x),
        Event::ImportUndone(x) => import::undone(p, e, x),
        Event::Erased(x) => private::erased(p, e, x),
        Event::NoteAdded(x) => follow::note(p, e, x),
        Event::FollowerSet(x) => follow::follower(p, e, x),
        Event::AbsenceSet(x) => follow::absence(p, e, x),
        Event::AbsenceEnded(x) => follow::absence_ended(p, e, x),
        Event::BankAccountAdded(x) => bank::account_added(p, e, x),
        Event::BankStatementTaken(x) => bank::statement_taken(p, e, x),
        Event::BankLineHeld(x) => bank::held(p, e, x),
        Event::BankLineDecided(x) => bank::decided(p, e, x),
        Event::BankLineReopened(x) => bank::reopened(p, e, x),
        Event::PaymentWithdrawn(x) => movement::withdrawn(p, e, x),
        Event::PaymentReinstated(x) => movement::reinstated(p, e, x),
        Event::PayerLearned(x) => bank::payer_learned(p, e, x),
        Event::PayerForgotten(x) => bank::payer_forgotten(p, e, x),
        Event::BankRuleSet(x) => bank::rule_set(p, e, x),
        Event::BankRuleRemoved(x) => bank::rule_removed(p, e, x),
        Event::MatchingSet(x) => setting::set(p, e, "matching", None, "", x),
        Event::StatusReceived(x) => status::received(p, e, x),
        Event::StatusActedAgain(x) => status::acted_again(p, e, x),
        Event::EntryToldAgain(x) => source::told_again(p, e, x),
        Event::CodeLearned(x) => source::code_learned(p, e, x),
        Event::MandateRecorded(x) => debit::mandate(p, e, x),
        Event::MandateRevoked(x) => debit::revoked(p, e, x),
        Event::DebitBatchPrepared(x) => debit::prepared(p, e, x),
        Event::DebitBatchHandedOver(x) => debit::handed_over(p, e, x),
        Event::DebitBatchCancelled(x) => debit::cancelled(p, e, x),
        Event::AccountsStated(x) => tie_out::stated(p, e, x),
        Event::BalancesStated(x) => tie_out::balances(p, x),
        Event::DifferenceAccepted(x) => tie_out::accepted(p, e, x),
        Event::DifferenceReopened(x) => tie_out::reopened(p, e, x),
        Event::UserCreated(x) => user::created(p, e, x),
        Event::UserChanged(x) => user::changed(p, x),
        Event::PasswordSet(x) => user::password(p, x),
        Event::SecondFactorSet(x) => user::second_factor(p, x),
        Event::RecoveryCodeUsed(x) => user::recovery_used(p, x),
        Event::SecondFactorRemoved(x) => user::no_second_factor(p, x),
        Event::RoleGiven(x) => user::role_given(p, x),
        Event::RoleTaken(x) => user::role_taken(p, x),
        Event::UserDisabled(x) => user::disabled(p, e, x),
        Event::UserEnabled(x) => user::enabled(p, x),
    }
}

impl Projection<'_, '_> {
    /// The event speaks of a debtor.
    fn about(&mut self, debtor: i64, e: &Stored<'_>) -> Result<(), StoreError> {
        self.touched.debtors.insert(debtor);
        self.index(debtor, e)
    }

    /// The event is part of every debtor's story, without changing what is to be done about it.
    fn about_all(&mut self, e: &Stored<'_>) -> Result<(), StoreError> {
        self.index(0, e)
    }

    fn index(&mut self, debtor: i64, e: &Stored<'_>) -> Result<(), StoreError> {
        self.knows(debtor, e.seq.0)
    }

    /// The story of a debtor cannot be told without that event, perhaps an older one.
    fn knows(&mut self, debtor: i64, seq: i64) -> Result<(), StoreError> {
        self.sql.execute(journal_sql::ABOUT, &[self.tenant.into(), debtor.into(), seq.into()])?;
        Ok(())
    }

    /// Two debtors have to do with each other: the story of one cannot be told without that of the other.
    fn together(&mut self, one: i64, other: i64) -> Result<(), StoreError> {
        if one != other {
            for (one, other) in [(one, other), (other, one)] {
                self.sql.execute(journal_sql::MERGED, &[self.tenant.into(), one.into(), other.into()])?;
            }
        }
        Ok(())
    }

    fn claim(&mut self, claim: ClaimId) -> Result<ClaimHead, StoreError> {
        let head = self.sql.first(claim_sql::HEAD, &[self.tenant.into(), claim.0.into()], |row| {
            Ok(ClaimHead { debtor: row.int(0)?, invoice: row.int(1)?, number: row.text(2)?, total: row.int(3)?, currency: row.text(4)? })
        })?;
        head.ok_or(StoreError::Missing { what: "la créance", id: claim.0 })
    }

    /// Runs a change of one thing, which must exist, and indexes the event under its debtor.
    fn change(&mut self, e: &Stored<'_>, text: &'static str, what: &'static str, id: i64, more: &[V<'_>]) -> Result<i64, StoreError> {
        let mut values = vec![self.tenant.into(), id.into()];
        values.extend_from_slice(more);
        let debtor = self.sql.first(text, &values, |row| row.int(0))?.ok_or(StoreError::Missing { what, id })?;
        self.about(debtor, e)?;
        Ok(debtor)
    }

    fn debtor_exists(&mut self, debtor: DebtorId) -> Result<(), StoreError> {
        let found = self.sql.first(crate::sql::debtor::ONE, &[self.tenant.into(), debtor.0.into()], |row| row.int(0))?;
        found.map(|_| ()).ok_or(StoreError::Missing { what: "le débiteur", id: debtor.0 })
    }
}

/// The machine word of a plain enumeration, as in the journal.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Plain data as JSON text.
fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("a payload is plain data")
}

/// The civil day in Paris of a moment in microseconds.
pub(crate) fn paris_day(micros: i64) -> Date {
    static PARIS: std::sync::LazyLock<TimeZone> =
        std::sync::LazyLock::new(|| TimeZone::get("Europe/Paris").expect("the zones are inside the program"));
    let moment = jiff::Timestamp::from_microsecond(micros).unwrap_or_default();
    PARIS.to_datetime(moment).date()
}
