//! Opens the books for a command, and turns what a use case refuses into an answer.

use app::AppError;
use app::books::{Books, Opening};

use super::Context;
use super::answer::Refusal;

/// The setting that puts the data on PostgreSQL, and the one for the owner of its tables.
const POSTGRES: &str = "QUITTANCE_POSTGRES";
const POSTGRES_ADMIN: &str = "QUITTANCE_POSTGRES_ADMIN";

/// How a command opens the data.
pub fn opening(context: &Context) -> Opening<'_> {
    let postgres = std::env::var(POSTGRES).ok().filter(|url| !url.is_empty()).map(|url| (url, std::env::var(POSTGRES_ADMIN).ok()));
    Opening {
        folder: &context.data,
        postgres,
        creditor: context.creditor.as_deref(),
        author: &context.author,
        today: context.clock.today(),
        now: context.clock.now_micros(),
    }
}

/// The books that are already there.
///
/// # Errors
/// No data folder, no creditor, or the store refuses.
pub fn existing(context: &Context) -> Result<Books, Refusal> {
    let opening = opening(context);
    if opening.postgres.is_none() && !context.data.join(store::FILE_NAME).exists() {
        return Err(Refusal::usage(format!(
            "Aucune donnée dans {}. Commencez par « quittance import FICHIER », ou donnez --data DOSSIER.",
            context.data.display()
        )));
    }
    Ok(opening.books()?)
}

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Refusal {
        match error {
            AppError::Usage(message) => Refusal::usage(message),
            AppError::Busy(message) => Refusal::busy(message),
            AppError::Refused(message) => Refusal::refused(message),
            AppError::Store(error @ (store::StoreError::Busy | store::StoreError::Locked(_))) => Refusal::busy(sentence(&error)),
            AppError::Store(error) => Refusal::refused(sentence(&error)),
        }
    }
}

/// The store speaks without a capital and without a stop, as errors in the middle of a sentence do.
fn sentence(error: &store::StoreError) -> String {
    let said = error.to_string();
    let mut letters = said.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

impl From<store::StoreError> for Refusal {
    fn from(error: store::StoreError) -> Refusal {
        AppError::from(error).into()
    }
}
