//! A file of direct debits that the bank credits in one line: « REMISE PRLV SEPA 12 OPERATIONS ».
//!
//! Such a line names nobody. It is the file whose sum and day it has, to the cent; it is recorded without asking only where it bears
//! the reference of the file too. A line that may be a file less what was rejected pays nothing by itself, and holds those who may
//! have paid.

use jiff::civil::Date;

use super::{Desk, MOST_PROPOSED};
use crate::facts::days_between;
use crate::french::{date_short, money_fr};
use crate::ids::DebtorId;
use crate::money::{Cents, Currency};
use crate::payments::books::Remittance;
use crate::payments::index::Index;
use crate::payments::line::{Line, LineKind};
use crate::payments::verdict::{Evidence, Match, Outcome, Rest, Verdict};

/// The bank credits it on the day of the collection, or so many days later at most: a long week-end.
const NEAR: i64 = 5;
/// The score of one that the line names, and of one that only its sum and day tell.
const NAMED: u16 = 990;
const BY_SUM: u16 = 900;

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
    let mut found: Vec<(&Remittance, bool)> =
        near.iter().copied().filter(|(one, _)| one.total() == line.cents && is_open(index, one)).collect();
    found.sort_by_key(|(one, named)| (!named, one.on, one.message.clone(), one.debits.len()));
    let matches: Vec<Match> = found.iter().map(|(one, named)| matched(index, one, *named)).collect();
    match (found.as_slice(), verdict.outcome) {
        ([], Outcome::Unknown) => unexplained(index, line, &near, verdict.why),
        ([], outcome) => Verdict { outcome, ..verdict },
        ([(_, true)], Outcome::Unknown | Outcome::Holds(_)) if line.on <= today && NAMED >= desk.settings.automatic() => {
            let why = "Imputé sans vous : la ligne cite la remise de prélèvements, et en a le montant.".to_owned();
            Verdict { outcome: Outcome::Automatic(matches.into_iter().next().expect("one was found")), holds: Vec::new(), why }
        }
        (_, outcome) => {
            let others = if let Outcome::Proposed(others) = outcome { others } else { Vec::new() };
            let mut holds = debtors(found.iter().map(|(one, _)| *one));
            holds.extend(verdict.holds);
            holds.sort_unstable();
            holds.dedup();
            let proposed = matches.into_iter().chain(others).take(MOST_PROPOSED).collect();
            let why = "À confirmer : cette ligne a le montant et le jour d'une remise de prélèvements.".to_owned();
            Verdict { outcome: Outcome::Proposed(proposed), holds, why }
        }
    }
}

/// A line of direct debits that nothing explains, near a file that is not paid: it may be that file less what was rejected.
fn unexplained(index: &Index, line: &Line, near: &[(&Remittance, bool)], why: String) -> Verdict {
    let may_be = near.iter().map(|(one, _)| *one).filter(|one| line.cents < one.total() && is_open(index, one));
    let held = debtors(may_be);
    if held.is_empty() {
        return Verdict { outcome: Outcome::Unknown, holds: Vec::new(), why };
    }
    let why = "Peut-être une remise de prélèvements, moins ce qui en a été rejeté : répartissez-la. Les courriers de ceux qu'elle prélève attendent.";
    Verdict { outcome: Outcome::Holds(held.clone()), holds: held, why: why.to_owned() }
}

/// Whose debits these are.
fn debtors<'r>(remittances: impl Iterator<Item = &'r Remittance>) -> Vec<DebtorId> {
    let mut all: Vec<DebtorId> = remittances.flat_map(|one| &one.debits).map(|(debtor, ..)| *debtor).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether nothing of it was paid otherwise.
fn is_open(index: &Index, one: &Remittance) -> bool {
    let open = |claim| index.place_of(claim).map_or(Cents::ZERO, |at| index.claim(at).open);
    one.debits.iter().all(|(_, claim, cents)| open(*claim) >= *cents)
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

fn matched(index: &Index, one: &Remittance, named: bool) -> Match {
    let allocations: Vec<_> = one.debits.iter().map(|(_, claim, cents)| (*claim, *cents)).collect();
    let open: Cents = allocations.iter().filter_map(|(claim, _)| index.place_of(*claim)).map(|at| index.claim(at).open).sum();
    let still = open - one.total();
    let mut evidence = vec![Evidence::Remittance];
    let sum = money_fr(one.total(), Currency::EUR);
    let mut reason = format!("{sum}, la remise de {} prélèvements du {}", one.debits.len(), date_short(one.on));
    if named {
        evidence.push(Evidence::Reference);
        reason.push_str(&format!(", que la ligne cite ({})", one.message));
    }
    Match {
        debtors: debtors(std::iter::once(one)),
        allocations,
        credits: Vec::new(),
        told: Vec::new(),
        rest: if still.is_positive() { Rest::StillDue(still) } else { Rest::None },
        converted: None,
        score: if named { NAMED } else { BY_SUM },
        evidence,
        reason: format!("{reason}."),
    }
}
