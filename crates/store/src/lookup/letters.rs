//! Letters by id or state.

use domain::events::{Channel, LetterItem, Private};
use domain::facts::LetterState;
use domain::ids::{ClaimId, DebtorId, LetterId};
use domain::money::{Cents, Currency};
use jiff::civil::Date;

use crate::engine::{Row, V};
use crate::error::StoreError;
use crate::facts::{currency, letter_state, letter_word, step_at, unword};
use crate::sql::letter as sql;
use crate::tx::Read;

/// A letter, e-mail, call sheet or task as it is known now; contacts made by hand are none.
#[derive(Clone, Debug, PartialEq)]
pub struct LetterRow {
    /// Which.
    pub id: LetterId,
    /// To whom.
    pub debtor: DebtorId,
    /// Template name.
    pub document: String,
    /// Through what.
    pub channel: Channel,
    /// Key of its action.
    pub action: String,
    /// Prepared for that day.
    pub on: Date,
    /// Where it stands.
    pub state: LetterState,
    /// Day on which it left, if it did.
    pub sent_on: Option<Date>,
    /// Claims and steps, with what it asks of each.
    pub items: Vec<LetterItem>,
    /// What it asks in all.
    pub asked: Cents,
    /// Currency.
    pub currency: Currency,
    /// The date by which it asks to pay.
    pub pay_by: Option<Date>,
    /// Its words; with an empty digest when they were erased.
    pub words: Private,
    /// Its PDF, where there is one and it was not erased.
    pub pdf: Option<Private>,
    /// The folder or provider to which it was handed over last.
    pub folder: Option<String>,
    /// Program version and law used.
    pub receipt: String,
}

/// What one letter asked for one claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedLine {
    /// Which letter.
    pub letter: LetterId,
    /// Who owes the claim now: another than the letter was written to where two records were joined since.
    pub debtor: DebtorId,
    /// The day of the letter.
    pub on: Date,
    /// Currency.
    pub currency: Currency,
    /// For which claim.
    pub claim: ClaimId,
    /// Principal asked.
    pub principal: Cents,
    /// Interest asked.
    pub interest: Cents,
    /// Fixed indemnity asked.
    pub indemnity: Cents,
    /// What is open of the claim now, by the accounts.
    pub open: Cents,
}

impl Read<'_> {
    /// What the letters of a day and later asked, of those that left or were handed over: the lines of a letter follow each other.
    ///
    /// # Errors
    /// What the database says, or what `give` answers.
    pub fn each_asked_since(&mut self, day: Date, mut give: impl FnMut(AskedLine) -> Result<(), StoreError>) -> Result<(), StoreError> {
        self.sql.each(sql::ASKED_SINCE, &[self.tenant.0.into(), day.into()], |row| {
            let cents = |column| row.int(column).map(Cents);
            give(AskedLine {
                letter: LetterId(row.int(0)?),
                debtor: DebtorId(row.int(1)?),
                on: row.day(2)?,
                currency: currency(row.str(3)?)?,
                claim: ClaimId(row.int(4)?),
                principal: cents(5)?,
                interest: cents(6)?,
                indemnity: cents(7)?,
                open: cents(8)?,
            })
        })
    }

    /// The frozen words of a letter, as they were kept; `None` when there is no such letter or they were erased.
    ///
    /// # Errors
    /// What the database says.
    pub fn letter_words(&mut self, id: LetterId) -> Result<Option<Vec<u8>>, StoreError> {
        self.sql.first(sql::WORDS, &[self.tenant.0.into(), id.0.into()], |row| Ok(row.blob(0)?.to_vec()))
    }

    /// A letter by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn letter(&mut self, id: LetterId) -> Result<Option<LetterRow>, StoreError> {
        Ok(self.letters_where(sql::ONE, id.0.into())?.pop())
    }

    /// The letters in a state, by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn letters_in_state(&mut self, state: LetterState) -> Result<Vec<LetterRow>, StoreError> {
        self.letters_where(sql::IN_STATE, letter_word(state).into())
    }

    /// The letters that were handed over to a folder or provider, by id, whatever became of them.
    ///
    /// # Errors
    /// What the database says.
    pub fn letters_handed_over_to(&mut self, folder: &str) -> Result<Vec<LetterId>, StoreError> {
        self.sql.rows(sql::HANDED_OVER_TO, &[self.tenant.0.into(), folder.into()], |row| row.int(0).map(LetterId))
    }

    /// Why a letter was refused or cancelled, how it was tracked, where it was handed over: its states in order, each with its
    /// day and the word that came with it.
    ///
    /// # Errors
    /// What the database says.
    pub fn letter_states(&mut self, id: LetterId) -> Result<Vec<(LetterState, Date, String)>, StoreError> {
        self.sql.rows(sql::STATES, &[self.tenant.0.into(), id.0.into()], |row| Ok((letter_state(row.str(0)?)?, row.day(1)?, row.text(2)?)))
    }

    fn letters_where(&mut self, text: &'static str, value: V<'_>) -> Result<Vec<LetterRow>, StoreError> {
        let rows = self.sql.rows(text, &[self.tenant.0.into(), value], |row| Ok((read(row)?, row.opt_int(10)?)))?;
        let mut letters = Vec::with_capacity(rows.len());
        for (mut letter, pdf) in rows {
            for (state, day, word) in self.letter_states(letter.id)? {
                match state {
                    LetterState::Sent => letter.sent_on = letter.sent_on.or(Some(day)),
                    LetterState::HandedOver => letter.folder = Some(word),
                    _ => {}
                }
            }
            letter.items = self.sql.rows(sql::ITEMS, &[self.tenant.0.into(), letter.id.0.into()], item)?;
            if let Some(words) = self.reference(letter.words.id)? {
                letter.words = words;
            }
            letter.pdf = match pdf {
                Some(pdf) => self.reference(pdf)?,
                None => None,
            };
            letters.push(letter);
        }
        Ok(letters)
    }
}

fn item(row: &Row<'_>) -> Result<LetterItem, StoreError> {
    let cents = |column| row.int(column).map(Cents);
    Ok(LetterItem { claim: ClaimId(row.int(0)?), step: step_at(row, 1)?, principal: cents(5)?, interest: cents(6)?, indemnity: cents(7)? })
}

/// The columns of the letter itself; the rest is read apart.
fn read(row: &Row<'_>) -> Result<LetterRow, StoreError> {
    Ok(LetterRow {
        id: LetterId(row.int(0)?),
        debtor: DebtorId(row.int(1)?),
        document: row.text(2)?,
        channel: unword(row.str(3)?)?,
        action: row.text(8)?,
        on: row.day(4)?,
        state: letter_state(row.str(12)?)?,
        sent_on: None,
        items: Vec::new(),
        asked: Cents(row.int(5)?),
        currency: currency(row.str(6)?)?,
        pay_by: row.opt_day(7)?,
        words: Private { id: row.int(9)?, digest: String::new() },
        pdf: None,
        folder: None,
        receipt: row.text(11)?,
    })
}
