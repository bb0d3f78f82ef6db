//! The figures of credit management of a creditor's books: one pass over everything, made beside the pages and kept with its moment.
//!
//! The pass reads every claim ever recorded, which takes seconds in large books: who asks waits a moment, then gets the last
//! figures with the moment they were made, or learns that they are being made.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::Date;
use domain::ids::{Seq, TenantId};
use domain::metrics::{Figures, Measure};
use domain::money::Currency;
use store::{Read, Selection};

use crate::books::Books;
use crate::error::{AppError, Result};
use crate::stopwatch::Stopwatch;

/// The figures of a day.
///
/// # Errors
/// The data could not be read.
pub fn figures(tx: &mut Read<'_>, day: Date, currency: Currency) -> Result<Figures> {
    let tenant = tx.tenant_facts(day)?;
    let mut measure = Measure::new(day, currency);
    tx.each_debtor_facts(Selection::All, |debtor| {
        measure.add(&debtor, &tenant);
        Ok(())
    })?;
    Ok(measure.figures())
}

/// Who asks waits so long; in books of few debtors until they are there.
const PATIENCE: Duration = Duration::from_millis(200);
/// As long as that at most.
const AT_MOST: Duration = Duration::from_secs(20);
/// Books of so few debtors are measured at once.
const FEW: u64 = 2_000;
/// Figures that took long to make are not made again before so many microseconds.
const REST: i64 = 600_000_000;
/// What took longer than this took long.
const LONG: Duration = Duration::from_millis(500);
/// Days and creditors kept.
const MOST: usize = 32;

/// What there is to show.
#[derive(Clone, Debug)]
pub enum Measured {
    /// Figures.
    Ready {
        /// Which.
        figures: Arc<Figures>,
        /// When they were made, in microseconds since 1970 UTC.
        made_at: i64,
        /// Something was recorded since.
        behind: bool,
    },
    /// They are being made.
    Making,
}

/// The figures that the server keeps.
#[derive(Debug, Default)]
pub struct Measures {
    kept: Mutex<Vec<(Key, Arc<Kept>)>>,
}

type Key = (TenantId, Date, Currency);

#[derive(Debug, Default)]
struct Kept {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    made: Option<Made>,
    making: bool,
    /// There are so few debtors that who asks waits for them.
    few: bool,
    failed: Option<String>,
}

#[derive(Clone, Debug)]
struct Made {
    figures: Arc<Figures>,
    head: Seq,
    at: i64,
    took: Duration,
}

impl Measures {
    /// The figures of a day of these books.
    ///
    /// # Errors
    /// The data could not be read.
    pub fn of(&self, books: &Books, day: Date, currency: Currency) -> Result<Measured> {
        let kept = self.kept((books.tenant(), day, currency));
        let head = books.read(|tx| Ok(Seq(tx.head()?.events)))?;
        let begun = Stopwatch::start();
        let mut state = kept.state();
        loop {
            if let Some(made) = state.made.as_ref().filter(|made| made.head >= head || made.rests(books.now())) {
                return Ok(made.shown(head));
            }
            if let Some(why) = state.failed.take() {
                return Err(AppError::refused(why));
            }
            if !state.making {
                state.making = true;
                drop(state);
                let making = Making(&kept);
                let few = books.read(|tx| Ok(tx.debtor_count()? <= FEW))?;
                kept.state().few = few;
                making.goes_on();
                make(&kept, books, day, currency)?;
                state = kept.state();
                continue;
            }
            let patience = if state.few { AT_MOST } else { PATIENCE };
            let Some(left) = patience.checked_sub(begun.elapsed()) else {
                return Ok(state.made.as_ref().map_or(Measured::Making, |made| made.shown(head)));
            };
            state = kept.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn kept(&self, key: Key) -> Arc<Kept> {
        let mut all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let place = all.iter().position(|(of, _)| *of == key);
        let kept = place.map_or_else(|| (key, Arc::new(Kept::default())), |place| all.remove(place));
        all.push(kept.clone());
        if all.len() > MOST {
            all.remove(0);
        }
        kept.1
    }
}

impl Made {
    fn rests(&self, now: i64) -> bool {
        self.took > LONG && now.saturating_sub(self.at) < REST
    }

    fn shown(&self, head: Seq) -> Measured {
        Measured::Ready { figures: self.figures.clone(), made_at: self.at, behind: self.head < head }
    }
}

impl Kept {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes the figures on a thread of its own.
fn make(kept: &Arc<Kept>, books: &Books, day: Date, currency: Currency) -> Result<()> {
    let (own, books) = (kept.clone(), books.clone());
    let making = move || {
        let ended = Making(&own);
        let begun = Stopwatch::start();
        let made = books.read(|tx| Ok((Seq(tx.head()?.events), figures(tx, day, currency)?)));
        let mut state = own.state();
        match made {
            Ok((head, figures)) => {
                state.made = Some(Made { figures: Arc::new(figures), head, at: books.now(), took: begun.elapsed() });
            }
            Err(error) => state.failed = Some(error.to_string()),
        }
        drop(state);
        drop(ended);
    };
    if let Err(error) = std::thread::Builder::new().name("figures".to_owned()).spawn(making) {
        drop(Making(kept));
        return Err(AppError::refused(format!("Le système refuse une tâche de plus : {}.", domain::french::refusal_fr(&error))));
    }
    Ok(())
}

/// However it ends, the next may begin.
struct Making<'a>(&'a Kept);

impl Making<'_> {
    /// Another takes it over.
    fn goes_on(self) {
        std::mem::forget(self);
    }
}

impl Drop for Making<'_> {
    fn drop(&mut self) {
        self.0.state().making = false;
        self.0.changed.notify_all();
    }
}
