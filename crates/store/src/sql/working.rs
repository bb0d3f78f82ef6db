//! Working state: when to look again, letters on their way out, staged rows, saved mappings, flags.

/// The guards of a departure, evaluated in the statement that claims the letter: still prepared, not in quarantine, every
/// claim of it still open, no step done twice, and since it was prepared no payment, allocation, dispute, promise, plan, hold or insolvency.
macro_rules! claim_guards {
    () => {
        "EXISTS (SELECT 1 FROM letter l WHERE l.tenant_id = $1 AND l.id = $2 AND l.state = 'prepared'
            AND NOT EXISTS (SELECT 1 FROM flag f WHERE f.tenant_id = $1 AND f.name = 'quarantine' AND f.value <> 0)
            AND NOT EXISTS (SELECT 1 FROM insolvency i WHERE i.tenant_id = $1 AND i.debtor = l.debtor AND i.id > l.id AND i.closed_on IS NULL)
            AND NOT EXISTS (SELECT 1 FROM movement m WHERE m.tenant_id = $1 AND m.debtor = l.debtor AND m.id > l.id)
            AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.tenant_id = $1 AND h.debtor = l.debtor AND h.id > l.id AND h.lifted_on IS NULL
                AND (h.claim IS NULL OR h.claim IN (SELECT t.claim FROM letter_item t WHERE t.tenant_id = $1 AND t.letter = l.id)))
            AND NOT EXISTS (SELECT 1 FROM letter_item t JOIN claim c ON c.tenant_id = t.tenant_id AND c.id = t.claim
                WHERE t.tenant_id = $1 AND t.letter = l.id AND (c.amount <= c.settled
                    OR EXISTS (SELECT 1 FROM allocation a WHERE a.tenant_id = $1 AND a.debtor = c.debtor AND a.claim = c.id AND a.id > l.id)
                    OR EXISTS (SELECT 1 FROM dispute d WHERE d.tenant_id = $1 AND d.debtor = c.debtor AND d.claim = c.id
                        AND d.id > l.id AND d.closed_on IS NULL)
                    OR EXISTS (SELECT 1 FROM cover k JOIN promise p ON p.tenant_id = k.tenant_id AND p.id = k.id
                        WHERE k.tenant_id = $1 AND k.claim = c.id AND p.id > l.id AND p.cancelled_on IS NULL)
                    OR EXISTS (SELECT 1 FROM cover k JOIN instalment_plan p ON p.tenant_id = k.tenant_id AND p.id = k.id
                        WHERE k.tenant_id = $1 AND k.claim = c.id AND p.id > l.id AND p.ended_on IS NULL)
                    OR EXISTS (SELECT 1 FROM step s WHERE s.tenant_id = $1 AND s.claim = c.id AND s.step = t.step AND s.cycle = t.cycle))))"
    };
}

statements! {
    /// Something happened to the debtor: it is due.
    TOUCH = "DELETE FROM look_again WHERE tenant_id = $1 AND debtor = $2";
    /// Something happened to all.
    TOUCH_ALL = "DELETE FROM look_again WHERE tenant_id = $1";
    /// Whether any debtor waits for a day.
    ANY_LOOK_AGAIN = "SELECT debtor FROM look_again WHERE tenant_id = $1 LIMIT 1";
    /// A letter is ready to leave.
    QUEUE = "INSERT INTO outbox (tenant_id, letter, state) VALUES ($1, $2, 'planned') ON CONFLICT (tenant_id, letter) DO NOTHING";
    /// Claims a letter for sending, re-checking every guard; answers the token.
    CLAIM_LETTER = concat!("UPDATE outbox SET state = 'claimed', token = $3, claimed_at = $4, lease_until = $5
        WHERE tenant_id = $1 AND letter = $2 AND state = 'planned' AND ", claim_guards!(), " RETURNING token");
    /// What became of a claimed letter, by the holder of the token only.
    SETTLE_LETTER = "UPDATE outbox SET state = $4 WHERE tenant_id = $1 AND letter = $2 AND token = $3 AND state = 'claimed' RETURNING letter";
    /// Claims whose holder is gone: nobody knows whether the letter left.
    EXPIRE = "UPDATE outbox SET state = 'doubt' WHERE tenant_id = $1 AND state = 'claimed' AND lease_until <= $2 RETURNING letter";
    /// A person decided about a doubt.
    RESOLVE = "UPDATE outbox SET state = $3 WHERE tenant_id = $1 AND letter = $2 AND state = 'doubt' RETURNING letter";
    /// Letters of the outbox in a state.
    OUTBOX = "SELECT letter, token, claimed_at, lease_until FROM outbox WHERE tenant_id = $1 AND state = $2 ORDER BY letter";
    /// The state of a letter in the outbox.
    OUTBOX_STATE = "SELECT state FROM outbox WHERE tenant_id = $1 AND letter = $2";
    /// A block of staged rows.
    STAGED = "SELECT line, body FROM staging WHERE tenant_id = $1 AND import_id = $2 AND line > $3 ORDER BY line LIMIT $4";
    /// The last staged line.
    LAST_STAGED = "SELECT MAX(line) FROM staging WHERE tenant_id = $1 AND import_id = $2";
    /// Staged rows that have become events.
    UNSTAGE = "DELETE FROM staging WHERE tenant_id = $1 AND import_id = $2 AND line <= $3";
    /// A column mapping remembered.
    SAVE_MAPPING = "INSERT INTO mapping (tenant_id, name, body) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, name) DO UPDATE SET body = excluded.body";
    /// A column mapping.
    MAPPING = "SELECT body FROM mapping WHERE tenant_id = $1 AND name = $2";
    /// A flag.
    SET_FLAG = "INSERT INTO flag (tenant_id, name, value) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, name) DO UPDATE SET value = excluded.value";
    /// A flag.
    FLAG = "SELECT value FROM flag WHERE tenant_id = $1 AND name = $2";
    /// What a run delivered.
    RECORD_RUN = "INSERT INTO run (tenant_id, day, delivered) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, day) DO UPDATE SET delivered = run.delivered + excluded.delivered";
    /// What runs delivered.
    RUNS = "SELECT day, delivered FROM run WHERE tenant_id = $1 AND day >= $2 ORDER BY day";
}
