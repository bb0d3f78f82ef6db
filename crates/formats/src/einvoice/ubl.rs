//! UBL 2: `Invoice` and `CreditNote`.
//!
//! A credit note has no due date of its own (its means of payment may have one) and may have no type. Not read: what each line
//! says, the tax representative, delivery addresses, extensions.

use super::cii::{currency, subject_of};
use super::fields::{self, End, Sheet, compact, either, line_at, one_line, prose};
use super::invoice::{Account, Contact, Identifier, Invoice, Party, Payment, PostalAddress, Preceding, Syntax, Totals, VatLine};
use super::terms::Term;
use crate::xml::Node;

/// Reads an invoice from its root, from which the lines were taken away and counted.
pub(super) fn read(root: &Node, lines: u64, sheet: &mut Sheet<'_>) -> Invoice {
    let nothing = Node::default();
    sheet.currency = currency(root.child("DocumentCurrencyCode"), sheet);
    let tax = tax_total(root, sheet);
    let vat = tax.map_or_else(Vec::new, |tax| tax.all("TaxSubtotal").map(|part| vat_line(part, sheet)).collect());
    Invoice {
        syntax: Syntax::Ubl,
        credit_note_root: root.name == "CreditNote",
        guideline: line_at(root, "CustomizationID"),
        process: line_at(root, "ProfileID"),
        number: line_at(root, "ID"),
        type_code: line_at(root, "InvoiceTypeCode").or_else(|| line_at(root, "CreditNoteTypeCode")),
        issued_on: sheet.date(root.child("IssueDate"), &fields::ISSUED_ON, End::First),
        notes: root.all("Note").filter_map(|note| Some(subject_of(None, prose(&note.text)?))).collect(),
        seller: party(root.at("AccountingSupplierParty/Party"), "du vendeur", sheet).unwrap_or_default(),
        buyer: party(root.at("AccountingCustomerParty/Party"), "de l'acheteur", sheet).unwrap_or_default(),
        payee: party(root.child("PayeeParty"), "du bénéficiaire", sheet),
        buyer_reference: line_at(root, "BuyerReference"),
        order: line_at(root, "OrderReference/ID"),
        contract: line_at(root, "ContractDocumentReference/ID"),
        preceding: preceding(root, sheet),
        delivered_on: sheet.date(root.at("Delivery/ActualDeliveryDate"), &fields::DELIVERED_ON, End::First),
        currency: sheet.currency,
        payment: payment(root, sheet),
        vat,
        totals: totals(root.child("LegalMonetaryTotal").unwrap_or(&nothing), tax, sheet),
        lines,
    }
}

/// The total of the VAT in the currency of the invoice; a second one is in the currency of the accounts.
fn tax_total<'n>(root: &'n Node, sheet: &Sheet<'_>) -> Option<&'n Node> {
    let own = |tax: &&Node| {
        let currency = tax.child("TaxAmount").and_then(|amount| amount.attribute("currencyID")).map(str::trim);
        matches!((currency, sheet.currency), (Some(own), Some(currency)) if own.eq_ignore_ascii_case(currency.code()))
    };
    let detailed = root.all("TaxTotal").filter(own).find(|tax| tax.child("TaxSubtotal").is_some());
    detailed.or_else(|| root.all("TaxTotal").find(own)).or_else(|| root.child("TaxTotal"))
}

fn vat_line(part: &Node, sheet: &mut Sheet<'_>) -> VatLine {
    VatLine {
        category: line_at(part, "TaxCategory/ID"),
        rate: sheet.rate(part.at("TaxCategory/Percent").or_else(|| part.child("Percent")), &fields::VAT_RATE),
        base: sheet.amount(part.child("TaxableAmount"), &fields::VAT_BASE),
        amount: sheet.amount(part.child("TaxAmount"), &fields::VAT_AMOUNT),
        exemption: part.text_at("TaxCategory/TaxExemptionReason").and_then(one_line),
    }
}

fn party(node: Option<&Node>, who: &str, sheet: &mut Sheet<'_>) -> Option<Party> {
    let node = node?;
    let legal = node.child("PartyLegalEntity");
    let trading_name = line_at(node, "PartyName/Name");
    let address = node.child("PostalAddress").map(|address| PostalAddress {
        lines: ["StreetName", "AdditionalStreetName", "AddressLine/Line"].iter().filter_map(|line| line_at(address, line)).collect(),
        postcode: line_at(address, "PostalZone"),
        city: line_at(address, "CityName"),
        subdivision: line_at(address, "CountrySubentity"),
        country: line_at(address, "Country/IdentificationCode").map(|country| country.to_ascii_uppercase()),
    });
    let contact = node.child("Contact").map(|contact| Contact {
        name: line_at(contact, "Name"),
        phone: line_at(contact, "Telephone"),
        email: line_at(contact, "ElectronicMail"),
    });
    let vat = node.all("PartyTaxScheme").find(|tax| tax.text_at("TaxScheme/ID") == Some("VAT"));
    let mut party = Party {
        name: legal.and_then(|legal| line_at(legal, "RegistrationName")).or_else(|| trading_name.clone()),
        trading_name,
        legal_id: Identifier::of(legal.and_then(|legal| legal.child("CompanyID"))),
        ids: node.all("PartyIdentification").filter_map(|id| Identifier::of(id.child("ID"))).collect(),
        vat: vat.and_then(|vat| line_at(vat, "CompanyID")).map(|vat| compact(&vat).to_ascii_uppercase()),
        electronic_address: Identifier::of(node.child("EndpointID")),
        address: address.unwrap_or_default(),
        contact: contact.unwrap_or_default(),
        ..Party::default()
    };
    party.identify(who, node, sheet);
    Some(party)
}

