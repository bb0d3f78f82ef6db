//! The papers of the demonstration: the accounts through the end of last month, as an accountant exports them, and the electronic files
//! of the newest invoices. All is written from the books themselves, and taken in as any file is.
//!
//! The accountant is behind by a payment, and swapped two digits of an invoice: the comparison has something to show.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use domain::Date;
use domain::facts::{DebtorFacts, EntryKind};
use domain::french::refusal_fr;
use domain::money::Cents;
use domain::party::DebtorKind;
use store::Selection;

use crate::books::Books;
use crate::error::{AppError, Result};
use crate::import;
use crate::ports::Silent;

/// The creditor's SIREN, which names its accounts.
pub(super) const SIREN: &str = "999333446";
/// Electronic files of the newest invoices to businesses.
const FILES: usize = 3;
/// The columns of a FEC (LPF art. A47 A-1).
const COLUMNS: &str = "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\n";

/// Takes the papers in.
///
/// # Errors
/// The folder cannot be written; the books refuse a paper.
pub(super) fn taken(books: &Books, folder: &Path, today: Date) -> Result<()> {
    let mut customers = Vec::new();
    books.read(|tx| {
        let mut all = Vec::new();
        tx.each_debtor_facts(Selection::All, |facts| {
            all.push(facts);
            Ok(())
        })?;
        for facts in all {
            let code = tx.debtor(facts.debtor)?.map(|row| row.code).unwrap_or_default();
            let name = tx.debtor_details(facts.debtor)?.map(|details| details.name).unwrap_or_default();
            customers.push(Customer { code, name, facts });
        }
        Ok(())
    })?;
    let through = today.first_of_month().yesterday().unwrap_or(today);
    let mut papers = vec![(format!("{SIREN}FEC{}1231.txt", through.year()), accounts(&customers, through))];
    papers.extend(newest(&customers).into_iter().map(|(number, text)| (format!("{number}.xml"), text)));
    for (name, text) in papers {
        let path = folder.join(name);
        let on_disk = |error: std::io::Error| AppError::refused(format!("« {} » : {}.", path.display(), refusal_fr(&error)));
        std::fs::write(&path, text).map_err(on_disk)?;
        let report = import::files(books, std::slice::from_ref(&path), &import::Options::default(), &Silent);
        std::fs::remove_file(&path).map_err(on_disk)?;
        let report = report?;
        if report.is_refused() {
            return Err(AppError::refused(report.text()));
        }
    }
    Ok(())
}

/// A customer with what the books know of it.
struct Customer {
    code: String,
    name: String,
    facts: DebtorFacts,
}

/// An entry of a customer's account: what it says, and its counterparts.
struct Entry<'e> {
    journal: (&'static str, &'static str),
    on: Date,
    customer: &'e Customer,
    piece: String,
    label: String,
    /// A debit of the customer's account; a credit where negative.
    cents: Cents,
    /// Accounts and their names, with a debit or (negative) a credit.
    against: Vec<(&'static str, &'static str, Cents)>,
}

/// The accounts of the customers through a day.
fn accounts(customers: &[Customer], through: Date) -> String {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for customer in customers {
        sales(customer, &mut entries);
        money(customer, &mut entries);
    }
    entries.retain(|entry| entry.on <= through);
    entries.sort_by(|a, b| (a.on, a.journal, &a.customer.code, &a.piece).cmp(&(b.on, b.journal, &b.customer.code, &b.piece)));
    // The last payment of the month is not booked yet.
    if let Some(last) = entries.iter().rposition(|entry| entry.journal.0 == "BQ" && entry.cents.0 < 0) {
        entries.remove(last);
    }
    let sales = entries.iter_mut().rev().filter(|entry| entry.journal.0 == "VE");
    if let Some((entry, cents)) = sales.filter_map(|entry| swapped(entry.cents).map(|cents| (entry, cents))).next() {
        (entry.cents, entry.against) = (cents, sold(cents));
    }
    let mut text = COLUMNS.to_owned();
    for (at, entry) in entries.iter().enumerate() {
        written(&mut text, at + 1, entry);
    }
    text
}

/// The invoices and credit notes of a customer.
fn sales<'e>(customer: &'e Customer, entries: &mut Vec<Entry<'e>>) {
    let mut invoices: BTreeMap<_, _> = BTreeMap::new();
    for claim in &customer.facts.claims {
        invoices.insert(claim.invoice, (claim.issued_on, &claim.number, claim.total));
    }
    for (on, number, total) in invoices.into_values() {
        let label = format!("Facture {number}");
        entries.push(Entry { journal: ("VE", "Ventes"), on, customer, piece: number.clone(), label, cents: total, against: sold(total) });
    }
    for credit in customer.facts.movements.iter().filter(|one| one.kind != EntryKind::Payment) {
        let (label, cents) = (format!("Avoir {}", credit.number), -credit.amount);
        entries.push(Entry {
            journal: ("VE", "Ventes"),
            on: credit.on,
            customer,
            piece: credit.number.clone(),
            label,
            cents,
            against: sold(cents),
        });
    }
}

