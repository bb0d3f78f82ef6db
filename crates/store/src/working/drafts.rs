//! Scenarios under work: what nobody published yet, shared by all who work on the creditor's books.

use domain::ids::Seq;

use crate::engine::Row;
use crate::error::StoreError;
use crate::sql::scenario as sql;
use crate::tx::{Read, Tx};

/// A scenario under work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioDraft {
    /// The name of the scenario.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// Who saved it last.
    pub author: String,
    /// When, in microseconds UTC.
    pub saved_at: i64,
    /// The event of the version it was begun from; 0 where none was recorded.
    pub based_on: Seq,
}

impl Tx<'_> {
    /// Keeps a draft in the place of the one before, in the name of whoever speaks.
    ///
    /// # Errors
    /// What the database says.
    pub fn save_scenario_draft(&mut self, name: &str, text: &str, based_on: Seq) -> Result<(), StoreError> {
        let (tenant, now) = (self.tenant.0, self.now());
        let author = self.author().to_owned();
        let values = [tenant.into(), name.into(), text.into(), author.as_str().into(), now.into(), based_on.0.into()];
        self.sql.execute(sql::SAVE_DRAFT, &values)?;
        Ok(())
    }

    /// Gives a draft up; answers whether there was one.
    ///
    /// # Errors
    /// What the database says.
    pub fn drop_scenario_draft(&mut self, name: &str) -> Result<bool, StoreError> {
        let tenant = self.tenant.0;
        Ok(self.sql.execute(sql::DROP_DRAFT, &[tenant.into(), name.into()])? > 0)
    }
}

impl Read<'_> {
    /// The draft of a scenario.
    ///
    /// # Errors
    /// What the database says.
    pub fn scenario_draft(&mut self, name: &str) -> Result<Option<ScenarioDraft>, StoreError> {
        self.sql.first(sql::DRAFT, &[self.tenant.0.into(), name.into()], draft)
    }

    /// Every draft, by name.
    ///
    /// # Errors
    /// What the database says.
    pub fn scenario_drafts(&mut self) -> Result<Vec<ScenarioDraft>, StoreError> {
        self.sql.rows(sql::DRAFTS, &[self.tenant.0.into()], draft)
    }
}

fn draft(row: &Row<'_>) -> Result<ScenarioDraft, StoreError> {
    Ok(ScenarioDraft { name: row.text(0)?, text: row.text(1)?, author: row.text(2)?, saved_at: row.int(3)?, based_on: Seq(row.int(4)?) })
}
