//! What holds for a whole tenant: identity, terms, policy, scenarios, how far payments are known.

statements! {
    /// A dated setting.
    INSERT = "INSERT INTO setting (tenant_id, id, kind, debtor, name, day, body) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// The setting of a kind in force on a day.
    IN_FORCE = "SELECT body, id, day FROM setting WHERE tenant_id = $1 AND kind = $2 AND day <= $3
        ORDER BY day DESC, id DESC LIMIT 1";
    /// The setting of a kind said last.
    LAST = "SELECT body, id, day FROM setting WHERE tenant_id = $1 AND kind = $2 ORDER BY id DESC LIMIT 1";
    /// The named setting said last.
    NAMED = "SELECT body, id, day FROM setting WHERE tenant_id = $1 AND kind = $2 AND name = $3 ORDER BY id DESC LIMIT 1";
    /// Every version of a named setting, newest first, with who said it and when.
    VERSIONS = "SELECT s.id, s.day, s.body, j.author, j.recorded_at FROM setting s
        JOIN journal j ON j.tenant_id = s.tenant_id AND j.seq = s.id
        WHERE s.tenant_id = $1 AND s.kind = $2 AND s.name = $3 ORDER BY s.id DESC";
    /// The names of a kind.
    NAMES = "SELECT DISTINCT name FROM setting WHERE tenant_id = $1 AND kind = $2";
    /// Terms of the creditor, in the order of their events.
    CREDITOR_TERMS = "SELECT day, body FROM setting WHERE tenant_id = $1 AND kind = 'terms' AND debtor IS NULL ORDER BY id";
    /// Terms of debtors, in the order of their events.
    DEBTOR_TERMS = "SELECT debtor, day, body FROM setting
        WHERE tenant_id = $1 AND kind = 'terms' AND debtor BETWEEN $2 AND $3 ORDER BY debtor, id";
    /// Every payment up to a day is known.
    UP_TO_DATE = "INSERT INTO up_to_date (tenant_id, id, day, import_id) VALUES ($1, $2, $3, $4)";
    /// The newest such day, imports that do not count aside.
    KNOWN_THROUGH = "SELECT MAX(u.day) FROM up_to_date u LEFT JOIN import i ON i.tenant_id = u.tenant_id AND i.id = u.import_id
        WHERE u.tenant_id = $1 AND (i.id IS NULL OR i.state = 'completed')";
}
