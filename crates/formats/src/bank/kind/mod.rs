//! What a movement is: by the codes of its format first, else by the first words of its label.
//!
//! The sign rules: a code that says « received » on money that leaves is a payment that was taken back. What cannot be told is
//! [`EntryKind::Other`], never guessed. Sources: CFONB interbank operation codes, ISO 20022 external bank transaction codes, SWIFT
//! transaction types, OFX TRNTYPE.

mod codes;
mod label;

pub(super) use codes::is_cfonb;
use label::by_label;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $word:literal $french:literal;)*) => {
        /// What a movement of an account is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EntryKind { $($(#[$doc])* $name,)* }

        impl EntryKind {
            /// Every one.
            pub const ALL: &'static [EntryKind] = &[$(EntryKind::$name,)*];

            /// The machine word.
            pub fn word(self) -> &'static str {
                match self { $(EntryKind::$name => $word,)* }
            }

            /// As users read it.
            pub fn french(self) -> &'static str {
                match self { $(EntryKind::$name => $french,)* }
            }
        }
    };
}

kinds! {
    /// A credit transfer received.
    TransferIn "transfer_in" "virement reçu";
    /// A credit transfer sent.
    TransferOut "transfer_out" "virement émis";
    /// A transfer sent that came back.
    TransferReturned "transfer_returned" "virement émis revenu";
    /// A transfer received that was taken back.
    TransferReversed "transfer_reversed" "virement reçu repris";
    /// A direct debit that the holder collected.
    DirectDebitIssued "direct_debit_issued" "prélèvement émis";
    /// A direct debit that the holder collected and that came back.
    DirectDebitReturned "direct_debit_returned" "prélèvement émis rejeté ou impayé";
    /// A direct debit that the holder paid.
    DirectDebitPaid "direct_debit_paid" "prélèvement payé";
    /// Cheques handed in.
    ChequeDeposit "cheque_deposit" "remise de chèques";
    /// A cheque handed in that came back unpaid.
    ChequeReturned "cheque_returned" "chèque impayé";
    /// A cheque that the holder wrote.
    ChequePaid "cheque_paid" "chèque payé";
    /// Bills of exchange handed in.
    BillDeposit "bill_deposit" "remise d'effets";
    /// A bill of exchange handed in that came back unpaid.
    BillReturned "bill_returned" "effet impayé";
    /// Something handed in that came back unpaid, nobody says what.
    Returned "returned" "impayé de nature inconnue";
    /// Cards, takings and purchases.
    Card "card" "carte";
    /// Cash in or out.
    Cash "cash" "espèces";
    /// What the bank charges.
    Fee "fee" "frais";
    /// Interest paid or received.
    Interest "interest" "intérêts";
    /// Anything else.
    Other "other" "autre";
}

impl EntryKind {
    /// Whether money of customers came back: what had been received is owed again.
    pub fn is_return(self) -> bool {
        use EntryKind::*;
        matches!(self, DirectDebitReturned | ChequeReturned | BillReturned | TransferReversed | Returned)
    }

    /// Whether the other side of the movement is the debtor of the payment (a customer), not its creditor.
    pub(super) fn is_from_debtor(self, credit: bool) -> bool {
        use EntryKind::*;
        match self {
            TransferIn | DirectDebitIssued | DirectDebitReturned | TransferReversed | ChequeDeposit | ChequeReturned | BillDeposit
            | BillReturned | Returned => true,
            TransferOut | TransferReturned | DirectDebitPaid | ChequePaid => false,
            Card | Cash | Fee | Interest | Other => credit,
        }
    }
}

/// What a format says of a movement.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hints<'a> {
    /// Money in.
    pub(super) credit: bool,
    /// Domain, family, sub-family.
    pub(super) iso: Option<(&'a str, &'a str, &'a str)>,
    /// Interbank operation code of CFONB.
    pub(super) cfonb: Option<&'a str>,
    /// SWIFT transaction type, three characters.
    pub(super) swift: Option<&'a str>,
    /// TRNTYPE.
    pub(super) ofx: Option<&'a str>,
    /// The label.
    pub(super) label: &'a str,
    /// A reason of return is given.
    pub(super) returned: bool,
}

