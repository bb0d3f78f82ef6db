//! The same books in every shape met in real files must say the same; every fault has its message.

use domain::money::Cents;
use formats::fec::{FecFile, Receivables};
use formats::text::Encoding;
use formats::{Input, Problem, Problems, fec};

use crate::{TODAY, codes, has_error};

/// Two customers: one has paid, one has not. Written by hand, amounts TTC 1 200,00 and 360,50.
pub const BOOKS: &str = "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise
VT|Ventes|1|20250110|411000|Clients|DUPONT|Société Dupont|F1|20250110|Facture F1|1200,00|0,00|A|20250301|20250131||
VT|Ventes|1|20250110|706000|Prestations|||F1|20250110|Facture F1|0,00|1000,00|||20250131||
VT|Ventes|1|20250110|445710|TVA|||F1|20250110|Facture F1|0,00|200,00|||20250131||
VT|Ventes|2|20250212|411000|Clients|MARTIN|Martin & fils|F2|20250212|Facture F2|360,50|0,00|||20250228||
VT|Ventes|2|20250212|706000|Prestations|||F2|20250212|Facture F2|0,00|300,42|||20250228||
VT|Ventes|2|20250212|445710|TVA|||F2|20250212|Facture F2|0,00|60,08|||20250228||
BQ|Banque|3|20250301|512000|Banque|||R1|20250301|VIR DUPONT|1200,00|0,00|||20250331||
BQ|Banque|3|20250301|411000|Clients|DUPONT|Société Dupont|R1|20250301|VIR DUPONT|0,00|1200,00|A|20250301|20250331||
";

/// Reads bytes as a FEC.
pub fn read(bytes: &[u8]) -> (Option<(FecFile, Receivables)>, Vec<Problem>) {
    let mut problems = Problems::new();
    let read = fec::receivables(&Input::bytes("732829320FEC20251231.txt", bytes), TODAY, &mut problems);
    (read, problems.into_vec())
}

fn says_the_same(bytes: &[u8]) -> (FecFile, Receivables, Vec<Problem>) {
    let (read, problems) = read(bytes);
    let (file, receivables) = read.unwrap_or_else(|| panic!("{problems:?}"));
    let facts = receivables.facts();
    assert_eq!((file.lines, file.refused), (8, 0), "{problems:?}");
    assert_eq!((file.debit, file.credit), (Cents(276_050), Cents(276_050)));
    assert_eq!((facts.balance_411, facts.unlettered_411), (Cents(36_050), Cents(36_050)));
    assert_eq!((facts.customers, facts.invoices_open), (2, 1));
    (file, receivables, problems)
}

#[test]
fn plain_books_have_no_problem() {
    let (file, receivables, problems) = says_the_same(BOOKS.as_bytes());
    assert_eq!(problems, []);
    assert_eq!((file.siren.as_deref(), file.columns), (Some("732829320"), 18));
    let names: Vec<&str> = receivables.customers.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["Société Dupont", "Martin & fils"]);
}

#[test]
fn tabs_a_mark_and_every_line_end() {
    says_the_same(BOOKS.replace('|', "\t").as_bytes());
    says_the_same(format!("\u{feff}{BOOKS}").as_bytes());
    says_the_same(BOOKS.replace('\n', "\r\n").as_bytes());
    says_the_same(BOOKS.replace('\n', "\r\r\n").as_bytes());
    says_the_same(BOOKS.replace('\n', "\r").as_bytes());
    says_the_same(BOOKS.replace('\n', "\n\n").as_bytes());
    says_the_same(BOOKS.trim_end().as_bytes());
}

