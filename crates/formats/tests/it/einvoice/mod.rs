//! Electronic invoices and statuses: the fixtures, and what every test does with them. Names and numbers are invented; keys
//! were computed by hand.

mod cii;
mod hostile;
mod pdf;
mod properties;
mod report;
mod samples;
mod status;
mod ubl;

use formats::einvoice::{Document, Invoice, Reading, StatusMessage, read};
use formats::{Input, Problem, Severity};

/// A Factur-X EXTENDED with every fact that is read: 1 250,00 of lines less 50,00, VAT at two rates, 411,00 paid already.
pub const FACTUR_X: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100" xmlns:qdt="urn:un:unece:uncefact:data:standard:QualifiedDataType:100">
<rsm:ExchangedDocumentContext>
<ram:BusinessProcessSpecifiedDocumentContextParameter><ram:ID>B1</ram:ID></ram:BusinessProcessSpecifiedDocumentContextParameter>
<ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>
</rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument>
<ram:ID>F-2026-0412</ram:ID><ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">20260305</udt:DateTimeString></ram:IssueDateTime>
<ram:IncludedNote><ram:Content>Indemnité forfaitaire de recouvrement : 40 €</ram:Content><ram:SubjectCode>PMT</ram:SubjectCode></ram:IncludedNote>
<ram:IncludedNote><ram:Content>Pénalités : trois fois
le taux légal</ram:Content><ram:SubjectCode>PMD</ram:SubjectCode></ram:IncludedNote>
<ram:IncludedNote><ram:Content>#AAB#Pas d'escompte</ram:Content></ram:IncludedNote>
<ram:IncludedNote><ram:Content>Merci</ram:Content></ram:IncludedNote>
</rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
<ram:IncludedSupplyChainTradeLineItem><ram:SpecifiedTradeProduct><ram:Name>Étagères</ram:Name></ram:SpecifiedTradeProduct></ram:IncludedSupplyChainTradeLineItem>
<ram:IncludedSupplyChainTradeLineItem><ram:SpecifiedTradeProduct><ram:Name>Livres</ram:Name></ram:SpecifiedTradeProduct></ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement>
<ram:BuyerReference>ACHATS</ram:BuyerReference>
<ram:SellerTradeParty>
<ram:GlobalID schemeID="0088">3012345678900</ram:GlobalID>
<ram:Name>Ateliers  Boréal SAS</ram:Name>
<ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">100 000 009 00017</ram:ID><ram:TradingBusinessName>Boréal</ram:TradingBusinessName></ram:SpecifiedLegalOrganization>
<ram:PostalTradeAddress><ram:PostcodeCode>35000</ram:PostcodeCode><ram:LineOne>4 quai Nord</ram:LineOne><ram:CityName>Rennes</ram:CityName><ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">35 1234</ram:ID></ram:SpecifiedTaxRegistration>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">FR 88 100000009</ram:ID></ram:SpecifiedTaxRegistration>
</ram:SellerTradeParty>
<ram:BuyerTradeParty>
<ram:ID>C-077</ram:ID>
<ram:Name>Imprimerie du Griffon</ram:Name>
<ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">200000008</ram:ID></ram:SpecifiedLegalOrganization>
<ram:DefinedTradeContact><ram:PersonName>Anne Leroy</ram:PersonName><ram:TelephoneUniversalCommunication><ram:CompleteNumber>02 99 00 00 00</ram:CompleteNumber></ram:TelephoneUniversalCommunication><ram:EmailURIUniversalCommunication><ram:URIID>compta@griffon.example</ram:URIID></ram:EmailURIUniversalCommunication></ram:DefinedTradeContact>
<ram:PostalTradeAddress><ram:PostcodeCode>69002</ram:PostcodeCode><ram:LineOne>Service achats</ram:LineOne><ram:LineTwo>12 rue Mercière</ram:LineTwo><ram:LineThree>Bâtiment C</ram:LineThree><ram:CityName>Lyon</ram:CityName><ram:CountryID>FR</ram:CountryID><ram:CountrySubDivisionName>Rhône</ram:CountrySubDivisionName></ram:PostalTradeAddress>
<ram:URIUniversalCommunication><ram:URIID schemeID="0225">200000008_FACTURES</ram:URIID></ram:URIUniversalCommunication>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">FR37200000008</ram:ID></ram:SpecifiedTaxRegistration>
</ram:BuyerTradeParty>
<ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>BC-77</ram:IssuerAssignedID></ram:BuyerOrderReferencedDocument>
<ram:ContractReferencedDocument><ram:IssuerAssignedID>CT-2025-3</ram:IssuerAssignedID></ram:ContractReferencedDocument>
<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>BL</ram:IssuerAssignedID><ram:AttachmentBinaryObject>AAAA</ram:AttachmentBinaryObject></ram:AdditionalReferencedDocument>
</ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery><ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime><udt:DateTimeString format="102">20260302</udt:DateTimeString></ram:OccurrenceDateTime></ram:ActualDeliverySupplyChainEvent></ram:ApplicableHeaderTradeDelivery>
<ram:ApplicableHeaderTradeSettlement>
<ram:PaymentReference>F-2026-0412</ram:PaymentReference>
<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>58</ram:TypeCode><ram:PayeePartyCreditorFinancialAccount><ram:IBANID>FR76 3000 6000 0112 3456 7890 189</ram:IBANID><ram:AccountName>Boréal</ram:AccountName></ram:PayeePartyCreditorFinancialAccount><ram:PayeeSpecifiedCreditorFinancialInstitution><ram:BICID>AGRIFRPP</ram:BICID></ram:PayeeSpecifiedCreditorFinancialInstitution></ram:SpecifiedTradeSettlementPaymentMeans>
<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>59</ram:TypeCode><ram:PayerPartyDebtorFinancialAccount><ram:IBANID>FR14 2004 1010 0505 0001 3M02 606</ram:IBANID></ram:PayerPartyDebtorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>
<ram:ApplicableTradeTax><ram:CalculatedAmount>200.00</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>1000.00</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>20.00</ram:RateApplicablePercent></ram:ApplicableTradeTax>
<ram:ApplicableTradeTax><ram:CalculatedAmount>11.00</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>200.00</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>5.5</ram:RateApplicablePercent></ram:ApplicableTradeTax>
<ram:SpecifiedTradePaymentTerms><ram:Description>30 jours fin de mois</ram:Description><ram:DueDateDateTime><udt:DateTimeString format="102">20260430</udt:DateTimeString></ram:DueDateDateTime><ram:DirectDebitMandateID>RUM-12</ram:DirectDebitMandateID></ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation>
<ram:LineTotalAmount>1250.00</ram:LineTotalAmount><ram:ChargeTotalAmount>0.00</ram:ChargeTotalAmount><ram:AllowanceTotalAmount>50.00</ram:AllowanceTotalAmount>
<ram:TaxBasisTotalAmount>1200.00</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="USD">230.00</ram:TaxTotalAmount><ram:TaxTotalAmount currencyID="EUR">211.00</ram:TaxTotalAmount>
<ram:GrandTotalAmount>1411.00</ram:GrandTotalAmount><ram:TotalPrepaidAmount>411.000</ram:TotalPrepaidAmount><ram:RoundingAmount>0.00</ram:RoundingAmount><ram:DuePayableAmount>1000</ram:DuePayableAmount>
</ram:SpecifiedTradeSettlementHeaderMonetarySummation>
<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>F-2026-0399</ram:IssuerAssignedID><ram:FormattedIssueDateTime><qdt:DateTimeString format="102">20260201</qdt:DateTimeString></ram:FormattedIssueDateTime></ram:InvoiceReferencedDocument>
</ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>"#;

