//! What stops or changes dunning: promises, plans, holds, insolvency, approvals.

statements! {
    /// A promise.
    PROMISE = "INSERT INTO promise (tenant_id, id, debtor, day, amount, by_day, note, cancelled_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)";
    /// A promise cancelled.
    CANCEL_PROMISE = "UPDATE promise SET cancelled_on = $3 WHERE tenant_id = $1 AND id = $2 RETURNING debtor";
    /// A plan.
    PLAN = "INSERT INTO instalment_plan (tenant_id, id, debtor, day, dues, ended_on) VALUES ($1, $2, $3, $4, $5, NULL)";
    /// A plan ended.
    END_PLAN = "UPDATE instalment_plan SET ended_on = $3 WHERE tenant_id = $1 AND id = $2 RETURNING debtor";
    /// A claim that a promise or plan covers.
    COVER = "INSERT INTO cover (tenant_id, id, rank, claim) VALUES ($1, $2, $3, $4)";
    /// A hold.
    HOLD = "INSERT INTO hold (tenant_id, id, debtor, claim, cause, day, until_day, note, lifted_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL)";
    /// A hold lifted.
    LIFT_HOLD = "UPDATE hold SET lifted_on = $3 WHERE tenant_id = $1 AND id = $2 RETURNING debtor";
    /// An insolvency proceeding.
    INSOLVENCY = "INSERT INTO insolvency (tenant_id, id, debtor, proceeding, day, published_on, closed_on)
        VALUES ($1, $2, $3, $4, $5, $6, NULL)";
    /// A proceeding closed.
    CLOSE_INSOLVENCY = "UPDATE insolvency SET closed_on = $3 WHERE tenant_id = $1 AND id = $2 RETURNING debtor";
    /// An action approved.
    APPROVE = "INSERT INTO approved (tenant_id, debtor, id, action, day) VALUES ($1, $2, $3, $4, $5)";
    /// A step passed. The first word stands: a step of a cycle is passed once.
    STEP = "INSERT INTO step (tenant_id, debtor, claim, id, rank, scenario, step, level, cycle, day, channel, letter, skipped)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING";
    /// A step postponed.
    POSTPONE = "INSERT INTO postponed (tenant_id, debtor, claim, id, rank, scenario, step, level, cycle, until_day)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// An approval taken back.
    UNAPPROVE = "DELETE FROM approved WHERE tenant_id = $1 AND debtor = $2 AND action = $3";
    /// A step that is not skipped any more.
    UNSKIP = "DELETE FROM step WHERE tenant_id = $1 AND debtor = $2 AND claim = $3 AND step = $4 AND cycle = $5 AND skipped = 1";
    /// A step that is not postponed any more.
    UNPOSTPONE = "DELETE FROM postponed WHERE tenant_id = $1 AND debtor = $2 AND claim = $3 AND step = $4 AND cycle = $5";
    /// Whether a promise exists.
    PROMISE_EXISTS = "SELECT id FROM promise WHERE tenant_id = $1 AND id = $2";
    /// Whether a plan exists.
    PLAN_EXISTS = "SELECT id FROM instalment_plan WHERE tenant_id = $1 AND id = $2";
    /// Whether a hold exists.
    HOLD_EXISTS = "SELECT id FROM hold WHERE tenant_id = $1 AND id = $2";
    /// Whether a hold was not lifted.
    HOLD_STANDS = "SELECT id FROM hold WHERE tenant_id = $1 AND id = $2 AND lifted_on IS NULL";
    /// Whether a proceeding exists.
    INSOLVENCY_EXISTS = "SELECT id FROM insolvency WHERE tenant_id = $1 AND id = $2";
}
