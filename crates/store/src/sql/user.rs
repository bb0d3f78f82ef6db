//! Users, their roles, sessions and tickets: all of the system, tenant 0.

statements! {
    /// A user.
    CREATE = "INSERT INTO user_account (tenant_id, id, login, profile, password, totp, recovery, recovery_used, disabled_on)
        VALUES ($1, $2, $3, $4, NULL, NULL, NULL, 0, NULL)";
    /// Another name or address.
    CHANGE = "UPDATE user_account SET login = $3, profile = $4 WHERE tenant_id = $1 AND id = $2 RETURNING id";
    /// Another password.
    PASSWORD = "UPDATE user_account SET password = $3 WHERE tenant_id = $1 AND id = $2 RETURNING id";
    /// A second factor, with none of its recovery codes used; or none.
    SECOND_FACTOR = "UPDATE user_account SET totp = $3, recovery = $4, recovery_used = 0 WHERE tenant_id = $1 AND id = $2 RETURNING id";
    /// A recovery code is used up: the bit of its number.
    RECOVERY_USED = "UPDATE user_account SET recovery_used = recovery_used | CAST($3 AS BIGINT)
        WHERE tenant_id = $1 AND id = $2 RETURNING id";
    /// Since when the user may not sign in.
    DISABLE = "UPDATE user_account SET disabled_on = $3 WHERE tenant_id = $1 AND id = $2 RETURNING id";
    /// A role, in the place of an earlier one.
    GIVE_ROLE = "INSERT INTO user_role (tenant_id, account, creditor, role) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, account, creditor) DO UPDATE SET role = excluded.role";
    /// No role any more.
    TAKE_ROLE = "DELETE FROM user_role WHERE tenant_id = $1 AND account = $2 AND creditor = $3";

    /// One user.
    ONE = "SELECT id, login, profile, password, totp, recovery, recovery_used, disabled_on FROM user_account
        WHERE tenant_id = $1 AND id = $2";
    /// The user who signs in with that address.
    BY_LOGIN = "SELECT id, login, profile, password, totp, recovery, recovery_used, disabled_on FROM user_account
        WHERE tenant_id = $1 AND login = $2 ORDER BY id LIMIT 1";
    /// Users by number.
    AFTER = "SELECT id, login, profile, password, totp, recovery, recovery_used, disabled_on FROM user_account
        WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    /// What a user is, creditor by creditor.
    ROLES_OF = "SELECT creditor, role FROM user_role WHERE tenant_id = $1 AND account = $2 ORDER BY creditor";
    /// Who is what in a creditor's books.
    ROLES_IN = "SELECT account, role FROM user_role WHERE tenant_id = $1 AND creditor = $2 ORDER BY account";
    /// What a user is in a creditor's books.
    ROLE = "SELECT role FROM user_role WHERE tenant_id = $1 AND account = $2 AND creditor = $3";

    /// Somebody signed in.
    OPEN_SESSION = "INSERT INTO session (tenant_id, token, account, state, created_at, seen_at, fresh_at, expires_at, agent)
        VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8)";
    /// A session.
    SESSION = "SELECT account, state, created_at, seen_at, fresh_at, expires_at, agent, token FROM session
        WHERE tenant_id = $1 AND token = $2";
    /// The sessions of a user, newest first.
    SESSIONS_OF = "SELECT account, state, created_at, seen_at, fresh_at, expires_at, agent, token FROM session
        WHERE tenant_id = $1 AND account = $2 ORDER BY created_at DESC, token";
    /// Somebody was there.
    SEEN = "UPDATE session SET seen_at = $3 WHERE tenant_id = $1 AND token = $2";
    /// Somebody said the password again.
    FRESH = "UPDATE session SET fresh_at = $3 WHERE tenant_id = $1 AND token = $2";
    /// Signed out.
    END_SESSION = "DELETE FROM session WHERE tenant_id = $1 AND token = $2";
    /// Sessions of a user that are over.
    END_OLD_SESSIONS = "DELETE FROM session WHERE tenant_id = $1 AND account = $2 AND (expires_at <= $3 OR seen_at <= $4)";
    /// Signed out everywhere, save here.
    END_OTHER_SESSIONS = "DELETE FROM session WHERE tenant_id = $1 AND account = $2 AND token <> $3";

    /// A link was given out.
    GIVE_TICKET = "INSERT INTO ticket (tenant_id, token, purpose, account, creditor, body, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// A link.
    TICKET = "SELECT token, purpose, account, creditor, body, created_at, expires_at FROM ticket WHERE tenant_id = $1 AND token = $2";
    /// The invitations into a creditor's books.
    TICKETS_IN = "SELECT token, purpose, account, creditor, body, created_at, expires_at FROM ticket
        WHERE tenant_id = $1 AND creditor = $2 ORDER BY created_at, token";
    /// A link was used, or is taken back.
    END_TICKET = "DELETE FROM ticket WHERE tenant_id = $1 AND token = $2";
    /// Links of a user: a new one takes their place.
    END_TICKETS_OF = "DELETE FROM ticket WHERE tenant_id = $1 AND account = $2";
    /// Invitations into a creditor's books whose time is over.
    END_OLD_TICKETS = "DELETE FROM ticket WHERE tenant_id = $1 AND creditor = $2 AND expires_at <= $3";

    /// The codes a user tried.
    GUARD = "SELECT totp_step, failures, failed_at FROM user_guard WHERE tenant_id = $1 AND account = $2";
    /// The codes a user tried.
    SET_GUARD = "INSERT INTO user_guard (tenant_id, account, totp_step, failures, failed_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, account) DO UPDATE SET
            totp_step = excluded.totp_step, failures = excluded.failures, failed_at = excluded.failed_at";
}
