//! The first words of a label, as French banks write them. Only the first four count: further on are names and references.

use super::EntryKind::{self, *};
use crate::values::folded;

const FIRST: usize = 4;

const TRANSFER: &[&str] = &["vir", "virt", "virement", "virements", "viremt", "transfer"];
const DEBIT: &[&str] = &["prlv", "prel", "prelev", "prelevement", "prelevements", "prlvt", "tip"];
const CHEQUE: &[&str] = &["chq", "cheque", "cheques", "chqs"];
const BILL: &[&str] = &["lcr", "bor", "effet", "effets", "traite", "traites"];
const DEPOSIT: &[&str] = &["rem", "remise", "remises", "encaissement", "versement", "depot"];
const BACK: &[&str] = &["impaye", "impayes", "impayee", "impayees", "rejet", "rejets", "rejete", "rejetee", "rejetes", "retourne"];
const FEE: &[&str] = &["frais", "commission", "commissions", "cotisation", "cotis", "tarification", "abonnement", "forfait"];
const INTEREST: &[&str] = &["interet", "interets", "agios"];
const CARD: &[&str] = &["cb", "carte"];
const CASH: &[&str] = &["retrait", "dab", "gab", "especes"];

/// What the label says; `None` where it says nothing certain.
pub(super) fn by_label(label: &str, credit: bool) -> Option<EntryKind> {
    let folded = folded(label);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).take(FIRST).collect();
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    let first = |known: &[&str]| words.first().is_some_and(|word| known.contains(word));
    let (transfer, debit, cheque, bill) = (has(TRANSFER), has(DEBIT), has(CHEQUE), has(BILL));
    // « F COMMISSION », « FRAIS PRLV IMP »: a charge names what it is charged for after itself.
    let leads_with_fee = first(FEE) || (first(&["f"]) && has(FEE));
    if !credit && leads_with_fee {
        return Some(Fee);
    }
    if first(INTEREST) {
        return Some(Interest);
    }
    // « Retour » is a word of names too: only in front does it say that something came back.
    if has(BACK) || first(&["retour"]) {
        return match (credit, transfer, debit, cheque, bill) {
            (true, true, ..) => Some(TransferReturned),
            (true, ..) => None,
            (false, true, ..) => Some(TransferReversed),
            (false, _, true, ..) => Some(DirectDebitReturned),
            (false, _, _, true, _) => Some(ChequeReturned),
            (false, _, _, _, true) => Some(BillReturned),
            (false, ..) => (first(BACK) || first(&["retour"])).then_some(Returned),
        };
    }
    let leads = |known: &[&str]| first(known) || (words.get(1).is_some_and(|word| known.contains(word)) && first(DEPOSIT));
    if leads(TRANSFER) {
        Some(if credit { TransferIn } else { TransferOut })
    } else if leads(DEBIT) {
        Some(if credit { DirectDebitIssued } else { DirectDebitPaid })
    } else if leads(CHEQUE) {
        Some(if credit { ChequeDeposit } else { ChequePaid })
    } else if leads(BILL) {
        credit.then_some(BillDeposit)
    } else if first(CASH) || (first(DEPOSIT) && has(CASH)) {
        Some(Cash)
    } else if leads(CARD) {
        Some(Card)
    } else {
        None
    }
}
