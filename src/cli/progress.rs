//! Progress bars on a terminal; elsewhere silence, so that answers for machines stay clean.

use std::io::IsTerminal;
use std::sync::Mutex;

use app::ports::Progress;
use indicatif::{ProgressBar, ProgressStyle};

/// A bar on the error output, where that is a terminal.
pub struct Bar(Mutex<Option<ProgressBar>>);

impl Bar {
    /// A bar that shows itself with the first stage.
    pub fn new() -> Bar {
        Bar(Mutex::new(None))
    }

    fn bar(&self) -> std::sync::MutexGuard<'_, Option<ProgressBar>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Progress for Bar {
    fn stage(&self, name: &str, total: Option<u64>) {
        let mut bar = self.bar();
        if let Some(before) = bar.take() {
            before.finish_and_clear();
        }
        if !std::io::stderr().is_terminal() {
            return;
        }
        let new = match total {
            Some(total) => ProgressBar::new(total).with_style(style("{msg} [{bar:30}] {pos}/{len} {eta}")),
            None => ProgressBar::new_spinner().with_style(style("{msg} {pos} lignes {elapsed}")),
        };
        new.set_message(name.to_owned());
        *bar = Some(new);
    }

    fn advance(&self, units: u64) {
        if let Some(bar) = self.bar().as_ref() {
            bar.inc(units);
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = self.bar().take() {
            bar.finish_and_clear();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
