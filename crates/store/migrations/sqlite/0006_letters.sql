-- Letters on the screens: edits that are not approved yet, what people decided lately, and the order of the list of letters.

CREATE TABLE letter_draft (
    tenant_id INTEGER NOT NULL,
    action TEXT NOT NULL,
    debtor INTEGER NOT NULL,
    words TEXT NOT NULL,
    author TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, action)
) STRICT, WITHOUT ROWID;

CREATE TABLE decided (
    tenant_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    action TEXT NOT NULL,
    debtor INTEGER NOT NULL,
    what TEXT NOT NULL,
    author TEXT NOT NULL,
    moment INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, day, action)
) STRICT, WITHOUT ROWID;

CREATE INDEX letter_draft_by_age ON letter_draft (tenant_id, saved_at);
CREATE INDEX decided_by_author ON decided (tenant_id, day, author, moment);
CREATE INDEX letter_list ON letter (tenant_id, state, document, channel, id) WHERE action <> '';

-- Figures of the indexes, as for the other tables (0002).
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('letter_draft', 'letter_draft', '1000000 200000 1'),
    ('letter_draft', 'letter_draft_by_age', '1000000 200000 1'),
    ('decided', 'decided', '1000000 200000 1000 1'),
    ('decided', 'decided_by_author', '1000000 200000 1000 200 1'),
    ('letter', 'letter_list', '1000000 200000 40000 10000 4000 1');
ANALYZE sqlite_schema;
