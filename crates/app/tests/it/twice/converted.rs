//! Dollars that the bank converted and that a list of payments has as well: they count once, in dollars.

use app::{bank, import};
use domain::events::LineIs;
use domain::money::{Cents, Currency, Money};
use formats::table::TableKind;
use store::LineState;

use super::{House, TODAY};

const INVOICES: &str = "numero;date_facture;echeance;montant_ttc;devise;code_debiteur;nom;type\n\
    F-2026-301;2026-10-01;2026-10-31;2500,00;USD;C0;Menuiserie Sablier;entreprise\n";

const PAYMENTS: &str = "date_reglement;montant;devise;code_debiteur;numero_facture\n2026-11-04;2500,00;USD;C0;F-2026-301\n";

/// 2 312,45 € on the account, 2 500,00 USD ordered.
const STATEMENT: &str = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt>\
    <Id>R</Id><Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct><Ntry><Amt Ccy=\"EUR\">2312.45</Amt>\
    <CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-05</Dt></BookgDt><AmtDtls><InstdAmt><Amt Ccy=\"USD\">2500.00</Amt></InstdAmt></AmtDtls>\
    <AddtlNtryInf>VIR MENUISERIE SABLIER F-2026-301</AddtlNtryInf></Ntry></Stmt></BkToCstmrStmt></Document>";

fn with(files: &[&str]) -> House {
    let mut house = House::new();
    for file in [&["factures"], files].concat() {
        match file {
            "factures" => house.take("factures.csv", INVOICES, Some(TableKind::Invoices)),
            "liste" => house.take("paiements.csv", PAYMENTS, Some(TableKind::Payments)),
            _ => house.take("releve.xml", STATEMENT, None),
        };
    }
    house
}

/// What the first proposal for the only open line tells or pays; then it is accepted.
fn accepted(house: &House) -> LineIs {
    let line = house.lines(LineState::Open).first().expect("the line waits for a person").id;
    house.books.write(|tx| bank::accept(tx, line, 0, false, TODAY)).unwrap();
    house.said(line)
}

#[test]
fn a_payment_in_dollars_of_a_list_is_told_by_the_line_in_euros() {
    let house = with(&["liste", "releve"]);
    house.is(&[(0, 0)], &[(0, 250_000)]);
    let dollars = Money { amount: Cents(250_000), currency: Currency::parse("USD").unwrap() };
    let LineIs::Payment { payments, told, converted, .. } = accepted(&house) else { panic!("a payment") };
    assert_eq!((payments.len(), told.len(), converted), (0, 1, Some(dollars)));
    house.is(&[(0, 0)], &[(0, 250_000)]);
    // The list undone, the line waits for a person again, and proposes the payment itself.
    let list = house.imports()[1];
    import::undo(&house.books, &list.to_string()).unwrap();
    house.books.write(|tx| bank::reconcile(tx, TODAY)).unwrap();
    house.is(&[(0, 250_000)], &[]);
    let LineIs::Payment { payments, told, converted, .. } = accepted(&house) else { panic!("a payment") };
    assert_eq!((payments.len(), told.len(), converted), (1, 0, Some(dollars)));
    house.is(&[(0, 0)], &[(0, 250_000)]);
    assert!(house.books.store().check(None, &[]).unwrap().is_clean());
}

#[test]
fn a_converted_payment_is_told_by_a_list_in_dollars() {
    let mut house = with(&["releve"]);
    accepted(&house);
    house.is(&[(0, 0)], &[(0, 250_000)]);
    house.take("paiements.csv", PAYMENTS, Some(TableKind::Payments));
    house.is(&[(0, 0)], &[(0, 250_000)]);
    // Reopened, the payment stays: the list has it too. The line tells it again.
    let line = house.lines(LineState::Payment)[0].id;
    house.books.write(|tx| bank::reopen(tx, line, TODAY)).unwrap();
    house.is(&[(0, 0)], &[(0, 250_000)]);
    assert!(matches!(accepted(&house), LineIs::Payment { payments, told, .. } if payments.is_empty() && told.len() == 1));
    house.is(&[(0, 0)], &[(0, 250_000)]);
}
