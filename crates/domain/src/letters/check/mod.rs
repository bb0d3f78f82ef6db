//! The mention checker: reads the final words of a document, edited or not, and says what lacks or what must not be said.
//!
//! Each rule is a row: what it looks for, for which documents and debtors, its article or reason, what to do. Reading is by
//! content (blanks, case and apostrophes do not count), so an edit may say the same thing in other words wherever the law
//! does not fix them. Data of the debtor and of the invoices is never taken for something that the writer says.

mod claim;
mod collector;
mod forbidden;
mod identity;
mod notice;
mod reading;
mod sums;
mod written;

use super::document::{Document, DocumentKind};
use super::facts::LetterFacts;
use crate::party::{DebtorKind, Language};
pub use identity::{has_capital_form, is_company_form};
use reading::Reading;

/// A mention that lacks, or words that must not be there. A letter with one of these does not leave.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Missing {
    /// Which element: a stable machine word such as `creditor-siren`.
    pub element: &'static str,
    /// What lacks, in French.
    pub french: String,
    /// Its article, or the reason.
    pub because: String,
    /// What to do.
    pub remedy: String,
}

/// One element that a document of this kind must have (or must avoid), with its state.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Mention {
    /// Which element.
    pub element: &'static str,
    /// What it is, in French.
    pub label: &'static str,
    /// Its article, or the reason.
    pub because: &'static str,
    /// Whether the law or the house wants it absent (a threat, costs that are not owed) rather than present.
    pub forbidden: bool,
    /// Where it stands.
    pub state: MentionState,
}

/// Where an element of a document stands.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MentionState {
    /// As it should be: there, or absent where it must be.
    Good,
    /// Wrong: the letter does not leave.
    Wrong(Missing),
    /// The element does not concern this document or this debtor.
    NotConcerned,
}

impl Mention {
    /// What is wrong; nothing where the element is as it should be.
    pub fn missing(&self) -> Option<&Missing> {
        match &self.state {
            MentionState::Wrong(missing) => Some(missing),
            MentionState::Good | MentionState::NotConcerned => None,
        }
    }
}

/// What a document lacks; empty when it may leave.
pub fn check(document: &Document, facts: &LetterFacts) -> Vec<Missing> {
    checklist(document, facts)
        .into_iter()
        .filter_map(|mention| match mention.state {
            MentionState::Wrong(missing) => Some(missing),
            MentionState::Good | MentionState::NotConcerned => None,
        })
        .collect()
}

/// Every element that a document can be asked for, in the order of the letter, with where it stands in this one: what the preview
/// shows. [`check`] is this list and nothing else, so that what is shown as wrong is what holds the letter back.
pub fn checklist(document: &Document, facts: &LetterFacts) -> Vec<Mention> {
    let case = Case { document, kind: document.kind, facts, language: document.language };
    let reading = Reading::of(document, facts);
    let wanted = identity::RULES.iter().chain(claim::RULES).chain(sums::RULES).chain(notice::RULES).chain(collector::RULES);
    let mut list: Vec<Mention> = wanted.map(|rule| rule.mention(&case, &reading, false)).collect();
    list.extend(forbidden::RULES.iter().map(|rule| rule.mention(&case, &reading, true)));
    list
}

/// A row of the tables of rules.
struct Rule {
    element: &'static str,
    label: &'static str,
    because: &'static str,
    remedy: &'static str,
    applies: fn(&Case<'_>) -> bool,
    /// What is wrong, in few words each; empty when nothing is.
    wrong: fn(&Case<'_>, &Reading) -> Vec<String>,
}

impl Rule {
    fn mention(&self, case: &Case<'_>, reading: &Reading, forbidden: bool) -> Mention {
        let wrong = (self.applies)(case).then(|| (self.wrong)(case, reading));
        let state = match wrong {
            None => MentionState::NotConcerned,
            Some(wrong) if wrong.is_empty() => MentionState::Good,
            Some(wrong) => MentionState::Wrong(Missing {
                element: self.element,
                french: format!("{} : {}", self.label, wrong.join(", ")),
                because: self.because.to_owned(),
                remedy: self.remedy.to_owned(),
            }),
        };
        Mention { element: self.element, label: self.label, because: self.because, forbidden, state }
    }
}

/// The document under the eyes of a rule.
struct Case<'a> {
    document: &'a Document,
    kind: DocumentKind,
    facts: &'a LetterFacts,
    language: Language,
}

impl Case<'_> {
    /// After the due date, to be paid.
    fn dunning(&self) -> bool {
        matches!(self.kind, DocumentKind::Reminder | DocumentKind::WarningReminder | DocumentKind::FormalNotice)
    }

    /// Asks for money, late or not.
    fn asks(&self) -> bool {
        self.dunning() || self.kind == DocumentKind::PreDueNotice
    }

    fn formal(&self) -> bool {
        self.kind == DocumentKind::FormalNotice
    }

    fn debtor(&self, kind: DebtorKind) -> bool {
        self.facts.debtor_kind == kind
    }

    /// The step of a collector that R124-4 calls « la lettre »: its first, when it asks.
    fn first_of_collector(&self) -> bool {
        self.facts.by_collector() && self.facts.first_letter.is_none() && self.asks()
    }

    /// The French or the English words for the same thing.
    fn either<'w>(&self, fr: &'w [&'w str], en: &'w [&'w str]) -> &'w [&'w str] {
        match self.language {
            Language::Fr => fr,
            Language::En => en,
        }
    }
}

const ABSENT: &str = "absent du texte";

/// Nothing wrong, or « absent du texte ».
fn unless(present: bool) -> Vec<String> {
    if present { Vec::new() } else { vec![ABSENT.to_owned()] }
}

/// What is not known cannot be written: says to fill it in, else whether the words hold it.
fn known_and(value: &str, present: bool) -> Vec<String> {
    if value.trim().is_empty() { vec!["inconnu du dossier".to_owned()] } else { unless(present) }
}
