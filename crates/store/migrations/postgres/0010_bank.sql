-- The bank: accounts, statements, lines, what each line is, whose letters wait for it, who pays from where, and what is no customer's.

-- A bank account of the creditor.
CREATE TABLE bank_account (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    account BIGINT NOT NULL,
    digest TEXT NOT NULL,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX bank_account_by_digest ON bank_account (tenant_id, digest);
ALTER TABLE bank_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE bank_account FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON bank_account USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

-- A statement of an account.
CREATE TABLE bank_statement (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    account BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    day DATE NOT NULL,
    format TEXT NOT NULL,
    number TEXT,
    currency TEXT NOT NULL,
    from_day DATE NOT NULL,
    to_day DATE NOT NULL,
    opening BIGINT,
    closing BIGINT,
    taken BIGINT NOT NULL,
    known BIGINT NOT NULL,
    covered BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX bank_statement_by_account ON bank_statement (tenant_id, account, to_day, id);
CREATE INDEX bank_statement_by_import ON bank_statement (tenant_id, import_id);
ALTER TABLE bank_statement ENABLE ROW LEVEL SECURITY;
ALTER TABLE bank_statement FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON bank_statement USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

-- A line of a statement, and what it is said to be. `state`: open, payment, return, aside. `label` is a digest.
CREATE TABLE bank_line (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    statement BIGINT NOT NULL,
    account BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    day DATE NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    kind TEXT NOT NULL,
    reference TEXT,
    label TEXT NOT NULL,
    details BIGINT NOT NULL,
    state TEXT NOT NULL,
    decided BIGINT,
    decided_on DATE,
    made TEXT,
    why TEXT,
    automatic BIGINT,
    score BIGINT,
    evidence TEXT,
    reason BIGINT,
    reopened_on DATE,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX bank_line_by_account ON bank_line (tenant_id, account, day, id);
CREATE INDEX bank_line_by_state ON bank_line (tenant_id, state, day, id);
CREATE INDEX bank_line_by_import ON bank_line (tenant_id, import_id);
ALTER TABLE bank_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE bank_line FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON bank_line USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

-- Which line a payment is of.
CREATE TABLE bank_paid (
    tenant_id BIGINT NOT NULL,
    movement BIGINT NOT NULL,
    line BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, movement)
);
CREATE INDEX bank_paid_by_line ON bank_paid (tenant_id, line);
ALTER TABLE bank_paid ENABLE ROW LEVEL SECURITY;
ALTER TABLE bank_paid FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON bank_paid USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

-- A line that may be money of a debtor: its letters wait. The line is repeated, so that facts need no join. `rank` is the place of the
-- debtor in the event: two of them may be one record later.
CREATE TABLE bank_hold (
    tenant_id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    id BIGINT NOT NULL,
    rank BIGINT NOT NULL,
    line BIGINT NOT NULL,
    booked_on DATE NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    import_id BIGINT NOT NULL,
    day DATE NOT NULL,
    until_day DATE NOT NULL,
    ended_on DATE,
    PRIMARY KEY (tenant_id, debtor, id, rank)
);
CREATE INDEX bank_hold_by_line ON bank_hold (tenant_id, line);
CREATE INDEX bank_hold_by_import ON bank_hold (tenant_id, import_id);
ALTER TABLE bank_hold ENABLE ROW LEVEL SECURITY;
ALTER TABLE bank_hold FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON bank_hold USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

-- An account from which a debtor pays.
CREATE TABLE payer_account (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    iban BIGINT NOT NULL,
    digest TEXT NOT NULL,
    forgotten_on DATE,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX payer_account_by_debtor ON payer_account (tenant_id, debtor);
ALTER TABLE payer_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE payer_account FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON payer_account USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

-- Lines that are no customer's.
CREATE TABLE bank_rule (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    rule BIGINT NOT NULL,
    removed_on DATE,
    PRIMARY KEY (tenant_id, id)
);
ALTER TABLE bank_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE bank_rule FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON bank_rule USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

-- Working state: what the program makes of a line that is not decided. Losing it loses nothing: it is judged again.
CREATE TABLE bank_verdict (
    tenant_id BIGINT NOT NULL,
    line BIGINT NOT NULL,
    body TEXT NOT NULL,
    as_of BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, line)
);
ALTER TABLE bank_verdict ENABLE ROW LEVEL SECURITY;
ALTER TABLE bank_verdict FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON bank_verdict USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);
