//! What another scenario would change in the present portfolio, before it is saved.
//!
//! Every debtor concerned is decided with both. Above a bound it is done for a regular sample, and the answer says for how many.

use std::collections::{BTreeMap, HashMap};

use domain::Date;
use domain::dunning::Scenario;
use domain::ids::{ClaimId, DebtorId};
use domain::party::DebtorKind;
use domain::scenarios::{ActionChange, Ahead, effect_on};
use store::{Read, Selection};

use super::shelf::kinds_of;
use crate::error::Result;
use crate::plan::Desk;
use crate::rules::LawRules;

/// Most debtors that are decided twice for one answer.
pub const MOST_LOOKED_AT: usize = 2_000;
/// Most debtors whose change of today is given by name.
const MOST_NAMED: usize = 50;
/// A sample is taken as so many runs of neighbours, spread over all of them: neighbours are read together.
const RUNS: usize = 20;

/// Whose decisions are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody who follows a scenario.
    Followers(String),
    /// The debtors of a kind that have none of their own.
    Kind(DebtorKind),
    /// One debtor.
    One(DebtorId),
}

/// What differs today for a debtor.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// Whom.
    pub debtor: DebtorId,
    /// The user's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Numbers of the invoices spoken of.
    pub numbers: HashMap<ClaimId, String>,
    /// What differs.
    pub changes: Vec<ActionChange>,
}

/// What a scenario would change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effect {
    /// Debtors concerned.
    pub concerned: u64,
    /// Debtors decided with both: all of them, or a regular sample.
    pub looked_at: u64,
    /// With the scenario in force.
    pub before: Ahead,
    /// With the other.
    pub after: Ahead,
    /// Actions of today that appear.
    pub appear: u64,
    /// That disappear.
    pub disappear: u64,
    /// That are not the same.
    pub change: u64,
    /// Some of the debtors whose actions of today differ, by id.
    pub today: Vec<Changed>,
    /// How many there are.
    pub differ_today: u64,
    /// Recorded steps of what is still owed: they are not played again.
    pub passed: u64,
    /// Debtors of whom something waits today for the contact budget, with the other scenario.
    pub wait_for_budget: u64,
    /// The first day on which what is done differs, with how many debtors do so that day; looked for over thirty days.
    pub first_difference: Option<(Date, u64)>,
    /// Debtors of whom something differs within thirty days.
    pub differ: u64,
}

impl Effect {
    /// Whether it was computed for some of the debtors only.
    pub fn is_sample(&self) -> bool {
        self.looked_at < self.concerned
    }
}

/// What `after` would change today and within thirty days, for at most so many debtors.
///
/// # Errors
/// The store.
pub fn effect(tx: &mut Read<'_>, who: &Who, after: &Scenario, day: Date, most: usize) -> Result<Effect> {
    let desk = Desk::open(tx, day)?;
    let concerned = ids(tx, &desk, who, day)?;
    let sample = sample(&concerned, most);
    let rules = LawRules { law: crate::law::in_force() };
    let mut effect = Effect { concerned: concerned.len() as u64, ..Effect::default() };
    let mut first: BTreeMap<Date, u64> = BTreeMap::new();
    tx.each_open_debtor_facts(Selection::Ids(&sample), day, |facts| {
        effect.looked_at += 1;
        let before = desk.scenario(&facts, day).ok();
        let one = effect_on(&facts, desk.tenant(), (before, after), &rules, day);
        for (sum, counted) in effect.before.iter_mut().zip(&one.before).chain(effect.after.iter_mut().zip(&one.after)) {
            sum.join(counted);
        }
        effect.passed += one.passed;
        effect.wait_for_budget += u64::from(one.waits_for_budget);
        if let Some(on) = one.first_difference {
            effect.differ += 1;
            *first.entry(on).or_default() += 1;
        }
        for change in &one.today {
            match change {
                ActionChange::Appears(_) => effect.appear += 1,
                ActionChange::Disappears(..) => effect.disappear += 1,
                ActionChange::Changes(..) => effect.change += 1,
            }
        }
        if !one.today.is_empty() {
            effect.differ_today += 1;
            if effect.today.len() < MOST_NAMED {
                let numbers = facts.claims.into_iter().map(|claim| (claim.id, claim.number)).collect();
                effect.today.push(Changed { debtor: facts.debtor, code: facts.code, name: String::new(), numbers, changes: one.today });
            }
        }
        Ok(())
    })?;
    effect.first_difference = first.into_iter().next();
    let named: Vec<DebtorId> = effect.today.iter().map(|changed| changed.debtor).collect();
    let names = tx.names(&named)?;
    for changed in &mut effect.today {
        if let Some((_, name)) = names.get(&changed.debtor) {
            changed.name.clone_from(name);
        }
    }
    Ok(effect)
}

