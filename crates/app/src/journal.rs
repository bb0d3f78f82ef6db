//! The journal for people: what each kind of event is called, and what an event is about.

use domain::events::{Event, Recorded};
use domain::ids::{ClaimId, DebtorId, ImportId, LetterId, UserId};
use domain::money::{Cents, Currency};
use serde_json::Value;

/// The file beside the database that holds the ends of the journals, so that a removal of the newest events is found.
pub const HEADS: &str = "tetes-du-journal.json";

/// Something an event is about, that has a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A debtor.
    Debtor(DebtorId),
    /// A claim.
    Claim(ClaimId),
    /// A letter.
    Letter(LetterId),
    /// An import.
    Import(ImportId),
    /// A user.
    User(UserId),
}

/// The words for a kind of event.
pub fn kind_fr(kind: &str) -> &'static str {
    NAMES.iter().find(|(word, _)| *word == kind).map_or("Événement", |(_, french)| *french)
}

/// What an event is about: at most a few things, the first ones.
pub fn things(recorded: &Recorded) -> Vec<Thing> {
    let own = recorded.seq.0;
    let mut things = match &recorded.event {
        Event::DebtorRecorded(_) => vec![Thing::Debtor(DebtorId(own))],
        Event::InvoiceRecorded(_) | Event::InstalmentRecorded(_) => vec![Thing::Claim(ClaimId(own))],
        Event::LetterPrepared(_) => vec![Thing::Letter(LetterId(own))],
        Event::ImportStarted(_) => vec![Thing::Import(ImportId(own))],
        _ => Vec::new(),
    };
    let payload: Value = serde_json::from_slice(&recorded.event.encode()).unwrap_or(Value::Null);
    let number = |field: &str| payload.get(field).and_then(Value::as_i64);
    things.extend(number("letter").map(|id| Thing::Letter(LetterId(id))));
    things.extend(number("claim").or(number("invoice")).map(|id| Thing::Claim(ClaimId(id))));
    let several = payload.get("claims").and_then(Value::as_array).into_iter().flatten();
    things.extend(several.filter_map(Value::as_i64).take(3).map(|id| Thing::Claim(ClaimId(id))));
    things.extend(number("debtor").map(|id| Thing::Debtor(DebtorId(id))));
    things.extend(number("import").map(|id| Thing::Import(ImportId(id))));
    things.extend(number("user").map(|id| Thing::User(UserId(id))));
    things.truncate(4);
    things
}

/// The amount an event speaks of, with its currency.
pub fn amount(recorded: &Recorded) -> Option<(Cents, Currency)> {
    let payload: Value = serde_json::from_slice(&recorded.event.encode()).ok()?;
    let cents = ["total", "amount", "cents", "asked"].iter().find_map(|field| payload.get(field).and_then(Value::as_i64))?;
    let currency = payload.get("currency").and_then(Value::as_str).and_then(Currency::parse).unwrap_or(Currency::EUR);
    Some((Cents(cents), currency))
}

/// The number printed on the paper an event speaks of.
pub fn number(recorded: &Recorded) -> Option<String> {
    match &recorded.event {
        Event::InvoiceRecorded(x) => Some(x.number.clone()),
        Event::CreditNoteRecorded(x) => Some(x.number.clone()),
        Event::DebtorRecorded(x) => Some(x.code.clone()),
        Event::ScenarioSet(x) => Some(x.name.clone()),
        _ => None,
    }
}

