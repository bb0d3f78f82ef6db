//! Payments, credit notes, and what of them pays which claim.

statements! {
    /// What a projection asks of a movement.
    HEAD = "SELECT debtor, kind, cause, reversed_on FROM movement WHERE tenant_id = $1 AND id = $2";
    /// A payment came back.
    REVERSE = "UPDATE movement SET reversed_on = $3 WHERE tenant_id = $1 AND id = $2";
    /// To whom it belongs now.
    MOVE = "UPDATE movement SET debtor = $3 WHERE tenant_id = $1 AND id = $2";
    /// Its allocations know it.
    MOVE_PAYER = "UPDATE allocation SET payer = $4 WHERE tenant_id = $1 AND payer = $2 AND movement = $3";
    /// An allocation.
    ALLOCATE = "INSERT INTO allocation (tenant_id, debtor, claim, id, payer, movement, kind, cause, day, cents, reversed_on, dead)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)";
    /// One allocation.
    ALLOCATION = "SELECT debtor, claim, cents, reversed_on, dead, payer, movement, day FROM allocation WHERE tenant_id = $1 AND id = $2";
    /// An allocation ends for the books: 1 undone, 2 void with its import.
    KILL = "UPDATE allocation SET dead = $3 WHERE tenant_id = $1 AND id = $2";
    /// The allocations of a movement.
    OF_MOVEMENT = "SELECT id, claim, cents, reversed_on, dead, debtor FROM allocation
        WHERE tenant_id = $1 AND payer = $2 AND movement = $3 ORDER BY id";
    /// They came back with it.
    REVERSE_ALLOCATIONS = "UPDATE allocation SET reversed_on = $4 WHERE tenant_id = $1 AND payer = $2 AND movement = $3";
    /// One movement.
    ONE = "SELECT id, debtor, kind, cause, day, amount, currency, number, means, reference, reversed_on, import_id, source_key
        FROM movement WHERE tenant_id = $1 AND id = $2";
    /// Movements of a key of their source.
    BY_KEY = "SELECT id, debtor, kind, cause, day, amount, currency, number, means, reference, reversed_on, import_id, source_key
        FROM movement WHERE tenant_id = $1 AND source_key = $2 ORDER BY id";
    /// Movements of a debtor.
    OF_DEBTOR = "SELECT id, debtor, kind, cause, day, amount, currency, number, means, reference, reversed_on, import_id, source_key
        FROM movement WHERE tenant_id = $1 AND debtor = $2 ORDER BY id";
    /// Live allocations of every claim of a debtor.
    ENTRIES = "SELECT id, claim, movement, day, cents, reversed_on FROM allocation
        WHERE tenant_id = $1 AND debtor = $2 AND dead = 0 ORDER BY claim, id";
}
