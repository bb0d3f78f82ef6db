//! Letters as lists: a page of them, how many in each state, what waits to be confirmed, the history of one.

use domain::events::Channel;
use domain::facts::LetterState;
use domain::ids::{DebtorId, LetterId};
use domain::money::{Cents, Currency};
use jiff::civil::Date;

use crate::error::StoreError;
use crate::facts::{currency, letter_state, letter_word, unword};
use crate::sql::letter as sql;
use crate::tx::Read;

/// Which letters of the list; what is absent is any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LetterFilter<'a> {
    /// Where they stand.
    pub state: Option<LetterState>,
    /// The template's name.
    pub document: Option<&'a str>,
    /// Through what.
    pub channel: Option<Channel>,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct LetterLine {
    /// Which.
    pub id: LetterId,
    /// To whom.
    pub debtor: DebtorId,
    /// Template name; empty for a call or a task.
    pub document: String,
    /// Through what.
    pub channel: Channel,
    /// Prepared for that day.
    pub on: Date,
    /// What it asks.
    pub asked: Cents,
    /// Currency.
    pub currency: Currency,
    /// Where it stands.
    pub state: LetterState,
    /// Since when.
    pub since: Date,
    /// The word of that state: the folder, the tracking number, why it came back or was cancelled.
    pub word: String,
}

/// How many letters there are of a state, a document and a channel.
#[derive(Clone, Debug, PartialEq)]
pub struct LetterCount {
    /// Where they stand.
    pub state: LetterState,
    /// Template name.
    pub document: String,
    /// Through what.
    pub channel: Channel,
    /// How many.
    pub count: u64,
}

/// A state of a letter, with who said so.
#[derive(Clone, Debug, PartialEq)]
pub struct LetterMoment {
    /// Which state.
    pub state: LetterState,
    /// From which day.
    pub on: Date,
    /// The word that came with it.
    pub word: String,
    /// Who said so.
    pub author: String,
    /// When it was recorded, microseconds since 1970 UTC.
    pub recorded_at: i64,
}

impl Read<'_> {
    /// A page of the letters, newest first, from before one on.
    ///
    /// # Errors
    /// What the database says.
    pub fn letters_page(&mut self, filter: LetterFilter<'_>, before: Option<LetterId>, limit: u32) -> Result<Vec<LetterLine>, StoreError> {
        let values = [
            self.tenant.0.into(),
            before.map_or(i64::MAX, |id| id.0).into(),
            filter.state.map_or("", letter_word).into(),
            filter.document.unwrap_or("").into(),
            filter.channel.map_or("", Channel::word).into(),
            i64::from(limit).into(),
        ];
        self.sql.rows(sql::PAGE, &values, |row| {
            Ok(LetterLine {
                id: LetterId(row.int(0)?),
                debtor: DebtorId(row.int(1)?),
                document: row.text(2)?,
                channel: unword(row.str(3)?)?,
                on: row.day(4)?,
                asked: Cents(row.int(5)?),
                currency: currency(row.str(6)?)?,
                state: letter_state(row.str(7)?)?,
                since: row.day(8)?,
                word: row.text(9)?,
            })
        })
    }

    /// The numbers of all letters in a state that pass a filter, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn letter_ids(&mut self, state: LetterState, filter: LetterFilter<'_>) -> Result<Vec<LetterId>, StoreError> {
        let values = [
            self.tenant.0.into(),
            letter_word(state).into(),
            filter.document.unwrap_or("").into(),
            filter.channel.map_or("", Channel::word).into(),
        ];
        self.sql.rows(sql::IDS, &values, |row| row.int(0).map(LetterId))
    }

    /// How many letters there are in a state.
    ///
    /// # Errors
    /// What the database says.
    pub fn letters_counted(&mut self, state: LetterState) -> Result<u64, StoreError> {
        let values = [self.tenant.0.into(), letter_word(state).into()];
        Ok(self.sql.first(sql::COUNT, &values, |row| row.int(0))?.unwrap_or_default().unsigned_abs())
    }

    /// How many letters there are, by state, document and channel.
    ///
    /// # Errors
    /// What the database says.
    pub fn letter_counts(&mut self) -> Result<Vec<LetterCount>, StoreError> {
        let mut counts = Vec::new();
        for state in [LetterState::Prepared, LetterState::HandedOver, LetterState::Sent, LetterState::Refused, LetterState::Cancelled] {
            let values = [self.tenant.0.into(), letter_word(state).into()];
            counts.extend(self.sql.rows(sql::COUNTS, &values, |row| {
                Ok(LetterCount { state, document: row.text(0)?, channel: unword(row.str(1)?)?, count: row.int(2)?.unsigned_abs() })
            })?);
        }
        Ok(counts)
    }

    /// The folders of which letters wait to be confirmed, newest first, with how many.
    ///
    /// # Errors
    /// What the database says.
    pub fn unconfirmed_folders(&mut self) -> Result<Vec<(String, u64)>, StoreError> {
        self.sql.rows(sql::UNCONFIRMED_FOLDERS, &[self.tenant.0.into()], |row| Ok((row.text(0)?, row.int(1)?.unsigned_abs())))
    }

    /// The last letter made from an action of a debtor, with where it stands.
    ///
    /// # Errors
    /// What the database says.
    pub fn letter_of_action(&mut self, debtor: DebtorId, action: &str) -> Result<Option<(LetterId, LetterState)>, StoreError> {
        let values = [self.tenant.0.into(), debtor.0.into(), action.into()];
        self.sql.first(sql::OF_ACTION, &values, |row| Ok((LetterId(row.int(0)?), letter_state(row.str(1)?)?)))
    }

    /// The states of a letter in order, each with who said so and when.
    ///
    /// # Errors
    /// What the database says.
    pub fn letter_history(&mut self, id: LetterId) -> Result<Vec<LetterMoment>, StoreError> {
        self.sql.rows(sql::HISTORY, &[self.tenant.0.into(), id.0.into()], |row| {
            Ok(LetterMoment {
                state: letter_state(row.str(0)?)?,
                on: row.day(1)?,
                word: row.text(2)?,
                author: row.text(3)?,
                recorded_at: row.int(4)?,
            })
        })
    }
}
