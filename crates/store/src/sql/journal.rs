//! The journal, the erasable store, and the index of events by debtor.

statements! {
    /// Keeps erasable bytes.
    KEEP = "INSERT INTO private (tenant_id, id, digest, bytes) VALUES ($1, $2, $3, $4)";
    /// Erases them.
    ERASE = "DELETE FROM private WHERE tenant_id = $1 AND id = $2";
    /// Remembers that they were erased.
    ERASED = "INSERT INTO erased (tenant_id, id, by_event) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    /// The bytes.
    PRIVATE = "SELECT digest, bytes FROM private WHERE tenant_id = $1 AND id = $2";
    /// Their digest.
    DIGEST = "SELECT digest FROM private WHERE tenant_id = $1 AND id = $2";
    /// The bytes of a block, by number.
    PRIVATE_BLOCK = "SELECT id, digest, bytes FROM private WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    /// Everything that was erased.
    ALL_ERASED = "SELECT id FROM erased WHERE tenant_id = $1";
    /// A block of the journal.
    BLOCK = "SELECT seq, kind, version, effective_on, recorded_at, author, payload, hash FROM journal
        WHERE tenant_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    /// One event.
    ONE = "SELECT seq, kind, version, effective_on, recorded_at, author, payload, hash FROM journal
        WHERE tenant_id = $1 AND seq = $2";
    /// Events of a stretch, newest first, of one kind or by one author where asked.
    PAGE = "SELECT seq, kind, version, effective_on, recorded_at, author, payload, hash FROM journal
        WHERE tenant_id = $1 AND seq < $2 AND seq >= $3 AND (kind = $4 OR $4 = '') AND (author = $5 OR $5 = '')
        ORDER BY seq DESC LIMIT $6";
    /// The hash of an event.
    HASH = "SELECT hash FROM journal WHERE tenant_id = $1 AND seq = $2";
    /// When an event was recorded.
    RECORDED_AT = "SELECT recorded_at FROM journal WHERE tenant_id = $1 AND seq = $2";
    /// An event speaks of a debtor (0: of all).
    ABOUT = "INSERT INTO event_debtor (tenant_id, debtor, seq) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    /// The skips of a debtor's actions since a day, newest first.
    SKIPS = "SELECT j.seq, j.kind, j.version, j.effective_on, j.recorded_at, j.author, j.payload, j.hash FROM event_debtor d
        JOIN journal j ON j.tenant_id = d.tenant_id AND j.seq = d.seq
        WHERE d.tenant_id = $1 AND d.debtor = $2 AND j.kind = 'action.skipped' AND j.effective_on >= $3 ORDER BY j.seq DESC";
    /// The events that speak of a debtor: those indexed, and those that created its claims, payments and allocations.
    OF_DEBTOR = "SELECT seq FROM event_debtor WHERE tenant_id = $1 AND debtor = $2 AND seq <= $3
        UNION SELECT id FROM claim WHERE tenant_id = $1 AND debtor = $2 AND id <= $3
        UNION SELECT id FROM movement WHERE tenant_id = $1 AND debtor = $2 AND id <= $3
        UNION SELECT id FROM allocation WHERE tenant_id = $1 AND debtor = $2 AND id <= $3
        UNION SELECT id FROM allocation WHERE tenant_id = $1 AND payer = $2 AND id <= $3
        UNION SELECT id FROM note WHERE tenant_id = $1 AND debtor = $2 AND id <= $3";
    /// Two debtors exchanged claims, paid or were written to for each other: their stories are read together.
    MERGED = "INSERT INTO merged (tenant_id, debtor, other) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    /// With whom a debtor has to do.
    MERGED_WITH = "SELECT other FROM merged WHERE tenant_id = $1 AND debtor = $2";
    /// Every two debtors that have to do with each other.
    MERGED_ALL = "SELECT debtor, other FROM merged WHERE tenant_id = $1";
    /// Debtors of whom anything was recorded after an event: named by the index, or by what the events created.
    /// A debtor may come several times: without repetition SQLite would read whole indexes in their order.
    TOUCHED = "SELECT debtor FROM event_debtor WHERE tenant_id = $1 AND seq > $2 AND debtor <> 0
        UNION ALL SELECT debtor FROM claim WHERE tenant_id = $1 AND id > $2
        UNION ALL SELECT debtor FROM movement WHERE tenant_id = $1 AND id > $2
        UNION ALL SELECT debtor FROM allocation WHERE tenant_id = $1 AND id > $2
        UNION ALL SELECT payer FROM allocation WHERE tenant_id = $1 AND id > $2";
    /// The debtors that an event speaks of.
    NAMED = "SELECT debtor FROM event_debtor WHERE tenant_id = $1 AND seq = $2 ORDER BY debtor";
    /// Events after another that speak of every debtor.
    ABOUT_ALL = "SELECT seq FROM event_debtor WHERE tenant_id = $1 AND debtor = 0 AND seq > $2 ORDER BY seq";
    /// The day and kind of every event that speaks of a debtor up to a day, and of letters to other records that count for it;
    /// invoices, what pays which of them, approvals, and statements of the bank aside.
    STORY = "SELECT seq, effective_on, kind FROM journal WHERE tenant_id = $1 AND effective_on <= $3
        AND kind NOT IN ('allocated', 'invoice.recorded', 'instalment.recorded', 'action.approved', 'bank_statement.taken',
            'bank_line.recorded') AND seq IN (
            SELECT seq FROM event_debtor WHERE tenant_id = $1 AND debtor = $2
            UNION SELECT id FROM movement WHERE tenant_id = $1 AND debtor = $2
            UNION SELECT letter FROM heard WHERE tenant_id = $1 AND debtor = $2
            UNION SELECT id FROM note WHERE tenant_id = $1 AND debtor = $2)";
}
