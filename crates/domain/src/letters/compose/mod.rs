//! From facts to a whole [`Document`]: the words chosen, filled, framed.

mod frame;
mod guard;
mod tables;
pub(crate) mod variables;

use super::address::AddressProblem;
use super::document::{Document, DocumentKind, Part};
use super::facts::LetterFacts;
use super::labels::{delivery, labels};
use super::shipped::shipped;
use super::template::{Template, TemplateError, Words};
use super::text;
use crate::party::DebtorKind;
use variables::Filled;

pub(crate) use frame::creditor_name;

/// Why a letter cannot be written. Messages say what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    /// The words cannot be read.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// It cannot be posted.
    #[error(transparent)]
    Address(#[from] AddressProblem),
    /// A formal notice to a debtor whose kind nobody said.
    #[error(
        "Mise en demeure impossible : la nature du débiteur est « à qualifier ». Dites d'abord s'il est une entreprise, un particulier, un non-professionnel ou un acheteur public : elle décide des intérêts et des textes cités (règles, « Debtors that are neither… »)."
    )]
    UnknownKind,
    /// The tenant writes for others without what the law asks first.
    #[error("Courrier pour le compte d'autrui impossible : {lacks} ({because}). Enregistrez-le dans le dossier.")]
    NotAllowedToActFor {
        /// What is not recorded.
        lacks: &'static str,
        /// Its article.
        because: &'static str,
    },
    /// Nothing to ask or to show.
    #[error("Aucune somme à demander : {what}.")]
    NothingAsked {
        /// Which claim, or the letter.
        what: String,
    },
    /// A fact that the document cannot do without.
    #[error("Il manque {what} ; {remedy}.")]
    NoFact {
        /// Which.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// Figures that a reader could not add up.
    #[error("Facture {number} : {why} ; revoyez le décompte avant d'écrire.")]
    DoesNotAddUp {
        /// Which claim.
        number: String,
        /// What differs.
        why: String,
    },
    /// Accessories that this debtor does not owe.
    #[error("Facture {number} : {what} ne peut pas être demandé à ce débiteur ({because}). Demandez le principal seul.")]
    NotOwed {
        /// Which claim.
        number: String,
        /// What.
        what: &'static str,
        /// Its article.
        because: &'static str,
    },
    /// A date that does not agree with the document.
    #[error("{what} ; {remedy}.")]
    WrongDay {
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A sentence of the shipped words is not there.
    #[error("La phrase « {key} » manque dans les textes de la langue choisie.")]
    NoPhrase {
        /// Its key.
        key: String,
    },
}

/// Writes a document with the words that ship with the program.
///
/// # Errors
/// [`LetterError`] where the document must not or cannot be written: unknown kind, no mandate, sums that do not add up,
/// accessories not owed, no date by which to pay, no deliverable address. What merely lacks is for [`super::check`].
pub fn compose(kind: DocumentKind, facts: &LetterFacts) -> Result<Document, LetterError> {
    // Only a formal notice to an unknown kind has no words.
    let words = shipped(kind, facts.debtor_kind, facts.language).ok_or(LetterError::UnknownKind)?;
    compose_with(kind, &Words::read(words)?, facts)
}

/// Writes a document with words that a person edited. [`super::check`] decides afterwards whether it may leave.
///
/// # Errors
/// As [`compose`], and [`TemplateError`] where the words cannot be read.
pub fn compose_with(kind: DocumentKind, words: &Words, facts: &LetterFacts) -> Result<Document, LetterError> {
    guard::may_be_written(kind, facts)?;
    let filled = Filled { kind, facts };
    let labels = labels(facts.language);
    let line = |part: &str| -> Result<String, LetterError> {
        Ok(Template::parse(part)?.render_runs(&filled)?.into_iter().map(|run| run.text).collect())
    };
    let mut body = filled.opening()?;
    body.extend(Template::parse(&words.body)?.render(&filled)?);
    body.extend(quote(kind, facts));
    let annexes = if kind == DocumentKind::Statement { Vec::new() } else { tables::annexes(facts) };
    let mut enclosures: Vec<String> = annexes.iter().map(|annex| annex.title.clone()).collect();
    enclosures.extend(facts.enclosures.iter().cloned());
    Ok(Document {
        kind,
        language: facts.language,
        date: facts.date,
        sender: frame::sender(facts),
        recipient: frame::recipient(facts)?,
        delivery: delivery(facts.channel, facts.language).to_owned(),
        place_and_date: frame::place_and_date(facts),
        reference: frame::reference(facts, labels),
        subject: line(&words.subject)?,
        title: line(&words.title)?,
        salutation: line(&words.salutation)?,
        body,
        payment: frame::payment(kind, facts, labels),
        closing: Template::parse(&words.closing)?.render(&filled)?,
        signature: frame::signature(facts, labels),
        enclosures,
        annexes,
    })
}

/// A collector's first letter reproduces paragraphs 2 and 3 of L111-8 (CPCE R124-4 5°).
fn quote(kind: DocumentKind, facts: &LetterFacts) -> Option<Part> {
    if !facts.by_collector() || facts.first_letter.is_some() || kind == DocumentKind::ThankYou {
        return None;
    }
    facts.l111_8.as_ref().map(|quoted| Part::Quote { text: quoted.text.clone(), source: quoted.source.clone() })
}

/// Whether the letter asks legal interest that already runs (consumers and non-professionals after an earlier notice).
fn legal_interest_runs(facts: &LetterFacts) -> bool {
    matches!(facts.debtor_kind, DebtorKind::Consumer | DebtorKind::NonProfessional) && facts.interest_asked().is_positive()
}

fn money(facts: &LetterFacts, cents: crate::money::Cents) -> String {
    text::money(cents, facts.currency)
}
