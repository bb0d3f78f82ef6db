//! Money that the books have already from elsewhere: a payment that the accounts, a list or a person recorded, and that the bank
//! tells again. Recorded once more, it would pay what nobody paid.
//!
//! A payment told again has exactly the amount of the line, a day near it, no line of its own yet, and had not come back by then.
//! Somebody or something of it must be named, save on its very day where nothing else comes into question; where somebody else may
//! have paid as much, a person says which it is.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::candidates::{Candidate, LIKE};
use super::draft::Draft;
use super::naming::{Hit, Naming};
use super::{Desk, MOST_PROPOSED, returns};
use crate::facts::days_between;
use crate::french::{date_short, money_fr};
use crate::ids::DebtorId;
use crate::payments::again::WINDOW;
use crate::payments::books::Received;
use crate::payments::index::Index;
use crate::payments::verdict::{Evidence, Match, Outcome, Rest, Verdict};

/// Nothing else is likelier so near: a week-end between two days.
const NEAR: i64 = 3;
/// Where nothing is named, only a payment of that day or the next is one.
const NEXT_DAY: i64 = 1;
/// Where nothing is named, no other payment of so many days may have the amount.
const SEASON: i64 = 45;
/// Where a price is everybody's, so many payments of the nearest days are looked at one by one; of the others those that something of
/// the line names.
const MOST_LOOKED_AT: usize = 100;
/// The most readings that are kept.
const MOST_KEPT: usize = 32;
/// A name that is there whole.
const WHOLE_NAME: u32 = 850;

/// Payments that the line may be.
pub(super) struct Told<'i> {
    payments: Vec<&'i Received>,
    days: i64,
    evidence: Vec<Evidence>,
}

impl Told<'_> {
    fn named(&self) -> bool {
        !self.evidence.is_empty()
    }

    /// Whose they are, as the index counts them.
    pub fn payers<'s>(&'s self, index: &'s Index) -> impl Iterator<Item = u32> + 's {
        self.payments.iter().filter_map(|one| index.payer_of(one.debtor))
    }

    fn debtors(&self) -> Vec<DebtorId> {
        let mut debtors: Vec<DebtorId> = self.payments.iter().map(|one| one.debtor).collect();
        debtors.sort_unstable();
        debtors.dedup();
        debtors
    }
}

/// The payments that the line may tell again, the likeliest first.
pub(super) fn told<'i>(desk: &Desk<'i>) -> Vec<Told<'i>> {
    let (line, index) = (desk.line, desk.index);
    let free = |one: &&Received| is_free(one, line.on);
    let together = index.received().of_sum(line.cents, line.currency, line.on, WINDOW).filter(|some| some.iter().all(free));
    let alone = alone(desk).into_iter().map(|one| vec![one]);
    let mut found: Vec<Told<'_>> = alone.chain(together.take(MOST_LOOKED_AT)).map(|payments| weighed(desk, payments)).collect();
    found.sort_by_key(|told| {
        let first = told.payments.iter().map(|one| one.movement).min();
        (Reverse(told.named()), told.days, Reverse(told.evidence.len()), told.payments.len(), first)
    });
    found.truncate(MOST_KEPT);
    found
}

/// Whether the books have it without the bank: what came after a payment had come back is other money.
fn is_free(one: &Received, on: Date) -> bool {
    !one.on_line && one.came_back.is_none_or(|(day, _)| on <= day)
}

/// The payments of that amount near that day which the line may be.
fn alone<'i>(desk: &Desk<'i>) -> Vec<&'i Received> {
    let (line, index) = (desk.line, desk.index);
    let near = index.received().near(line.cents, line.currency, line.on, WINDOW);
    let mut near: Vec<&Received> = near.filter(|one| is_free(one, line.on)).collect();
    if near.len() <= MOST_LOOKED_AT {
        return near;
    }
    near.select_nth_unstable_by_key(MOST_LOOKED_AT, |one| (days_between(one.on, line.on).abs(), one.movement));
    near.truncate(MOST_LOOKED_AT);
    let named = index.names().named(&desk.reading.words).into_iter().map(|named| named.payer);
    let payers = named.chain(desk.reading.of_iban.iter().copied()).map(|payer| index.holder(payer).id);
    let mut some: Vec<&Received> = payers.flat_map(|debtor| index.received().of_price(debtor, line.cents, line.currency)).collect();
    some.extend(line.end_to_end().into_iter().flat_map(|said| index.received().bearing(said)));
    some.extend(desk.reading.runs.iter().flat_map(|run| index.received().quoting(run)));
    let fits = |one: &&Received| {
        let same = one.cents == line.cents && one.currency == line.currency;
        same && is_free(one, line.on) && days_between(one.on, line.on).abs() <= WINDOW
    };
    near.extend(some.into_iter().filter(fits));
    near.sort_unstable_by_key(|one| one.movement);
    near.dedup_by_key(|one| one.movement);
    near
}

