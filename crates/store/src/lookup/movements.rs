//! Payments and credit notes by id or key of their source, and their allocations.

use std::collections::HashSet;

use domain::ids::{AllocationId, ClaimId, DebtorId, ImportId, MovementId};
use domain::money::{Cents, Currency};
use jiff::civil::Date;

use super::debtors::undone;
use crate::engine::{Row, V};
use crate::error::StoreError;
use crate::facts::{currency, entry_kind};
use crate::sql::{movement as sql, source as source_sql};
use crate::tx::Read;

/// A payment or credit note as it is known now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovementRow {
    /// Which.
    pub id: MovementId,
    /// Whose.
    pub debtor: DebtorId,
    /// A payment, or a credit note with its cause.
    pub kind: domain::facts::EntryKind,
    /// Its day.
    pub on: Date,
    /// Its amount.
    pub amount: Cents,
    /// Currency.
    pub currency: Currency,
    /// Number of the credit note; empty for a payment.
    pub number: String,
    /// How it was paid; empty for a credit note.
    pub means: String,
    /// Number of its label in the erasable store.
    pub reference: Option<i64>,
    /// Day on which it came back.
    pub reversed_on: Option<Date>,
    /// The import that brought it.
    pub import: Option<ImportId>,
    /// Identity in its source.
    pub key: Option<String>,
}

/// What became of a payment or credit note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placed {
    /// The whole of it.
    pub amount: Cents,
    /// The live allocations to claims, by id: to which, how much.
    pub claims: Vec<(AllocationId, ClaimId, Cents)>,
    /// What went back to the debtor, by id.
    pub refunds: Vec<(AllocationId, Cents)>,
}

impl Placed {
    /// What of it may pay claims: all that did not go back.
    pub fn for_claims(&self) -> Cents {
        self.amount - self.refunds.iter().map(|(_, cents)| *cents).sum()
    }
}

/// Money that went back to a debtor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Which.
    pub id: AllocationId,
    /// Whose.
    pub debtor: DebtorId,
    /// Of which payment or credit note.
    pub movement: MovementId,
    /// Its day.
    pub on: Date,
    /// A positive amount.
    pub cents: Cents,
}

