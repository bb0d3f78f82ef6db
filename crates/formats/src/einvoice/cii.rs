//! UN/CEFACT Cross Industry Invoice: Factur-X in every profile, ZUGFeRD 2, XRechnung, and ZUGFeRD 1 with its older names.
//!
//! D16B and D22B share their namespaces and ZUGFeRD 1 differs only in names, so elements are told apart by their local names. Not
//! read: what each line says, penalties and discounts given as figures beside the terms of payment, the tax representative,
//! delivery addresses.

use domain::Date;
use domain::money::Currency;

use super::fields::{self, End, Sheet, compact, either, line_at, one_line, prose};
use super::invoice::{Account, Contact, Identifier, Invoice, Note, Party, Payment, PostalAddress, Preceding, Syntax, Totals, VatLine};
use super::terms::Term;
use crate::xml::Node;

/// The parts of an invoice, each in the newer name and in the older.
const CONTEXT: [&str; 2] = ["ExchangedDocumentContext", "SpecifiedExchangedDocumentContext"];
const DOCUMENT: [&str; 2] = ["ExchangedDocument", "HeaderExchangedDocument"];
const TRANSACTION: [&str; 2] = ["SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction"];
const AGREEMENT: [&str; 2] = ["ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement"];
const DELIVERY: [&str; 2] = ["ApplicableHeaderTradeDelivery", "ApplicableSupplyChainTradeDelivery"];
const SETTLEMENT: [&str; 2] = ["ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement"];
const SUMMATION: [&str; 2] = ["SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation"];

/// Reads an invoice from its root, from which the lines were taken away and counted.
pub(super) fn read(root: &Node, lines: u64, sheet: &mut Sheet<'_>) -> Invoice {
    let nothing = Node::default();
    let context = either(root, &CONTEXT).unwrap_or(&nothing);
    let document = either(root, &DOCUMENT).unwrap_or(&nothing);
    let transaction = either(root, &TRANSACTION).unwrap_or(&nothing);
    let agreement = either(transaction, &AGREEMENT).unwrap_or(&nothing);
    let delivery = either(transaction, &DELIVERY).unwrap_or(&nothing);
    let settlement = either(transaction, &SETTLEMENT).unwrap_or(&nothing);
    sheet.currency = currency(settlement.child("InvoiceCurrencyCode"), sheet);
    let parameter = |name: &str| line_at(context, &format!("{name}/ID"));
    Invoice {
        syntax: Syntax::Cii,
        credit_note_root: false,
        guideline: parameter("GuidelineSpecifiedDocumentContextParameter"),
        process: parameter("BusinessProcessSpecifiedDocumentContextParameter"),
        number: line_at(document, "ID"),
        type_code: line_at(document, "TypeCode"),
        issued_on: sheet.date(document.child("IssueDateTime"), &fields::ISSUED_ON, End::First),
        notes: document.all("IncludedNote").filter_map(note).collect(),
        seller: party(agreement.child("SellerTradeParty"), "du vendeur", sheet).unwrap_or_default(),
        buyer: party(agreement.child("BuyerTradeParty"), "de l'acheteur", sheet).unwrap_or_default(),
        payee: party(settlement.child("PayeeTradeParty"), "du bénéficiaire", sheet),
        buyer_reference: line_at(agreement, "BuyerReference"),
        order: reference(agreement.child("BuyerOrderReferencedDocument")),
        contract: reference(agreement.child("ContractReferencedDocument")),
        preceding: preceding(settlement, sheet),
        delivered_on: delivered_on(delivery, sheet),
        currency: sheet.currency,
        payment: payment(settlement, sheet),
        vat: settlement.all("ApplicableTradeTax").map(|tax| vat_line(tax, sheet)).collect(),
        totals: totals(either(settlement, &SUMMATION).unwrap_or(&nothing), sheet),
        lines,
    }
}

