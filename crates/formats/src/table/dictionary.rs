//! How headers are worded, in French and English, as [`plain_words`] leaves them. Earlier is stronger: where two columns
//! could hold one field, the one whose wording comes first has it.
//!
//! Wordings of Dolibarr, Odoo, Pennylane, Stripe, QuickBooks, Sage, banks, and of this program's own plain CSV.

use super::bank_words::BANK;
use super::{Field, TableKind};
use crate::values::plain_words;

pub(super) type Words = &'static [(&'static str, Field)];

/// Of any table.
const COMMON: Words = &[
    ("code debiteur", Field::DebtorCode),
    ("code client", Field::DebtorCode),
    ("numero client", Field::DebtorCode),
    ("n client", Field::DebtorCode),
    ("no client", Field::DebtorCode),
    ("num client", Field::DebtorCode),
    ("ref client", Field::DebtorCode),
    ("reference client", Field::DebtorCode),
    ("code tiers", Field::DebtorCode),
    ("compte tiers", Field::DebtorCode),
    ("compte auxiliaire", Field::DebtorCode),
    ("compte client", Field::DebtorCode),
    ("customer accountancy code", Field::DebtorCode),
    ("code comptable client", Field::DebtorCode),
    ("customer id", Field::DebtorCode),
    ("customer code", Field::DebtorCode),
    ("customer number", Field::DebtorCode),
    ("customer no", Field::DebtorCode),
    ("client id", Field::DebtorCode),
    ("id client", Field::DebtorCode),
    ("account code", Field::DebtorCode),
    ("nom du client", Field::Name),
    ("nom client", Field::Name),
    ("raison sociale", Field::Name),
    ("nom raison sociale", Field::Name),
    ("denomination", Field::Name),
    ("nom societe", Field::Name),
    ("nom de la societe", Field::Name),
    ("nom du tiers", Field::Name),
    ("customer name", Field::Name),
    ("client name", Field::Name),
    ("company name", Field::Name),
    ("invoice partner display name", Field::Name),
    ("partner", Field::Name),
    ("partenaire", Field::Name),
    ("societe", Field::Name),
    ("company", Field::Name),
    ("debiteur", Field::Name),
    ("client", Field::Name),
    ("intitule", Field::Name),
    ("nom", Field::Name),
    ("name", Field::Name),
    ("customer", Field::DebtorCode),
    ("tiers", Field::DebtorCode),
    ("type client", Field::Kind),
    ("type de client", Field::Kind),
    ("type debiteur", Field::Kind),
    ("customer type", Field::Kind),
    ("type", Field::Kind),
    ("siren", Field::Siren),
    ("n siren", Field::Siren),
    ("numero siren", Field::Siren),
    ("siren client", Field::Siren),
    ("prof id 1", Field::Siren),
    ("siret", Field::Siret),
    ("n siret", Field::Siret),
    ("numero siret", Field::Siret),
    ("siret client", Field::Siret),
    ("prof id 2", Field::Siret),
    ("n tva", Field::Vat),
    ("numero tva", Field::Vat),
    ("numero de tva", Field::Vat),
    ("tva intracommunautaire", Field::Vat),
    ("n tva intracommunautaire", Field::Vat),
    ("numero de tva intracommunautaire", Field::Vat),
    ("vat intra", Field::Vat),
    ("vat number", Field::Vat),
    ("vat", Field::Vat),
    ("email", Field::Email),
    ("e mail", Field::Email),
    ("courriel", Field::Email),
    ("mail", Field::Email),
    ("adresse email", Field::Email),
    ("adresse e mail", Field::Email),
    ("adresse mail", Field::Email),
    ("customer email", Field::Email),
    ("telephone", Field::Phone),
    ("tel", Field::Phone),
    ("phone", Field::Phone),
    ("mobile", Field::Phone),
    ("portable", Field::Phone),
    ("interlocuteur", Field::Contact),
    ("contact", Field::Contact),
    ("langue", Field::Language),
    ("language", Field::Language),
    ("adresse 1", Field::Address1),
    ("adresse", Field::Address1),
    ("rue", Field::Address1),
    ("address", Field::Address1),
    ("address 1", Field::Address1),
    ("address line 1", Field::Address1),
    ("street", Field::Address1),
    ("adresse 2", Field::Address2),
    ("complement d adresse", Field::Address2),
    ("complement adresse", Field::Address2),
    ("complement", Field::Address2),
    ("address 2", Field::Address2),
    ("address line 2", Field::Address2),
    ("adresse 3", Field::Address3),
    ("address 3", Field::Address3),
    ("code postal", Field::PostalCode),
    ("cp", Field::PostalCode),
    ("zip", Field::PostalCode),
    ("zip code", Field::PostalCode),
    ("postal code", Field::PostalCode),
    ("postcode", Field::PostalCode),
    ("ville", Field::City),
    ("commune", Field::City),
    ("localite", Field::City),
    ("city", Field::City),
    ("town", Field::City),
    ("pays", Field::Country),
    ("code pays", Field::Country),
    ("country", Field::Country),
    ("country code", Field::Country),
    ("countrycode", Field::Country),
    ("conditions de reglement", Field::Terms),
    ("conditions de paiement", Field::Terms),
    ("condition de reglement", Field::Terms),
    ("delai de paiement", Field::Terms),
    ("delai de reglement", Field::Terms),
    ("payment terms", Field::Terms),
    ("terms", Field::Terms),
    ("devise", Field::Currency),
    ("monnaie", Field::Currency),
    ("currency", Field::Currency),
    ("ccy", Field::Currency),
];

