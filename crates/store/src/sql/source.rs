//! What several sources tell of one thing: entries known again, codes learned.

statements! {
    /// An entry tells what the books have.
    TOLD = "INSERT INTO entry_told (tenant_id, id, import_id, source_key, what, target, made, amount, day)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// What an entry told, by its key.
    BY_KEY = "SELECT what, target, made, amount, import_id FROM entry_told WHERE tenant_id = $1 AND source_key = $2 ORDER BY id";
    /// Those of these keys that entries told.
    KEYS_OF = "SELECT source_key, import_id FROM entry_told WHERE tenant_id = $1 AND source_key = ANY($2)";
    /// Which imports told this of it, those undone aside.
    TOLD_BY = "SELECT t.import_id FROM entry_told t JOIN import i ON i.tenant_id = t.tenant_id AND i.id = t.import_id AND i.state <> 'undone'
        WHERE t.tenant_id = $1 AND t.target = $2 AND t.what = $3 ORDER BY t.id";
    /// What an import told again.
    OF_IMPORT = "SELECT what, target, made FROM entry_told WHERE tenant_id = $1 AND import_id = $2 ORDER BY id";
    /// Payments of some days, and whether an import of a format brought or told them.
    BETWEEN = "SELECT m.id, m.debtor, m.kind, m.cause, m.day, m.amount, m.currency, m.number, m.means, m.reference, m.reversed_on,
        m.import_id, m.source_key,
        CASE WHEN EXISTS (SELECT 1 FROM import i WHERE i.tenant_id = m.tenant_id AND i.id = m.import_id AND i.format = $4)
            OR EXISTS (SELECT 1 FROM entry_told t JOIN import j ON j.tenant_id = t.tenant_id AND j.id = t.import_id
                WHERE t.tenant_id = m.tenant_id AND t.target = m.id AND t.what = 'movement' AND j.format = $4 AND j.state <> 'undone')
            THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END
        FROM movement m WHERE m.tenant_id = $1 AND m.kind = 'payment' AND m.day >= $2 AND m.day <= $3 ORDER BY m.id";
    /// The keys of payments since a day, and how they were made.
    PAYMENT_KEYS = "SELECT id, source_key, means FROM movement WHERE tenant_id = $1 AND kind = 'payment' AND source_key IS NOT NULL AND day >= $2
        ORDER BY id";
    /// Another code of a debtor.
    CODE = "INSERT INTO debtor_code (tenant_id, id, debtor, code, import_id) VALUES ($1, $2, $3, $4, $5)";
    /// The debtors of any of these other codes.
    OF_CODES = "SELECT code, debtor, import_id FROM debtor_code WHERE tenant_id = $1 AND code = ANY($2) ORDER BY id";
    /// What a record was named by.
    CODES_OF = "SELECT id FROM debtor_code WHERE tenant_id = $1 AND debtor = $2 ORDER BY id";
    /// It goes with the record.
    MOVE_CODES = "UPDATE debtor_code SET debtor = $3 WHERE tenant_id = $1 AND debtor = $2";
}
