//! Long work as jobs: queued by a page, done on a plain thread of the server under a lease, with true progress.
//!
//! * A job is taken by one conditional UPDATE; its worker says twice a second how far it has come and renews the lease. A
//!   worker that dies lets the lease run out, and another takes the job again: what a job does can be done twice.
//! * A person may leave the page, and may ask to stop; the work ends at the next place where it can.
//! * What a job does is one `match` on its kind, here.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::ids::{DepositId, JobId, TenantId};
use domain::jobs::{JobKind, JobState};
use store::{JobProgress, JobRow, NewJob, Store};

use crate::books::Books;
use crate::deposit;
use crate::error::{AppError, Result};
use crate::ports::{Clock, Progress, Typesetter};
use crate::run::{Output, run};

/// How long a worker may be silent before another takes its job, in microseconds.
const LEASE: i64 = 30_000_000;
/// How often a worker says how far it has come.
const BEAT: Duration = Duration::from_millis(500);
/// How often a worker looks for jobs of which nobody rang: those of a server that died.
const LOOK: Duration = Duration::from_secs(5);

/// The jobs of a server: where pages queue them and workers find them.
pub struct Jobs {
    store: Arc<Store>,
    folder: PathBuf,
    clock: Arc<dyn Clock>,
    typesetter: Arc<dyn Typesetter>,
    bell: Bell,
}

/// Wakes workers, and sends them home.
#[derive(Default)]
struct Bell {
    rung: Mutex<bool>,
    heard: Condvar,
    ended: AtomicBool,
}

impl Jobs {
    /// The jobs of the data in a folder.
    pub fn new(store: Arc<Store>, folder: &Path, clock: Arc<dyn Clock>, typesetter: Arc<dyn Typesetter>) -> Jobs {
        Jobs { store, folder: folder.to_owned(), clock, typesetter, bell: Bell::default() }
    }

    /// Queues work in the books of a creditor; where the same waits or runs already, answers that.
    ///
    /// # Errors
    /// The store.
    pub fn queue(&self, books: &Books, kind: JobKind, argument: &str, by: &str) -> Result<JobId> {
        let id = books.write(|tx| Ok(tx.queue_job(&NewJob { kind, argument, by })?))?;
        *lock(&self.bell.rung) = true;
        self.bell.heard.notify_one();
        Ok(id)
    }

    /// Asks a job to stop; false where it is over.
    ///
    /// # Errors
    /// The store.
    pub fn cancel(&self, books: &Books, job: JobId) -> Result<bool> {
        books.write(|tx| Ok(tx.cancel_job(job)?))
    }

    /// Works until [`Jobs::end`]: what a thread of the server does.
    pub fn work(&self, owner: &str) {
        let mut swept = None;
        while !self.ended() {
            let today = self.clock.today();
            if swept != Some(today) {
                // What could not be swept today is swept tomorrow.
                let _ = self.sweep();
                swept = Some(today);
            }
            // What the store refuses now it may give in a while; the page that waits says what it can.
            let worked = self.work_off(owner).unwrap_or(false);
            if worked {
                continue;
            }
            let rung = lock(&self.bell.rung);
            let (mut rung, _) =
                self.bell.heard.wait_timeout_while(rung, LOOK, |rung| !*rung && !self.ended()).unwrap_or_else(PoisonError::into_inner);
            *rung = false;
        }
    }

    /// Sends the workers home: the work under way stops where it can be taken up again, and goes back to the queue.
    pub fn end(&self) {
        self.bell.ended.store(true, Ordering::Relaxed);
        self.bell.heard.notify_all();
    }

    /// Does every job that waits; whether there was any.
    ///
    /// # Errors
    /// The store.
    pub fn work_off(&self, owner: &str) -> Result<bool> {
        let mut worked = false;
        for tenant in self.store.tenants()? {
            while let Some(job) = self.take_next(tenant.id, owner)? {
                worked = true;
                self.carry_out(tenant.id, &job, owner)?;
                if self.ended() {
                    return Ok(worked);
                }
            }
        }
        Ok(worked)
    }

    /// Throws away the deposits that nobody came back to.
    fn sweep(&self) -> Result<()> {
        for tenant in self.store.tenants()? {
            let books = Books::over(Arc::clone(&self.store), tenant.id, &self.folder, "jobs", self.clock.today(), self.clock.now());
            deposit::sweep(&books)?;
        }
        Ok(())
    }

    fn ended(&self) -> bool {
        self.bell.ended.load(Ordering::Relaxed)
    }

