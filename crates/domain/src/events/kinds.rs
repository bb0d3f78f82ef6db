//! The list of kinds: one line an event, with its name and version in the journal.

use super::DecodeError;
use super::bank::*;
use super::mandates::*;
use super::money::*;
use super::payloads::*;
use super::sources::*;
use super::statuses::*;
use super::tie_out::*;
use super::users::*;

macro_rules! events {
    ($($name:ident $kind:literal $version:literal,)*) => {
        /// What became true. The names of the variants are those of their payloads.
        #[derive(Clone, Debug, PartialEq)]
        #[expect(missing_docs, reason = "each variant is documented on its payload")]
        pub enum Event {
            $($name($name),)*
        }

        impl Event {
            /// Every kind with its current version, in the order of the list.
            pub const KINDS: &'static [(&'static str, u32)] = &[$(($kind, $version)),*];

            /// The name of the kind in the journal.
            pub fn kind(&self) -> &'static str {
                match self { $(Event::$name(_) => $kind,)* }
            }

            /// The version in which this program writes the kind.
            pub fn version(&self) -> u32 {
                match self { $(Event::$name(_) => $version,)* }
            }

            /// The exact bytes that are hashed and stored.
            pub fn encode(&self) -> Vec<u8> {
                // Payloads hold only strings, numbers, lists and dates: writing them as JSON cannot fail.
                match self { $(Event::$name(payload) => serde_json::to_vec(payload).expect("a payload is plain data"),)* }
            }

            /// Reads a payload back.
            ///
            /// # Errors
            /// An unknown kind or version, or a payload of another shape.
            pub fn decode(kind: &str, version: u32, payload: &[u8]) -> Result<Event, DecodeError> {
                match (kind, version) {
                    $(($kind, $version) => serde_json::from_slice(payload).map(Event::$name)
                        .map_err(|e| DecodeError::Malformed { kind: kind.to_owned(), cause: e.to_string() }),)*
                    _ => Err(DecodeError::Unknown { kind: kind.to_owned(), version }),
                }
            }
        }

        $(impl From<$name> for Event {
            fn from(payload: $name) -> Event {
                Event::$name(payload)
            }
        })*
    };
}

events! {
    CreditorSet "creditor.set" 1,
    TermsSet "terms.set" 1,
    PolicySet "policy.set" 1,
    ScenarioSet "scenario.set" 1,
    TemplateSet "template.set" 1,
    DebtorRecorded "debtor.recorded" 1,
    DebtorChanged "debtor.changed" 1,
    ClaimsMoved "claims.moved" 1,
    InvoiceRecorded "invoice.recorded" 1,
    InstalmentRecorded "instalment.recorded" 1,
    DueDateSet "due_date.set" 1,
    PieceAttached "piece.attached" 1,
    CreditNoteRecorded "credit_note.recorded" 1,
    PaymentRecorded "payment.recorded" 1,
    PaymentReversed "payment.reversed" 1,
    Allocated "allocated" 1,
    Refunded "refunded" 1,
    AllocationUndone "allocation.undone" 1,
    DisputeOpened "dispute.opened" 1,
    DisputeClosed "dispute.closed" 1,
    PromiseMade "promise.made" 1,
    PromiseCancelled "promise.cancelled" 1,
    PlanAgreed "plan.agreed" 1,
    PlanEnded "plan.ended" 1,
    HoldPlaced "hold.placed" 1,
    HoldLifted "hold.lifted" 1,
    InsolvencyOpened "insolvency.opened" 1,
    InsolvencyClosed "insolvency.closed" 1,
    Waived "waived" 1,
    WaiverWithdrawn "waiver.withdrawn" 1,
    FormalNoticeReceived "formal_notice.received" 1,
    JudgmentRecorded "judgment.recorded" 1,
    CapitalisationSet "capitalisation.set" 1,
    LimitationChanged "limitation.changed" 1,
    ContactMade "contact.made" 1,
    UpToDate "payments.up_to_date" 1,
    ActionApproved "action.approved" 1,
    ActionSkipped "action.skipped" 1,
    ActionReopened "action.reopened" 1,
    LetterPrepared "letter.prepared" 1,
    LetterHandedOver "letter.handed_over" 1,
    LetterSent "letter.sent" 1,
    LetterRefused "letter.refused" 1,
    LetterCancelled "letter.cancelled" 1,
    CycleStarted "cycle.started" 1,
    ImportStarted "import.started" 1,
    ImportCompleted "import.completed" 1,
    ImportUndone "import.undone" 1,
    Erased "erased" 1,
    NoteAdded "note.added" 1,
    FollowerSet "follower.set" 1,
    AbsenceSet "absence.set" 1,
    AbsenceEnded "absence.ended" 1,
    BankAccountAdded "bank_account.added" 1,
    BankStatementTaken "bank_statement.taken" 1,
    BankLineRecorded "bank_line.recorded" 1,
    BankLineHeld "bank_line.held" 1,
    BankLineDecided "bank_line.decided" 1,
    BankLineReopened "bank_line.reopened" 1,
    PaymentWithdrawn "payment.withdrawn" 1,
    PaymentReinstated "payment.reinstated" 1,
    PayerLearned "payer.learned" 1,
    PayerForgotten "payer.forgotten" 1,
    BankRuleSet "bank_rule.set" 1,
    BankRuleRemoved "bank_rule.removed" 1,
    MatchingSet "matching.set" 1,
    StatusReceived "status.received" 1,
    StatusActedAgain "status.acted_again" 1,
    EntryToldAgain "entry.told_again" 1,
    CodeLearned "debtor.code_learned" 1,
    MandateRecorded "mandate.recorded" 1,
    MandateRevoked "mandate.revoked" 1,
    DebitBatchPrepared "debit_batch.prepared" 1,
    DebitBatchHandedOver "debit_batch.handed_over" 1,
    DebitBatchCancelled "debit_batch.cancelled" 1,
    AccountsStated "accounts.stated" 1,
    BalancesStated "accounts.balances" 1,
    DifferenceAccepted "difference.accepted" 1,
    DifferenceReopened "difference.reopened" 1,
    UserCreated "user.created" 1,
    UserChanged "user.changed" 1,
    PasswordSet "user.password_set" 1,
    SecondFactorSet "user.second_factor_set" 1,
    RecoveryCodeUsed "user.recovery_code_used" 1,
    SecondFactorRemoved "user.second_factor_removed" 1,
    RoleGiven "user.role_given" 1,
    RoleTaken "user.role_taken" 1,
    UserDisabled "user.disabled" 1,
    UserEnabled "user.enabled" 1,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_named_once() {
        let mut names: Vec<_> = Event::KINDS.iter().map(|(kind, _)| kind).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Event::KINDS.len());
    }

    #[test]
    fn an_unknown_kind_says_that_the_data_is_newer() {
        let error = Event::decode("moon.landed", 1, b"{}").expect_err("unknown");
        assert!(error.to_string().contains("plus récente"), "{error}");
    }
}