/// The currency of an invoice; a code that is none is told.
pub(super) fn currency(code: Option<&Node>, sheet: &mut Sheet<'_>) -> Option<Currency> {
    let code = code.filter(|code| !code.text.is_empty())?;
    let currency = Currency::parse(&code.text);
    if currency.is_none() {
        sheet.lost(
            code,
            &fields::CURRENCY,
            "currency_invalid",
            "n'est pas un code à trois lettres, comme EUR. Demandez un fichier juste à qui l'a produit.",
        );
    }
    currency
}

fn note(node: &Node) -> Option<Note> {
    let text = node.text_at("Content").and_then(prose)?;
    Some(subject_of(line_at(node, "SubjectCode"), text))
}

/// A note whose subject is given, or stands before it between number signs as the French reform writes it in UBL: `#PMT#text`.
pub(super) fn subject_of(subject: Option<String>, text: String) -> Note {
    if subject.is_none()
        && let Some((code, rest)) = text.strip_prefix('#').and_then(|rest| rest.split_once('#'))
        && code.len() == 3
        && code.bytes().all(|byte| byte.is_ascii_uppercase())
    {
        return Note { subject: Some(code.to_owned()), text: rest.trim().to_owned() };
    }
    Note { subject, text }
}

fn reference(document: Option<&Node>) -> Option<String> {
    let document = document?;
    line_at(document, "IssuerAssignedID").or_else(|| line_at(document, "ID"))
}

fn party(node: Option<&Node>, who: &str, sheet: &mut Sheet<'_>) -> Option<Party> {
    let node = node?;
    let legal = node.child("SpecifiedLegalOrganization");
    let address = node.child("PostalTradeAddress").map(|address| PostalAddress {
        lines: ["LineOne", "LineTwo", "LineThree"].iter().filter_map(|line| line_at(address, line)).collect(),
        postcode: line_at(address, "PostcodeCode"),
        city: line_at(address, "CityName"),
        subdivision: line_at(address, "CountrySubDivisionName"),
        country: line_at(address, "CountryID").map(|country| country.to_ascii_uppercase()),
    });
    let contact = node.child("DefinedTradeContact").map(|contact| Contact {
        name: line_at(contact, "PersonName").or_else(|| line_at(contact, "DepartmentName")),
        phone: line_at(contact, "TelephoneUniversalCommunication/CompleteNumber"),
        email: line_at(contact, "EmailURIUniversalCommunication/URIID")
            .or_else(|| line_at(contact, "EmailURIUniversalCommunication/CompleteNumber")),
    });
    let is_vat = |id: &&Node| id.attribute("schemeID") == Some("VA");
    let vat = node.all("SpecifiedTaxRegistration").filter_map(|tax| tax.child("ID")).find(is_vat);
    let mut party = Party {
        name: line_at(node, "Name"),
        trading_name: legal.and_then(|legal| line_at(legal, "TradingBusinessName")),
        legal_id: Identifier::of(legal.and_then(|legal| legal.child("ID"))),
        ids: node.all("GlobalID").chain(node.all("ID")).filter_map(|id| Identifier::of(Some(id))).collect(),
        vat: vat.map(|vat| compact(&vat.text).to_ascii_uppercase()).filter(|vat| !vat.is_empty()),
        electronic_address: Identifier::of(node.at("URIUniversalCommunication/URIID")),
        address: address.unwrap_or_default(),
        contact: contact.unwrap_or_default(),
        ..Party::default()
    };
    party.identify(who, node, sheet);
    Some(party)
}

fn preceding(settlement: &Node, sheet: &mut Sheet<'_>) -> Vec<Preceding> {
    let read = |document: &Node| {
        let number = reference(Some(document))?;
        let date = either(document, &["FormattedIssueDateTime", "IssueDateTime"]);
        Some(Preceding { number, issued_on: sheet.date(date, &fields::PRECEDING_ON, End::First) })
    };
    settlement.all("InvoiceReferencedDocument").filter_map(read).collect()
}

