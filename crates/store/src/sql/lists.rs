//! Lists: a page is one range of an index, after the last row of the page before it (its key, then its id).
//!
//! The key is given both as a range and as a point: the range keeps deep pages as cheap as the first, the point tells rows of
//! one key apart.

/// The columns of a claim in a list.
macro_rules! claims {
    ($($rest:literal),+) => {
        concat!("SELECT id, invoice, debtor, number, issued_on, due_on, due_basis, amount, settled, currency, import_id FROM claim c
        WHERE tenant_id = $1 ", $($rest),+)
    };
}

/// By due date: `$2` to `$3`, after `$4` and `$5`.
macro_rules! by_due {
    ($cond:literal up) => {
        claims!($cond, " AND due_on BETWEEN $2 AND $3 AND (due_on, id) > ($4, $5) ORDER BY due_on, id LIMIT $6")
    };
    ($cond:literal down) => {
        claims!($cond, " AND due_on BETWEEN $2 AND $3 AND (due_on, id) < ($4, $5) ORDER BY due_on DESC, id DESC LIMIT $6")
    };
}

/// By another key: `$2` to `$3`, after `$4` and `$5`, due from `$7` to `$8`.
macro_rules! by_key {
    ($cond:literal $key:literal up) => {
        claims!(
            $cond,
            " AND ",
            $key,
            " BETWEEN $2 AND $3 AND (",
            $key,
            ", id) > ($4, $5) AND due_on BETWEEN $7 AND $8 ORDER BY ",
            $key,
            ", id LIMIT $6"
        )
    };
    ($cond:literal $key:literal down) => {
        claims!(
            $cond,
            " AND ",
            $key,
            " BETWEEN $2 AND $3 AND (",
            $key,
            ", id) < ($4, $5) AND due_on BETWEEN $7 AND $8 ORDER BY ",
            $key,
            " DESC, id DESC LIMIT $6"
        )
    };
}

/// A promise in a list.
macro_rules! promises {
    ($($rest:literal),+) => {
        concat!("SELECT id, debtor, day, amount, by_day, cancelled_on FROM promise WHERE tenant_id = $1 ", $($rest),+)
    };
}

/// A dispute in a list, with its claim.
macro_rules! disputes {
    ($($rest:literal),+) => {
        concat!("SELECT d.id, d.debtor, d.claim, d.day, d.amount, d.cause, d.closed_on, d.founded, d.note, c.number, c.due_on, c.amount,
            c.settled, c.currency, c.import_id
        FROM dispute d JOIN claim c ON c.tenant_id = d.tenant_id AND c.id = d.claim WHERE d.tenant_id = $1 ", $($rest),+)
    };
}

statements! {
    /// Open, by due date.
    OPEN_DUE_UP = by_due!("AND amount > settled" up);
    /// The other way.
    OPEN_DUE_DOWN = by_due!("AND amount > settled" down);
    /// Open, by number.
    OPEN_NUMBER_UP = by_key!("AND amount > settled" "number" up);
    /// The other way.
    OPEN_NUMBER_DOWN = by_key!("AND amount > settled" "number" down);
    /// Paid, by day of issue.
    PAID_ISSUED_UP = by_key!("AND amount <= settled" "issued_on" up);
    /// The other way.
    PAID_ISSUED_DOWN = by_key!("AND amount <= settled" "issued_on" down);
    /// Paid, by number.
    PAID_NUMBER_UP = by_key!("AND amount <= settled" "number" up);
    /// The other way.
    PAID_NUMBER_DOWN = by_key!("AND amount <= settled" "number" down);
    /// All, by number.
    ALL_NUMBER_UP = by_key!("" "number" up);
    /// The other way.
    ALL_NUMBER_DOWN = by_key!("" "number" down);
    /// Open and disputed since some day, by due date.
    DISPUTED_UP = by_due!("AND amount > settled
            AND id IN (SELECT claim FROM dispute d WHERE d.tenant_id = $1 AND d.closed_on IS NULL AND d.day <= $7)" up);
    /// The other way.
    DISPUTED_DOWN = by_due!("AND amount > settled
            AND id IN (SELECT claim FROM dispute d WHERE d.tenant_id = $1 AND d.closed_on IS NULL AND d.day <= $7)" down);
    /// Open and promised for a day to come, by due date.
    PROMISED_UP = by_due!("AND amount > settled AND id IN (SELECT k.claim FROM promise p
            JOIN cover k ON k.tenant_id = p.tenant_id AND k.id = p.id
            WHERE p.tenant_id = $1 AND p.cancelled_on IS NULL AND p.by_day >= $7)" up);
    /// The other way.
    PROMISED_DOWN = by_due!("AND amount > settled AND id IN (SELECT k.claim FROM promise p
            JOIN cover k ON k.tenant_id = p.tenant_id AND k.id = p.id
            WHERE p.tenant_id = $1 AND p.cancelled_on IS NULL AND p.by_day >= $7)" down);
    /// Open, of that amount, left or in all: everything is read once, in the order of the table; no index is kept for it.
    OPEN_OF_AMOUNT = claims!("AND amount > settled AND (amount - settled = $2 OR amount = $2) ORDER BY id LIMIT $3");
    /// The claims of a debtor, by due date.
    OF_DEBTOR = claims!("AND debtor = $2 ORDER BY due_on, id");
    /// Every claim with what was settled of it by a day: totals of any filter, and any past day.
    LISTED_ON = "SELECT id, invoice, debtor, number, issued_on, due_on, due_basis, amount, CASE
            WHEN c.last_entry_on IS NULL OR c.last_entry_on <= $2 THEN c.settled
            ELSE (SELECT CAST(COALESCE(SUM(a.cents), 0) AS BIGINT) FROM allocation a
                WHERE a.tenant_id = c.tenant_id AND a.debtor = c.debtor AND a.claim = c.id AND a.standing = 0 AND a.day <= $2
                  AND (a.reversed_on IS NULL OR a.reversed_on > $2)) END, currency, import_id
        FROM claim c WHERE c.tenant_id = $1 AND c.issued_on <= $2 ORDER BY c.id";
    /// Promises by their day.
    PROMISES_UP = promises!("AND cancelled_on IS NULL AND by_day BETWEEN $2 AND $3 AND (by_day, id) > ($4, $5)
        ORDER BY by_day, id LIMIT $6");
    /// The other way.
    PROMISES_DOWN = promises!("AND cancelled_on IS NULL AND by_day BETWEEN $2 AND $3 AND (by_day, id) < ($4, $5)
        ORDER BY by_day DESC, id DESC LIMIT $6");
    /// Promises cancelled, the last first.
    PROMISES_CANCELLED = promises!("AND cancelled_on BETWEEN $2 AND $3 AND (cancelled_on, id) < ($4, $5)
        ORDER BY cancelled_on DESC, id DESC LIMIT $6");
    /// Disputes that are open, the oldest first.
    DISPUTES_OPEN = disputes!("AND d.closed_on IS NULL AND d.day BETWEEN $2 AND $3 AND (d.day, d.id) > ($4, $5)
        ORDER BY d.day, d.id LIMIT $6");
    /// Disputes that were closed, the last first.
    DISPUTES_CLOSED = disputes!("AND d.closed_on BETWEEN $2 AND $3 AND (d.closed_on, d.id) < ($4, $5)
        ORDER BY d.closed_on DESC, d.id DESC LIMIT $6");
    /// One dispute.
    DISPUTE = disputes!("AND d.id = $2");
    /// Who made a promise, on which day, how much, for when.
    PROMISE = promises!("AND id = $2");
}
