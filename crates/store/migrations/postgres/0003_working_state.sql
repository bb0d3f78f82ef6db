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
