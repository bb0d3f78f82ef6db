//! The views that the server keeps: one for each creditor at work, brought up to date when it is asked for.
//!
//! Nobody waits on a lock while the store is read: who finds a view out of date and nobody at it takes it upon himself, the others wait
//! a moment for him or take what there is. A view is made again by one thread of its own, never by two at once.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::ids::{Seq, TenantId};

use super::Live;
use super::build::{self, Progress};
use crate::books::Books;
use crate::error::{AppError, Result};
use crate::stopwatch::Stopwatch;

/// Who asks waits so long for a view to be made; then it gets the old one, or how far the new one is.
const PATIENCE: Duration = Duration::from_millis(150);

/// The books of so few debtors are decided at once: who asks waits for them.
const FEW: u64 = 2_000;

/// And no longer than this, whatever happens.
const AT_MOST: Duration = Duration::from_secs(20);

/// What there is to show.
#[derive(Clone, Debug)]
pub enum View {
    /// A view.
    Ready {
        /// The books.
        live: Arc<Live>,
        /// A newer one is being made: this one is true as of its own moment.
        behind: bool,
    },
    /// The first view of these books is being made.
    Building(Arc<Progress>),
}

/// The views of the creditors at work, the least recently asked for given up first.
#[derive(Debug)]
pub struct Lives {
    kept: Mutex<Vec<(TenantId, Arc<Kept>)>>,
    most: usize,
    block: usize,
}

#[derive(Debug, Default)]
struct Kept {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    live: Option<Arc<Live>>,
    /// Somebody brings it up to date.
    catching_up: bool,
    /// It is being made again, this far.
    making: Option<Arc<Progress>>,
    /// Bringing it up to date was not enough: it answers as it is until the new one is there.
    outdated: bool,
    /// Why the last one could not be made: told to the next who asks.
    failed: Option<String>,
}

impl Default for Lives {
    fn default() -> Lives {
        Lives::new(8, 256)
    }
}

impl Lives {
    /// Keeps the views of so many creditors at most, each in blocks of so many debtors: a block is copied when one of them changes.
    pub fn new(most: usize, block: usize) -> Lives {
        Lives { kept: Mutex::default(), most: most.max(1), block: block.max(1) }
    }

    /// The view of these books on their day, as of the end of their journal where that takes no more than a moment.
    ///
    /// # Errors
    /// The data could not be read.
    pub fn of(&self, books: &Books) -> Result<View> {
        self.of_within(books, None)
    }

    /// The view that is at hand, without waiting for one that is being made: for counts beside other things. One that can be brought
    /// up to date at once is; where there is none yet, it begins to be made.
    pub fn at_hand(&self, books: &Books) -> Option<Arc<Live>> {
        match self.of_within(books, Some(Duration::ZERO)) {
            Ok(View::Ready { live, .. }) => Some(live),
            // What could not be read is said where it is asked for.
            Ok(View::Building(_)) | Err(_) => None,
        }
    }

    fn of_within(&self, books: &Books, patience: Option<Duration>) -> Result<View> {
        let kept = self.kept(books.tenant());
        let head = books.read(|tx| Ok(Seq(tx.head()?.events)))?;
        let begun = Stopwatch::start();
        let mut state = kept.state();
        loop {
            if let Some(live) = state.live.as_ref().filter(|live| live.day() == books.today() && live.head() >= head) {
                return Ok(View::Ready { live: live.clone(), behind: false });
            }
            if let Some(why) = state.failed.take() {
                return Err(AppError::refused(why));
            }
            if state.catching_up || state.making.is_some() && state.outdated {
                match kept.wait(state, begun, patience) {
                    Ok(again) => state = again,
                    Err(gone_by) => return Ok(shown(&gone_by)),
                }
                continue;
            }
            let before = state.live.clone().filter(|live| live.day() == books.today() && !state.outdated);
            if let Some(before) = before {
                state.catching_up = true;
                drop(state);
                let ended = CatchingUp(&kept);
                let after = books.read(|tx| build::up_to_date(tx, &before, books.now()))?;
                drop(ended);
                state = kept.state();
                match after {
                    Some(after) => state.take(Arc::new(after)),
                    None => state.outdated = true,
                }
                if !state.outdated {
                    return Ok(shown(&state));
                }
            } else if state.making.is_none() {
                state.outdated = true;
                let progress = Arc::new(Progress::default());
                state.making = Some(progress.clone());
                drop(state);
                make(&kept, books, self.block, progress)?;
                state = kept.state();
            } else {
                state.outdated = true;
            }
        }
    }

