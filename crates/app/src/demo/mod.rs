//! The demonstration: a fictitious creditor with a year of history, made by living through it.
//!
//! Every day of the year, invoices are written, debtors pay, dispute or promise as their part says, and the engine plans,
//! is approved and its letters are confirmed as sent: the history is what the program itself would have done. Over the last
//! weeks, payments come from the bank's files, and on the last day the accountant's export and some electronic invoices. The same day gives the same history, event for event.

mod bank;
mod cast;
mod life;
mod papers;

use std::path::Path;

use domain::Date;
use domain::party::{ActsFor, CreditorKind, Territory};
use store::{Location, Store};

use crate::books::Books;
use crate::creditor::{self, Change, Field};
use crate::error::Result;
use crate::ports::Progress;

/// Days of history.
const YEAR: i64 = 365;
/// The last days, on which nobody looked at the reminders: today's plan has something of everything.
const AWAY: i64 = 16;

/// Makes the sample creditor in an empty folder, with a year of history up to the day before `today`.
///
/// # Errors
/// The folder cannot be written.
pub fn build(folder: &Path, today: Date, noon: impl Fn(Date) -> i64, progress: &dyn Progress) -> Result<Books> {
    let store = Store::open(&Location::Folder(folder.to_owned()))?;
    let first = today.checked_sub(jiff::Span::new().days(YEAR)).unwrap_or(today);
    let tenant = store.create_tenant("Ateliers Boréal", noon(first))?;
    let mut books = Books::over(store, tenant, folder, "Lise Capucine", first, noon(first));
    books.write(|tx| creditor::set(tx, &identity(), first))?;
    let mut life = life::Life::new(first, today);
    books.write(|tx| life.opening(tx, first))?;
    progress.stage("Une année d'historique", u64::try_from(YEAR).ok());
    let mut day = first;
    while day < today {
        books = books.on(day, noon(day));
        if domain::facts::days_between(day, today) > AWAY {
            life.day(&books, folder, day)?;
        } else {
            life.morning(&books, folder, day)?;
        }
        progress.advance(1);
        day = day.tomorrow().unwrap_or(today);
    }
    let books = books.on(today, noon(today));
    life.last_morning(&books, folder, today)?;
    papers::taken(&books, folder, today)?;
    Ok(books)
}

fn identity() -> Change {
    let texts = [
        (Field::Name, "Ateliers Boréal"),
        (Field::LegalForm, "SAS"),
        (Field::Capital, "60 000 €"),
        (Field::RcsCity, "Port-Songe"),
        (Field::Siren, papers::SIREN),
        (Field::PostalCode, "99100"),
        (Field::City, "Port-Songe"),
        (Field::Email, "relances@ateliers-boreal.example"),
        (Field::Phone, "01 99 00 12 34"),
        (Field::Iban, "FR7630006000011234567890189"),
        (Field::SignatoryName, "Lise Capucine"),
        (Field::SignatoryCapacity, "responsable du recouvrement"),
        (Field::ConsumerMediator, "Médiation Exemple, 1 place du Marché, 99100 Port-Songe, mediation.example"),
    ];
    Change {
        texts: texts.into_iter().map(|(field, text)| (field, text.to_owned())).collect(),
        lines: vec!["12 quai des Aurores".to_owned()],
        acts_for: Some(ActsFor::Itself),
        agent: None,
        kind: Some(CreditorKind::Business),
        territory: Some(Territory::Metropole),
        logo: None,
        without_logo: false,
    }
}