const INVOICES: Words = &[
    ("numero de facture", Field::Number),
    ("numero facture", Field::Number),
    ("n facture", Field::Number),
    ("n de facture", Field::Number),
    ("no facture", Field::Number),
    ("num facture", Field::Number),
    ("ref facture", Field::Number),
    ("reference facture", Field::Number),
    ("invoice number", Field::Number),
    ("invoice no", Field::Number),
    ("invoiceno", Field::Number),
    ("invoice ref", Field::Number),
    ("facture", Field::Number),
    ("invoice", Field::Number),
    ("numero", Field::Number),
    ("number", Field::Number),
    ("n piece", Field::Number),
    ("numero de piece", Field::Number),
    ("numero piece", Field::Number),
    ("piece ref", Field::Number),
    ("piece", Field::Number),
    ("document no", Field::Number),
    ("document number", Field::Number),
    ("num", Field::Number),
    ("n", Field::Number),
    ("no", Field::Number),
    ("reference", Field::Number),
    ("ref", Field::Number),
    ("date facture", Field::IssuedOn),
    ("date de facture", Field::IssuedOn),
    ("date de la facture", Field::IssuedOn),
    ("date de facturation", Field::IssuedOn),
    ("date facturation", Field::IssuedOn),
    ("date d emission", Field::IssuedOn),
    ("date emission", Field::IssuedOn),
    ("invoice date", Field::IssuedOn),
    ("invoicedate", Field::IssuedOn),
    ("date invoice", Field::IssuedOn),
    ("invoice bill date", Field::IssuedOn),
    ("issue date", Field::IssuedOn),
    ("date piece", Field::IssuedOn),
    ("date de piece", Field::IssuedOn),
    ("date", Field::IssuedOn),
    ("created", Field::IssuedOn),
    ("echeance", Field::DueOn),
    ("date d echeance", Field::DueOn),
    ("date echeance", Field::DueOn),
    ("date ech", Field::DueOn),
    ("ech", Field::DueOn),
    ("date limite de reglement", Field::DueOn),
    ("date limite reglement", Field::DueOn),
    ("date limite de paiement", Field::DueOn),
    ("due date", Field::DueOn),
    ("duedate", Field::DueOn),
    ("date due", Field::DueOn),
    ("invoice date due", Field::DueOn),
    ("deadline", Field::DueOn),
    ("montant ttc", Field::Amount),
    ("total ttc", Field::Amount),
    ("montant total ttc", Field::Amount),
    ("ttc", Field::Amount),
    ("mt ttc", Field::Amount),
    ("mnt ttc", Field::Amount),
    ("invoice amount", Field::Amount),
    ("montant facture", Field::Amount),
    ("montant de la facture", Field::Amount),
    ("total", Field::Amount),
    ("montant", Field::Amount),
    ("montant total", Field::Amount),
    ("amount", Field::Amount),
    ("total amount", Field::Amount),
    ("montant ht", Field::AmountExclTax),
    ("total ht", Field::AmountExclTax),
    ("ht", Field::AmountExclTax),
    ("mt ht", Field::AmountExclTax),
    ("subtotal", Field::AmountExclTax),
    ("untaxed amount", Field::AmountExclTax),
    ("montant tva", Field::Tax),
    ("montant de tva", Field::Tax),
    ("total tva", Field::Tax),
    ("total vat", Field::Tax),
    ("tva", Field::Tax),
    ("tax", Field::Tax),
    ("montant regle", Field::Paid),
    ("deja regle", Field::Paid),
    ("total regle", Field::Paid),
    ("regle", Field::Paid),
    ("montant paye", Field::Paid),
    ("deja paye", Field::Paid),
    ("amount paid", Field::Paid),
    ("acompte", Field::Paid),
    ("acomptes", Field::Paid),
    ("reste du", Field::Balance),
    ("reste a payer", Field::Balance),
    ("reste a regler", Field::Balance),
    ("restant du", Field::Balance),
    ("montant restant du", Field::Balance),
    ("montant restant", Field::Balance),
    ("solde du", Field::Balance),
    ("solde", Field::Balance),
    ("amount remaining", Field::Balance),
    ("remaining amount", Field::Balance),
    ("amount residual", Field::Balance),
    ("amount due", Field::Balance),
    ("open balance", Field::Balance),
    ("balance", Field::Balance),
    ("statut", Field::Status),
    ("etat", Field::Status),
    ("status", Field::Status),
    ("payment status", Field::Status),
    ("payment state", Field::Status),
    ("statut de paiement", Field::Status),
    ("etat de paiement", Field::Status),
    ("invoice status", Field::Status),
    ("paid", Field::Status),
    ("paye", Field::Status),
    ("payee", Field::Status),
    ("invoice paid", Field::Status),
    ("reglee", Field::Status),
    ("soldee", Field::Status),
    ("date de livraison", Field::PerformedOn),
    ("date livraison", Field::PerformedOn),
    ("date de prestation", Field::PerformedOn),
    ("fin de prestation", Field::PerformedOn),
    ("delivery date", Field::PerformedOn),
    ("n echeance", Field::Instalment),
    ("numero d echeance", Field::Instalment),
    ("numero echeance", Field::Instalment),
    ("instalment", Field::Instalment),
    ("installment", Field::Instalment),
    ("settled date", Field::SettledOn),
    ("soldee le", Field::SettledOn),
    ("date de solde", Field::SettledOn),
    ("disputed", Field::Disputed),
    ("litige", Field::Disputed),
    ("contestee", Field::Disputed),
    ("objet", Field::Subject),
    ("libelle", Field::Subject),
    ("designation", Field::Subject),
    ("description", Field::Subject),
    ("subject", Field::Subject),
    ("memo", Field::Subject),
    ("date de paiement", Field::PaymentOn),
    ("date paiement", Field::PaymentOn),
    ("date de reglement", Field::PaymentOn),
    ("date reglement", Field::PaymentOn),
    ("date payment", Field::PaymentOn),
    ("payment date", Field::PaymentOn),
    ("montant paiement", Field::PaymentAmount),
    ("montant du paiement", Field::PaymentAmount),
    ("montant reglement", Field::PaymentAmount),
    ("montant du reglement", Field::PaymentAmount),
    ("amount payment", Field::PaymentAmount),
    ("payment amount", Field::PaymentAmount),
    ("numero paiement", Field::PaymentReference),
    ("payment number", Field::PaymentReference),
    ("payment reference", Field::PaymentReference),
    ("payment mode", Field::Means),
    ("mode de paiement", Field::Means),
    ("mode de reglement", Field::Means),
];

