//! The accountant's books beside ours. Amounts are compared in euros: an accounting file knows no other currency.

statements! {
    /// An accounting file spoke.
    STATED = "INSERT INTO accounts_stated (tenant_id, id, import_id, day, from_day) VALUES ($1, $2, $3, $4, $5)";
    /// The newest one on a day or before, of an import that counts.
    NEWEST = "SELECT s.import_id, s.day, s.from_day, p.bytes FROM accounts_stated s
        JOIN import i ON i.tenant_id = s.tenant_id AND i.id = s.import_id AND i.state = 'completed'
        LEFT JOIN private p ON p.tenant_id = i.tenant_id AND p.id = i.name
        WHERE s.tenant_id = $1 AND s.day <= $2 ORDER BY s.day DESC, s.import_id DESC LIMIT 1";
    /// What it said of account 411, debtor by debtor.
    BALANCES = "SELECT debtor, balance FROM account_balance WHERE tenant_id = $1 AND import_id = $2 ORDER BY debtor";
    /// All that it said.
    BODIES = "SELECT body FROM account_balance WHERE tenant_id = $1 AND import_id = $2 ORDER BY debtor";
    /// What is invoiced by a day.
    INVOICED = "SELECT debtor, amount, import_id FROM claim WHERE tenant_id = $1 AND currency = 'EUR' AND issued_on <= $2";
    /// What is received and credited by a day, and did not come back by then.
    RECEIVED = "SELECT debtor, amount, import_id FROM movement WHERE tenant_id = $1 AND currency = 'EUR' AND day <= $2
        AND (reversed_on IS NULL OR reversed_on > $2)";
    /// What went back to debtors by a day, of money that did not come back by then.
    GIVEN_BACK = "SELECT a.debtor, a.cents, a.movement_import FROM allocation a
        JOIN movement m ON m.tenant_id = a.tenant_id AND m.id = a.movement AND m.currency = 'EUR'
        WHERE a.tenant_id = $1 AND a.claim = 0 AND a.standing = 0 AND a.day <= $2 AND (a.reversed_on IS NULL OR a.reversed_on > $2)";
    /// Money of one debtor that pays what another owes, by a day: both have to do with each other.
    ACROSS = "SELECT a.payer, a.debtor, CAST(SUM(a.cents) AS BIGINT) FROM allocation a
        JOIN claim c ON c.tenant_id = a.tenant_id AND c.id = a.claim AND c.currency = 'EUR' AND c.issued_on <= $2
        WHERE a.tenant_id = $1 AND a.debtor IN (SELECT debtor FROM merged WHERE tenant_id = $1) AND a.payer <> a.debtor
            AND a.standing = 0 AND a.day <= $2
            AND (a.reversed_on IS NULL OR a.reversed_on > $2)
        GROUP BY a.payer, a.debtor ORDER BY a.payer, a.debtor";
    /// The claims of a range of debtors.
    CLAIMS = "SELECT debtor, id, number, issued_on, amount, import_id, source_key FROM claim
        WHERE tenant_id = $1 AND debtor BETWEEN $2 AND $3 AND currency = 'EUR' ORDER BY debtor, id";
    /// Their payments and credit notes, and whether a line of the bank made them.
    MOVEMENTS = "SELECT m.debtor, m.id, m.number, m.day, m.amount, m.import_id, m.source_key, m.kind, m.reversed_on, k.line FROM movement m
        LEFT JOIN bank_paid k ON k.tenant_id = m.tenant_id AND k.movement = m.id
        WHERE m.tenant_id = $1 AND m.debtor BETWEEN $2 AND $3 AND m.currency = 'EUR' ORDER BY m.debtor, m.id";
    /// Their refunds.
    REFUNDS = "SELECT a.debtor, a.id, '', a.day, a.cents, a.movement_import, m.source_key, a.reversed_on FROM allocation a
        JOIN movement m ON m.tenant_id = a.tenant_id AND m.id = a.movement AND m.currency = 'EUR'
        WHERE a.tenant_id = $1 AND a.debtor BETWEEN $2 AND $3 AND a.claim = 0 AND a.standing = 0 ORDER BY a.debtor, a.id";
    /// Whose the claims, payments and credit notes of a range of numbers are.
    WHOSE = "SELECT id, debtor FROM claim WHERE tenant_id = $1 AND id BETWEEN $2 AND $3
        UNION ALL SELECT id, debtor FROM movement WHERE tenant_id = $1 AND id BETWEEN $2 AND $3
        UNION ALL SELECT id, debtor FROM allocation WHERE tenant_id = $1 AND id BETWEEN $2 AND $3 AND claim = 0";
    /// Debtors of a range with claims or money in another currency.
    FOREIGN = "SELECT debtor FROM claim WHERE tenant_id = $1 AND debtor BETWEEN $2 AND $3 AND currency <> 'EUR'
        UNION SELECT debtor FROM movement WHERE tenant_id = $1 AND debtor BETWEEN $2 AND $3 AND currency <> 'EUR'";
    /// Claims that changed hands, with the records that were joined: those of debtors who have to do with each other.
    JOINED = "SELECT payload FROM journal WHERE tenant_id = $1 AND kind = 'claims.moved' AND seq IN (
            SELECT seq FROM event_debtor WHERE tenant_id = $1 AND debtor IN (SELECT debtor FROM merged WHERE tenant_id = $1))
        ORDER BY seq";
    /// A person accepts a difference; it takes the place of the one accepted before.
    ACCEPT = "INSERT INTO accepted_difference (tenant_id, debtor, id, day, author, difference, made_of, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (tenant_id, debtor) DO UPDATE SET id = excluded.id, day = excluded.day, author = excluded.author,
            difference = excluded.difference, made_of = excluded.made_of, reason = excluded.reason";
    /// It is no longer accepted.
    REOPEN = "DELETE FROM accepted_difference WHERE tenant_id = $1 AND debtor = $2";
    /// Every one that is, with the event that says it.
    ACCEPTED = "SELECT a.debtor, a.day, a.author, a.difference, a.made_of, p.bytes, j.payload FROM accepted_difference a
        JOIN journal j ON j.tenant_id = a.tenant_id AND j.seq = a.id
        LEFT JOIN private p ON p.tenant_id = a.tenant_id AND p.id = a.reason WHERE a.tenant_id = $1 ORDER BY a.debtor";
}
