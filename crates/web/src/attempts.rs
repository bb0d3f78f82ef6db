//! Tries that failed: after a few in a row, none is looked at for a quarter of an hour. Kept in memory, and gone with the process.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// For so long after the last failure, in microseconds.
const PAUSE: i64 = 15 * 60 * 1_000_000;

/// Keys kept at most; those whose time is over go first.
const MOST_KEYS: usize = 20_000;

/// What waits at most for its turn to hash a password; more is turned away, so that other pages keep their threads.
const MOST_WAITING: usize = 16;

/// Failures by what is tried.
#[derive(Default)]
pub(crate) struct Attempts {
    failures: Mutex<HashMap<String, (u32, i64)>>,
    waiting: AtomicUsize,
}

/// A turn, given back when dropped.
pub(crate) struct Turn<'a>(&'a AtomicUsize);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Attempts {
    /// How many tries are left of `most`; in how many minutes there are some again, when there is none.
    pub fn left(&self, key: &str, most: u32, now: i64) -> Result<u32, i64> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        match failures.get(key) {
            Some((count, at)) if now - at < PAUSE && *count >= most => Err((PAUSE - (now - at) + 59_999_999) / 60_000_000),
            Some((count, at)) if now - at < PAUSE => Ok(most - count),
            _ => Ok(most),
        }
    }

    /// One failed.
    pub fn failed(&self, key: &str, now: i64) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= MOST_KEYS {
            failures.retain(|_, (_, at)| now - *at < PAUSE);
        }
        if failures.len() >= MOST_KEYS {
            failures.clear();
        }
        let entry = failures.entry(key.to_owned()).or_insert((0, now));
        let before = if now - entry.1 < PAUSE { entry.0 } else { 0 };
        *entry = (before + 1, now);
    }

    /// One went well: the count begins anew.
    pub fn went_well(&self, key: &str) {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    /// A turn to hash a password; `None` when too many wait already.
    pub fn turn(&self) -> Option<Turn<'_>> {
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let turn = Turn(&self.waiting);
        (before < MOST_WAITING).then_some(turn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000_000;

    #[test]
    fn after_a_few_failures_none_is_looked_at_for_a_while() {
        let attempts = Attempts::default();
        assert_eq!(attempts.left("a", 3, 0), Ok(3));
        attempts.failed("a", 0);
        assert_eq!(attempts.left("a", 3, 0), Ok(2));
        attempts.failed("a", MINUTE);
        attempts.failed("a", 2 * MINUTE);
        assert_eq!(attempts.left("a", 3, 2 * MINUTE), Err(15));
        assert_eq!(attempts.left("b", 3, 2 * MINUTE), Ok(3));
        assert_eq!(attempts.left("a", 3, 17 * MINUTE), Ok(3));
        attempts.failed("a", 17 * MINUTE);
        assert_eq!(attempts.left("a", 3, 17 * MINUTE), Ok(2));
        attempts.went_well("a");
        assert_eq!(attempts.left("a", 3, 17 * MINUTE), Ok(3));
    }

    #[test]
    fn a_turn_is_given_back() {
        let attempts = Attempts::default();
        let turns: Vec<_> = (0..MOST_WAITING).map(|_| attempts.turn().expect("a turn")).collect();
        assert!(attempts.turn().is_none());
        drop(turns);
        assert!(attempts.turn().is_some());
    }
}
