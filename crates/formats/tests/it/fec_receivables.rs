//! How the lines of a customer's account become invoices, credit notes, payments, and who pays what.

use domain::money::Cents;
use formats::fec::{Basis, MovementKind, Receivables};

use crate::codes;
use crate::fec_shapes::{BOOKS, read};

/// A line of a test: journal, entry, day, account, auxiliary, piece, label, debit, credit, lettering.
type Short<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, &'a str, &'a str, &'a str, &'a str, &'a str);

fn books(lines: &[Short<'_>]) -> (Receivables, Vec<formats::Problem>) {
    let mut text = format!("{}\n", BOOKS.lines().next().unwrap());
    for (journal, entry, day, account, auxiliary, piece, label, debit, credit, lettering) in lines {
        let lettered = if lettering.is_empty() { "" } else { day };
        let name = if auxiliary.is_empty() { "" } else { "Société" };
        text.push_str(&format!(
            "{journal}|{journal}|{entry}|{day}|{account}|Compte|{auxiliary}|{name}|{piece}|{day}|{label}|{debit}|{credit}|{lettering}|{lettered}|20251231||\n"
        ));
    }
    let (read, problems) = read(text.as_bytes());
    (read.unwrap().1, problems)
}

fn kinds(receivables: &Receivables) -> Vec<MovementKind> {
    receivables.movements.iter().map(|m| m.kind).collect()
}

#[test]
fn the_rest_of_the_entry_says_what_a_line_is() {
    use MovementKind::*;
    let (receivables, _) = books(&[
        ("X", "1", "20250101", "411", "C", "F1", "Facture", "120", "", ""),
        ("X", "1", "20250101", "707", "", "F1", "Facture", "", "100", ""),
        ("X", "1", "20250101", "44571", "", "F1", "Facture", "", "20", ""),
        ("X", "2", "20250102", "411", "C", "A1", "Avoir", "", "12", ""),
        ("X", "2", "20250102", "709", "", "A1", "Avoir", "12", "", ""),
        ("X", "3", "20250103", "512", "", "R1", "Chèque", "60", "", ""),
        ("X", "3", "20250103", "411", "C", "R1", "Chèque", "", "60", ""),
        ("X", "4", "20250104", "411", "C", "R1", "Impayé", "60", "", ""),
        ("X", "4", "20250104", "512", "", "R1", "Impayé", "", "60", ""),
        ("X", "5", "20250105", "411", "C", "", "Arrondi", "", "0,01", ""),
        ("X", "5", "20250105", "658", "", "", "Arrondi", "0,01", "", ""),
        ("X", "6", "20250105", "411", "C", "", "Solde", "0,02", "", ""),
        ("X", "6", "20250105", "758", "", "", "Solde", "", "0,02", ""),
        // A sale paid on the spot, in one entry.
        ("X", "7", "20250106", "411", "C", "T1", "Vente comptant", "24", "", ""),
        ("X", "7", "20250106", "707", "", "T1", "Vente comptant", "", "24", ""),
        ("X", "7", "20250106", "530", "", "T1", "Vente comptant", "24", "", ""),
        ("X", "7", "20250106", "411", "C", "T1", "Vente comptant", "", "24", ""),
        // A cancelled sale booked as a negative debit.
        ("X", "8", "20250107", "411", "C", "F9", "Annulation", "-50", "", ""),
        ("X", "8", "20250107", "707", "", "F9", "Annulation", "", "-50", ""),
    ]);
    assert_eq!(kinds(&receivables), [Invoice, CreditNote, Payment, PaymentBack, Adjustment, Adjustment, Invoice, Payment, CreditNote]);
    assert_eq!((receivables.movements[2].means, receivables.movements[7].means), ("cheque", "cash"));
    assert_eq!(receivables.customers[0].balance, Cents(5_801), "120 - 12 - 60 + 60 - 0,01 + 0,02 + 24 - 24 - 50");
}

#[test]
fn an_extract_of_the_customers_alone_is_read_by_its_journals() {
    use MovementKind::*;
    let (receivables, _) = books(&[
        ("VT", "1", "20250101", "411", "C", "F1", "Facture", "120", "", ""),
        ("BQ", "2", "20250102", "411", "C", "F1", "Virement", "", "100", ""),
        ("OD", "3", "20250102", "411", "C", "F1", "Divers", "", "1", ""),
        ("AN", "4", "20250102", "411", "D", "F7", "Facture F7", "7", "", ""),
        ("OD", "5", "20250102", "411", "D", "", "Report à nouveau", "8", "", ""),
    ]);
    assert_eq!(kinds(&receivables), [Invoice, Payment, Adjustment, Opening, Opening]);
    assert_eq!(receivables.movements[3].number, "F7");
    assert_eq!((receivables.movements[4].number.as_str(), receivables.movements[4].number_presumed), ("à nouveau 02/01/2025", true));
}

#[test]
fn the_lettering_then_the_piece_then_the_oldest() {
    let (receivables, problems) = books(&[
        ("VT", "1", "20250101", "411", "C", "F1", "Facture", "100", "", ""),
        ("VT", "2", "20250102", "411", "C", "F2", "Facture", "100", "", ""),
        ("VT", "3", "20250103", "411", "C", "F3", "Facture", "100", "", "A"),
        ("BQ", "4", "20250104", "411", "C", "R1", "Virement", "", "100", "A"),
        ("BQ", "5", "20250105", "411", "C", "F2", "Virement", "", "40", ""),
        ("BQ", "6", "20250106", "411", "C", "R3", "Virement", "", "130", ""),
    ]);
    let paid: Vec<(usize, usize, i64, Basis)> = receivables.allocations.iter().map(|a| (a.credit, a.debit, a.cents.0, a.basis)).collect();
    assert_eq!(
        paid,
        [
            (3, 2, 10_000, Basis::Lettering),
            (4, 1, 4_000, Basis::Piece),
            (5, 0, 10_000, Basis::OldestFirst),
            (5, 1, 3_000, Basis::OldestFirst)
        ]
    );
    assert_eq!(receivables.movements[1].open, Cents(3_000));
    assert_eq!(receivables.facts().invoices_open, 1);
    assert!(codes(&problems).contains(&(0, "allocated_oldest_first")));
}

#[test]
fn one_lettering_code_serves_many_customers() {
    let (receivables, _) = books(&[
        ("VT", "1", "20250101", "411", "C", "F1", "Facture", "100", "", "AA"),
        ("VT", "2", "20250102", "411", "D", "F2", "Facture", "70", "", "AA"),
        ("BQ", "3", "20250103", "411", "C", "R1", "Virement", "", "100", "AA"),
        ("BQ", "4", "20250104", "411", "D", "R2", "Virement", "", "70", "AA"),
    ]);
    assert!(receivables.movements.iter().all(|m| m.open.is_zero()));
    assert!(receivables.allocations.iter().all(|a| receivables.movements[a.credit].customer == receivables.movements[a.debit].customer));
}

#[test]
fn paid_but_not_lettered_shows_both_views_and_takes_the_balance() {
    let (receivables, problems) = books(&[
        ("VT", "1", "20250101", "411", "C", "F1", "Facture", "6000", "", ""),
        ("BQ", "2", "20250103", "411", "C", "R1", "Virement", "", "6000", "B"),
    ]);
    let facts = receivables.facts();
    assert_eq!((facts.balance_411, facts.unlettered_411, facts.invoices_open), (Cents(0), Cents(600_000), 0));
    let found = codes(&problems);
    assert!(found.contains(&(2, "views_differ")) && found.contains(&(3, "lettering_unbalanced")), "{found:?}");
    let told = problems.iter().find(|p| p.code == "views_differ").unwrap();
    assert!(told.message.contains("6\u{202f}000,00\u{a0}€") && told.message.contains("0,00\u{a0}€"), "{told}");
}

#[test]
fn an_account_for_everybody_and_takings_are_nobody_to_write_to() {
    let (receivables, problems) = books(&[
        ("VT", "1", "20250101", "411100000", "", "F1", "Facture", "100", "", ""),
        ("VT", "2", "20250101", "41101050", "", "F2", "Facture", "50", "", ""),
    ]);
    let customers = &receivables.customers;
    assert!(customers[0].collective && codes(&problems).contains(&(2, "collective_account")));
    assert!(!customers[1].collective, "a customer may be in the account number itself");
    let text = BOOKS.replace("Martin & fils", "RECETTE CB").replace("MARTIN", "CCB");
    let (some, problems) = read(text.as_bytes());
    assert!(some.unwrap().1.customers[1].takings && codes(&problems).contains(&(5, "takings_account")));
}

#[test]
fn a_month_is_not_an_invoice_number_and_two_due_dates_are_one_invoice() {
    let (receivables, problems) = books(&[
        ("VT", "11", "20250101", "411", "C", "VE 0125", "Vente", "100", "", ""),
        ("VT", "12", "20250105", "411", "C", "VE 0125", "Vente", "80", "", ""),
        ("VT", "13", "20250106", "411", "C", "F13", "Vente en deux fois", "30", "", ""),
        ("VT", "13", "20250106", "411", "C", "F13", "Vente en deux fois", "40", "", ""),
        ("VT", "0", "20250107", "411", "C", "", "Vente", "5", "", ""),
        ("VT", "0", "20250107", "411", "D", "", "Vente", "5", "", ""),
    ]);
    let numbers: Vec<(&str, u32, bool)> =
        receivables.movements.iter().map(|m| (m.number.as_str(), m.instalment, m.number_presumed)).collect();
    assert_eq!(
        numbers,
        [
            ("VE 0125 / 11", 1, true),
            ("VE 0125 / 12", 1, true),
            ("F13", 1, false),
            ("F13", 2, false),
            ("VT du 07/01/2025", 1, true),
            ("VT du 07/01/2025", 1, true)
        ]
    );
    assert!(codes(&problems).contains(&(0, "piece_not_a_number")));
    assert_eq!(receivables.movements[3].key, "VT|13|20250106|411|C|F13|2", "the rank tells twins apart");
}

#[test]
fn the_same_invoice_in_two_entries_is_said() {
    let (_, problems) = books(&[
        ("VT", "1", "20250101", "411", "C", "F1", "Facture", "100", "", ""),
        ("VT", "9", "20250101", "411", "C", "F1", "Facture", "100", "", ""),
    ]);
    assert!(codes(&problems).contains(&(3, "invoice_twice")));
}

#[test]
fn doubtful_customers_bills_and_deposits_keep_their_own_accounts_under_one_debtor() {
    let (receivables, _) = books(&[
        ("VT", "1", "20250101", "411", "C", "F1", "Facture", "100", "", ""),
        ("OD", "2", "20250601", "411", "C", "F1", "Douteux", "", "100", ""),
        ("OD", "2", "20250601", "416", "C", "F1", "Douteux", "100", "", ""),
        ("BQ", "3", "20250701", "4191", "C", "R1", "Acompte", "", "30", ""),
        ("BQ", "3", "20250701", "512", "", "R1", "Acompte", "30", "", ""),
    ]);
    assert_eq!(receivables.customers.iter().map(|c| c.balance.0).collect::<Vec<_>>(), [0, 10_000, -3_000]);
    assert_eq!(receivables.debtors()["C"], [0, 1, 2]);
    assert_eq!(receivables.facts().customers, 1, "411 only");
}

/// Amounts that no business has, and whose sum no whole number holds: each is told, the rest is taken.
#[test]
fn an_amount_beyond_all_measure_is_refused_with_its_line() {
    let (read, problems) = books(&[
        ("VE", "1", "20250115", "411000", "DUPONT", "F1", "Facture", "92233720368547758,07", "0,00", "A"),
        ("VE", "2", "20250115", "411000", "DUPONT", "F2", "Facture", "92233720368547758,07", "0,00", "A"),
        ("VE", "3", "20250116", "411000", "DUPONT", "F3", "Facture", "120,00", "0,00", ""),
        ("VE", "3", "20250116", "706000", "", "F3", "Facture", "0,00", "120,00", ""),
    ]);
    assert_eq!(
        problems.iter().filter(|problem| problem.code.ends_with("amount_too_large")).map(|p| p.line).collect::<Vec<_>>(),
        [Some(2), Some(3)]
    );
    assert_eq!(read.movements.iter().map(|movement| movement.cents.0).collect::<Vec<_>>(), [12_000]);
}
