//! A file of direct debits that the bank credits in one line: « REMISE PRLV SEPA 12 OPERATIONS ».
//!
//! Such a line names nobody. It is the file whose sum and day it has, to the cent; it is recorded without asking only where it bears
//! the reference of the file too, and nothing of the file was paid otherwise. What one debtor cannot owe any more is then proposed on its
//! account. A line of another sum pays nothing by itself (debits were withdrawn, rejected, or another file is in it), and holds those
//! who may have paid.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Desk, MOST_PROPOSED};
use crate::facts::days_between;
use crate::french::{date_short, money_fr};
use crate::ids::{ClaimId, DebtorId};
use crate::money::{Cents, Currency};
use crate::payments::books::Remittance;
use crate::payments::index::Index;
use crate::payments::line::{Line, LineKind};
use crate::payments::verdict::{Evidence, Match, Outcome, Rest, Verdict};

/// The bank credits it on the day of the collection, or so many days later at most: a long week-end.
const NEAR: i64 = 5;
/// The score of one that the line names, and of one that only its sum and day tell; the highest where a part of it is not owed any more.
const NAMED: u16 = 990;
const BY_SUM: u16 = 900;
const IN_PART: u16 = 850;

/// The verdict on a line that may be a file of direct debits; the debtors that it turns on are added to `weighed`.
pub(super) fn over(desk: &Desk<'_>, verdict: Verdict, today: Date, weighed: &mut Vec<u32>) -> Verdict {
    let (line, index) = (desk.line, desk.index);
    if index.remittances().is_empty() || line.currency != Currency::EUR || matches!(verdict.outcome, Outcome::Automatic(_)) {
        return verdict;
    }
    let said = plain(line);
    let near: Vec<(&Remittance, bool)> = index
        .remittances()
        .iter()
        .filter(|one| (0..=NEAR).contains(&days_between(one.on, line.on)))
        .map(|one| (one, names(&said, one)))
        .filter(|(_, named)| *named || line.kind == LineKind::DirectDebit)
        .collect();
    weighed.extend(near.iter().flat_map(|(one, _)| &one.debits).filter_map(|(debtor, ..)| index.payer_of(*debtor)));
    let mut found: Vec<(&Remittance, Match)> = near
        .iter()
        .filter(|(one, _)| one.total() == line.cents)
        .filter_map(|(one, named)| Some((*one, matched(index, one, *named)?)))
        .collect();
    found.sort_by_key(|(one, found)| (Reverse(found.score), one.on, one.message.clone(), one.debits.len()));
    let matches: Vec<Match> = found.iter().map(|(_, found)| found.clone()).collect();
    match (found.as_slice(), verdict.outcome) {
        ([], Outcome::Unknown) => unexplained(index, &near, verdict.why),
        ([], outcome) => Verdict { outcome, ..verdict },
        ([(_, one)], Outcome::Unknown | Outcome::Holds(_))
            if one.score == NAMED && line.on <= today && NAMED >= desk.settings.automatic() =>
        {
            let why = "Imputé sans vous : la ligne cite la remise de prélèvements, et en a le montant.".to_owned();
            Verdict { outcome: Outcome::Automatic(matches.into_iter().next().expect("one was found")), holds: Vec::new(), why }
        }
        (_, outcome) => {
            let others = if let Outcome::Proposed(others) = outcome { others } else { Vec::new() };
            let mut holds = still_debited(index, found.iter().map(|(one, _)| *one));
            holds.extend(verdict.holds);
            holds.sort_unstable();
            holds.dedup();
            let proposed = matches.into_iter().chain(others).take(MOST_PROPOSED).collect();
            let why = "À confirmer : cette ligne a le montant et le jour d'une remise de prélèvements.".to_owned();
            Verdict { outcome: Outcome::Proposed(proposed), holds, why }
        }
    }
}

