//! Notes, who follows a debtor, absences, saved views.

statements! {
    /// A note.
    NOTE = "INSERT INTO note (tenant_id, id, debtor, day, author, recorded_at, body) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// The notes of a record go with it.
    MOVE_NOTES = "UPDATE note SET debtor = $3 WHERE tenant_id = $1 AND debtor = $2";
    /// The newest notes on a debtor; the text is absent where it was erased.
    NOTES = "SELECT n.id, n.day, n.author, n.recorded_at, p.bytes FROM note n
        LEFT JOIN private p ON p.tenant_id = n.tenant_id AND p.id = n.body
        WHERE n.tenant_id = $1 AND n.debtor = $2 ORDER BY n.id DESC LIMIT $3";
    /// Who follows a debtor from now on.
    FOLLOW = "INSERT INTO follower (tenant_id, debtor, user_id, by_event) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, debtor) DO UPDATE SET user_id = excluded.user_id, by_event = excluded.by_event";
    /// Who follows a debtor.
    FOLLOWER = "SELECT user_id FROM follower WHERE tenant_id = $1 AND debtor = $2";
    /// The debtors of users.
    FOLLOWED = "SELECT debtor FROM follower WHERE tenant_id = $1 AND user_id = ANY($2)";
    /// Somebody is away.
    ABSENCE = "INSERT INTO absence (tenant_id, id, user_id, cover, day, until_day) VALUES ($1, $2, $3, $4, $5, $6)";
    /// Back with that day.
    END_ABSENCE = "UPDATE absence SET until_day = $3 WHERE tenant_id = $1 AND id = $2";
    /// Absences that are not over on a day.
    ABSENCES = "SELECT id, user_id, cover, day, until_day FROM absence WHERE tenant_id = $1 AND until_day >= $2 ORDER BY until_day, id";
    /// A view saved, or saved again.
    SAVE_VIEW = "INSERT INTO saved_view (tenant_id, user_id, list, name, query) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, user_id, list, name) DO UPDATE SET query = excluded.query";
    /// A view forgotten.
    FORGET_VIEW = "DELETE FROM saved_view WHERE tenant_id = $1 AND user_id = $2 AND list = $3 AND name = $4";
    /// The views of a user for a list.
    VIEWS = "SELECT name, query FROM saved_view WHERE tenant_id = $1 AND user_id = $2 AND list = $3 ORDER BY name";
}
