-- Entries of files that tell again what the books have from elsewhere: from then on they are known by their keys. `what`: invoice,
-- movement, return (of a payment). `made`: the entry was the first to tell that the payment came back.
CREATE TABLE entry_told (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    source_key TEXT NOT NULL,
    what TEXT NOT NULL,
    target INTEGER NOT NULL,
    made INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_told_by_key ON entry_told (tenant_id, source_key);
CREATE INDEX entry_told_by_target ON entry_told (tenant_id, target);
CREATE INDEX entry_told_by_import ON entry_told (tenant_id, import_id);

-- Codes by which files name a debtor, beside its own.
CREATE TABLE debtor_code (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    code TEXT NOT NULL,
    import_id INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX debtor_code_by_code ON debtor_code (tenant_id, code);
CREATE INDEX debtor_code_by_debtor ON debtor_code (tenant_id, debtor);

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('entry_told', 'entry_told', '1000000 200000 1'),
    ('entry_told', 'entry_told_by_key', '1000000 200000 1'),
    ('entry_told', 'entry_told_by_target', '1000000 200000 2'),
    ('entry_told', 'entry_told_by_import', '1000000 200000 5'),
    ('debtor_code', 'debtor_code', '1000000 200000 1'),
    ('debtor_code', 'debtor_code_by_code', '1000000 200000 1'),
    ('debtor_code', 'debtor_code_by_debtor', '1000000 200000 5');
ANALYZE sqlite_schema;
