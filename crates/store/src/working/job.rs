//! Jobs: queued, taken by one worker under a lease, ended.

use domain::ids::JobId;
use domain::jobs::{JobKind, JobState};

use crate::engine::{Row, V};
use crate::error::StoreError;
use crate::sql::job as sql;
use crate::tx::{Read, Tx};

/// A job as it stands. Times are microseconds since 1970 UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRow {
    /// Which.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// On what, in the words of its kind.
    pub argument: String,
    /// Where it stands.
    pub state: JobState,
    /// How far it has come.
    pub progress: JobProgress,
    /// What came of it, in the words of its kind; the reason where it failed.
    pub result: String,
    /// Who asked for it.
    pub created_by: String,
    /// When.
    pub created_at: i64,
    /// When somebody first worked on it.
    pub started_at: Option<i64>,
    /// When it was over.
    pub ended_at: Option<i64>,
    /// Until when its worker is known to be alive.
    pub lease_until: i64,
    /// A person asked to stop.
    pub cancel: bool,
}

/// How far a job has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobProgress {
    /// What it is doing, in French.
    pub stage: String,
    /// Units done of this stage.
    pub done: i64,
    /// Units of this stage, where known.
    pub total: Option<i64>,
}

/// A job to be queued.
#[derive(Clone, Copy, Debug)]
pub struct NewJob<'a> {
    /// What it does.
    pub kind: JobKind,
    /// On what.
    pub argument: &'a str,
    /// Who asks for it.
    pub by: &'a str,
}

impl Tx<'_> {
    /// Queues a job; where the same work already waits or runs, answers that one.
    ///
    /// # Errors
    /// What the database says.
    pub fn queue_job(&mut self, new: &NewJob<'_>) -> Result<JobId, StoreError> {
        if let Some(same) = self.jobs_to_do()?.into_iter().find(|job| job.kind == new.kind && job.argument == new.argument && !job.cancel) {
            return Ok(same.id);
        }
        let (tenant, now) = (self.tenant.0, self.now());
        let last = self.sql.first(sql::LAST, &[tenant.into()], |row| row.opt_int(0))?.flatten().unwrap_or(0);
        let values = [tenant.into(), (last + 1).into(), new.kind.word().into(), new.argument.into(), new.by.into(), now.into()];
        self.sql.execute(sql::INSERT, &values)?;
        Ok(JobId(last + 1))
    }

    /// Takes a job for a worker until a moment; false where somebody else was faster, or it is over.
    ///
    /// # Errors
    /// What the database says.
    pub fn claim_job(&mut self, job: JobId, owner: &str, lease_until: i64) -> Result<bool, StoreError> {
        let now = self.now();
        let values = [self.tenant.0.into(), job.0.into(), owner.into(), lease_until.into(), now.into()];
        Ok(self.sql.execute(sql::CLAIM, &values)? > 0)
    }

    /// Says that the worker is alive and how far it has come; false where the job is no longer its own.
    ///
    /// # Errors
    /// What the database says.
    pub fn beat_job(&mut self, job: JobId, owner: &str, lease_until: i64, progress: &JobProgress) -> Result<bool, StoreError> {
        let values = [
            self.tenant.0.into(),
            job.0.into(),
            owner.into(),
            lease_until.into(),
            progress.stage.as_str().into(),
            progress.done.into(),
            progress.total.into(),
        ];
        Ok(self.sql.execute(sql::BEAT, &values)? > 0)
    }

    /// Ends a job; false where it is no longer the worker's own.
    ///
    /// # Errors
    /// What the database says.
    pub fn finish_job(
        &mut self,
        job: JobId,
        owner: &str,
        state: JobState,
        result: &str,
        progress: &JobProgress,
    ) -> Result<bool, StoreError> {
        let now = self.now();
        let values = [
            self.tenant.0.into(),
            job.0.into(),
            owner.into(),
            state.word().into(),
            result.into(),
            now.into(),
            progress.stage.as_str().into(),
            progress.done.into(),
            progress.total.into(),
        ];
        Ok(self.sql.execute(sql::FINISH, &values)? > 0)
    }

    /// Gives a job back to the queue.
    ///
    /// # Errors
    /// What the database says.
    pub fn release_job(&mut self, job: JobId, owner: &str) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.execute(sql::RELEASE, &[tenant.into(), job.0.into(), owner.into()])?;
        Ok(())
    }

    /// Asks a job to stop; false where there is none, or it is over.
    ///
    /// # Errors
    /// What the database says.
    pub fn cancel_job(&mut self, job: JobId) -> Result<bool, StoreError> {
        let (tenant, now) = (self.tenant.0, self.now());
        Ok(self.sql.execute(sql::CANCEL, &[tenant.into(), job.0.into(), now.into()])? > 0)
    }

    /// Forgets the jobs that ended before a moment.
    ///
    /// # Errors
    /// What the database says.
    pub fn forget_jobs(&mut self, before: i64) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.execute(sql::FORGET, &[tenant.into(), before.into()])?;
        Ok(())
    }
}

impl Read<'_> {
    /// A job by number.
    ///
    /// # Errors
    /// What the database says.
    pub fn job(&mut self, id: JobId) -> Result<Option<JobRow>, StoreError> {
        self.sql.first(sql::ONE, &[self.tenant.0.into(), id.0.into()], read)
    }

    /// Jobs that wait or run, the oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn jobs_to_do(&mut self) -> Result<Vec<JobRow>, StoreError> {
        self.sql.rows(sql::TO_DO, &[self.tenant.0.into()], read)
    }

    /// The newest jobs of a kind, over or not.
    ///
    /// # Errors
    /// What the database says.
    pub fn newest_jobs(&mut self, kind: JobKind, most: i64) -> Result<Vec<JobRow>, StoreError> {
        self.sql.rows(sql::NEWEST, &[self.tenant.0.into(), kind.word().into(), most.into()], read)
    }

    /// The first job that nobody works on at a moment.
    ///
    /// # Errors
    /// What the database says.
    pub fn next_job(&mut self, now: i64) -> Result<Option<JobId>, StoreError> {
        self.sql.first(sql::NEXT, &[self.tenant.0.into(), V::Int(now)], |row| Ok(JobId(row.int(0)?)))
    }
}

fn read(row: &Row<'_>) -> Result<JobRow, StoreError> {
    let unknown = |word: &str| StoreError::Damaged(format!("« {word} » est un travail inconnu"));
    Ok(JobRow {
        id: JobId(row.int(0)?),
        kind: JobKind::of_word(row.str(1)?).ok_or_else(|| unknown(row.str(1).unwrap_or_default()))?,
        argument: row.text(2)?,
        state: JobState::of_word(row.str(3)?).ok_or_else(|| unknown(row.str(3).unwrap_or_default()))?,
        progress: JobProgress { stage: row.text(4)?, done: row.int(5)?, total: row.opt_int(6)? },
        result: row.text(7)?,
        created_by: row.text(8)?,
        created_at: row.int(9)?,
        started_at: row.opt_int(10)?,
        ended_at: row.opt_int(11)?,
        lease_until: row.int(12)?,
        cancel: row.int(13)? != 0,
    })
}
