//! Lines that are nobody's payment: between the creditor's own accounts, the bank's own, money that left.
//!
//! What came in is left aside only on a sure sign. Words never suffice: « DGFIP » gives back taxes, and pays for public buyers.

use super::returns::Undecided;
use super::{refunds, returns};
use crate::payments::index::Index;
use crate::payments::line::{Line, LineKind};
use crate::payments::settings::Settings;
use crate::payments::verdict::{Aside, Outcome, Verdict};

fn aside(what: Aside, why: &str) -> Verdict {
    Verdict { outcome: Outcome::Unrelated(what), holds: Vec::new(), why: why.to_owned() }
}

/// Whether money that came in is surely no customer's.
pub(super) fn coming_in(index: &Index, line: &Line) -> Option<Verdict> {
    if index.is_own(&line.payer_iban) {
        return Some(aside(Aside::OwnAccount, "Virement entre deux de vos comptes."));
    }
    matches!(line.kind, LineKind::Fee | LineKind::Interest)
        .then(|| aside(Aside::Bank, "Opération de la banque elle-même : frais rendus ou intérêts."))
}

/// What money that left is: a payment that came back, or nothing of a customer's.
pub(super) fn going_out(index: &Index, line: &Line, settings: &Settings, undecided: &Undecided) -> Verdict {
    if line.cents.is_zero() {
        return aside(Aside::Nothing, "Ligne sans montant.");
    }
    if let Some(rule) = index.rule(line) {
        let why = format!("Laissé de côté par une règle que vous avez apprise au programme : {}.", rule.says.trim().trim_end_matches('.'));
        return aside(Aside::Rule, &why);
    }
    if returns::says_so(line) {
        return returns::taken_back(index, line, settings, undecided);
    }
    match line.kind {
        LineKind::Fee | LineKind::Interest => aside(Aside::Bank, "Frais ou intérêts de la banque."),
        _ if index.is_own(&line.payer_iban) => aside(Aside::OwnAccount, "Virement entre deux de vos comptes."),
        _ => {
            refunds::given_back(index, line).unwrap_or_else(|| aside(Aside::Outgoing, "Sortie d'argent : ce n'est pas un règlement reçu."))
        }
    }
}
