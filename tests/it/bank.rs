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

/// Dollars that the bank converted: what was ordered is shown and proposed; a person may say it where the bank does not.
#[test]
fn a_line_in_euros_settles_an_invoice_in_dollars() {
    let books = Books::new();
    books.done(CREDITOR);
    let head = "numero;date_facture;echeance;montant_ttc;devise;code_debiteur;nom;type;email;adresse1;code_postal;ville";
    let of = |number: u32| {
        format!(
            "F-2026-{number};12/10/2026;02/11/2026;2500,00;USD;C1;Nordisk Handel;entreprise;a@nordisk.example;3 rue des Forges;69007;Lyon"
        )
    };
    let list = books.file("factures.csv", format!("{head}\n{}\n{}\n", of(301), of(302)));
    books.done(["import", &list]);
    let entry = |day: u8, label: &str, more: &str| {
        format!(
            "<Ntry><Amt Ccy=\"EUR\">2312.45</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-{day}</Dt></BookgDt>{more}<AddtlNtryInf>{label}</AddtlNtryInf></Ntry>"
        )
    };
    let order = "<AmtDtls><InstdAmt><Amt Ccy=\"USD\">2500.00</Amt></InstdAmt></AmtDtls>";
    let entries = [entry(18, "VIR NORDISK HANDEL F-2026-301", order), entry(17, "VIR NORDISK HANDEL", "")].concat();
    let statement = books.file(
        "releve.xml",
        format!(
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>R</Id><Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>{entries}</Stmt></BkToCstmrStmt></Document>"
        ),
    );
    books.done(["import", &statement]);
    let told = books.done(["bank", "lines"]).out;
    assert!(
        told.contains("2\u{202f}312,45\u{a0}€ (2\u{202f}500,00\u{a0}USD, convertis par la banque)  VIR NORDISK HANDEL F-2026-301"),
        "{told}"
    );
    assert!(told.contains("Un ordre de 2\u{202f}500,00\u{a0}USD, que la banque a converti en 2\u{202f}312,45\u{a0}€"), "{told}");
    let json = books.run(["bank", "lines", "--json"]).json();
    let lines = json.as_array().expect("lines");
    let line = |label: &str| lines.iter().find(|line| line["label"] == label).expect("a line");
    let (said, unsaid) = (line("VIR NORDISK HANDEL F-2026-301"), line("VIR NORDISK HANDEL"));
    assert_eq!((said["ordered"]["amount"].as_str(), said["ordered"]["currency"].as_str()), (Some("2500.00"), Some("USD")), "{said}");
    assert!(unsaid["ordered"].is_null(), "{unsaid}");
    let (said, unsaid) = (said["line"].as_str().expect("an id"), unsaid["line"].as_str().expect("an id"));
    books.done(["bank", "accept", said]);
    let assign = |settles: &str, part: &str| books.run(["bank", "assign", unsaid, part, "--settles", settles]);
    let wrong = assign("2312,45 EUR", "F-2026-302");
    assert!(wrong.code == 2 && wrong.all().contains("La ligne est déjà en EUR"), "{wrong:?}");
    assert_eq!(assign("2500,00", "F-2026-302").code, 2);
    assert_eq!(assign("0 USD", "F-2026-302").code, 2);
    let short = assign("2500,00 USD", "F-2026-302=2400,00");
    assert!(short.all().contains("et ce que la ligne règle 2\u{202f}500,00\u{a0}USD : il manque 100,00\u{a0}USD."), "{short:?}");
    let done = assign("2500,00 USD", "F-2026-302");
    assert!(done.code == 0 && done.out.contains("2\u{202f}312,45\u{a0}€ pour 2\u{202f}500,00\u{a0}USD, répartis."), "{done:?}");
    assert_eq!(books.run(["bank", "lines", "--json"]).json(), serde_json::json!([]));
    let balance = books.done(["balance"]).out;
    assert!(!balance.contains("2\u{202f}500,00"), "both are paid: {balance}");
    books.done(["check"]);
}
