//! What a line of a customer's account is, from the rest of its entry, else from the nature of its journal.

use domain::Date;
use domain::money::Cents;

use super::{Customer, Family, Movement, MovementKind};
use crate::fec::FecLine;
use crate::values::plain_words;

/// What a journal is for, by its code and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    Opening,
    Sales,
    Treasury,
    General,
}

#[derive(Debug)]
pub(super) struct Journal {
    pub(super) nature: Nature,
}

impl Journal {
    pub(super) fn new(code: &str, label: &str) -> Journal {
        let code = code.trim().to_uppercase();
        let letters: String = code.chars().take_while(|c| c.is_alphabetic()).collect();
        let words = plain_words(label);
        let has = |stems: &[&str]| words.split(' ').any(|word| stems.iter().any(|stem| word.starts_with(stem)));
        let nature = if matches!(code.as_str(), "AN" | "ANO" | "ANX" | "RAN" | "OUV" | "NOUV") || has(&["nouveau", "ouverture", "opening"])
        {
            Nature::Opening
        } else if matches!(letters.as_str(), "VT" | "VTE" | "VE" | "VEN" | "VTES" | "FAC" | "FC") || has(&["vente", "factur", "sales"]) {
            Nature::Sales
        } else if matches!(letters.as_str(), "BQ" | "BQE" | "BNQ" | "BAN" | "BK" | "CAI" | "CS" | "TR" | "CCP")
            || has(&["banque", "caisse", "tresorerie", "bank", "encaissement", "reglement", "cheque"])
        {
            Nature::Treasury
        } else {
            Nature::General
        };
        Journal { nature }
    }
}

/// What an entry holds beside the customers' lines.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) number: String,
    pub(super) journal: usize,
    pub(super) has_customer: bool,
    sales_debit: bool,
    sales_credit: bool,
    money_debit: bool,
    money_credit: bool,
    cash: bool,
    cheques: bool,
    anything: bool,
}

impl Entry {
    pub(super) fn new(number: &str, journal: usize) -> Entry {
        Entry {
            number: number.to_owned(),
            journal,
            has_customer: false,
            sales_debit: false,
            sales_credit: false,
            money_debit: false,
            money_credit: false,
            cash: false,
            cheques: false,
            anything: false,
        }
    }

    pub(super) fn see(&mut self, line: &FecLine<'_>) {
        let effect = line.effect();
        if effect.is_zero() {
            return;
        }
        self.anything = true;
        let account = line.account;
        // 70 to 75: sales and other products; 4457, 4458: VAT on them; 487: products of later years.
        let sales = account.starts_with("4457") || account.starts_with("4458") || account.starts_with("487") || product(account);
        if sales {
            self.sales_debit |= effect.is_positive();
            self.sales_credit |= !effect.is_positive();
        } else if account.starts_with('5') {
            self.money_debit |= effect.is_positive();
            self.money_credit |= !effect.is_positive();
            self.cash |= account.starts_with("53");
            self.cheques |= account.starts_with("5112");
        }
    }
}

/// 70–75: sales, subsidies and rents; save 758, which takes roundings. 76–79 (discounts, exchange, exceptional items,
/// transfers of charges) are adjustments.
fn product(account: &str) -> bool {
    let second = account.as_bytes().get(1);
    account.starts_with('7') && second.is_some_and(|b| (b'0'..=b'5').contains(b)) && !account.starts_with("758")
}

/// What a movement is.
pub(super) fn kind(cents: Cents, entry: &Entry, journal: &Journal, opening_label: bool) -> MovementKind {
    let traded = entry.sales_debit || entry.sales_credit || entry.money_debit || entry.money_credit;
    if journal.nature == Nature::Opening || (opening_label && !traded) {
        return MovementKind::Opening;
    }
    // An extract of the customers' accounts alone has no counterparts: the journal says what there is to know.
    let bare = !entry.anything;
    if cents.is_positive() {
        if entry.sales_credit || (bare && journal.nature == Nature::Sales) {
            MovementKind::Invoice
        } else if entry.money_credit || (bare && journal.nature == Nature::Treasury) {
            MovementKind::PaymentBack
        } else {
            MovementKind::Adjustment
        }
    } else if entry.money_debit || (bare && journal.nature == Nature::Treasury) {
        MovementKind::Payment
    } else if entry.sales_debit || (bare && journal.nature == Nature::Sales) {
        MovementKind::CreditNote
    } else {
        MovementKind::Adjustment
    }
}