fn delivered_on(delivery: &Node, sheet: &mut Sheet<'_>) -> Option<Date> {
    sheet.date(delivery.at("ActualDeliverySupplyChainEvent/OccurrenceDateTime"), &fields::DELIVERED_ON, End::First)
}

fn payment(settlement: &Node, sheet: &mut Sheet<'_>) -> Payment {
    let mut payment = Payment { reference: line_at(settlement, "PaymentReference"), ..Payment::default() };
    for means in settlement.all("SpecifiedTradeSettlementPaymentMeans") {
        payment.means.extend(line_at(means, "TypeCode").filter(|code| !payment.means.contains(code)));
        let account = means.child("PayeePartyCreditorFinancialAccount");
        let number = account.and_then(|account| line_at(account, "IBANID").or_else(|| line_at(account, "ProprietaryID")));
        payment.accounts.extend(number.map(|number| Account {
            number: compact(&number).to_ascii_uppercase(),
            bic: line_at(means, "PayeeSpecifiedCreditorFinancialInstitution/BICID").map(|bic| compact(&bic).to_ascii_uppercase()),
            holder: account.and_then(|account| line_at(account, "AccountName")),
        }));
        let debited = line_at(means, "PayerPartyDebtorFinancialAccount/IBANID").map(|iban| compact(&iban).to_ascii_uppercase());
        payment.debited_iban = payment.debited_iban.take().or(debited);
    }
    let mut terms = Vec::new();
    for term in settlement.all("SpecifiedTradePaymentTerms") {
        payment.terms.extend(term.text_at("Description").and_then(prose));
        payment.mandate = payment.mandate.take().or_else(|| line_at(term, "DirectDebitMandateID"));
        terms.push(Term {
            due_on: sheet.date(term.child("DueDateDateTime"), &fields::DUE_ON, End::Last),
            amount: sheet.amount(term.child("PartialPaymentAmount"), &fields::INSTALMENT),
            discount: term.child("ApplicableTradePaymentDiscountTerms").is_some(),
        });
    }
    payment.settle(&terms, settlement, sheet);
    payment
}

fn vat_line(tax: &Node, sheet: &mut Sheet<'_>) -> VatLine {
    VatLine {
        category: line_at(tax, "CategoryCode"),
        rate: sheet.rate(either(tax, &["RateApplicablePercent", "ApplicablePercent"]), &fields::VAT_RATE),
        base: sheet.amount(tax.child("BasisAmount"), &fields::VAT_BASE),
        amount: sheet.amount(tax.child("CalculatedAmount"), &fields::VAT_AMOUNT),
        exemption: tax.text_at("ExemptionReason").and_then(one_line),
    }
}

fn totals(sum: &Node, sheet: &mut Sheet<'_>) -> Totals {
    // Given twice where the VAT is also accounted for in another currency: the one of the invoice counts.
    let currency = sheet.currency;
    let own = |tax: &&Node| match (tax.attribute("currencyID").map(str::trim), currency) {
        (Some(own), Some(currency)) => own.eq_ignore_ascii_case(currency.code()),
        _ => false,
    };
    let vat = sum.all("TaxTotalAmount").find(own).or_else(|| sum.child("TaxTotalAmount"));
    Totals {
        lines: sheet.amount(sum.child("LineTotalAmount"), &fields::LINES),
        allowances: sheet.amount(sum.child("AllowanceTotalAmount"), &fields::ALLOWANCES),
        charges: sheet.amount(sum.child("ChargeTotalAmount"), &fields::CHARGES),
        excl_vat: sheet.amount(sum.child("TaxBasisTotalAmount"), &fields::EXCL_VAT),
        vat: sheet.amount(vat, &fields::VAT),
        incl_vat: sheet.amount(sum.child("GrandTotalAmount"), &fields::INCL_VAT),
        prepaid: sheet.amount(sum.child("TotalPrepaidAmount"), &fields::PREPAID),
        rounding: sheet.amount(sum.child("RoundingAmount"), &fields::ROUNDING),
        payable: sheet.amount(sum.child("DuePayableAmount"), &fields::PAYABLE),
    }
}