/// Some debtors that follow a scenario and owe something, to try it on: code and name.
///
/// # Errors
/// The store.
pub fn some_followers(tx: &mut Read<'_>, name: &str, day: Date, most: usize) -> Result<Vec<(DebtorId, String, String)>> {
    let desk = Desk::open(tx, day)?;
    let mut ids = ids(tx, &desk, &Who::Followers(name.to_owned()), day)?;
    ids.truncate(50 * most);
    let mut owing = Vec::new();
    tx.each_open_debtor_facts(Selection::Ids(&ids), day, |facts| {
        let owes = facts.claims.iter().any(|claim| claim.book_principal(day).is_positive());
        if owes && owing.len() < most {
            owing.push(facts.debtor);
        }
        Ok(())
    })?;
    Ok(tx.names(&owing)?.into_iter().map(|(debtor, (code, name))| (debtor, code, name)).collect())
}

/// Who is concerned, by id.
fn ids(tx: &mut Read<'_>, desk: &Desk, who: &Who, day: Date) -> Result<Vec<DebtorId>> {
    let mut ids = match who {
        Who::One(debtor) => vec![*debtor],
        Who::Kind(kind) => tx.debtors_of_kind(*kind)?,
        Who::Followers(name) => {
            let mut ids = tx.debtors_of_scenario(name)?;
            for kind in kinds_of(desk.tenant(), name, day) {
                ids.extend(tx.debtors_of_kind(kind)?);
            }
            ids
        }
    };
    ids.sort_unstable();
    Ok(ids)
}

/// All of them, or runs of neighbours spread evenly over them.
fn sample(ids: &[DebtorId], most: usize) -> Vec<DebtorId> {
    if ids.len() <= most {
        return ids.to_vec();
    }
    let runs = RUNS.min(most).max(1);
    let long = (most / runs).max(1);
    // The first run begins with the first of them, the last one ends with the last.
    let start = |run: usize| run * (ids.len() - long) / (runs - 1).max(1);
    (0..runs).flat_map(|run| &ids[start(run)..][..long]).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_regular_and_holds_nobody_twice() {
        let ids: Vec<DebtorId> = (0..100_000).map(DebtorId).collect();
        let taken = sample(&ids, 2_000);
        let mut once = taken.clone();
        once.dedup();
        assert_eq!((taken.len(), once.len()), (2_000, 2_000));
        assert!(taken.is_sorted());
        assert_eq!((taken[0], taken[1_999]), (DebtorId(0), DebtorId(99_999)));
        assert_eq!(sample(&ids[..2_000], 2_000).len(), 2_000);
        assert_eq!(sample(&ids, 7).len(), 7);
        assert_eq!(sample(&ids[..3], 2), [DebtorId(0), DebtorId(2)]);
        assert_eq!(sample(&ids[..2_001], 2_000).len(), 2_000);
        let near = sample(&ids[..2_001], 2_000);
        let mut once = near.clone();
        once.dedup();
        assert_eq!(once.len(), near.len(), "nobody twice even where little is left out");
    }
}
