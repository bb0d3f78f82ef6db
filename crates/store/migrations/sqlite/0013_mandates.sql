-- Direct debits: mandates that debtors signed, and the files prepared for the bank.

-- A mandate. `digest` tells equal accounts.
CREATE TABLE debit_mandate (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    reference TEXT NOT NULL,
    scheme TEXT NOT NULL,
    one_off INTEGER NOT NULL,
    signed_on TEXT NOT NULL,
    iban INTEGER NOT NULL,
    digest TEXT NOT NULL,
    notice_days INTEGER NOT NULL,
    last_used_on TEXT,
    revoked_on TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX debit_mandate_by_debtor ON debit_mandate (tenant_id, debtor);

-- A file of direct debits.
CREATE TABLE debit_batch (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    day TEXT NOT NULL,
    collect_on TEXT NOT NULL,
    until_day TEXT NOT NULL,
    total INTEGER NOT NULL,
    message TEXT NOT NULL,
    file INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    handed_over_on TEXT,
    cancelled_on TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- What a file collects, in its order.
CREATE TABLE debit_line (
    tenant_id INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    claim INTEGER NOT NULL,
    mandate INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    end_to_end TEXT NOT NULL,
    sequence TEXT NOT NULL,
    hold INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, batch, rank)
) STRICT, WITHOUT ROWID;
CREATE INDEX debit_line_by_claim ON debit_line (tenant_id, claim);
CREATE INDEX debit_line_by_mandate ON debit_line (tenant_id, mandate);

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('debit_mandate', 'debit_mandate', '100000 20000 1'),
    ('debit_mandate', 'debit_mandate_by_debtor', '100000 20000 1'),
    ('debit_batch', 'debit_batch', '1000 200 1'),
    ('debit_line', 'debit_line', '1000000 200000 1000 1'),
    ('debit_line', 'debit_line_by_claim', '1000000 200000 1'),
    ('debit_line', 'debit_line_by_mandate', '1000000 200000 10');
ANALYZE sqlite_schema;
