//! Facts, gathered from the projections in blocks of debtors.
//!
//! Each table is read in the order of its debtors and merged with the others: a handful of queries for a thousand debtors,
//! never one query a row. Claims, movements and debtors of an import that is not completed are left out.

mod claims;
mod debtors;
mod tenant;

use std::collections::{HashMap, HashSet};

use domain::facts::{ClaimFacts, DebtorFacts};
use domain::ids::{ClaimId, DebtorId, ImportId};
use domain::money::Currency;
use jiff::civil::Date;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as WordError, StrDeserializer};

use crate::engine::{Row, V};
use crate::error::StoreError;
use crate::sql::{debtor as debtor_sql, import as import_sql};
use crate::tx::Read;

pub(crate) use claims::{entry_kind, step as step_at};
pub(crate) use debtors::{kind as debtor_kind, letter_state, letter_word, reach};
pub use tenant::TemplateVersion;
pub(crate) use tenant::dated_terms;

/// Whose facts.
#[derive(Clone, Copy, Debug)]
pub enum Selection<'a> {
    /// Every debtor of the tenant.
    All,
    /// These.
    Ids(&'a [DebtorId]),
    /// Those to look at on a day: never decided, something happened since, their day came, or the fingerprint of the rules changed.
    Due {
        /// The day.
        day: Date,
        /// Fingerprint of the rules in force.
        fingerprint: &'a str,
    },
}

/// Which claims of a debtor, and who looks.
#[derive(Clone, Copy, Default)]
struct Claims {
    /// Only those that can matter on that day.
    open_on: Option<Date>,
    /// With what the payments of this import, not completed yet, pay already.
    import: Option<ImportId>,
}

/// Debtors read at once.
const BLOCK: usize = 1_000;

/// Ids so far apart are still read as one range: between two debtors there are mostly events that made none.
const NEAR: i64 = 32;

/// The imports whose rows do not count, and whether they were undone (or else are not completed).
pub(crate) type NotLive = HashMap<i64, bool>;

impl Read<'_> {
    /// The facts of one debtor, with all its claims. `None` when there is no such debtor, or an import that does
    /// not count brought it.
    ///
    /// # Errors
    /// What the database says.
    pub fn debtor_facts(&mut self, debtor: DebtorId) -> Result<Option<DebtorFacts>, StoreError> {
        let not_live = self.not_live()?;
        Ok(self.block(debtor.0, debtor.0, Claims::default(), &not_live)?.pop())
    }

    /// Gives the facts of many debtors, with all their claims, one after the other, by id.
    ///
    /// # Errors
    /// What `give` answers, or what the database says.
    pub fn each_debtor_facts(
        &mut self,
        selection: Selection<'_>,
        give: impl FnMut(DebtorFacts) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.each_facts(selection, Claims::default(), give)
    }

    /// As [`Read::each_debtor_facts`], with only the claims that can matter on a day: those not settled on it, those that a
    /// promise or plan covers, and those of invoices with several due dates. Years of paid invoices then cost nothing.
    ///
    /// # Errors
    /// What `give` answers, or what the database says.
    pub fn each_open_debtor_facts(
        &mut self,
        selection: Selection<'_>,
        day: Date,
        give: impl FnMut(DebtorFacts) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.each_facts(selection, Claims { open_on: Some(day), import: None }, give)
    }

    /// The facts of debtors as an import under way sees them: what its own payments, hidden until it is completed, were allocated to
    /// is paid. All the claims, or those that can matter on a day.
    ///
    /// # Errors
    /// What `give` answers, or what the database says.
    pub fn each_debtor_facts_for(
        &mut self,
        import: ImportId,
        debtors: &[DebtorId],
        open_on: Option<Date>,
        give: impl FnMut(DebtorFacts) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.each_facts(Selection::Ids(debtors), Claims { open_on, import: Some(import) }, give)
    }

    fn each_facts(
        &mut self,
        selection: Selection<'_>,
        claims: Claims,
        mut give: impl FnMut(DebtorFacts) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let not_live = self.not_live()?;
        match selection {
            Selection::All => {
                let mut after = 0;
                while let Some((first, last)) = self.next_debtors(after)? {
                    self.block(first, last, claims, &not_live)?.into_iter().try_for_each(&mut give)?;
                    after = last;
                }
                Ok(())
            }
            Selection::Ids(ids) => {
                let mut ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
                ids.sort_unstable();
                ids.dedup();
                self.each_of(&ids, claims, &not_live, give)
            }
            Selection::Due { day, fingerprint } => {
                let due = self.due(day, fingerprint)?;
                self.each_of(&due, claims, &not_live, give)
            }
        }
    }

    /// The debtors that [`Selection::Due`] would give.
    fn due(&mut self, on: Date, fingerprint: &str) -> Result<Vec<i64>, StoreError> {
        let values = [self.tenant.0.into(), on.into(), fingerprint.into()];
        self.sql.rows(debtor_sql::DUE, &values, |row| row.int(0))
    }

    /// Sorted ids, read by ranges of near neighbours: those that lie between are read and left out.
    fn each_of(
        &mut self,
        ids: &[i64],
        claims: Claims,
        not_live: &NotLive,
        mut give: impl FnMut(DebtorFacts) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut rest = ids;
        while let Some(first) = rest.first() {
            let near = 1 + rest.windows(2).take(BLOCK - 1).take_while(|pair| pair[1] - pair[0] <= NEAR).count();
            let (some, after) = rest.split_at(near);
            let block = self.block(*first, some[near - 1], claims, not_live)?;
            block.into_iter().filter(|facts| some.binary_search(&facts.debtor.0).is_ok()).try_for_each(&mut give)?;
            rest = after;
        }
        Ok(())
    }

    fn next_debtors(&mut self, after: i64) -> Result<Option<(i64, i64)>, StoreError> {
        let values = [self.tenant.0.into(), after.into(), (BLOCK as i64).into()];
        let ids = self.sql.rows(debtor_sql::BLOCK, &values, |row| row.int(0))?;
        Ok(ids.first().zip(ids.last()).map(|(first, last)| (*first, *last)))
    }

    pub(crate) fn not_live(&mut self) -> Result<NotLive, StoreError> {
        let rows = self.sql.rows(import_sql::NOT_LIVE, &[self.tenant.0.into()], |row| Ok((row.int(0)?, row.str(1)? == "undone")))?;
        Ok(rows.into_iter().collect())
    }

    fn block(&mut self, first: i64, last: i64, claims: Claims, not_live: &NotLive) -> Result<Vec<DebtorFacts>, StoreError> {
        let mut gather = Gather { read: self, first, last, not_live, facts: Vec::new(), hidden: HashSet::new() };
        gather.debtors()?;
        gather.claims(claims)?;
        gather.of_claims(claims)?;
        gather.of_debtors()?;
        // A debtor that came with an import that does not count stays only for what others recorded of it.
        let hidden = gather.hidden;
        let mut facts = gather.facts;
        facts.retain(|f| !hidden.contains(&f.debtor) || !f.claims.is_empty() || !f.movements.is_empty());
        Ok(facts)
    }
}

