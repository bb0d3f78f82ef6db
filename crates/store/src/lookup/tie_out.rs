//! What the tie-out of the books asks: what the newest accounting file said, what the books hold, what a person accepted.
//!
//! Sums of everybody are one pass over each table; the things of some debtors are read by ranges of their numbers.

use std::collections::{HashMap, HashSet};

use domain::events::{ClaimsMoved, Event};
use domain::ids::{DebtorId, ImportId};
use domain::money::Cents;
use domain::tie_out::{AccountBalance, Booked, CauseKind, Held, What};
use jiff::civil::Date;

use crate::engine::{Row, V};
use crate::error::StoreError;
use crate::facts::{NotLive, unjson};
use crate::sql::tie_out as sql;
use crate::tx::Read;

/// What an accounting file stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedRow {
    /// The import that brought it.
    pub import: ImportId,
    /// The last day on which it has a customer's entry.
    pub on: Date,
    /// The first.
    pub from: Date,
    /// The name of the file; empty when it was erased.
    pub file: String,
}

/// A difference that a person accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedRow {
    /// On which day.
    pub on: Date,
    /// Who.
    pub author: String,
    /// Ours less theirs.
    pub difference: Cents,
    /// What made it.
    pub made_of: Vec<(CauseKind, Cents)>,
    /// What tells its parts apart from any others; empty where it was not kept yet.
    pub parts: String,
    /// Why; empty when it was erased.
    pub reason: String,
}

/// Debtors so near each other are read as one range.
const NEAR: i64 = 32;

