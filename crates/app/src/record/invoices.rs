//! Debtors and invoices entered by hand, one at a time. Files go through [`crate::import`].

use domain::Date;
use domain::events::{DebtorRecorded, InstalmentRecorded, InvoiceRecorded};
use domain::facts::{DatedTerms, in_force};
use domain::french::{date_short, money_fr};
use domain::ids::{ClaimId, DebtorId, InvoiceId};
use domain::money::Cents;
use domain::party::{DebtorDetails, DebtorKind, Language};
use domain::terms::DueBasis;
use store::{Read, Tx};

use super::money::facts;
use super::{Done, append, currency, note, positive};
use crate::error::{AppError, Result};
use crate::resolve;

/// A debtor as a person says it.
#[derive(Clone, Debug, Default)]
pub struct NewDebtor {
    /// The user's own code.
    pub code: String,
    /// What it is in law; the creditor's default where absent.
    pub kind: Option<DebtorKind>,
    /// SIREN as given.
    pub siren: String,
    /// VAT number as given.
    pub vat: String,
    /// Language of its letters.
    pub language: Language,
    /// Name, address, e-mail, telephone.
    pub details: DebtorDetails,
}

/// Records a debtor.
///
/// # Errors
/// No code, or one that is taken.
pub fn debtor(tx: &mut Tx<'_>, new: &NewDebtor, on: Date) -> Result<Done> {
    let code = new.code.trim();
    if code.is_empty() {
        return Err(AppError::usage("Donnez un code au débiteur."));
    }
    if tx.debtor_by_code(code)?.is_some() {
        return Err(AppError::refused(format!("Le débiteur « {code} » existe déjà. Rien n'a changé.")));
    }
    let kind = new.kind.unwrap_or(default_kind(&tx.tenant_facts(on)?.terms, on));
    let bytes = serde_json::to_vec(&new.details).map_err(|error| AppError::refused(error.to_string()))?;
    let details = tx.keep(&bytes)?;
    let event = DebtorRecorded {
        code: code.to_owned(),
        kind,
        siren: new.siren.clone(),
        vat: new.vat.clone(),
        country: new.details.address.country.trim().to_uppercase(),
        language: new.language,
        reach: new.details.reach(),
        details,
        import: None,
    };
    let id = DebtorId(append(tx, on, event)?.0);
    Ok(Done::of(format!("Débiteur {code} inscrit ({id}), {}.", kind.french()), id))
}

/// The kind of a debtor that nobody says: the creditor's default, else to be qualified.
pub(crate) fn default_kind(terms: &[DatedTerms], on: Date) -> DebtorKind {
    in_force(terms, on).and_then(|terms| terms.default_kind).unwrap_or(DebtorKind::Unknown)
}

/// An invoice as a person says it.
#[derive(Clone, Debug)]
pub struct NewInvoice<'a> {
    /// Who owes.
    pub debtor: &'a str,
    /// The number printed.
    pub number: &'a str,
    /// Day of issue.
    pub issued_on: Date,
    /// Due date printed; computed from the terms where absent.
    pub due_on: Option<Date>,
    /// VAT included.
    pub amount: Cents,
    /// ISO code.
    pub currency: &'a str,
    /// What was supplied.
    pub subject: Option<&'a str>,
}