/// Every kind with its words, in the order of the list of kinds.
pub const NAMES: &[(&str, &str)] = &[
    ("creditor.set", "Identité du créancier"),
    ("terms.set", "Conditions de règlement"),
    ("policy.set", "Politique de relance"),
    ("scenario.set", "Scénario"),
    ("template.set", "Modèle de courrier"),
    ("debtor.recorded", "Débiteur inscrit"),
    ("debtor.changed", "Débiteur modifié"),
    ("claims.moved", "Échéances déplacées"),
    ("invoice.recorded", "Facture inscrite"),
    ("instalment.recorded", "Échéance ajoutée"),
    ("due_date.set", "Date d'échéance fixée"),
    ("piece.attached", "Pièce jointe"),
    ("credit_note.recorded", "Avoir inscrit"),
    ("payment.recorded", "Règlement inscrit"),
    ("payment.reversed", "Règlement revenu impayé"),
    ("allocated", "Imputation"),
    ("refunded", "Remboursement"),
    ("allocation.undone", "Imputation annulée"),
    ("dispute.opened", "Litige ouvert"),
    ("dispute.closed", "Litige clos"),
    ("promise.made", "Promesse"),
    ("promise.cancelled", "Promesse annulée"),
    ("plan.agreed", "Échéancier accordé"),
    ("plan.ended", "Échéancier terminé"),
    ("hold.placed", "Suspension"),
    ("hold.lifted", "Suspension levée"),
    ("insolvency.opened", "Procédure collective ouverte"),
    ("insolvency.closed", "Procédure collective close"),
    ("waived", "Remise"),
    ("waiver.withdrawn", "Remise reprise"),
    ("formal_notice.received", "Mise en demeure reçue"),
    ("judgment.recorded", "Jugement"),
    ("capitalisation.set", "Capitalisation des intérêts"),
    ("limitation.changed", "Prescription interrompue ou suspendue"),
    ("contact.made", "Contact"),
    ("payments.up_to_date", "Règlements à jour"),
    ("action.approved", "Action approuvée"),
    ("action.skipped", "Action ignorée ou reportée"),
    ("action.reopened", "Action rouverte"),
    ("letter.prepared", "Courrier préparé"),
    ("letter.handed_over", "Courrier remis"),
    ("letter.sent", "Courrier envoyé"),
    ("letter.refused", "Courrier revenu ou refusé"),
    ("letter.cancelled", "Courrier annulé"),
    ("cycle.started", "Cycle de relance recommencé"),
    ("import.started", "Import commencé"),
    ("import.completed", "Import terminé"),
    ("import.undone", "Import annulé"),
    ("erased", "Effacement"),
    ("note.added", "Note"),
    ("follower.set", "Suivi confié"),
    ("absence.set", "Absence"),
    ("absence.ended", "Absence terminée"),
    ("bank_account.added", "Compte bancaire ajouté"),
    ("bank_statement.taken", "Relevé de compte repris"),
    ("bank_line.recorded", "Ligne de relevé inscrite"),
    ("bank_line.held", "Ligne de relevé en attente"),
    ("bank_line.decided", "Ligne de relevé rapprochée"),
    ("bank_line.reopened", "Rapprochement repris"),
    ("payment.withdrawn", "Règlement retiré"),
    ("payment.reinstated", "Règlement rétabli"),
    ("payer.learned", "Compte payeur reconnu"),
    ("payer.forgotten", "Compte payeur oublié"),
    ("bank_rule.set", "Règle de rapprochement"),
    ("bank_rule.removed", "Règle de rapprochement supprimée"),
    ("matching.set", "Réglages du rapprochement"),
    ("status.received", "Statut de facture reçu"),
    ("status.acted_again", "Statut de facture suivi d'effet de nouveau"),
    ("entry.told_again", "Écriture déjà connue"),
    ("debtor.code_learned", "Autre code d'un débiteur"),
    ("mandate.recorded", "Mandat de prélèvement inscrit"),
    ("mandate.revoked", "Mandat de prélèvement révoqué"),
    ("debit_batch.prepared", "Lot de prélèvements préparé"),
    ("debit_batch.handed_over", "Lot de prélèvements remis à la banque"),
    ("debit_batch.cancelled", "Lot de prélèvements annulé"),
    ("accounts.stated", "Comptabilité reçue"),
    ("accounts.balances", "Soldes des comptes clients"),
    ("difference.accepted", "Écart comptable accepté"),
    ("difference.reopened", "Écart comptable rouvert"),
    ("user.created", "Utilisateur créé"),
    ("user.changed", "Utilisateur modifié"),
    ("user.password_set", "Mot de passe choisi"),
    ("user.second_factor_set", "Second facteur ajouté"),
    ("user.recovery_code_used", "Code de secours utilisé"),
    ("user.second_factor_removed", "Second facteur retiré"),
    ("user.role_given", "Rôle donné"),
    ("user.role_taken", "Rôle retiré"),
    ("user.disabled", "Utilisateur désactivé"),
    ("user.enabled", "Utilisateur rétabli"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_words_and_no_other_has() {
        for (kind, _) in Event::KINDS {
            assert!(NAMES.iter().any(|(word, _)| word == kind), "{kind} has no words in French");
        }
        assert_eq!(NAMES.len(), Event::KINDS.len());
    }
}
