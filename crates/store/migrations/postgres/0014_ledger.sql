-- The accountant's books beside ours: what a file said of each customer's accounts, and the differences that a person accepted.

-- What an accounting file said of its customers, with the last day on which it has an entry of theirs.
CREATE TABLE accounts_stated (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    day DATE NOT NULL,
    from_day DATE NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX accounts_stated_by_day ON accounts_stated (tenant_id, day, import_id);

-- What it said of one of them: the balance of account 411, and all of it as the event has it.
CREATE TABLE account_balance (
    tenant_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    balance BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, import_id, debtor)
);

-- The difference of a debtor that a person accepted.
CREATE TABLE accepted_difference (
    tenant_id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    id BIGINT NOT NULL,
    day DATE NOT NULL,
    author TEXT NOT NULL,
    difference BIGINT NOT NULL,
    made_of TEXT NOT NULL,
    reason BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, debtor)
);
ALTER TABLE accounts_stated ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts_stated FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON accounts_stated USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);
ALTER TABLE account_balance ENABLE ROW LEVEL SECURITY;
ALTER TABLE account_balance FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON account_balance USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);
ALTER TABLE accepted_difference ENABLE ROW LEVEL SECURITY;
ALTER TABLE accepted_difference FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON accepted_difference USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);
