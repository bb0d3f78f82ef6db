-- Functions of the events alone, written by `project` in the transaction that records them, rebuilt by `check`.
-- Amounts are cents, times are microseconds since 1970-01-01 UTC, days are civil.

CREATE TABLE setting (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    debtor BIGINT,
    name TEXT NOT NULL,
    day DATE NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX setting_by_debtor ON setting (tenant_id, debtor);
CREATE INDEX setting_by_kind ON setting (tenant_id, kind);
ALTER TABLE setting ENABLE ROW LEVEL SECURITY;
ALTER TABLE setting FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON setting USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE up_to_date (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    day DATE NOT NULL,
    import_id BIGINT,
    PRIMARY KEY (tenant_id, id)
);
ALTER TABLE up_to_date ENABLE ROW LEVEL SECURITY;
ALTER TABLE up_to_date FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON up_to_date USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE import (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    day DATE NOT NULL,
    sha256 TEXT NOT NULL,
    format TEXT NOT NULL,
    name BIGINT NOT NULL,
    file BIGINT,
    state TEXT NOT NULL,
    taken BIGINT NOT NULL,
    known BIGINT NOT NULL,
    problems BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_on DATE,
    completed_by BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX import_by_sha256 ON import (tenant_id, sha256);
ALTER TABLE import ENABLE ROW LEVEL SECURITY;
ALTER TABLE import FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON import USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE debtor (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    siren TEXT NOT NULL,
    vat TEXT NOT NULL,
    country TEXT NOT NULL,
    language TEXT NOT NULL,
    reach BIGINT NOT NULL,
    scenario TEXT,
    reach_changed_on DATE,
    details BIGINT NOT NULL,
    import_id BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX debtor_by_code ON debtor (tenant_id, code);
CREATE INDEX debtor_by_siren ON debtor (tenant_id, siren) WHERE siren <> '';
ALTER TABLE debtor ENABLE ROW LEVEL SECURITY;
ALTER TABLE debtor FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON debtor USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE claim (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    invoice BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    number TEXT NOT NULL,
    issued_on DATE NOT NULL,
    performed_on DATE,
    due_on DATE NOT NULL,
    due_basis TEXT NOT NULL,
    amount BIGINT NOT NULL,
    total BIGINT NOT NULL,
    currency TEXT NOT NULL,
    seen_on DATE NOT NULL,
    settled BIGINT NOT NULL,
    last_entry_on DATE,
    import_id BIGINT,
    source_key TEXT,
    subject BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX claim_by_debtor ON claim (tenant_id, debtor);
CREATE INDEX claim_instalments ON claim (tenant_id, invoice) WHERE id <> invoice;
CREATE INDEX claim_by_number ON claim (tenant_id, number);
CREATE INDEX claim_by_source_key ON claim (tenant_id, source_key) WHERE source_key IS NOT NULL;
ALTER TABLE claim ENABLE ROW LEVEL SECURITY;
ALTER TABLE claim FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON claim USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE piece (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    invoice BIGINT NOT NULL,
    file BIGINT NOT NULL,
    name BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX piece_by_invoice ON piece (tenant_id, invoice);
ALTER TABLE piece ENABLE ROW LEVEL SECURITY;
ALTER TABLE piece FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON piece USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE movement (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    kind TEXT NOT NULL,
    cause TEXT,
    day DATE NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    number TEXT NOT NULL,
    means TEXT NOT NULL,
    reference BIGINT,
    reversed_on DATE,
    import_id BIGINT,
    source_key TEXT,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX movement_by_debtor ON movement (tenant_id, debtor);
CREATE INDEX movement_by_source_key ON movement (tenant_id, source_key) WHERE source_key IS NOT NULL;
ALTER TABLE movement ENABLE ROW LEVEL SECURITY;
ALTER TABLE movement FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON movement USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE allocation (
    tenant_id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    claim BIGINT NOT NULL,
    id BIGINT NOT NULL,
    payer BIGINT NOT NULL,
    movement BIGINT NOT NULL,
    kind TEXT NOT NULL,
    cause TEXT,
    day DATE NOT NULL,
    cents BIGINT NOT NULL,
    reversed_on DATE,
    movement_import BIGINT,
    claim_import BIGINT,
    standing BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, debtor, claim, id)
);
CREATE UNIQUE INDEX allocation_by_id ON allocation (tenant_id, id);
CREATE UNIQUE INDEX allocation_by_payer_movement ON allocation (tenant_id, payer, movement, id);
ALTER TABLE allocation ENABLE ROW LEVEL SECURITY;
ALTER TABLE allocation FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON allocation USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE dispute (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    claim BIGINT NOT NULL,
    day DATE NOT NULL,
    amount BIGINT,
    cause TEXT NOT NULL,
    note BIGINT,
    closed_on DATE,
    founded BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX dispute_by_debtor_claim ON dispute (tenant_id, debtor, claim);
ALTER TABLE dispute ENABLE ROW LEVEL SECURITY;
ALTER TABLE dispute FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON dispute USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE promise (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    day DATE NOT NULL,
    amount BIGINT NOT NULL,
    by_day DATE NOT NULL,
    note BIGINT,
    cancelled_on DATE,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX promise_by_debtor ON promise (tenant_id, debtor, id);
ALTER TABLE promise ENABLE ROW LEVEL SECURITY;
ALTER TABLE promise FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON promise USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE instalment_plan (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    day DATE NOT NULL,
    dues TEXT NOT NULL,
    ended_on DATE,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX instalment_plan_by_debtor ON instalment_plan (tenant_id, debtor, id);
ALTER TABLE instalment_plan ENABLE ROW LEVEL SECURITY;
ALTER TABLE instalment_plan FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON instalment_plan USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE cover (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    rank BIGINT NOT NULL,
    claim BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id, rank)
);
CREATE INDEX cover_by_claim ON cover (tenant_id, claim);
ALTER TABLE cover ENABLE ROW LEVEL SECURITY;
ALTER TABLE cover FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON cover USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE hold (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    claim BIGINT,
    cause TEXT NOT NULL,
    day DATE NOT NULL,
    until_day DATE,
    note BIGINT,
    lifted_on DATE,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX hold_by_debtor ON hold (tenant_id, debtor);
ALTER TABLE hold ENABLE ROW LEVEL SECURITY;
ALTER TABLE hold FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON hold USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE insolvency (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    proceeding TEXT NOT NULL,
    day DATE NOT NULL,
    published_on DATE,
    closed_on DATE,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX insolvency_by_debtor ON insolvency (tenant_id, debtor);
ALTER TABLE insolvency ENABLE ROW LEVEL SECURITY;
ALTER TABLE insolvency FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON insolvency USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE waiver (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    claim BIGINT NOT NULL,
    day DATE NOT NULL,
    what TEXT NOT NULL,
    author TEXT NOT NULL,
    reason BIGINT NOT NULL,
    withdrawn_on DATE,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX waiver_by_debtor_claim ON waiver (tenant_id, debtor, claim);
ALTER TABLE waiver ENABLE ROW LEVEL SECURITY;
ALTER TABLE waiver FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON waiver USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE milestone (
    tenant_id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    claim BIGINT NOT NULL,
    id BIGINT NOT NULL,
    rank BIGINT NOT NULL,
    kind TEXT NOT NULL,
    day DATE NOT NULL,
    act TEXT NOT NULL,
    until_day DATE,
    PRIMARY KEY (tenant_id, debtor, claim, id, rank)
);
ALTER TABLE milestone ENABLE ROW LEVEL SECURITY;
ALTER TABLE milestone FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON milestone USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE letter (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    document TEXT NOT NULL,
    channel TEXT NOT NULL,
    day DATE NOT NULL,
    asked BIGINT NOT NULL,
    currency TEXT NOT NULL,
    pay_by DATE,
    action TEXT NOT NULL,
    words BIGINT,
    pdf BIGINT,
    receipt TEXT NOT NULL,
    outcome TEXT NOT NULL,
    note BIGINT,
    state TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX letter_by_debtor ON letter (tenant_id, debtor, id);
CREATE INDEX letter_by_state ON letter (tenant_id, state);
ALTER TABLE letter ENABLE ROW LEVEL SECURITY;
ALTER TABLE letter FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON letter USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE letter_item (
    tenant_id BIGINT NOT NULL,
    letter BIGINT NOT NULL,
    rank BIGINT NOT NULL,
    claim BIGINT NOT NULL,
    scenario TEXT NOT NULL,
    step TEXT NOT NULL,
    level BIGINT NOT NULL,
    cycle BIGINT NOT NULL,
    principal BIGINT NOT NULL,
    interest BIGINT NOT NULL,
    indemnity BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, letter, rank)
);
CREATE INDEX letter_item_by_claim ON letter_item (tenant_id, claim);
ALTER TABLE letter_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE letter_item FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON letter_item USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE letter_state (
    tenant_id BIGINT NOT NULL,
    letter BIGINT NOT NULL,
    id BIGINT NOT NULL,
    state TEXT NOT NULL,
    day DATE NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (tenant_id, letter, id)
);
CREATE INDEX letter_state_by_word ON letter_state (tenant_id, word) WHERE state = 'handed_over';
ALTER TABLE letter_state ENABLE ROW LEVEL SECURITY;
ALTER TABLE letter_state FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON letter_state USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE step (
    tenant_id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    claim BIGINT NOT NULL,
    id BIGINT NOT NULL,
    rank BIGINT NOT NULL,
    scenario TEXT NOT NULL,
    step TEXT NOT NULL,
    level BIGINT NOT NULL,
    cycle BIGINT NOT NULL,
    day DATE NOT NULL,
    channel TEXT NOT NULL,
    letter BIGINT,
    skipped BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, debtor, claim, id, rank)
);
CREATE UNIQUE INDEX step_by_claim_step_cycle ON step (tenant_id, claim, step, cycle);
ALTER TABLE step ENABLE ROW LEVEL SECURITY;
ALTER TABLE step FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON step USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE postponed (
    tenant_id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    claim BIGINT NOT NULL,
    id BIGINT NOT NULL,
    rank BIGINT NOT NULL,
    scenario TEXT NOT NULL,
    step TEXT NOT NULL,
    level BIGINT NOT NULL,
    cycle BIGINT NOT NULL,
    until_day DATE NOT NULL,
    PRIMARY KEY (tenant_id, debtor, claim, id, rank)
);
ALTER TABLE postponed ENABLE ROW LEVEL SECURITY;
ALTER TABLE postponed FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON postponed USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE approved (
    tenant_id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    id BIGINT NOT NULL,
    action TEXT NOT NULL,
    day DATE NOT NULL,
    PRIMARY KEY (tenant_id, debtor, id)
);
ALTER TABLE approved ENABLE ROW LEVEL SECURITY;
ALTER TABLE approved FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON approved USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE event_debtor (
    tenant_id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, debtor, seq)
);
ALTER TABLE event_debtor ENABLE ROW LEVEL SECURITY;
ALTER TABLE event_debtor FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON event_debtor USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE merged (
    tenant_id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    other BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, debtor, other)
);
ALTER TABLE merged ENABLE ROW LEVEL SECURITY;
ALTER TABLE merged FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON merged USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE heard (
    tenant_id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    letter BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, debtor, letter)
);
CREATE INDEX heard_by_letter ON heard (tenant_id, letter);
ALTER TABLE heard ENABLE ROW LEVEL SECURITY;
ALTER TABLE heard FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON heard USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

CREATE TABLE erased (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    by_event BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
ALTER TABLE erased ENABLE ROW LEVEL SECURITY;
ALTER TABLE erased FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON erased USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);
