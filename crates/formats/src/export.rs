//! Exports: lists written as CSV or XLSX, row by row, for spreadsheets and for people.
//!
//! * Text is text: what begins like a formula (`=`, `+`, `-`, `@`, tab, carriage return) is kept from being one, by an apostrophe in CSV
//!   and by the mark of quoted text in XLSX.
//! * Amounts are numbers and days are days, so that they can be added and sorted. CSV is what French spreadsheets open: UTF-8
//!   with its mark, semicolons, decimal commas.
//! * Memory does not grow with the rows; an XLSX sheet that is full goes on in another.

use std::borrow::Cow;
use std::io::{self, Write};

use domain::Date;
use domain::money::{Cents, Currency};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// Which file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// Comma-separated values, with semicolons.
    Csv,
    /// A workbook.
    Xlsx,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Words, numbers of things, references: never a formula.
    Text(Cow<'a, str>),
    /// Money; its currency stands in a column of its own.
    Amount(Cents, Currency),
    /// A count.
    Whole(i64),
    /// A day.
    Day(Date),
    /// Nothing.
    Nothing,
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Cell<'a> {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Text(Cow::Owned(text))
    }
}

impl From<Option<Date>> for Cell<'_> {
    fn from(day: Option<Date>) -> Self {
        day.map_or(Cell::Nothing, Cell::Day)
    }
}

/// Rows of a sheet, header and free rows of the format aside: 1 048 576 is the limit of every spreadsheet.
const FULL: u32 = 1_048_576;

/// Characters that a cell of a workbook holds.
const LONGEST: usize = 32_767;

impl Export {
    /// By its word, as it stands in an address.
    pub fn of(word: &str) -> Option<Export> {
        match word {
            "csv" => Some(Export::Csv),
            "xlsx" => Some(Export::Xlsx),
            _ => None,
        }
    }

    /// The end of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Export::Csv => "csv",
            Export::Xlsx => "xlsx",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Export::Csv => "text/csv; charset=utf-8",
            Export::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// Writes a list: its title, the heads of its columns, then the rows that `fill` gives to the sheet.
    ///
    /// # Errors
    /// What `fill` answers, or the writer refuses.
    pub fn write(
        self,
        out: &mut (dyn Write + Send),
        title: &str,
        heads: &[&str],
        fill: impl FnOnce(&mut Sheet<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        match self {
            Export::Csv => {
                out.write_all("\u{feff}".as_bytes())?;
                let mut sheet = Sheet(Inner::Csv { out, line: String::new() });
                let heads: Vec<Cell<'_>> = heads.iter().map(|head| Cell::from(*head)).collect();
                sheet.row(&heads)?;
                fill(&mut sheet)?;
                out.flush()
            }
            Export::Xlsx => {
                let mut book = Book::new(title, heads)?;
                fill(&mut Sheet(Inner::Xlsx(&mut book)))?;
                book.workbook.save_to_writer(out).map_err(refused)
            }
        }
    }
}

/// Where rows go.
pub struct Sheet<'a>(Inner<'a>);

enum Inner<'a> {
    Csv { out: &'a mut (dyn Write + Send), line: String },
    Xlsx(&'a mut Book),
}

impl Sheet<'_> {
    /// Writes a row.
    ///
    /// # Errors
    /// The writer refuses.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        match &mut self.0 {
            Inner::Csv { out, line } => {
                line.clear();
                for (at, cell) in cells.iter().enumerate() {
                    if at > 0 {
                        line.push(';');
                    }
                    csv_cell(line, cell);
                }
                line.push_str("\r\n");
                out.write_all(line.as_bytes())
            }
            Inner::Xlsx(book) => book.row(cells).map_err(refused),
        }
    }
}

