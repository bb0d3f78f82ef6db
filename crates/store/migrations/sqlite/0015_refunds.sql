-- Refunds are allocations to no claim: they are few among many.
CREATE INDEX allocation_given_back ON allocation (tenant_id, debtor, id) WHERE claim = 0;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('allocation', 'allocation_given_back', '1000 1000 2 1');
ANALYZE sqlite_schema;
