//! On which day a collection can be asked for.

use jiff::civil::Date;

use crate::calendar::{first_target_day, is_target_day, next_target_day};
use crate::dunning::plus;
use crate::french::date_short as on_day;

/// A collection is prepared at most so many days ahead: a choice of the program, so that a mistyped year holds no letters back.
pub const HORIZON_DAYS: i64 = 60;

/// Why nothing can be collected on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DayRefused {
    /// TARGET is closed.
    #[error("le {} les banques n'échangent pas de paiements ; premier jour ensuite : le {}", on_day(*.day), on_day(*.next))]
    Closed {
        /// The day asked.
        day: Date,
        /// The first open day after it.
        next: Date,
    },
    /// The bank must have the file one open day before.
    #[error("le {} est trop proche : la banque doit avoir le fichier un jour ouvré avant ; premier jour possible : le {}", on_day(*.day), on_day(*.first))]
    TooSoon {
        /// The day asked.
        day: Date,
        /// The first day that can be.
        first: Date,
    },
    /// Beyond [`HORIZON_DAYS`].
    #[error("le {} est à plus de 60 jours : vérifiez le jour, ou préparez le fichier plus tard", on_day(*.day))]
    TooFar {
        /// The day asked.
        day: Date,
    },
}

/// The first day of a collection whose file is handed over on a day: the next open day of TARGET, and a file of a Saturday is one of
/// the Monday. The same for both schemes (the day before, formats §13).
pub fn first_collection_day(handed_over: Date) -> Date {
    next_target_day(first_target_day(handed_over))
}

/// Whether a collection can be asked today for a day.
///
/// # Errors
/// A closed day, one too near or too far.
pub fn check_day(today: Date, collect_on: Date) -> Result<(), DayRefused> {
    let first = first_collection_day(today);
    if collect_on < first {
        Err(DayRefused::TooSoon { day: collect_on, first })
    } else if !is_target_day(collect_on) {
        Err(DayRefused::Closed { day: collect_on, next: first_target_day(collect_on) })
    } else if collect_on > plus(today, HORIZON_DAYS) {
        Err(DayRefused::TooFar { day: collect_on })
    } else {
        Ok(())
    }
}
