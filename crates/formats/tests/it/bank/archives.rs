//! Archives of statements: names never used, everything counted.

use std::io::{Cursor, Write};

use formats::{Input, Limits, bank, report};
use zip::write::SimpleFileOptions;

use super::{cents, message};
use crate::{TODAY, codes, has_error};

const MT940: &str = ":20:X\n:25:A/1\n:28C:1\n:60F:C260301EUR1,\n:61:260302C2,NTRFX\n:62F:C260302EUR3,\n-\n";
const TABLE: &str = "Date;Libellé;Montant\n13/03/2026;VIR DUPONT;10,00\n";

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn every_statement_of_an_archive_is_read_wherever_its_name_points() {
    let cut = &MT940[..MT940.find(":62F").unwrap()];
    let bytes = packed(&[
        ("../../etc/passwd", MT940.as_bytes()),
        ("lisez-moi.txt", b"Bonjour"),
        ("C:\\releve.csv", TABLE.as_bytes()),
        ("cut", cut.as_bytes()),
    ]);
    let reading = bank::read(&Input::bytes("releves.zip", &bytes), &[]);
    let of: Vec<(Option<u32>, Vec<i64>)> = reading.statements.iter().map(|s| (s.part, cents(s))).collect();
    assert_eq!(of, [(Some(1), vec![200]), (Some(3), vec![1_000]), (Some(4), vec![200])]);
    assert_eq!(codes(&reading.problems), [(0, "archive_other_file"), (1, "statement_unfinished")]);
    assert_eq!(
        message(&reading.problems, "archive_other_file"),
        "Le fichier n° 2 de l'archive n'est pas un relevé bancaire : il est laissé de côté."
    );
    assert!(
        message(&reading.problems, "statement_unfinished").starts_with("Fichier n° 4 de l'archive. Ligne 1 : "),
        "{:?}",
        reading.problems
    );
    let report = report::read(&Input::bytes("releves.zip", &bytes), &[], TODAY);
    assert_eq!((report.format, report.facts.0["statements"].as_array().map(Vec::len)), ("archive", Some(3)));
}

#[test]
fn an_archive_without_a_statement_is_an_archive() {
    let bytes = packed(&[("a.txt", b"Bonjour"), ("b/", b"")]);
    let report = report::read(&Input::bytes("x.zip", &bytes), &[], TODAY);
    assert_eq!((report.format, codes(&report.problems)), ("archive", vec![(0, "archive")]));
    let nested = packed(&[("inside.zip", &packed(&[("a", MT940.as_bytes())]))]);
    assert_eq!(codes(&bank::read(&Input::bytes("x.zip", &nested), &[]).problems), [(0, "archive")]);
    let damaged = &packed(&[("a", MT940.as_bytes())])[..60];
    assert!(has_error(&bank::read(&Input::bytes("x.zip", damaged), &[]).problems, "archive_damaged"));
}

#[test]
fn what_swells_is_stopped_by_what_it_really_holds() {
    let swelling = vec![b' '; 3 << 20];
    let bytes = packed(&[("a", MT940.as_bytes()), ("b", &swelling), ("c", &swelling)]);
    assert!(bytes.len() < 20_000, "{} bytes", bytes.len());
    let limits = Limits { unpacked_bytes: 4 << 20, ..Limits::default() };
    let reading = bank::read(&Input::bytes("x.zip", &bytes).with_limits(limits), &[]);
    assert!(has_error(&reading.problems, "archive_excessive"), "{:?}", reading.problems);
    let limits = Limits { statement_bytes: 1 << 20, ..Limits::default() };
    let reading = bank::read(&Input::bytes("x.zip", &bytes).with_limits(limits), &[]);
    assert!(has_error(&reading.problems, "archive_excessive"));
    let names: Vec<String> = (0..1_001).map(|n| n.to_string()).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"x".as_slice())).collect();
    assert!(has_error(&bank::read(&Input::bytes("x.zip", &packed(&many)), &[]).problems, "archive_excessive"));
    let large = Limits { statement_bytes: 10, ..Limits::default() };
    assert!(has_error(&bank::read(&Input::bytes("x", MT940.as_bytes()).with_limits(large), &[]).problems, "file_too_large"));
}
