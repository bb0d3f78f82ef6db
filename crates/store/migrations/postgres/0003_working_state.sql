-- Working state: what a run needs to remember and nobody needs to prove.

CREATE TABLE look_again (
    tenant_id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    day DATE NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (tenant_id, debtor)
);
ALTER TABLE look_again ENABLE ROW LEVEL SECURITY;
ALTER TABLE look_again FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON look_again USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE outbox (
    tenant_id BIGINT NOT NULL,
    letter BIGINT NOT NULL,
    state TEXT NOT NULL,
    token TEXT,
    claimed_at BIGINT,
    lease_until BIGINT,
    PRIMARY KEY (tenant_id, letter)
);
CREATE INDEX outbox_by_state ON outbox (tenant_id, state);
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON outbox USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE staging (
    tenant_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    line BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, import_id, line)
);
ALTER TABLE staging ENABLE ROW LEVEL SECURITY;
ALTER TABLE staging FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON staging USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE mapping (
    tenant_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, name)
);
ALTER TABLE mapping ENABLE ROW LEVEL SECURITY;
ALTER TABLE mapping FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON mapping USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE run (
    tenant_id BIGINT NOT NULL,
    day DATE NOT NULL,
    delivered BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, day)
);
ALTER TABLE run ENABLE ROW LEVEL SECURITY;
ALTER TABLE run FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON run USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE flag (
    tenant_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, name)
);
ALTER TABLE flag ENABLE ROW LEVEL SECURITY;
ALTER TABLE flag FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON flag USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);
