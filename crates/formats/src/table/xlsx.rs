//! Rows of a sheet of a workbook, cell by cell, after [`super::guard`] let it pass.
//!
//! A cell with a formula gives the value computed when the workbook was saved. Numbers are shown with at most five
//! decimals: beyond are artefacts of binary fractions, never cents.

use std::io::BufReader;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Reader, Xlsx};
use domain::Date;

use super::guard;
use super::row::{Cell, Row, Seen};
use crate::input::{Input, ReadSeek};
use crate::problem::{Place, Problems};
use crate::values;

/// Columns beyond this one are ignored.
const MOST_COLUMNS: u32 = 512;

type Workbook<'a> = Xlsx<BufReader<Box<dyn ReadSeek + 'a>>>;

/// Names of the sheets and whether dates count from 1904; `None` with an error when the workbook cannot be opened.
pub(super) fn sheets(input: &Input<'_>, problems: &mut Problems) -> Option<Vec<String>> {
    if !guard::passes(input, problems) {
        return None;
    }
    contained(problems, |problems| {
        let workbook = open(input, problems)?;
        Some(workbook.sheet_names())
    })
}

/// Hands every row of a sheet that is not blank to `each`, until it breaks. Returns whether the end was reached.
///
/// The workbook must have passed [`sheets`].
pub(super) fn each_row(
    input: &Input<'_>,
    sheet: &str,
    problems: &mut Problems,
    each: &mut dyn FnMut(Seen<'_>, &mut Problems) -> ControlFlow<()>,
) -> bool {
    contained(problems, |problems| {
        let mut workbook = open(input, problems)?;
        read(&mut workbook, input.limits().cells, sheet, problems, each)
    })
    .unwrap_or(false)
}

/// Whether dates of the workbook count from 1904.
pub(super) fn since_1904(input: &Input<'_>) -> bool {
    contained(&mut Problems::new(), |problems| open(input, problems).map(|workbook| workbook.has_1904_epoch())).unwrap_or(false)
}

/// A workbook made to harm can make the reader of workbooks panic (its additions are checked): that is a damaged file.
fn contained<T>(problems: &mut Problems, work: impl FnOnce(&mut Problems) -> Option<T>) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(|| work(problems))) {
        Ok(result) => result,
        Err(_) => {
            guard::damaged(&"contenu invalide", problems);
            None
        }
    }
}

fn open<'a>(input: &Input<'a>, problems: &mut Problems) -> Option<Workbook<'a>> {
    let source = input.open_within(input.limits().workbook_bytes, problems)?;
    match Xlsx::new(source) {
        Ok(workbook) => Some(workbook),
        Err(calamine::XlsxError::Password) => {
            let locked = crate::recognise::OtherKind::ProtectedWorkbook;
            problems.error(Place::FILE, locked.code(), format_args!("{}", locked.message()));
            None
        }
        Err(error) => {
            guard::damaged(&error, problems);
            None
        }
    }
}

fn read(
    workbook: &mut Workbook<'_>,
    most_cells: u64,
    sheet: &str,
    problems: &mut Problems,
    each: &mut dyn FnMut(Seen<'_>, &mut Problems) -> ControlFlow<()>,
) -> Option<bool> {
    let mut cells = match workbook.worksheet_cells_reader(sheet) {
        Ok(cells) => cells,
        // A chart sheet has no cells.
        Err(calamine::XlsxError::NotAWorksheet(_)) => return Some(true),
        Err(error) => {
            guard::damaged(&error, problems);
            return None;
        }
    };
    let mut row = Row::new();
    let mut count = 0;
    loop {
        let cell = match cells.next_cell_with_formula_metadata() {
            Ok(cell) => cell,
            Err(error) => {
                guard::damaged(&error, problems);
                return None;
            }
        };
        let line = cell.as_ref().map(|cell| u64::from(cell.pos.0) + 1);
        if row.len() > 0 && line != Some(row.line) {
            if !row.is_blank() && each(Seen::Row(&row), problems).is_break() {
                return Some(false);
            }
            row.clear(0, true);
        }
        let Some(cell) = cell else { return Some(true) };
        count += 1;
        if count > most_cells {
            problems.error(
                Place::FILE,
                "workbook_excessive",
                format_args!(
                    "la feuille a plus de {most_cells} cellules : la suite n'est pas lue. Enregistrez-la en CSV et donnez ce fichier."
                ),
            );
            return Some(false);
        }
        if cell.pos.1 < MOST_COLUMNS {
            if row.len() == 0 {
                row.clear(u64::from(cell.pos.0) + 1, true);
            }
            put(&mut row, cell.pos.1 as usize, &cell.value, cell.formula.is_some());
        }
    }
}

fn put(row: &mut Row, column: usize, value: &DataRef<'_>, formula: bool) {
    match value {
        DataRef::Empty if formula => row.put(column, "", Cell::Uncomputed),
        DataRef::Empty => row.put(column, "", Cell::Text),
        DataRef::String(text) => row.put(column, text, Cell::Text),
        DataRef::SharedString(text) => row.put(column, text, Cell::Text),
        DataRef::Bool(yes) => row.put(column, if *yes { "true" } else { "false" }, Cell::Text),
        DataRef::Int(number) => row.put(column, &number.to_string(), Cell::Number),
        DataRef::Float(number) => put_number(row, column, *number),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
            match parts {
                (Ok(year), Ok(month), Ok(day)) if Date::new(year, month, day).is_ok() => {
                    let day = Date::constant(year, month, day);
                    row.put(column, &day.to_string(), Cell::Day(day));
                }
                _ => row.put(column, "date", Cell::Error),
            }
        }
        DataRef::DateTime(moment) => put_number(row, column, moment.as_f64()),
        DataRef::DateTimeIso(text) => match values::date(text, None) {
            Ok(day) => row.put(column, &day.to_string(), Cell::Day(day)),
            Err(_) => row.put(column, text, Cell::Text),
        },
        DataRef::DurationIso(text) => row.put(column, text, Cell::Text),
        DataRef::Error(error) => row.put(column, &Data::Error(error.clone()).to_string(), Cell::Error),
    }
}

fn put_number(row: &mut Row, column: usize, number: f64) {
    if !number.is_finite() {
        return row.put(column, "nombre", Cell::Error);
    }
    let text = format!("{number:.5}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    row.put(column, if text == "-0" { "0" } else { text }, Cell::Number);
}