fn preceding(root: &Node, sheet: &mut Sheet<'_>) -> Vec<Preceding> {
    let documents = root
        .all("BillingReference")
        .filter_map(|reference| either(reference, &["InvoiceDocumentReference", "CreditNoteDocumentReference"]));
    let read = |document: &Node| {
        let number = line_at(document, "ID")?;
        Some(Preceding { number, issued_on: sheet.date(document.child("IssueDate"), &fields::PRECEDING_ON, End::First) })
    };
    documents.filter_map(read).collect()
}

fn payment(root: &Node, sheet: &mut Sheet<'_>) -> Payment {
    let mut payment = Payment::default();
    let mut terms: Vec<Term> = Vec::new();
    let own = sheet.date(root.child("DueDate"), &fields::DUE_ON, End::Last);
    terms.extend(own.map(|due_on| Term { due_on: Some(due_on), ..Term::default() }));
    for means in root.all("PaymentMeans") {
        payment.means.extend(line_at(means, "PaymentMeansCode").filter(|code| !payment.means.contains(code)));
        payment.reference = payment.reference.take().or_else(|| line_at(means, "PaymentID"));
        let account = means.child("PayeeFinancialAccount");
        payment.accounts.extend(account.and_then(|account| line_at(account, "ID")).map(|number| Account {
            number: compact(&number).to_ascii_uppercase(),
            bic: account.and_then(bic).map(|bic| compact(&bic).to_ascii_uppercase()),
            holder: account.and_then(|account| line_at(account, "Name")),
        }));
        let mandate = means.child("PaymentMandate");
        payment.mandate = payment.mandate.take().or_else(|| line_at(mandate?, "ID"));
        let debited =
            mandate.and_then(|mandate| line_at(mandate, "PayerFinancialAccount/ID")).map(|iban| compact(&iban).to_ascii_uppercase());
        payment.debited_iban = payment.debited_iban.take().or(debited);
        if own.is_none() {
            let due_on = sheet.date(means.child("PaymentDueDate"), &fields::DUE_ON, End::Last);
            terms.extend(due_on.map(|due_on| Term { due_on: Some(due_on), ..Term::default() }));
        }
    }
    for term in root.all("PaymentTerms") {
        payment.terms.extend(term.all("Note").filter_map(|note| prose(&note.text)));
        let due_on = sheet.date(either(term, &["PaymentDueDate", "InstallmentDueDate"]), &fields::DUE_ON, End::Last);
        let amount = sheet.amount(term.child("Amount"), &fields::INSTALMENT);
        if amount.is_some() || (due_on.is_some() && own.is_none()) {
            terms.push(Term { due_on, amount, discount: term.child("SettlementDiscountPercent").is_some() });
        }
    }
    payment.settle(&terms, root, sheet);
    payment
}

fn bic(account: &Node) -> Option<String> {
    line_at(account, "FinancialInstitutionBranch/ID").or_else(|| line_at(account, "FinancialInstitutionBranch/FinancialInstitution/ID"))
}

fn totals(sum: &Node, tax: Option<&Node>, sheet: &mut Sheet<'_>) -> Totals {
    Totals {
        lines: sheet.amount(sum.child("LineExtensionAmount"), &fields::LINES),
        allowances: sheet.amount(sum.child("AllowanceTotalAmount"), &fields::ALLOWANCES),
        charges: sheet.amount(sum.child("ChargeTotalAmount"), &fields::CHARGES),
        excl_vat: sheet.amount(sum.child("TaxExclusiveAmount"), &fields::EXCL_VAT),
        vat: sheet.amount(tax.and_then(|tax| tax.child("TaxAmount")), &fields::VAT),
        incl_vat: sheet.amount(sum.child("TaxInclusiveAmount"), &fields::INCL_VAT),
        prepaid: sheet.amount(sum.child("PrepaidAmount"), &fields::PREPAID),
        rounding: sheet.amount(sum.child("PayableRoundingAmount"), &fields::ROUNDING),
        payable: sheet.amount(sum.child("PayableAmount"), &fields::PAYABLE),
    }
}
