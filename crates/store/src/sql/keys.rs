//! Identities in a source file (architecture §5).

statements! {
    /// Claims and movements with an identity, by day.
    KEYED_BETWEEN = "SELECT source_key, issued_on, import_id FROM claim
            WHERE tenant_id = $1 AND source_key IS NOT NULL AND issued_on >= $2 AND issued_on <= $3
        UNION ALL SELECT source_key, day, import_id FROM movement
            WHERE tenant_id = $1 AND source_key IS NOT NULL AND day >= $2 AND day <= $3
        UNION ALL SELECT source_key, day, import_id FROM entry_told WHERE tenant_id = $1 AND day >= $2 AND day <= $3";
}
