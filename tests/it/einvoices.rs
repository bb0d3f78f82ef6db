//! Electronic invoices taken in by the program: what is owed, by whom, from when; and what is never chased.

use crate::books::{Books, CREDITOR};

/// An invoice or credit note in UBL, from the creditor of these stories to Menuiserie Dupont.
pub fn ubl(root: &str, number: &str, issued: &str, more: &str, payable: &str) -> String {
    let kind =
        if root == "CreditNote" { "CreditNoteTypeCode>381</cbc:CreditNoteTypeCode" } else { "InvoiceTypeCode>380</cbc:InvoiceTypeCode" };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <{root} xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:{root}-2\" \
         xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
         xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">\n\
        <cbc:ID>{number}</cbc:ID><cbc:IssueDate>{issued}</cbc:IssueDate><cbc:{kind}>\
        <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>{more}\
        <cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Ateliers Boréal</cbc:RegistrationName>\
        <cbc:CompanyID schemeID=\"0002\">SELLER</cbc:CompanyID></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>\
        <cac:AccountingCustomerParty><cac:Party><cac:PostalAddress><cbc:StreetName>3 rue des Forges</cbc:StreetName>\
        <cbc:CityName>Lyon</cbc:CityName><cbc:PostalZone>69007</cbc:PostalZone><cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode>\
        </cac:Country></cac:PostalAddress><cac:PartyLegalEntity><cbc:RegistrationName>Menuiserie Dupont</cbc:RegistrationName>\
        <cbc:CompanyID schemeID=\"0002\">552100554</cbc:CompanyID></cac:PartyLegalEntity>\
        <cac:Contact><cbc:ElectronicMail>compta@dupont.example</cbc:ElectronicMail></cac:Contact></cac:Party></cac:AccountingCustomerParty>\
        <cac:LegalMonetaryTotal><cbc:LineExtensionAmount>1000.00</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount>1000.00</cbc:TaxExclusiveAmount>\
        <cbc:TaxInclusiveAmount>1200.00</cbc:TaxInclusiveAmount><cbc:PayableAmount>{payable}</cbc:PayableAmount></cac:LegalMonetaryTotal>\
        </{root}>\n"
    )
    .replace("SELLER", "732829320")
}

/// When it is due, in UBL.
pub fn due(day: &str) -> String {
    format!("<cbc:DueDate>{day}</cbc:DueDate>")
}

