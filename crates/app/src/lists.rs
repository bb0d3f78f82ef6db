//! Lists of claims and promises on a day, and their totals over a whole filter.
//!
//! Today's pages are ranges of an index ([`Read::list_claims`]). A past day, and totals, are one pass over the claims.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};

use domain::Date;
use domain::dunning::{PromiseStanding, promise_standing};
use domain::facts::DebtorFacts;
use domain::followers::followed_by;
use domain::ids::{DebtorId, UserId};
use domain::money::{Cents, Currency};
use store::{ClaimLine, ClaimOrder, ClaimState, ClaimsAsked, Place, PromiseLine, Read, Selection};

use crate::error::Result;

/// What a whole filter adds up to, by currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimTotals {
    /// How many claims.
    pub count: u64,
    /// What was invoiced and what is open, by currency.
    pub sums: BTreeMap<Currency, (Cents, Cents)>,
}

impl ClaimTotals {
    fn add(&mut self, line: &ClaimLine) {
        self.count += 1;
        let (amount, open) = self.sums.entry(line.currency).or_default();
        *amount += line.amount;
        *open += line.open.or_zero();
    }
}

/// The debtors that a user works on that day: the user's own, and those of the absent for whom the user takes over.
///
/// # Errors
/// The data could not be read.
pub fn debtors_of(tx: &mut Read<'_>, user: UserId, day: Date) -> Result<HashSet<DebtorId>> {
    let absences = tx.absences(day)?;
    Ok(tx.debtors_followed_by(&followed_by(user, &absences, day))?.into_iter().collect())
}

/// A page of claims as of a past day, with the totals of the whole filter: one pass, whatever the page.
///
/// # Errors
/// The data could not be read.
pub fn claims_on(
    tx: &mut Read<'_>,
    asked: &ClaimsAsked,
    day: Date,
    limit: usize,
    keep: impl Fn(&ClaimLine) -> bool,
) -> Result<(Vec<ClaimLine>, bool, ClaimTotals)> {
    let (mut best, mut totals, mut left_out): (Vec<ClaimLine>, ClaimTotals, u64) = Default::default();
    let special = special(tx, asked)?;
    tx.each_claim_on(day, |line| {
        if !matches(asked, &line) || special.as_ref().is_some_and(|ids| !ids.contains(&line.id)) || !keep(&line) {
            return Ok(());
        }
        totals.add(&line);
        if asked.after.as_ref().is_some_and(|after| compare(&asked.place(&line), after, asked.down) != Ordering::Greater) {
            return Ok(());
        }
        best.push(line);
        // Sorted again once it is twice too long: each row is compared a few times only.
        if best.len() > 2 * limit + 100 {
            sort(&mut best, asked);
            left_out += (best.len() - limit - 1) as u64;
            best.truncate(limit + 1);
        }
        Ok(())
    })?;
    sort(&mut best, asked);
    let more = best.len() > limit || left_out > 0;
    best.truncate(limit);
    Ok((best, more, totals))
}

/// The totals of a whole filter as now known: one pass.
///
/// # Errors
/// The data could not be read.
pub fn claim_totals(tx: &mut Read<'_>, asked: &ClaimsAsked, keep: impl Fn(&ClaimLine) -> bool) -> Result<ClaimTotals> {
    let mut totals = ClaimTotals::default();
    // A narrow filter is a short range of an index; a wide one is read in the order of the table.
    if !asked.number.is_empty() || matches!(asked.state, ClaimState::Disputed | ClaimState::Promised) {
        let whole = ClaimsAsked { after: None, ..asked.clone() };
        tx.each_listed_claim::<store::StoreError>(&whole, |_, lines| {
            lines.iter().filter(|line| keep(line)).for_each(|line| totals.add(line));
            Ok(())
        })?;
        return Ok(totals);
    }
    tx.each_claim_on(store::LAST_DAY, |line| {
        if matches(asked, &line) && keep(&line) {
            totals.add(&line);
        }
        Ok(())
    })?;
    Ok(totals)
}

/// The claims that no column tells: disputed or promised ones.
fn special(tx: &mut Read<'_>, asked: &ClaimsAsked) -> Result<Option<HashSet<domain::ids::ClaimId>>> {
    if !matches!(asked.state, ClaimState::Disputed | ClaimState::Promised) {
        return Ok(None);
    }
    let mut ids = HashSet::new();
    tx.each_listed_claim::<store::StoreError>(&ClaimsAsked { after: None, ..asked.clone() }, |_, lines| {
        ids.extend(lines.iter().map(|line| line.id));
        Ok(())
    })?;
    Ok(Some(ids))
}

/// Whether a claim is of the state, due dates and number asked.
pub fn matches(asked: &ClaimsAsked, line: &ClaimLine) -> bool {
    let state = match asked.state {
        ClaimState::Open | ClaimState::Disputed | ClaimState::Promised => line.open.is_positive(),
        ClaimState::Paid => !line.open.is_positive(),
        ClaimState::All => true,
    };
    state && line.due_on >= asked.due.0 && line.due_on <= asked.due.1 && line.number.starts_with(&asked.number)
}

/// Puts lines in the order asked.
pub fn sort(lines: &mut [ClaimLine], asked: &ClaimsAsked) {
    lines.sort_by(|a, b| compare(&asked.place(a), &asked.place(b), asked.down));
}

