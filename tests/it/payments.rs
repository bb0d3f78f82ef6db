//! What payments pay, from the command line: amounts that a pencil gives.

use crate::books::Books;

const HEAD: &str = "numero;date_facture;echeance;montant_ttc;devise;code_debiteur;nom;type\n";
const PAID: &str = "date_reglement;montant;code_debiteur;numero_facture;moyen\n";

/// Books of 20 November 2026 with these invoices: number, due date, amount, debtor.
fn books(invoices: &[(&str, &str, &str, &str)]) -> Books {
    let mut books = Books::new();
    books.on("2026-11-20");
    let mut text = HEAD.to_owned();
    for (number, due, amount, debtor) in invoices {
        text.push_str(&format!("{number};2026-02-01;{due};{amount};EUR;{debtor};Client {debtor};entreprise\n"));
    }
    assert_eq!(books.import("factures.csv", text).code, 0);
    books
}

/// Book principal and total due of an invoice.
fn account(books: &Books, number: &str) -> (String, String) {
    let json = books.done(["statement", number, "--json"]).json();
    let text = |value: &serde_json::Value| value.as_str().expect("an amount").to_owned();
    (text(&json["claims"][0]["book_principal"]), text(&json["total_due"]))
}

/// 100.00 late from 1 April to 20 November 2026: 12.15 % × 91 / 365 = 3.03, then 12.40 % × 143 / 365 = 4.86; and 40 €.
#[test]
fn a_claim_paid_with_its_accessories_owes_nothing_and_says_nothing() {
    let books = books(&[("H1", "2026-03-31", "100,00", "C1")]);
    assert_eq!(account(&books, "H1").1, "147.89");
    let said = books.done(["record", "payment", "C1", "200,00", "--claim", "H1", "--on", "2026-11-20"]);
    assert!(said.out.contains("147,89\u{a0}€ sur") && said.out.contains("52,11\u{a0}€ restent à affecter"), "{said:?}");
    assert_eq!(account(&books, "H1"), ("-47.89".to_owned(), "0.00".to_owned()));
    let plan = books.done(["plan", "--all", "--why"]).out;
    assert!(!plan.contains("À décider"), "{plan}");
    assert_eq!(books.done(["plan", "--to-decide", "--json"]).json()["to_decide"].as_array().expect("a list").len(), 0);
}

/// The invoice that is named owes interest and indemnity only: they are paid, and no other invoice is spared.
#[test]
fn a_payment_for_the_accessories_of_an_invoice_pays_them() {
    let books = books(&[("H1", "2026-03-31", "100,00", "C1"), ("H2", "2026-03-31", "50,00", "C1")]);
    books.done(["record", "payment", "C1", "100,00", "--claim", "H1", "--on", "2026-11-20"]);
    assert_eq!(account(&books, "H1"), ("0.00".to_owned(), "47.89".to_owned()));
    let said = books.import("solde.csv", format!("{PAID}2026-11-20;47,89;C1;H1;virement\n"));
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(account(&books, "H1").1, "0.00");
    assert_eq!(account(&books, "H2").0, "50.00");
}

/// More rows than are looked up together: a row far down still sees what the first one paid.
#[test]
fn a_large_file_of_payments_pays_no_claim_twice() {
    let books = books(&[("F1", "2026-12-31", "100,00", "C1"), ("F2", "2026-12-31", "100,00", "C1"), ("G1", "2026-12-31", "5000,00", "C2")]);
    let mut text = format!("{PAID}2026-11-02;100,00;C1;;virement\n");
    (0..2_100).for_each(|_| text.push_str("2026-11-03;1,00;C2;;virement\n"));
    text.push_str("2026-11-04;100,00;C1;;virement\n");
    let said = books.import("banque.csv", text);
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!((account(&books, "F1").0, account(&books, "F2").0), ("0.00".to_owned(), "0.00".to_owned()));
    assert_eq!(account(&books, "G1").0, "2900.00");
}

/// A bank lists the newest first: what is paid already for a later day is not paid again by an earlier one.
#[test]
fn payments_in_descending_order_pay_each_claim_once() {
    let books = books(&[("H1", "2026-03-31", "100,00", "C1"), ("H2", "2026-09-30", "100,00", "C1")]);
    let said = books.import("banque.csv", format!("{PAID}2026-11-10;100,00;C1;;virement\n2026-11-02;100,00;C1;;virement\n"));
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!((account(&books, "H1").0, account(&books, "H2").0), ("0.00".to_owned(), "0.00".to_owned()));
}

/// A refusal to be contacted has no end of its own: it follows the record that is joined.
#[test]
fn a_joined_record_brings_its_holds() {
    let books = books(&[("H1", "2026-03-31", "100,00", "C1"), ("H2", "2026-03-31", "100,00", "C2")]);
    let said = books.done(["record", "hold", "C1", "--cause", "contact-refused", "--on", "2026-10-01", "--until", "2026-10-31"]);
    assert!(said.out.contains("jusqu'à ce que vous la leviez (seule une pause finit d'elle-même)"), "{said:?}");
    let said = books.done(["record", "move", "C1", "--to", "C2"]);
    assert!(said.out.contains("1 échéance."), "{said:?}");
    let plan = books.done(["plan", "--all", "--why"]).out;
    assert!(plan.contains("H1, H2 — ") && plan.contains("refuse d'être contacté"), "{plan}");
}

/// Columns that a list of invoices has too: a person says what they are, and the next file of these columns is known.
#[test]
fn a_person_says_what_a_table_lists() {
    let books = books(&[("H1", "2026-12-31", "100,00", "C1")]);
    let list = |day: &str| format!("date;montant;code_debiteur;numero_facture\n{day};30,00;C1;H1\n");
    let said = books.import("export.csv", list("2026-11-10"));
    assert_eq!(said.code, 3, "{said:?}");
    assert!(said.out.contains("Si ce fichier liste autre chose : --as payments"), "{said:?}");
    assert_eq!(account(&books, "H1").0, "100.00");
    let path = books.file("export.csv", list("2026-11-10"));
    books.done(["import", &path, "--as", "payments"]);
    assert_eq!(account(&books, "H1").0, "70.00");
    assert_eq!(books.import("export-2.csv", list("2026-11-12")).code, 0);
    assert_eq!(account(&books, "H1").0, "40.00");
}
