//! Long work, and files that were brought.

macro_rules! job {
    ($($rest:tt)+) => {
        concat!("SELECT id, kind, argument, state, stage, done, total, result, created_by, created_at, started_at, ended_at, lease_until,
        cancel FROM job WHERE tenant_id = $1 ", $($rest)+)
    };
}

statements! {
    /// The newest job.
    LAST = "SELECT MAX(id) FROM job WHERE tenant_id = $1";
    /// A job to be done.
    INSERT = "INSERT INTO job (tenant_id, id, kind, argument, state, stage, done, total, result, created_by, created_at, started_at, ended_at,
        lease_until, owner, cancel) VALUES ($1, $2, $3, $4, 'queued', '', 0, NULL, '', $5, $6, NULL, NULL, 0, '', 0)";
    /// One job.
    ONE = job!("AND id = $2");
    /// Those that wait or run.
    TO_DO = job!("AND state IN ('queued', 'running') ORDER BY id");
    /// The newest jobs of a kind.
    NEWEST = job!("AND kind = $2 ORDER BY id DESC LIMIT $3");
    /// The first that nobody works on, or no longer.
    NEXT = "SELECT id FROM job WHERE tenant_id = $1 AND state IN ('queued', 'running')
        AND (state = 'queued' OR lease_until < $2) ORDER BY id LIMIT 1";
    /// Taken by one worker, if nobody was faster.
    CLAIM = "UPDATE job SET state = 'running', owner = $3, lease_until = $4, started_at = COALESCE(started_at, $5)
        WHERE tenant_id = $1 AND id = $2 AND (state = 'queued' OR (state = 'running' AND lease_until < $5))";
    /// Its worker is alive, and has come this far.
    BEAT = "UPDATE job SET lease_until = $4, stage = $5, done = $6, total = $7
        WHERE tenant_id = $1 AND id = $2 AND owner = $3 AND state = 'running'";
    /// It is over.
    FINISH = "UPDATE job SET state = $4, result = $5, ended_at = $6, stage = $7, done = $8, total = $9, lease_until = 0
        WHERE tenant_id = $1 AND id = $2 AND owner = $3 AND state = 'running'";
    /// Its worker goes away: another will take it again.
    RELEASE = "UPDATE job SET state = 'queued', owner = '', lease_until = 0
        WHERE tenant_id = $1 AND id = $2 AND owner = $3 AND state = 'running'";
    /// A person asks to stop: at once where nobody works on it.
    CANCEL = "UPDATE job SET cancel = 1, ended_at = CASE WHEN state = 'queued' THEN $3 ELSE ended_at END,
        state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END
        WHERE tenant_id = $1 AND id = $2 AND state IN ('queued', 'running')";
    /// What ended long ago.
    FORGET = "DELETE FROM job WHERE tenant_id = $1 AND state IN ('done', 'failed', 'cancelled') AND ended_at < $2";
    /// The newest deposit.
    LAST_DEPOSIT = "SELECT MAX(id) FROM deposit WHERE tenant_id = $1";
    /// Files were brought.
    INSERT_DEPOSIT = "INSERT INTO deposit (tenant_id, id, created_by, created_at, touched_at, version, bytes, body)
        VALUES ($1, $2, $3, $4, $4, 1, $5, $6)";
    /// One deposit.
    DEPOSIT = "SELECT id, created_by, created_at, touched_at, version, bytes, body FROM deposit WHERE tenant_id = $1 AND id = $2";
    /// All of them, the newest first.
    DEPOSITS = "SELECT id, created_by, created_at, touched_at, version, bytes, body FROM deposit WHERE tenant_id = $1 ORDER BY id DESC";
    /// What a person decided about them, if nobody else did meanwhile.
    SAVE_DEPOSIT = "UPDATE deposit SET body = $4, bytes = $5, touched_at = $6, version = version + 1
        WHERE tenant_id = $1 AND id = $2 AND version = $3";
    /// Taken back.
    DELETE_DEPOSIT = "DELETE FROM deposit WHERE tenant_id = $1 AND id = $2";
}
