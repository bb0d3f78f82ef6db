//! Direct debits: mandates, and the files prepared for the bank. A batch that was cancelled collected nothing.

/// What is read of a batch.
macro_rules! batch {
    ($tail:literal) => {
        concat!(
            "SELECT b.id, b.day, b.collect_on, b.until_day, b.total, b.message, b.file, b.sha256, b.handed_over_on, b.cancelled_on,
                (SELECT COUNT(*) FROM debit_line l WHERE l.tenant_id = b.tenant_id AND l.batch = b.id)
            FROM debit_batch b WHERE b.tenant_id = $1 ",
            $tail
        )
    };
}

/// What is read of a mandate, with the last collection under it that was handed to the bank from here, and the last batch that waits for
/// that.
macro_rules! mandate {
    ($tail:literal) => {
        concat!(
            "SELECT m.id, m.debtor, m.reference, m.scheme, m.one_off, m.signed_on, p.bytes, m.notice_days, m.last_used_on, m.revoked_on,
                (SELECT MAX(b.collect_on) FROM debit_line l JOIN debit_batch b ON b.tenant_id = l.tenant_id AND b.id = l.batch
                    WHERE l.tenant_id = m.tenant_id AND l.mandate = m.id AND b.cancelled_on IS NULL AND b.handed_over_on IS NOT NULL),
                (SELECT MAX(b.id) FROM debit_line l JOIN debit_batch b ON b.tenant_id = l.tenant_id AND b.id = l.batch
                    WHERE l.tenant_id = m.tenant_id AND l.mandate = m.id AND b.cancelled_on IS NULL AND b.handed_over_on IS NULL)
            FROM debit_mandate m LEFT JOIN private p ON p.tenant_id = m.tenant_id AND p.id = m.iban WHERE m.tenant_id = $1 ",
            $tail
        )
    };
}

statements! {
    /// A mandate.
    MANDATE = "INSERT INTO debit_mandate (tenant_id, id, debtor, reference, scheme, one_off, signed_on, iban, digest, notice_days,
        last_used_on, revoked_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL)";
    /// Nothing is collected under it any more.
    REVOKE = "UPDATE debit_mandate SET revoked_on = $3 WHERE tenant_id = $1 AND id = $2 RETURNING debtor";
    /// Whether there is such a mandate.
    MANDATE_EXISTS = "SELECT id FROM debit_mandate WHERE tenant_id = $1 AND id = $2";
    /// The mandates of a record.
    MANDATES_OF = "SELECT id FROM debit_mandate WHERE tenant_id = $1 AND debtor = $2 ORDER BY id";
    /// They go with the record.
    MOVE_MANDATES = "UPDATE debit_mandate SET debtor = $3 WHERE tenant_id = $1 AND debtor = $2";
    /// A batch.
    BATCH = "INSERT INTO debit_batch (tenant_id, id, day, collect_on, until_day, total, message, file, sha256, handed_over_on, cancelled_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL)";
    /// What it collects.
    LINE = "INSERT INTO debit_line (tenant_id, batch, rank, claim, mandate, cents, end_to_end, sequence, hold)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// A person handed it to the bank.
    HAND_OVER = "UPDATE debit_batch SET handed_over_on = $3 WHERE tenant_id = $1 AND id = $2";
    /// It will not be handed to the bank.
    CANCEL = "UPDATE debit_batch SET cancelled_on = $3 WHERE tenant_id = $1 AND id = $2";
    /// Whose claims it collects.
    DEBTORS_OF_BATCH = "SELECT DISTINCT c.debtor FROM debit_line l JOIN claim c ON c.tenant_id = l.tenant_id AND c.id = l.claim
        WHERE l.tenant_id = $1 AND l.batch = $2 ORDER BY c.debtor";
    /// Every mandate.
    MANDATES = mandate!("ORDER BY m.id");
    /// The mandates of a debtor.
    MANDATES_OF_DEBTOR = mandate!("AND m.debtor = $2 ORDER BY m.id");
    /// One mandate.
    ONE_MANDATE = mandate!("AND m.id = $2");
    /// The batches that collect or collected any of these claims.
    PRESENTED = "SELECT l.claim, l.batch, b.collect_on, b.until_day, l.cents, b.handed_over_on, l.mandate FROM debit_line l
        JOIN debit_batch b ON b.tenant_id = l.tenant_id AND b.id = l.batch AND b.cancelled_on IS NULL
        WHERE l.tenant_id = $1 AND l.claim = ANY($2) ORDER BY l.claim, l.batch";
    /// What the debits of batches that were not cancelled bear, of collections since a day.
    REFERENCES = "SELECT l.claim, l.cents, l.end_to_end, b.collect_on, b.id, b.message, l.sequence, m.scheme, c.debtor FROM debit_batch b
        JOIN debit_line l ON l.tenant_id = b.tenant_id AND l.batch = b.id
        JOIN debit_mandate m ON m.tenant_id = l.tenant_id AND m.id = l.mandate
        JOIN claim c ON c.tenant_id = l.tenant_id AND c.id = l.claim
        WHERE b.tenant_id = $1 AND b.cancelled_on IS NULL AND b.collect_on >= $2 ORDER BY b.id, l.rank";
    /// Every batch, newest first.
    BATCHES = batch!("ORDER BY b.id DESC");
    /// How many batches nobody said what became of.
    OPEN_BATCHES = "SELECT COUNT(*) FROM debit_batch WHERE tenant_id = $1 AND handed_over_on IS NULL AND cancelled_on IS NULL";
    /// One batch.
    ONE_BATCH = batch!("AND b.id = $2");
    /// What a batch collects, with what its claims are now.
    LINES = "SELECT l.claim, l.mandate, l.cents, l.end_to_end, l.sequence, l.hold, c.debtor, c.number, c.amount - c.settled
        FROM debit_line l JOIN claim c ON c.tenant_id = l.tenant_id AND c.id = l.claim
        WHERE l.tenant_id = $1 AND l.batch = $2 ORDER BY l.rank";
}
