//! What holds between the parts of a scenario, as values: a file and a form say each mistake in their own words.

use super::scenario::{DECIDE, FORMAL_NOTICE, Moment, PRE_DUE, REMINDER, Step, WARNING, WhenUnreachable, level_of};
use crate::events::Channel;
use crate::letters::DocumentKind;

/// What a scenario may not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A task has a document or another channel.
    TaskAlone,
    /// A written step has no document.
    DocumentMissing,
    /// The document is none that a scenario sends.
    NotAStep,
    /// Two steps have one name.
    SameName,
    /// A harder step stands before.
    HarderBefore,
    /// A notice stands after the due date, or another step before it.
    NoticeBeforeDue,
    /// The first reminder does not count from the due date.
    FirstFromDue,
    /// The first step after the due date is too hard.
    ReminderFirst,
    /// The first reminder leaves claims out.
    FirstForAll,
    /// A formal notice could be passed over.
    FormalNotPassedOver,
    /// A warning or a formal notice would be a call.
    WrittenOnly,
}

impl Fault {
    /// The key of the file that it is about.
    pub fn key(self) -> &'static str {
        match self {
            Fault::TaskAlone | Fault::WrittenOnly => "channels",
            Fault::DocumentMissing | Fault::NotAStep | Fault::HarderBefore | Fault::ReminderFirst => "document",
            Fault::SameName => "name",
            Fault::NoticeBeforeDue => "days_from_due",
            Fault::FirstFromDue => "days_after_previous",
            Fault::FirstForAll | Fault::FormalNotPassedOver => "least_amount",
        }
    }

    /// What to write in the file.
    pub fn in_file(self) -> &'static str {
        match self {
            Fault::TaskAlone => "une tâche n'a ni document ni autre canal.",
            Fault::DocumentMissing => "un écrit a besoin d'un document, par exemple \"reminder\".",
            Fault::NotAStep => "ce document n'est pas une étape de relance.",
            Fault::SameName => "deux étapes portent ce nom.",
            Fault::HarderBefore => "une étape plus dure vient avant celle-ci : rangez-les de la plus douce à la plus dure.",
            Fault::NoticeBeforeDue => "un avis avant échéance, et lui seul, se place avant l'échéance (nombre négatif).",
            Fault::FirstFromDue => "la première relance se compte depuis l'échéance : écrivez days_from_due.",
            Fault::ReminderFirst => "la première étape après l'échéance est une relance ou un appel.",
            Fault::FirstForAll => "la première relance concerne toutes les créances : ni seuil, ni when_unreachable.",
            Fault::FormalNotPassedOver => "une mise en demeure ne se saute pas : ni seuil, ni when_unreachable.",
            Fault::WrittenOnly => "un avertissement ou une mise en demeure s'écrit : pas d'appel.",
        }
    }

    /// What to change in a form.
    pub fn french(self) -> &'static str {
        match self {
            Fault::TaskAlone => "Une décision à prendre n'envoie rien : retirez le modèle et les autres canaux.",
            Fault::DocumentMissing => "Un écrit a besoin d'un modèle : choisissez-en un.",
            Fault::NotAStep => "Ce modèle n'est pas celui d'une étape de relance : choisissez-en un autre.",
            Fault::SameName => "Deux étapes portent le même nom : changez-en un.",
            Fault::HarderBefore => "Une étape plus dure vient avant celle-ci : rangez les étapes de la plus douce à la plus dure.",
            Fault::NoticeBeforeDue => "Un avis avant échéance, et lui seul, se place avant l'échéance.",
            Fault::FirstFromDue => "La première relance se compte depuis l'échéance.",
            Fault::ReminderFirst => "La première étape après l'échéance est une relance ou un appel.",
            Fault::FirstForAll => "La première relance concerne toutes les créances : ni montant minimal ou maximal, ni étape passée.",
            Fault::FormalNotPassedOver => "Une mise en demeure ne se saute pas : ni montant minimal ou maximal, ni étape passée.",
            Fault::WrittenOnly => "Un avertissement ou une mise en demeure s'écrit : retirez l'appel.",
        }
    }
}

/// The place of a step on the ladder, from its document and channels.
///
/// # Errors
/// A task that is not alone, a written step without a document, a document that is no step.
pub fn level_for(document: Option<DocumentKind>, channels: &[Channel]) -> Result<u8, Fault> {
    let task = channels.contains(&Channel::Task);
    match document {
        _ if task && (channels.len() > 1 || document.is_some()) => Err(Fault::TaskAlone),
        None if task => Ok(DECIDE),
        None if channels.iter().any(|channel| channel.is_written()) => Err(Fault::DocumentMissing),
        None => Ok(REMINDER),
        Some(document) => level_of(document).ok_or(Fault::NotAStep),
    }
}

/// What does not hold between the steps, each with the place of its step: the climb is upwards, and nobody meets a formal notice first.
pub fn climb_faults(steps: &[Step]) -> Vec<(usize, Fault)> {
    let mut found = Vec::new();
    let mut first_late = true;
    for (index, step) in steps.iter().enumerate() {
        let mut add = |fault: Fault| found.push((index, fault));
        if steps[..index].iter().any(|other| other.name == step.name) {
            add(Fault::SameName);
        }
        if steps[..index].iter().any(|other| other.level > step.level) {
            add(Fault::HarderBefore);
        }
        if step.is_before_due() != (step.level == PRE_DUE) {
            add(Fault::NoticeBeforeDue);
        }
        if step.is_before_due() {
            continue;
        }
        let conditional = step.least_amount.is_some() || step.most_amount.is_some();
        let passes = conditional || step.when_unreachable == WhenUnreachable::PassOver;
        if first_late {
            first_late = false;
            if !matches!(step.when, Moment::FromDue(_)) {
                add(Fault::FirstFromDue);
            }
            if step.level != REMINDER {
                add(Fault::ReminderFirst);
            }
            if passes {
                add(Fault::FirstForAll);
            }
        }
        if step.level == FORMAL_NOTICE && passes {
            add(Fault::FormalNotPassedOver);
        }
        if step.level >= WARNING && step.channels.contains(&Channel::Call) {
            add(Fault::WrittenOnly);
        }
    }
    found
}