/// Whether a spreadsheet would take it for a formula.
fn begins_like_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn csv_cell(line: &mut String, cell: &Cell<'_>) {
    match cell {
        Cell::Text(text) => {
            let guard = if begins_like_a_formula(text) { "'" } else { "" };
            if text.contains([';', '"', '\n', '\r', '\t', ',']) {
                line.push_str(&format!("\"{guard}{}\"", text.replace('"', "\"\"")));
            } else {
                line.push_str(guard);
                line.push_str(text);
            }
        }
        Cell::Amount(amount, currency) => line.push_str(&decimal(*amount, *currency, ',')),
        Cell::Whole(number) => line.push_str(&number.to_string()),
        Cell::Day(day) => line.push_str(&domain::french::date_short(*day)),
        Cell::Nothing => {}
    }
}

/// An amount in units of its currency, without anything between thousands.
fn decimal(amount: Cents, currency: Currency, mark: char) -> String {
    let decimals = currency.decimals();
    let unit = 10_u64.pow(decimals);
    let (sign, cents) = (if amount.0 < 0 { "-" } else { "" }, amount.0.unsigned_abs());
    if decimals == 0 {
        return format!("{sign}{cents}");
    }
    let width = decimals as usize;
    format!("{sign}{}{mark}{:0width$}", cents / unit, cents % unit)
}

/// A workbook in the making.
struct Book {
    workbook: Workbook,
    title: String,
    heads: Vec<String>,
    sheets: usize,
    next: u32,
    formats: Formats,
}

struct Formats {
    head: Format,
    text: Format,
    quoted: Format,
    /// By decimals of the currency: none, two, three.
    amounts: [Format; 3],
    day: Format,
}

impl Book {
    fn new(title: &str, heads: &[&str]) -> io::Result<Book> {
        let formats = Formats {
            head: Format::new().set_bold(),
            text: Format::new(),
            quoted: Format::new().set_quote_prefix(),
            amounts: ["#,##0", "#,##0.00", "#,##0.000"].map(|shape| Format::new().set_num_format(shape)),
            day: Format::new().set_num_format("dd/mm/yyyy"),
        };
        let heads = heads.iter().map(|head| (*head).to_owned()).collect();
        let mut book = Book { workbook: Workbook::new(), title: title.to_owned(), heads, sheets: 0, next: FULL, formats };
        book.sheet().map_err(refused)?;
        Ok(book)
    }

    /// Begins another sheet.
    fn sheet(&mut self) -> Result<(), XlsxError> {
        self.sheets += 1;
        let name = if self.sheets == 1 { self.title.clone() } else { format!("{} ({})", self.title, self.sheets) };
        // Names of sheets hold 31 characters, and none of these.
        let name: String = name.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (at, head) in (0_u16..).zip(&self.heads) {
            sheet.set_column_width(at, if head.chars().count() > 14 { 26 } else { 16 })?;
        }
        for (at, head) in (0_u16..).zip(&self.heads) {
            sheet.write_string_with_format(0, at, head, &self.formats.head)?;
        }
        self.next = 1;
        Ok(())
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
        if self.next >= FULL {
            self.sheet()?;
        }
        let sheet = self.workbook.worksheet_from_index(self.sheets - 1)?;
        for (at, cell) in (0_u16..).zip(cells) {
            self.formats.put(sheet, self.next, at, cell)?;
        }
        self.next += 1;
        Ok(())
    }
}

