//! Facts of a range of debtors, each table in the order of its debtors, to be merged.

statements! {
    /// Every claim.
    CLAIMS = "SELECT debtor, id, invoice, number, issued_on, performed_on, due_on, due_basis, amount, total, currency, seen_on, import_id
        FROM claim WHERE tenant_id = $1 AND debtor BETWEEN $2 AND $3 ORDER BY debtor, id";
    /// Claims that can matter on a day: not settled then, covered by a promise or plan, or of an invoice that has several due dates,
    /// since the first of them that was late carries the fixed indemnity for all.
    OPEN_CLAIMS = "SELECT debtor, id, invoice, number, issued_on, performed_on, due_on, due_basis, amount, total, currency, seen_on,
        import_id FROM claim c WHERE tenant_id = $1 AND debtor BETWEEN $2 AND $3
        AND (amount <> settled OR last_entry_on > $4
            OR EXISTS (SELECT 1 FROM cover k WHERE k.tenant_id = c.tenant_id AND k.claim = c.id)
            OR EXISTS (SELECT 1 FROM claim o WHERE o.tenant_id = c.tenant_id AND o.invoice = c.invoice AND o.id <> o.invoice))
        ORDER BY debtor, id";
    /// Allocations to claims, those that wait for an import among them.
    ENTRIES = "SELECT debtor, claim, id, movement, day, cents, kind, cause, reversed_on FROM allocation
        WHERE tenant_id = $1 AND debtor BETWEEN $2 AND $3 AND (standing = 0 OR (standing = 3 AND movement_import = $4))
        ORDER BY debtor, claim, id";
    /// Disputes.
    DISPUTES = "SELECT debtor, claim, id, day, amount, cause, closed_on, founded FROM dispute
        WHERE tenant_id = $1 AND debtor BETWEEN $2 AND $3 ORDER BY debtor, claim, id";
    /// Waivers.
    WAIVERS = "SELECT debtor, claim, id, day, what, author, withdrawn_on FROM waiver
        WHERE tenant_id = $1 AND debtor BETWEEN $2 AND $3 ORDER BY debtor, claim, id";
    /// Milestones.
    MILESTONES = "SELECT debtor, claim, kind, day, act, until_day FROM milestone
        WHERE tenant_id = $1 AND debtor BETWEEN $2 AND $3 ORDER BY debtor, claim, id, rank";
    /// Steps passed.
    STEPS = "SELECT debtor, claim, scenario, step, level, cycle, day, channel, letter, skipped FROM step
        WHERE tenant_id = $1 AND debtor BETWEEN $2 AND $3 ORDER BY debtor, claim, id, rank";
    /// Steps postponed.
    POSTPONED = "SELECT debtor, claim, scenario, step, level, cycle, until_day FROM postponed
        WHERE tenant_id = $1 AND debtor BETWEEN $2 AND $3 ORDER BY debtor, claim, id, rank";
    /// Payments and credit notes.
    MOVEMENTS = "SELECT debtor, id, kind, cause, day, amount, currency, number, reversed_on, import_id FROM movement
        WHERE tenant_id = $1 AND debtor BETWEEN $2 AND $3 ORDER BY debtor, id";
    /// What of them is allocated.
    ALLOCATED = "SELECT payer, movement, day, cents, id FROM allocation
        WHERE tenant_id = $1 AND payer BETWEEN $2 AND $3 AND standing = 0 ORDER BY payer, movement, id";
    /// Holds.
    HOLDS = "SELECT debtor, id, claim, cause, day, until_day, lifted_on FROM hold
        WHERE tenant_id = $1 AND debtor BETWEEN $2 AND $3 ORDER BY debtor, id";
    /// Lines of the bank that may be theirs.
    UNMATCHED = "SELECT debtor, id, line, booked_on, amount, currency, import_id, day, until_day, ended_on FROM bank_hold
        WHERE tenant_id = $1 AND debtor BETWEEN $2 AND $3 ORDER BY debtor, id, rank";
    /// Promises with the claims they cover.
    PROMISES = "SELECT p.debtor, p.id, p.day, p.amount, p.by_day, p.cancelled_on, k.claim FROM promise p
        LEFT JOIN cover k ON k.tenant_id = p.tenant_id AND k.id = p.id
        WHERE p.tenant_id = $1 AND p.debtor BETWEEN $2 AND $3 ORDER BY p.debtor, p.id, k.rank";
    /// Plans with the claims they cover.
    PLANS = "SELECT p.debtor, p.id, p.day, p.dues, p.ended_on, k.claim FROM instalment_plan p
        LEFT JOIN cover k ON k.tenant_id = p.tenant_id AND k.id = p.id
        WHERE p.tenant_id = $1 AND p.debtor BETWEEN $2 AND $3 ORDER BY p.debtor, p.id, k.rank";
    /// Insolvency proceedings.
    INSOLVENCIES = "SELECT debtor, id, proceeding, day, published_on, closed_on FROM insolvency
        WHERE tenant_id = $1 AND debtor BETWEEN $2 AND $3 ORDER BY debtor, id";
    /// Letters and contacts.
    LETTERS = "SELECT debtor, id, channel, document, action, day, asked, pay_by FROM letter
        WHERE tenant_id = $1 AND debtor BETWEEN $2 AND $3 ORDER BY debtor, id";
    /// Letters to other records that count for a debtor, each with the code of that record.
    HEARD = "SELECT h.debtor, l.id, l.channel, l.document, l.action, l.day, l.asked, l.pay_by, d.code FROM heard h
        JOIN letter l ON l.tenant_id = h.tenant_id AND l.id = h.letter
        JOIN debtor d ON d.tenant_id = l.tenant_id AND d.id = l.debtor
        WHERE h.tenant_id = $1 AND h.debtor BETWEEN $2 AND $3 ORDER BY h.debtor, l.id";
    /// The states of those.
    HEARD_STATES = "SELECT h.debtor, s.letter, s.state, s.day FROM heard h
        JOIN letter_state s ON s.tenant_id = h.tenant_id AND s.letter = h.letter
        WHERE h.tenant_id = $1 AND h.debtor BETWEEN $2 AND $3 ORDER BY h.debtor, s.letter, s.id";
    /// Their claims.
    HEARD_ITEMS = "SELECT h.debtor, t.letter, t.claim, t.scenario, t.step, t.level, t.cycle FROM heard h
        JOIN letter_item t ON t.tenant_id = h.tenant_id AND t.letter = h.letter
        WHERE h.tenant_id = $1 AND h.debtor BETWEEN $2 AND $3 ORDER BY h.debtor, t.letter, t.rank";
    /// Their states.
    LETTER_STATES = "SELECT l.debtor, l.id, s.state, s.day FROM letter l
        JOIN letter_state s ON s.tenant_id = l.tenant_id AND s.letter = l.id
        WHERE l.tenant_id = $1 AND l.debtor BETWEEN $2 AND $3 ORDER BY l.debtor, l.id, s.id";
    /// Their claims.
    LETTER_ITEMS = "SELECT l.debtor, l.id, t.claim, t.scenario, t.step, t.level, t.cycle FROM letter l
        JOIN letter_item t ON t.tenant_id = l.tenant_id AND t.letter = l.id
        WHERE l.tenant_id = $1 AND l.debtor BETWEEN $2 AND $3 ORDER BY l.debtor, l.id, t.rank";
    /// Actions approved.
    APPROVED = "SELECT debtor, action, day FROM approved WHERE tenant_id = $1 AND debtor BETWEEN $2 AND $3 ORDER BY debtor, id";
}