fn weighed<'i>(desk: &Desk<'i>, payments: Vec<&'i Received>) -> Told<'i> {
    let line = desk.line;
    let days = payments.iter().map(|one| days_between(one.on, line.on).abs()).max().unwrap_or_default();
    let mut evidence = Vec::new();
    if payments.iter().any(|one| line.end_to_end().is_some_and(|said| said == one.end_to_end.trim())) {
        evidence.push(Evidence::Reference);
    }
    if payments.iter().any(|one| returns::quotes(&desk.reading, one)) {
        evidence.push(Evidence::Number);
    }
    if let Some(payer) = first_payer(desk, &payments) {
        if desk.reading.of_iban.contains(&payer) {
            evidence.push(Evidence::Iban);
        } else if desk.index.names().likeness(payer, &desk.reading.words).names_it(LIKE) {
            evidence.push(Evidence::Name);
        }
    }
    Told { payments, days, evidence }
}

fn first_payer(desk: &Desk<'_>, payments: &[&Received]) -> Option<u32> {
    payments.iter().find_map(|one| desk.index.payer_of(one.debtor))
}

/// What is in the books, and what of it the line names.
fn clauses(desk: &Desk<'_>, told: &Told<'_>) -> Vec<String> {
    let who = first_payer(desk, &told.payments).map_or("", |payer| desk.index.name(payer));
    let said = told.evidence.iter().map(|what| match what {
        Evidence::Reference => "la référence de bout en bout est la même".to_owned(),
        Evidence::Number => "le libellé cite ce qu'il a réglé".to_owned(),
        Evidence::Iban => format!("l'IBAN est celui de {who}"),
        _ => format!("le nom ressemble à « {who} »"),
    });
    std::iter::once(recorded(desk, &told.payments)).chain(said).collect()
}

fn recorded(desk: &Desk<'_>, payments: &[&Received]) -> String {
    let sum = money_fr(desk.line.cents, desk.line.currency);
    match payments {
        [one] => {
            let who = desk.index.payer_of(one.debtor).map(|payer| format!(" de {}", desk.index.name(payer))).unwrap_or_default();
            format!("le règlement de {sum}{who} au {} est déjà inscrit", date_short(one.on))
        }
        several => format!("{} règlements déjà inscrits font ensemble {sum}", several.len()),
    }
}

/// What the line was found to be without them: the ways in which it may have paid, and the debtors it points to.
pub(super) struct Otherwise<'d> {
    pub drafts: &'d [Draft],
    pub candidates: &'d [(Candidate, Naming)],
}

/// The verdict on a line that may tell payments again.
pub(super) fn over(desk: &Desk<'_>, told: &[Told<'_>], otherwise: &Otherwise<'_>, verdict: Verdict, today: Date) -> Verdict {
    let Some(best) = told.first() else { return verdict };
    // Equal prices are many: a payment that nothing on the line names says nothing against whom the line does name.
    if !best.named() && !matches!(verdict.outcome, Outcome::Unknown | Outcome::Proposed(_)) {
        return verdict;
    }
    if desk.line.on <= today && score(best) >= desk.settings.automatic() && is_sure(desk, best, told, otherwise) {
        let why = "Rapproché sans vous : ce règlement est déjà dans vos comptes, il n'y compte pas deux fois.".to_owned();
        return Verdict { outcome: Outcome::Automatic(matched(desk, best)), holds: Vec::new(), why };
    }
    let mut holds = verdict.holds;
    let (mut proposed, sure): (Vec<Match>, bool) = match verdict.outcome {
        Outcome::Automatic(found) => (vec![found], true),
        Outcome::Proposed(found) => (found, false),
        _ => (Vec::new(), false),
    };
    // It is one or the other: the letters of both wait.
    if sure {
        holds.extend(proposed.iter().flat_map(|found| &found.debtors));
    }
    let elsewhere = points_elsewhere(desk, best, otherwise);
    if best.named() && (elsewhere || rivalled(desk, best, otherwise)) {
        holds.extend(best.debtors());
    }
    holds.sort_unstable();
    holds.dedup();
    let first = proposed.is_empty() || best.named() && !quotes_what_is_open(desk, best, otherwise.drafts) && !elsewhere;
    let others = told.iter().take(MOST_PROPOSED).map(|told| matched(desk, told));
    let at = if first { 0 } else { proposed.len() };
    proposed.splice(at..at, others);
    proposed.truncate(MOST_PROPOSED);
    let why = if first || sure {
        "À confirmer : un règlement de ce montant est déjà inscrit. Dites si c'est celui-ci, ou un nouveau.".to_owned()
    } else {
        verdict.why
    };
    Verdict { outcome: Outcome::Proposed(proposed), holds, why }
}

