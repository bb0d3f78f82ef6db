-- Notes, who follows a debtor, absences; the ranges of lists; views that a user saved.

CREATE TABLE note (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    day TEXT NOT NULL,
    author TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    body INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX note_by_debtor ON note (tenant_id, debtor, id);

CREATE TABLE follower (
    tenant_id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    user_id INTEGER,
    by_event INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, debtor)
) STRICT, WITHOUT ROWID;
CREATE INDEX follower_by_user ON follower (tenant_id, user_id);

CREATE TABLE absence (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    cover INTEGER NOT NULL,
    day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX absence_by_end ON absence (tenant_id, until_day);

-- Working state: losing it loses nobody's money.
CREATE TABLE saved_view (
    tenant_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    list TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    PRIMARY KEY (tenant_id, user_id, list, name)
) STRICT, WITHOUT ROWID;

-- What a page of a list is a range of. What is paid leaves the indexes of what is open: years of history cost them nothing.
-- Other orders are one pass: an index by amount and one by day of issue would double the cost of an import.
CREATE INDEX claim_open_by_due ON claim (tenant_id, due_on, id) WHERE amount > settled;
CREATE INDEX claim_paid_by_issue ON claim (tenant_id, issued_on, id) WHERE amount <= settled;
CREATE INDEX promise_by_day ON promise (tenant_id, by_day, id) WHERE cancelled_on IS NULL;
CREATE INDEX promise_cancelled ON promise (tenant_id, cancelled_on, id) WHERE cancelled_on IS NOT NULL;
CREATE INDEX dispute_open ON dispute (tenant_id, day, id) WHERE closed_on IS NULL;
CREATE INDEX dispute_closed ON dispute (tenant_id, closed_on, id) WHERE closed_on IS NOT NULL;

-- Without figures SQLite believes that a tenant has ten rows, and reads all of it rather than an index: it is told
-- once how many rows of a large tenant each index gives. Plans do not change with the data then.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('note', 'note', '1000000 200000 1'),
    ('note', 'note_by_debtor', '1000000 200000 10 1'),
    ('follower', 'follower', '1000000 200000 1'),
    ('follower', 'follower_by_user', '1000000 200000 5000'),
    ('absence', 'absence', '1000000 200000 1'),
    ('absence', 'absence_by_end', '1000000 200000 50'),
    ('saved_view', 'saved_view', '1000000 200000 100 10 1'),
    ('claim', 'claim_open_by_due', '1000000 200000 2000 1'),
    ('claim', 'claim_paid_by_issue', '500000 100000 1000 1'),
    ('promise', 'promise_by_day', '1000000 200000 2000 1'),
    ('promise', 'promise_cancelled', '1000000 200000 2000 1'),
    ('dispute', 'dispute_open', '1000000 200000 2000 1'),
    ('dispute', 'dispute_closed', '1000000 200000 2000 1');
ANALYZE sqlite_schema;
