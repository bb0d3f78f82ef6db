-- Direct debits: mandates that debtors signed, and the files prepared for the bank.

-- A mandate. `digest` tells equal accounts.
CREATE TABLE debit_mandate (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    debtor BIGINT NOT NULL,
    reference TEXT NOT NULL,
    scheme TEXT NOT NULL,
    one_off BIGINT NOT NULL,
    signed_on DATE NOT NULL,
    iban BIGINT NOT NULL,
    digest TEXT NOT NULL,
    notice_days BIGINT NOT NULL,
    last_used_on DATE,
    revoked_on DATE,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX debit_mandate_by_debtor ON debit_mandate (tenant_id, debtor);
ALTER TABLE debit_mandate ENABLE ROW LEVEL SECURITY;
ALTER TABLE debit_mandate FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON debit_mandate USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

-- A file of direct debits.
CREATE TABLE debit_batch (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    day DATE NOT NULL,
    collect_on DATE NOT NULL,
    until_day DATE NOT NULL,
    total BIGINT NOT NULL,
    message TEXT NOT NULL,
    file BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    handed_over_on DATE,
    cancelled_on DATE,
    PRIMARY KEY (tenant_id, id)
);
ALTER TABLE debit_batch ENABLE ROW LEVEL SECURITY;
ALTER TABLE debit_batch FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON debit_batch USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);

-- What a file collects, in its order.
CREATE TABLE debit_line (
    tenant_id BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    rank BIGINT NOT NULL,
    claim BIGINT NOT NULL,
    mandate BIGINT NOT NULL,
    cents BIGINT NOT NULL,
    end_to_end TEXT NOT NULL,
    sequence TEXT NOT NULL,
    hold BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, batch, rank)
);
CREATE INDEX debit_line_by_claim ON debit_line (tenant_id, claim);
CREATE INDEX debit_line_by_mandate ON debit_line (tenant_id, mandate);
ALTER TABLE debit_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE debit_line FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON debit_line USING (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT) WITH CHECK (tenant_id = NULLIF(current_setting('quittance.tenant', TRUE), '')::BIGINT);
