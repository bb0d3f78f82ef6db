-- Working state: long work as jobs, and files that were brought and not taken in yet.

CREATE TABLE job (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    argument TEXT NOT NULL,
    state TEXT NOT NULL,
    stage TEXT NOT NULL,
    done INTEGER NOT NULL,
    total INTEGER,
    result TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER,
    lease_until INTEGER NOT NULL,
    owner TEXT NOT NULL,
    cancel INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX job_to_do ON job (tenant_id, id) WHERE state IN ('queued', 'running');

CREATE TABLE deposit (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    touched_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Without figures SQLite believes that a tenant has ten rows, and reads all of it rather than an index: it is told
-- once how many rows of a large tenant each index gives. Plans do not change with the data then.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('job', 'job', '1000000 200000 1'),
    ('job', 'job_to_do', '1000 5 1'),
    ('deposit', 'deposit', '1000000 200000 1');
ANALYZE sqlite_schema;
