//! Imports by id or by the hash of their file.

use domain::ids::{ImportId, Seq};
use jiff::civil::Date;

use crate::engine::{Row, V};
use crate::error::StoreError;
use crate::sql::import as sql;
use crate::tx::Read;

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportState {
    /// Begun: its rows are hidden from dunning.
    Started,
    /// Its rows count.
    Completed,
    /// It never was.
    Undone,
}

/// An import as it is known now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    /// Which.
    pub id: ImportId,
    /// Day of the import.
    pub on: Date,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// What it was recognised as.
    pub format: String,
    /// Number of the file's name in the erasable store.
    pub name: i64,
    /// Number of its bytes there, where they were kept.
    pub file: Option<i64>,
    /// Where it stands.
    pub state: ImportState,
    /// Rows that made events.
    pub taken: i64,
    /// Rows already known.
    pub known: i64,
    /// Problems shown.
    pub problems: i64,
    /// When it began, microseconds UTC.
    pub started_at: i64,
}

impl Read<'_> {
    /// An import by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn import(&mut self, id: ImportId) -> Result<Option<ImportRow>, StoreError> {
        self.import_where(sql::ONE, id.0.into())
    }

    /// The newest import of a file, undone ones aside.
    ///
    /// # Errors
    /// What the database says.
    pub fn import_by_sha256(&mut self, sha256: &str) -> Result<Option<ImportRow>, StoreError> {
        self.import_where(sql::BY_SHA256, sha256.into())
    }

    /// Every import, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn imports(&mut self) -> Result<Vec<ImportRow>, StoreError> {
        self.sql.rows(sql::LIST, &[self.tenant.0.into()], read)
    }

    /// The first event that rests on what an import brought, and forbids undoing it.
    ///
    /// # Errors
    /// What the database says.
    pub fn import_is_needed_by(&mut self, id: ImportId) -> Result<Option<Seq>, StoreError> {
        Ok(self.sql.first(sql::DEPENDS, &[self.tenant.0.into(), id.0.into()], |row| row.opt_int(0))?.flatten().map(Seq))
    }

    fn import_where(&mut self, text: &'static str, value: V<'_>) -> Result<Option<ImportRow>, StoreError> {
        self.sql.first(text, &[self.tenant.0.into(), value], read)
    }
}

fn read(row: &Row<'_>) -> Result<ImportRow, StoreError> {
    Ok(ImportRow {
        id: ImportId(row.int(0)?),
        on: row.day(1)?,
        sha256: row.text(2)?,
        format: row.text(3)?,
        name: row.int(4)?,
        file: row.opt_int(5)?,
        state: match row.str(6)? {
            "started" => ImportState::Started,
            "completed" => ImportState::Completed,
            "undone" => ImportState::Undone,
            other => return Err(StoreError::Damaged(format!("« {other} » est un état d'import inconnu"))),
        },
        taken: row.int(7)?,
        known: row.int(8)?,
        problems: row.int(9)?,
        started_at: row.int(10)?,
    })
}
