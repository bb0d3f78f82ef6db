//! What users read of a line.

use domain::events::LineIs;
use domain::payments::LineKind;
use store::BankLine;

/// The label of a line: who paid, then its texts, on one line.
pub fn label_of(line: &BankLine) -> String {
    let details = &line.details;
    let mut parts: Vec<&str> = vec![details.payer_name.trim()];
    parts.extend(details.texts.iter().map(|text| text.trim()));
    parts.push(details.reference.trim());
    parts.retain(|part| !part.is_empty());
    parts.dedup();
    parts.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What its payer ordered, where the bank converted it: `2 500,00 USD, convertis par la banque`.
pub fn ordered(line: &BankLine) -> Option<String> {
    line.details.ordered.map(|ordered| format!("{}, convertis par la banque", ordered.french()))
}

/// What the line is, as far as it was decided, in a few words.
pub fn what_is(line: &BankLine) -> &'static str {
    match line.decided.as_ref().map(|decided| &decided.is) {
        Some(LineIs::Payment { told, .. }) if !told.is_empty() => "règlement déjà inscrit",
        Some(LineIs::Payment { converted: Some(_), .. }) => "règlement converti",
        Some(LineIs::Payment { .. }) => "règlement",
        Some(LineIs::Return { told: true, .. }) => "règlement revenu, déjà inscrit",
        Some(LineIs::Return { .. }) => "règlement revenu",
        Some(LineIs::Refund { .. }) => "remboursement",
        Some(LineIs::Aside { why, .. }) => why.french(),
        None if line.kind == LineKind::Other => "à rapprocher",
        None => line.kind.french(),
    }
}

/// What was decided of a line, as a story tells it.
pub(crate) fn decided_as(is: &LineIs) -> String {
    let matched = match is {
        LineIs::Payment { told, .. } if !told.is_empty() => "paiement déjà inscrit".to_owned(),
        LineIs::Payment { converted: Some(settled), .. } => format!("paiement converti, {}", settled.french()),
        LineIs::Payment { .. } => "paiement".to_owned(),
        LineIs::Return { .. } => "paiement revenu impayé".to_owned(),
        LineIs::Refund { .. } => "remboursement".to_owned(),
        LineIs::Aside { why, .. } => return format!("Ligne de relevé laissée de côté : {}", why.french()),
    };
    format!("Ligne de relevé rapprochée : {matched}")
}
