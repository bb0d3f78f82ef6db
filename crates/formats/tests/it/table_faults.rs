//! Every fault of a table has its code and a message that says where, what and what to do; the other rows are taken.

use domain::money::Cents;
use formats::{Input, Limits, Problem};

use crate::tables::{PLAIN, invoices, invoices_of};
use crate::{codes, has_error};

const HEADER: &str = "numero;date_facture;echeance;montant_ttc;code_debiteur;nom;siren\n";
const GOOD: &str = "F0;31/01/2026;28/02/2026;10,00;C0;Zéro;\n";

/// The problems of some rows beside a good one, which must be taken.
fn told(rows: &str) -> (usize, Vec<Problem>) {
    let (taken, tally, problems) = invoices(&format!("{HEADER}{GOOD}{rows}"));
    assert_eq!(taken[0].number, "F0", "a bad row hid a good one: {problems:?}");
    assert_eq!(tally.rows, tally.taken + tally.merged + tally.skipped + tally.refused);
    assert!(tally.complete);
    for problem in &problems {
        let says = &problem.message;
        assert!(says.ends_with('.') && says.len() > 20 && problem.line.is_none_or(|line| says.contains(&line.to_string())), "{says}");
    }
    (taken.len() - 1, problems)
}

#[test]
fn rows_that_cannot_be_taken() {
    for (row, code) in [
        ("F1;20250230;;10,00;C1;X;", "date_impossible"),
        ("F1;hier;;10,00;C1;X;", "date_invalid"),
        ("F1;;28/02/2026;10,00;C1;X;", "date_missing"),
        ("F1;31/01/2026;30/02/2026;10,00;C1;X;", "date_impossible"),
        ("F1;31/01/2026;28/02/2026;N/A;C1;X;", "amount_invalid"),
        ("F1;31/01/2026;28/02/2026;;C1;X;", "amount_missing"),
        ("F1;31/01/2026;28/02/2026;10,005;C1;X;", "amount_too_precise"),
        ("F1;31/01/2026;28/02/2026;99999999999999999999;C1;X;", "amount_too_large"),
        ("F1;31/01/2026;30/01/2026;10,00;C1;X;", "due_before_issue"),
        ("F1;22/11/2026;30/12/2026;10,00;C1;X;", "date_future"),
        ("F1;31/01/1926;28/02/1926;10,00;C1;X;", "date_implausible"),
        (";31/01/2026;28/02/2026;10,00;C1;X;", "number_missing"),
        ("F1;31/01/2026;28/02/2026;10,00;;;", "debtor_missing"),
        ("F1;31/01/2026;28/02/2026;10,00;C1;X;;en;trop", "column_count"),
        ("F1;31/01/2026", "truncated_last_line"),
        ("F1;31/01/2026\n", "column_count"),
        ("F1;31/01/2026;28/02/2026;10,00;C1;\"X;", "quote_unclosed"),
        ("F1;31/01/2026;28/02/2026;10,00;C1;X\0;", "nul_byte"),
    ] {
        let (taken, problems) = told(row);
        assert_eq!((taken, codes(&problems)), (0, vec![(3, code)]), "{row}");
        assert!(has_error(&problems, code));
    }
}

#[test]
fn rows_that_are_taken_with_a_warning_or_skipped() {
    for (row, taken, code) in [
        ("F1;31/01/2026;28/02/2026;-10,00;C1;X;", 1, "amount_negative"),
        ("F1;31/01/2026;28/02/2026;0,00;C1;X;", 0, "amount_zero"),
        ("F1;31/01/2026;28/02/2036;10,00;C1;X;", 1, "due_far"),
        ("F1;31/01/2026;28/02/2026;10,00;C1;X;732829321", 1, "siren_key"),
        ("F1;31/01/2026;28/02/2026;10,00;C1;X;12345", 1, "siren_invalid"),
        ("Total;;;20,00;;;", 0, "subtotal_skipped"),
        (";;;20,00;C1;X;", 0, "subtotal_skipped"),
        ("F0;31/01/2026;28/02/2026;10,00;C0;Zéro;", 0, "duplicate_row"),
        ("F0;31/01/2026;28/02/2026;10,00;C1;Un;", 1, "number_two_debtors"),
    ] {
        let (count, problems) = told(row);
        assert_eq!((count, codes(&problems)), (taken, vec![(3, code)]), "{row}");
        assert!(!has_error(&problems, code));
    }
}

