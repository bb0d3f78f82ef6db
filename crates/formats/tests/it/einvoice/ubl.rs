//! Invoices and credit notes in UBL.

use domain::money::{Cents, Rate};
use domain::party::Siren;
use formats::einvoice::{Claim, Instalment, Nature, Preceding, Syntax};
use jiff::civil::date;

use super::{UBL, edited, invoice, told};

#[test]
fn every_fact_of_a_ubl_invoice_is_read() {
    let (read, problems) = invoice(UBL);
    assert_eq!(told(&problems), [""; 0]);
    assert_eq!((read.syntax, read.number.as_deref(), read.lines), (Syntax::Ubl, Some("018304 / 28865"), 2));
    assert_eq!((read.issued_on, read.payment.due_on), (Some(date(2026, 3, 5)), Some(date(2026, 4, 4))));
    assert_eq!(read.notes_on("PMT").collect::<Vec<_>>(), ["40 € de frais de recouvrement"]);
    assert_eq!(read.notes[1].text, "#1 du catalogue # offert", "a sign of number is no subject");
    assert_eq!(read.frame().map(|frame| frame.operation), Some('S'));
    assert_eq!(
        (read.order.as_deref(), read.contract.as_deref(), read.buyer_reference.as_deref()),
        (Some("BC-77"), Some("CT-3"), Some("ACHATS"))
    );
    assert_eq!(read.preceding, [Preceding { number: "F-1".into(), issued_on: Some(date(2026, 2, 1)) }]);
    assert_eq!((read.seller.name.as_deref(), read.seller.trading_name.as_deref()), (Some("Ateliers Boréal SAS"), Some("Boréal")));
    assert_eq!(read.seller.siren, Siren::parse("100000009").ok(), "no scheme, in France");
    assert_eq!(read.buyer.name.as_deref(), Some("Imprimerie du Griffon"), "no registered name");
    assert_eq!(read.buyer.address.lines, ["Service achats", "12 rue Mercière", "Bâtiment C"]);
    assert_eq!((read.buyer.address.country.as_deref(), read.buyer.contact.email.as_deref()), (Some("FR"), Some("compta@griffon.example")));
    assert_eq!(read.delivered_on, Some(date(2026, 3, 2)));
    assert_eq!(read.payment.reference.as_deref(), Some("RF18539007547034"));
    assert_eq!(read.payment.accounts[0].number, "FR7630006000011234567890189");
    assert_eq!((read.payment.accounts[0].bic.as_deref(), read.payment.terms[0].as_str()), (Some("AGRIFRPP"), "30 jours"));
    let totals = read.totals;
    assert_eq!(
        [totals.excl_vat, totals.vat, totals.incl_vat, totals.prepaid, totals.payable],
        [47_300, 5_687, 52_987, 0, 52_987].map(|cents| Some(Cents(cents)))
    );
    assert_eq!(read.vat.iter().map(|line| line.rate).collect::<Vec<_>>(), [Some(Rate(7_000)), Some(Rate(19_000))]);
}

/// The invoice as a credit note: no type, no due date of its own.
fn credit_note() -> String {
    edited(
        UBL,
        &[
            (
                "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\"",
                "<CreditNote xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2\"",
            ),
            ("</Invoice>", "</CreditNote>"),
            ("<cbc:DueDate>2026-04-04</cbc:DueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", ""),
            ("<cbc:PaymentID>", "<cbc:PaymentDueDate>2026-04-10</cbc:PaymentDueDate><cbc:PaymentID>"),
            ("InvoiceLine", "CreditNoteLine"),
        ],
    )
}

#[test]
fn a_credit_note_needs_neither_type_nor_due_date() {
    let (read, problems) = invoice(&credit_note());
    assert_eq!(told(&problems), [""; 0]);
    assert_eq!((read.type_code.as_deref(), read.kind().nature, read.lines), (Some("381"), Nature::CreditNote, 2));
    assert_eq!((read.payment.due_on, read.claim()), (Some(date(2026, 4, 10)), Claim::Credit(Cents(52_987))));
    let typed = edited(&credit_note(), &[("<cbc:Note>#PMT#", "<cbc:CreditNoteTypeCode>380</cbc:CreditNoteTypeCode><cbc:Note>#PMT#")]);
    let (read, problems) = invoice(&typed);
    assert_eq!((told(&problems), read.kind().nature), (vec!["type_differs".to_owned()], Nature::CreditNote), "the root decides");
}

