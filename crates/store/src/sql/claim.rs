//! Claims, which carry their invoice, and what is attached to them.

/// What is shown of a file.
macro_rules! pieces {
    () => {
        "SELECT e.id, e.invoice, e.file, n.bytes, CAST(LENGTH(f.bytes) AS BIGINT) "
    };
}

/// Where its name and its bytes are.
macro_rules! with_bytes {
    () => {
        " LEFT JOIN private n ON n.tenant_id = e.tenant_id AND n.id = e.name
        LEFT JOIN private f ON f.tenant_id = e.tenant_id AND f.id = e.file "
    };
}

statements! {
    /// What each debtor owes in the books, by currency, with how many of its due dates are only presumed.
    OWING = "SELECT debtor, currency, import_id, CAST(SUM(amount - settled) AS BIGINT),
            CAST(SUM(CASE WHEN due_basis = 'presumed' THEN 1 ELSE 0 END) AS BIGINT)
        FROM claim WHERE tenant_id = $1 AND settled < amount GROUP BY debtor, currency, import_id";
    /// Open claims of a debtor whose due date is only presumed.
    PRESUMED_OF = "SELECT id, invoice, debtor, number, issued_on, performed_on, due_on, due_basis, amount, total, currency, settled,
        import_id, source_key, subject FROM claim
        WHERE tenant_id = $1 AND debtor = $2 AND due_basis = 'presumed' AND settled < amount ORDER BY issued_on, id";
    /// What a projection asks of a claim.
    HEAD = "SELECT debtor, invoice, number, total, currency FROM claim WHERE tenant_id = $1 AND id = $2";
    /// Another due date.
    SET_DUE = "UPDATE claim SET due_on = $3, due_basis = $4 WHERE tenant_id = $1 AND id = $2";
    /// Cents more or less are settled; the last day on which its balance changes moves on.
    SETTLE = "UPDATE claim SET settled = settled + $3,
        last_entry_on = CASE WHEN last_entry_on IS NULL OR last_entry_on < $4 THEN $4 ELSE last_entry_on END
        WHERE tenant_id = $1 AND id = $2";
    /// The same for the allocations of a run of events, those that count.
    SETTLE_BETWEEN = settle!("+", "tenant_id = $1 AND id BETWEEN $2 AND $3 AND standing = 0");
    /// Who owes an invoice, by its number.
    DEBTORS_OF_INVOICE = "SELECT DISTINCT debtor FROM claim WHERE tenant_id = $1 AND number = $2 AND invoice = $3 ORDER BY debtor";
    /// To whom it belongs now.
    MOVE = "UPDATE claim SET debtor = $3 WHERE tenant_id = $1 AND id = $2";
    /// One claim.
    ONE = "SELECT id, invoice, debtor, number, issued_on, performed_on, due_on, due_basis, amount, total, currency, settled,
        import_id, source_key, subject FROM claim WHERE tenant_id = $1 AND id = $2";
    /// Claims of a number.
    BY_NUMBER = "SELECT id, invoice, debtor, number, issued_on, performed_on, due_on, due_basis, amount, total, currency, settled,
        import_id, source_key, subject FROM claim WHERE tenant_id = $1 AND number = $2 ORDER BY id";
    /// Claims of any of these numbers.
    OF_NUMBERS = "SELECT number, id, debtor, invoice, import_id FROM claim WHERE tenant_id = $1 AND number = ANY($2) ORDER BY id";
    /// The first claim ever recorded.
    FIRST = "SELECT seen_on FROM claim WHERE tenant_id = $1 ORDER BY id LIMIT 1";
    /// What every claim is worth in the books on a day. A claim whose last change lies after that day is recomputed.
    OPEN_ON = "SELECT c.debtor, c.due_on, c.currency, c.import_id, c.amount - CASE
            WHEN c.last_entry_on IS NULL OR c.last_entry_on <= $2 THEN c.settled
            ELSE (SELECT CAST(COALESCE(SUM(a.cents), 0) AS BIGINT) FROM allocation a
                WHERE a.tenant_id = c.tenant_id AND a.debtor = c.debtor AND a.claim = c.id AND a.standing = 0 AND a.day <= $2
                  AND (a.reversed_on IS NULL OR a.reversed_on > $2)) END
        FROM claim c WHERE c.tenant_id = $1 AND c.issued_on <= $2 ORDER BY c.id";
    /// A piece of an invoice.
    PIECE = "INSERT INTO piece (tenant_id, id, invoice, file, name) VALUES ($1, $2, $3, $4, $5)";
    /// The pieces of an invoice.
    PIECES = "SELECT id, file, name FROM piece WHERE tenant_id = $1 AND invoice = $2 ORDER BY id";
    /// Something that happened to a claim.
    MILESTONE = "INSERT INTO milestone (tenant_id, debtor, claim, id, rank, kind, day, act, until_day)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// A waiver.
    WAIVE = "INSERT INTO waiver (tenant_id, id, debtor, claim, day, what, author, reason, withdrawn_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL)";
    /// A waiver taken back.
    WITHDRAW = "UPDATE waiver SET withdrawn_on = $3 WHERE tenant_id = $1 AND id = $2 RETURNING debtor";
    /// A dispute.
    DISPUTE = "INSERT INTO dispute (tenant_id, id, debtor, claim, day, amount, cause, note, closed_on, founded)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, 0)";
    /// A dispute closed.
    CLOSE_DISPUTE = "UPDATE dispute SET closed_on = $3, founded = $4 WHERE tenant_id = $1 AND id = $2 RETURNING debtor";
    /// Allocations follow their claim.
    MOVE_ALLOCATIONS = "UPDATE allocation SET debtor = $4 WHERE tenant_id = $1 AND debtor = $2 AND claim = $3";
    /// Disputes too.
    MOVE_DISPUTES = "UPDATE dispute SET debtor = $4 WHERE tenant_id = $1 AND debtor = $2 AND claim = $3";
    /// Waivers too.
    MOVE_WAIVERS = "UPDATE waiver SET debtor = $4 WHERE tenant_id = $1 AND debtor = $2 AND claim = $3";
    /// Milestones too.
    MOVE_MILESTONES = "UPDATE milestone SET debtor = $4 WHERE tenant_id = $1 AND debtor = $2 AND claim = $3";
    /// Steps too.
    MOVE_STEPS = "UPDATE step SET debtor = $4 WHERE tenant_id = $1 AND debtor = $2 AND claim = $3";
    /// Postponed steps too.
    MOVE_POSTPONED = "UPDATE postponed SET debtor = $4 WHERE tenant_id = $1 AND debtor = $2 AND claim = $3";
    /// A hold on the claim alone too.
    MOVE_HOLDS = "UPDATE hold SET debtor = $4 WHERE tenant_id = $1 AND debtor = $2 AND claim = $3";
    /// A promise that covers it too.
    MOVE_PROMISES = "UPDATE promise SET debtor = $4 WHERE tenant_id = $1 AND debtor = $2
        AND id IN (SELECT id FROM cover WHERE tenant_id = $1 AND claim = $3)";
    /// A plan that covers it too.
    MOVE_PLANS = "UPDATE instalment_plan SET debtor = $4 WHERE tenant_id = $1 AND debtor = $2
        AND id IN (SELECT id FROM cover WHERE tenant_id = $1 AND claim = $3)";
    /// Whether a dispute exists.
    DISPUTE_EXISTS = "SELECT id FROM dispute WHERE tenant_id = $1 AND id = $2";
    /// Whether a dispute is open.
    DISPUTE_OPEN = "SELECT id FROM dispute WHERE tenant_id = $1 AND id = $2 AND closed_on IS NULL";
    /// Whether a waiver exists.
    WAIVER_EXISTS = "SELECT id FROM waiver WHERE tenant_id = $1 AND id = $2";
    /// The first claim of an invoice of a debtor, undone imports aside.
    KNOWN = "SELECT c.id, c.issued_on, c.due_on, c.amount, c.total, c.currency, c.import_id, c.debtor, c.due_basis FROM claim c
        WHERE c.tenant_id = $1 AND c.number = $3 AND c.debtor = $2 AND c.id = c.invoice ORDER BY c.id";
    /// The first claims of the invoices of these numbers.
    KNOWN_OF = "SELECT c.id, c.issued_on, c.due_on, c.amount, c.total, c.currency, c.import_id, c.debtor, c.due_basis, c.number FROM claim c
        WHERE c.tenant_id = $1 AND c.number = ANY($2) AND c.id = c.invoice ORDER BY c.id";
    /// The first claim of an invoice of a key, undone imports aside.
    KNOWN_BY_KEY = "SELECT c.id, c.issued_on, c.due_on, c.amount, c.total, c.currency, c.import_id, c.debtor, c.due_basis FROM claim c
        WHERE c.tenant_id = $1 AND c.source_key = $2 ORDER BY c.id";
    /// The files of an invoice with their names and sizes.
    PIECES_NAMED = concat!(pieces!(), "FROM piece e", with_bytes!(), "WHERE e.tenant_id = $1 AND e.invoice = $2 ORDER BY e.id");
    /// One file.
    PIECE_ONE = concat!(pieces!(), "FROM piece e", with_bytes!(), "WHERE e.tenant_id = $1 AND e.id = $2");
    /// The newest files of the invoices of a debtor.
    PIECES_OF_DEBTOR = concat!(pieces!(), "FROM claim c JOIN piece e ON e.tenant_id = c.tenant_id AND e.invoice = c.id", with_bytes!(),
        "WHERE c.tenant_id = $1 AND c.debtor = $2 ORDER BY e.id DESC LIMIT $3");
}
