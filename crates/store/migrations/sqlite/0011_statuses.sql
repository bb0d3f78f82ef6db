-- Life-cycle statuses of e-invoices, with the disputes and holds that each made. `said_at` orders them: they arrive out of order.
CREATE TABLE invoice_status (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    invoice INTEGER NOT NULL,
    day TEXT NOT NULL,
    said_at TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    code TEXT NOT NULL,
    sender TEXT,
    reasons TEXT NOT NULL,
    asked TEXT NOT NULL,
    amount INTEGER,
    words INTEGER,
    import_id INTEGER NOT NULL,
    source_key TEXT NOT NULL,
    made TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX invoice_status_by_invoice ON invoice_status (tenant_id, invoice);
CREATE INDEX invoice_status_by_key ON invoice_status (tenant_id, source_key);
CREATE INDEX invoice_status_by_import ON invoice_status (tenant_id, import_id);
CREATE INDEX invoice_status_by_day ON invoice_status (tenant_id, day, id);

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('invoice_status', 'invoice_status', '1000000 200000 1'),
    ('invoice_status', 'invoice_status_by_invoice', '1000000 200000 5'),
    ('invoice_status', 'invoice_status_by_key', '1000000 200000 1'),
    ('invoice_status', 'invoice_status_by_import', '1000000 200000 5'),
    ('invoice_status', 'invoice_status_by_day', '1000000 200000 50 1');
ANALYZE sqlite_schema;
