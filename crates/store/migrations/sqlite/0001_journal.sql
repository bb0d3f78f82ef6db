-- The record: tenants with their keys, the chained journal with its head, the erasable store.

CREATE TABLE tenant (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tenant_key (
    tenant_id INTEGER NOT NULL,
    secret BLOB NOT NULL,
    PRIMARY KEY (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
    tenant_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    effective_on TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    author TEXT NOT NULL,
    payload BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (tenant_id, seq)
) STRICT;
CREATE TRIGGER journal_refuses_update BEFORE UPDATE ON journal BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER journal_refuses_delete BEFORE DELETE ON journal BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TABLE head (
    tenant_id INTEGER NOT NULL,
    events INTEGER NOT NULL,
    hash BLOB NOT NULL,
    recorded_at INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    PRIMARY KEY (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE private (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    digest TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;

-- Without figures SQLite believes that a tenant has ten rows, and reads all of it rather than an index: it is told
-- once how many rows of a large tenant each index gives. Plans do not change with the data then.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('journal', 'sqlite_autoindex_journal_1', '1000000 200000 1'),
    ('private', 'sqlite_autoindex_private_1', '1000000 200000 1');
ANALYZE sqlite_schema;
