//! The lines of a file that cannot be taken, as a CSV to work on elsewhere: line, what is wrong, then the row as it stands.

use std::collections::BTreeSet;

use formats::Input;
use formats::table;

use super::{Brought, mapping_of, place};
use crate::books::Books;
use crate::error::{AppError, Result};
use crate::import::control::Control;

/// The lines at fault of a file, as it was looked at: UTF-8 with its mark, so that spreadsheets read the accents.
///
/// # Errors
/// The store.
pub fn faults_csv(books: &Books, file: &Brought, seen: &Control) -> Result<Vec<u8>> {
    let failed = |error: csv::Error| AppError::refused(error.to_string());
    let lines: BTreeSet<u64> = seen.found.iter().filter(|found| found.error).filter_map(|found| found.line).collect();
    let mapping = mapping_of(books, file)?;
    let revision = file.revision(mapping.as_ref());
    let path = place(books, file);
    let input = Input::file(&path).with_name(&file.name).with_fixes(&revision.fixes);
    let rows = mapping.as_ref().map(|mapping| table::rows_at(&input, mapping, &lines)).unwrap_or_default();
    let mut out = csv::WriterBuilder::new().delimiter(b';').flexible(true).from_writer(b"\xEF\xBB\xBF".to_vec());
    let head = ["Ligne", "Problème"].into_iter().chain(seen.columns.iter().map(|column| column.title.as_str()));
    out.write_record(head.map(plain)).map_err(failed)?;
    for found in seen.found.iter().filter(|found| found.error) {
        let cells = found.line.and_then(|line| rows.get(&line)).map(|row| row.cells.clone()).unwrap_or_default();
        let line = found.line.map(|line| line.to_string()).unwrap_or_default();
        let record = [line, super::words::without_commands(&found.message)].into_iter().chain(cells);
        out.write_record(record.map(|cell| plain(&cell))).map_err(failed)?;
    }
    out.into_inner().map_err(|error| AppError::refused(error.to_string()))
}

/// A cell that a spreadsheet will not take for a formula; a number stays one.
fn plain(cell: &str) -> String {
    let number = cell.trim_start_matches(['-', '+']).chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | ' ' | '\u{202f}'));
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number;
    if formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(plain("=1+1"), "'=1+1");
        assert_eq!(plain("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(plain("-12,50"), "-12,50");
        assert_eq!(plain("Dupont"), "Dupont");
    }
}