/// The payments of a customer, and those that came back.
fn money<'e>(customer: &'e Customer, entries: &mut Vec<Entry<'e>>) {
    for payment in customer.facts.movements.iter().filter(|one| one.kind == EntryKind::Payment) {
        let mut entry = |on: Date, label: &str, cents: Cents| {
            let (piece, label) = (payment.id.to_string(), format!("{label} {}", customer.name));
            entries.push(Entry {
                journal: ("BQ", "Banque"),
                on,
                customer,
                piece,
                label,
                cents,
                against: vec![("51200000", "Banque", -cents)],
            });
        };
        entry(payment.on, "Règlement", -payment.amount);
        if let Some(on) = payment.reversed_on {
            entry(on, "Rejet", payment.amount);
        }
    }
}

/// What stands against a sale: the price and its VAT of 20 %.
fn sold(total: Cents) -> Vec<(&'static str, &'static str, Cents)> {
    let price = Cents(domain::money::round_half_up(i128::from(total.0) * 10, 12));
    vec![("70600000", "Prestations de services", -price), ("44571000", "TVA collectée", price - total)]
}

/// An amount of which the first two digits of euros were swapped.
fn swapped(cents: Cents) -> Option<Cents> {
    let text = cents.0.to_string();
    let mut digits: Vec<char> = text.chars().collect();
    let different = digits.len() > 4 && digits[0] != digits[1] && digits[1] != '0';
    different.then(|| digits.swap(0, 1)).and_then(|()| digits.into_iter().collect::<String>().parse().ok()).map(Cents)
}

fn written(text: &mut String, number: usize, entry: &Entry<'_>) {
    let day = entry.on.to_string().replace('-', "");
    let Entry { journal: (code, name), customer, piece, label, .. } = entry;
    let own = ("41100000", "Clients", entry.cents);
    for (at, (account, title, cents)) in std::iter::once(own).chain(entry.against.iter().copied()).enumerate() {
        let (auxiliary, of) = if at == 0 { (customer.code.as_str(), customer.name.as_str()) } else { ("", "") };
        let amount = |cents: Cents| cents.or_zero().plain().replace('.', ",");
        let (debit, credit) = (amount(cents), amount(-cents));
        // Writing into a String cannot fail.
        let _ = writeln!(
            text,
            "{code}\t{name}\t{number}\t{day}\t{account}\t{title}\t{auxiliary}\t{of}\t{piece}\t{day}\t{label}\t{debit}\t{credit}\t\t\t{day}\t\t"
        );
    }
}

/// The newest invoices to businesses as electronic files, each with its number.
fn newest(customers: &[Customer]) -> Vec<(String, String)> {
    let businesses = customers.iter().filter(|customer| customer.facts.kind == DebtorKind::Business);
    let claims = businesses.flat_map(|customer| customer.facts.claims.iter().map(move |claim| (claim, customer)));
    let mut all: Vec<_> = claims.filter(|(claim, _)| claim.amount == claim.total).collect();
    all.sort_by(|(a, _), (b, _)| (b.issued_on, &b.number).cmp(&(a.issued_on, &a.number)));
    all.into_iter().take(FILES).map(|(claim, customer)| (claim.number.clone(), ubl(claim, customer))).collect()
}

fn ubl(claim: &domain::facts::ClaimFacts, customer: &Customer) -> String {
    let total = claim.total;
    let price = Cents(domain::money::round_half_up(i128::from(total.0) * 10, 12));
    let (total, vat, price) = (total.plain(), (total - price).plain(), price.plain());
    let (number, issued, due, name) = (&claim.number, claim.issued_on, claim.due_on, customer.name.replace('&', "&amp;"));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">\n\
  <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>\n\
  <cbc:ProfileID>S1</cbc:ProfileID>\n\
  <cbc:ID>{number}</cbc:ID>\n\
  <cbc:IssueDate>{issued}</cbc:IssueDate>\n\
  <cbc:DueDate>{due}</cbc:DueDate>\n\
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>\n\
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>\n\
  <cac:AccountingSupplierParty><cac:Party>\n\
    <cac:PostalAddress><cbc:StreetName>12 quai des Aurores</cbc:StreetName><cbc:CityName>Port-Songe</cbc:CityName><cbc:PostalZone>99100</cbc:PostalZone><cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country></cac:PostalAddress>\n\
    <cac:PartyLegalEntity><cbc:RegistrationName>Ateliers Boréal</cbc:RegistrationName><cbc:CompanyID schemeID=\"0002\">{SIREN}</cbc:CompanyID></cac:PartyLegalEntity>\n\
  </cac:Party></cac:AccountingSupplierParty>\n\
  <cac:AccountingCustomerParty><cac:Party>\n\
    <cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity>\n\
  </cac:Party></cac:AccountingCustomerParty>\n\
  <cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cac:PayeeFinancialAccount><cbc:ID>FR7630006000011234567890189</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>\n\
  <cac:TaxTotal><cbc:TaxAmount currencyID=\"EUR\">{vat}</cbc:TaxAmount></cac:TaxTotal>\n\
  <cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount currencyID=\"EUR\">{price}</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID=\"EUR\">{total}</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID=\"EUR\">{total}</cbc:PayableAmount></cac:LegalMonetaryTotal>\n\
</Invoice>\n"
    )
}
