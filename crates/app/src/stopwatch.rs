//! How long something takes: no clock, and nothing that anybody is told depends on it but how long to wait.

use std::time::{Duration, Instant};

/// Time since a moment that has no date.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// From now on.
    pub fn start() -> Stopwatch {
        Stopwatch(Instant::now())
    }

    /// So long already.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
