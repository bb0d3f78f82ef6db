//! What the projections write of the bank: accounts, statements, lines, whose letters wait for them, who pays from where, rules.

statements! {
    /// An account of the creditor; declared again, it stays the same one under its new name and currency.
    ACCOUNT = "INSERT INTO bank_account (tenant_id, id, account, digest, name, currency) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant_id, digest) DO UPDATE SET account = excluded.account, name = excluded.name, currency = excluded.currency";
    /// Whether there is such an account.
    ACCOUNT_EXISTS = "SELECT id FROM bank_account WHERE tenant_id = $1 AND id = $2";
    /// A statement.
    STATEMENT = "INSERT INTO bank_statement (tenant_id, id, account, import_id, day, format, number, currency, from_day, to_day, opening,
        closing, taken, known, covered) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    /// What a line takes from its statement.
    STATEMENT_HOME = "SELECT account, import_id FROM bank_statement WHERE tenant_id = $1 AND id = $2";
    /// What a projection asks of a line.
    LINE_HEAD = "SELECT statement, import_id, day, amount, currency, decided FROM bank_line WHERE tenant_id = $1 AND id = $2";
    /// It may be money of a debtor.
    HOLD = "INSERT INTO bank_hold (tenant_id, debtor, id, rank, line, booked_on, amount, currency, import_id, day, until_day, ended_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL)";
    /// Nobody's letters wait for a line any more.
    END_HOLDS = "UPDATE bank_hold SET ended_on = $3 WHERE tenant_id = $1 AND line = $2 AND ended_on IS NULL RETURNING debtor";
    /// What may be money of a record, with the statements of those lines.
    HOLDS_OF = "SELECT h.id, h.line, l.statement FROM bank_hold h JOIN bank_line l ON l.tenant_id = h.tenant_id AND l.id = h.line
        WHERE h.tenant_id = $1 AND h.debtor = $2 ORDER BY h.id";
    /// It goes with the record.
    MOVE_HOLDS = "UPDATE bank_hold SET debtor = $3 WHERE tenant_id = $1 AND debtor = $2";
    /// What a line is said to be.
    DECIDE = "UPDATE bank_line SET state = $3, decided = $4, decided_on = $5, made = $6, why = $7, automatic = $8, score = $9,
        evidence = $10, reason = $11 WHERE tenant_id = $1 AND id = $2";
    /// It is to be decided again.
    REOPEN = "UPDATE bank_line SET state = 'open', decided = NULL, decided_on = NULL, made = NULL, why = NULL, automatic = NULL,
        score = NULL, evidence = NULL, reason = NULL, reopened_on = COALESCE($3, reopened_on) WHERE tenant_id = $1 AND id = $2";
    /// A payment is of a line.
    PAID = "INSERT INTO bank_paid (tenant_id, movement, line) VALUES ($1, $2, $3)";
    /// No payment is of that line.
    UNPAY = "DELETE FROM bank_paid WHERE tenant_id = $1 AND line = $2";
    /// The lines which a debtor's payments and refunds are.
    LINES_PAID_BY = "SELECT k.line FROM movement m JOIN bank_paid k ON k.tenant_id = m.tenant_id AND k.movement = m.id
        WHERE m.tenant_id = $1 AND m.debtor = $2
        UNION ALL SELECT k.line FROM allocation a JOIN bank_paid k ON k.tenant_id = a.tenant_id AND k.movement = a.id
        WHERE a.tenant_id = $1 AND a.debtor = $2 AND a.claim = 0";
    /// An account from which a debtor pays.
    PAYER = "INSERT INTO payer_account (tenant_id, id, debtor, iban, digest, forgotten_on) VALUES ($1, $2, $3, $4, $5, NULL)";
    /// It does not, or no longer.
    FORGET_PAYER = "UPDATE payer_account SET forgotten_on = $3 WHERE tenant_id = $1 AND id = $2 RETURNING debtor";
    /// The accounts of a record.
    PAYERS_OF = "SELECT id FROM payer_account WHERE tenant_id = $1 AND debtor = $2 ORDER BY id";
    /// They go with the record.
    MOVE_PAYERS = "UPDATE payer_account SET debtor = $3 WHERE tenant_id = $1 AND debtor = $2";
    /// Lines that are no customer's.
    RULE = "INSERT INTO bank_rule (tenant_id, id, rule, removed_on) VALUES ($1, $2, $3, NULL)";
    /// Whether there is such a rule.
    RULE_EXISTS = "SELECT id FROM bank_rule WHERE tenant_id = $1 AND id = $2";
    /// They may be, from that day.
    REMOVE_RULE = "UPDATE bank_rule SET removed_on = $3 WHERE tenant_id = $1 AND id = $2";
}
