-- Notes, who follows a debtor, absences; the ranges of lists; views that a user saved.

CREATE TABLE note (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    day DATE NOT NULL,
    author TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    body BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX note_by_debtor ON note (tenant_id, debtor, id);
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
ALTER TABLE note FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON note USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE follower (
    tenant_id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    user_id BIGINT,
    by_event BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, debtor)
);
CREATE INDEX follower_by_user ON follower (tenant_id, user_id);
ALTER TABLE follower ENABLE ROW LEVEL SECURITY;
ALTER TABLE follower FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON follower USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE absence (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    cover BIGINT NOT NULL,
    day DATE NOT NULL,
    until_day DATE NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX absence_by_end ON absence (tenant_id, until_day);
ALTER TABLE absence ENABLE ROW LEVEL SECURITY;
ALTER TABLE absence FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON absence USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

-- Working state: losing it loses nobody's money.
CREATE TABLE saved_view (
    tenant_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    list TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    PRIMARY KEY (tenant_id, user_id, list, name)
);
ALTER TABLE saved_view ENABLE ROW LEVEL SECURITY;
ALTER TABLE saved_view FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON saved_view USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

-- Numbers are compared byte by byte, as on SQLite: what begins with a text is a range.
ALTER TABLE claim ALTER COLUMN number TYPE TEXT COLLATE "C";

-- What a page of a list is a range of. What is paid leaves the indexes of what is open: years of history cost them nothing.
-- Other orders are one pass: an index by amount and one by day of issue would double the cost of an import.
CREATE INDEX claim_open_by_due ON claim (tenant_id, due_on, id) WHERE amount > settled;
CREATE INDEX claim_paid_by_issue ON claim (tenant_id, issued_on, id) WHERE amount <= settled;
CREATE INDEX promise_by_day ON promise (tenant_id, by_day, id) WHERE cancelled_on IS NULL;
CREATE INDEX promise_cancelled ON promise (tenant_id, cancelled_on, id) WHERE cancelled_on IS NOT NULL;
CREATE INDEX dispute_open ON dispute (tenant_id, day, id) WHERE closed_on IS NULL;
CREATE INDEX dispute_closed ON dispute (tenant_id, closed_on, id) WHERE closed_on IS NOT NULL;
