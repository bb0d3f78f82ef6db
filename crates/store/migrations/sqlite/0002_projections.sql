-- Functions of the events alone, written by `project` in the transaction that records them, rebuilt by `check`.
-- Amounts are cents, times are microseconds since 1970-01-01 UTC, days are civil.

CREATE TABLE setting (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    debtor INTEGER,
    name TEXT NOT NULL,
    day TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX setting_by_debtor ON setting (tenant_id, debtor);
CREATE INDEX setting_by_kind ON setting (tenant_id, kind);

CREATE TABLE up_to_date (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    day TEXT NOT NULL,
    import_id INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE import (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    day TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    format TEXT NOT NULL,
    name INTEGER NOT NULL,
    file INTEGER,
    state TEXT NOT NULL,
    taken INTEGER NOT NULL,
    known INTEGER NOT NULL,
    problems INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_on TEXT,
    completed_by INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_by_sha256 ON import (tenant_id, sha256);

CREATE TABLE debtor (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    siren TEXT NOT NULL,
    vat TEXT NOT NULL,
    country TEXT NOT NULL,
    language TEXT NOT NULL,
    reach INTEGER NOT NULL,
    scenario TEXT,
    reach_changed_on TEXT,
    details INTEGER NOT NULL,
    import_id INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX debtor_by_code ON debtor (tenant_id, code);
CREATE INDEX debtor_by_siren ON debtor (tenant_id, siren) WHERE siren <> '';

CREATE TABLE claim (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    invoice INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    number TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    performed_on TEXT,
    due_on TEXT NOT NULL,
    due_basis TEXT NOT NULL,
    amount INTEGER NOT NULL,
    total INTEGER NOT NULL,
    currency TEXT NOT NULL,
    seen_on TEXT NOT NULL,
    settled INTEGER NOT NULL,
    last_entry_on TEXT,
    import_id INTEGER,
    source_key TEXT,
    subject INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_by_debtor ON claim (tenant_id, debtor);
CREATE INDEX claim_instalments ON claim (tenant_id, invoice) WHERE id <> invoice;
CREATE INDEX claim_by_number ON claim (tenant_id, number);
CREATE INDEX claim_by_source_key ON claim (tenant_id, source_key) WHERE source_key IS NOT NULL;

CREATE TABLE piece (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    invoice INTEGER NOT NULL,
    file INTEGER NOT NULL,
    name INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX piece_by_invoice ON piece (tenant_id, invoice);

CREATE TABLE movement (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    kind TEXT NOT NULL,
    cause TEXT,
    day TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    number TEXT NOT NULL,
    means TEXT NOT NULL,
    reference INTEGER,
    reversed_on TEXT,
    import_id INTEGER,
    source_key TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX movement_by_debtor ON movement (tenant_id, debtor);
CREATE INDEX movement_by_source_key ON movement (tenant_id, source_key) WHERE source_key IS NOT NULL;

CREATE TABLE allocation (
    tenant_id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    claim INTEGER NOT NULL,
    id INTEGER NOT NULL,
    payer INTEGER NOT NULL,
    movement INTEGER NOT NULL,
    kind TEXT NOT NULL,
    cause TEXT,
    day TEXT NOT NULL,
    cents INTEGER NOT NULL,
    reversed_on TEXT,
    movement_import INTEGER,
    claim_import INTEGER,
    standing INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, debtor, claim, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX allocation_by_id ON allocation (tenant_id, id);
CREATE UNIQUE INDEX allocation_by_payer_movement ON allocation (tenant_id, payer, movement, id);

CREATE TABLE dispute (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    claim INTEGER NOT NULL,
    day TEXT NOT NULL,
    amount INTEGER,
    cause TEXT NOT NULL,
    note INTEGER,
    closed_on TEXT,
    founded INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX dispute_by_debtor_claim ON dispute (tenant_id, debtor, claim);

CREATE TABLE promise (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    day TEXT NOT NULL,
    amount INTEGER NOT NULL,
    by_day TEXT NOT NULL,
    note INTEGER,
    cancelled_on TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX promise_by_debtor ON promise (tenant_id, debtor, id);

CREATE TABLE instalment_plan (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    day TEXT NOT NULL,
    dues TEXT NOT NULL,
    ended_on TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX instalment_plan_by_debtor ON instalment_plan (tenant_id, debtor, id);

CREATE TABLE cover (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    claim INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id, rank)
) STRICT, WITHOUT ROWID;
CREATE INDEX cover_by_claim ON cover (tenant_id, claim);

CREATE TABLE hold (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    claim INTEGER,
    cause TEXT NOT NULL,
    day TEXT NOT NULL,
    until_day TEXT,
    note INTEGER,
    lifted_on TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX hold_by_debtor ON hold (tenant_id, debtor);

CREATE TABLE insolvency (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    proceeding TEXT NOT NULL,
    day TEXT NOT NULL,
    published_on TEXT,
    closed_on TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX insolvency_by_debtor ON insolvency (tenant_id, debtor);

CREATE TABLE waiver (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    claim INTEGER NOT NULL,
    day TEXT NOT NULL,
    what TEXT NOT NULL,
    author TEXT NOT NULL,
    reason INTEGER NOT NULL,
    withdrawn_on TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX waiver_by_debtor_claim ON waiver (tenant_id, debtor, claim);

CREATE TABLE milestone (
    tenant_id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    claim INTEGER NOT NULL,
    id INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    act TEXT NOT NULL,
    until_day TEXT,
    PRIMARY KEY (tenant_id, debtor, claim, id, rank)
) STRICT, WITHOUT ROWID;

CREATE TABLE letter (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    document TEXT NOT NULL,
    channel TEXT NOT NULL,
    day TEXT NOT NULL,
    asked INTEGER NOT NULL,
    currency TEXT NOT NULL,
    pay_by TEXT,
    action TEXT NOT NULL,
    words INTEGER,
    pdf INTEGER,
    receipt TEXT NOT NULL,
    outcome TEXT NOT NULL,
    note INTEGER,
    state TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX letter_by_debtor ON letter (tenant_id, debtor, id);
CREATE INDEX letter_by_state ON letter (tenant_id, state);

CREATE TABLE letter_item (
    tenant_id INTEGER NOT NULL,
    letter INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    claim INTEGER NOT NULL,
    scenario TEXT NOT NULL,
    step TEXT NOT NULL,
    level INTEGER NOT NULL,
    cycle INTEGER NOT NULL,
    principal INTEGER NOT NULL,
    interest INTEGER NOT NULL,
    indemnity INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, letter, rank)
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_item_by_claim ON letter_item (tenant_id, claim);

CREATE TABLE letter_state (
    tenant_id INTEGER NOT NULL,
    letter INTEGER NOT NULL,
    id INTEGER NOT NULL,
    state TEXT NOT NULL,
    day TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (tenant_id, letter, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_state_by_word ON letter_state (tenant_id, word) WHERE state = 'handed_over';

CREATE TABLE step (
    tenant_id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    claim INTEGER NOT NULL,
    id INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    scenario TEXT NOT NULL,
    step TEXT NOT NULL,
    level INTEGER NOT NULL,
    cycle INTEGER NOT NULL,
    day TEXT NOT NULL,
    channel TEXT NOT NULL,
    letter INTEGER,
    skipped INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, debtor, claim, id, rank)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX step_by_claim_step_cycle ON step (tenant_id, claim, step, cycle);

CREATE TABLE postponed (
    tenant_id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    claim INTEGER NOT NULL,
    id INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    scenario TEXT NOT NULL,
    step TEXT NOT NULL,
    level INTEGER NOT NULL,
    cycle INTEGER NOT NULL,
    until_day TEXT NOT NULL,
    PRIMARY KEY (tenant_id, debtor, claim, id, rank)
) STRICT, WITHOUT ROWID;

CREATE TABLE approved (
    tenant_id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    id INTEGER NOT NULL,
    action TEXT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (tenant_id, debtor, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_debtor (
    tenant_id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, debtor, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE merged (
    tenant_id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    other INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, debtor, other)
) STRICT, WITHOUT ROWID;

CREATE TABLE heard (
    tenant_id INTEGER NOT NULL,
    debtor INTEGER NOT NULL,
    letter INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, debtor, letter)
) STRICT, WITHOUT ROWID;
CREATE INDEX heard_by_letter ON heard (tenant_id, letter);

CREATE TABLE erased (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    by_event INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Without figures SQLite believes that a tenant has ten rows, and reads all of it rather than an index: it is told
-- once how many rows of a large tenant each index gives. Plans do not change with the data then.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('setting', 'setting', '1000000 200000 1'),
    ('setting', 'setting_by_debtor', '1000000 200000 10'),
    ('setting', 'setting_by_kind', '1000000 200000 5000'),
    ('up_to_date', 'up_to_date', '1000000 200000 1'),
    ('import', 'import', '1000000 200000 1'),
    ('import', 'import_by_sha256', '1000000 200000 1'),
    ('debtor', 'debtor', '1000000 200000 1'),
    ('debtor', 'debtor_by_code', '1000000 200000 1'),
    ('debtor', 'debtor_by_siren', '1000000 200000 2'),
    ('claim', 'claim', '1000000 200000 1'),
    ('claim', 'claim_by_debtor', '1000000 200000 10'),
    ('claim', 'claim_instalments', '10000 5000 2'),
    ('claim', 'claim_by_number', '1000000 200000 2'),
    ('claim', 'claim_by_source_key', '1000000 200000 1'),
    ('piece', 'piece', '1000000 200000 1'),
    ('piece', 'piece_by_invoice', '1000000 200000 2'),
    ('movement', 'movement', '1000000 200000 1'),
    ('movement', 'movement_by_debtor', '1000000 200000 10'),
    ('movement', 'movement_by_source_key', '1000000 200000 1'),
    ('allocation', 'allocation', '1000000 200000 10 2 1'),
    ('allocation', 'allocation_by_id', '1000000 200000 1'),
    ('allocation', 'allocation_by_payer_movement', '1000000 200000 10 2 1'),
    ('dispute', 'dispute', '1000000 200000 1'),
    ('dispute', 'dispute_by_debtor_claim', '1000000 200000 10 2'),
    ('promise', 'promise', '1000000 200000 1'),
    ('promise', 'promise_by_debtor', '1000000 200000 10 1'),
    ('instalment_plan', 'instalment_plan', '1000000 200000 1'),
    ('instalment_plan', 'instalment_plan_by_debtor', '1000000 200000 10 1'),
    ('cover', 'cover', '1000000 200000 1 1'),
    ('cover', 'cover_by_claim', '1000000 200000 2'),
    ('hold', 'hold', '1000000 200000 1'),
    ('hold', 'hold_by_debtor', '1000000 200000 10'),
    ('insolvency', 'insolvency', '1000000 200000 1'),
    ('insolvency', 'insolvency_by_debtor', '1000000 200000 10'),
    ('waiver', 'waiver', '1000000 200000 1'),
    ('waiver', 'waiver_by_debtor_claim', '1000000 200000 10 2'),
    ('milestone', 'milestone', '1000000 200000 10 2 1 1'),
    ('letter', 'letter', '1000000 200000 1'),
    ('letter', 'letter_by_debtor', '1000000 200000 10 1'),
    ('letter', 'letter_by_state', '1000000 200000 20000'),
    ('letter_item', 'letter_item', '1000000 200000 3 1'),
    ('letter_item', 'letter_item_by_claim', '1000000 200000 2'),
    ('letter_state', 'letter_state', '1000000 200000 3 1'),
    ('letter_state', 'letter_state_by_word', '1000000 200000 50'),
    ('step', 'step', '1000000 200000 10 2 1 1'),
    ('step', 'step_by_claim_step_cycle', '1000000 200000 2 2 1'),
    ('postponed', 'postponed', '1000000 200000 10 2 1 1'),
    ('approved', 'approved', '1000000 200000 10 1'),
    ('event_debtor', 'event_debtor', '1000000 200000 10 1'),
    ('merged', 'merged', '1000000 200000 10 1'),
    ('heard', 'heard', '1000000 200000 10 1'),
    ('heard', 'heard_by_letter', '1000000 200000 2'),
    ('erased', 'erased', '1000000 200000 1');
ANALYZE sqlite_schema;
