//! Files made to harm, through the real binary: each ends in a message, within limits, and the books are what they were.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::process::Command;

use zip::write::SimpleFileOptions;

use crate::books::{Books, CREDITOR, PROGRAM};
use crate::workbook::{Cell, with_part, workbook};

const INVOICES: &str = "numero;date_facture;echeance;montant_ttc;devise;code_debiteur;nom;type\nF1;14/09/2026;14/10/2026;120,00;EUR;C1;Société Générée;entreprise\n";

/// Gives a file to books with one invoice: it is refused with these words, in text and in JSON, and nothing changed.
fn is_refused(name: &str, bytes: &[u8], code: &str, says: &str) {
    let books = Books::new();
    assert_eq!(books.import("connu.csv", INVOICES).code, 0);
    books.done(CREDITOR);
    let before = books.bytes();
    let said = books.import(name, bytes);
    assert!(said.code == 3 && said.all().contains(says), "{said:?}");
    let path = books.path(name);
    let read = books.run(["read", path.to_str().expect("UTF-8"), "--json"]);
    let report = read.json();
    assert_eq!((read.code, report["files"][0]["problems"][0]["code"].as_str()), (1, Some(code)), "{read:?}");
    assert!(books.bytes() == before, "the books changed");
}

/// A workbook of one invoice, with one part more.
fn workbook_with(name: &str, part: &[u8]) -> Vec<u8> {
    let row = [Cell::Text("F2"), Cell::Day(46_279), Cell::Day(46_309), Cell::Number("120"), Cell::Text("C1"), Cell::Text("Un")];
    with_part(&workbook(&[row], false), name, part)
}

/// As many strings as a workbook may announce, each taking several times in memory what it takes in the file.
fn many_strings(bytes: usize) -> Vec<u8> {
    const ONE: &[u8] = b"<si><t>a</t></si>";
    let mut part = b"<?xml version=\"1.0\"?><sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">".to_vec();
    while part.len() < bytes {
        part.extend_from_slice(ONE);
    }
    part.extend_from_slice(b"</sst>");
    part
}

#[test]
fn a_workbook_that_fills_the_memory_brings_down_only_the_process_that_tried_it() {
    let bytes = workbook_with("xl/sharedStrings.xml", &many_strings(60 << 20));
    assert!(bytes.len() < 4 << 20, "{} bytes", bytes.len());
    is_refused("factures.xlsx", &bytes, "asks_too_much", "Le fichier demande trop de mémoire ou de temps pour être ouvert");
}

#[test]
fn a_bomb_in_a_workbook_is_told() {
    let bytes = workbook_with("xl/media/image1.xml", &vec![b' '; 64 << 20]);
    assert!(bytes.len() < 1 << 20, "{} bytes", bytes.len());
    is_refused("factures.xlsx", &bytes, "workbook_excessive", "Le classeur est démesuré une fois décompressé");
}

#[test]
fn a_pdf_of_a_hundred_thousand_objects_one_in_the_other_is_told() {
    let mut pdf = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Names << /EmbeddedFiles 2 0 R >> >>\nendobj\n".to_vec();
    let mut table = String::from("xref\n0 1\n0000000000 65535 f \n1 1\n0000000009 00000 n \n");
    for number in 2..100_002 {
        writeln!(table, "{number} 1\n{:010} 00000 n ", pdf.len()).expect("memory");
        write!(pdf, "{number} 0 obj\n<< /Kids [{} 0 R] >>\nendobj\n", number + 1).expect("memory");
    }
    let start = pdf.len();
    write!(pdf, "{table}trailer\n<< /Size 100002 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").expect("memory");
    is_refused("facture.pdf", &pdf, "pdf_excessive", "PDF");
    let deep = format!("%PDF-1.7\n1 0 obj\n<< /Type /Catalog /AF {} >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n", "[".repeat(100_000));
    is_refused("facture.pdf", deep.as_bytes(), "pdf_excessive", "PDF");
}

/// How the process that reads a file apart ends, under limits of memory.
fn ends_well(mib: u64, name: &str, bytes: &[u8]) -> bool {
    let books = Books::new();
    let path = books.file(name, bytes);
    let ended = Command::new(PROGRAM).args(["__read", &mib.to_string(), "60", name, &path]).env_clear().output().expect("started");
    assert!(ended.stdout.is_empty(), "it says nothing");
    ended.status.success()
}

#[test]
fn the_process_apart_takes_no_more_than_it_was_given() {
    let honest = workbook_with("docProps/app.xml", b"<a/>");
    let large = workbook_with("xl/sharedStrings.xml", &many_strings(12 << 20));
    assert!(ends_well(256, "factures.xlsx", &honest) && ends_well(24, "factures.xlsx", &honest));
    assert!(!ends_well(24, "factures.xlsx", &large), "twelve mebibytes of such strings fit in no twenty-four");
    assert!(ends_well(256, "rien.pdf", b"%PDF-1.7") && ends_well(256, "absent", b""), "what is refused by a reader ends well");
}

#[test]
fn archives_are_tried_too_and_honest_files_are_taken_as_before() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("factures.csv", SimpleFileOptions::default()).expect("a part");
    zip.write_all(INVOICES.as_bytes()).expect("memory");
    is_refused("envoi.zip", &zip.finish().expect("memory").into_inner(), "archive", "archive");
    let books = Books::new();
    let said = books.import("factures.xlsx", workbook_with("docProps/app.xml", b"<a/>"));
    assert_eq!(said.code, 0, "{said:?}");
}
