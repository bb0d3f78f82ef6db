//! What holds for a whole tenant: identity, terms, policy, scenarios, how far payments are known.

statements! {
    /// A dated setting.
    INSERT = "INSERT INTO setting (tenant_id, id, kind, debtor, name, day, body) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// The setting of a kind in force on a day.
    IN_FORCE = "SELECT body, id, day FROM setting WHERE tenant_id = $1 AND kind = $2 AND day <= $3
        ORDER BY day DESC, id DESC LIMIT 1";
    /// The first setting of a kind, whatever its day.
    ANY = "SELECT body, id, day FROM setting WHERE tenant_id = $1 AND kind = $2 ORDER BY day, id DESC LIMIT 1";
    /// A named setting in force on a day.
    NAMED = "SELECT body, id, day FROM setting WHERE tenant_id = $1 AND kind = $2 AND name = $3 AND day <= $4
        ORDER BY day DESC, id DESC LIMIT 1";
    /// The names of a kind in force on a day.
    NAMES = "SELECT DISTINCT name FROM setting WHERE tenant_id = $1 AND kind = $2 AND day <= $3";
    /// Terms of the creditor, in the order of their events.
    CREDITOR_TERMS = "SELECT day, body FROM setting WHERE tenant_id = $1 AND kind = 'terms' AND debtor IS NULL ORDER BY id";
    /// Terms of debtors, in the order of their events.
    DEBTOR_TERMS = "SELECT debtor, day, body FROM setting
        WHERE tenant_id = $1 AND kind = 'terms' AND debtor BETWEEN $2 AND $3 ORDER BY debtor, id";
    /// Every payment up to a day is known.
    UP_TO_DATE = "INSERT INTO up_to_date (tenant_id, id, day, import_id) VALUES ($1, $2, $3, $4)";
    /// The newest such day, by a given one, undone imports aside.
    KNOWN_THROUGH = "SELECT MAX(u.day) FROM up_to_date u LEFT JOIN import i ON i.tenant_id = u.tenant_id AND i.id = u.import_id
        WHERE u.tenant_id = $1 AND u.day <= $2 AND (i.id IS NULL OR i.state = 'completed')";
}