    fn kept(&self, tenant: TenantId) -> Arc<Kept> {
        let mut all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let place = all.iter().position(|(of, _)| *of == tenant);
        let kept = place.map_or_else(|| (tenant, Arc::new(Kept::default())), |place| all.remove(place));
        all.push(kept.clone());
        if all.len() > self.most {
            all.remove(0);
        }
        kept.1
    }
}

/// What there is at this moment, while something newer is on its way.
fn shown(state: &State) -> View {
    match (&state.live, &state.making) {
        (Some(live), making) => View::Ready { live: live.clone(), behind: making.is_some() || state.catching_up },
        (None, making) => View::Building(making.clone().unwrap_or_default()),
    }
}

impl State {
    /// Takes a newer view, never an older one of the same day.
    fn take(&mut self, live: Arc<Live>) {
        if self.live.as_ref().is_none_or(|known| known.day() != live.day() || known.head() <= live.head()) {
            self.live = Some(live);
        }
    }

    fn patience(&self) -> Duration {
        let known = self.live.as_ref().map(|live| live.totals().debtors);
        let coming = self.making.as_ref().map(|progress| progress.so_far().1);
        if known.max(coming).is_some_and(|debtors| debtors <= FEW) { AT_MOST } else { PATIENCE }
    }
}

impl Kept {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for something to change; gives the state back as the error once patience is over.
    fn wait<'k>(
        &self,
        state: MutexGuard<'k, State>,
        begun: Stopwatch,
        patience: Option<Duration>,
    ) -> std::result::Result<MutexGuard<'k, State>, MutexGuard<'k, State>> {
        let Some(left) = patience.unwrap_or_else(|| state.patience()).checked_sub(begun.elapsed()) else { return Err(state) };
        // A maker that has just begun may not know yet how many debtors there are: it is asked again soon.
        let (state, _) = self.changed.wait_timeout(state, left.min(PATIENCE)).unwrap_or_else(PoisonError::into_inner);
        Ok(state)
    }
}

/// Makes the view again, on a thread of its own.
fn make(kept: &Arc<Kept>, books: &Books, block: usize, progress: Arc<Progress>) -> Result<()> {
    let (own, books) = (kept.clone(), books.clone());
    let making = move || {
        let ended = Making(&own);
        let made = books.read(|tx| build::whole(tx, books.today(), books.now(), block, &progress));
        let mut state = own.state();
        match made {
            Ok(live) => state.take(Arc::new(live)),
            Err(error) => state.failed = Some(error.to_string()),
        }
        drop(state);
        drop(ended);
    };
    if let Err(error) = std::thread::Builder::new().name("live".to_owned()).spawn(making) {
        drop(Making(kept));
        return Err(AppError::refused(format!("Le système refuse une tâche de plus : {}.", domain::french::refusal_fr(&error))));
    }
    Ok(())
}

/// However it ends, the next may begin.
struct Making<'a>(&'a Kept);

impl Drop for Making<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.making = None;
        state.outdated = false;
        self.0.changed.notify_all();
    }
}

/// However it ends, another may bring it up to date.
struct CatchingUp<'a>(&'a Kept);

impl Drop for CatchingUp<'_> {
    fn drop(&mut self) {
        self.0.state().catching_up = false;
        self.0.changed.notify_all();
    }
}
