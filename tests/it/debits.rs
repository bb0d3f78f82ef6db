//! Direct debits through the real program: mandate, file, bank, and the reminders that wait.

use std::fs;

use crate::books::{Books, CREDITOR};

const HEAD: &str = "numero;date_facture;echeance;montant_ttc;devise;code_debiteur;nom;type;email\n";
const IBAN: &str = "FR1420041010050500013M02606";

/// Books of 20 November 2026 with two late invoices of one business, and who may collect them.
fn books() -> Books {
    let mut books = Books::new();
    books.on("2026-11-20");
    let row = |number: &str, amount: &str| {
        format!("{number};2026-09-01;2026-10-01;{amount};EUR;C1;Menuiserie Griffon;entreprise;c1@exemple.fr\n")
    };
    let text = format!("{HEAD}{}{}", row("F-2026-101", "1200,00"), row("F-2026-102", "300,50"));
    assert_eq!(books.import("factures.csv", text).code, 0);
    books.done(CREDITOR.iter().copied());
    books.done(["creditor", "set", "--ics", "FR72 ZZZ 123456"]);
    books.done(["record", "up-to-date"]);
    books.done(["debit", "mandate", "add", "C1", "--reference", "GRIFFON-2026", "--iban", IBAN, "--signed-on", "2026-03-02"]);
    books
}

#[test]
fn a_file_is_prepared_handed_over_and_not_prepared_again() {
    let books = books();
    let out = books.path("prelevements.xml");
    let said = books.done(["debit", "prepare", "--on", "2026-12-04", "--out", out.to_str().expect("UTF-8")]);
    assert!(said.out.contains("2 prélèvements, 1\u{202f}500,50\u{a0}€ le 04/12/2026."), "{said:?}");
    assert!(said.out.contains("ICS FR72ZZZ123456"), "{said:?}");
    let text = fs::read_to_string(&out).expect("the file is there");
    assert!(text.contains("urn:iso:std:iso:20022:tech:xsd:pain.008.001.08") && text.contains("<CtrlSum>1500.50</CtrlSum>"), "{text}");

    let twice = books.run(["debit", "prepare", "--on", "2026-12-04"]);
    assert_eq!(twice.code, 3, "{twice:?}");
    assert!(twice.out.contains("Rien à prélever") && twice.out.contains("Déjà dans le lot"), "{twice:?}");
    let plan = books.done(["plan", "--all", "--why"]).out;
    assert!(plan.contains("Prélèvement préparé, la banque est attendue"), "{plan}");

    let listed = books.done(["debit", "list", "--json"]).json();
    let batch = listed[0]["batch"].as_str().expect("a reference").to_owned();
    assert_eq!((listed[0]["state"].as_str(), listed[0]["total"].as_str()), (Some("prepared"), Some("1500.50")));
    let again = books.path("encore.xml");
    books.done(["debit", "file", &batch, "--out", again.to_str().expect("UTF-8")]);
    assert_eq!(fs::read_to_string(&again).expect("the file is there"), text);
    books.done(["debit", "handed-over", &batch]);
    let refused = books.run(["debit", "cancel", &batch]);
    assert_eq!(refused.code, 3, "{refused:?}");
    assert_eq!(books.run(["check"]).code, 0);
}

#[test]
fn a_batch_of_which_nobody_said_what_became_of_it_is_told_and_freed_by_a_word_alone() {
    let mut books = books();
    let prepared = books.done(["debit", "prepare", "--on", "2026-12-04", "--json"]).json();
    let batch = prepared["prepared"]["batch"].as_str().expect("a reference").to_owned();
    books.on("2026-12-07");
    books.done(["record", "up-to-date"]);
    let listed = books.run(["debit", "list"]);
    assert_eq!(listed.code, 1, "{listed:?}");
    assert!(listed.out.contains("périmé : annulez-le, ou dites quel jour il a été remis à la banque"), "{listed:?}");
    let again = books.run(["debit", "prepare", "--on", "2026-12-21", "--again", "F-2026-101"]);
    assert_eq!(again.code, 3, "{again:?}");
    assert!(again.out.contains("dites qu'il est remis à la banque, ou annulez-le"), "{again:?}");
    assert!(again.out.contains("--again F-2026-101 n'a rien changé"), "{again:?}");
    for (args, why) in [
        (vec!["debit", "cancel", batch.as_str()], "--never-sent"),
        (vec!["debit", "handed-over", batch.as_str()], "--on JOUR"),
        (vec!["debit", "file", batch.as_str()], "trop tard"),
    ] {
        let refused = books.run(args.iter().copied());
        assert_eq!(refused.code, 3, "{refused:?}");
        assert!(refused.err.contains(why), "{refused:?}");
    }
    let said = books.done(["debit", "handed-over", &batch, "--on", "2026-11-20"]);
    assert!(said.out.contains("remis à la banque le 20/11/2026"), "{said:?}");
    assert_eq!(books.done(["debit", "list", "--json"]).json()[0]["state"].as_str(), Some("handed_over"));
}

#[test]
fn what_is_wrong_is_said_before_anything_is_recorded() {
    let books = books();
    let taken = books.file("pris.xml", "un autre fichier");
    for (args, code, why) in [
        (vec!["debit", "prepare", "--on", "2026-12-04", "--out", taken.as_str()], 2, "existe déjà"),
        (vec!["debit", "prepare", "--on", "2026-12-25"], 3, "premier jour ensuite : le 28/12/2026"),
        (vec!["debit", "prepare", "--on", "2026-12-04", "--format", "03"], 2, "Écrivez 08 ou 02."),
        (vec!["debit", "cancel", "lp_1"], 2, "Aucun lot de prélèvements lp_1"),
        (vec!["creditor", "set", "--ics", "FR73ZZZ123456"], 2, "clé de contrôle"),
        (vec!["debit", "mandate", "add", "C1", "--reference", "B", "--iban", "FR76", "--signed-on", "2026-03-02"], 2, "un IBAN"),
    ] {
        let said = books.run(args.iter().copied());
        assert_eq!(said.code, code, "{said:?}");
        assert!(said.err.contains(why), "{said:?}");
    }
    assert_eq!(books.done(["debit", "list", "--json"]).json().as_array().map(Vec::len), Some(0));
    let cancelled = books.done(["debit", "prepare", "--on", "2026-12-04", "--format", "02", "--json"]).json();
    let batch = cancelled["prepared"]["batch"].as_str().expect("a reference");
    let file = cancelled["prepared"]["file"].as_str().expect("a file");
    assert!(fs::read_to_string(file).is_ok_and(|text| text.contains("pain.008.001.02")), "{file}");
    let said = books.done(["debit", "cancel", batch]);
    assert!(said.out.contains("Détruisez son fichier"), "{said:?}");
    assert!(
        books.done(["debit", "mandate", "list"]).out.contains("utilisable jusqu'au 02/03/2029"),
        "two years and some from the signature"
    );
}
