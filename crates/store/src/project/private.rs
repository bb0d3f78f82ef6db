//! Which erasable bytes an event refers to, and which were erased.

use domain::events::{Erased, Event, Private};

use super::{Projection, Stored};
use crate::error::StoreError;
use crate::sql::journal as sql;

/// Every reference of an event into the erasable store.
pub(crate) fn privates(event: &Event) -> Vec<&Private> {
    let refs: [Option<&Private>; 2] = match event {
        Event::CreditorSet(x) => [Some(&x.profile), None],
        Event::DebtorRecorded(x) => [Some(&x.details), None],
        Event::DebtorChanged(x) => [x.details.as_ref().map(|(details, _)| details), None],
        Event::InvoiceRecorded(x) => [x.subject.as_ref(), None],
        Event::PieceAttached(x) => [Some(&x.file), Some(&x.name)],
        Event::PaymentRecorded(x) => [x.reference.as_ref(), None],
        Event::DisputeOpened(x) => [x.note.as_ref(), None],
        Event::PromiseMade(x) => [x.note.as_ref(), None],
        Event::HoldPlaced(x) => [x.note.as_ref(), None],
        Event::Waived(x) => [Some(&x.reason), None],
        Event::ContactMade(x) => [x.note.as_ref(), None],
        Event::ActionSkipped(x) => [Some(&x.reason), None],
        Event::LetterPrepared(x) => [Some(&x.words), x.pdf.as_ref()],
        Event::NoteAdded(x) => [Some(&x.body), None],
        Event::ImportStarted(x) => [Some(&x.name), x.file.as_ref()],
        Event::UserCreated(x) => [Some(&x.profile), None],
        Event::UserChanged(x) => [Some(&x.profile), None],
        Event::PasswordSet(x) => [Some(&x.secret), None],
        Event::SecondFactorSet(x) => [Some(&x.secret), Some(&x.recovery)],
        Event::Refunded(x) => [x.reference.as_ref(), None],
        Event::BankAccountAdded(x) => [Some(&x.account), None],
        Event::BankLineRecorded(x) => [Some(&x.label), Some(&x.details)],
        Event::BankLineDecided(x) => [x.reason.as_ref(), None],
        Event::PayerLearned(x) => [Some(&x.iban), None],
        Event::BankRuleSet(x) => [Some(&x.rule), None],
        Event::StatusReceived(x) => [x.text.as_ref(), None],
        Event::MandateRecorded(x) => [Some(&x.iban), None],
        Event::DebitBatchPrepared(x) => [Some(&x.file), None],
        Event::DifferenceAccepted(x) => [Some(&x.reason), None],
        Event::TermsSet(_)
        | Event::PolicySet(_)
        | Event::ScenarioSet(_)
        | Event::TemplateSet(_)
        | Event::ClaimsMoved(_)
        | Event::InstalmentRecorded(_)
        | Event::DueDateSet(_)
        | Event::CreditNoteRecorded(_)
        | Event::PaymentReversed(_)
        | Event::Allocated(_)
        | Event::AllocationUndone(_)
        | Event::DisputeClosed(_)
        | Event::PromiseCancelled(_)
        | Event::PlanAgreed(_)
        | Event::PlanEnded(_)
        | Event::HoldLifted(_)
        | Event::InsolvencyOpened(_)
        | Event::InsolvencyClosed(_)
        | Event::WaiverWithdrawn(_)
        | Event::FormalNoticeReceived(_)
        | Event::JudgmentRecorded(_)
        | Event::CapitalisationSet(_)
        | Event::LimitationChanged(_)
        | Event::UpToDate(_)
        | Event::ActionApproved(_)
        | Event::ActionReopened(_)
        | Event::LetterHandedOver(_)
        | Event::LetterSent(_)
        | Event::LetterRefused(_)
        | Event::LetterCancelled(_)
        | Event::CycleStarted(_)
        | Event::ImportCompleted(_)
        | Event::ImportUndone(_)
        | Event::FollowerSet(_)
        | Event::AbsenceSet(_)
        | Event::AbsenceEnded(_)
        | Event::BankStatementTaken(_)
        | Event::BankLineHeld(_)
        | Event::BankLineReopened(_)
        | Event::PaymentWithdrawn(_)
        | Event::PaymentReinstated(_)
        | Event::PayerForgotten(_)
        | Event::BankRuleRemoved(_)
        | Event::MatchingSet(_)
        | Event::StatusActedAgain(_)
        | Event::EntryToldAgain(_)
        | Event::CodeLearned(_)
        | Event::MandateRevoked(_)
        | Event::DebitBatchHandedOver(_)
        | Event::DebitBatchCancelled(_)
        | Event::AccountsStated(_)
        | Event::BalancesStated(_)
        | Event::DifferenceReopened(_)
        | Event::RecoveryCodeUsed(_)
        | Event::SecondFactorRemoved(_)
        | Event::RoleGiven(_)
        | Event::RoleTaken(_)
        | Event::UserDisabled(_)
        | Event::UserEnabled(_)
        | Event::Erased(_) => [None, None],
    };
    refs.into_iter().flatten().collect()
}

pub(super) fn erased(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &Erased) -> Result<(), StoreError> {
    for id in &x.ids {
        p.sql.execute(sql::ERASED, &[p.tenant.into(), (*id).into(), e.seq.0.into()])?;
    }
    p.about_all(e)
}
