-- Working state: scenarios under work, one text each, until it is published or given up.

CREATE TABLE scenario_draft (
    tenant_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    author TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    based_on BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, name)
);
ALTER TABLE scenario_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE scenario_draft FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON scenario_draft USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);
