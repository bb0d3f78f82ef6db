//! Scenarios: their drafts, their versions, and who follows them.

statements! {
    /// A draft, in the place of the one before.
    SAVE_DRAFT = "INSERT INTO scenario_draft (tenant_id, name, text, author, saved_at, based_on) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant_id, name) DO UPDATE SET text = excluded.text, author = excluded.author, saved_at = excluded.saved_at,
        based_on = excluded.based_on";
    /// A draft.
    DRAFT = "SELECT name, text, author, saved_at, based_on FROM scenario_draft WHERE tenant_id = $1 AND name = $2";
    /// Every draft.
    DRAFTS = "SELECT name, text, author, saved_at, based_on FROM scenario_draft WHERE tenant_id = $1 ORDER BY name";
    /// A draft is given up, or was published.
    DROP_DRAFT = "DELETE FROM scenario_draft WHERE tenant_id = $1 AND name = $2";
    /// The versions of a scenario, oldest first.
    VERSIONS = "SELECT s.id, s.day, s.body, j.author, j.recorded_at FROM setting s
        JOIN journal j ON j.tenant_id = s.tenant_id AND j.seq = s.id
        WHERE s.tenant_id = $1 AND s.kind = 'scenario' AND s.name = $2 ORDER BY s.id";
    /// How many debtors there are of each kind and scenario of their own, those of imports that do not count aside.
    SHARES = "SELECT d.kind, d.scenario, COUNT(*) FROM debtor d LEFT JOIN import i ON i.tenant_id = d.tenant_id AND i.id = d.import_id
        WHERE d.tenant_id = $1 AND (i.id IS NULL OR i.state = 'completed') GROUP BY d.kind, d.scenario";
    /// Debtors of a kind that have no scenario of their own.
    OF_KIND = "SELECT d.id FROM debtor d LEFT JOIN import i ON i.tenant_id = d.tenant_id AND i.id = d.import_id
        WHERE d.tenant_id = $1 AND (i.id IS NULL OR i.state = 'completed') AND d.scenario IS NULL AND d.kind = $2 ORDER BY d.id";
    /// Debtors that have a scenario of their own.
    OF_SCENARIO = "SELECT d.id FROM debtor d LEFT JOIN import i ON i.tenant_id = d.tenant_id AND i.id = d.import_id
        WHERE d.tenant_id = $1 AND (i.id IS NULL OR i.state = 'completed') AND d.scenario = $2 ORDER BY d.id";
}
