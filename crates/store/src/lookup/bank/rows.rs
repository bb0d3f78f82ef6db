//! The rows of the bank.

use domain::bank::LineDetails;
use domain::bank::days::{Covered, is_notice};
use domain::events::LineIs;
use domain::ids::{AllocationId, BankAccountId, BankLineId, BankStatementId, DebtorId, ImportId, MovementId, Seq};
use domain::money::{Cents, Currency, Money};
use domain::payments::{Aside, Evidence, Line, LineKind};
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::engine::Row;
use crate::error::StoreError;
use crate::facts::{currency, unjson, unword};

/// An account of the creditor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankAccount {
    /// Which.
    pub id: BankAccountId,
    /// Its IBAN, else its number as written by the bank ([`domain::bank::AccountId::key`]); empty once erased.
    pub key: String,
    /// What the user calls it.
    pub name: String,
    /// Currency.
    pub currency: Currency,
    /// The last day through which its statements tell everything ([`domain::bank::days`]).
    pub known_to: Option<Date>,
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankStatementRow {
    /// Which.
    pub id: BankStatementId,
    /// The import that brought it.
    pub import: ImportId,
    /// Day of the import.
    pub on: Date,
    /// Machine word of the format.
    pub format: String,
    /// What the bank calls it.
    pub number: Option<String>,
    /// Currency.
    pub currency: Currency,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Balance at the beginning.
    pub opening: Option<Cents>,
    /// Balance at the end.
    pub closing: Option<Cents>,
    /// Lines taken.
    pub taken: u64,
    /// Lines that were known.
    pub known: u64,
    /// Lines left out, of days that a statement in another format covers.
    pub covered: u64,
}

impl BankStatementRow {
    /// What it says of the days of its account.
    pub fn days(&self) -> Covered {
        Covered { from: self.from, to: self.to, opening: self.opening, closing: self.closing, notice: is_notice(&self.format) }
    }
}

/// What a stored line is known again by; the label is the digest of its folded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    /// Which line.
    pub line: BankLineId,
    /// The bank's reference.
    pub reference: Option<String>,
    /// Day on which it was booked.
    pub on: Date,
    /// Amount.
    pub amount: Cents,
    /// Digest of the text.
    pub label: String,
}

/// A debtor whose letters wait, or waited, for a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BankWait {
    /// Whose letters.
    pub debtor: DebtorId,
    /// Through which day, at the longest.
    pub until: Date,
    /// It was ended, or another took its place.
    pub over: bool,
    /// Another took its place: the program saw other money in the line, and nobody ended the wait.
    pub replaced: bool,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineState {
    /// Nobody decided what it is.
    Open,
    /// Money of debtors.
    Payment,
    /// A payment that came back.
    Return,
    /// Credit given back to a debtor.
    Refund,
    /// No money of a debtor.
    Aside,
}

impl LineState {
    /// The machine word.
    pub fn word(self) -> &'static str {
        match self {
            LineState::Open => "open",
            LineState::Payment => "payment",
            LineState::Return => "return",
            LineState::Refund => "refund",
            LineState::Aside => "aside",
        }
    }
}

/// What a line was said to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// The event.
    pub by: Seq,
    /// Its day.
    pub on: Date,
    /// What it is.
    pub is: LineIs,
    /// Whether the program decided alone.
    pub automatic: bool,
    /// Of 1000.
    pub score: Option<u16>,
    /// What spoke for it.
    pub evidence: Vec<Evidence>,
    /// Why, one sentence; empty where none was said or it was erased.
    pub reason: String,
}

/// A line of a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct BankLine {
    /// Which.
    pub id: BankLineId,
    /// Of which statement.
    pub statement: BankStatementId,
    /// Of which account.
    pub account: BankAccountId,
    /// The import that brought it.
    pub import: ImportId,
    /// Day on which it was booked.
    pub on: Date,
    /// Positive for what came in.
    pub amount: Cents,
    /// Currency.
    pub currency: Currency,
    /// What the bank says it is.
    pub kind: LineKind,
    /// The bank's reference.
    pub reference: Option<String>,
    /// Its texts; nothing in them once erased.
    pub details: LineDetails,
    /// What it was said to be.
    pub decided: Option<Decided>,
    /// A person took an earlier decision back: it is not decided without asking any more.
    pub reopened: bool,
}

impl BankLine {
    /// Its amount with its currency.
    pub fn money(&self) -> Money {
        Money { amount: self.amount, currency: self.currency }
    }

