//! Debtors by id, code or SIREN, and their details.

use std::collections::HashMap;

use domain::facts::DatedTerms;
use domain::ids::{DebtorId, ImportId};
use domain::party::{DebtorKind, Language, Reach};

use crate::engine::{Row, V};
use crate::error::StoreError;
use crate::facts::{NotLive, dated_terms, debtor_kind, reach, unword};
use crate::sql::{debtor as sql, setting as setting_sql, source as source_sql};
use crate::tx::Read;

/// A debtor as it is known now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebtorRow {
    /// Which.
    pub id: DebtorId,
    /// The user's code.
    pub code: String,
    /// What it is in law.
    pub kind: DebtorKind,
    /// SIREN as given, or empty.
    pub siren: String,
    /// VAT number as given, or empty.
    pub vat: String,
    /// Country, empty for France.
    pub country: String,
    /// Language of its letters.
    pub language: Language,
    /// How it can be reached.
    pub reach: Reach,
    /// A scenario of its own.
    pub scenario: Option<String>,
    /// Number of its details in the erasable store.
    pub details: i64,
    /// The import that brought it.
    pub import: Option<ImportId>,
}

impl Read<'_> {
    /// A debtor by id; `None` when there is none or its import was undone.
    ///
    /// # Errors
    /// What the database says.
    pub fn debtor(&mut self, id: DebtorId) -> Result<Option<DebtorRow>, StoreError> {
        Ok(self.debtors_where(sql::ONE, id.0.into())?.pop())
    }

    /// The debtor of a code. One that is being imported is found too.
    ///
    /// # Errors
    /// What the database says.
    pub fn debtor_by_code(&mut self, code: &str) -> Result<Option<DebtorId>, StoreError> {
        if let Some(debtor) = self.debtors_where(sql::BY_CODE, code.into())?.first() {
            return Ok(Some(debtor.id));
        }
        Ok(self.debtors_also_called(&[V::Text(code)])?.into_iter().next().map(|(_, debtor)| debtor))
    }

    /// The debtors that files name by these other codes.
    fn debtors_also_called(&mut self, codes: &[V<'_>]) -> Result<Vec<(String, DebtorId)>, StoreError> {
        let read = |row: &Row<'_>| Ok((row.text(0)?, DebtorId(row.int(1)?), row.opt_int(2)?.map(ImportId)));
        let found = self.sql.any(source_sql::OF_CODES, self.tenant.0, codes, read)?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let not_live = self.not_live()?;
        Ok(found.into_iter().filter(|(_, _, import)| !undone(&not_live, *import)).map(|(code, debtor, _)| (code, debtor)).collect())
    }

    /// The debtors of these codes, by code. As [`Read::debtor_by_code`], for many at once.
    ///
    /// # Errors
    /// What the database says.
    pub fn debtors_by_codes(&mut self, codes: &[&str]) -> Result<HashMap<String, DebtorId>, StoreError> {
        let not_live = self.not_live()?;
        let codes: Vec<V<'_>> = codes.iter().map(|code| V::Text(code)).collect();
        let read = |row: &Row<'_>| Ok((row.text(0)?, DebtorId(row.int(1)?), row.opt_int(2)?.map(ImportId)));
        let mut found = self.sql.any(sql::OF_CODES, self.tenant.0, &codes, read)?;
        found.retain(|(_, _, import)| !undone(&not_live, *import));
        // The first of a code is the debtor of that code; a code of its own goes before one that was learned.
        let mut all: HashMap<String, DebtorId> = self.debtors_also_called(&codes)?.into_iter().rev().collect();
        all.extend(found.into_iter().rev().map(|(code, id, _)| (code, id)));
        Ok(all)
    }

    /// The terms that debtors have of their own, by debtor; those that have none are absent.
    ///
    /// # Errors
    /// What the database says.
    pub fn terms_of_debtors(&mut self) -> Result<HashMap<DebtorId, Vec<DatedTerms>>, StoreError> {
        let mut all: HashMap<DebtorId, Vec<DatedTerms>> = HashMap::new();
        self.sql.each(setting_sql::DEBTOR_TERMS, &[self.tenant.0.into(), 0.into(), i64::MAX.into()], |row| {
            all.entry(DebtorId(row.int(0)?)).or_default().push(dated_terms(row.day(1)?, row.str(2)?)?);
            Ok::<_, StoreError>(())
        })?;
        Ok(all)
    }

    /// Whether no debtor was ever recorded.
    ///
    /// # Errors
    /// What the database says.
    pub fn has_no_debtor(&mut self) -> Result<bool, StoreError> {
        Ok(self.sql.first(sql::BLOCK, &[self.tenant.0.into(), 0.into(), 1.into()], |_| Ok(()))?.is_none())
    }

    /// The debtors of a SIREN; none for an empty one.
    ///
    /// # Errors
    /// What the database says.
    pub fn debtors_by_siren(&mut self, siren: &str) -> Result<Vec<DebtorRow>, StoreError> {
        self.debtors_where(sql::BY_SIREN, siren.into())
    }

    /// Every debtor, by id, those of undone imports aside.
    ///
    /// # Errors
    /// What the database says.
    pub fn debtors(&mut self) -> Result<Vec<DebtorRow>, StoreError> {
        let not_live = self.not_live()?;
        let mut found = self.sql.rows(sql::RANGE, &[self.tenant.0.into(), 0.into(), i64::MAX.into()], read)?;
        found.retain(|debtor| !undone(&not_live, debtor.import));
        Ok(found)
    }

    fn debtors_where(&mut self, text: &'static str, value: V<'_>) -> Result<Vec<DebtorRow>, StoreError> {
        let mut found = self.sql.rows(text, &[self.tenant.0.into(), value], read)?;
        if found.iter().any(|debtor| debtor.import.is_some()) {
            let not_live = self.not_live()?;
            found.retain(|debtor| !undone(&not_live, debtor.import));
        }
        Ok(found)
    }
}

/// Whether a row was brought by an import that never was.
pub(super) fn undone(not_live: &NotLive, import: Option<ImportId>) -> bool {
    import.is_some_and(|import| not_live.get(&import.0) == Some(&true))
}

fn read(row: &Row<'_>) -> Result<DebtorRow, StoreError> {
    Ok(DebtorRow {
        id: DebtorId(row.int(0)?),
        code: row.text(1)?,
        kind: debtor_kind(row.str(2)?)?,
        siren: row.text(3)?,
        vat: row.text(4)?,
        country: row.text(5)?,
        language: unword(row.str(6)?)?,
        reach: reach(row.int(7)?),
        scenario: row.opt_str(8)?.map(str::to_owned),
        details: row.int(9)?,
        import: row.opt_int(10)?.map(ImportId),
    })
}