/// What a movement is.
pub(super) fn classify(hints: Hints<'_>) -> EntryKind {
    use EntryKind::*;
    let credit = hints.credit;
    let coded = hints
        .iso
        .and_then(|(domain, family, sub)| codes::iso(domain, family, sub, credit))
        .or_else(|| hints.cfonb.and_then(|code| codes::cfonb(code, credit)))
        .or_else(|| hints.swift.and_then(|code| codes::swift(code, credit)));
    let labelled = || by_label(hints.label, credit);
    let kind = match (coded, hints.ofx) {
        // A code that leaves open what came back: the label may know.
        (Some(Returned), _) => labelled().filter(|kind| kind.is_return()).unwrap_or(Returned),
        (Some(kind), _) => kind,
        // TRNTYPE is coarse: the label comes first.
        (None, Some(code)) => labelled().or_else(|| codes::ofx(code, credit)).unwrap_or(Other),
        (None, None) => labelled().unwrap_or(Other),
    };
    match (kind, hints.returned, credit) {
        (TransferIn | Other, true, true) => TransferReturned,
        (DirectDebitIssued, true, false) => DirectDebitReturned,
        (Other | TransferOut, true, false) => labelled().filter(|kind| kind.is_return()).unwrap_or(Returned),
        (kind, ..) => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::EntryKind::*;
    use super::*;

    fn coded(cfonb: &'static str, credit: bool) -> EntryKind {
        classify(Hints { credit, cfonb: Some(cfonb), ..Hints::default() })
    }

    fn iso(family: &'static str, sub: &'static str, credit: bool) -> EntryKind {
        classify(Hints { credit, iso: Some(("PMNT", family, sub)), ..Hints::default() })
    }

    #[test]
    fn codes_of_french_banks() {
        for (code, credit, kind) in [
            ("05", true, TransferIn),
            ("18", true, TransferIn),
            ("C2", true, TransferIn),
            ("06", false, TransferOut),
            ("12", true, TransferReturned),
            ("A1", true, DirectDebitIssued),
            ("B1", false, DirectDebitPaid),
            ("B3", false, DirectDebitReturned),
            ("B4", false, DirectDebitReturned),
            ("27", false, DirectDebitReturned),
            ("02", true, ChequeDeposit),
            ("03", false, ChequeReturned),
            ("01", false, ChequePaid),
            ("35", true, BillDeposit),
            ("33", false, BillReturned),
            ("30", true, Card),
            ("62", false, Fee),
            ("61", false, Interest),
            ("C4", false, TransferReversed),
            ("99", true, Other),
        ] {
            assert_eq!(coded(code, credit), kind, "{code}");
        }
    }

    #[test]
    fn a_transfer_received_that_leaves_was_taken_back() {
        assert_eq!(iso("RCDT", "ESCT", true), TransferIn);
        assert_eq!(iso("RCDT", "RRTN", false), TransferReversed);
        assert_eq!(iso("ICDT", "ESCT", false), TransferOut);
        assert_eq!(iso("ICDT", "RRTN", true), TransferReturned);
        assert_eq!(iso("IDDT", "ESDD", true), DirectDebitIssued);
        assert_eq!(iso("IDDT", "UPDD", false), DirectDebitReturned);
        assert_eq!(iso("RDDT", "ESDD", false), DirectDebitPaid);
        assert_eq!(iso("RCHQ", "CCHQ", true), ChequeDeposit);
        assert_eq!(iso("RCHQ", "UPCQ", false), ChequeReturned);
        assert_eq!(iso("MDOP", "CHRG", false), Fee);
        assert_eq!(coded("05", false), TransferReversed);
    }

    #[test]
    fn what_no_code_tells_the_label_may() {
        let labelled = |label: &'static str, credit| classify(Hints { credit, label, ..Hints::default() });
        for (label, credit, kind) in [
            ("VIR SEPA DUPONT SARL FA2026-12", true, TransferIn),
            ("VIREMENT EMIS LOYER", false, TransferOut),
            ("PRLV SEPA EDF", false, DirectDebitPaid),
            ("REMISE PRLV SEPA 12 OPERATIONS", true, DirectDebitIssued),
            ("PRLV IMPAYE DUPONT", false, DirectDebitReturned),
            ("REJET PRELEVEMENT SEPA MS02", false, DirectDebitReturned),
            ("REM CHQ N 1234567", true, ChequeDeposit),
            ("CHEQUE IMPAYE 1234567", false, ChequeReturned),
            ("CHQ 0012345", false, ChequePaid),
            ("FRAIS REJET PRLV", false, Fee),
            ("F COMMISSION D INTERVENTION", false, Fee),
            ("CB CAFE DE LA GARE", false, Card),
            ("RETRAIT DAB 12/03", false, Cash),
            ("INTERETS DEBITEURS", false, Interest),
            ("DUPONT VIRGINIE", true, Other),
            ("", true, Other),
        ] {
            assert_eq!(labelled(label, credit), kind, "{label}");
        }
    }

    #[test]
    fn a_reason_makes_a_return() {
        let with = |credit, label| classify(Hints { credit, returned: true, label, ..Hints::default() });
        assert_eq!(with(true, ""), TransferReturned);
        assert_eq!(with(false, ""), Returned);
        assert_eq!(with(false, "PRLV REJETE"), DirectDebitReturned);
        assert_eq!(classify(Hints { swift: Some("RTI"), label: "CHQ IMPAYE", ..Hints::default() }), ChequeReturned);
        assert_eq!(classify(Hints { swift: Some("RTI"), label: "12345", ..Hints::default() }), Returned);
    }

    #[test]
    fn each_kind_has_its_own_words() {
        let words: std::collections::BTreeSet<&str> = EntryKind::ALL.iter().map(|kind| kind.word()).collect();
        let french: std::collections::BTreeSet<&str> = EntryKind::ALL.iter().map(|kind| kind.french()).collect();
        assert_eq!((words.len(), french.len()), (EntryKind::ALL.len(), EntryKind::ALL.len()));
    }
}
