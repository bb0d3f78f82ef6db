-- The bank: accounts, statements, lines, what each line is, whose letters wait for it, who pays from where, and what is no customer's.

-- A bank account of the creditor.
CREATE TABLE bank_account (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    account INTEGER NOT NULL,
    digest TEXT NOT NULL,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX bank_account_by_digest ON bank_account (tenant_id, digest);

-- A statement of an account.
CREATE TABLE bank_statement (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    account INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    format TEXT NOT NULL,
    number TEXT,
    currency TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    opening INTEGER,
    closing INTEGER,
    taken INTEGER NOT NULL,
    known INTEGER NOT NULL,
    covered INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bank_statement_by_account ON bank_statement (tenant_id, account, to_day, id);
CREATE INDEX bank_statement_by_import ON bank_statement (tenant_id, import_id);

-- A line of a statement, and what it is said to be. `state`: open, payment, return, aside. `label` is a digest.
CREATE TABLE bank_line (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    statement INTEGER NOT NULL,
    account INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    kind TEXT NOT NULL,
    reference TEXT,
    label TEXT NOT NULL,
    details INTEGER NOT NULL,
    state TEXT NOT NULL,
    decided INTEGER,
    decided_on TEXT,
    made TEXT,
    why TEXT,
    automatic INTEGER,
    score INTEGER,
    evidence TEXT,
    reason INTEGER,
    reopened_on TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bank_line_by_account ON bank_line (tenant_id, account, day, id);
CREATE INDEX bank_line_by_state ON bank_line (tenant_id, state, day, id);
CREATE INDEX bank_line_by_import ON bank_line (tenant_id, import_id);

-- Which line a payment is of.
CREATE TABLE bank_paid (
    tenant_id INTEGER NOT NULL,
    movement INTEGER NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, movement)
) STRICT, WITHOUT ROWID;
CREATE INDEX bank_paid_by_line ON bank_paid (tenant_id, line);

-- A line that may be money of a debtor: its letters wait. The line is repeated, so that facts need no join. `rank` is the place of the
-- debtor in the event: two of them may be one record later.
CREATE TABLE bank_hold (
    tenant_id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    id INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    line INTEGER NOT NULL,
    booked_on TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    import_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    ended_on TEXT,
    PRIMARY KEY (tenant_id, debtor, id, rank)
) STRICT, WITHOUT ROWID;
CREATE INDEX bank_hold_by_line ON bank_hold (tenant_id, line);
CREATE INDEX bank_hold_by_import ON bank_hold (tenant_id, import_id);

-- An account from which a debtor pays.
CREATE TABLE payer_account (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    iban INTEGER NOT NULL,
    digest TEXT NOT NULL,
    forgotten_on TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX payer_account_by_debtor ON payer_account (tenant_id, debtor);

-- Lines that are no customer's.
CREATE TABLE bank_rule (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    rule INTEGER NOT NULL,
    removed_on TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Working state: what the program makes of a line that is not decided. Losing it loses nothing: it is judged again.
CREATE TABLE bank_verdict (
    tenant_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    body TEXT NOT NULL,
    as_of INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, line)
) STRICT, WITHOUT ROWID;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('bank_account', 'bank_account', '1000000 200000 1'),
    ('bank_account', 'bank_account_by_digest', '1000000 200000 1'),
    ('bank_statement', 'bank_statement', '1000000 200000 1'),
    ('bank_statement', 'bank_statement_by_account', '1000000 200000 50000 50 1'),
    ('bank_statement', 'bank_statement_by_import', '1000000 200000 5'),
    ('bank_line', 'bank_line', '1000000 200000 1'),
    ('bank_line', 'bank_line_by_account', '1000000 200000 50000 50 1'),
    ('bank_line', 'bank_line_by_state', '1000000 200000 50000 50 1'),
    ('bank_line', 'bank_line_by_import', '1000000 200000 5'),
    ('bank_paid', 'bank_paid', '1000000 200000 1'),
    ('bank_paid', 'bank_paid_by_line', '1000000 200000 5'),
    ('bank_hold', 'bank_hold', '1000000 200000 10 2 1'),
    ('bank_hold', 'bank_hold_by_line', '1000000 200000 5'),
    ('bank_hold', 'bank_hold_by_import', '1000000 200000 5'),
    ('payer_account', 'payer_account', '1000000 200000 1'),
    ('payer_account', 'payer_account_by_debtor', '1000000 200000 5'),
    ('bank_rule', 'bank_rule', '1000000 200000 1'),
    ('bank_verdict', 'bank_verdict', '1000000 200000 1');
ANALYZE sqlite_schema;