const PAYMENTS: Words = &[
    ("numero de facture", Field::Number),
    ("numero facture", Field::Number),
    ("n facture", Field::Number),
    ("n de facture", Field::Number),
    ("ref facture", Field::Number),
    ("reference facture", Field::Number),
    ("facture", Field::Number),
    ("factures", Field::Number),
    ("invoice number", Field::Number),
    ("invoice no", Field::Number),
    ("invoice", Field::Number),
    ("date de reglement", Field::PaymentOn),
    ("date reglement", Field::PaymentOn),
    ("date du reglement", Field::PaymentOn),
    ("date de paiement", Field::PaymentOn),
    ("date paiement", Field::PaymentOn),
    ("date du paiement", Field::PaymentOn),
    ("date d encaissement", Field::PaymentOn),
    ("date encaissement", Field::PaymentOn),
    ("payment date", Field::PaymentOn),
    ("date payment", Field::PaymentOn),
    ("paid on", Field::PaymentOn),
    ("paye le", Field::PaymentOn),
    ("regle le", Field::PaymentOn),
    ("date", Field::PaymentOn),
    ("montant regle", Field::PaymentAmount),
    ("montant du reglement", Field::PaymentAmount),
    ("montant reglement", Field::PaymentAmount),
    ("montant paye", Field::PaymentAmount),
    ("montant du paiement", Field::PaymentAmount),
    ("montant paiement", Field::PaymentAmount),
    ("montant encaisse", Field::PaymentAmount),
    ("payment amount", Field::PaymentAmount),
    ("amount paid", Field::PaymentAmount),
    ("montant", Field::PaymentAmount),
    ("amount", Field::PaymentAmount),
    ("reference du reglement", Field::PaymentReference),
    ("reference reglement", Field::PaymentReference),
    ("reference de paiement", Field::PaymentReference),
    ("reference paiement", Field::PaymentReference),
    ("payment reference", Field::PaymentReference),
    ("payment number", Field::PaymentReference),
    ("numero de cheque", Field::PaymentReference),
    ("n cheque", Field::PaymentReference),
    ("reference", Field::PaymentReference),
    ("ref", Field::PaymentReference),
    ("mode de reglement", Field::Means),
    ("mode reglement", Field::Means),
    ("mode de paiement", Field::Means),
    ("mode paiement", Field::Means),
    ("moyen de paiement", Field::Means),
    ("payment mode", Field::Means),
    ("payment method", Field::Means),
    ("mode", Field::Means),
    ("libelle", Field::Label),
    ("label", Field::Label),
    ("commentaire", Field::Label),
];