/// Whether the line is surely the best of them.
fn is_sure(desk: &Desk<'_>, best: &Told<'_>, told: &[Told<'_>], otherwise: &Otherwise<'_>) -> bool {
    let drafts = otherwise.drafts;
    let rival = told.get(1).filter(|other| other.debtors() != best.debtors() && other.named() == best.named());
    if rival.is_some_and(|other| other.days <= best.days.max(NEXT_DAY)) {
        return false;
    }
    // On the day on which it came back the money that replaces it may be there too.
    if best.payments.iter().any(|one| one.came_back.is_some_and(|(day, _)| desk.line.on >= day)) {
        return false;
    }
    if !best.named() {
        let (line, index) = (desk.line, desk.index);
        let another = index.received().near(line.cents, line.currency, line.on, SEASON).nth(1).is_some();
        let shown = drafts.iter().any(|draft| draft.score() >= desk.settings.propose_from);
        return best.days <= NEXT_DAY && !another && told.len() == 1 && !shown;
    }
    if quotes_what_is_open(desk, best, drafts) || points_elsewhere(desk, best, otherwise) || rivalled(desk, best, otherwise) {
        return false;
    }
    let pays = |draft: &Draft| draft.score() >= desk.settings.propose_from && draft.explains_amount();
    best.days <= NEAR || !drafts.iter().any(pays)
}

/// Whether who paid is somebody else by the account, or by a name that is shown better.
fn points_elsewhere(desk: &Desk<'_>, best: &Told<'_>, otherwise: &Otherwise<'_>) -> bool {
    let own = |payer: &u32| best.payers(desk.index).any(|other| other == *payer);
    if best.evidence.contains(&Evidence::Reference) || desk.reading.of_iban.iter().any(own) {
        return false;
    }
    if !desk.reading.of_iban.is_empty() {
        return true;
    }
    let shown = best.payers(desk.index).map(|payer| desk.index.names().likeness(payer, &desk.reading.words).score).max().unwrap_or(0);
    let better = |candidate: &Candidate| !own(&candidate.payer) && candidate.name.score >= WHOLE_NAME && candidate.name.score > shown;
    let owes = |payer: u32| desk.index.claims_of(payer).any(|at| desk.index.claim(at).open.is_positive());
    let others = otherwise.candidates.iter().map(|(candidate, _)| candidate);
    !best.evidence.contains(&Evidence::Number) && others.into_iter().any(|candidate| better(candidate) && owes(candidate.payer))
}

/// Whether the line explains what another debtor owes as well.
fn rivalled(desk: &Desk<'_>, best: &Told<'_>, otherwise: &Otherwise<'_>) -> bool {
    if best.evidence.iter().any(|what| matches!(what, Evidence::Reference | Evidence::Number | Evidence::Iban)) {
        return false;
    }
    let another = |draft: &&Draft| !best.payers(desk.index).any(|payer| draft.payers.contains(&payer));
    otherwise.drafts.iter().filter(another).any(|draft| draft.explains_amount() && draft.doubt < super::NO_RIVAL)
}

/// Whether the line quotes what is still owed, and not what the payments paid.
fn quotes_what_is_open(desk: &Desk<'_>, best: &Told<'_>, drafts: &[Draft]) -> bool {
    let open = |hit: &Hit| desk.index.claim(hit.claim).open.is_positive();
    let quoted = |draft: &Draft| draft.doubt < super::NO_RIVAL && draft.hits.iter().any(|hit| hit.is_sure() && open(hit));
    !best.evidence.contains(&Evidence::Number) && drafts.iter().any(quoted)
}

/// From 0 to 1000.
fn score(told: &Told<'_>) -> u16 {
    let likely = match (told.named(), told.days <= NEXT_DAY) {
        (true, _) => 990,
        (false, true) => 960,
        // An amount and a day of that week.
        (false, false) => 700,
    };
    // The nearest day first, where two lines may be one payment.
    likely - 3 * u16::try_from(told.days).unwrap_or_default().min(10)
}

/// As a match that pays nothing more.
fn matched(desk: &Desk<'_>, told: &Told<'_>) -> Match {
    let mut evidence = vec![Evidence::Recorded];
    evidence.extend(&told.evidence);
    let mut payments: Vec<_> = told.payments.iter().map(|one| (one.movement, one.cents)).collect();
    payments.sort_unstable();
    Match {
        debtors: told.debtors(),
        allocations: Vec::new(),
        credits: Vec::new(),
        told: payments,
        rest: Rest::None,
        converted: None,
        score: score(told),
        evidence,
        reason: super::reason::joined(&clauses(desk, told)),
    }
}
