-- Letters on the screens: edits that are not approved yet, what people decided lately, and the order of the list of letters.

CREATE TABLE letter_draft (
    tenant_id BIGINT NOT NULL,
    action TEXT NOT NULL,
    debtor BIGINT NOT NULL,
    words TEXT NOT NULL,
    author TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, action)
);
ALTER TABLE letter_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE letter_draft FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON letter_draft USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE decided (
    tenant_id BIGINT NOT NULL,
    day DATE NOT NULL,
    action TEXT NOT NULL,
    debtor BIGINT NOT NULL,
    what TEXT NOT NULL,
    author TEXT NOT NULL,
    moment BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, day, action)
);
ALTER TABLE decided ENABLE ROW LEVEL SECURITY;
ALTER TABLE decided FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON decided USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE INDEX letter_draft_by_age ON letter_draft (tenant_id, saved_at);
CREATE INDEX decided_by_author ON decided (tenant_id, day, author, moment);
CREATE INDEX letter_list ON letter (tenant_id, state, document, channel, id) WHERE action <> '';
