//! The codes of the formats.

use super::EntryKind::{self, *};

/// Domain, family and sub-family of ISO 20022; `None` where they do not say enough.
pub(super) fn iso(domain: &str, family: &str, sub: &str, credit: bool) -> Option<EntryKind> {
    match sub {
        // Charges, commissions with or without tax, fees, taxes on them.
        "CHRG" | "COMM" | "COME" | "COMI" | "COMT" | "FEES" | "TAXE" => return Some(Fee),
        "INTR" => return Some(Interest),
        _ => {}
    }
    if domain != "PMNT" {
        return None;
    }
    Some(match (family, credit) {
        // Received credit transfers, ordinary and instant.
        ("RCDT" | "RRCT", true) => TransferIn,
        ("RCDT" | "RRCT", false) => TransferReversed,
        ("ICDT" | "IRCT", false) => TransferOut,
        ("ICDT" | "IRCT", true) => TransferReturned,
        ("IDDT", true) => DirectDebitIssued,
        ("IDDT", false) => DirectDebitReturned,
        ("RDDT", false) => DirectDebitPaid,
        ("RCHQ", true) => ChequeDeposit,
        ("RCHQ", false) => ChequeReturned,
        ("ICHQ", false) => ChequePaid,
        // Drafts; UDFT is a dishonoured one.
        ("DRFT", true) => BillDeposit,
        ("DRFT", false) if sub == "UDFT" => BillReturned,
        ("CCRD" | "MCRD", _) => Card,
        ("CNTR", true) if sub == "CHKD" => ChequeDeposit,
        ("CNTR", _) => Cash,
        _ => return None,
    })
}

/// Interbank operation codes of CFONB; `None` for a code that is not one of them.
pub(super) fn cfonb(code: &str, credit: bool) -> Option<EntryKind> {
    Some(match (code, credit) {
        ("01", _) => ChequePaid,
        ("02" | "15", true) => ChequeDeposit,
        ("02" | "15" | "03", false) => ChequeReturned,
        ("04", _) | ("29", _) => Cash,
        ("05" | "13" | "18" | "39" | "45" | "C2", true) => TransferIn,
        ("05" | "13" | "18" | "39" | "45" | "C2", false) => TransferReversed,
        ("06" | "14" | "21" | "44" | "C1", false) => TransferOut,
        ("06" | "14" | "21" | "44" | "C1", true) => TransferReturned,
        // Rejects and recalls: a credit gives back what was sent, a debit takes back what was received.
        ("12" | "C3" | "C4" | "C5", true) => TransferReturned,
        ("12" | "C3" | "C4" | "C5", false) => TransferReversed,
        ("09" | "24" | "97" | "A1" | "A2", true) => DirectDebitIssued,
        ("09" | "24" | "97" | "A1" | "A2", false) => DirectDebitReturned,
        // Rejected or unpaid (B3, B4), and reversed by the holder (A5, A6).
        ("10" | "26" | "27" | "98" | "A3" | "A4" | "A5" | "A6" | "B3" | "B4", false) => DirectDebitReturned,
        ("08" | "22" | "96" | "B1" | "B2", false) => DirectDebitPaid,
        ("31" | "32" | "35" | "37", true) => BillDeposit,
        ("31" | "32" | "35" | "37" | "33" | "34", false) => BillReturned,
        ("11" | "28" | "30" | "36" | "38", _) => Card,
        ("61" | "63" | "70", _) => Interest,
        ("62" | "64" | "65" | "66" | "67" | "88", _) => Fee,
        (code, _) if is_cfonb(code) => Other,
        _ => return None,
    })
}

/// Whether two characters may be an interbank operation code: two digits, or a letter from A to C and a digit.
pub(in crate::bank) fn is_cfonb(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 2 && bytes[1].is_ascii_digit() && matches!(bytes[0], b'0'..=b'9' | b'A'..=b'C')
}

/// SWIFT transaction types; `None` where the label must say.
pub(super) fn swift(code: &str, credit: bool) -> Option<EntryKind> {
    Some(match (code, credit) {
        ("TRF" | "STO", true) => TransferIn,
        ("TRF" | "STO", false) => TransferOut,
        ("DDT", true) => DirectDebitIssued,
        ("DDT", false) => DirectDebitPaid,
        ("CHK" | "CLR" | "TCK", true) => ChequeDeposit,
        ("CHK" | "TCK", false) => ChequePaid,
        ("RTI", true) => TransferReturned,
        ("RTI", false) => Returned,
        ("BOE", true) => BillDeposit,
        ("CHG" | "COM" | "BRF", _) => Fee,
        ("INT", _) => Interest,
        _ => return None,
    })
}

/// TRNTYPE of OFX; `None` for what says only the sign.
pub(super) fn ofx(code: &str, credit: bool) -> Option<EntryKind> {
    Some(match (code, credit) {
        ("FEE" | "SRVCHG", _) => Fee,
        ("INT", _) => Interest,
        ("ATM" | "CASH", _) => Cash,
        ("POS", _) => Card,
        ("CHECK", false) => ChequePaid,
        ("CHECK", true) => ChequeDeposit,
        ("DIRECTDEP" | "XFER", true) => TransferIn,
        ("DIRECTDEP" | "XFER", false) => TransferOut,
        ("DIRECTDEBIT", true) => DirectDebitIssued,
        ("DIRECTDEBIT", false) => DirectDebitPaid,
        _ => return None,
    })
}
