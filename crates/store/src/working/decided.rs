//! Working state of the agenda: edits of letters that are not approved yet, and what people decided lately.
//!
//! Losing it loses typed words and the list of what can be taken back with one key; the journal knows every decision.

use domain::ids::DebtorId;
use domain::letters::Words;
use jiff::civil::Date;

use crate::engine::Row;
use crate::error::StoreError;
use crate::facts::unjson;
use crate::sql::agenda as sql;
use crate::tx::{Read, Tx};

/// A person's edit of the words of one letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The words, all of them.
    pub words: Words,
    /// Who typed them.
    pub author: String,
    /// When, in microseconds since 1970 UTC: also the version that a person saw.
    pub saved_at: i64,
}

/// What a person decided of an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecidedRow {
    /// The key of the action.
    pub action: String,
    /// Whose.
    pub debtor: DebtorId,
    /// `approved`, `done`, `skipped`, `postponed`.
    pub what: String,
    /// Who.
    pub author: String,
    /// When, in microseconds since 1970 UTC.
    pub moment: i64,
}

/// Edits older than this are forgotten: their action changed long ago.
const KEEP_DRAFTS: i64 = 90 * 24 * 3600 * 1_000_000;

impl Tx<'_> {
    /// Keeps a person's edit of a letter, in the place of the one before.
    ///
    /// # Errors
    /// What the database says.
    pub fn save_draft(&mut self, action: &str, debtor: DebtorId, words: &Words, author: &str) -> Result<(), StoreError> {
        let (tenant, now) = (self.tenant.0, self.now());
        self.sql.execute(sql::DROP_OLD_DRAFTS, &[tenant.into(), (now - KEEP_DRAFTS).into()])?;
        let body = serde_json::to_string(words).map_err(|error| StoreError::Damaged(error.to_string()))?;
        let values = [tenant.into(), action.into(), debtor.0.into(), body.as_str().into(), author.into(), now.into()];
        self.sql.execute(sql::SAVE_DRAFT, &values)?;
        Ok(())
    }

    /// Forgets the edit of a letter.
    ///
    /// # Errors
    /// What the database says.
    pub fn drop_draft(&mut self, action: &str) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.execute(sql::DROP_DRAFT, &[tenant.into(), action.into()])?;
        Ok(())
    }

    /// Remembers what a person decided of an action on a day; days before `keep_from` are forgotten.
    ///
    /// # Errors
    /// What the database says.
    pub fn note_decided(&mut self, day: Date, decided: &DecidedRow, keep_from: Date) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.execute(sql::DROP_OLD_DECIDED, &[tenant.into(), keep_from.into()])?;
        let values = [
            tenant.into(),
            day.into(),
            decided.action.as_str().into(),
            decided.debtor.0.into(),
            decided.what.as_str().into(),
            decided.author.as_str().into(),
            decided.moment.into(),
        ];
        self.sql.execute(sql::DECIDED, &values)?;
        Ok(())
    }

    /// Forgets what was decided of an action on a day: it was taken back.
    ///
    /// # Errors
    /// What the database says.
    pub fn forget_decided(&mut self, day: Date, action: &str) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.execute(sql::UNDECIDED, &[tenant.into(), day.into(), action.into()])?;
        Ok(())
    }
}

impl Read<'_> {
    /// The edit of a letter, where there is one.
    ///
    /// # Errors
    /// What the database says.
    pub fn draft(&mut self, action: &str) -> Result<Option<Draft>, StoreError> {
        let values = [self.tenant.0.into(), action.into()];
        let found = self.sql.first(sql::DRAFT, &values, |row| Ok((row.text(0)?, row.text(1)?, row.int(2)?)))?;
        found.map(|(body, author, saved_at)| Ok(Draft { words: unjson(&body)?, author, saved_at })).transpose()
    }

    /// What was decided of an action on a day.
    ///
    /// # Errors
    /// What the database says.
    pub fn decided(&mut self, day: Date, action: &str) -> Result<Option<DecidedRow>, StoreError> {
        self.sql.first(sql::DECIDED_OF, &[self.tenant.0.into(), day.into(), action.into()], decided)
    }

    /// What a person decided last on a day, and did not take back.
    ///
    /// # Errors
    /// What the database says.
    pub fn last_decided(&mut self, day: Date, author: &str) -> Result<Option<DecidedRow>, StoreError> {
        self.sql.first(sql::LAST_DECIDED, &[self.tenant.0.into(), day.into(), author.into()], decided)
    }

    /// How many actions were decided on a day, by what was decided.
    ///
    /// # Errors
    /// What the database says.
    pub fn decided_counts(&mut self, day: Date) -> Result<Vec<(String, u64)>, StoreError> {
        let values = [self.tenant.0.into(), day.into()];
        self.sql.rows(sql::DECIDED_COUNTS, &values, |row| Ok((row.text(0)?, row.int(1)?.unsigned_abs())))
    }
}

fn decided(row: &Row<'_>) -> Result<DecidedRow, StoreError> {
    Ok(DecidedRow { action: row.text(0)?, debtor: DebtorId(row.int(1)?), what: row.text(2)?, author: row.text(3)?, moment: row.int(4)? })
}
