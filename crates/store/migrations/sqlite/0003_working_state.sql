-- Working state: what a run needs to remember and nobody needs to prove.

CREATE TABLE look_again (
    tenant_id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    day TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (tenant_id, debtor)
) STRICT, WITHOUT ROWID;

CREATE TABLE mapping (
    tenant_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
    tenant_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    delivered INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE flag (
    tenant_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;

-- Without figures SQLite believes that a tenant has ten rows, and reads all of it rather than an index: it is told
-- once how many rows of a large tenant each index gives. Plans do not change with the data then.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('look_again', 'look_again', '1000000 200000 10'),
    ('mapping', 'mapping', '1000000 200000 1'),
    ('run', 'run', '1000000 200000 1'),
    ('flag', 'flag', '1000000 200000 1');
ANALYZE sqlite_schema;
