//! Workbooks, made here part by part: typed cells, formulas, errors, 1904 dates, and those made to harm.

use std::io::{Cursor, Write};

use domain::Date;
use domain::money::Cents;
use formats::{Input, Limits, Problem};
use zip::write::SimpleFileOptions;

use crate::tables::invoices_of;
use crate::{codes, has_error};

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK_RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const STYLES: &str = r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
const STRINGS: &str = r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1"><si><t>numero</t></si></sst>"#;

fn sheet(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

/// A cell as text.
fn t(at: &str, text: &str) -> String {
    format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

fn header() -> String {
    let cells = [("B1", "date_facture"), ("C1", "echeance"), ("D1", "montant_ttc"), ("E1", "nom"), ("F1", "code postal")];
    let cells: String = cells.iter().map(|(at, text)| t(at, text)).collect();
    format!(r#"<row r="1"><c r="A1" t="s"><v>0</v></c>{cells}</row>"#)
}

fn workbook(rows: &str, since_1904: bool, strings: &str) -> Vec<u8> {
    let book = format!(
        r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="{}"/><sheets><sheet name="Notes" sheetId="1" r:id="rId1"/><sheet name="Factures" sheetId="2" r:id="rId2"/></sheets></workbook>"#,
        u8::from(since_1904)
    );
    let notes = sheet(&format!(r#"<row r="1">{}</row>"#, t("A1", "Rien à lire ici")));
    let rows = sheet(&format!("{}{rows}", header()));
    packed(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", &notes),
        ("xl/worksheets/sheet2.xml", &rows),
    ])
}

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read(bytes: &[u8]) -> (Vec<formats::table::InvoiceRow>, Vec<Problem>) {
    let (rows, _, problems) = invoices_of(&Input::bytes("factures.xlsx", bytes));
    (rows, problems)
}

#[test]
fn typed_cells_on_the_second_sheet_are_read() {
    // 46053 is 31 January 2026, 46081 the 28 February (as Excel shows them).
    let rows = format!(
        r#"<row r="2"><c r="A2"><v>12</v></c><c r="B2" s="1"><v>46053</v></c><c r="C2" s="1"><f>B2+28</f><v>46081</v></c><c r="D2"><v>119.99999999999999</v></c>{}<c r="F2"><v>1000</v></c></row>
           <row r="4">{}{}<c r="C4"/>{}{}</row>"#,
        t("E2", "Dupont"),
        t("A4", "F13"),
        t("B4", "31/01/2026"),
        t("D4", "1 234,56"),
        t("E4", "Martin")
    );
    let (rows, problems) = read(&workbook(&rows, false, STRINGS));
    assert_eq!(codes(&problems), [(2, "postal_code_padded")]);
    let first = &rows[0];
    assert_eq!((first.number.as_str(), first.line, first.amount), ("12", 2, Cents(12_000)));
    assert_eq!((first.issued_on, first.due_on), (Date::constant(2026, 1, 31), Some(Date::constant(2026, 2, 28))));
    assert_eq!(first.debtor.address.postal_code, "01000");
    assert_eq!((rows[1].line, rows[1].amount, rows[1].due_on), (4, Cents(123_456), None));
}

#[test]
fn a_workbook_of_1904_has_its_own_days() {
    // The same days, 1 462 less; one as a date, one as a bare number.
    let rows = format!(
        r#"<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="1"><v>44591</v></c><c r="C2"><v>44619</v></c><c r="D2"><v>1</v></c>{}</row>"#,
        t("E2", "X")
    );
    let (rows, problems) = read(&workbook(&rows, true, STRINGS));
    assert_eq!(problems, []);
    assert_eq!((rows[0].issued_on, rows[0].due_on), (Date::constant(2026, 1, 31), Some(Date::constant(2026, 2, 28))));
}

#[test]
fn errors_and_formulas_never_computed_refuse_their_row_only() {
    let rows = format!(
        r#"<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="1"><v>46053</v></c><c r="D2" t="e"><v>#N/A</v></c>{}</row>
           <row r="3"><c r="A3"><v>2</v></c><c r="B3" s="1"><v>46053</v></c><c r="D3"><f>1+1</f></c>{}</row>
           <row r="4"><c r="A4"><v>3</v></c><c r="B4" s="1"><v>46053</v></c><c r="D4"><v>5</v></c>{}</row>"#,
        t("E2", "X"),
        t("E3", "X"),
        t("E4", "X")
    );
    let (rows, problems) = read(&workbook(&rows, false, STRINGS));
    assert_eq!((rows.len(), rows[0].number.as_str()), (1, "3"));
    assert_eq!(codes(&problems), [(2, "cell_error"), (3, "formula_uncomputed")]);
    assert!(problems[0].message.contains("#N/A") && problems[0].message.contains("montant_ttc"), "{}", problems[0]);
}

#[test]
fn workbooks_that_cannot_be_opened_say_why() {
    for (bytes, code) in [
        (vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], "workbook_protected"),
        (b"PK\x03\x04 not a zip".to_vec(), "workbook_damaged"),
        (packed(&[("[Content_Types].xml", TYPES)]), "workbook_damaged"),
        (workbook("", false, STRINGS), "no_rows"),
        (workbook("<row r=\"2\"><c r=\"AAAAAAAAAAAAAA2\"><v>1</v></c></row>", false, STRINGS), "workbook_damaged"),
        (workbook("<row r=\"2\"><c r=\"A2\"", false, STRINGS), "workbook_damaged"),
        (workbook("", false, "<!DOCTYPE sst [<!ENTITY a 'b'>]><sst/>"), "workbook_damaged"),
    ] {
        let (rows, problems) = read(&bytes);
        assert!(rows.is_empty() && has_error(&problems, code), "{code}: {problems:?}");
    }
}

#[test]
fn workbooks_made_to_fill_the_memory_are_refused_before_they_are_opened() {
    let small = Limits { unpacked_bytes: 4 << 20, strings_bytes: 1 << 20, cells: 1000, ..Limits::default() };
    let refused = |bytes: &[u8]| {
        let (rows, _, problems) = invoices_of(&Input::bytes("x.xlsx", bytes).with_limits(small));
        assert!(rows.is_empty() && has_error(&problems, "workbook_excessive"), "{problems:?}");
    };
    refused(&workbook(&"<row><c><v>1</v></c></row>".repeat(300_000), false, STRINGS));
    refused(&workbook("", false, &format!("<sst>{}</sst>", "<si><t>x</t></si>".repeat(100_000))));
    refused(&workbook("", false, "<sst uniqueCount=\"99999999999999\"></sst>"));
    refused(&workbook(&format!("<row r=\"2\">{}</row>", t("A2", &"x".repeat(2 << 20))), false, STRINGS));
}

#[test]
fn more_cells_than_the_limit_are_not_read_in_silence() {
    let limits = Limits { cells: 40, ..Limits::default() };
    let rows: String = (2..60)
        .map(|r| {
            format!(
                r#"<row r="{r}"><c r="A{r}"><v>{r}</v></c><c r="B{r}" s="1"><v>46053</v></c><c r="D{r}"><v>5</v></c>{}</row>"#,
                t(&format!("E{r}"), "X")
            )
        })
        .collect();
    let bytes = workbook(&rows, false, STRINGS);
    let (rows, tally, problems) = invoices_of(&Input::bytes("x.xlsx", &bytes).with_limits(limits));
    assert!(!tally.complete && rows.len() < 20 && has_error(&problems, "workbook_excessive"));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(60))]

    #[test]
    fn a_sheet_cut_or_changed_anywhere_is_read_or_refused(at in 0usize..900, insert in "[<>/\"= a-zA-Z0-9]{0,12}", cut in 0usize..900) {
        let good = format!(r#"<row r="2"><c r="A2"><v>12</v></c><c r="B2" s="1"><v>46053</v></c><c r="C2"><f>1</f></c><c r="D2"><v>119.5</v></c>{}</row>"#, t("E2", "Dupont"));
        let mut rows = good.repeat(3);
        rows.insert_str(at.min(rows.len() - 1), &insert);
        rows.truncate(cut.max(1));
        let report = formats::report::read(&Input::bytes("x.xlsx", &workbook(&rows, false, STRINGS)), &[], crate::TODAY);
        proptest::prop_assert!(!report.facts.0.is_empty() || !report.problems.is_empty());
    }
}
