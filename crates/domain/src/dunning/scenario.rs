//! Scenarios: the plan of reminders as data, and the ladder of hardness.
//!
//! A scenario is a TOML file ([`Scenario::parse`]). Its steps are climbed in order by each claim; a step that does not
//! concern a claim (its amount, a channel that is optional and unknown, a notice whose day is gone) is passed over.
//!
//! The ladder (the level of [`crate::events::StepDone`]): 0 notice before the due date, 1 reminder or call, 2 warning,
//! 3 formal notice, 4 a decision by a person. A claim never comes down the ladder within a cycle.

use std::sync::Arc;

use super::scenario_file::{self, ScenarioProblem};
use super::scenario_rules::{self, Fault};
use crate::events::Channel;
use crate::letters::DocumentKind;
use crate::money::Cents;
use crate::party::DebtorKind;
use crate::policy::Policy;

/// Level of a notice before the due date.
pub const PRE_DUE: u8 = 0;
/// Level of a courteous reminder, written or by telephone.
pub const REMINDER: u8 = 1;
/// Level of the reminder that announces the formal notice.
pub const WARNING: u8 = 2;
/// Level of the formal notice (mise en demeure).
pub const FORMAL_NOTICE: u8 = 3;
/// Level of what a person decides when the letters are spent.
pub const DECIDE: u8 = 4;

/// A plan of reminders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Its name, used by policy and debtors.
    pub name: Arc<str>,
    /// What users read.
    pub title: String,
    /// Debtors it is made for.
    pub for_kinds: Vec<DebtorKind>,
    /// How the letters speak.
    pub tone: Tone,
    /// Fewest days between two steps for one claim, counted from the day the former was sent.
    pub least_days_between_steps: u16,
    /// The steps, in the order in which they are climbed.
    pub steps: Vec<Step>,
}

/// How the letters of a scenario speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Assumes an oversight.
    Courteous,
    /// Short and exact.
    Neutral,
    /// Asks for payment first.
    Firm,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name, unique in the scenario: with the claim and the cycle it is the key of what was sent.
    pub name: Arc<str>,
    /// What users read.
    pub title: Arc<str>,
    /// The document of its written channels.
    pub document: Option<DocumentKind>,
    /// The channel, then those that replace it when the debtor cannot be reached by it.
    pub channels: Vec<Channel>,
    /// When it may leave.
    pub when: Moment,
    /// Leaves without a person's word.
    pub automatic: bool,
    /// Only from this amount (euros): late and collectable of the debtor; before the due date, of the claim.
    pub least_amount: Option<Cents>,
    /// Only up to this amount, counted alike.
    pub most_amount: Option<Cents>,
    /// What it asks.
    pub asks: Asks,
    /// One message for the debtor, or one a claim.
    pub grouping: Grouping,
    /// Days given to pay, counted from the day of the letter. The next step waits for their end.
    pub pay_within_days: u16,
    /// The invoices go with the letter.
    pub attach_invoices: bool,
    /// What is done where no channel is known.
    pub when_unreachable: WhenUnreachable,
    /// Place on the ladder.
    pub level: u8,
}

/// When a step may leave, for one claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// So many days after the due date; before it where negative.
    FromDue(i32),
    /// So many days after the step before was sent.
    AfterPrevious(u16),
}

/// What a step asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asks {
    /// The principal only.
    Principal,
    /// Interest and fixed indemnity too, where law or contract gives them.
    PrincipalAndAccessories,
}

/// How the claims of a debtor that are due for a step are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grouping {
    /// One message for all.
    Debtor,
    /// One message a claim.
    Claim,
}

/// What is done where none of the channels reaches the debtor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WhenUnreachable {
    /// The claim waits and the debtor is in the list of repairs.
    Repair,
    /// The step is passed over.
    PassOver,
}

impl Step {
    /// Whether it comes before the due date.
    pub fn is_before_due(&self) -> bool {
        matches!(self.when, Moment::FromDue(days) if days < 0)
    }
}

/// The level of a document that a scenario may send; `None` for the others.
pub fn level_of(document: DocumentKind) -> Option<u8> {
    match document {
        DocumentKind::PreDueNotice => Some(PRE_DUE),
        DocumentKind::Reminder => Some(REMINDER),
        DocumentKind::WarningReminder => Some(WARNING),
        DocumentKind::FormalNotice => Some(FORMAL_NOTICE),
        DocumentKind::ThankYou | DocumentKind::CallConfirmation | DocumentKind::Statement => None,
    }
}

/// The scenarios shipped: name and TOML text.
pub const SHIPPED: [(&str, &str); 5] = [
    ("entreprise-courtois", include_str!("../../../../scenarios/entreprise-courtois.toml")),
    ("entreprise-ferme", include_str!("../../../../scenarios/entreprise-ferme.toml")),
    ("particulier", include_str!("../../../../scenarios/particulier.toml")),
    ("non-professionnel", include_str!("../../../../scenarios/non-professionnel.toml")),
    ("acheteur-public", include_str!("../../../../scenarios/acheteur-public.toml")),
];

/// The name of the scenario of a debtor: its own, else the policy's for its kind.
pub fn scenario_name<'a>(own: Option<&'a str>, kind: DebtorKind, policy: &'a Policy) -> Option<&'a str> {
    own.filter(|name| !name.is_empty()).or_else(|| policy.scenarios.get(kind.word()).map(String::as_str))
}

impl Scenario {
    /// Reads a scenario.
    ///
    /// # Errors
    /// Every problem found, in French, with the key and the line.
    pub fn parse(text: &str) -> Result<Scenario, Vec<ScenarioProblem>> {
        scenario_file::read(text)
    }

    /// Reads a scenario under work: each step is whole, but they may not climb yet as they should ([`Scenario::faults`]).
    ///
    /// # Errors
    /// Every problem found, in French, with the key and the line.
    pub fn parse_draft(text: &str) -> Result<Scenario, Vec<ScenarioProblem>> {
        scenario_file::read_draft(text)
    }

    /// What does not hold between its steps, each with the place of its step.
    pub fn faults(&self) -> Vec<(usize, Fault)> {
        scenario_rules::climb_faults(&self.steps)
    }

    /// One of the scenarios shipped, by name.
    pub fn shipped(name: &str) -> Option<Scenario> {
        let (_, text) = SHIPPED.iter().find(|(shipped, _)| *shipped == name)?;
        Scenario::parse(text).ok()
    }

    /// The place of a step by its name.
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.steps.iter().position(|step| &*step.name == name)
    }

    /// The first step after the due date, where a claim first seen late enters.
    pub fn first_reminder(&self) -> Option<usize> {
        self.steps.iter().position(|step| !step.is_before_due())
    }

    /// The last step that counts as passed for a claim that reached a level under another scenario.
    ///
    /// The climb goes on at the same level, so that a change of scenario is never harsher than the plan that was
    /// followed; but what a formal notice said is not said twice.
    pub fn passed_at_level(&self, level: u8) -> Option<usize> {
        self.steps.iter().rposition(|step| step.level < level || (level >= FORMAL_NOTICE && step.level == level))
    }
}
