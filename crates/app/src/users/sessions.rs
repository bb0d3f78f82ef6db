//! Signing in, being signed in, signing out.
//!
//! The same words and the same work for an unknown address, a wrong password and a disabled user. A session ends after eight hours
//! without a request, seven days after sign-in, or when the password or the second factor changes elsewhere.

use domain::ids::UserId;
use domain::user::folded_email;
use store::{SessionRow, TokenHash, UserRow};

use super::{Hasher, MINUTE, SYSTEM, Users, by_email, known, new_token, profile_of, text, token_hash};
use crate::error::{AppError, Result};

/// A session ends so long after the last request, in microseconds.
pub const IDLE: i64 = 8 * 60 * MINUTE;

/// A session ends so long after sign-in, in microseconds.
pub const LONGEST: i64 = 7 * 24 * 60 * MINUTE;

/// For so long after the password was given, what is grave may be done without giving it again, in microseconds.
pub const FRESH: i64 = 15 * MINUTE;

/// For so long a code of the second factor is waited for.
const CODE_WAIT: i64 = 10 * MINUTE;

const PURPOSE: &str = "session";

/// How far a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// Signed in.
    Full,
    /// The password was right, a code of the second factor is waited for: nothing else may be done.
    SecondFactor,
}

impl SessionState {
    fn word(self) -> &'static str {
        match self {
            SessionState::Full => "full",
            SessionState::SecondFactor => "second_factor",
        }
    }

    /// What is not known is not signed in.
    fn of_word(word: &str) -> SessionState {
        if word == "full" { SessionState::Full } else { SessionState::SecondFactor }
    }
}

/// The answer to a right password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Goes into the browser's cookie, and nowhere else.
    pub token: String,
    /// Whether a code is still asked for.
    pub state: SessionState,
    /// Who.
    pub user: UserId,
}

/// Who is behind a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Which session.
    pub token: TokenHash,
    /// Who.
    pub user: UserId,
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// How far.
    pub state: SessionState,
    /// Until when what is grave may be done without the password, microseconds UTC.
    pub fresh_until: i64,
    /// Whether a second factor is asked for at sign-in.
    pub has_second_factor: bool,
}

impl Signed {
    /// Whether the password was given a short while ago.
    pub fn is_fresh(&self, now: i64) -> bool {
        now < self.fresh_until
    }
}

/// A session as its user sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// Names the session in a form; of no use to sign in.
    pub handle: String,
    /// The browser, in a few words.
    pub agent: String,
    /// Since when, microseconds UTC.
    pub created_at: i64,
    /// Last seen, to the minute.
    pub seen_at: i64,
    /// The one that asks.
    pub here: bool,
}