/// Two places in the order asked.
fn compare(a: &Place, b: &Place, down: bool) -> Ordering {
    let order = match (a, b) {
        (Place::Day(a, i), Place::Day(b, j)) => (a, i).cmp(&(b, j)),
        (Place::Amount(a, i), Place::Amount(b, j)) => (a, i).cmp(&(b, j)),
        (Place::Text(a, i), Place::Text(b, j)) => (a, i).cmp(&(b, j)),
        // Two pages of one list never ask for two orders.
        _ => Ordering::Equal,
    };
    if down { order.reverse() } else { order }
}

/// The claims of one debtor in the order asked, after a place: they are few enough to be read whole.
///
/// # Errors
/// The data could not be read.
pub fn claims_of(tx: &mut Read<'_>, debtor: DebtorId, asked: &ClaimsAsked, limit: usize) -> Result<(Vec<ClaimLine>, bool, ClaimTotals)> {
    let special = special(tx, asked)?;
    let mut lines = tx.claims_of_debtor(debtor)?;
    lines.retain(|line| matches(asked, line) && special.as_ref().is_none_or(|ids| ids.contains(&line.id)));
    let mut totals = ClaimTotals::default();
    lines.iter().for_each(|line| totals.add(line));
    sort(&mut lines, asked);
    if let Some(after) = &asked.after {
        lines.retain(|line| compare(&asked.place(line), after, asked.down) == Ordering::Greater);
    }
    let more = lines.len() > limit;
    lines.truncate(limit);
    Ok((lines, more, totals))
}

/// A promise with where it stands.
#[derive(Clone, Debug)]
pub struct Promise {
    /// The promise.
    pub line: PromiseLine,
    /// Its claims by number, with their currency.
    pub numbers: Vec<(domain::ids::ClaimId, String)>,
    /// Its currency.
    pub currency: Currency,
    /// Where it stands; `None` once cancelled.
    pub standing: Option<PromiseStanding>,
}

/// Which promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromiseState {
    /// Their day is to come.
    ToCome,
    /// Their day is gone, and the money did not come, or nobody can say.
    Missed,
    /// The money came.
    Kept,
    /// Cancelled.
    Cancelled,
}

/// Promises looked at to fill one page of those kept or missed.
const MOST_LOOKED_AT: usize = 1_000;

/// Where a list of promises goes on: a day and the promise's number.
pub type PromisePlace = (Date, i64);

/// A page of promises on a day, after a place; and the place after which the next page begins.
///
/// # Errors
/// The data could not be read.
pub fn promises(
    tx: &mut Read<'_>,
    state: PromiseState,
    day: Date,
    mut after: Option<PromisePlace>,
    limit: usize,
    keep: impl Fn(DebtorId) -> bool,
) -> Result<(Vec<Promise>, Option<PromisePlace>)> {
    let (mut found, mut looked_at) = (Vec::new(), 0);
    loop {
        let before = (store::FIRST_DAY, day.yesterday().unwrap_or(store::FIRST_DAY));
        let (lines, more) = match state {
            PromiseState::ToCome => tx.list_promises((day, store::LAST_DAY), false, after, limit)?,
            PromiseState::Missed | PromiseState::Kept => tx.list_promises(before, true, after, limit)?,
            PromiseState::Cancelled => tx.list_cancelled_promises(after, limit)?,
        };
        looked_at += lines.len();
        for promise in with_standing(tx, &lines, day)? {
            after = Some((promise.line.cancelled_on.unwrap_or(promise.line.by), promise.line.id.0));
            if keep(promise.line.debtor) && state.holds(promise.standing) {
                found.push(promise);
            }
            if found.len() == limit {
                return Ok((found, after));
            }
        }
        if !more {
            return Ok((found, None));
        }
        if looked_at >= MOST_LOOKED_AT {
            return Ok((found, after));
        }
    }
}

impl PromiseState {
    fn holds(self, standing: Option<PromiseStanding>) -> bool {
        match self {
            PromiseState::ToCome | PromiseState::Cancelled => true,
            PromiseState::Kept => standing == Some(PromiseStanding::Kept),
            PromiseState::Missed => standing.is_some_and(|standing| standing != PromiseStanding::Kept),
        }
    }
}

fn with_standing(tx: &mut Read<'_>, lines: &[PromiseLine], day: Date) -> Result<Vec<Promise>> {
    let tenant = tx.tenant_facts(day)?;
    let debtors: Vec<DebtorId> = lines.iter().map(|line| line.debtor).collect();
    let mut facts: BTreeMap<DebtorId, DebtorFacts> = BTreeMap::new();
    tx.each_debtor_facts(Selection::Ids(&debtors), |debtor| {
        facts.insert(debtor.debtor, debtor);
        Ok(())
    })?;
    let told = lines.iter().filter_map(|line| {
        let debtor = facts.get(&line.debtor)?;
        let promise = debtor.promises.iter().find(|promise| promise.id == line.id)?;
        let covered: Vec<_> = debtor.claims.iter().filter(|claim| promise.claims.contains(&claim.id)).collect();
        Some(Promise {
            line: line.clone(),
            numbers: covered.iter().map(|claim| (claim.id, claim.number.clone())).collect(),
            currency: covered.first().map_or(Currency::EUR, |claim| claim.currency),
            standing: promise_standing(promise, debtor, &tenant, day),
        })
    });
    Ok(told.collect())
}

/// The orders in which a state can be listed.
pub fn orders(state: ClaimState) -> &'static [ClaimOrder] {
    match state {
        ClaimState::Open => &[ClaimOrder::Due, ClaimOrder::Left, ClaimOrder::Issued, ClaimOrder::Number],
        ClaimState::Paid | ClaimState::All => &[ClaimOrder::Issued, ClaimOrder::Number],
        ClaimState::Disputed | ClaimState::Promised => &[ClaimOrder::Due],
    }
}
