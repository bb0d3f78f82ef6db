//! Letters as words: what is said, to whom, in finished strings. Typst only arranges them.
//!
//! [`compose`] chooses the text for a document, a kind of debtor and a language, and fills it with [`LetterFacts`];
//! [`check`] reads the final words (edited or not) and says which required mention lacks, with its article. Sources: rule book
//! §3 (formal notice), §1 and §11 (penalties and 40 €), §4 (collecting for others), §5 and §13 (what is never said).
//! Not covered: penalty clauses against consumers, electronic registered mail, court documents.

pub mod address;
mod check;
mod compose;
pub mod document;
mod email;
pub mod epc;
mod facts;
mod labels;
mod shipped;
mod template;
mod text;

#[cfg(test)]
mod tests;

pub use check::{Mention, MentionState, Missing, check, checklist, has_capital_form, is_company_form};
pub use compose::variables::{ALL as VARIABLES, Place, Variable};
pub use compose::{LetterError, compose, compose_with};
pub use document::*;
pub use email::{email_subject, email_text};
pub use facts::*;
pub use shipped::{TemplateName, shipped};
pub use template::{Template, TemplateError, Words};
