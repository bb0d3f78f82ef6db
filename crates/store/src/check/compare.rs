//! Two databases, one table: both read in the order of their keys, row against row.

use std::cmp::Ordering;
use std::collections::VecDeque;

use super::Checked;
use crate::engine::{Sql, V};
use crate::error::StoreError;
use crate::project::Table;

/// Rows read at once on each side.
const BLOCK: i64 = 2_000;

/// A row: its key, and all its other columns as canonical bytes.
type Row = (Vec<i64>, Vec<u8>);

/// One side of the comparison.
struct Side<'s> {
    text: &'s str,
    tenant: i64,
    waiting: VecDeque<Row>,
    after: Option<Vec<i64>>,
}

impl<'s> Side<'s> {
    fn new(text: &'s str, tenant: i64, key: usize) -> Side<'s> {
        Side { text, tenant, waiting: VecDeque::new(), after: Some(vec![i64::MIN; key]) }
    }

    /// Makes sure that the next row is there, if there is one.
    fn fill(&mut self, sql: &mut Sql<'_>, table: &Table) -> Result<(), StoreError> {
        let Some(after) = self.after.take_if(|_| self.waiting.is_empty()) else { return Ok(()) };
        let mut values: Vec<V<'_>> = vec![self.tenant.into()];
        values.extend(after.iter().map(|part| V::Int(*part)));
        let keys = table.key.len();
        let waiting = &mut self.waiting;
        sql.each_made(self.text, &values, |row| {
            let key = (0..keys).map(|i| row.int(i)).collect::<Result<Vec<i64>, StoreError>>()?;
            let mut rest = Vec::with_capacity(16 * table.columns.len());
            (keys..keys + table.columns.len()).try_for_each(|i| row.canonical(i, &mut rest))?;
            waiting.push_back((key, rest));
            Ok::<_, StoreError>(())
        })?;
        self.after = self.waiting.back().map(|(key, _)| key.clone());
        Ok(())
    }
}

/// Compares a table of the store with what the replay made of it.
pub(super) fn table(c: &mut Checked<'_, '_>, scratch: &mut Sql<'_>, table: &Table) -> Result<(), StoreError> {
    let keys = table.key.join(", ");
    let places: Vec<String> = (0..table.key.len()).map(|i| format!("${}", i + 2)).collect();
    let text = format!(
        "SELECT {keys}{}{} FROM {} WHERE tenant_id = $1 AND ({keys}) > ({}) ORDER BY {keys} LIMIT {BLOCK}",
        if table.columns.is_empty() { "" } else { ", " },
        table.columns.join(", "),
        table.name,
        places.join(", ")
    );
    let tenant = c.read.tenant.0;
    let (mut stored, mut replayed) = (Side::new(&text, tenant, table.key.len()), Side::new(&text, tenant, table.key.len()));
    loop {
        stored.fill(&mut c.read.sql, table)?;
        replayed.fill(scratch, table)?;
        let order = match (stored.waiting.front(), replayed.waiting.front()) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => a.0.cmp(&b.0),
        };
        let ours = if order.is_le() { stored.waiting.pop_front() } else { None };
        let theirs = if order.is_ge() { replayed.waiting.pop_front() } else { None };
        c.report.rows += 1;
        judge(c, table, ours, theirs);
    }
}

fn judge(c: &mut Checked<'_, '_>, table: &Table, stored: Option<Row>, replayed: Option<Row>) {
    let shown = |key: &[i64]| key.iter().map(i64::to_string).collect::<Vec<_>>().join("/");
    let place = format!("{} ({})", table.french, table.name);
    match (stored, replayed) {
        (Some((_, ours)), Some((_, theirs))) if ours == theirs => {}
        (Some((key, ours)), Some((_, theirs))) => {
            let names: Vec<&str> = table
                .columns
                .iter()
                .zip(split(&ours).into_iter().zip(split(&theirs)))
                .filter(|(_, (a, b))| a != b)
                .map(|(name, _)| *name)
                .collect();
            c.find(&place, shown(&key), format!("la ligne n'est pas celle que disent les événements ({})", names.join(", ")));
        }
        (Some((key, _)), None) => c.find(&place, shown(&key), "la ligne est en trop : aucun événement ne la dit"),
        (None, Some((key, _))) => c.find(&place, shown(&key), "la ligne manque"),
        (None, None) => {}
    }
}

/// Canonical bytes cut into columns again.
fn split(mut row: &[u8]) -> Vec<&[u8]> {
    let mut columns = Vec::new();
    while let Some(kind) = row.first() {
        let length = match kind {
            b'i' => 9,
            b't' | b'b' => {
                let size = row.get(1..9).and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_le_bytes);
                9 + usize::try_from(size).unwrap_or(0)
            }
            _ => 1,
        };
        let (column, rest) = row.split_at(length.min(row.len()));
        columns.push(column);
        row = rest;
    }
    columns
}
