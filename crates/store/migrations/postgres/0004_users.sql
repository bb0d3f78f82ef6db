-- Users of the program and their roles: functions of the events of the system's journal (tenant 0).
-- Secrets are numbers of the erasable store.
CREATE TABLE user_account (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    login TEXT NOT NULL,
    profile BIGINT NOT NULL,
    password BIGINT,
    totp BIGINT,
    recovery BIGINT,
    recovery_used BIGINT NOT NULL,
    disabled_on DATE,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX user_account_by_login ON user_account (tenant_id, login);
ALTER TABLE user_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE user_account FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON user_account USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE user_role (
    tenant_id BIGINT NOT NULL,
    account BIGINT NOT NULL,
    creditor BIGINT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (tenant_id, account, creditor)
);
CREATE INDEX user_role_by_creditor ON user_role (tenant_id, creditor);
ALTER TABLE user_role ENABLE ROW LEVEL SECURITY;
ALTER TABLE user_role FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON user_role USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

-- Working state: who is signed in, links that were given out, codes that were tried. Tokens are kept as SHA-256.
CREATE TABLE session (
    tenant_id BIGINT NOT NULL,
    token BYTEA NOT NULL,
    account BIGINT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    fresh_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    agent TEXT NOT NULL,
    PRIMARY KEY (tenant_id, token)
);
CREATE INDEX session_by_account ON session (tenant_id, account);
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE session FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON session USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE ticket (
    tenant_id BIGINT NOT NULL,
    token BYTEA NOT NULL,
    purpose TEXT NOT NULL,
    account BIGINT,
    creditor BIGINT,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, token)
);
CREATE INDEX ticket_by_creditor ON ticket (tenant_id, creditor);
CREATE INDEX ticket_by_account ON ticket (tenant_id, account);
ALTER TABLE ticket ENABLE ROW LEVEL SECURITY;
ALTER TABLE ticket FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON ticket USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE user_guard (
    tenant_id BIGINT NOT NULL,
    account BIGINT NOT NULL,
    totp_step BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    failed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account)
);
ALTER TABLE user_guard ENABLE ROW LEVEL SECURITY;
ALTER TABLE user_guard FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON user_guard USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);