/// In a list of customers a bare code is theirs.
const DEBTORS: Words = &[
    ("code", Field::DebtorCode),
    ("code auxiliaire", Field::DebtorCode),
    ("auxiliaire", Field::DebtorCode),
    ("comp aux num", Field::DebtorCode),
    ("identifiant", Field::DebtorCode),
    ("reference", Field::DebtorCode),
    ("ref", Field::DebtorCode),
    ("id", Field::DebtorCode),
    ("comp aux lib", Field::Name),
];

/// Words at the end of a header that change nothing.
const ENDINGS: [&str; 7] = [" utc", " en euros", " en euro", " euros", " eur", " signed", " currency"];

/// The field a header names in a table of a kind, and how strongly (less is stronger).
pub(super) fn field(kind: TableKind, words: &str) -> Option<(Field, usize)> {
    if words.is_empty() {
        return None;
    }
    let (own, common): (Words, Words) = match kind {
        TableKind::Invoices => (INVOICES, COMMON),
        TableKind::Payments => (PAYMENTS, COMMON),
        TableKind::Debtors => (DEBTORS, COMMON),
        TableKind::BankStatement => (BANK, &[]),
    };
    let mut words = words;
    loop {
        let found = own.iter().chain(common).enumerate().find(|(_, (known, _))| *known == words);
        if let Some((strength, (_, field))) = found {
            return Some((*field, strength));
        }
        words = ENDINGS.iter().find_map(|ending| words.strip_suffix(ending))?;
    }
}

/// The header of a column as compared: plain words.
pub(super) fn words(title: &str) -> String {
    plain_words(title)
}

/// Whether a header speaks of payments received.
pub(super) fn speaks_of_payment(words: &str) -> bool {
    words.split(' ').any(|word| {
        matches!(
            word,
            "reglement"
                | "reglements"
                | "paiement"
                | "paiements"
                | "payment"
                | "payments"
                | "encaissement"
                | "encaisse"
                | "versement"
                | "mode"
        )
    }) || matches!(words, "montant regle" | "montant paye" | "paye le" | "regle le" | "paid on")
}

/// Whether a header is a bucket of an aged balance.
pub(super) fn is_age_bucket(words: &str) -> bool {
    matches!(words, "non echu" | "non echue" | "not due" | "0 30" | "1 30" | "31 60" | "61 90" | "90" | "91 120" | "120")
        || words.ends_with("30 jours")
        || words.ends_with("60 jours")
        || words.ends_with("90 jours")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wording_is_already_plain() {
        for (known, _) in COMMON.iter().chain(INVOICES).chain(PAYMENTS).chain(BANK) {
            assert_eq!(&plain_words(known), known);
        }
    }

    #[test]
    fn headers_of_known_programs_are_understood() {
        let of = |kind, title: &str| field(kind, &words(title)).map(|(field, _)| field);
        for (title, expected) in [
            ("N° de facture", Field::Number),
            ("InvoiceRef", Field::Number),
            ("Échéance", Field::DueOn),
            ("Due Date (UTC)", Field::DueOn),
            ("Total Signed", Field::Amount),
            ("Amount Remaining", Field::Balance),
            ("Reste dû (€)", Field::Balance),
            ("CompanyName", Field::Name),
            ("code_debiteur", Field::DebtorCode),
            ("Invoice Partner Display Name", Field::Name),
            ("ProfId1", Field::Siren),
            ("Montant TTC en euros", Field::Amount),
        ] {
            assert_eq!(of(TableKind::Invoices, title), Some(expected), "{title}");
        }
        assert_eq!(of(TableKind::Invoices, "Buchungstag"), None);
        assert_eq!(of(TableKind::Payments, "Date"), Some(Field::PaymentOn));
    }
}
