//! Notes on a debtor, who follows it, absences, and the views that a user saved.

use domain::followers::Absence;
use domain::ids::{AbsenceId, DebtorId, NoteId, UserId};
use jiff::civil::Date;

use crate::engine::V;
use crate::error::StoreError;
use crate::sql::follow as sql;
use crate::tx::{Read, Tx};

/// A note on a debtor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteRow {
    /// Which.
    pub id: NoteId,
    /// Its day.
    pub on: Date,
    /// Who wrote it.
    pub author: String,
    /// When, microseconds since 1970 UTC.
    pub recorded_at: i64,
    /// The text; `None` where it was erased.
    pub text: Option<String>,
}

impl Read<'_> {
    /// The newest notes on a debtor, the last first.
    ///
    /// # Errors
    /// What the database says.
    pub fn notes_of(&mut self, debtor: DebtorId, limit: i64) -> Result<Vec<NoteRow>, StoreError> {
        self.sql.rows(sql::NOTES, &[self.tenant.0.into(), debtor.0.into(), limit.into()], |row| {
            Ok(NoteRow {
                id: NoteId(row.int(0)?),
                on: row.day(1)?,
                author: row.text(2)?,
                recorded_at: row.int(3)?,
                text: row.opt_blob(4)?.map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
            })
        })
    }

    /// Who follows a debtor.
    ///
    /// # Errors
    /// What the database says.
    pub fn follower_of(&mut self, debtor: DebtorId) -> Result<Option<UserId>, StoreError> {
        let found = self.sql.first(sql::FOLLOWER, &[self.tenant.0.into(), debtor.0.into()], |row| row.opt_int(0))?;
        Ok(found.flatten().map(UserId))
    }

    /// The debtors that these users follow, by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn debtors_followed_by(&mut self, users: &[UserId]) -> Result<Vec<DebtorId>, StoreError> {
        let users: Vec<V<'_>> = users.iter().map(|user| V::Int(user.0)).collect();
        let mut found = self.sql.any(sql::FOLLOWED, self.tenant.0, &users, |row| row.int(0).map(DebtorId))?;
        found.sort_unstable();
        Ok(found)
    }

    /// The absences that are not over on a day, those to come among them, by last day.
    ///
    /// # Errors
    /// What the database says.
    pub fn absences(&mut self, day: Date) -> Result<Vec<Absence>, StoreError> {
        self.sql.rows(sql::ABSENCES, &[self.tenant.0.into(), day.into()], |row| {
            Ok(Absence {
                id: AbsenceId(row.int(0)?),
                user: UserId(row.int(1)?),
                cover: UserId(row.int(2)?),
                from: row.day(3)?,
                until: row.day(4)?,
            })
        })
    }

    /// The views that a user saved for a list: name and query, by name.
    ///
    /// # Errors
    /// What the database says.
    pub fn saved_views(&mut self, user: UserId, list: &str) -> Result<Vec<(String, String)>, StoreError> {
        self.sql.rows(sql::VIEWS, &[self.tenant.0.into(), user.0.into(), list.into()], |row| Ok((row.text(0)?, row.text(1)?)))
    }
}

impl Tx<'_> {
    /// Saves a view of a list under a name, or saves it again.
    ///
    /// # Errors
    /// What the database says.
    pub fn save_view(&mut self, user: UserId, list: &str, name: &str, query: &str) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.execute(sql::SAVE_VIEW, &[tenant.into(), user.0.into(), list.into(), name.into(), query.into()])?;
        Ok(())
    }

    /// Forgets a view.
    ///
    /// # Errors
    /// What the database says.
    pub fn forget_view(&mut self, user: UserId, list: &str, name: &str) -> Result<(), StoreError> {
        let tenant = self.tenant.0;
        self.sql.execute(sql::FORGET_VIEW, &[tenant.into(), user.0.into(), list.into(), name.into()])?;
        Ok(())
    }
}
