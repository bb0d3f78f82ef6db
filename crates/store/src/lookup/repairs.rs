//! What repair lists need of everybody at once: who owes how much, whose due dates are presumed, who has to do with whom.

use std::collections::BTreeSet;

use domain::ids::{DebtorId, ImportId};
use domain::money::{Cents, Currency};

use super::claims::ClaimRow;
use crate::error::StoreError;
use crate::facts::currency;
use crate::sql::{claim as sql, journal as journal_sql};
use crate::tx::Read;

/// What a debtor owes in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owing {
    /// Who.
    pub debtor: DebtorId,
    /// In which currency.
    pub currency: Currency,
    /// How much in the books.
    pub open: Cents,
    /// How many of its open claims have a due date that is only presumed.
    pub presumed: u64,
}

impl Read<'_> {
    /// What every debtor owes, imports that do not count left out.
    ///
    /// # Errors
    /// What the database says.
    pub fn owing(&mut self) -> Result<Vec<Owing>, StoreError> {
        let not_live = self.not_live()?;
        let rows = self.sql.rows(sql::OWING, &[self.tenant.0.into()], |row| {
            let owing = Owing {
                debtor: DebtorId(row.int(0)?),
                currency: currency(row.str(1)?)?,
                open: Cents(row.int(3)?),
                presumed: row.int(4)?.unsigned_abs(),
            };
            Ok((owing, row.opt_int(2)?.map(ImportId)))
        })?;
        Ok(rows
            .into_iter()
            .filter(|(_, import)| import.is_none_or(|import| !not_live.contains_key(&import.0)))
            .map(|(owing, _)| owing)
            .collect())
    }

    /// Open claims of a debtor whose due date is only presumed.
    ///
    /// # Errors
    /// What the database says.
    pub fn presumed_claims(&mut self, debtor: DebtorId) -> Result<Vec<ClaimRow>, StoreError> {
        self.claims_where(sql::PRESUMED_OF, debtor.0.into())
    }

    /// Every two debtors that exchanged claims, or paid or were written to for each other, the older first.
    ///
    /// # Errors
    /// What the database says.
    pub fn merged_pairs(&mut self) -> Result<BTreeSet<(DebtorId, DebtorId)>, StoreError> {
        let pairs =
            self.sql.rows(journal_sql::MERGED_ALL, &[self.tenant.0.into()], |row| Ok((DebtorId(row.int(0)?), DebtorId(row.int(1)?))))?;
        Ok(pairs.into_iter().map(|(a, b)| (a.min(b), a.max(b))).collect())
    }
}
