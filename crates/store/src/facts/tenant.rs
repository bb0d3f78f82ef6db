//! What holds for every debtor of a tenant.

use domain::events::{CreditorSet, PolicySet, ScenarioSet, TemplateSet, TermsSet};
use domain::facts::{DatedTerms, TenantFacts};
use domain::ids::Seq;
use domain::letters::Words;
use domain::party::CreditorProfile;
use jiff::civil::Date;
use serde::de::DeserializeOwned;

use super::unjson;
use crate::error::StoreError;
use crate::project::paris_day;
use crate::sql::{claim as claim_sql, import as import_sql, setting as sql};
use crate::tx::Read;

/// One version of the creditor's words of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateVersion {
    /// The event that set it.
    pub seq: Seq,
    /// From which day.
    pub on: Date,
    /// The words; absent where the shipped ones came back.
    pub words: Option<Words>,
    /// Who.
    pub author: String,
    /// When, microseconds since 1970 UTC.
    pub recorded_at: i64,
}

impl Read<'_> {
    /// The facts of the tenant, with the identity and policy in force on a day.
    ///
    /// # Errors
    /// What the database says.
    pub fn tenant_facts(&mut self, day: Date) -> Result<TenantFacts, StoreError> {
        let creditor: Option<CreditorSet> = self.setting("creditor", day)?;
        let policy: Option<PolicySet> = self.setting("policy", day)?;
        let tenant = self.tenant.0;
        let terms = self.sql.rows(sql::CREDITOR_TERMS, &[tenant.into()], |row| dated_terms(row.day(0)?, row.str(1)?))?;
        let first_claim = self.sql.first(claim_sql::FIRST, &[tenant.into()], |row| row.day(0))?;
        let first_import = self.sql.first(import_sql::FIRST, &[tenant.into()], |row| row.int(0))?.map(paris_day);
        let known = self.sql.first(sql::KNOWN_THROUGH, &[tenant.into()], |row| row.opt_day(0))?.flatten();
        let mut facts = TenantFacts { terms, payments_known_through: known, ..TenantFacts::default() };
        facts.started_on = [first_claim, first_import].into_iter().flatten().min();
        facts.policy = policy.map(|p| p.policy).unwrap_or_default();
        if let Some(creditor) = creditor {
            facts.creditor_kind = creditor.kind;
            facts.territory = creditor.territory;
            facts.acts_for = creditor.acts_for;
            facts.has_profile = true;
            facts.has_iban = creditor.has_iban;
        }
        Ok(facts)
    }

    /// The creditor's identity as said last; `None` before it was ever given, or when its bytes were erased.
    ///
    /// # Errors
    /// What the database says.
    pub fn creditor_profile(&mut self) -> Result<Option<CreditorProfile>, StoreError> {
        let body = self.sql.first(sql::LAST, &[self.tenant.0.into(), "creditor".into()], |row| row.text(0))?;
        let Some(set) = body.map(|body| unjson::<CreditorSet>(&body)).transpose()? else { return Ok(None) };
        let bytes = self.private(&set.profile)?;
        bytes.map(|bytes| serde_json::from_slice(&bytes).map_err(|error| StoreError::Damaged(error.to_string()))).transpose()
    }

    /// A scenario as said last: the event that set it, and its text.
    ///
    /// # Errors
    /// What the database says.
    pub fn scenario(&mut self, name: &str) -> Result<Option<(Seq, String)>, StoreError> {
        let values = [self.tenant.0.into(), "scenario".into(), name.into()];
        let found = self.sql.first(sql::NAMED, &values, |row| Ok((row.text(0)?, Seq(row.int(1)?))))?;
        found.map(|(body, seq)| Ok((seq, unjson::<ScenarioSet>(&body)?.toml))).transpose()
    }

    /// The names of the scenarios adopted, sorted.
    ///
    /// # Errors
    /// What the database says.
    pub fn scenario_names(&mut self) -> Result<Vec<String>, StoreError> {
        let mut names = self.sql.rows(sql::NAMES, &[self.tenant.0.into(), "scenario".into()], |row| row.text(0))?;
        names.sort_unstable();
        Ok(names)
    }

    /// The creditor's own words of a template as said last, with the event that set them; `None` where the shipped ones count.
    ///
    /// # Errors
    /// What the database says.
    pub fn template(&mut self, name: &str) -> Result<Option<(Seq, Words)>, StoreError> {
        let values = [self.tenant.0.into(), "template".into(), name.into()];
        let found = self.sql.first(sql::NAMED, &values, |row| Ok((row.text(0)?, Seq(row.int(1)?))))?;
        let Some((body, seq)) = found else { return Ok(None) };
        Ok(unjson::<TemplateSet>(&body)?.words.map(|words| (seq, words)))
    }

    /// Every version of the creditor's words of a template, newest first; one without words went back to the shipped ones.
    ///
    /// # Errors
    /// What the database says.
    pub fn template_versions(&mut self, name: &str) -> Result<Vec<TemplateVersion>, StoreError> {
        let values = [self.tenant.0.into(), "template".into(), name.into()];
        self.sql.rows(sql::VERSIONS, &values, |row| {
            Ok(TemplateVersion {
                seq: Seq(row.int(0)?),
                on: row.day(1)?,
                words: unjson::<TemplateSet>(row.str(2)?)?.words,
                author: row.text(3)?,
                recorded_at: row.int(4)?,
            })
        })
    }

    /// The names of the templates whose words were ever changed, sorted.
    ///
    /// # Errors
    /// What the database says.
    pub fn template_names(&mut self) -> Result<Vec<String>, StoreError> {
        let mut names = self.sql.rows(sql::NAMES, &[self.tenant.0.into(), "template".into()], |row| row.text(0))?;
        names.sort_unstable();
        Ok(names)
    }

    pub(crate) fn setting<T: DeserializeOwned>(&mut self, kind: &str, day: Date) -> Result<Option<T>, StoreError> {
        let body = self.sql.first(sql::IN_FORCE, &[self.tenant.0.into(), kind.into(), day.into()], |row| row.text(0))?;
        body.map(|body| unjson(&body)).transpose()
    }
}

/// Terms from the payload of their event.
pub(crate) fn dated_terms(from: Date, body: &str) -> Result<DatedTerms, StoreError> {
    let set: TermsSet = unjson(body)?;
    Ok(DatedTerms { from, terms: set.terms, clause: set.clause, imputation: set.imputation, default_kind: set.default_kind })
}