/// A line of direct debits that nothing explains, near a file of which something is not paid: it may be that file less what was
/// rejected or withdrawn, or with what was paid otherwise since.
fn unexplained(index: &Index, near: &[(&Remittance, bool)], why: String) -> Verdict {
    let held = still_debited(index, near.iter().map(|(one, _)| *one));
    if held.is_empty() {
        return Verdict { outcome: Outcome::Unknown, holds: Vec::new(), why };
    }
    let why = "Peut-être une remise de prélèvements, moins ce qui en a été rejeté ou retiré : répartissez-la. Les courriers de ceux qu'elle prélève attendent.";
    Verdict { outcome: Outcome::Holds(held.clone()), holds: held, why: why.to_owned() }
}

/// Whose debits these are that are not paid.
fn still_debited<'r>(index: &Index, remittances: impl Iterator<Item = &'r Remittance>) -> Vec<DebtorId> {
    let debits = remittances.flat_map(|one| &one.debits);
    let mut all: Vec<DebtorId> = debits.filter(|(_, claim, _)| open(index, *claim).is_positive()).map(|(debtor, ..)| *debtor).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn open(index: &Index, claim: ClaimId) -> Cents {
    index.place_of(claim).map_or(Cents::ZERO, |at| index.claim(at).open.or_zero())
}

/// What a line says, in capitals, letters and digits alone.
fn plain(line: &Line) -> String {
    let texts = line.texts.iter().map(String::as_str).chain([line.reference.as_str(), line.end_to_end.as_str()]);
    texts.flat_map(|text| text.chars().filter(char::is_ascii_alphanumeric).chain([' '])).map(|c| c.to_ascii_uppercase()).collect()
}

/// Whether the line bears the reference of a file.
fn names(said: &str, one: &Remittance) -> bool {
    let own: String = one.message.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    !own.is_empty() && said.contains(&own)
}

/// The file as what it pays. What was paid otherwise since stays on account, where that is one debtor's; nothing where it is several's,
/// or where nothing is open.
fn matched(index: &Index, one: &Remittance, named: bool) -> Option<Match> {
    let (mut allocations, mut over, mut whose, mut left) = (Vec::new(), Cents::ZERO, Vec::new(), BTreeMap::new());
    for (debtor, claim, cents) in &one.debits {
        let open = left.entry(*claim).or_insert_with(|| open(index, *claim));
        let paid = (*cents).min(*open);
        *open -= paid;
        if paid.is_positive() {
            allocations.push((*claim, paid));
        }
        if paid < *cents {
            over += *cents - paid;
            whose.push(*debtor);
        }
    }
    whose.dedup();
    let still: Cents = left.values().copied().sum();
    if allocations.is_empty() || whose.len() > 1 {
        return None;
    }
    let mut debtors: Vec<DebtorId> = one.debits.iter().map(|(debtor, ..)| *debtor).collect();
    // The first one keeps what no claim takes.
    debtors.sort_unstable_by_key(|debtor| (!whose.contains(debtor), *debtor));
    debtors.dedup();
    let mut evidence = vec![Evidence::Remittance];
    let sum = money_fr(one.total(), Currency::EUR);
    let mut reason = format!("{sum}, la remise de {} prélèvements du {}", one.debits.len(), date_short(one.on));
    if named {
        evidence.push(Evidence::Reference);
        reason.push_str(&format!(", que la ligne cite ({})", one.message));
    }
    if over.is_positive() {
        let name = whose.first().and_then(|debtor| index.payer_of(*debtor)).map_or("", |payer| index.name(payer));
        reason.push_str(&format!(", mais {} ne sont plus dus par {name} et resteraient en avance", money_fr(over, Currency::EUR)));
    }
    let rest = match (over.is_positive(), still.is_positive()) {
        (true, _) => Rest::OnAccount(over),
        (false, true) => Rest::StillDue(still),
        (false, false) => Rest::None,
    };
    let score = if named { NAMED } else { BY_SUM };
    let score = if over.is_positive() { score.min(IN_PART) } else { score };
    Some(Match {
        debtors,
        allocations,
        credits: Vec::new(),
        told: Vec::new(),
        rest,
        converted: None,
        score,
        evidence,
        reason: format!("{reason}."),
    })
}
