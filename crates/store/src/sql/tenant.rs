//! Tenants, their keys and the heads of their journals.

statements! {
    /// The newest tenant.
    LAST = "SELECT MAX(id) FROM tenant";
    /// A tenant.
    INSERT = "INSERT INTO tenant (id, name, created_at) VALUES ($1, $2, $3)";
    /// Its key.
    INSERT_KEY = "INSERT INTO tenant_key (tenant_id, secret) VALUES ($1, $2)";
    /// The key of a tenant that exists already.
    SET_KEY = "UPDATE tenant_key SET secret = $2 WHERE tenant_id = $1";
    /// Its empty journal.
    INSERT_HEAD = "INSERT INTO head (tenant_id, events, hash, recorded_at, kept) VALUES ($1, 0, $2, 0, 0)";
    /// Away with the head of a journal in which nothing was written.
    DELETE_EMPTY_HEAD = "DELETE FROM head WHERE tenant_id = $1 AND events = 0 AND kept = 0";
    /// Away with its key.
    DELETE_KEY = "DELETE FROM tenant_key WHERE tenant_id = $1";
    /// Away with its name.
    DELETE = "DELETE FROM tenant WHERE id = $1";
    /// Every creditor.
    ALL_TENANTS = "SELECT id, name, created_at FROM tenant WHERE id > 0 ORDER BY id";
    /// Everybody, the system too.
    EVERY_TENANT = "SELECT id, name, created_at FROM tenant ORDER BY id";
    /// The key.
    SECRET = "SELECT secret FROM tenant_key WHERE tenant_id = $1";
    /// The head.
    HEAD = "SELECT events, hash, recorded_at, kept FROM head WHERE tenant_id = $1";
    /// The head, locked until the end of the transaction.
    LOCK_HEAD = "UPDATE head SET events = events WHERE tenant_id = $1 RETURNING events, hash, recorded_at, kept";
    /// The new head.
    SET_HEAD = "UPDATE head SET events = $2, hash = $3, recorded_at = $4, kept = $5 WHERE tenant_id = $1";
}