/// The facts of a range of debtors while they are put together.
struct Gather<'g, 'a> {
    read: &'g mut Read<'a>,
    first: i64,
    last: i64,
    not_live: &'g NotLive,
    facts: Vec<DebtorFacts>,
    hidden: HashSet<DebtorId>,
}

impl Gather<'_, '_> {
    fn live(&self, import: Option<i64>) -> bool {
        import.is_none_or(|import| !self.not_live.contains_key(&import))
    }

    /// Reads a table ordered by debtor (its first column) and hands each row with its debtor's facts; rows of others are passed over.
    fn merge(
        &mut self,
        text: &'static str,
        more: &[V<'_>],
        mut take: impl FnMut(&mut DebtorFacts, &Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut values = vec![self.read.tenant.0.into(), self.first.into(), self.last.into()];
        values.extend_from_slice(more);
        let (facts, mut at) = (&mut self.facts, 0);
        self.read.sql.each(text, &values, |row| {
            let debtor = row.int(0)?;
            while facts.get(at).is_some_and(|f| f.debtor.0 < debtor) {
                at += 1;
            }
            match facts.get_mut(at) {
                Some(f) if f.debtor.0 == debtor => take(f, row),
                _ => Ok(()),
            }
        })
    }

    /// As [`Gather::merge`], for a table whose second column is a claim.
    fn merge_claims(
        &mut self,
        text: &'static str,
        take: impl FnMut(&mut ClaimFacts, &Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.merge_claims_with(text, &[], take)
    }

    fn merge_claims_with(
        &mut self,
        text: &'static str,
        more: &[V<'_>],
        mut take: impl FnMut(&mut ClaimFacts, &Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.merge(text, more, |facts, row| {
            let claim = ClaimId(row.int(1)?);
            match facts.claims.binary_search_by_key(&claim, |c| c.id) {
                Ok(at) => take(&mut facts.claims[at], row),
                Err(_) => Ok(()),
            }
        })
    }
}

/// Reads the machine word of a plain enumeration back.
pub(crate) fn unword<T: serde::de::DeserializeOwned>(word: &str) -> Result<T, StoreError> {
    let reader: StrDeserializer<'_, WordError> = word.into_deserializer();
    T::deserialize(reader).map_err(|_| StoreError::Damaged(format!("« {word} » est un mot inconnu")))
}

/// Reads JSON that a projection wrote.
pub(crate) fn unjson<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Damaged(error.to_string()))
}

/// Reads a currency back.
pub(crate) fn currency(code: &str) -> Result<Currency, StoreError> {
    Currency::parse(code).ok_or_else(|| StoreError::Damaged(format!("« {code} » n'est pas une devise")))
}
