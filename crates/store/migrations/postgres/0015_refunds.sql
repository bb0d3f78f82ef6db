-- Refunds are allocations to no claim: they are few among many.
CREATE INDEX allocation_given_back ON allocation (tenant_id, debtor, id) WHERE claim = 0;
