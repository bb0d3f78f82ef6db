//! What is asked of bank accounts, statements and lines. What an import that is not completed brought is not seen.

/// The columns of a line as it is read, with the texts of the erasable store.
macro_rules! line {
    ($($rest:literal)+) => {
        concat!(
            "SELECT l.id, l.statement, l.account, l.import_id, l.day, l.amount, l.currency, l.kind, l.reference, l.state, l.decided,
            l.decided_on, l.made, l.why, l.automatic, l.score, l.evidence, d.bytes, r.bytes, l.reopened_on FROM bank_line l
            JOIN import i ON i.tenant_id = l.tenant_id AND i.id = l.import_id AND i.state = 'completed'
            LEFT JOIN private d ON d.tenant_id = l.tenant_id AND d.id = l.details
            LEFT JOIN private r ON r.tenant_id = l.tenant_id AND r.id = l.reason WHERE l.tenant_id = $1 ",
            $($rest),+
        )
    };
}

statements! {
    /// Every account.
    ACCOUNTS = "SELECT a.id, a.name, a.currency, p.bytes FROM bank_account a LEFT JOIN private p
        ON p.tenant_id = a.tenant_id AND p.id = a.account WHERE a.tenant_id = $1 ORDER BY a.id";
    /// What the statements of an account say of its days.
    DAYS = "SELECT s.format, s.from_day, s.to_day, s.opening, s.closing FROM bank_statement s
        JOIN import i ON i.tenant_id = s.tenant_id AND i.id = s.import_id AND i.state = 'completed'
        WHERE s.tenant_id = $1 AND s.account = $2 ORDER BY s.to_day DESC, s.id DESC";
    /// The statements of an account, newest first.
    STATEMENTS = "SELECT s.id, s.import_id, s.day, s.format, s.number, s.currency, s.from_day, s.to_day, s.opening, s.closing, s.taken, s.known,
            s.covered FROM bank_statement s
        JOIN import i ON i.tenant_id = s.tenant_id AND i.id = s.import_id AND i.state = 'completed'
        WHERE s.tenant_id = $1 AND s.account = $2 ORDER BY s.to_day DESC, s.id DESC LIMIT $3";
    /// Which days of an account are covered, in which format.
    COVERAGE = "SELECT s.format, s.from_day, s.to_day FROM bank_statement s
        JOIN import i ON i.tenant_id = s.tenant_id AND i.id = s.import_id AND i.state = 'completed'
        WHERE s.tenant_id = $1 AND s.account = $2 AND s.to_day >= $3 AND s.from_day <= $4 ORDER BY s.id";
    /// What the lines of some days of an account are known again by.
    KEYS = "SELECT l.id, l.reference, l.day, l.amount, l.label FROM bank_line l
        JOIN import i ON i.tenant_id = l.tenant_id AND i.id = l.import_id AND i.state = 'completed'
        WHERE l.tenant_id = $1 AND l.account = $2 AND l.day >= $3 AND l.day <= $4 ORDER BY l.id";
    /// One line.
    LINE = line!("AND l.id = $2");
    /// The lines that nobody decided, oldest first.
    OPEN = line!("AND l.state = 'open' ORDER BY l.day, l.id");
    /// Lines in a state, newest first, from a place on.
    IN_STATE = line!("AND l.state = $2 AND (l.day < $3 OR (l.day = $3 AND l.id < $4)) ORDER BY l.day DESC, l.id DESC LIMIT $5");
    /// The lines that an import brought.
    OF_IMPORT = line!("AND l.import_id = $2 ORDER BY l.id");
    /// The lines that an account had on some days, in the order in which they were taken.
    OF_DAYS = line!("AND l.account = $2 AND l.day >= $3 AND l.day <= $4 ORDER BY l.id");
    /// How many lines there are in each state.
    COUNTS = "SELECT l.state, CAST(COUNT(*) AS BIGINT) FROM bank_line l
        JOIN import i ON i.tenant_id = l.tenant_id AND i.id = l.import_id AND i.state = 'completed'
        WHERE l.tenant_id = $1 GROUP BY l.state";
    /// How many lines nobody decided.
    OPEN_COUNT = "SELECT CAST(COUNT(*) AS BIGINT) FROM bank_line l
        JOIN import i ON i.tenant_id = l.tenant_id AND i.id = l.import_id AND i.state = 'completed'
        WHERE l.tenant_id = $1 AND l.state = $2";
    /// Whether a line waits that was never judged.
    UNJUDGED = "SELECT l.id FROM bank_line l
        JOIN import i ON i.tenant_id = l.tenant_id AND i.id = l.import_id AND i.state = 'completed'
        LEFT JOIN bank_verdict v ON v.tenant_id = l.tenant_id AND v.line = l.id
        WHERE l.tenant_id = $1 AND l.state = $2 AND v.line IS NULL LIMIT 1";
    /// The line of a payment.
    OF_PAYMENT = "SELECT line FROM bank_paid WHERE tenant_id = $1 AND movement = $2";
    /// The payments that are lines.
    PAID = "SELECT movement FROM bank_paid WHERE tenant_id = $1";
    /// The texts of direct debits that are payments, since a day.
    OF_DEBITS = "SELECT k.movement, d.bytes FROM bank_line l JOIN bank_paid k ON k.tenant_id = l.tenant_id AND k.line = l.id
        JOIN private d ON d.tenant_id = l.tenant_id AND d.id = l.details
        WHERE l.tenant_id = $1 AND l.state = $2 AND l.day >= $3 AND l.kind = 'direct_debit'";
    /// What lines took back.
    TAKEN_BACK = "SELECT made FROM bank_line WHERE tenant_id = $1 AND state = 'return'";
    /// The lines that are payments of an import.
    TELL_IMPORT = "SELECT k.line FROM movement m JOIN bank_paid k ON k.tenant_id = m.tenant_id AND k.movement = m.id
        WHERE m.tenant_id = $1 AND m.import_id = $2 ORDER BY k.line";
    /// Whose letters wait, or waited, for lines that are not decided.
    WAITS = "SELECT h.line, h.debtor, h.until_day, h.ended_on, h.id, h.day FROM bank_hold h
        JOIN bank_line l ON l.tenant_id = h.tenant_id AND l.id = h.line AND l.state = 'open'
        WHERE h.tenant_id = $1 ORDER BY h.line, h.debtor, h.id";
    /// From which accounts debtors pay.
    PAYERS = "SELECT a.id, a.debtor, p.bytes FROM payer_account a LEFT JOIN private p ON p.tenant_id = a.tenant_id AND p.id = a.iban
        WHERE a.tenant_id = $1 AND a.forgotten_on IS NULL ORDER BY a.id";
    /// What is no customer's.
    RULES = "SELECT b.id, p.bytes FROM bank_rule b LEFT JOIN private p ON p.tenant_id = b.tenant_id AND p.id = b.rule
        WHERE b.tenant_id = $1 AND b.removed_on IS NULL ORDER BY b.id";
    /// What the program made of the lines that nobody decided.
    VERDICTS = "SELECT line, body FROM bank_verdict WHERE tenant_id = $1 ORDER BY line";
    /// What it made of one.
    VERDICT = "SELECT line, body FROM bank_verdict WHERE tenant_id = $1 AND line = $2";
    /// It makes this of a line now.
    KEEP_VERDICT = "INSERT INTO bank_verdict (tenant_id, line, body, as_of) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, line) DO UPDATE SET body = excluded.body, as_of = excluded.as_of";
    /// A line needs none any more.
    DROP_VERDICT = "DELETE FROM bank_verdict WHERE tenant_id = $1 AND line = $2";
}
