//! Life-cycle statuses of invoices, and imports of them taken back.

use jiff::civil::time;

use super::super::history::{History, Lived};
use super::{cents, day, reference};
use crate::cdar;

/// A message of one or two statuses of invoices of the books, as a platform sends it.
pub fn status(h: &mut History) -> Lived {
    let mut said = Vec::new();
    for _ in 0..1 + h.draw.below(2) {
        let Some(number) = reference(h, |known| &mut known.invoices) else { return Ok(()) };
        let code = h.draw.one(&["202", "205", "206", "206", "207", "208", "209", "210", "211", "211", "212", "213", "225"]);
        let hour = i8::try_from(h.draw.below(24)).unwrap();
        let one = cdar::Said::new(code, &number, day(h, 12, 2).to_datetime(time(hour, 0, 0, 0)));
        said.push(if h.draw.once_in(3) { one } else { one.of(cents(h, 100, 60_000)) });
    }
    let told = said.iter().map(|one| format!("{} of {} at {}", one.code, one.invoice, one.at)).collect::<Vec<_>>().join(", ");
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let path = cdar::file(&folder, "statut.xml", &cdar::message("1", "200000008", &said));
    let import = h.import(format!("statuses {told}"), path)?;
    h.known.status_imports.extend(import);
    Ok(())
}

/// An import of statuses is taken back, with what they did.
pub fn undone(h: &mut History) -> Lived {
    match reference(h, |known| &mut known.status_imports) {
        Some(import) => h.undo(&import),
        None => Ok(()),
    }
}
