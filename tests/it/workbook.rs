//! Workbooks (XLSX) put together part by part.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const PARTS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
/// Style 0 is general, style 1 a date.
const STYLES: &str = r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;

const HEADER: [&str; 6] = ["numero", "date_facture", "echeance", "montant_ttc", "code_debiteur", "nom"];

/// A cell of a row.
pub enum Cell {
    /// Words.
    Text(&'static str),
    /// A number.
    Number(&'static str),
    /// A day, as the count of days that a workbook keeps.
    Day(u32),
    /// An error, such as `#N/A`.
    Error(&'static str),
    /// A formula, with the value computed when it was saved.
    Formula(&'static str, Option<&'static str>),
}

/// A workbook of invoices. `since_1904`: its days count from 1904, as some Macs had it.
pub fn workbook(rows: &[[Cell; 6]], since_1904: bool) -> Vec<u8> {
    let mut sheet = row(1, HEADER.map(Cell::Text).iter());
    for (at, cells) in rows.iter().enumerate() {
        sheet.push_str(&row(at + 2, cells.iter()));
    }
    let sheet = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet}</sheetData></worksheet>"#
    );
    let book = format!(
        r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="{}"/><sheets><sheet name="Factures" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        u8::from(since_1904)
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", PARTS),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", &sheet),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}

/// The same workbook with one part more.
pub fn with_part(workbook: &[u8], name: &str, part: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new_append(Cursor::new(workbook.to_vec())).expect("a workbook");
    zip.start_file(name, SimpleFileOptions::default().compression_level(Some(1))).expect("a part");
    zip.write_all(part).expect("memory");
    zip.finish().expect("memory").into_inner()
}

/// A workbook with a password: a compound file, in which the workbook is one encrypted stream.
pub fn locked() -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(1024, 0);
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(4096, 0x5A);
    bytes
}

fn row<'c>(number: usize, cells: impl Iterator<Item = &'c Cell>) -> String {
    let cells: String = ('A'..).zip(cells).map(|(column, cell)| xml(&format!("{column}{number}"), cell)).collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}

fn xml(at: &str, cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#),
        Cell::Number(number) => format!(r#"<c r="{at}"><v>{number}</v></c>"#),
        Cell::Day(days) => format!(r#"<c r="{at}" s="1"><v>{days}</v></c>"#),
        Cell::Error(error) => format!(r#"<c r="{at}" t="e"><v>{error}</v></c>"#),
        Cell::Formula(formula, Some(value)) => format!(r#"<c r="{at}"><f>{formula}</f><v>{value}</v></c>"#),
        Cell::Formula(formula, None) => format!(r#"<c r="{at}"><f>{formula}</f></c>"#),
    }
}
