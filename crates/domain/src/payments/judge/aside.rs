//! Lines that are nobody's payment: between the creditor's own accounts, the bank's own, money that left.
//!
//! What came in is left aside only on a sure sign. Words never suffice: « DGFIP » gives back taxes, and pays for public buyers.

use super::reading::Reading;
use super::returns::Undecided;
use super::{refunds, returns};
use crate::payments::index::Index;
use crate::payments::line::{Line, LineKind};
use crate::payments::name::Word;
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

/// Whether money that came in is the creditor's own that came back: the bank says so, or the label speaks of a transfer that was returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OwnBack {
    /// It is not.
    No,
    /// Words say so: a debtor may speak of a transfer that failed, too.
    Perhaps,
    /// The bank says so.
    Yes,
}

/// Whether money that came in is the creditor's own that came back.
pub(super) fn own_back(line: &Line, reading: &Reading<'_>) -> OwnBack {
    const TRANSFER: &[&str] = &["vir", "virement", "virt", "sct"];
    const BACK: &[&str] = &["retour", "retourne", "retournee", "rejet", "rejete", "rejetee"];
    if line.kind == LineKind::Returned || !line.return_code.trim().is_empty() {
        return OwnBack::Yes;
    }
    let is = |word: &Word, said: &[&str]| said.contains(&word.text.as_str());
    let pair = |pair: &[Word]| is(&pair[0], TRANSFER) && is(&pair[1], BACK) || is(&pair[0], BACK) && is(&pair[1], TRANSFER);
    if reading.words.windows(2).any(pair) { OwnBack::Perhaps } else { OwnBack::No }
}

/// The verdict on money that came in, where it is the creditor's own that came back: no customer's payment, or a person says.
pub(super) fn unless_own(back: OwnBack, verdict: Verdict) -> Verdict {
    let (found, sure) = match (back, verdict.outcome) {
        (OwnBack::No, outcome) | (_, outcome @ (Outcome::Unrelated(_) | Outcome::Unknown | Outcome::Holds(_))) => {
            return Verdict { outcome, ..verdict };
        }
        (_, Outcome::Automatic(found)) => (vec![found], true),
        (_, Outcome::Proposed(found)) => (found, false),
        (_, outcome) => return Verdict { outcome, ..verdict },
    };
    let mut holds = verdict.holds;
    if sure {
        holds.extend(found.iter().flat_map(|found| &found.debtors));
    }
    if back == OwnBack::Yes {
        let outcome = if holds.is_empty() { Outcome::Unknown } else { Outcome::Holds(holds.clone()) };
        let why = "Un de vos virements qui revient : ce n'est pas un règlement de client. Laissez cette ligne de côté.";
        return Verdict { outcome, holds, why: why.to_owned() };
    }
    let why = "À confirmer : le libellé parle d'un virement qui revient, et ce serait alors le vôtre.".to_owned();
    Verdict { outcome: Outcome::Proposed(found), holds, why }
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
