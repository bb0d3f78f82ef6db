//! Facts folded from a prefix of the journal: the slow, sure way, for one debtor « tel que connu au » and for tests.
//!
//! The projections of the store answer the same for the present; a property test compares both. Events must come in the
//! order of their numbers, all of one tenant. What an uncompleted or undone import brought is left out at the end.

mod apply;
mod bank;
mod book;

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::events::Recorded;
use crate::facts::{DebtorFacts, TenantFacts};
use crate::ids::{ClaimId, DebtorId, ImportId, MovementId};

/// Everything a prefix of the journal says.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// What holds for every debtor, on the day asked.
    pub tenant: TenantFacts,
    /// Each debtor, by id.
    pub debtors: BTreeMap<DebtorId, DebtorFacts>,
}

/// Folds events into facts for a day: settings are those in force on it, dated facts keep their dates.
pub fn fold<'a>(events: impl IntoIterator<Item = &'a Recorded>, day: Date) -> Ledger {
    let mut book = book::Book::default();
    for recorded in events {
        book.apply(recorded, day);
    }
    book.finish()
}

/// The civil day in Paris of a moment given in microseconds since 1970 UTC: the day on which the program learnt of something.
pub fn civil_day(micros: i64) -> Date {
    // Every i64 of microseconds that the clock gives lies inside jiff's range; the zone is compiled in.
    let moment = jiff::Timestamp::from_microsecond(micros).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let zone = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
    moment.to_zoned(zone).date()
}

/// Which of a claim's or movement's imports hides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ImportState {
    Started,
    Completed,
    Undone,
}

/// Where things are while the journal is read.
type ClaimHome = BTreeMap<ClaimId, (DebtorId, usize)>;
type MovementHome = BTreeMap<MovementId, (DebtorId, usize)>;
type Imports = BTreeMap<ImportId, ImportState>;