#[test]
fn latin_encodings_give_the_same_names() {
    let latin: Vec<u8> = BOOKS.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let (file, receivables, _) = says_the_same(&latin);
    assert_eq!(file.encoding, Encoding::Windows1252);
    assert_eq!(receivables.customers[0].name, "Société Dupont");
    let utf16: Vec<u8> = format!("\u{feff}{BOOKS}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(says_the_same(&utf16).1.customers[0].name, "Société Dupont");
}

#[test]
fn padded_fields_zeros_before_amounts_and_a_last_separator() {
    let mut padded = String::new();
    for (i, line) in BOOKS.lines().enumerate() {
        let fields: Vec<String> = line
            .split('|')
            .enumerate()
            .map(|(at, f)| if i > 0 && (at == 11 || at == 12) { format!("{f:0>13}") } else { format!("{f:<12}") })
            .collect();
        padded.push_str(&fields.join("|"));
        padded.push_str("|\n");
    }
    let (_, receivables, problems) = says_the_same(padded.as_bytes());
    assert_eq!(problems, []);
    assert_eq!(receivables.movements[0].number, "F1");
}

#[test]
fn amount_and_direction_instead_of_debit_and_credit() {
    for (debit, credit) in [("D", "C"), ("d", "c"), ("+1", "-1")] {
        let mut signed = String::new();
        for (i, line) in BOOKS.lines().enumerate() {
            let mut fields: Vec<&str> = line.split('|').collect();
            (fields[11], fields[12]) = match (i, fields[11]) {
                (0, _) => ("Montant", "Sens"),
                (_, "0,00") => (fields[12], credit),
                (_, amount) => (amount, debit),
            };
            signed.push_str(&fields.join("|"));
            signed.push('\n');
        }
        says_the_same(signed.as_bytes());
    }
    let wrong = BOOKS.replace("Debit|Credit", "Montant|Sens");
    let (read, problems) = read(wrong.as_bytes());
    assert_eq!(read.map(|(file, _)| (file.lines, file.refused)), Some((8, 8)), "« 0,00 » is no direction");
    assert!(has_error(&problems, "direction_invalid"));
}

#[test]
fn twenty_two_columns_in_any_order_and_case_with_a_due_date() {
    let mut wide = String::new();
    for (i, line) in BOOKS.lines().enumerate() {
        let mut fields: Vec<String> = line.split('|').map(str::to_owned).collect();
        if i == 0 {
            fields = fields.iter().map(|f| f.to_uppercase().replace("COMPAUX", "COMPTEAUX")).collect();
        }
        fields.extend(["", "", ""].map(str::to_owned));
        fields.push(if i == 0 { "DateEcheance".into() } else { "20250315".into() });
        fields.rotate_right(4);
        wide.push_str(&fields.join("\t"));
        wide.push('\n');
    }
    let (_, receivables, _) = says_the_same(wide.as_bytes());
    assert_eq!(receivables.movements[1].due_on, Some(domain::Date::constant(2025, 3, 15)));
}

#[test]
fn dot_decimals_and_slashed_dates_are_the_habit_of_some_programs() {
    let odd = BOOKS.replace(",", ".").replace("20250110", "10/01/2025").replace("20250212", "2025-02-12");
    let (_, receivables, problems) = says_the_same(odd.as_bytes());
    assert_eq!(receivables.movements[0].on, domain::Date::constant(2025, 1, 10));
    assert!(problems.iter().all(|p| matches!(p.code, "dot_decimals" | "date_form")), "{problems:?}");
}

#[test]
fn an_empty_file_a_lone_header_and_a_stranger_are_told_apart() {
    let (none, problems) = read(b"");
    assert!(none.is_none() && has_error(&problems, "empty_file"));
    let header = BOOKS.lines().next().unwrap();
    let (some, problems) = read(header.as_bytes());
    assert!(some.is_some() && has_error(&problems, "no_rows"));
    let (none, problems) = read(b"numero;date;montant\n1;2;3\n");
    assert!(none.is_none() && has_error(&problems, "fec_columns_missing"));
    let (none, problems) = read(BOOKS.replacen("Credit", "Debit", 1).as_bytes());
    assert!(none.is_none() && has_error(&problems, "duplicate_header"));
}

#[test]
fn a_bad_line_hides_none_of_the_others() {
    let mut bad = BOOKS.to_owned();
    bad.push_str("OD|Divers|4|20250401|411000|Clients|MARTIN|Martin & fils|X|20250401|Note|N/A|0,00|||20250430||\n");
    bad.push_str("OD|Divers|5|20250401|411000|Clients|MARTIN|A|libellé|avec|barre|X|20250401|Note|1,00|0,00|||20250430||\n");
    bad.push_str("OD|Divers|6|20250401\n");
    bad.push_str("OD|Divers|6|20250401|411000|Clients|MARTIN|Martin|X|20250401|No\u{0}te|1,00|0,00|||20250430||\n");
    bad.push_str(&"x".repeat(10 << 20));
    bad.push_str("\nOD|Divers|7|20250401|411000|Clients|MARTIN|Martin & fils|X|20250");
    let (some, problems) = read(bad.as_bytes());
    let (file, receivables) = some.unwrap();
    assert_eq!((file.lines, file.refused), (14, 6));
    assert_eq!(receivables.facts().balance_411, Cents(36_050));
    assert_eq!(
        codes(&problems),
        [
            (10, "amount_invalid"),
            (11, "column_count"),
            (12, "column_count"),
            (13, "nul_byte"),
            (14, "line_too_long"),
            (15, "truncated_last_line")
        ]
    );
    assert!(problems[0].message.starts_with("Ligne 10, colonne « Debit » : « N/A » n'est pas un montant."), "{}", problems[0]);
}

#[test]
fn faults_of_entries_are_listed_by_line_and_refuse_nothing() {
    let bad = BOOKS
        .replace("1|20250110|445710|TVA|||F1|20250110|Facture F1|0,00|200,00", "1|20250110|445710|TVA|||F1|20250110|Facture F1|0,00|190,00")
        .replace("2|20250212|706000", "2|20250230|706000")
        .replace("300,42|||20250228||", "300,42|||20250228||USD");
    let (some, problems) = read(bad.as_bytes());
    assert_eq!(some.unwrap().0.refused, 0);
    let found = codes(&problems);
    for wanted in
        [(2, "entry_unbalanced"), (6, "date_impossible"), (6, "currency_without_amount"), (5, "entry_dates_differ"), (0, "file_unbalanced")]
    {
        assert!(found.contains(&wanted), "{wanted:?} in {found:?}");
    }
}

#[test]
fn what_lies_in_the_future_or_outside_the_exercise_is_said() {
    let late = BOOKS.replace("20250301", "20270301");
    let (_, problems) = read(late.as_bytes());
    let found = codes(&problems);
    assert!(found.contains(&(8, "date_future")) && found.contains(&(8, "outside_exercise")), "{found:?}");
}

#[test]
fn the_name_of_the_file_is_a_label() {
    for (name, code) in [
        ("export.txt", "fec_name"),
        ("fec.txt", "fec_name"),
        ("1234567890FEC20251231.txt", "fec_name_siren"),
        ("732829320FEC2025.txt", "fec_name"),
    ] {
        let mut problems = Problems::new();
        let read = fec::receivables(&Input::bytes(name, BOOKS.as_bytes()), TODAY, &mut problems);
        assert!(read.is_some() && problems.count(code) == 1 && problems.errors() == 0, "{name}");
    }
}

#[test]
fn a_file_larger_than_the_limit_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("732829320FEC20251231.txt");
    std::fs::File::create(&path).unwrap().set_len(5 << 30).unwrap();
    let mut problems = Problems::new();
    assert!(fec::receivables(&Input::file(&path), TODAY, &mut problems).is_none());
    assert!(has_error(&problems.into_vec(), "file_too_large"));
    let mut problems = Problems::new();
    assert!(fec::receivables(&Input::file(&folder.path().join("absent.txt")), TODAY, &mut problems).is_none());
    assert!(has_error(&problems.into_vec(), "unreadable"));
}