impl Read<'_> {
    /// A movement by id; `None` when there is none or its import was undone.
    ///
    /// # Errors
    /// What the database says.
    pub fn movement(&mut self, id: MovementId) -> Result<Option<MovementRow>, StoreError> {
        Ok(self.movements_where(sql::ONE, id.0.into())?.pop())
    }

    /// The first movement of a key of its source. Quick enough to be asked for each row of a file.
    ///
    /// # Errors
    /// What the database says.
    pub fn movement_by_key(&mut self, key: &str) -> Result<Option<MovementRow>, StoreError> {
        Ok(self.movements_where(sql::BY_KEY, key.into())?.into_iter().next())
    }

    /// The first credit note of a debtor under a number, whatever source it came from.
    ///
    /// # Errors
    /// What the database says.
    pub fn known_credit_note(&mut self, debtor: DebtorId, number: &str) -> Result<Option<MovementRow>, StoreError> {
        let not_live = self.not_live()?;
        let found = self.sql.rows(sql::CREDIT_NOTE, &[self.tenant.0.into(), debtor.0.into(), number.into()], read)?;
        Ok(found.into_iter().find(|movement| !undone(&not_live, movement.import)))
    }

    /// Which of these keys of their source are those of movements already, or of entries that told them again. As [`Read::movement_by_key`], for many at once.
    ///
    /// # Errors
    /// What the database says.
    pub fn movement_keys_known(&mut self, keys: &[&str]) -> Result<HashSet<String>, StoreError> {
        let not_live = self.not_live()?;
        let keys: Vec<V<'_>> = keys.iter().map(|key| V::Text(key)).collect();
        let read = |row: &Row<'_>| Ok((row.text(0)?, row.opt_int(1)?.map(ImportId)));
        let mut found = self.sql.any(sql::KEYS_OF, self.tenant.0, &keys, read)?;
        found.extend(self.sql.any(source_sql::KEYS_OF, self.tenant.0, &keys, read)?);
        Ok(found.into_iter().filter(|(_, import)| !undone(&not_live, *import)).map(|(key, _)| key).collect())
    }

    /// Whose a payment or credit note is.
    ///
    /// # Errors
    /// What the database says.
    pub fn debtor_of_movement(&mut self, movement: MovementId) -> Result<Option<DebtorId>, StoreError> {
        Ok(self.movement(movement)?.map(|movement| movement.debtor))
    }

    /// Gives what was left of every payment and credit note on a day, by id, those of which nothing was left aside.
    ///
    /// # Errors
    /// What `give` answers, or what the database says.
    pub fn unallocated(
        &mut self,
        day: Date,
        mut give: impl FnMut(DebtorId, Currency, Cents) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let not_live = self.not_live()?;
        self.sql.each(sql::UNALLOCATED, &[self.tenant.0.into(), day.into()], |row| {
            let left = Cents(row.int(3)?);
            if !left.is_positive() || row.opt_int(2)?.is_some_and(|import| not_live.contains_key(&import)) {
                return Ok(());
            }
            give(DebtorId(row.int(0)?), currency(row.str(1)?)?, left)
        })
    }

    /// What became of a movement; nothing where there is none.
    ///
    /// # Errors
    /// What the database says.
    pub fn placed(&mut self, movement: MovementId) -> Result<Placed, StoreError> {
        let head = self.sql.first(sql::HEAD, &[self.tenant.0.into(), movement.0.into()], |row| Ok((row.int(0)?, Cents(row.int(1)?))))?;
        let Some((payer, amount)) = head else { return Ok(Placed::default()) };
        let mut placed = Placed { amount, ..Placed::default() };
        self.sql.each(sql::OF_MOVEMENT, &[self.tenant.0.into(), payer.into(), movement.0.into()], |row| {
            let (id, claim, cents) = (AllocationId(row.int(0)?), ClaimId(row.int(1)?), Cents(row.int(2)?));
            match (row.int(4)?, claim) {
                (0, ClaimId(0)) => placed.refunds.push((id, cents)),
                (0, claim) => placed.claims.push((id, claim, cents)),
                _ => {}
            }
            Ok::<_, StoreError>(())
        })?;
        Ok(placed)
    }

    /// The refunds of a debtor that count, by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn refunds_of(&mut self, debtor: DebtorId) -> Result<Vec<Refund>, StoreError> {
        self.sql.rows(sql::REFUNDS_OF, &[self.tenant.0.into(), debtor.0.into()], refund)
    }

    /// One refund, as long as it counts.
    ///
    /// # Errors
    /// What the database says.
    pub fn refund(&mut self, id: AllocationId) -> Result<Option<Refund>, StoreError> {
        self.sql.first(sql::REFUND_OF, &[self.tenant.0.into(), id.0.into()], refund)
    }

    /// Gives every payment and credit note, by id, those of undone imports aside.
    ///
    /// # Errors
    /// What `give` answers, or what the database says.
    pub fn each_movement<E: From<StoreError>>(&mut self, mut give: impl FnMut(MovementRow) -> Result<(), E>) -> Result<(), E> {
        let not_live = self.not_live()?;
        let mut after = 0;
        loop {
            let block = self.sql.rows(sql::AFTER, &[self.tenant.0.into(), after.into(), 2_000.into()], read)?;
            let Some(last) = block.last() else { return Ok(()) };
            after = last.id.0;
            block.into_iter().filter(|movement| !undone(&not_live, movement.import)).try_for_each(&mut give)?;
        }
    }

    fn movements_where(&mut self, text: &'static str, value: V<'_>) -> Result<Vec<MovementRow>, StoreError> {
        let mut found = self.sql.rows(text, &[self.tenant.0.into(), value], read)?;
        if found.iter().any(|movement| movement.import.is_some()) {
            let not_live = self.not_live()?;
            found.retain(|movement| !undone(&not_live, movement.import));
        }
        Ok(found)
    }
}

pub(super) fn read(row: &Row<'_>) -> Result<MovementRow, StoreError> {
    Ok(MovementRow {
        id: MovementId(row.int(0)?),
        debtor: DebtorId(row.int(1)?),
        kind: entry_kind(row.opt_str(3)?)?,
        on: row.day(4)?,
        amount: Cents(row.int(5)?),
        currency: currency(row.str(6)?)?,
        number: row.text(7)?,
        means: row.text(8)?,
        reference: row.opt_int(9)?,
        reversed_on: row.opt_day(10)?,
        import: row.opt_int(11)?.map(ImportId),
        key: row.opt_str(12)?.map(str::to_owned),
    })
}

fn refund(row: &Row<'_>) -> Result<Refund, StoreError> {
    Ok(Refund {
        id: AllocationId(row.int(0)?),
        debtor: DebtorId(row.int(1)?),
        movement: MovementId(row.int(2)?),
        on: row.day(3)?,
        cents: Cents(row.int(4)?),
    })
}
