//! The parts of a scenario in French words: for lists, differences and the comments of its text.

use crate::dunning::{Asks, Grouping, Moment, Step, Tone, WhenUnreachable};
use crate::events::Channel;
use crate::french::money_fr;
use crate::letters::DocumentKind;
use crate::money::{Cents, Currency};
use crate::party::DebtorKind;

fn days(count: u32) -> String {
    format!("{count} jour{}", if count > 1 { "s" } else { "" })
}

/// « 5 jours avant l'échéance », « 9 jours après l'étape précédente ».
pub fn moment_fr(when: Moment) -> String {
    match when {
        Moment::FromDue(from) if from < 0 => format!("{} avant l'échéance", days(from.unsigned_abs())),
        Moment::FromDue(from) => format!("{} après l'échéance", days(from.unsigned_abs())),
        Moment::AfterPrevious(after) => format!("{} après l'étape précédente", days(u32::from(after))),
    }
}

/// A number of days from the due date: « J−5 », « J+9 ».
pub fn moment_short(from_due: i64) -> String {
    if from_due < 0 { format!("J\u{2212}{}", from_due.unsigned_abs()) } else { format!("J+{from_due}") }
}

/// A channel, with a capital.
pub fn channel_fr(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "Courriel",
        Channel::Letter => "Lettre",
        Channel::RegisteredLetter => "Lettre recommandée",
        Channel::Call => "Appel",
        Channel::Task => "À décider",
    }
}

/// The channels of a step in their order: « Courriel, à défaut lettre ».
pub fn channels_fr(channels: &[Channel]) -> String {
    let Some((first, rest)) = channels.split_first() else { return String::new() };
    let mut said = channel_fr(*first).to_owned();
    for other in rest {
        said.push_str(", à défaut ");
        said.push_str(other.french());
    }
    said
}

/// A document of a step.
pub fn document_fr(document: Option<DocumentKind>) -> &'static str {
    match document {
        None => "Aucun",
        Some(DocumentKind::PreDueNotice) => "Avis avant échéance",
        Some(DocumentKind::Reminder) => "Relance",
        Some(DocumentKind::WarningReminder) => "Relance avant mise en demeure",
        Some(DocumentKind::FormalNotice) => "Mise en demeure",
        Some(DocumentKind::ThankYou) => "Remerciement",
        Some(DocumentKind::CallConfirmation) => "Confirmation d'appel",
        Some(DocumentKind::Statement) => "Décompte",
    }
}

/// A tone.
pub fn tone_fr(tone: Tone) -> &'static str {
    match tone {
        Tone::Courteous => "Courtois",
        Tone::Neutral => "Neutre",
        Tone::Firm => "Ferme",
    }
}

/// What a step asks.
pub fn asks_fr(asks: Asks) -> &'static str {
    match asks {
        Asks::Principal => "Le principal seul",
        Asks::PrincipalAndAccessories => "Le principal, les intérêts et l'indemnité dus",
    }
}

/// Whether a step leaves by itself.
pub fn approval_fr(automatic: bool) -> &'static str {
    if automatic { "Automatique" } else { "Après accord dans l'agenda" }
}

/// How claims are put together.
pub fn grouping_fr(grouping: Grouping) -> &'static str {
    match grouping {
        Grouping::Debtor => "Un message par débiteur",
        Grouping::Claim => "Un message par créance",
    }
}

/// What is done where no channel is known.
pub fn unreachable_fr(what: WhenUnreachable) -> &'static str {
    match what {
        WhenUnreachable::Repair => "La créance attend, à compléter",
        WhenUnreachable::PassOver => "L'étape est passée",
    }
}

/// Kinds of debtors: « entreprise, à qualifier ».
pub fn kinds_fr(kinds: &[DebtorKind]) -> String {
    kinds.iter().map(|kind| kind.french()).collect::<Vec<_>>().join(", ")
}

pub(super) fn euros(amount: Cents) -> String {
    money_fr(amount, Currency::EUR)
}

/// The conditions of a step, each in a few words.
pub fn conditions_fr(step: &Step) -> Vec<String> {
    let what = if step.is_before_due() { "créance" } else { "retard exigible" };
    let mut said = Vec::new();
    said.extend(step.least_amount.map(|least| format!("si {what} ≥ {}", euros(least))));
    said.extend(step.most_amount.map(|most| format!("si {what} ≤ {}", euros(most))));
    if step.when_unreachable == WhenUnreachable::PassOver {
        said.push("si joignable".to_owned());
    }
    said
}