    /// The line as reconciliation reads it.
    pub fn line(&self) -> Line {
        self.details.line(self.on, self.amount, self.currency, self.kind)
    }
}

/// What a decision made, as it is kept in the row.
#[derive(Deserialize)]
pub(super) struct Made {
    pub payments: Vec<MovementId>,
    #[serde(default)]
    pub told: Vec<MovementId>,
    credits: Vec<AllocationId>,
    #[serde(default)]
    given_up: Vec<MovementId>,
    #[serde(default)]
    converted: Option<Money>,
}

pub(super) fn days(row: &Row<'_>) -> Result<Covered, StoreError> {
    Ok(Covered {
        from: row.day(1)?,
        to: row.day(2)?,
        opening: row.opt_int(3)?.map(Cents),
        closing: row.opt_int(4)?.map(Cents),
        notice: is_notice(row.str(0)?),
    })
}

pub(super) fn account(row: &Row<'_>) -> Result<BankAccount, StoreError> {
    Ok(BankAccount {
        id: BankAccountId(row.int(0)?),
        name: row.text(1)?,
        currency: currency(row.str(2)?)?,
        key: row.opt_blob(3)?.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default(),
        known_to: None,
    })
}

pub(super) fn statement(row: &Row<'_>) -> Result<BankStatementRow, StoreError> {
    let count = |at| Ok::<_, StoreError>(u64::try_from(row.int(at)?).unwrap_or(0));
    Ok(BankStatementRow {
        id: BankStatementId(row.int(0)?),
        import: ImportId(row.int(1)?),
        on: row.day(2)?,
        format: row.text(3)?,
        number: row.opt_str(4)?.map(str::to_owned),
        currency: currency(row.str(5)?)?,
        from: row.day(6)?,
        to: row.day(7)?,
        opening: row.opt_int(8)?.map(Cents),
        closing: row.opt_int(9)?.map(Cents),
        taken: count(10)?,
        known: count(11)?,
        covered: count(12)?,
    })
}

pub(super) fn line(row: &Row<'_>) -> Result<BankLine, StoreError> {
    Ok(BankLine {
        id: BankLineId(row.int(0)?),
        statement: BankStatementId(row.int(1)?),
        account: BankAccountId(row.int(2)?),
        import: ImportId(row.int(3)?),
        on: row.day(4)?,
        amount: Cents(row.int(5)?),
        currency: currency(row.str(6)?)?,
        kind: unword(row.str(7)?)?,
        reference: row.opt_str(8)?.map(str::to_owned),
        details: row.opt_blob(17)?.map(json).transpose()?.unwrap_or_default(),
        decided: decided(row)?,
        reopened: row.opt_day(19)?.is_some(),
    })
}

fn decided(row: &Row<'_>) -> Result<Option<Decided>, StoreError> {
    let (Some(by), Some(on)) = (row.opt_int(10)?, row.opt_day(11)?) else { return Ok(None) };
    let made: Option<Made> = row.opt_str(12)?.map(unjson).transpose()?;
    let is = match (state(row.str(9)?)?, made) {
        (LineState::Payment, Some(Made { payments, told, credits, given_up, converted })) => {
            LineIs::Payment { payments, told, credits, given_up, converted }
        }
        (LineState::Return, Some(made)) => {
            let payment = made.payments.first().or(made.told.first()).copied();
            let payment = payment.ok_or_else(|| StoreError::Damaged("a return without its payment".to_owned()))?;
            LineIs::Return { payment, told: made.payments.is_empty() }
        }
        (LineState::Refund, Some(made)) => LineIs::Refund { refunds: made.credits },
        _ => LineIs::Aside { why: row.opt_str(13)?.and_then(Aside::of_word).unwrap_or(Aside::NotCustomer), rule: None },
    };
    Ok(Some(Decided {
        by: Seq(by),
        on,
        is,
        automatic: row.opt_int(14)? == Some(1),
        score: row.opt_int(15)?.and_then(|score| u16::try_from(score).ok()),
        evidence: row.opt_str(16)?.map(unjson).transpose()?.unwrap_or_default(),
        reason: row.opt_blob(18)?.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default(),
    }))
}

pub(super) fn state(word: &str) -> Result<LineState, StoreError> {
    let all = [LineState::Open, LineState::Payment, LineState::Return, LineState::Refund, LineState::Aside];
    all.into_iter().find(|state| state.word() == word).ok_or_else(|| StoreError::Damaged(format!("a line in the state « {word} »")))
}

pub(super) fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(bytes).map_err(|error| StoreError::Damaged(error.to_string()))
}
