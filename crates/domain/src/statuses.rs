//! Life-cycle statuses of e-invoices, in law and in words: what a partial approval leaves contested, why, and how long letters wait
//! for a payment that was announced.
//!
//! Sources: AFNOR XP Z12-012 by its published codes (`law` §10.3), C. civ. 1342-10 for the order of payments. What each code changes for
//! recovery is in `formats::einvoice`. Not covered: reasons of the platforms among themselves (`IRR_…`), shown as their code.

use crate::ids::ClaimId;
use crate::money::Cents;

/// Days for which letters wait after a payment was announced (211) or said to be cashed (212).
///
/// No text fixes them: « quelques jours » [B]; a transfer is executed on the next working day (CMF L133-13 [K]), a cheque takes
/// some days, and accounts are read weekly.
pub const ANNOUNCED_DAYS: i64 = 7;

/// What of an invoice is contested after a partial approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contested {
    /// No sum was said, or none that is possible: the whole is not asked.
    Unsaid,
    /// All of it.
    Whole,
    /// That much.
    Part(Cents),
    /// Nothing.
    Nothing,
}

/// What is contested of a total, by the sums approved and not approved, all VAT included. Where the two do not agree, the greater
/// contested sum counts: nothing is asked that may be contested.
pub fn contested(total: Cents, approved: Option<Cents>, refused: Option<Cents>) -> Contested {
    let possible = |cents: &Cents| (Cents::ZERO..=total).contains(cents);
    if approved.iter().chain(&refused).any(|cents| !possible(cents)) {
        return Contested::Unsaid;
    }
    match approved.map(|cents| total - cents).max(refused) {
        None => Contested::Unsaid,
        Some(Cents::ZERO) => Contested::Nothing,
        Some(part) if part == total => Contested::Whole,
        Some(part) => Contested::Part(part),
    }
}

/// A claim of the invoice, as far as what is contested of it is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub claim: ClaimId,
    /// What of it is open.
    pub open: Cents,
    /// What of it is settled.
    pub settled: Cents,
}

/// Lays a contested sum on the claims of an invoice, given in the order of their due dates: on the last ones first, since what is
/// approved pays the first ones. What is more than all that is open is contested of each part that is settled: which of them will come
/// back, nobody knows.
pub fn lay(contested: Cents, claims: &[Due]) -> Vec<(ClaimId, Cents)> {
    let mut left = contested;
    let mut laid: Vec<(ClaimId, Cents)> = claims.iter().map(|due| (due.claim, Cents::ZERO)).collect();
    for (due, (_, part)) in claims.iter().zip(&mut laid).rev() {
        *part = left.min(due.open);
        left -= *part;
    }
    for (due, (_, part)) in claims.iter().zip(&mut laid) {
        *part += left.min(due.settled);
    }
    laid.retain(|(_, part)| part.is_positive());
    laid
}

/// A reason: its code, its words, the cause of the dispute that it makes.
const REASONS: [(&str, &str, &str); 36] = [
    ("ADR_ERR", "adresse de facturation erronée", "other"),
    ("ART_ERR", "article facturé incorrect", "other"),
    ("AUTRE", "autre motif", "other"),
    ("CALCUL_ERR", "erreur de calcul", "price"),
    ("CMD_ERR", "numéro de commande incorrect ou manquant", "other"),
    ("CODE_ROUTAGE_ERR", "code de routage absent ou erroné", "other"),
    ("CONTRAT_TERM", "contrat terminé", "not_ordered"),
    ("COORD_BANC_ERR", "coordonnées bancaires erronées", "other"),
    ("DEST_ERR", "destinataire erroné", "other"),
    ("DEST_INC", "destinataire inconnu", "other"),
    ("DOUBLE_FACT", "facturé deux fois", "other"),
    ("DOUBLON", "facture en double", "other"),
    ("EMMET_INC", "émetteur inconnu", "other"),
    ("JUSTIF_ABS", "justificatif absent ou insuffisant", "other"),
    ("LIVR_INCOMP", "livraison incomplète", "delivery"),
    ("MODPAI_ERR", "modalités de paiement incorrectes", "other"),
    ("MONTANTTOTAL_ERR", "montant total erroné", "price"),
    ("NON_CONFORME", "facture non conforme", "other"),
    ("NON_TRANSMISE", "facture non transmise à l'acheteur", "other"),
    ("PU_ERR", "prix unitaire incorrect", "price"),
    ("QTE_ERR", "quantité facturée incorrecte", "quantity"),
    ("QUALITE_ERR", "qualité de l'article livré", "quality"),
    ("REF_CT_ABSENT", "référence du contrat absente", "other"),
    ("REF_ERR", "référence incorrecte", "other"),
    ("REJ_ADR", "rejet : adressage", "other"),
    ("REJ_ASS_PJ", "rejet : pièce jointe mal associée", "other"),
    ("REJ_COH", "rejet : incohérence des données", "other"),
    ("REJ_CONT_B2G", "rejet : contrôle du secteur public", "other"),
    ("REJ_REF_PJ", "rejet : référence de pièce jointe", "other"),
    ("REJ_SEMAN", "rejet : contenu non conforme", "other"),
    ("REJ_UNI", "rejet : facture déjà déposée", "other"),
    ("REM_ERR", "remise erronée", "price"),
    ("ROUTAGE_ERR", "erreur de routage", "other"),
    ("SIRET_ERR", "SIRET erroné ou absent", "other"),
    ("TRANSAC_INC", "transaction inconnue", "not_ordered"),
    ("TX_TVA_ERR", "taux de TVA erroné", "price"),
];

