-- Who was touched since a moment: views kept in memory are brought up to date from the end of the journal.

CREATE INDEX event_debtor_by_seq ON event_debtor (tenant_id, seq);

-- SQLite is told how many rows of a large tenant the index gives, as for every other one.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('event_debtor', 'event_debtor_by_seq', '1000000 200000 1');
ANALYZE sqlite_schema;
