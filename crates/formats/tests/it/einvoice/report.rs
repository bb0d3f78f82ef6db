//! What `quittance read --json` prints of an invoice and of a status.

use formats::Input;
use formats::report::read;
use serde_json::{Value, json};

use super::{FACTUR_X, UBL, edited};
use crate::TODAY;

fn printed(bytes: &[u8]) -> Value {
    serde_json::to_value(read(&Input::bytes("x", bytes), &[], TODAY)).unwrap()
}

#[test]
fn an_invoice_has_the_shape_of_the_documentation() {
    let facts = json!({
        "number": "F-2026-0412", "type": "380", "issue_date": "2026-03-05", "due_date": "2026-04-30",
        "seller": { "name": "Ateliers Boréal SAS", "legal_id": "10000000900017", "vat": "FR88100000009" },
        "buyer": { "name": "Imprimerie du Griffon", "legal_id": "200000008", "vat": "FR37200000008" },
        "currency": "EUR", "total_excl_vat": "1200.00", "total_vat": "211.00", "total_incl_vat": "1411.00", "prepaid": "411.00",
        "payable": "1000.00", "iban": "FR7630006000011234567890189", "lines": 2
    });
    assert_eq!(printed(FACTUR_X.as_bytes()), json!({ "file": "x", "format": "cii", "facts": facts, "problems": [] }));
    let json = printed(super::pdf::factur_x().as_slice());
    assert_eq!((&json["format"], &json["facts"], &json["problems"]), (&json!("facturx"), &facts, &json!([])));
}

#[test]
fn what_the_file_does_not_hold_is_absent() {
    let text =
        edited(UBL, &[("<cbc:DueDate>2026-04-04</cbc:DueDate>", ""), ("<cbc:PrepaidAmount currencyID=\"EUR\">0</cbc:PrepaidAmount>", "")]);
    let json = printed(text.as_bytes());
    let facts = json["facts"].as_object().unwrap();
    assert_eq!(json["format"], "ubl");
    assert!(!facts.contains_key("due_date") && !facts.contains_key("prepaid"), "{facts:?}");
    assert_eq!(facts["buyer"], json!({ "name": "Imprimerie du Griffon" }));
}

#[test]
fn amounts_have_two_decimals_at_least_whatever_the_currency() {
    for (currency, payable, shown) in [("JPY", "530", "530.00"), ("TND", "529.875", "529.875"), ("EUR", "-0.5", "-0.50")] {
        let text = edited(
            UBL,
            &[
                (">EUR<", &format!(">{currency}<")),
                ("\"EUR\"", &format!("\"{currency}\"")),
                ("\">529.87</cbc:PayableAmount>", &format!("\">{payable}</cbc:PayableAmount>")),
            ],
        );
        assert_eq!(printed(text.as_bytes())["facts"]["payable"], shown);
    }
}

#[test]
fn a_status_has_the_shape_of_the_documentation() {
    let status = |code: &str| {
        format!(
            "<r:CrossDomainAcknowledgementAndResponse xmlns:r='r'><AcknowledgementDocument><IssueDateTime><DateTimeString format='204'>20260410180000</DateTimeString></IssueDateTime><ReferenceReferencedDocument><IssuerAssignedID>F1</IssuerAssignedID><ProcessConditionCode>{code}</ProcessConditionCode><ProcessCondition>Encaissée</ProcessCondition><IssuerTradeParty><GlobalID schemeID='0002'>100000009</GlobalID></IssuerTradeParty><SpecifiedDocumentStatus><ReasonCode>AUTRE</ReasonCode><SpecifiedDocumentCharacteristic><TypeCode>MEN</TypeCode><ValueAmount currencyID='EUR'>12000</ValueAmount><ValuePercent>20.0</ValuePercent></SpecifiedDocumentCharacteristic></SpecifiedDocumentStatus></ReferenceReferencedDocument></AcknowledgementDocument></r:CrossDomainAcknowledgementAndResponse>"
        )
    };
    let facts = json!({
        "invoice": "F1", "code": "212", "label": "Encaissée", "reasons": ["AUTRE"], "at": "2026-04-10T18:00:00", "seller": "100000009",
        "amounts": [{ "kind": "MEN", "amount": "12000.00", "currency": "EUR", "percent": "20.00" }]
    });
    assert_eq!(printed(status("212").as_bytes()), json!({ "file": "x", "format": "cdar", "facts": facts, "problems": [] }));
}

#[test]
fn what_is_no_invoice_says_so() {
    for (bytes, format, code) in [
        (b"<?xml version='1.0'?><Facture/>".as_slice(), "xml", "xml"),
        (b"<Invoice xmlns='autre'/>", "xml", "xml"),
        (b"%PDF-1.7", "pdf", "pdf_damaged"),
        (b"<CrossIndustryInvoice>", "cii", "xml_unfinished"),
        (b"<CrossIndustryInvoice><!DOCTYPE a></CrossIndustryInvoice>", "cii", "xml_doctype"),
    ] {
        let json = printed(bytes);
        assert_eq!((&json["format"], &json["problems"][0]["code"], &json["facts"]), (&json!(format), &json!(code), &json!({})));
    }
}