/// Records an invoice with one due date.
///
/// # Errors
/// An unknown debtor, an amount that is not positive, a due date before the issue, a number already known for the debtor.
pub fn invoice(tx: &mut Tx<'_>, new: &NewInvoice<'_>) -> Result<Done> {
    let debtor = resolve::debtor(tx, new.debtor)?;
    let currency = currency(new.currency)?;
    positive(new.amount, "Le montant de la facture")?;
    let number = new.number.trim();
    if number.is_empty() {
        return Err(AppError::usage("Donnez le numéro de la facture."));
    }
    if tx.known_invoice(debtor, number)?.is_some() {
        return Err(AppError::refused(format!("La facture {number} est déjà inscrite pour ce débiteur. Rien n'a changé.")));
    }
    let (due_on, due_basis) = match new.due_on {
        Some(due) if due < new.issued_on => {
            return Err(AppError::usage(format!("L'échéance ({}) précède la facture ({}).", date_short(due), date_short(new.issued_on))));
        }
        Some(due) => (due, DueBasis::Printed),
        None => due_by_terms(tx, debtor, new.issued_on)?,
    };
    let subject = note(tx, new.subject)?;
    let (amount, number) = (new.amount, number.to_owned());
    let said = format!("Facture {number} de {}, échéance {}", money_fr(amount, currency), date_short(due_on));
    let event = InvoiceRecorded {
        debtor,
        number,
        due_on,
        due_basis,
        amount,
        total: amount,
        currency,
        performed_on: None,
        subject,
        import: None,
        key: None,
    };
    let id = ClaimId(append(tx, new.issued_on, event)?.0);
    Ok(Done::of(format!("{said} ({id})."), id))
}

/// Records a further due date of an invoice.
///
/// # Errors
/// An unknown invoice, an amount that is not positive.
pub fn instalment(tx: &mut Tx<'_>, invoice: &str, amount: Cents, due_on: Date) -> Result<Done> {
    positive(amount, "Le montant de l'échéance")?;
    let (first, debtor) = match resolve::claim(tx, invoice, None) {
        Ok(found) => found,
        Err(_) => first_claim(tx, invoice)?,
    };
    let facts = facts(tx, debtor)?;
    let Some(claim) = facts.claims.iter().find(|claim| claim.id == first) else {
        return Err(AppError::usage(format!("Aucune facture « {invoice} ».")));
    };
    let event = InstalmentRecorded { invoice: claim.invoice, due_on, due_basis: DueBasis::Printed, amount };
    let id = ClaimId(append(tx, claim.issued_on, event)?.0);
    Ok(Done::of(format!("Échéance du {} inscrite ({id}).", date_short(due_on)), id))
}

/// The first claim of an invoice that has several.
fn first_claim(tx: &mut Read<'_>, number: &str) -> Result<(ClaimId, DebtorId)> {
    let found = tx.claims_by_number(number)?;
    found.into_iter().min().ok_or_else(|| AppError::usage(format!("Aucune facture « {number} ».")))
}

/// The due date that no file and nobody says: the debtor's or creditor's terms, else the thirty days of the law, presumed.
pub(crate) fn due_by_terms(tx: &mut Read<'_>, debtor: DebtorId, issued_on: Date) -> Result<(Date, DueBasis)> {
    let tenant = tx.tenant_facts(issued_on)?;
    let own = facts(tx, debtor)?.terms;
    Ok(due_from(&own, &tenant.terms, issued_on))
}

/// The same over terms already read.
pub(crate) fn due_from(own: &[DatedTerms], creditor: &[DatedTerms], issued_on: Date) -> (Date, DueBasis) {
    // The first terms that were said hold for invoices before them too, as they do for those that were there when they were said.
    let said = |all: &[DatedTerms]| {
        let first = || all.iter().filter(|terms| terms.terms.is_some()).min_by_key(|terms| terms.from);
        in_force(all, issued_on).filter(|terms| terms.terms.is_some()).or_else(first).and_then(|terms| terms.terms)
    };
    let agreed = said(own).or_else(|| said(creditor));
    match agreed {
        Some(terms) => (domain::due_date::due_date(terms, issued_on), DueBasis::Agreed),
        None => (domain::due_date::presumed_due_date(issued_on, None), DueBasis::Presumed),
    }
}

/// Which invoice a claim belongs to, as an id to attach files to.
pub(crate) fn invoice_of(tx: &mut Read<'_>, number: &str) -> Result<Vec<InvoiceId>> {
    let mut invoices = Vec::new();
    for (claim, debtor) in tx.claims_by_number(number)? {
        let found = facts(tx, debtor)?.claims.iter().find(|c| c.id == claim).map(|c| c.invoice);
        invoices.extend(found.filter(|id| !invoices.contains(id)));
    }
    Ok(invoices)
}
