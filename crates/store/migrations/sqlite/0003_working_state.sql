-- Working state: what a run needs to remember and nobody needs to prove.

CREATE TABLE look_again (
    tenant_id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    day TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (tenant_id, debtor)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    tenant_id INTEGER NOT NULL,
    letter INTEGER NOT NULL,
    state TEXT NOT NULL,
    token TEXT,
    claimed_at INTEGER,
    lease_until INTEGER,
    PRIMARY KEY (tenant_id, letter)
) STRICT, WITHOUT ROWID;

CREATE TABLE staging (
    tenant_id INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, import_id, line)
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
