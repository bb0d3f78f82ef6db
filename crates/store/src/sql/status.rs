//! Life-cycle statuses of e-invoices. Those of imports that do not count are never read.

/// What is read of a status.
macro_rules! status {
    ($tail:literal) => {
        concat!(
            "SELECT s.id, s.invoice, s.day, s.said_at, s.recorded_at, s.code, s.sender, s.reasons, s.asked, s.amount, s.words, p.bytes,
                s.import_id, s.made
            FROM invoice_status s
            JOIN import i ON i.tenant_id = s.tenant_id AND i.id = s.import_id AND i.state = 'completed'
            LEFT JOIN private p ON p.tenant_id = s.tenant_id AND p.id = s.words WHERE s.tenant_id = $1 ",
            $tail
        )
    };
}

statements! {
    /// A status.
    STATUS = "INSERT INTO invoice_status (tenant_id, id, invoice, day, said_at, recorded_at, code, sender, reasons, asked, amount, words,
        import_id, source_key, made) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    /// Of which invoice a status is, and what it made.
    MADE = "SELECT invoice, made FROM invoice_status WHERE tenant_id = $1 AND id = $2";
    /// What a status made, with what it made again.
    MADE_AGAIN = "UPDATE invoice_status SET made = $3 WHERE tenant_id = $1 AND id = $2";
    /// Whether a status is known, by its identity; those of undone imports aside.
    KNOWN = "SELECT s.id FROM invoice_status s JOIN import i ON i.tenant_id = s.tenant_id AND i.id = s.import_id
        WHERE s.tenant_id = $1 AND s.source_key = $2 AND i.state <> 'undone' ORDER BY s.id";
    /// The statuses of an invoice, in the order in which they were said.
    OF_INVOICE = status!("AND s.invoice = $2 ORDER BY s.said_at, s.id");
    /// The statuses that an import brought.
    OF_IMPORT = status!("AND s.import_id = $2 ORDER BY s.id");
    /// Sums that statuses announced since a day.
    ANNOUNCED = "SELECT s.invoice, s.day, s.amount FROM invoice_status s
        JOIN import i ON i.tenant_id = s.tenant_id AND i.id = s.import_id AND i.state = 'completed'
        WHERE s.tenant_id = $1 AND s.code IN ('211', '212') AND s.day >= $2 AND s.amount IS NOT NULL ORDER BY s.day, s.id";
}
