//! The words that ship with the program, embedded from `letters/words/` at the root of the repository.

use super::document::DocumentKind;
use crate::party::{DebtorKind, Language};

macro_rules! word {
    ($language:literal, $file:literal) => {
        include_str!(concat!("../../../../letters/words/", $language, "/", $file, ".txt"))
    };
}

macro_rules! files {
    ($language:literal, $document:expr, $kind:expr) => {
        match ($document, $kind) {
            (DocumentKind::PreDueNotice, _) => word!($language, "pre-due-notice"),
            (DocumentKind::Reminder, _) => word!($language, "reminder"),
            (DocumentKind::WarningReminder, DebtorKind::Business) => word!($language, "warning-reminder.business"),
            (DocumentKind::WarningReminder, DebtorKind::PublicBody) => word!($language, "warning-reminder.public-body"),
            (DocumentKind::WarningReminder, DebtorKind::Consumer) => word!($language, "warning-reminder.consumer"),
            (DocumentKind::WarningReminder, DebtorKind::NonProfessional) => word!($language, "warning-reminder.non-professional"),
            (DocumentKind::WarningReminder, DebtorKind::Unknown) => word!($language, "warning-reminder.unknown"),
            (DocumentKind::FormalNotice, DebtorKind::Business) => word!($language, "formal-notice.business"),
            (DocumentKind::FormalNotice, DebtorKind::PublicBody) => word!($language, "formal-notice.public-body"),
            (DocumentKind::FormalNotice, DebtorKind::Consumer) => word!($language, "formal-notice.consumer"),
            (DocumentKind::FormalNotice, DebtorKind::NonProfessional) => word!($language, "formal-notice.non-professional"),
            (DocumentKind::FormalNotice, DebtorKind::Unknown) => return None,
            (DocumentKind::ThankYou, _) => word!($language, "thank-you"),
            (DocumentKind::CallConfirmation, _) => word!($language, "call-confirmation"),
            (DocumentKind::Statement, _) => word!($language, "statement"),
        }
    };
}

/// The shipped words of a document, for [`super::Words::read`]; `None` for a formal notice to a debtor of unknown kind.
pub fn shipped(document: DocumentKind, kind: DebtorKind, language: Language) -> Option<&'static str> {
    Some(match language {
        Language::Fr => files!("fr", document, kind),
        Language::En => files!("en", document, kind),
    })
}

/// The file of the sentences inserted when a fact calls for them.
pub(crate) fn phrases(language: Language) -> &'static str {
    match language {
        Language::Fr => word!("fr", "phrases"),
        Language::En => word!("en", "phrases"),
    }
}

/// One sentence of that file, still in the small language.
pub(crate) fn phrase(language: Language, key: &str) -> Option<&'static str> {
    let file = phrases(language);
    let start = file.find(&format!("\n[{key}]\n"))? + key.len() + 4;
    let rest = &file[start..];
    Some(rest.split("\n[").next().unwrap_or(rest).trim())
}