impl Formats {
    fn put(&self, sheet: &mut Worksheet, row: u32, at: u16, cell: &Cell<'_>) -> Result<(), XlsxError> {
        match cell {
            Cell::Text(text) => {
                let format = if begins_like_a_formula(text) { &self.quoted } else { &self.text };
                let text: String = text.chars().take(LONGEST).collect();
                sheet.write_string_with_format(row, at, text, format)?;
            }
            Cell::Amount(amount, currency) => {
                let written = decimal(*amount, *currency, '.');
                let format = match currency.decimals() {
                    0 => &self.amounts[0],
                    2 => &self.amounts[1],
                    _ => &self.amounts[2],
                };
                // A workbook knows only floating numbers: the nearest one to the decimal text, as a person typing it gets.
                match written.parse::<f64>() {
                    Ok(number) => sheet.write_number_with_format(row, at, number, format)?,
                    Err(_) => sheet.write_string(row, at, written)?,
                };
            }
            Cell::Whole(number) => match u32::try_from(*number) {
                Ok(small) => {
                    sheet.write_number(row, at, small)?;
                }
                Err(_) => {
                    sheet.write_string(row, at, number.to_string())?;
                }
            },
            Cell::Day(day) => {
                let (year, month, date) = (u16::try_from(day.year()), u8::try_from(day.month()), u8::try_from(day.day()));
                let known = year.ok().zip(month.ok()).zip(date.ok());
                match known.and_then(|((year, month), date)| ExcelDateTime::from_ymd(year, month, date).ok()) {
                    Some(known) => sheet.write_datetime_with_format(row, at, &known, &self.day)?,
                    // Before 1900 spreadsheets have no days.
                    None => sheet.write_string(row, at, domain::french::date_short(*day))?,
                };
            }
            Cell::Nothing => {}
        }
        Ok(())
    }
}

fn refused(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Date = Date::constant(2026, 11, 21);

    fn written(export: Export) -> Vec<u8> {
        let mut out = Vec::new();
        export
            .write(&mut out, "Débiteurs [essai]", &["Nom", "Solde", "Échéances", "Depuis"], |sheet| {
                sheet.row(&["=HYPERLINK(\"x\")".into(), Cell::Amount(Cents(-123_456), Currency::EUR), Cell::Whole(3), Cell::Day(DAY)])?;
                sheet.row(&["L'Étoile ; filante".into(), Cell::Amount(Cents(5), Currency::EUR), Cell::Whole(-1), Cell::Nothing])?;
                sheet.row(&["@a".into(), "+33 4".into(), "-5".into(), "\tb".into()])
            })
            .expect("a vector takes everything");
        out
    }

    #[test]
    fn a_csv_opens_in_a_french_spreadsheet_without_a_formula() {
        let text = String::from_utf8(written(Export::Csv)).expect("UTF-8");
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(
            lines,
            [
                "\u{feff}Nom;Solde;Échéances;Depuis",
                "\"'=HYPERLINK(\"\"x\"\")\";-1234,56;3;21/11/2026",
                "\"L'Étoile ; filante\";0,05;-1;",
                "'@a;'+33 4;'-5;\"'\tb\"",
                ""
            ]
        );
    }

    #[test]
    fn a_workbook_holds_numbers_days_and_text_that_is_no_formula() {
        use calamine::{Data, Reader, Xlsx};
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(written(Export::Xlsx))).expect("a workbook");
        assert_eq!(book.sheet_names(), ["Débiteurs essai"]);
        let range = book.worksheet_range("Débiteurs essai").expect("the sheet");
        assert_eq!(range.get((1, 0)), Some(&Data::String("=HYPERLINK(\"x\")".to_owned())));
        assert_eq!(range.get((1, 1)), Some(&Data::Float(-1234.56)));
        assert_eq!(range.get((1, 2)), Some(&Data::Float(3.0)));
        assert!(matches!(range.get((1, 3)), Some(Data::DateTime(_))), "{:?}", range.get((1, 3)));
        assert_eq!(range.get((2, 0)), Some(&Data::String("L'Étoile ; filante".to_owned())));
        assert_eq!(range.get((3, 2)), Some(&Data::String("-5".to_owned())));
        assert!(book.worksheet_formula("Débiteurs essai").expect("formulas").is_empty());
    }

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        let yen = Currency::parse("JPY").expect("yen");
        let dinar = Currency::parse("TND").expect("dinar");
        assert_eq!(
            [decimal(Cents(-5), Currency::EUR, ','), decimal(Cents(1_200), yen, ','), decimal(Cents(1_234_567), dinar, ',')],
            ["-0,05", "1200", "1234,567"]
        );
    }
}