impl Users<'_> {
    /// Signs in with address and password. `agent` names the browser in a few words.
    ///
    /// # Errors
    /// Refused in the same words whatever is wrong.
    pub fn sign_in(&self, email: &str, password: &str, agent: &str) -> Result<SignIn> {
        let wrong = || AppError::refused("Adresse e-mail ou mot de passe incorrect.");
        let folded = folded_email(email).unwrap_or_default();
        let (row, phc) = self.read(|tx| {
            let row = by_email(tx, &folded)?;
            let phc = row.as_ref().and_then(|row| row.password).map(|id| text(tx, id)).transpose()?.flatten();
            Ok((row, phc))
        })?;
        let right = self.hasher.verify(password, phc.as_deref())?;
        let row = row.filter(|row| right && row.disabled_on.is_none()).ok_or_else(wrong)?;
        let stronger = phc.filter(|phc| !Hasher::is_current(phc)).map(|_| self.hasher.hash(password)).transpose()?;
        let state = if row.totp.is_some() { SessionState::SecondFactor } else { SessionState::Full };
        let (token, session) = self.new_session(&row, state, agent)?;
        let own = row.id.to_string();
        Users { author: &own, ..*self }.write(|tx| {
            // While the password was hashed, another may have been set or the user disabled.
            let present = known(tx, row.id)?;
            if present.password != row.password || present.disabled_on.is_some() || present.totp != row.totp {
                return Err(wrong());
            }
            if let Some(phc) = &stronger {
                self.put_password(tx, &row, phc)?;
            }
            Ok(tx.open_session(&session, self.now - IDLE)?)
        })?;
        Ok(SignIn { token, state, user: row.id })
    }

    /// Who is behind a token; `None` when nobody is, or is no longer. Remembers, at most once a minute, that the user was there.
    ///
    /// # Errors
    /// What the store says.
    pub fn session(&self, token: &str) -> Result<Option<Signed>> {
        let hash = token_hash(PURPOSE, token);
        let found = self.read(|tx| {
            let Some(session) = tx.session(&hash)?.filter(|session| self.is_open(session)) else { return Ok(None) };
            let Some(row) = tx.user(session.user)?.filter(|row| row.disabled_on.is_none()) else { return Ok(None) };
            let profile = profile_of(tx, &row)?;
            Ok(Some((session, row, profile)))
        })?;
        let Some((session, row, profile)) = found else { return Ok(None) };
        if self.now - session.seen_at >= MINUTE {
            // Never waits behind somebody who writes: the next request remembers it.
            let _ = self.store.write_if_idle(SYSTEM, self.author, self.now, |tx| tx.session_seen(&hash, self.now));
        }
        Ok(Some(Signed {
            token: hash,
            user: row.id,
            name: profile.name,
            email: profile.email,
            state: SessionState::of_word(&session.state),
            fresh_until: session.fresh_at + FRESH,
            has_second_factor: row.totp.is_some(),
        }))
    }

    /// The password again, before something grave.
    ///
    /// # Errors
    /// The password is not that.
    pub fn prove_again(&self, signed: &Signed, password: &str) -> Result<()> {
        let (_, _, phc) = self.secrets(signed.user)?;
        if !self.hasher.verify(password, phc.as_deref())? {
            return Err(AppError::refused("Le mot de passe n'est pas celui-là. Rien n'a changé."));
        }
        self.write(|tx| Ok(tx.session_fresh(&signed.token, self.now)?))
    }

    /// This session ends.
    ///
    /// # Errors
    /// What the store says.
    pub fn sign_out(&self, signed: &Signed) -> Result<()> {
        self.write(|tx| Ok(tx.end_session(&signed.token)?))
    }

    /// Every session of the user ends, save this one; answers how many.
    ///
    /// # Errors
    /// What the store says.
    pub fn sign_out_elsewhere(&self, signed: &Signed) -> Result<u64> {
        self.write(|tx| Ok(tx.end_sessions(signed.user, Some(&signed.token))?))
    }

    /// One session of the user ends, by its handle; answers whether there was such a one.
    ///
    /// # Errors
    /// What the store says.
    pub fn end_session(&self, signed: &Signed, wanted: &str) -> Result<bool> {
        self.write(|tx| {
            let found = tx.sessions_of(signed.user)?.into_iter().find(|session| handle(&session.token) == wanted);
            if let Some(session) = &found {
                tx.end_session(&session.token)?;
            }
            Ok(found.is_some())
        })
    }

    /// The sessions of the user that are open, newest first.
    ///
    /// # Errors
    /// What the store says.
    pub fn sessions(&self, signed: &Signed) -> Result<Vec<OpenSession>> {
        let all = self.read(|tx| Ok(tx.sessions_of(signed.user)?))?;
        let open = all.into_iter().filter(|session| self.is_open(session) && session.state == SessionState::Full.word());
        Ok(open
            .map(|session| OpenSession {
                handle: handle(&session.token),
                here: session.token == signed.token,
                agent: session.agent,
                created_at: session.created_at,
                seen_at: session.seen_at,
            })
            .collect())
    }

    fn is_open(&self, session: &SessionRow) -> bool {
        self.now < session.expires_at && self.now - session.seen_at < IDLE
    }

    /// A session that begins now, not yet written.
    pub(super) fn new_session(&self, row: &UserRow, state: SessionState, agent: &str) -> Result<(String, SessionRow)> {
        let (token, hash) = new_token(PURPOSE)?;
        let (fresh_at, ends) = match state {
            SessionState::Full => (self.now, LONGEST),
            SessionState::SecondFactor => (0, CODE_WAIT),
        };
        let session = SessionRow {
            token: hash,
            user: row.id,
            state: state.word().to_owned(),
            created_at: self.now,
            seen_at: self.now,
            fresh_at,
            expires_at: self.now + ends,
            agent: agent.chars().filter(|c| !c.is_control()).take(80).collect(),
        };
        Ok((token, session))
    }
}

fn handle(token: &TokenHash) -> String {
    token[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}
