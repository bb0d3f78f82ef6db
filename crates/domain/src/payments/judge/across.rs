//! One payment for several debtors: the numbers of several are quoted, or a group pays what its members owe.

use super::Desk;
use super::candidates::Candidate;
use super::draft::{Against, Draft, Kind};
use super::drafts::sums_of;
use super::naming::{Hit, Naming};
use crate::money::Cents;
use crate::payments::number::Seen;
use crate::payments::subset::{self, Limits};

/// The most debtors that one payment is taken to be for.
const MOST_DEBTORS: usize = 12;
/// The most claims among which a sum is looked for.
const MOST_SUMMED: usize = 24;
/// The most steps of that search.
const STEPS: usize = 6_000;

/// The payment as that of several of the candidates, or of the group of the surest.
pub(super) fn across(desk: &Desk<'_>, candidates: &[(Candidate, Naming)]) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = quoted(desk, candidates).into_iter().collect();
    if drafts.is_empty()
        && let Some((first, _)) = candidates.iter().find(|(candidate, _)| candidate.iban || candidate.siren || candidate.name.score >= 850)
    {
        drafts.extend(together(desk, first));
    }
    drafts
}

/// Numbers of several debtors that add up to the line.
fn quoted(desk: &Desk<'_>, candidates: &[(Candidate, Naming)]) -> Option<Draft> {
    let sure = |hit: &&Hit| hit.seen.is_whole() || hit.marked && hit.seen != Seen::Near;
    let payable = |hit: &&Hit| {
        let claim = desk.index.claim(hit.claim);
        claim.open.is_positive() && claim.currency == desk.line.currency
    };
    let mut hits: Vec<Hit> = candidates.iter().flat_map(|(_, naming)| naming.hits.iter()).filter(sure).filter(payable).copied().collect();
    hits.sort_by_key(|hit| (hit.seen.rank(), hit.place, hit.claim));
    let mut kept: Vec<Hit> = Vec::new();
    for hit in hits {
        let overlaps = |other: &Hit| other.place.0 == hit.place.0 && other.place.1 <= hit.place.2 && hit.place.1 <= other.place.2;
        if !kept.iter().any(overlaps) {
            kept.push(hit);
        }
    }
    let mut payers: Vec<u32> = kept.iter().map(|hit| desk.index.claim(hit.claim).payer).collect();
    payers.sort_unstable();
    payers.dedup();
    let total: Cents = kept.iter().map(|hit| desk.index.claim(hit.claim).open).sum();
    if !(2..=MOST_DEBTORS).contains(&payers.len()) || total != desk.line.cents {
        return None;
    }
    let mut parts: Vec<(u32, Cents)> = kept.iter().map(|hit| (hit.claim, desk.index.claim(hit.claim).open)).collect();
    parts.sort_unstable();
    // Three numbers or two, and their sum to the cent: whoever paid, this is what was paid.
    let untied = !tied(desk, &payers);
    let mut draft = Draft { payers, parts, hits: kept, ..Draft::new(Kind::Named, 0) };
    (draft.doubt, draft.cap) = if untied { (20_000, 940) } else { (1_500, 1000) };
    draft.against = untied.then_some(Against::Untied);
    Some(draft)
}

/// Whether something says that these debtors may pay for one another: one group, or one account known for all.
fn tied(desk: &Desk<'_>, payers: &[u32]) -> bool {
    let group = |payer: &u32| desk.index.holder(*payer).group;
    let one_group = group(&payers[0]).is_some() && payers.iter().all(|payer| group(payer) == group(&payers[0]));
    one_group || payers.iter().all(|payer| desk.reading.of_iban.contains(payer))
}

/// All that the group of a debtor owes, or claims of several of its members that add up.
fn together(desk: &Desk<'_>, first: &Candidate) -> Option<Draft> {
    let mut payers = desk.reading.of_iban.clone();
    if let Some(group) = desk.index.holder(first.payer).group {
        payers.extend(desk.index.of_group(group));
    }
    payers.sort_unstable();
    payers.dedup();
    if !(2..=MOST_DEBTORS).contains(&payers.len()) || !payers.contains(&first.payer) {
        return None;
    }
    let payable = |at: &u32| {
        let claim = desk.index.claim(*at);
        claim.open.is_positive() && claim.currency == desk.line.currency
    };
    let mut claims: Vec<u32> = payers.iter().flat_map(|payer| desk.index.claims_of(*payer)).filter(payable).collect();
    let amount = |at: &u32| desk.index.claim(*at).open;
    let total: Cents = claims.iter().map(amount).sum();
    let (kind, tried, ambiguous) = if total == desk.line.cents {
        (Kind::Balance, 1, false)
    } else {
        claims.sort_by_key(|at| (desk.index.claim(*at).due_on, *at));
        claims.truncate(MOST_SUMMED);
        let amounts: Vec<i64> = claims.iter().map(|at| amount(at).0).collect();
        let found = subset::find(&amounts, desk.line.cents.0, Limits { picked: desk.settings.most_together, steps: STEPS })?;
        let tried = sums_of(claims.len());
        claims = found.places.iter().map(|at| claims[*at]).collect();
        (Kind::Sum, tried, found.another || !found.whole)
    };
    let mut paying: Vec<u32> = claims.iter().map(|at| desk.index.claim(*at).payer).collect();
    paying.sort_unstable();
    paying.dedup();
    // One debtor alone is looked at on its own.
    if paying.len() < 2 {
        return None;
    }
    claims.sort_unstable();
    let parts = claims.iter().map(|at| (*at, amount(at))).collect();
    let mut draft = Draft { payers: paying, parts, tried, ambiguous, ..Draft::new(kind, 0) };
    draft.doubt = if kind == Kind::Balance { 20_000 } else { 60_000 };
    draft.cap = if ambiguous { 700 } else { 900 };
    Some(draft)
}
