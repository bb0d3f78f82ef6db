-- Entries of files that tell again what the books have from elsewhere: from then on they are known by their keys. `what`: invoice,
-- movement, return (of a payment). `made`: the entry was the first to tell that the payment came back.
CREATE TABLE entry_told (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    source_key TEXT NOT NULL,
    what TEXT NOT NULL,
    target BIGINT NOT NULL,
    made BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    day DATE NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX entry_told_by_key ON entry_told (tenant_id, source_key);
CREATE INDEX entry_told_by_target ON entry_told (tenant_id, target);
CREATE INDEX entry_told_by_import ON entry_told (tenant_id, import_id);

-- Codes by which files name a debtor, beside its own.
CREATE TABLE debtor_code (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    code TEXT NOT NULL,
    import_id BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX debtor_code_by_code ON debtor_code (tenant_id, code);
CREATE INDEX debtor_code_by_debtor ON debtor_code (tenant_id, debtor);

ALTER TABLE entry_told ENABLE ROW LEVEL SECURITY;
ALTER TABLE entry_told FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON entry_told USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

ALTER TABLE debtor_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE debtor_code FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON debtor_code USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);
