//! Life-cycle statuses in a story: each comes as a message of its own, as a platform sends it.

use app::books::Books;
use app::import::{self, Options, Outcome};
use app::ports::Silent;
use domain::Date;
use jiff::civil::time;

use super::grammar::Says;
use crate::cdar;

/// Whether it is a status; then it is imported.
pub fn happens(books: &Books, name: &str, day: Date, says: &Says) -> bool {
    let Says::Status { code, on, amount, dated } = says else { return false };
    let said = cdar::Said::new(code, on, dated.unwrap_or(day).to_datetime(time(9, 0, 0, 0)));
    let said = amount.map_or(said.clone(), |cents| said.of(cents));
    let folder = tempfile::tempdir().unwrap();
    let path = cdar::file(&folder, &format!("statut-{code}-{day}.xml"), &cdar::message(&format!("{code} {day}"), "200000008", &[said]));
    let report = import::files(books, &[path], &Options::default(), &Silent).unwrap_or_else(|error| panic!("{name}, {day} : {error}"));
    assert_eq!(report.files[0].outcome, Outcome::Taken, "{name}, {day} : {}", report.text());
    true
}
