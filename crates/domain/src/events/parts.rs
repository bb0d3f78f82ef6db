//! What several payloads are made of: causes, channels, the step a letter does.

use serde::{Deserialize, Serialize};

use crate::ids::ClaimId;
use crate::money::Cents;

/// Why a debtor or claim is on hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldCause {
    /// The user's choice.
    Pause,
    /// Over-indebtedness procedure (surendettement, C. conso. L722-2 ff.).
    OverIndebtedness,
    /// Death: the estate is not written to as a person.
    Death,
    /// The debtor refused contact through these channels.
    ContactRefused,
    /// A vulnerable person.
    VulnerablePerson,
    /// The contract is not under French law, or this is not known: to be qualified.
    ForeignLaw,
    /// A reply waits to be read.
    OpenReply,
    /// What is owed is to be paid to somebody else (a factor): who may ask for it is to be checked.
    OtherPayee,
    /// The buyer announced its payment, or the seller said that it came (life-cycle statuses 211 and 212): letters wait for the money.
    PaymentAnnounced,
    /// A platform rejected the invoice (213): it was never validly issued, and is to be issued again.
    NeverIssued,
    /// A platform said that the invoice did not reach the buyer, or turned it away (200 not transmitted, 221, 501, 601).
    NotReceived,
    /// A platform said that the invoice is cancelled (220).
    SaidCancelled,
    /// A direct debit of it was prepared: letters wait for the money, some days after the collection.
    DirectDebit,
    /// A file says of it what the books do not have (paid already, other due dates, another invoice in its place): to be looked at.
    ToCheck,
}

/// Which insolvency proceeding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proceeding {
    /// Sauvegarde.
    Safeguard,
    /// Redressement judiciaire.
    Reorganisation,
    /// Liquidation judiciaire.
    Liquidation,
}

/// What interrupts or suspends limitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitationAct {
    /// Written or clear recognition by the debtor (C. civ. 2240).
    Recognition,
    /// A recognition that is possible, never certain (a part payment, an e-mail): shown, not relied on.
    PossibleRecognition,
    /// Court action (2241). The filing of a request for a payment order is none; its service is.
    CourtAction,
    /// Conservatory measure or enforcement act (2244).
    Enforcement,
    /// Declaration in an insolvency proceeding, to its closing (C. com. L622-25-1).
    InsolvencyDeclaration,
    /// Mediation or conciliation (2238): suspends; at least six months are left after it.
    Mediation,
}

/// Through which channel something reaches the debtor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// E-mail.
    Email,
    /// Letter by post.
    Letter,
    /// Registered letter with acknowledgement of receipt.
    RegisteredLetter,
    /// Telephone call by a person.
    Call,
    /// Something for a person to decide or do; reaches nobody.
    Task,
}

impl Channel {
    /// The machine word.
    pub fn word(self) -> &'static str {
        match self {
            Channel::Email => "email",
            Channel::Letter => "letter",
            Channel::RegisteredLetter => "registered_letter",
            Channel::Call => "call",
            Channel::Task => "task",
        }
    }

    /// The word shown to users.
    pub fn french(self) -> &'static str {
        match self {
            Channel::Email => "courriel",
            Channel::Letter => "lettre",
            Channel::RegisteredLetter => "lettre recommandée",
            Channel::Call => "appel",
            Channel::Task => "tâche",
        }
    }

    /// Whether it writes to the debtor (counts in the budget of written contacts).
    pub fn is_written(self) -> bool {
        matches!(self, Channel::Email | Channel::Letter | Channel::RegisteredLetter)
    }

    /// Whether it reaches the debtor at all.
    pub fn reaches_debtor(self) -> bool {
        self != Channel::Task
    }
}

/// A step of a scenario, in its cycle.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StepDone {
    /// Scenario by name.
    pub scenario: String,
    /// Step by its name in the scenario.
    pub step: String,
    /// Hardness of the step: the position of its document on the ladder of [`crate::dunning`].
    pub level: u8,
    /// The cycle of the claim, from 1.
    pub cycle: u32,
}

/// One claim in a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterItem {
    /// Which claim.
    pub claim: ClaimId,
    /// At which step: the level is kept per claim, though the letter is one.
    #[serde(flatten)]
    pub step: StepDone,
    /// Principal asked.
    pub principal: Cents,
    /// Interest asked.
    pub interest: Cents,
    /// Fixed indemnity asked.
    pub indemnity: Cents,
}