#[test]
fn an_invoice_typed_as_a_credit_note_is_one_and_told() {
    let (read, problems) = invoice(&edited(UBL, &[(">380<", ">381<")]));
    assert_eq!((told(&problems), read.claim()), (vec!["type_differs".to_owned()], Claim::Credit(Cents(52_987))));
    let (_, problems) = invoice(&edited(UBL, &[("<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", "")]));
    assert_eq!(told(&problems), ["fact_missing!"]);
}

#[test]
fn an_invoice_in_negative_and_one_paid_beyond_its_total_are_no_debts() {
    let negative =
        [(">473<", ">-473<"), (">56.87<", ">-56.87<"), (">19.25<", ">-19.25<"), (">37.62<", ">-37.62<"), (">529.87<", ">-529.87<")];
    assert_eq!(invoice(&edited(UBL, &negative)).0.claim(), Claim::Credit(Cents(52_987)));
    let overpaid = [
        ("<cbc:PrepaidAmount currencyID=\"EUR\">0<", "<cbc:PrepaidAmount currencyID=\"EUR\">1059.74<"),
        ("<cbc:PayableAmount currencyID=\"EUR\">529.87<", "<cbc:PayableAmount currencyID=\"EUR\">-529.87<"),
    ];
    let (read, problems) = invoice(&edited(UBL, &overpaid));
    assert_eq!((read.claim(), problems.len()), (Claim::Overpaid(Cents(52_987)), 0));
}

#[test]
fn instalments_stand_in_the_terms_of_payment() {
    let term = |day: &str, amount: &str| {
        format!(
            "<cac:PaymentTerms><cbc:Amount currencyID=\"EUR\">{amount}</cbc:Amount><cbc:InstallmentDueDate>{day}</cbc:InstallmentDueDate></cac:PaymentTerms>"
        )
    };
    let terms = term("2026-04-04", "300") + &term("2026-05-04", "229.87");
    let (read, problems) = invoice(&edited(
        UBL,
        &[("<cac:TaxTotal><cbc:TaxAmount currencyID=\"USD\">", &format!("{terms}<cac:TaxTotal><cbc:TaxAmount currencyID=\"USD\">"))],
    ));
    assert_eq!(told(&problems), [""; 0]);
    let instalment = |month, amount| Instalment { due_on: Some(date(2026, month, 4)), amount: Cents(amount) };
    assert_eq!(read.payment.instalments, [instalment(4, 30_000), instalment(5, 22_987)]);
}

#[test]
fn an_account_without_iban_is_told_only_where_there_should_be_one() {
    let with = |number: &str, means: &str| {
        let edits = [("FR76 3000 6000 0112 3456 7890 189", number), ("<cbc:PaymentMeansCode>30<", means)];
        let (read, problems) = invoice(&edited(UBL, &edits));
        (read.payment.accounts[0].number.clone(), told(&problems))
    };
    assert_eq!(with("0210 0008 9", "<cbc:PaymentMeansCode>30<"), ("021000089".into(), vec![]), "an American one");
    assert_eq!(with("0210 0008 9", "<cbc:PaymentMeansCode>58<"), ("021000089".into(), vec!["iban_invalid".into()]));
    assert_eq!(with("FR76 3000", "<cbc:PaymentMeansCode>30<").1, ["iban_invalid"]);
    assert_eq!(with("A", "<cbc:PaymentMeansCode>30<").1, [""; 0]);
}

#[test]
fn marks_and_other_encodings_are_no_hindrance() {
    let with_mark = format!("\u{feff}{UBL}");
    assert_eq!(invoice(&with_mark).0, invoice(UBL).0);
    let utf16: Vec<u8> = with_mark.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(super::reading(&utf16).problems.is_empty());
    let latin: Vec<u8> =
        UBL.replace("UTF-8", "ISO-8859-1").replace('€', "EUR").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let reading = super::reading(&latin);
    let Some(formats::einvoice::Document::Invoice(read)) = reading.document else { panic!("an invoice") };
    assert_eq!(read.seller.name.as_deref(), Some("Ateliers Boréal SAS"));
}
