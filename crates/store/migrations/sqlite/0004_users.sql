-- Users of the program and their roles: functions of the events of the system's journal (tenant 0).
-- Secrets are numbers of the erasable store.
CREATE TABLE user_account (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    login TEXT NOT NULL,
    profile INTEGER NOT NULL,
    password INTEGER,
    totp INTEGER,
    recovery INTEGER,
    recovery_used INTEGER NOT NULL,
    disabled_on TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_account_by_login ON user_account (tenant_id, login);

CREATE TABLE user_role (
    tenant_id INTEGER NOT NULL,
    account INTEGER NOT NULL,
    creditor INTEGER NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (tenant_id, account, creditor)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_role_by_creditor ON user_role (tenant_id, creditor);

-- Working state: who is signed in, links that were given out, codes that were tried. Tokens are kept as SHA-256.
CREATE TABLE session (
    tenant_id INTEGER NOT NULL,
    token BLOB NOT NULL,
    account INTEGER NOT NULL,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    fresh_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    agent TEXT NOT NULL,
    PRIMARY KEY (tenant_id, token)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_account ON session (tenant_id, account);

CREATE TABLE ticket (
    tenant_id INTEGER NOT NULL,
    token BLOB NOT NULL,
    purpose TEXT NOT NULL,
    account INTEGER,
    creditor INTEGER,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, token)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_by_creditor ON ticket (tenant_id, creditor);
CREATE INDEX ticket_by_account ON ticket (tenant_id, account);

CREATE TABLE user_guard (
    tenant_id INTEGER NOT NULL,
    account INTEGER NOT NULL,
    totp_step INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    failed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account)
) STRICT, WITHOUT ROWID;

-- Without figures SQLite believes that a tenant has ten rows, and reads all of it rather than an index.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('user_account', 'user_account', '1000000 200000 1'),
    ('user_account', 'user_account_by_login', '1000000 200000 5'),
    ('user_role', 'user_role', '1000000 200000 5 1'),
    ('user_role', 'user_role_by_creditor', '1000000 200000 5'),
    ('session', 'session', '1000000 200000 1'),
    ('session', 'session_by_account', '1000000 200000 5'),
    ('ticket', 'ticket', '1000000 200000 1'),
    ('ticket', 'ticket_by_creditor', '1000000 200000 5'),
    ('ticket', 'ticket_by_account', '1000000 200000 5'),
    ('user_guard', 'user_guard', '1000000 200000 1');
ANALYZE sqlite_schema;
