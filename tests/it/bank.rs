//! Statements on the command line: what they lack is said with the command that gives it.

use crate::books::{Books, CREDITOR};

const ROWS: &str = "Date;Libellé;Montant\n18/11/2026;VIR INCONNU;33,33\n";

#[test]
fn a_statement_without_account_names_the_option_that_says_it() {
    let books = Books::new();
    books.done(CREDITOR);
    for account in ["FR7630006000011234567890189", "FR1420041010050500013M02606"] {
        books.run(["bank", "add", account]);
    }
    let file = books.file("banque.csv", ROWS);
    let refused = books.run(["import", &file, "--as", "bank"]);
    assert!(refused.code == 3 && refused.all().contains("ne dit pas de quel compte il est. Dites-le"), "{refused:?}");
    assert!(refused.all().contains("avec --account IBAN"), "{refused:?}");
    let json = books.run(["import", &file, "--as", "bank", "--json"]).json();
    assert_eq!(json["files"][0]["lacks"]["account"].as_bool(), Some(true), "{json}");
    let foreign = ["import", &file, "--as", "bank", "--account", "FR7612345987650123456789014"];
    let refused = books.run(foreign);
    assert!(refused.all().contains("quittance bank add FR7612345987650123456789014"), "{refused:?}");
    books.done(["import", &file, "--as", "bank", "--account", "FR1420041010050500013M02606"]);
    books.done(["check"]);
}
