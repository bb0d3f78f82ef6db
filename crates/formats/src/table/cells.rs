//! The cells of one row, by field. A cell that cannot be read is told and makes the row refused.

use domain::Date;
use domain::money::{Cents, Currency};

use super::Field;
use super::columns::Plan;
use super::row::{Cell, Row};
use crate::problem::{Place, Problems, shown};
use crate::values::{self, AmountError, DateError, DecimalMark};

/// A row being read.
pub(super) struct Cells<'a> {
    pub(super) row: &'a Row,
    pub(super) plan: &'a Plan,
    pub(super) problems: &'a mut Problems,
    /// An error was told: the row will not be taken.
    pub(super) refused: bool,
}

impl<'a> Cells<'a> {
    pub(super) fn new(row: &'a Row, plan: &'a Plan, problems: &'a mut Problems) -> Cells<'a> {
        let mut cells = Cells { row, plan, problems, refused: false };
        cells.check_width();
        cells
    }

    /// A row with too few or too many cells has them in the wrong columns.
    fn check_width(&mut self) {
        let (found, width) = (self.row.len(), self.plan.titles.len());
        let place = Place::line(self.row.line);
        if found < width && !self.row.ended {
            self.refused = true;
            self.problems.error(
                place,
                "truncated_last_line",
                format_args!("la dernière ligne est coupée ({found} cellules sur {width}) : le fichier a sans doute été copié pendant son écriture. Refaites l'export."),
            );
        } else if found < self.plan.least || (width..found).any(|column| !self.row.text(column).is_empty()) {
            self.refused = true;
            self.problems.error(
                place,
                "column_count",
                format_args!("{found} cellules au lieu de {width} : la ligne est ignorée. Un séparateur se trouve peut-être dans un texte ; mettez-le entre guillemets."),
            );
        }
    }

    pub(super) fn error(&mut self, field: Field, code: &'static str, what: std::fmt::Arguments<'_>) {
        self.refused = true;
        let title = self.title(field);
        self.problems.error(Place::cell(self.row.line, title), code, what);
    }

    pub(super) fn warning(&mut self, field: Field, code: &'static str, what: std::fmt::Arguments<'_>) {
        let title = self.title(field);
        self.problems.warning(Place::cell(self.row.line, title), code, what);
    }

    fn title(&self, field: Field) -> &'a str {
        self.plan.column(field).and_then(|c| self.plan.titles.get(c)).map_or(field.french(), String::as_str)
    }

    /// The text of a field, empty where the column is absent. Borrowed from the row, not from `self`.
    pub(super) fn raw(&self, field: Field) -> &'a str {
        self.plan.column(field).map_or("", |column| self.row.text(column))
    }

    fn cell(&self, field: Field) -> Cell {
        self.plan.column(field).map_or(Cell::Text, |column| self.row.cell(column))
    }

    /// Tells of a cell without a value; whether it has one.
    fn is_sound(&mut self, field: Field) -> bool {
        match self.cell(field) {
            Cell::Error => {
                let text = shown(self.raw(field));
                self.error(field, "cell_error", format_args!("la cellule contient l'erreur « {text} ». Corrigez-la dans le classeur."));
                false
            }
            Cell::Uncomputed => {
                self.error(
                    field,
                    "formula_uncomputed",
                    format_args!("la formule n'a pas été calculée. Ouvrez le classeur dans votre tableur, enregistrez-le et recommencez."),
                );
                false
            }
            _ => true,
        }
    }

    /// One line of text, without control characters.
    pub(super) fn text(&mut self, field: Field) -> String {
        if !self.is_sound(field) {
            return String::new();
        }
        one_line(self.raw(field))
    }

    /// A date; `None` where the cell is empty, or told to be wrong.
    pub(super) fn date(&mut self, field: Field) -> Option<Date> {
        let column = self.plan.column(field)?;
        if !self.is_sound(field) {
            return None;
        }
        let text = self.raw(field);
        let read = match self.row.cell(column) {
            Cell::Day(day) => Ok(day),
            Cell::Number => serial(text, self.plan.since_1904),
            _ => values::date(text, self.plan.date_orders[column]),
        };
        match read {
            Ok(day) => Some(day),
            Err(DateError::Empty) => None,
            Err(error) => {
                self.error(field, error.code(), format_args!("« {} » {}", shown(text), error.message()));
                None
            }
        }
    }

    /// A date that must be there.
    pub(super) fn needed_date(&mut self, field: Field) -> Option<Date> {
        let before = self.refused;
        self.refused = false;
        let date = self.date(field);
        if date.is_none() && !self.refused {
            let error = DateError::Empty;
            self.error(field, error.code(), format_args!("{}", error.message()));
        }
        self.refused |= before;
        date
    }

    /// An amount; `None` where the cell is empty, or told to be wrong.
    pub(super) fn amount(&mut self, field: Field, currency: Currency) -> Option<Cents> {
        let column = self.plan.column(field)?;
        if !self.is_sound(field) {
            return None;
        }
        let text = self.raw(field);
        let read = match self.row.cell(column) {
            Cell::Day(_) => Err(AmountError::NotANumber),
            Cell::Number => values::amount(text, Some(DecimalMark::Dot), currency.decimals()),
            _ => values::amount(text, self.plan.decimal_marks[column], currency.decimals()),
        };
        match read {
            Ok(cents) => Some(cents),
            Err(AmountError::Empty) => None,
            Err(error) => {
                self.error(field, error.code(), format_args!("« {} » {}", shown(text), error.message()));
                None
            }
        }
    }

    /// The currency; the euro where nothing is said.
    pub(super) fn currency(&mut self) -> Currency {
        let text = self.text(Field::Currency);
        let known = match text.as_str() {
            "" | "€" => Some(Currency::EUR),
            "$" => Currency::parse("USD"),
            "£" => Currency::parse("GBP"),
            code if code.eq_ignore_ascii_case("euro") || code.eq_ignore_ascii_case("euros") => Some(Currency::EUR),
            code => Currency::parse(code),
        };
        known.unwrap_or_else(|| {
            self.error(
                Field::Currency,
                "currency_unknown",
                format_args!("« {} » n'est pas un code de devise à trois lettres, par exemple EUR.", shown(&text)),
            );
            Currency::EUR
        })
    }

    /// Yes, no, or `None` where it says neither.
    pub(super) fn yes(&self, field: Field) -> Option<bool> {
        match values::plain_words(self.raw(field)).as_str() {
            "oui" | "o" | "yes" | "y" | "true" | "vrai" | "x" | "1" => Some(true),
            "non" | "n" | "no" | "false" | "faux" | "0" => Some(false),
            _ => None,
        }
    }
}

fn serial(text: &str, since_1904: bool) -> Result<Date, DateError> {
    let whole = text.split('.').next().unwrap_or("");
    let compact = whole.len() == 8 && text.len() == 8;
    if compact {
        return values::date(whole, None);
    }
    whole.parse().ok().and_then(|serial| values::serial_date(serial, since_1904)).ok_or(DateError::NotADate)
}

/// Line ends and other control characters become blanks, runs of blanks one.
pub(super) fn one_line(text: &str) -> String {
    let plain = if text.is_ascii() {
        text.bytes().all(|b| (b' '..0x7f).contains(&b))
    } else {
        !text.contains(|c: char| c.is_control() || c == '\u{a0}')
    };
    if plain && !text.contains("  ") {
        return text.to_owned();
    }
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}
