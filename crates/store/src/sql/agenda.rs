//! Working state of the agenda: edits of letters that are not approved, and what people decided lately.

statements! {
    /// A person's edit of the words of one letter.
    SAVE_DRAFT = "INSERT INTO letter_draft (tenant_id, action, debtor, words, author, saved_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant_id, action) DO UPDATE SET words = excluded.words, author = excluded.author, saved_at = excluded.saved_at";
    /// The edit of a letter.
    DRAFT = "SELECT words, author, saved_at FROM letter_draft WHERE tenant_id = $1 AND action = $2";
    /// An edit given up, or frozen in its letter.
    DROP_DRAFT = "DELETE FROM letter_draft WHERE tenant_id = $1 AND action = $2";
    /// Edits that nobody touched since.
    DROP_OLD_DRAFTS = "DELETE FROM letter_draft WHERE tenant_id = $1 AND saved_at < $2";
    /// What a person decided of an action on a day.
    DECIDED = "INSERT INTO decided (tenant_id, day, action, debtor, what, author, moment) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (tenant_id, day, action) DO UPDATE SET what = excluded.what, author = excluded.author, moment = excluded.moment";
    /// It was taken back.
    UNDECIDED = "DELETE FROM decided WHERE tenant_id = $1 AND day = $2 AND action = $3";
    /// What was decided of an action on a day.
    DECIDED_OF = "SELECT action, debtor, what, author, moment FROM decided WHERE tenant_id = $1 AND day = $2 AND action = $3";
    /// What a person decided last on a day and can take back: what is done is done.
    LAST_DECIDED = "SELECT action, debtor, what, author, moment FROM decided
        WHERE tenant_id = $1 AND day = $2 AND author = $3 AND what <> 'done' ORDER BY moment DESC, action LIMIT 1";
    /// How many actions were decided on a day, by what was decided.
    DECIDED_COUNTS = "SELECT what, COUNT(*) FROM decided WHERE tenant_id = $1 AND day = $2 GROUP BY what ORDER BY what";
    /// Days long past.
    DROP_OLD_DECIDED = "DELETE FROM decided WHERE tenant_id = $1 AND day < $2";
}