/// A UBL invoice of 473,00 with VAT of 56,87.
pub const UBL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID><cbc:ProfileID>S1</cbc:ProfileID>
<cbc:ID>018304 / 28865</cbc:ID><cbc:IssueDate>2026-03-05</cbc:IssueDate><cbc:DueDate>2026-04-04</cbc:DueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
<cbc:Note>#PMT#40 € de frais de recouvrement</cbc:Note><cbc:Note>#1 du catalogue # offert</cbc:Note>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode><cbc:BuyerReference>ACHATS</cbc:BuyerReference>
<cac:OrderReference><cbc:ID>BC-77</cbc:ID></cac:OrderReference>
<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F-1</cbc:ID><cbc:IssueDate>2026-02-01</cbc:IssueDate></cac:InvoiceDocumentReference></cac:BillingReference>
<cac:ContractDocumentReference><cbc:ID>CT-3</cbc:ID></cac:ContractDocumentReference>
<cac:AccountingSupplierParty><cac:Party>
<cac:PartyName><cbc:Name>Boréal</cbc:Name></cac:PartyName>
<cac:PostalAddress><cbc:StreetName>4 quai Nord</cbc:StreetName><cbc:CityName>Rennes</cbc:CityName><cbc:PostalZone>35000</cbc:PostalZone><cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
<cac:PartyTaxScheme><cbc:CompanyID>FR88100000009</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
<cac:PartyLegalEntity><cbc:RegistrationName>Ateliers Boréal SAS</cbc:RegistrationName><cbc:CompanyID>100000009</cbc:CompanyID></cac:PartyLegalEntity>
</cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party>
<cbc:EndpointID schemeID="0225">200000008</cbc:EndpointID>
<cac:PartyIdentification><cbc:ID>C-077</cbc:ID></cac:PartyIdentification>
<cac:PartyName><cbc:Name>Imprimerie du Griffon</cbc:Name></cac:PartyName>
<cac:PostalAddress><cbc:StreetName>Service achats</cbc:StreetName><cbc:AdditionalStreetName>12 rue Mercière</cbc:AdditionalStreetName><cbc:CityName>Lyon</cbc:CityName><cbc:PostalZone>69002</cbc:PostalZone><cac:AddressLine><cbc:Line>Bâtiment C</cbc:Line></cac:AddressLine><cac:Country><cbc:IdentificationCode>fr</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
<cac:Contact><cbc:Name>Anne Leroy</cbc:Name><cbc:Telephone>02 99 00 00 00</cbc:Telephone><cbc:ElectronicMail>compta@griffon.example</cbc:ElectronicMail></cac:Contact>
</cac:Party></cac:AccountingCustomerParty>
<cac:Delivery><cbc:ActualDeliveryDate>2026-03-02</cbc:ActualDeliveryDate></cac:Delivery>
<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cbc:PaymentID>RF18539007547034</cbc:PaymentID><cac:PayeeFinancialAccount><cbc:ID>FR76 3000 6000 0112 3456 7890 189</cbc:ID><cac:FinancialInstitutionBranch><cbc:ID>AGRIFRPP</cbc:ID></cac:FinancialInstitutionBranch></cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:PaymentTerms><cbc:Note>30 jours</cbc:Note></cac:PaymentTerms>
<cac:TaxTotal><cbc:TaxAmount currencyID="USD">61.00</cbc:TaxAmount></cac:TaxTotal>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">56.87</cbc:TaxAmount>
<cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">275</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">19.25</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>7</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal>
<cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">198</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">37.62</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal>
</cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">473</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount currencyID="EUR">473</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID="EUR">529.87</cbc:TaxInclusiveAmount><cbc:PrepaidAmount currencyID="EUR">0</cbc:PrepaidAmount><cbc:PayableAmount currencyID="EUR">529.87</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID></cac:InvoiceLine><cac:InvoiceLine><cbc:ID>2</cbc:ID></cac:InvoiceLine>
</Invoice>"#;

/// A file with other words at some places; each must be there.
pub fn edited(text: &str, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "« {from} » is not in the fixture");
        text.replace(from, to)
    })
}

pub fn reading(bytes: &[u8]) -> Reading {
    read(&Input::bytes("facture", bytes))
}

pub fn invoice(text: &str) -> (Invoice, Vec<Problem>) {
    let reading = reading(text.as_bytes());
    match reading.document {
        Some(Document::Invoice(invoice)) => (*invoice, reading.problems),
        other => panic!("an invoice, not {other:?}: {:?}", reading.problems),
    }
}

pub fn message(text: &str) -> (StatusMessage, Vec<Problem>) {
    let reading = reading(text.as_bytes());
    match reading.document {
        Some(Document::Status(message)) => (*message, reading.problems),
        other => panic!("a status, not {other:?}: {:?}", reading.problems),
    }
}

/// The codes of the problems: errors with a mark of exclamation.
pub fn told(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|p| format!("{}{}", p.code, if p.severity == Severity::Error { "!" } else { "" })).collect()
}
