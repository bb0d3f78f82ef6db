-- The accountant's books beside ours: what a file said of each customer's accounts, and the differences that a person accepted.

-- What an accounting file said of its customers, with the last day on which it has an entry of theirs.
CREATE TABLE accounts_stated (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    from_day TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX accounts_stated_by_day ON accounts_stated (tenant_id, day, import_id);

-- What it said of one of them: the balance of account 411, and all of it as the event has it.
CREATE TABLE account_balance (
    tenant_id INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    balance INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, import_id, debtor)
) STRICT, WITHOUT ROWID;

-- The difference of a debtor that a person accepted.
CREATE TABLE accepted_difference (
    tenant_id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    id INTEGER NOT NULL,
    day TEXT NOT NULL,
    author TEXT NOT NULL,
    difference INTEGER NOT NULL,
    made_of TEXT NOT NULL,
    reason INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, debtor)
) STRICT, WITHOUT ROWID;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('accounts_stated', 'accounts_stated', '1000000 200000 1'),
    ('accounts_stated', 'accounts_stated_by_day', '1000000 200000 50 1'),
    ('account_balance', 'account_balance', '1000000 200000 20000 1'),
    ('accepted_difference', 'accepted_difference', '1000000 200000 1');
ANALYZE sqlite_schema;