impl Read<'_> {
    /// The newest accounting file whose day is that one or before; of one day, the one taken last.
    ///
    /// # Errors
    /// What the database says.
    pub fn accounts_stated(&mut self, by: Date) -> Result<Option<StatedRow>, StoreError> {
        self.sql.first(sql::NEWEST, &[self.tenant.0.into(), by.into()], |row| {
            let file = row.opt_blob(3)?.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
            Ok(StatedRow { import: ImportId(row.int(0)?), on: row.day(1)?, from: row.day(2)?, file })
        })
    }

    /// The balances of account 411 that an import stated.
    ///
    /// # Errors
    /// What the database says.
    pub fn stated_balances(&mut self, import: ImportId) -> Result<Vec<(DebtorId, Cents)>, StoreError> {
        self.sql.rows(sql::BALANCES, &[self.tenant.0.into(), import.0.into()], |row| Ok((DebtorId(row.int(0)?), Cents(row.int(1)?))))
    }

    /// Gives all that an import stated, customer by customer.
    ///
    /// # Errors
    /// What the database says.
    pub fn each_stated(&mut self, import: ImportId, mut give: impl FnMut(AccountBalance)) -> Result<(), StoreError> {
        self.sql.each(sql::BODIES, &[self.tenant.0.into(), import.0.into()], |row| {
            give(unjson(row.str(0)?)?);
            Ok(())
        })
    }

    /// What every debtor owes in the books on a day, its money and credits not allocated taken off, in euros; those of whom there is nothing
    /// are absent. Money that pays what another owes still counts for who paid: see [`Read::paid_across`].
    ///
    /// # Errors
    /// What the database says.
    pub fn book_totals(&mut self, day: Date) -> Result<HashMap<DebtorId, Cents>, StoreError> {
        let not_live = self.not_live()?;
        let mut totals: HashMap<DebtorId, Cents> = HashMap::new();
        for (text, sign) in [(sql::INVOICED, 1), (sql::RECEIVED, -1), (sql::GIVEN_BACK, 1)] {
            self.sql.each(text, &[self.tenant.0.into(), day.into()], |row| {
                if is_live(&not_live, row.opt_int(2)?) {
                    *totals.entry(DebtorId(row.int(0)?)).or_default() += Cents(sign * row.int(1)?);
                }
                Ok::<_, StoreError>(())
            })?;
        }
        Ok(totals)
    }

    /// Money of one debtor that pays what another owes on a day: who paid, who owed, how much.
    ///
    /// # Errors
    /// What the database says.
    pub fn paid_across(&mut self, day: Date) -> Result<Vec<(DebtorId, DebtorId, Cents)>, StoreError> {
        self.sql.rows(sql::ACROSS, &[self.tenant.0.into(), day.into()], |row| {
            Ok((DebtorId(row.int(0)?), DebtorId(row.int(1)?), Cents(row.int(2)?)))
        })
    }

    /// The claims, payments, credit notes and refunds of some debtors, in euros. `of_accounts` says by the key of its source whether an accounting
    /// file brought a thing. What debtors paid for each other is not in it.
    ///
    /// # Errors
    /// What the database says.
    pub fn held_of(&mut self, debtors: &[DebtorId], of_accounts: fn(&str) -> bool) -> Result<HashMap<DebtorId, Held>, StoreError> {
        let not_live = self.not_live()?;
        let wanted = sorted(debtors);
        let mut held: HashMap<DebtorId, Held> = HashMap::new();
        for (first, last) in ranges(&wanted) {
            let values = [self.tenant.0.into(), first.into(), last.into()];
            let tables = [(sql::CLAIMS, claim as ReadThing), (sql::MOVEMENTS, movement), (sql::REFUNDS, refund)];
            for (text, read) in tables {
                self.sql.each(text, &values, |row| {
                    let debtor = row.int(0)?;
                    if wanted.binary_search(&debtor).is_ok() && is_live(&not_live, row.opt_int(5)?) {
                        let mut thing = read(row)?;
                        thing.of_accounts = thing.what != What::Refund && row.opt_str(6)?.is_some_and(of_accounts);
                        held.entry(DebtorId(debtor)).or_default().things.push(thing);
                    }
                    Ok::<_, StoreError>(())
                })?;
            }
        }
        Ok(held)
    }

    /// Whose some claims, payments and credit notes are, by number; what is not there is absent.
    ///
    /// # Errors
    /// What the database says.
    pub fn whose(&mut self, things: &[i64]) -> Result<HashMap<i64, DebtorId>, StoreError> {
        let wanted = in_order(things.iter().copied());
        let mut found = HashMap::new();
        for (first, last) in ranges(&wanted) {
            let pairs = self.sql.rows(sql::WHOSE, &[self.tenant.0.into(), first.into(), last.into()], |row| {
                Ok::<_, StoreError>((row.int(0)?, DebtorId(row.int(1)?)))
            })?;
            found.extend(pairs.into_iter().filter(|(id, _)| wanted.binary_search(id).is_ok()));
        }
        Ok(found)
    }

    /// Those of some debtors who have claims or money in another currency than the euro.
    ///
    /// # Errors
    /// What the database says.
    pub fn with_other_currencies(&mut self, debtors: &[DebtorId]) -> Result<HashSet<DebtorId>, StoreError> {
        let mut found = HashSet::new();
        for (first, last) in ranges(&sorted(debtors)) {
            let values: [V<'_>; 3] = [self.tenant.0.into(), first.into(), last.into()];
            found.extend(self.sql.rows(sql::FOREIGN, &values, |row| Ok(DebtorId(row.int(0)?)))?);
        }
        Ok(found)
    }

    /// The records that became part of another, with the one that stands for them now.
    ///
    /// # Errors
    /// An event that cannot be read, or what the database says.
    pub fn joined_records(&mut self) -> Result<HashMap<DebtorId, DebtorId>, StoreError> {
        let moves = self.sql.rows(sql::JOINED, &[self.tenant.0.into()], |row| {
            let moved = Event::decode("claims.moved", VERSION, row.blob(0)?).map_err(|error| StoreError::Damaged(error.to_string()))?;
            Ok(if let Event::ClaimsMoved(moved) = moved { Some(moved) } else { None })
        })?;
        Ok(joined(moves.iter().flatten()))
    }

    /// The differences that persons accepted.
    ///
    /// # Errors
    /// What the database says.
    pub fn accepted_differences(&mut self) -> Result<HashMap<DebtorId, AcceptedRow>, StoreError> {
        let rows = self.sql.rows(sql::ACCEPTED, &[self.tenant.0.into()], |row| {
            let reason = row.opt_blob(5)?.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
            let accepted = AcceptedRow {
                on: row.day(1)?,
                author: row.text(2)?,
                difference: Cents(row.int(3)?),
                made_of: unjson(row.str(4)?)?,
                parts: accepted_parts(row.blob(6)?)?,
                reason,
            };
            Ok((DebtorId(row.int(0)?), accepted))
        })?;
        Ok(rows.into_iter().collect())
    }
}

