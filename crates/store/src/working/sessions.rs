//! Who is signed in, links that were given out, codes that were tried: working state of the system (tenant 0).

use domain::ids::{TenantId, UserId};

use crate::engine::Row;
use crate::error::StoreError;
use crate::sql::user as sql;
use crate::tx::{Read, Tx};

/// What is kept of a token: its SHA-256.
pub type TokenHash = [u8; 32];

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Which.
    pub token: TokenHash,
    /// Whose.
    pub user: UserId,
    /// `full`, or `second_factor` while a code is waited for.
    pub state: String,
    /// Since when; moments are microseconds UTC.
    pub created_at: i64,
    /// When the user was last there, to the minute.
    pub seen_at: i64,
    /// When the user last proved who it is.
    pub fresh_at: i64,
    /// When it ends at the latest.
    pub expires_at: i64,
    /// The browser, in a few words.
    pub agent: String,
}

/// A link that was given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketRow {
    /// Which.
    pub token: TokenHash,
    /// What it is for.
    pub purpose: String,
    /// For which user, where there is one already.
    pub user: Option<UserId>,
    /// Into whose books, for an invitation.
    pub creditor: Option<TenantId>,
    /// What the purpose needs, as JSON.
    pub body: String,
    /// When it was given out.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: i64,
}

/// The codes a user tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Guard {
    /// The last step of the device's clock whose code was taken.
    pub totp_step: i64,
    /// Wrong codes since the last good one.
    pub failures: i64,
    /// When the last wrong one came.
    pub failed_at: i64,
}

impl Read<'_> {
    /// A session by its token's hash.
    ///
    /// # Errors
    /// What the database says.
    pub fn session(&mut self, token: &TokenHash) -> Result<Option<SessionRow>, StoreError> {
        self.sql.first(sql::SESSION, &[self.tenant.0.into(), token.as_slice().into()], read_session)
    }

    /// The sessions of a user, newest first, those whose time is over among them.
    ///
    /// # Errors
    /// What the database says.
    pub fn sessions_of(&mut self, user: UserId) -> Result<Vec<SessionRow>, StoreError> {
        self.sql.rows(sql::SESSIONS_OF, &[self.tenant.0.into(), user.0.into()], read_session)
    }

    /// A link by its token's hash.
    ///
    /// # Errors
    /// What the database says.
    pub fn ticket(&mut self, token: &TokenHash) -> Result<Option<TicketRow>, StoreError> {
        self.sql.first(sql::TICKET, &[self.tenant.0.into(), token.as_slice().into()], read_ticket)
    }

    /// The invitations into a creditor's books.
    ///
    /// # Errors
    /// What the database says.
    pub fn tickets_in(&mut self, creditor: TenantId) -> Result<Vec<TicketRow>, StoreError> {
        self.sql.rows(sql::TICKETS_IN, &[self.tenant.0.into(), creditor.0.into()], read_ticket)
    }

    /// The codes a user tried.
    ///
    /// # Errors
    /// What the database says.
    pub fn guard(&mut self, user: UserId) -> Result<Guard, StoreError> {
        let found = self.sql.first(sql::GUARD, &[self.tenant.0.into(), user.0.into()], |row| {
            Ok(Guard { totp_step: row.int(0)?, failures: row.int(1)?, failed_at: row.int(2)? })
        })?;
        Ok(found.unwrap_or_default())
    }
}

