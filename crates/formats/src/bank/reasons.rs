//! Why payments come back: the reason codes in French (ISO 20022 external codes; CFONB reject codes created in 2010).
//!
//! Not covered: the older reject codes of CFONB, kept as they stand; the bank's own words are beside them.

use super::model::{Entry, Returned};

/// The ISO reasons met on direct debits and transfers, as users read them.
const ISO: &[(&str, &str)] = &[
    ("AC01", "numéro de compte incorrect"),
    ("AC04", "compte clôturé"),
    ("AC06", "compte bloqué"),
    ("AC13", "le débiteur est un particulier (prélèvement interentreprises)"),
    ("AG01", "opération interdite sur ce compte"),
    ("AG02", "code d'opération ou de séquence incorrect"),
    ("AM04", "provision insuffisante"),
    ("AM05", "opération en double"),
    ("BE05", "identifiant du créancier incorrect"),
    ("CNOR", "banque du créancier non enregistrée"),
    ("DNOR", "banque du débiteur non enregistrée"),
    ("CUST", "à la demande du client"),
    ("ED05", "règlement entre banques non abouti"),
    ("FF01", "format de fichier incorrect"),
    ("FF05", "type de prélèvement incorrect"),
    ("FOCR", "suite à une demande de retour de fonds"),
    ("FRAD", "fraude"),
    ("MD01", "pas de mandat valable"),
    ("MD02", "données du mandat manquantes ou incorrectes"),
    ("MD06", "opération autorisée contestée par le débiteur"),
    ("MD07", "débiteur décédé"),
    ("MS02", "motif non précisé par le client"),
    ("MS03", "motif non précisé par la banque"),
    ("RC01", "identifiant de banque (BIC) incorrect"),
    ("RR01", "motif réglementaire : identification du compte du débiteur"),
    ("RR02", "motif réglementaire : nom ou adresse du débiteur"),
    ("RR03", "motif réglementaire : nom ou adresse du créancier"),
    ("RR04", "motif réglementaire"),
    ("SL01", "service particulier de la banque du débiteur"),
    ("TECH", "problème technique"),
    ("UPAY", "paiement indu"),
];

const CFONB: &[(&str, &str)] =
    &[("64", "opération en double"), ("65", "retour à la demande du client"), ("66", "données du mandat incorrectes")];

/// A reason in French; `None` for a code that is not in the table.
pub fn reason_fr(code: &str) -> Option<&'static str> {
    ISO.iter().chain(CFONB).find(|(known, _)| *known == code).map(|(_, french)| *french)
}

/// The first ISO reason that stands as a word in a text, as banks write it in a free line: « MOTIF AM04 ».
pub(super) fn iso_reason_in(text: &str) -> Option<&'static str> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() == 4 && word.bytes().any(|b| b.is_ascii_digit()))
        .find_map(|word| ISO.iter().find(|(known, _)| *known == word))
        .map(|(code, _)| *code)
}

/// What the words of an entry say of its return, where its kind is one and its format has no field for it.
pub(super) fn returned_by_words(entry: &Entry) -> Option<Returned> {
    let original_reference = || entry.end_to_end.clone().or_else(|| entry.own_reference.clone());
    entry.kind.is_return().then(|| Returned {
        reason: iso_reason_in(&entry.remittance.join(" ")).map(str::to_owned),
        text: None,
        original_reference: original_reference(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_said_in_french() {
        assert_eq!(reason_fr("AM04"), Some("provision insuffisante"));
        assert_eq!(reason_fr("64"), Some("opération en double"));
        assert_eq!(reason_fr("Z9"), None);
        assert_eq!(iso_reason_in("REJET PRLV MOTIF:MS02 RUM 12"), Some("MS02"));
        assert_eq!(iso_reason_in("TECH DATA SARL"), None, "a word is no code");
    }
}
