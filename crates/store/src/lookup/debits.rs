//! Direct debits: mandates as they stand, and the files prepared for the bank.

use std::collections::BTreeMap;

use domain::debits::{Mandate, Presented, Scheme, Sequence};
use domain::ids::{ClaimId, DebitBatchId, DebtorId, HoldId, MandateId};
use domain::money::Cents;
use jiff::civil::Date;

use crate::engine::{Row, V};
use crate::error::StoreError;
use crate::sql::debit as sql;
use crate::tx::Read;

/// A file of direct debits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebitBatchRow {
    /// Which.
    pub id: DebitBatchId,
    /// Prepared on.
    pub on: Date,
    /// Day of the collection.
    pub collect_on: Date,
    /// Last day on which letters wait for its money.
    pub until: Date,
    /// What it collects in all.
    pub total: Cents,
    /// Reference of the message.
    pub message: String,
    /// Number of its bytes in the erasable store.
    pub file: i64,
    /// SHA-256 of those bytes, hexadecimal.
    pub sha256: String,
    /// Handed to the bank on.
    pub handed_over_on: Option<Date>,
    /// Cancelled on.
    pub cancelled_on: Option<Date>,
    /// How many debits it holds.
    pub debits: u64,
}

/// One debit of a batch, with what its claim is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebitLineRow {
    /// What it pays.
    pub claim: ClaimId,
    /// Under which mandate.
    pub mandate: MandateId,
    /// How much.
    pub cents: Cents,
    /// The reference that banks carry.
    pub end_to_end: String,
    /// Where it stands among the debits of its mandate.
    pub sequence: Sequence,
    /// The hold by which letters wait for it.
    pub hold: HoldId,
    /// Who owes.
    pub debtor: DebtorId,
    /// Number of the invoice.
    pub number: String,
    /// What the books show of the claim now.
    pub open: Cents,
}

/// What a debit of a batch bears, as the bank gives it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebitReference {
    /// What it pays.
    pub claim: ClaimId,
    /// Who owes.
    pub debtor: DebtorId,
    /// How much.
    pub cents: Cents,
    /// The reference that banks carry.
    pub end_to_end: String,
    /// Day of the collection.
    pub on: Date,
    /// In which batch.
    pub batch: DebitBatchId,
    /// Reference of its message.
    pub message: String,
    /// Debits of one kind stand together in the file.
    pub kind: (Scheme, Sequence),
}