impl Tx<'_> {
    /// Somebody signed in; sessions of the same user that were last seen by `idle_before` go.
    ///
    /// # Errors
    /// What the database says.
    pub fn open_session(&mut self, session: &SessionRow, idle_before: i64) -> Result<(), StoreError> {
        let (tenant, user) = (self.tenant.0, session.user.0);
        let now = session.created_at;
        self.sql.execute(sql::END_OLD_SESSIONS, &[tenant.into(), user.into(), now.into(), idle_before.into()])?;
        let values = [
            tenant.into(),
            session.token.as_slice().into(),
            user.into(),
            session.state.as_str().into(),
            now.into(),
            session.fresh_at.into(),
            session.expires_at.into(),
            session.agent.as_str().into(),
        ];
        self.sql.execute(sql::OPEN_SESSION, &values)?;
        Ok(())
    }

    /// Somebody was there at that moment.
    ///
    /// # Errors
    /// What the database says.
    pub fn session_seen(&mut self, token: &TokenHash, at: i64) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.execute(sql::SEEN, &[tenant.into(), token.as_slice().into(), at.into()])?;
        Ok(())
    }

    /// Somebody proved again, at that moment, who it is.
    ///
    /// # Errors
    /// What the database says.
    pub fn session_fresh(&mut self, token: &TokenHash, at: i64) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.execute(sql::FRESH, &[tenant.into(), token.as_slice().into(), at.into()])?;
        Ok(())
    }

    /// A session ends.
    ///
    /// # Errors
    /// What the database says.
    pub fn end_session(&mut self, token: &TokenHash) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.execute(sql::END_SESSION, &[tenant.into(), token.as_slice().into()])?;
        Ok(())
    }

    /// Every session of a user ends, save one; answers how many did.
    ///
    /// # Errors
    /// What the database says.
    pub fn end_sessions(&mut self, user: UserId, save: Option<&TokenHash>) -> Result<u64, StoreError> {
        let tenant = self.tenant.0;
        let kept = save.map_or(&[][..], |token| token.as_slice()); // no token is empty
        self.sql.execute(sql::END_OTHER_SESSIONS, &[tenant.into(), user.0.into(), kept.into()])
    }

    /// A link is given out; an earlier one of the same user, and invitations of the same creditor whose time is over, go.
    ///
    /// # Errors
    /// What the database says.
    pub fn give_ticket(&mut self, ticket: &TicketRow) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        if let Some(user) = ticket.user {
            self.end_tickets_of(user)?;
        }
        if let Some(creditor) = ticket.creditor {
            self.sql.execute(sql::END_OLD_TICKETS, &[tenant.into(), creditor.0.into(), ticket.created_at.into()])?;
        }
        let values = [
            tenant.into(),
            ticket.token.as_slice().into(),
            ticket.purpose.as_str().into(),
            ticket.user.map(|user| user.0).into(),
            ticket.creditor.map(|creditor| creditor.0).into(),
            ticket.body.as_str().into(),
            ticket.created_at.into(),
            ticket.expires_at.into(),
        ];
        self.sql.execute(sql::GIVE_TICKET, &values)?;
        Ok(())
    }

    /// A link was used, or is taken back.
    ///
    /// # Errors
    /// What the database says.
    pub fn end_ticket(&mut self, token: &TokenHash) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.execute(sql::END_TICKET, &[tenant.into(), token.as_slice().into()])?;
        Ok(())
    }

    /// The links of a user do not work any more.
    ///
    /// # Errors
    /// What the database says.
    pub fn end_tickets_of(&mut self, user: UserId) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.execute(sql::END_TICKETS_OF, &[tenant.into(), user.0.into()])?;
        Ok(())
    }

    /// Remembers the codes a user tried.
    ///
    /// # Errors
    /// What the database says.
    pub fn set_guard(&mut self, user: UserId, guard: Guard) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        let values = [tenant.into(), user.0.into(), guard.totp_step.into(), guard.failures.into(), guard.failed_at.into()];
        self.sql.execute(sql::SET_GUARD, &values)?;
        Ok(())
    }
}

fn read_session(row: &Row<'_>) -> Result<SessionRow, StoreError> {
    Ok(SessionRow {
        user: UserId(row.int(0)?),
        state: row.text(1)?,
        created_at: row.int(2)?,
        seen_at: row.int(3)?,
        fresh_at: row.int(4)?,
        expires_at: row.int(5)?,
        agent: row.text(6)?,
        token: crate::tx::hash_of(row.blob(7)?)?,
    })
}

fn read_ticket(row: &Row<'_>) -> Result<TicketRow, StoreError> {
    Ok(TicketRow {
        token: crate::tx::hash_of(row.blob(0)?)?,
        purpose: row.text(1)?,
        user: row.opt_int(2)?.map(UserId),
        creditor: row.opt_int(3)?.map(TenantId),
        body: row.text(4)?,
        created_at: row.int(5)?,
        expires_at: row.int(6)?,
    })
}