/// The day of a movement: of the piece when the line may be an invoice or brings one forward, else of the entry.
///
/// A piece dated after its entry, or more than two years before, is not believed.
pub(super) fn day(movement: &Movement, line: &FecLine<'_>, opening_label: bool, journal: &Journal) -> Date {
    let document = opening_label || matches!(journal.nature, Nature::Opening | Nature::Sales) || movement.cents.is_positive();
    let Some(piece) = line.piece_date.filter(|_| document) else { return movement.on };
    let earliest = movement.on.checked_sub(jiff::Span::new().years(if journal.nature == Nature::Opening { 10 } else { 2 }));
    let believed = piece <= movement.on && earliest.is_ok_and(|earliest| piece >= earliest);
    if believed { piece } else { movement.on }
}

/// « A nouveau », « Report à nouveau », « Solde d'ouverture ».
pub(super) fn is_opening_label(label: &str) -> bool {
    // Most labels are settled without building their plain words.
    let first = label.trim_start().chars().next().map(|c| c.to_ascii_lowercase());
    if !matches!(first, Some('a' | 'à' | 'À' | 'r' | 's' | 'o')) {
        return false;
    }
    let words = plain_words(label);
    [
        "a nouveau",
        "a nouveaux",
        "report a nouveau",
        "reports a nouveau",
        "reprise de solde",
        "reprise solde",
        "solde d ouverture",
        "ouverture",
    ]
    .iter()
    .any(|start| words.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}

/// How a payment was made, as far as the entry shows it.
pub(super) fn means(entry: &Entry, label: &str) -> &'static str {
    let words = plain_words(label);
    let has = |wanted: &[&str]| words.split(' ').any(|word| wanted.contains(&word));
    if entry.cash || has(&["especes", "esp"]) {
        "cash"
    } else if entry.cheques || has(&["chq", "cheque", "chque", "cheques"]) {
        "cheque"
    } else if has(&["vir", "virement", "virt", "sepa"]) {
        "transfer"
    } else if has(&["prlv", "prelevement", "prelvt"]) {
        "direct_debit"
    } else if has(&["cb", "carte"]) {
        "card"
    } else {
        "other"
    }
}

/// Marks the accounts that hold nobody in particular.
pub(super) fn mark_collective(customers: &mut [Customer]) {
    for customer in customers.iter_mut() {
        let words = plain_words(&customer.name);
        let nobody = |word: &str| matches!(word, "client" | "clients" | "divers" | "collectif" | "customers");
        let digits = customer.account.trim_end_matches('0');
        customer.collective = customer.auxiliary.is_empty()
            && (digits.len() <= 4 || words.split(' ').next().is_some_and(nobody))
            && customer.family != Family::ToInvoice;
        const TAKINGS: [&str; 13] = [
            "recette", "recettes", "cb", "carte", "especes", "espece", "cheque", "cheques", "chq", "caisse", "comptoir", "comptant",
            "passage",
        ];
        const FILLERS: [&str; 13] = [
            "virement",
            "virements",
            "prelevement",
            "prelevements",
            "clients",
            "client",
            "divers",
            "de",
            "en",
            "bancaire",
            "bleue",
            "ventes",
            "vente",
        ];
        let all_generic = words.split(' ').all(|word| TAKINGS.contains(&word) || FILLERS.contains(&word));
        customer.takings = all_generic && words.split(' ').any(|word| TAKINGS.contains(&word) || word == "divers");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_is_known_by_its_code_or_its_name() {
        for (code, label, nature) in [
            ("VT", "", Nature::Sales),
            ("J1", "Journal des ventes", Nature::Sales),
            ("bq", "Banque BNP", Nature::Treasury),
            ("CA", "Caisse", Nature::Treasury),
            ("BQ1", "", Nature::Treasury),
            ("AD", "A Nouveaux Détaillés", Nature::Opening),
            ("AN", "OD54", Nature::Opening),
            ("OD", "Opérations diverses", Nature::General),
            ("AC", "Achats", Nature::General),
        ] {
            assert_eq!(Journal::new(code, label).nature, nature, "{code} {label}");
        }
    }

    #[test]
    fn an_opening_is_known_by_its_label() {
        for label in ["Report à nouveau", "A nouveau 2025", "À nouveaux", "Solde d'ouverture CLI001"] {
            assert!(is_opening_label(label), "{label}");
        }
        for label in ["Nouveau client", "Avoir A12", "Ouvertures de portes SARL"] {
            assert!(!is_opening_label(label), "{label}");
        }
    }
}
