//! Letters by id, state, action or debtor.

use domain::events::{Channel, StepDone};
use domain::facts::LetterState;
use domain::ids::{ClaimId, DebtorId, LetterId};
use domain::money::{Cents, Currency};
use jiff::civil::Date;

use crate::engine::{Row, V};
use crate::error::StoreError;
use crate::facts::{currency, letter_state, letter_word, step_at, unword};
use crate::sql::letter as sql;
use crate::tx::Read;

/// A letter, or a contact made by hand, as it is known now.
#[derive(Clone, Debug, PartialEq)]
pub struct LetterRow {
    /// Which.
    pub id: LetterId,
    /// To whom.
    pub debtor: DebtorId,
    /// Template name; empty for a contact made by hand.
    pub document: String,
    /// Through what.
    pub channel: Channel,
    /// Prepared for that day.
    pub on: Date,
    /// What it asks in all.
    pub asked: Cents,
    /// Currency.
    pub currency: Currency,
    /// The date by which it asks to pay.
    pub pay_by: Option<Date>,
    /// Key of its action.
    pub action: String,
    /// Number of its words in the erasable store; none for a contact made by hand.
    pub words: Option<i64>,
    /// Number of its PDF there.
    pub pdf: Option<i64>,
    /// Program version and law used.
    pub receipt: String,
    /// Where it stands.
    pub state: LetterState,
}

/// A claim of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterItemRow {
    /// Which claim.
    pub claim: ClaimId,
    /// At which step.
    pub step: StepDone,
    /// Principal asked.
    pub principal: Cents,
    /// Interest asked.
    pub interest: Cents,
    /// Fixed indemnity asked.
    pub indemnity: Cents,
}

impl Read<'_> {
    /// A letter by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn letter(&mut self, id: LetterId) -> Result<Option<LetterRow>, StoreError> {
        Ok(self.letters_where(sql::ONE, id.0.into())?.pop())
    }

    /// The letters in a state, by id; contacts made by hand are not among them.
    ///
    /// # Errors
    /// What the database says.
    pub fn letters_in(&mut self, state: LetterState) -> Result<Vec<LetterRow>, StoreError> {
        self.letters_where(sql::IN_STATE, letter_word(state).into())
    }

    /// The letters of an action, by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn letters_of_action(&mut self, action: &str) -> Result<Vec<LetterRow>, StoreError> {
        self.letters_where(sql::OF_ACTION, action.into())
    }

    /// The letters and contacts of a debtor, by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn letters_of_debtor(&mut self, debtor: DebtorId) -> Result<Vec<LetterRow>, StoreError> {
        self.letters_where(sql::OF_DEBTOR, debtor.0.into())
    }

    /// The claims of a letter, in its order.
    ///
    /// # Errors
    /// What the database says.
    pub fn letter_items(&mut self, id: LetterId) -> Result<Vec<LetterItemRow>, StoreError> {
        self.sql.rows(sql::ITEMS, &[self.tenant.0.into(), id.0.into()], |row| {
            Ok(LetterItemRow {
                claim: ClaimId(row.int(0)?),
                step: step_at(row, 1)?,
                principal: Cents(row.int(5)?),
                interest: Cents(row.int(6)?),
                indemnity: Cents(row.int(7)?),
            })
        })
    }

    /// The states of a letter in order: which, on which day, and the word that came with it (folder, tracking number, reason).
    ///
    /// # Errors
    /// What the database says.
    pub fn letter_states(&mut self, id: LetterId) -> Result<Vec<(LetterState, Date, String)>, StoreError> {
        self.sql.rows(sql::STATES, &[self.tenant.0.into(), id.0.into()], |row| Ok((letter_state(row.str(0)?)?, row.day(1)?, row.text(2)?)))
    }

    fn letters_where(&mut self, text: &'static str, value: V<'_>) -> Result<Vec<LetterRow>, StoreError> {
        self.sql.rows(text, &[self.tenant.0.into(), value], read)
    }
}

fn read(row: &Row<'_>) -> Result<LetterRow, StoreError> {
    Ok(LetterRow {
        id: LetterId(row.int(0)?),
        debtor: DebtorId(row.int(1)?),
        document: row.text(2)?,
        channel: unword(row.str(3)?)?,
        on: row.day(4)?,
        asked: Cents(row.int(5)?),
        currency: currency(row.str(6)?)?,
        pay_by: row.opt_day(7)?,
        action: row.text(8)?,
        words: row.opt_int(9)?,
        pdf: row.opt_int(10)?,
        receipt: row.text(11)?,
        state: letter_state(row.str(12)?)?,
    })
}
