//! Letters on their way out: `planned → claimed(token) → sent | refused | doubt`.
//!
//! A claim is one conditional update that re-checks every guard, and it is on disk before the first byte leaves. Whoever
//! holds the token alone may say how the departure ended; a holder that is gone leaves a doubt, which is never sent again by itself.

use domain::ids::LetterId;

use crate::error::StoreError;
use crate::sql::working as sql;
use crate::tx::{Read, Tx};

/// How a departure ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Departure {
    /// It left: there is proof.
    Sent,
    /// It was refused.
    Refused,
    /// Nobody knows.
    Doubt,
}

/// Where a letter stands in the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutboxState {
    /// Ready.
    Planned,
    /// Somebody is sending it.
    Claimed,
    /// Its departure ended so.
    Ended(Departure),
}

impl OutboxState {
    fn word(self) -> &'static str {
        match self {
            OutboxState::Planned => "planned",
            OutboxState::Claimed => "claimed",
            OutboxState::Ended(Departure::Sent) => "sent",
            OutboxState::Ended(Departure::Refused) => "refused",
            OutboxState::Ended(Departure::Doubt) => "doubt",
        }
    }

    fn parse(word: &str) -> Result<OutboxState, StoreError> {
        let all = [
            OutboxState::Planned,
            OutboxState::Claimed,
            OutboxState::Ended(Departure::Sent),
            OutboxState::Ended(Departure::Refused),
            OutboxState::Ended(Departure::Doubt),
        ];
        all.into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| StoreError::Damaged(format!("« {word} » est un état d'envoi inconnu")))
    }
}

impl Tx<'_> {
    /// A letter is ready to leave. Saying so twice changes nothing.
    ///
    /// # Errors
    /// What the database says.
    pub fn queue_letter(&mut self, letter: LetterId) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.execute(sql::QUEUE, &[tenant.into(), letter.0.into()])?;
        Ok(())
    }

    /// Claims a letter for sending, until the lease is over; `false` when it may not leave: not planned any more, not prepared any
    /// more, in quarantine, paid, or since it was prepared a payment, an allocation, a dispute, a promise, a plan, a hold or an
    /// insolvency was recorded. Commit before the first byte leaves.
    ///
    /// # Errors
    /// What the database says.
    pub fn claim_letter(&mut self, letter: LetterId, token: &str, lease_micros: i64) -> Result<bool, StoreError> {
        let (tenant, now) = (self.tenant.0, self.now());
        let values = [tenant.into(), letter.0.into(), token.into(), now.into(), (now + lease_micros).into()];
        Ok(self.sql.first(sql::CLAIM_LETTER, &values, |row| row.text(0))?.is_some())
    }

    /// Says how a departure ended; `false` when the token is not (or no longer) that of the letter.
    ///
    /// # Errors
    /// What the database says.
    pub fn departed(&mut self, letter: LetterId, token: &str, how: Departure) -> Result<bool, StoreError> {
        let tenant = self.tenant.0;
        let values = [tenant.into(), letter.0.into(), token.into(), OutboxState::Ended(how).word().into()];
        Ok(self.sql.first(sql::SETTLE_LETTER, &values, |row| row.int(0))?.is_some())
    }

    /// Turns every claim whose lease is over into a doubt; answers which letters.
    ///
    /// # Errors
    /// What the database says.
    pub fn expire_leases(&mut self) -> Result<Vec<LetterId>, StoreError> {
        let (tenant, now) = (self.tenant.0, self.now());
        self.sql.rows(sql::EXPIRE, &[tenant.into(), now.into()], |row| row.int(0).map(LetterId))
    }

    /// A person (or the archive mailbox) decided about a doubt; `false` when the letter was not in doubt.
    ///
    /// # Errors
    /// What the database says.
    pub fn resolve_doubt(&mut self, letter: LetterId, how: OutboxState) -> Result<bool, StoreError> {
        let tenant = self.tenant.0;
        Ok(self.sql.first(sql::RESOLVE, &[tenant.into(), letter.0.into(), how.word().into()], |row| row.int(0))?.is_some())
    }
}

impl Read<'_> {
    /// The letters of the outbox in a state, by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn outbox(&mut self, state: OutboxState) -> Result<Vec<LetterId>, StoreError> {
        self.sql.rows(sql::OUTBOX, &[self.tenant.0.into(), state.word().into()], |row| row.int(0).map(LetterId))
    }

    /// Where a letter stands in the outbox; `None` when it was never queued.
    ///
    /// # Errors
    /// What the database says.
    pub fn outbox_state(&mut self, letter: LetterId) -> Result<Option<OutboxState>, StoreError> {
        self.sql.first(sql::OUTBOX_STATE, &[self.tenant.0.into(), letter.0.into()], |row| OutboxState::parse(row.str(0)?))
    }
}