#[test]
fn one_number_with_two_amounts_is_never_asked_twice() {
    let (count, problems) = told("F0;31/01/2026;28/02/2026;12,00;C0;Zéro;\nF0;31/01/2026;31/03/2026;10,00;C0;Zéro;\n");
    assert_eq!((count, codes(&problems)), (0, vec![(3, "duplicate_number"), (4, "duplicate_number")]));
    assert!(problems[0].message.contains("ligne 2") && problems[0].message.contains("12,00\u{a0}€"), "{}", problems[0]);
}

#[test]
fn two_debtors_with_one_siren_are_told() {
    let (count, problems) = told("F1;31/01/2026;28/02/2026;1,00;C1;X;732829320\nF2;31/01/2026;28/02/2026;1,00;C2;Y;732829320\n");
    assert_eq!((count, codes(&problems)), (2, vec![(4, "siren_shared")]));
}

#[test]
fn a_wrong_siren_is_kept_as_given() {
    let (rows, ..) = invoices(&format!("{HEADER}F1;31/01/2026;28/02/2026;1,00;C1;X;732 829 321\n"));
    assert_eq!(rows[0].debtor.siren, "732829321");
}

#[test]
fn files_that_hold_no_rows() {
    for (bytes, code) in [
        (&b""[..], "empty_file"),
        (b"\xEF\xBB\xBF\r\n\r\n", "empty_file"),
        (HEADER.as_bytes(), "no_rows"),
        (b"\x00\x01\x02\xFF\x00\x12", "binary"),
        (b"%PDF-1.4\n%\xE2\xE3", "pdf"),
        (b"Client;Non \xE9chu;0-30;31-60;61-90;+90;Total\nX;1;2;3;4;5;15\n", "aged_balance"),
        (b"numero;date_facture;montant_ttc;montant_ttc;nom\nF1;31/01/2026;1,00;2,00;X\n", "duplicate_header"),
    ] {
        let (rows, tally, problems) = invoices_of(&Input::bytes("x.csv", bytes));
        assert_eq!((rows.len(), tally.taken), (0, 0));
        assert!(has_error(&problems, code), "{code}: {problems:?}");
    }
}

#[test]
fn a_line_of_ten_megabytes_costs_itself_only() {
    let (count, problems) = told(&format!("F1;{}\nF2;31/01/2026;28/02/2026;1,00;C1;X;\n", "x".repeat(10 << 20)));
    assert_eq!((count, codes(&problems)), (1, vec![(3, "line_too_long")]));
}

#[test]
fn two_encodings_in_one_file_are_told() {
    let mut bytes = format!("{HEADER}{GOOD}").into_bytes();
    bytes.extend_from_slice(b"F1;31/01/2026;28/02/2026;1,00;C1;\xC9t\xE9;\n");
    let (rows, _, problems) = invoices_of(&Input::bytes("x.csv", &bytes));
    assert_eq!((rows[0].debtor.name.as_str(), rows[1].debtor.name.as_str()), ("Zéro", "Été"));
    assert_eq!(codes(&problems), [(0, "mixed_encoding")]);
}

#[test]
fn a_file_beyond_the_limit_is_not_read() {
    let limits = Limits { text_bytes: 100, ..Limits::default() };
    let (rows, _, problems) = invoices_of(&Input::bytes("x.csv", PLAIN.as_bytes()).with_limits(limits));
    assert!(rows.is_empty() && has_error(&problems, "file_too_large"));
}

#[test]
fn an_unusable_contact_is_left_out_never_used() {
    let (rows, _, problems) =
        invoices("numero;date;montant;nom;email;pays;type\nF1;31/01/2026;1,00;X;\"a@b.example\r\nBcc: c@d.example\";Syldavie;étranger\n");
    assert_eq!((rows[0].debtor.email.as_str(), rows[0].debtor.kind), ("", None));
    assert_eq!(codes(&problems), [(2, "kind_unknown"), (2, "email_invalid"), (2, "country_unknown")]);
}

#[test]
fn amounts_that_do_not_agree_are_told() {
    let (rows, _, problems) =
        invoices("numero;date;total ttc;réglé;reste dû;nom\nF1;31/01/2026;100,00;30,00;60,00;X\nF2;31/01/2026;100,00;130,00;-30,00;X\n");
    assert_eq!((rows[0].paid, rows[0].balance), (Some(Cents(3_000)), Some(Cents(6_000))));
    assert_eq!(codes(&problems), [(2, "balance_mismatch"), (3, "overpaid")]);
    let (rows, _, problems) = invoices("numero;date;reste dû;nom\nF1;31/01/2026;60,00;X\n");
    assert_eq!((rows[0].amount, codes(&problems)), (Cents(6_000), vec![(0, "amount_from_balance")]));
}
