//! What every request shares: the store, the clock, the typesetting engine, and what the server keeps in memory.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use app::jobs::Jobs;
use app::kept::Kept;
use app::live::Lives;
use app::metrics::Measures;
use app::originals::Drawings;
use app::ports::Typesetter;
use app::preview::Pages;
use app::repairs::Board;
use app::scenarios::Followed;
use app::tie_out::TieOut;
use app::users::{Hasher, Users};
use domain::Date;
use store::Store;

pub use app::ports::Clock;

use crate::answer::Toast;
use crate::attempts::Attempts;
use crate::server::token;

/// How the server is reached, which decides on cookies and hosts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// Browsers reach it through TLS, ours or a proxy's: cookies are `Secure` and carry the `__Host-` prefix.
    pub secure: bool,
    /// It listens on the loopback address without a proxy: only this machine's own names are answered.
    pub local: bool,
    /// The sample creditor: the sign-in page gives its account away.
    pub demo: bool,
    /// The setup of an empty house needs the code that the console shows.
    pub setup_code: bool,
}

/// What every request shares.
pub struct House {
    /// The data.
    pub store: Arc<Store>,
    /// The data folder.
    pub folder: PathBuf,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Sets letters.
    pub typesetter: Arc<dyn Typesetter>,
    /// How it is reached.
    pub setting: Setting,
    /// Long work: queued by pages, done by the server's own thread.
    pub jobs: Jobs,
    /// What is missing in the books at work.
    pub boards: Kept<Board>,
    /// Who follows which scenario.
    pub followed: Kept<Followed>,
    /// How many lines of the bank nobody decided.
    pub bank: Kept<u64>,
    /// The books beside the accountant's, where a file of theirs was taken.
    pub tied: Kept<Option<TieOut>>,
    /// Hashes passwords, one at a time.
    pub hasher: Hasher,
    /// Counts tries that failed.
    pub(crate) attempts: Attempts,
    setup_code: Option<String>,
    /// The books of the creditors at work, as of today.
    pub lives: Lives,
    /// Their figures.
    pub measures: Measures,
    /// Pages of letters looked at lately, as images.
    pub pages: Pages,
    /// Pages of original files looked at lately, as images.
    pub drawings: Drawings,
    toasts: Mutex<HashMap<String, Toast>>,
}

/// Bytes of page images kept: some hundred letters.
const PAGES: usize = 48 * 1024 * 1024;

/// Toasts kept at most: those of people who never came back are dropped first come, first gone.
const MOST_TOASTS: usize = 4_096;

impl House {
    /// A house over an open store.
    pub fn new(store: Arc<Store>, folder: &Path, clock: Arc<dyn Clock>, typesetter: Arc<dyn Typesetter>, setting: Setting) -> House {
        let jobs = Jobs::new(Arc::clone(&store), folder, Arc::clone(&clock), Arc::clone(&typesetter));
        crate::server::sweep(folder, clock.now());
        let setup_code = setting.setup_code.then(|| token::hex(&token::random::<8>()));
        House {
            store,
            folder: folder.to_owned(),
            clock,
            typesetter,
            setting,
            jobs,
            boards: Kept::default(),
            followed: Kept::default(),
            bank: Kept::default(),
            tied: Kept::default(),
            hasher: Hasher::new(),
            attempts: Attempts::default(),
            setup_code,
            lives: Lives::default(),
            measures: Measures::default(),
            pages: Pages::new(PAGES),
            drawings: Drawings::new(PAGES),
            toasts: Mutex::default(),
        }
    }

    /// What the first access asks for where others than this machine reach us; lower-case letters and digits.
    pub fn setup_code(&self) -> Option<&str> {
        self.setup_code.as_deref()
    }

    /// The use cases on users, in the name of `author`.
    pub(crate) fn users<'a>(&'a self, author: &'a str, today: Date, now: i64) -> Users<'a> {
        Users { store: &self.store, hasher: &self.hasher, author, today, now }
    }

    /// Keeps what the next page of that session says.
    pub(crate) fn leave_toast(&self, session: &str, toast: Toast) {
        let mut toasts = self.toasts.lock().unwrap_or_else(PoisonError::into_inner);
        if toasts.len() >= MOST_TOASTS {
            toasts.clear();
        }
        toasts.insert(session.to_owned(), toast);
    }

    /// Takes what the last request of that session left to say.
    pub(crate) fn take_toast(&self, session: &str) -> Option<Toast> {
        self.toasts.lock().unwrap_or_else(PoisonError::into_inner).remove(session)
    }
}
