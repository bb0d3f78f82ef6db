//! Working state: when to look again, saved mappings, flags, what runs delivered.

/// The debtors that the rows of an import name, all of them younger than it.
macro_rules! named {
    () => {
        concat!(
            "SELECT debtor FROM claim WHERE tenant_id = $1 AND id > $2 AND import_id = $2 ",
            "UNION ALL",
            " SELECT debtor FROM movement WHERE tenant_id = $1 AND id > $2 AND import_id = $2 ",
            "UNION ALL",
            " SELECT debtor FROM allocation WHERE tenant_id = $1 AND id > $2 AND (movement_import = $2 OR claim_import = $2) ",
            "UNION ALL",
            " SELECT payer FROM allocation WHERE tenant_id = $1 AND id > $2 AND (movement_import = $2 OR claim_import = $2) ",
            "UNION ALL",
            " SELECT id FROM debtor WHERE tenant_id = $1 AND id > $2 AND import_id = $2 ",
            "UNION ALL",
            " SELECT debtor FROM bank_hold WHERE tenant_id = $1 AND import_id = $2"
        )
    };
}

statements! {
    /// Something happened to the debtor: it is due.
    TOUCH = "DELETE FROM look_again WHERE tenant_id = $1 AND debtor = ANY($2)";
    /// An import ended: what its rows meant changes at once for the debtors that they name, all of them younger than it.
    TOUCH_IMPORT = concat!("DELETE FROM look_again WHERE tenant_id = $1 AND debtor IN (", named!(), ")");
    /// Those debtors, each as often as it is named.
    NAMED_BY_IMPORT = named!();
    /// Whether any debtor waits for a day.
    ANY_LOOK_AGAIN = "SELECT debtor FROM look_again WHERE tenant_id = $1 LIMIT 1";
    /// A column mapping remembered.
    SAVE_MAPPING = "INSERT INTO mapping (tenant_id, name, body) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, name) DO UPDATE SET body = excluded.body";
    /// A column mapping.
    MAPPING = "SELECT body FROM mapping WHERE tenant_id = $1 AND name = $2";
    /// A flag.
    SET_FLAG = "INSERT INTO flag (tenant_id, name, value) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, name) DO UPDATE SET value = excluded.value";
    /// A flag.
    FLAG = "SELECT value FROM flag WHERE tenant_id = $1 AND name = $2";
    /// What a run delivered.
    RECORD_RUN = "INSERT INTO run (tenant_id, day, delivered) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, day) DO UPDATE SET delivered = run.delivered + excluded.delivered";
    /// What runs delivered.
    RUNS = "SELECT day, delivered FROM run WHERE tenant_id = $1 AND day >= $2 ORDER BY day";
}
