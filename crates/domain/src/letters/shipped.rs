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

/// Which words: a document, for a kind of debtor where they depend on it, in a language. Shown and kept as
/// `fr/formal-notice.business`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TemplateName {
    /// Which document.
    pub document: DocumentKind,
    /// For which kind of debtor; absent where the words are the same for all.
    pub kind: Option<DebtorKind>,
    /// In which language.
    pub language: Language,
}

impl TemplateName {
    /// The words that a document to such a debtor is written with; `None` where the program has none.
    pub fn of(document: DocumentKind, kind: DebtorKind, language: Language) -> Option<TemplateName> {
        shipped(document, kind, language)?;
        Some(TemplateName { document, kind: by_kind(document).then_some(kind), language })
    }

    /// Every one, by document, then kind of debtor, in one language.
    pub fn all(language: Language) -> Vec<TemplateName> {
        let mut all: Vec<TemplateName> = DocumentKind::ALL
            .into_iter()
            .flat_map(|document| DebtorKind::ALL.into_iter().filter_map(move |kind| TemplateName::of(document, kind, language)))
            .collect();
        all.dedup();
        all
    }

    /// The shipped words.
    pub fn shipped(self) -> &'static str {
        // A name exists only where there are words: both ways to make one look first.
        shipped(self.document, self.kind.unwrap_or(DebtorKind::Business), self.language).unwrap_or_default()
    }

    /// Reads a name back.
    pub fn parse(text: &str) -> Option<TemplateName> {
        let (language, file) = text.split_once('/')?;
        let language = if language == "fr" { Language::Fr } else { (language == "en").then_some(Language::En)? };
        TemplateName::all(language).into_iter().find(|name| name.file() == file)
    }

    fn file(self) -> String {
        match self.kind {
            Some(kind) => format!("{}.{}", self.document.word(), kind.word().replace('_', "-")),
            None => self.document.word().to_owned(),
        }
    }
}

impl std::fmt::Display for TemplateName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let language = if self.language == Language::Fr { "fr" } else { "en" };
        write!(f, "{language}/{}", self.file())
    }
}

/// Whether the words of a document depend on what the debtor is in law.
fn by_kind(document: DocumentKind) -> bool {
    matches!(document, DocumentKind::WarningReminder | DocumentKind::FormalNotice)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_words_has_a_name_that_reads_back() {
        for language in [Language::Fr, Language::En] {
            let all = TemplateName::all(language);
            assert_eq!(all.len(), 14, "{all:?}");
            for name in all {
                assert_eq!(TemplateName::parse(&name.to_string()), Some(name), "{name}");
                assert!(!name.shipped().is_empty(), "{name}");
            }
        }
        assert_eq!(TemplateName::parse("fr/formal-notice.unknown"), None);
        assert_eq!(TemplateName::parse("../../etc/passwd"), None);
        let business = TemplateName::of(DocumentKind::FormalNotice, DebtorKind::NonProfessional, Language::Fr).expect("a name");
        assert_eq!(business.to_string(), "fr/formal-notice.non-professional");
    }
}