impl Read<'_> {
    /// Every mandate as it stands, by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn mandates(&mut self) -> Result<Vec<Mandate>, StoreError> {
        self.sql.rows(sql::MANDATES, &[self.tenant.0.into()], mandate)
    }

    /// The mandates of a debtor as they stand, by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn debtor_mandates(&mut self, debtor: DebtorId) -> Result<Vec<Mandate>, StoreError> {
        self.sql.rows(sql::MANDATES_OF_DEBTOR, &[self.tenant.0.into(), debtor.0.into()], mandate)
    }

    /// One mandate as it stands.
    ///
    /// # Errors
    /// What the database says.
    pub fn mandate(&mut self, id: MandateId) -> Result<Option<Mandate>, StoreError> {
        self.sql.first(sql::ONE_MANDATE, &[self.tenant.0.into(), id.0.into()], mandate)
    }

    /// How many batches are neither with the bank nor cancelled.
    ///
    /// # Errors
    /// What the database says.
    pub fn open_debit_batch_count(&mut self) -> Result<u64, StoreError> {
        let count = self.sql.first(sql::OPEN_BATCHES, &[self.tenant.0.into()], |row| row.int(0))?;
        Ok(count.map_or(0, i64::unsigned_abs))
    }

    /// The batches that collect or collected these claims, by claim; cancelled ones aside.
    ///
    /// # Errors
    /// What the database says.
    pub fn presented(&mut self, claims: &[ClaimId]) -> Result<BTreeMap<ClaimId, Vec<Presented>>, StoreError> {
        let claims: Vec<V<'_>> = claims.iter().map(|claim| V::Int(claim.0)).collect();
        let found = self.sql.any(sql::PRESENTED, self.tenant.0, &claims, |row| {
            let (claim, batch) = (ClaimId(row.int(0)?), DebitBatchId(row.int(1)?));
            let (collect_on, until, cents) = (row.day(2)?, row.day(3)?, Cents(row.int(4)?));
            let (handed_over_on, mandate) = (row.opt_day(5)?, MandateId(row.int(6)?));
            Ok(Presented { claim, batch, mandate, collect_on, until, cents, handed_over_on, came_back: None })
        })?;
        let mut presented: BTreeMap<ClaimId, Vec<Presented>> = BTreeMap::new();
        for one in found {
            presented.entry(one.claim).or_default().push(one);
        }
        Ok(presented)
    }

    /// What the debits of batches that were not cancelled bear, of collections since a day, batch by batch.
    ///
    /// # Errors
    /// What the database says.
    pub fn debit_references(&mut self, since: Date) -> Result<Vec<DebitReference>, StoreError> {
        self.sql.rows(sql::REFERENCES, &[self.tenant.0.into(), since.into()], |row| {
            Ok(DebitReference {
                claim: ClaimId(row.int(0)?),
                cents: Cents(row.int(1)?),
                end_to_end: row.text(2)?,
                on: row.day(3)?,
                batch: DebitBatchId(row.int(4)?),
                message: row.text(5)?,
                kind: (known(row.str(7)?, Scheme::of_word)?, known(row.str(6)?, Sequence::of_word)?),
                debtor: DebtorId(row.int(8)?),
            })
        })
    }

    /// Every batch, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn debit_batches(&mut self) -> Result<Vec<DebitBatchRow>, StoreError> {
        self.sql.rows(sql::BATCHES, &[self.tenant.0.into()], batch)
    }

    /// One batch.
    ///
    /// # Errors
    /// What the database says.
    pub fn debit_batch(&mut self, id: DebitBatchId) -> Result<Option<DebitBatchRow>, StoreError> {
        self.sql.first(sql::ONE_BATCH, &[self.tenant.0.into(), id.0.into()], batch)
    }

    /// What a batch collects, in the order of its file.
    ///
    /// # Errors
    /// What the database says.
    pub fn debit_lines(&mut self, id: DebitBatchId) -> Result<Vec<DebitLineRow>, StoreError> {
        self.sql.rows(sql::LINES, &[self.tenant.0.into(), id.0.into()], line)
    }
}

fn mandate(row: &Row<'_>) -> Result<Mandate, StoreError> {
    let (before, here) = (row.opt_day(8)?, row.opt_day(10)?);
    Ok(Mandate {
        id: MandateId(row.int(0)?),
        debtor: DebtorId(row.int(1)?),
        reference: row.text(2)?,
        scheme: known(row.str(3)?, Scheme::of_word)?,
        once: row.int(4)? != 0,
        signed_on: row.day(5)?,
        iban: row.opt_blob(6)?.map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
        notice_days: u16::try_from(row.int(7)?).unwrap_or(u16::MAX),
        last_presented_on: before.max(here),
        awaiting: row.opt_int(11)?.map(DebitBatchId),
        refused: None,
        revoked_on: row.opt_day(9)?,
    })
}

fn batch(row: &Row<'_>) -> Result<DebitBatchRow, StoreError> {
    Ok(DebitBatchRow {
        id: DebitBatchId(row.int(0)?),
        on: row.day(1)?,
        collect_on: row.day(2)?,
        until: row.day(3)?,
        total: Cents(row.int(4)?),
        message: row.text(5)?,
        file: row.int(6)?,
        sha256: row.text(7)?,
        handed_over_on: row.opt_day(8)?,
        cancelled_on: row.opt_day(9)?,
        debits: row.int(10)?.unsigned_abs(),
    })
}

fn line(row: &Row<'_>) -> Result<DebitLineRow, StoreError> {
    Ok(DebitLineRow {
        claim: ClaimId(row.int(0)?),
        mandate: MandateId(row.int(1)?),
        cents: Cents(row.int(2)?),
        end_to_end: row.text(3)?,
        sequence: known(row.str(4)?, Sequence::of_word)?,
        hold: HoldId(row.int(5)?),
        debtor: DebtorId(row.int(6)?),
        number: row.text(7)?,
        open: Cents(row.int(8)?),
    })
}

fn known<T>(word: &str, of_word: fn(&str) -> Option<T>) -> Result<T, StoreError> {
    of_word(word).ok_or_else(|| StoreError::Damaged(format!("« {word} » est un mot inconnu")))
}
