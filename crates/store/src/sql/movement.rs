//! Payments, credit notes, and what of them pays which claim.

statements! {
    /// What a projection asks of a movement.
    HEAD = "SELECT debtor, amount FROM movement WHERE tenant_id = $1 AND id = $2";
    /// A payment came back; or never did, where no day is given.
    REVERSE = "UPDATE movement SET reversed_on = $3 WHERE tenant_id = $1 AND id = $2";
    /// To whom it belongs now.
    MOVE = "UPDATE movement SET debtor = $3 WHERE tenant_id = $1 AND id = $2";
    /// Its allocations know it.
    MOVE_PAYER = "UPDATE allocation SET payer = $4, debtor = CASE WHEN claim = 0 THEN $4 ELSE debtor END
        WHERE tenant_id = $1 AND payer = $2 AND movement = $3";
    /// Cents of it went back to the debtor. It counts as long as the movement does.
    REFUND = "INSERT INTO allocation (tenant_id, debtor, claim, id, payer, movement, kind, cause, day, cents, reversed_on, movement_import,
            claim_import, standing)
        SELECT m.tenant_id, m.debtor, 0, $3, m.debtor, m.id, m.kind, m.cause, $4, $5, m.reversed_on, m.import_id, m.import_id, 0
        FROM movement m WHERE m.tenant_id = $1 AND m.id = $2";
    /// Whose claims the allocations of a run of events pay, and with whose money.
    OWNERS_BETWEEN = "SELECT debtor, payer FROM allocation WHERE tenant_id = $1 AND id BETWEEN $2 AND $3";
    /// One allocation.
    ALLOCATION = "SELECT debtor, claim, cents, reversed_on, standing, payer, movement, day FROM allocation WHERE tenant_id = $1 AND id = $2";
    /// Whether an allocation counts.
    SET_STANDING = "UPDATE allocation SET standing = $3 WHERE tenant_id = $1 AND id = $2";
    /// The allocations of a movement.
    OF_MOVEMENT = "SELECT id, claim, cents, reversed_on, standing, debtor, day FROM allocation
        WHERE tenant_id = $1 AND payer = $2 AND movement = $3 ORDER BY id";
    /// The refunds of a debtor.
    REFUNDS_OF = "SELECT id, payer, movement, day, cents FROM allocation
        WHERE tenant_id = $1 AND debtor = $2 AND claim = 0 AND standing = 0 ORDER BY id";
    /// One refund.
    REFUND_OF = "SELECT id, payer, movement, day, cents FROM allocation
        WHERE tenant_id = $1 AND id = $2 AND claim = 0 AND standing = 0";
    /// They came back with it, or did not.
    REVERSE_ALLOCATIONS = "UPDATE allocation SET reversed_on = $4 WHERE tenant_id = $1 AND payer = $2 AND movement = $3";
    /// It never was.
    WITHDRAW = "DELETE FROM movement WHERE tenant_id = $1 AND id = $2";
    /// One movement.
    ONE = "SELECT id, debtor, kind, cause, day, amount, currency, number, means, reference, reversed_on, import_id, source_key
        FROM movement WHERE tenant_id = $1 AND id = $2";
    /// Movements by number.
    AFTER = "SELECT id, debtor, kind, cause, day, amount, currency, number, means, reference, reversed_on, import_id, source_key
        FROM movement WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    /// Movements of a key of their source.
    BY_KEY = "SELECT id, debtor, kind, cause, day, amount, currency, number, means, reference, reversed_on, import_id, source_key
        FROM movement WHERE tenant_id = $1 AND source_key = $2 ORDER BY id";
    /// Credit notes of a debtor under a number.
    CREDIT_NOTE = "SELECT id, debtor, kind, cause, day, amount, currency, number, means, reference, reversed_on, import_id, source_key
        FROM movement WHERE tenant_id = $1 AND debtor = $2 AND kind = 'credit_note' AND number = $3 ORDER BY id";
    /// Those of these keys that are there.
    KEYS_OF = "SELECT source_key, import_id FROM movement WHERE tenant_id = $1 AND source_key = ANY($2)";
    /// What is left of every movement on a day.
    UNALLOCATED = "SELECT m.debtor, m.currency, m.import_id, m.amount - (SELECT CAST(COALESCE(SUM(a.cents), 0) AS BIGINT) FROM allocation a
            WHERE a.tenant_id = m.tenant_id AND a.payer = m.debtor AND a.movement = m.id AND a.standing = 0 AND a.day <= $2)
        FROM movement m WHERE m.tenant_id = $1 AND m.day <= $2 AND (m.reversed_on IS NULL OR m.reversed_on > $2) ORDER BY m.id";
}