    fn write<T>(&self, tenant: TenantId, work: impl FnOnce(&mut store::Tx<'_>) -> Result<T>) -> Result<T> {
        self.store.write(tenant, "jobs", self.clock.now(), work)
    }

    fn take_next(&self, tenant: TenantId, owner: &str) -> Result<Option<JobRow>> {
        let now = self.clock.now();
        let Some(next) = self.store.read(tenant, |tx| Ok::<_, AppError>(tx.next_job(now)?))? else { return Ok(None) };
        if !self.write(tenant, |tx| Ok(tx.claim_job(next, owner, now + LEASE)?))? {
            return Ok(None);
        }
        self.store.read(tenant, |tx| Ok(tx.job(next)?))
    }

    /// Carries a job out, beating meanwhile, and records how it ended.
    fn carry_out(&self, tenant: TenantId, job: &JobRow, owner: &str) -> Result<()> {
        let meter = Meter::default();
        if job.cancel {
            meter.cancelled.store(true, Ordering::Relaxed);
        }
        let done = std::thread::scope(|scope| {
            let heart = scope.spawn(|| self.beat(tenant, job.id, owner, &meter));
            let books = Books::over(Arc::clone(&self.store), tenant, &self.folder, &job.created_by, self.clock.today(), self.clock.now())
                .ticking(Arc::clone(&self.clock));
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.perform(&books, job, &meter)));
            meter.finish();
            // A heart that broke has nothing more to say than the work has.
            let _ = heart.join();
            done.unwrap_or_else(|_| {
                Err(AppError::refused("Le programme s'est arrêté sur une erreur imprévue. Rien de plus n'a été enregistré."))
            })
        });
        let progress = meter.seen();
        let cancelled = meter.cancelled.load(Ordering::Relaxed);
        self.write(tenant, |tx| {
            match done {
                Ok(result) => tx.finish_job(job.id, owner, JobState::Done, &result, &progress)?,
                Err(_) if cancelled => tx.finish_job(job.id, owner, JobState::Cancelled, "", &progress)?,
                Err(_) if self.ended() => {
                    tx.release_job(job.id, owner)?;
                    true
                }
                Err(error) => tx.finish_job(job.id, owner, JobState::Failed, &error.to_string(), &progress)?,
            };
            Ok(())
        })
    }

    /// What each kind of job does; the answer is its result, as its page reads it.
    fn perform(&self, books: &Books, job: &JobRow, meter: &Meter) -> Result<String> {
        let deposit_of = |argument: &str| -> Result<DepositId> {
            let name = argument.split('/').next().unwrap_or_default();
            name.parse().map_err(|error: String| AppError::refused(error))
        };
        match job.kind {
            JobKind::Control => {
                let id = deposit_of(&job.argument)?;
                let deposit = deposit::one(books, id)?.ok_or_else(|| AppError::refused("Ce dépôt n'existe plus."))?;
                written(&deposit::look(books, &deposit, meter)?)
            }
            JobKind::Import => {
                let id = deposit_of(&job.argument)?;
                let taken = deposit::take(books, id, meter);
                if taken.is_err() && meter.cancelled.load(Ordering::Relaxed) {
                    deposit::take_back(books, id)?;
                }
                written(&taken?)
            }
            JobKind::HandOver => {
                let report = run(books, Output::Folder { typesetter: self.typesetter.as_ref(), progress: meter })?;
                written(&report)
            }
            JobKind::Reconcile => {
                meter.stage("Rapprochement", None);
                let done = crate::bank::at_once(books)?;
                written(&done.unwrap_or_else(|| "Aucune ligne n'attend : il n'y avait rien à rapprocher.".to_owned()))
            }
        }
    }

    /// Says twice a second how far the work has come, and hears whether it is to stop.
    fn beat(&self, tenant: TenantId, job: JobId, owner: &str, meter: &Meter) {
        while meter.wait() {
            if self.ended() {
                meter.stopped.store(true, Ordering::Relaxed);
            }
            let (progress, until) = (meter.seen(), self.clock.now() + LEASE);
            let beat = self.write(tenant, |tx| {
                let ours = tx.beat_job(job, owner, until, &progress)?;
                Ok((ours, tx.job(job)?.is_some_and(|job| job.cancel)))
            });
            match beat {
                Ok((true, false)) => {}
                Ok((true, true)) => {
                    meter.cancelled.store(true, Ordering::Relaxed);
                    meter.stopped.store(true, Ordering::Relaxed);
                }
                // Somebody else has it: two must not work on.
                Ok((false, _)) => meter.stopped.store(true, Ordering::Relaxed),
                // The store is busy: the next beat will say it.
                Err(_) => {}
            }
        }
    }
}

fn written(result: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(result).map_err(|error| AppError::refused(error.to_string()))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the work tells and the heart repeats. The work itself never writes how far it is: it may be inside a transaction.
#[derive(Default)]
struct Meter {
    seen: Mutex<JobProgress>,
    over: Mutex<bool>,
    rung: Condvar,
    stopped: AtomicBool,
    cancelled: AtomicBool,
}

impl Meter {
    fn seen(&self) -> JobProgress {
        lock(&self.seen).clone()
    }

    fn finish(&self) {
        *lock(&self.over) = true;
        self.rung.notify_all();
    }

    /// Waits for the next beat; false once the work is over.
    fn wait(&self) -> bool {
        let over = lock(&self.over);
        let (over, _) = self.rung.wait_timeout_while(over, BEAT, |over| !*over).unwrap_or_else(PoisonError::into_inner);
        !*over
    }
}

impl Progress for Meter {
    fn stage(&self, name: &str, total: Option<u64>) {
        let total = total.and_then(|total| i64::try_from(total).ok());
        *lock(&self.seen) = JobProgress { stage: name.to_owned(), done: 0, total };
    }

    fn advance(&self, units: u64) {
        lock(&self.seen).done += i64::try_from(units).unwrap_or(0);
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed) || self.cancelled.load(Ordering::Relaxed)
    }
}
