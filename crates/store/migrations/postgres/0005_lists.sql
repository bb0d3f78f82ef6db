-- Who was touched since a moment: views kept in memory are brought up to date from the end of the journal.

CREATE INDEX event_debtor_by_seq ON event_debtor (tenant_id, seq);