/// What the statement of account says is left of the only debtor's principal.
fn balance(books: &Books) -> String {
    books.done(["balance", "--json"]).json()["total"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn an_invoice_makes_a_debtor_a_claim_and_its_copy_and_twice_changes_nothing() {
    let books = Books::new();
    books.done(CREDITOR);
    let mut text = ubl("Invoice", "F-2026-10", "2026-09-01", "", "1200.00");
    text = text.replace("</cbc:IssueDate>", &format!("</cbc:IssueDate>{}", due("2026-10-01")));
    let file = books.file("F-2026-10.xml", &text);
    let said = books.done(["import", &file, "--json"]).json();
    assert_eq!((said["files"][0]["format"].as_str(), said["files"][0]["taken"].as_u64()), (Some("ubl"), Some(1)), "{said}");
    assert_eq!(balance(&books), "1200.00");
    let plan = books.run(["plan", "--all", "--json"]).json();
    assert!(plan.to_string().contains("F-2026-10"), "{plan}");
    // The same file, then the same bytes under another name.
    assert!(books.done(["import", &file]).all().contains("déjà importé"));
    let again = books.file("copie.xml", &text);
    assert!(books.done(["import", &again]).all().contains("déjà importé"));
    // The same invoice written otherwise: known, its other file kept beside the first.
    let other = books.file("autre.xml", text.replace("Lyon", "LYON"));
    let said = books.done(["import", &other, "--json"]).json();
    assert_eq!(said["files"][0]["taken"].as_u64(), Some(0), "{said}");
    assert_eq!(balance(&books), "1200.00");
    // Another amount under the same number: both values are said, the first stays.
    let wrong = books.file("faux.xml", text.replace("<cbc:PayableAmount>1200.00", "<cbc:PayableAmount>1300.00"));
    let said = books.run(["import", &wrong]);
    assert!(said.all().contains("déjà inscrite pour 1\u{202f}200,00\u{a0}€, le fichier dit 1\u{202f}300,00\u{a0}€"), "{}", said.all());
    assert_eq!(balance(&books), "1200.00");
    books.done(["check"]);
}

#[test]
fn a_credit_note_goes_to_the_invoice_it_names_and_a_paid_frame_is_never_chased() {
    let books = Books::new();
    books.done(CREDITOR);
    let invoice = books.file("f1.xml", ubl("Invoice", "F1", "2026-09-01", &due("2026-10-01"), "1200.00"));
    books.run(["import", &invoice]);
    let named =
        "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F1</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>";
    let credit = books.file("a1.xml", ubl("CreditNote", "A1", "2026-09-10", named, "200.00"));
    books.run(["import", &credit]);
    // 1 200,00 less 200,00: by hand.
    assert_eq!(balance(&books), "1000.00");
    let paid = "<cbc:ProfileID>B2</cbc:ProfileID>";
    let text = ubl("Invoice", "F2", "2026-09-02", "", "1200.00").replace("<cbc:ID>F2", &format!("{paid}<cbc:ID>F2"));
    let said = books.run(["import", &books.file("f2.xml", text)]);
    assert!(said.all().contains("réglée à l'émission"), "{}", said.all());
    assert_eq!(balance(&books), "1000.00");
    let statement = books.done(["statement", "F2"]);
    assert!(!statement.all().contains("Reste dû : 1"), "{}", statement.all());
    let aged = books.done(["balance", "--json"]).json();
    assert!(!aged.to_string().contains("-1200.00"), "the payment is not allocated: {aged}");
    books.done(["check"]);
}

#[test]
fn a_purchase_another_seller_a_status_and_a_plain_pdf_are_refused_with_what_to_do() {
    let books = Books::new();
    books.done(CREDITOR);
    let text = ubl("Invoice", "F1", "2026-09-01", &due("2026-10-01"), "1200.00");
    // Seller and buyer change places: it is we who are asked.
    let purchase = text.replace("732829320", "X").replace("552100554", "732829320").replace('X', "552100554");
    let said = books.run(["import", &books.file("achat.xml", purchase)]);
    assert!(said.all().contains("facture d'achat"), "{}", said.all());
    let other = text.replace("732829320", "404833048");
    let said = books.run(["import", &books.file("autre.xml", other)]);
    assert!(said.all().contains("SIREN 404833048") && said.all().contains("dossier du vendeur"), "{}", said.all());
    let said = books.run(["import", &books.file("lettre.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")]);
    assert!(said.code != 0 && !said.all().contains("panicked"), "{}", said.all());
    let said = books.run(["import", &books.file("dtd.xml", text.replacen("?>\n", "?>\n<!DOCTYPE x [<!ENTITY a \"b\">]>\n", 1))]);
    assert!(said.all().contains("DOCTYPE"), "{}", said.all());
    assert_eq!(balance(&books), "0.00");
    books.done(["check"]);
}

/// An invoice that names another payee: its claim is there, held, and the reason is read.
#[test]
fn an_invoice_to_be_paid_to_somebody_else_is_held() {
    let books = Books::new();
    books.done(CREDITOR);
    let payee = "<cac:PayeeParty><cac:PartyName><cbc:Name>Factor Exemple</cbc:Name></cac:PartyName></cac:PayeeParty>";
    let text = ubl("Invoice", "F7", "2026-09-01", &due("2026-10-01"), "1200.00")
        .replace("<cac:LegalMonetaryTotal>", &format!("{payee}<cac:LegalMonetaryTotal>"));
    let said = books.run(["import", &books.file("f7.xml", text)]);
    assert!(said.all().contains("à payer à Factor Exemple : relances suspendues"), "{}", said.all());
    assert_eq!(balance(&books), "1200.00");
    let plan = books.run(["plan", "--all", "--json"]).json();
    assert_eq!(plan["actions"].as_array().map(Vec::len), Some(0), "{plan}");
    assert!(plan["held"].to_string().contains("À payer à un tiers"), "{}", plan["held"]);
    books.done(["check"]);
}
