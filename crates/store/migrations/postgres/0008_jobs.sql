-- Working state: long work as jobs, and files that were brought and not taken in yet.

CREATE TABLE job (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    argument TEXT NOT NULL,
    state TEXT NOT NULL,
    stage TEXT NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT,
    result TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    lease_until BIGINT NOT NULL,
    owner TEXT NOT NULL,
    cancel BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX job_to_do ON job (tenant_id, id) WHERE state IN ('queued', 'running');
ALTER TABLE job ENABLE ROW LEVEL SECURITY;
ALTER TABLE job FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON job USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE deposit (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    touched_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
ALTER TABLE deposit ENABLE ROW LEVEL SECURITY;
ALTER TABLE deposit FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON deposit USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);
