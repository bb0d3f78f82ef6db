//! Why a direct debit or a transfer came back, and what to do next.
//!
//! Source: ISO 20022 external codes of return reasons, as French banks use them (SEPA rule books).

vocabulary! {
    /// What to do after a return.
    NextStep {
        /// The money was missing: present it once more.
        PresentAgain "present_again" "représenter une fois",
        /// The account is wrong or closed: ask for another.
        NewAccount "new_account" "demander un autre compte",
        /// The debtor objects, or never agreed: a dispute.
        Dispute "dispute" "traiter comme un litige",
        /// The mandate must be mended.
        Mandate "mandate" "corriger le mandat",
        /// The debtor died: the estate.
        Estate "estate" "s'adresser à la succession",
        /// Our own file was wrong.
        Mend "mend" "corriger la remise",
        /// Nothing says more: look.
        Look "look" "à examiner",
    }
}

/// The reason of a return, in French, and what to do next; `None` for a code that is not known.
pub fn reason(code: &str) -> Option<(&'static str, NextStep)> {
    Some(match code.trim().to_ascii_uppercase().as_str() {
        "AC01" => ("numéro de compte faux", NextStep::NewAccount),
        "AC04" => ("compte clôturé", NextStep::NewAccount),
        "AC06" => ("compte bloqué", NextStep::NewAccount),
        "AC13" => ("le débiteur est un particulier", NextStep::Mandate),
        "AG01" => ("prélèvement interdit sur ce compte", NextStep::NewAccount),
        "AG02" => ("code d'opération ou de séquence faux", NextStep::Mend),
        "AM04" => ("provision insuffisante", NextStep::PresentAgain),
        "AM05" => ("opération en double", NextStep::Mend),
        "BE05" => ("identifiant du créancier faux", NextStep::Mend),
        "CNOR" => ("banque du créancier non enregistrée", NextStep::Mend),
        "DNOR" => ("banque du débiteur non enregistrée", NextStep::NewAccount),
        "CUST" => ("à la demande du donneur d'ordre", NextStep::Look),
        "ED05" => ("règlement interbancaire impossible", NextStep::Look),
        "FF01" | "FF05" => ("format de la remise faux", NextStep::Mend),
        "MD01" => ("pas de mandat, ou prélèvement non autorisé", NextStep::Dispute),
        "MD02" => ("données du mandat absentes ou fausses", NextStep::Mandate),
        "MD06" => ("prélèvement autorisé mais contesté, remboursé sous huit semaines", NextStep::Dispute),
        "MD07" => ("débiteur décédé", NextStep::Estate),
        "MS02" => ("raison non donnée par le débiteur", NextStep::Dispute),
        "MS03" => ("raison non donnée par la banque", NextStep::PresentAgain),
        "RC01" => ("BIC faux", NextStep::NewAccount),
        "RR01" | "RR02" | "RR03" | "RR04" => ("motif réglementaire", NextStep::Look),
        "SL01" => ("refus fixé par le débiteur auprès de sa banque", NextStep::Dispute),
        "FOCR" | "UPAY" | "TECH" | "FRAD" => ("rappel d'un virement par la banque du payeur", NextStep::Look),
        "NOAS" | "NOOR" => ("réponse à un rappel", NextStep::Look),
        _ => return None,
    })
}

/// What a return says of the direct debit that it takes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The reason in French.
    pub words: &'static str,
    /// What to do next.
    pub next: NextStep,
    /// Nothing more is to be collected under the mandate: its account is no good, or the debtor's bank knows no such mandate.
    pub bars_mandate: bool,
}

/// What a code says; `None` for one that is not known.
pub fn reject(code: &str) -> Option<Reject> {
    let (words, next) = reason(code)?;
    let unknown_mandate = code.trim().eq_ignore_ascii_case("MD01");
    Some(Reject { words, next, bars_mandate: unknown_mandate || matches!(next, NextStep::NewAccount | NextStep::Mandate) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_what_to_do_next() {
        assert_eq!(reason("am04"), Some(("provision insuffisante", NextStep::PresentAgain)));
        assert_eq!(reason(" MD07 ").map(|(_, next)| next), Some(NextStep::Estate));
        assert_eq!(reason("MD06").map(|(_, next)| next), Some(NextStep::Dispute));
        assert_eq!(reason("ZZ99"), None);
        let barring = ["AC01", "AC04", "AC13", "MD01", "md02"];
        let others = ["AM04", "MD06", "MD07", "MS02", "MS03", "AG02"];
        assert!(barring.iter().all(|code| reject(code).is_some_and(|one| one.bars_mandate)));
        assert!(others.iter().all(|code| reject(code).is_some_and(|one| !one.bars_mandate)));
    }
}