/// The version of the events that join records, and of those that accept a difference.
const VERSION: u32 = 1;

fn accepted_parts(payload: &[u8]) -> Result<String, StoreError> {
    match Event::decode("difference.accepted", VERSION, payload).map_err(|error| StoreError::Damaged(error.to_string()))? {
        Event::DifferenceAccepted(accepted) => Ok(accepted.parts),
        _ => Ok(String::new()),
    }
}

type ReadThing = fn(&Row<'_>) -> Result<Booked, StoreError>;

fn claim(row: &Row<'_>) -> Result<Booked, StoreError> {
    Ok(Booked {
        id: row.int(1)?,
        what: What::Invoice,
        number: row.text(2)?,
        on: row.day(3)?,
        effect: Cents(row.int(4)?),
        back_on: None,
        of_accounts: false,
    })
}

fn movement(row: &Row<'_>) -> Result<Booked, StoreError> {
    let by_bank = row.opt_int(9)?.is_some();
    let what = if row.str(7)? == "credit_note" { What::CreditNote } else { What::Payment { by_bank } };
    Ok(Booked { what, effect: Cents(-row.int(4)?), back_on: row.opt_day(8)?, ..claim(row)? })
}

fn refund(row: &Row<'_>) -> Result<Booked, StoreError> {
    Ok(Booked { what: What::Refund, back_on: row.opt_day(7)?, ..claim(row)? })
}

fn is_live(not_live: &NotLive, import: Option<i64>) -> bool {
    import.is_none_or(|import| !not_live.contains_key(&import))
}

fn sorted(debtors: &[DebtorId]) -> Vec<i64> {
    in_order(debtors.iter().map(|id| id.0))
}

fn in_order(ids: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut ids: Vec<i64> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Sorted numbers as ranges; what lies between near neighbours is in them too.
fn ranges(sorted: &[i64]) -> Vec<(i64, i64)> {
    let mut ranges: Vec<(i64, i64)> = Vec::new();
    for id in sorted {
        match ranges.last_mut() {
            Some((_, last)) if *id - *last <= NEAR => *last = *id,
            _ => ranges.push((*id, *id)),
        }
    }
    ranges
}

/// Who stands for whom: a record that receives another stands for itself again, so that no circle can be.
fn joined<'m>(moves: impl Iterator<Item = &'m ClaimsMoved>) -> HashMap<DebtorId, DebtorId> {
    let mut into: HashMap<DebtorId, DebtorId> = HashMap::new();
    for moved in moves.filter(|moved| !moved.joined.is_empty()) {
        into.remove(&moved.to);
        for record in moved.joined.iter().filter(|record| **record != moved.to) {
            into.insert(*record, moved.to);
        }
    }
    let last = |mut record: DebtorId| {
        while let Some(next) = into.get(&record) {
            record = *next;
        }
        record
    };
    into.keys().map(|record| (*record, last(*record))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(record: i64, to: i64) -> ClaimsMoved {
        ClaimsMoved { claims: Vec::new(), movements: Vec::new(), to: DebtorId(to), joined: vec![DebtorId(record)] }
    }

    #[test]
    fn the_last_record_of_a_chain_stands_for_all_and_no_chain_is_a_circle() {
        let stands = |moves: &[ClaimsMoved]| {
            let mut pairs: Vec<(i64, i64)> = joined(moves.iter()).into_iter().map(|(record, to)| (record.0, to.0)).collect();
            pairs.sort_unstable();
            pairs
        };
        assert_eq!(stands(&[join(1, 2), join(2, 3)]), [(1, 3), (2, 3)]);
        assert_eq!(stands(&[join(1, 2), join(2, 1)]), [(2, 1)]);
        assert_eq!(stands(&[join(1, 2), join(2, 3), join(3, 1)]), [(2, 1), (3, 1)]);
        assert_eq!(stands(&[join(4, 4)]), []);
    }

    #[test]
    fn near_numbers_are_one_range() {
        assert_eq!(ranges(&[1, 2, 33, 66, 200]), [(1, 33), (66, 66), (200, 200)]);
        assert_eq!(ranges(&[]), []);
    }
}