/// A reason in words; its code where nobody published any.
pub fn reason_fr(code: &str) -> &str {
    REASONS.iter().find(|(known, ..)| *known == code).map_or(code, |(_, words, _)| words)
}

/// The cause of the dispute that some reasons make: the first that says one.
pub fn dispute_cause<'r>(reasons: impl IntoIterator<Item = &'r str>) -> &'static str {
    let mut causes = reasons.into_iter().filter_map(|code| REASONS.iter().find(|(known, ..)| *known == code).map(|(.., cause)| *cause));
    causes.find(|cause| *cause != "other").unwrap_or("other")
}

/// What is asked of the seller, in words; `None` where nothing is. A code that nobody published is shown as it is.
pub fn asked_fr(code: &str) -> Option<&str> {
    Some(match code {
        "NOA" => return None,
        "NIN" => "une facture rectificative",
        "CNF" => "un avoir total",
        "CNP" => "un avoir partiel",
        "OTH" => "autre chose",
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_approved_is_contested_and_doubt_is_not_asked() {
        let cents = |n| Some(Cents(n));
        for (approved, refused, left) in [
            (cents(90_000), None, Contested::Part(Cents(30_000))),
            (None, cents(30_000), Contested::Part(Cents(30_000))),
            (cents(90_000), cents(30_000), Contested::Part(Cents(30_000))),
            // 900 approved and 400 refused of 1 200: the greater contested sum.
            (cents(90_000), cents(40_000), Contested::Part(Cents(40_000))),
            (cents(85_000), cents(30_000), Contested::Part(Cents(35_000))),
            (cents(120_000), None, Contested::Nothing),
            (cents(0), None, Contested::Whole),
            (None, cents(120_000), Contested::Whole),
            (None, None, Contested::Unsaid),
            (cents(120_001), None, Contested::Unsaid),
            (cents(-1), None, Contested::Unsaid),
            (cents(90_000), cents(130_000), Contested::Unsaid),
        ] {
            assert_eq!(contested(Cents(120_000), approved, refused), left, "{approved:?}, {refused:?}");
        }
    }

    #[test]
    fn a_contested_sum_lies_on_the_last_due_dates() {
        let due = |(claim, open, settled)| Due { claim: ClaimId(claim), open: Cents(open), settled: Cents(settled) };
        let claims = [(1, 50_000, 0), (2, 50_000, 0), (3, 20_000, 0)].map(due);
        assert_eq!(lay(Cents(30_000), &claims), [(ClaimId(2), Cents(10_000)), (ClaimId(3), Cents(20_000))]);
        assert_eq!(lay(Cents(15_000), &claims), [(ClaimId(3), Cents(15_000))]);
        assert_eq!(lay(Cents(120_000), &claims).iter().map(|(_, cents)| *cents).sum::<Cents>(), Cents(120_000));
        assert_eq!(lay(Cents::ZERO, &claims), []);
        // 1 000 in two halves, 300 contested. The second is paid: 200 of the first can be asked, which makes the 700 approved.
        let halves = |first, second| [(1, first, 50_000 - first), (2, second, 50_000 - second)].map(due);
        assert_eq!(lay(Cents(30_000), &halves(50_000, 0)), [(ClaimId(1), Cents(30_000))]);
        // Half of the second is paid: its other half is contested, and 50 of the first.
        assert_eq!(lay(Cents(30_000), &halves(50_000, 25_000)), [(ClaimId(1), Cents(5_000)), (ClaimId(2), Cents(25_000))]);
        // 100 of the first are left: whichever payment comes back, it is not asked beyond what was approved.
        assert_eq!(lay(Cents(30_000), &halves(10_000, 0)), [(ClaimId(1), Cents(30_000)), (ClaimId(2), Cents(20_000))]);
        assert_eq!(lay(Cents(30_000), &halves(0, 0)), [(ClaimId(1), Cents(30_000)), (ClaimId(2), Cents(30_000))]);
    }

    #[test]
    fn reasons_have_words_and_the_first_that_says_a_cause_gives_it() {
        assert_eq!(reason_fr("QTE_ERR"), "quantité facturée incorrecte");
        assert_eq!(reason_fr("IRR_VIDE_F"), "IRR_VIDE_F");
        assert_eq!(dispute_cause(["AUTRE", "QTE_ERR", "PU_ERR"]), "quantity");
        assert_eq!(dispute_cause(["CMD_ERR"]), "other");
        assert_eq!(dispute_cause([]), "other");
        assert_eq!([asked_fr("NOA"), asked_fr("CNP"), asked_fr("PIN")], [None, Some("un avoir partiel"), Some("PIN")]);
        assert!(REASONS.windows(2).all(|pair| pair[0].0 < pair[1].0), "in order, each once");
    }
}
