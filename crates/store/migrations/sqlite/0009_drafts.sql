-- Working state: scenarios under work, one text each, until it is published or given up.

CREATE TABLE scenario_draft (
    tenant_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    author TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    based_on INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('scenario_draft', 'scenario_draft', '1000000 200000 1');
ANALYZE sqlite_schema;
