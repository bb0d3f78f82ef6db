-- Life-cycle statuses of e-invoices, with the disputes and holds that each made. `said_at` orders them: they arrive out of order.
CREATE TABLE invoice_status (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    invoice BIGINT NOT NULL,
    day DATE NOT NULL,
    said_at TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    code TEXT NOT NULL,
    sender TEXT,
    reasons TEXT NOT NULL,
    asked TEXT NOT NULL,
    amount BIGINT,
    words BIGINT,
    import_id BIGINT NOT NULL,
    source_key TEXT NOT NULL,
    made TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX invoice_status_by_invoice ON invoice_status (tenant_id, invoice);
CREATE INDEX invoice_status_by_key ON invoice_status (tenant_id, source_key);
CREATE INDEX invoice_status_by_import ON invoice_status (tenant_id, import_id);
CREATE INDEX invoice_status_by_day ON invoice_status (tenant_id, day, id);
ALTER TABLE invoice_status ENABLE ROW LEVEL SECURITY;
ALTER TABLE invoice_status FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON invoice_status USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);
