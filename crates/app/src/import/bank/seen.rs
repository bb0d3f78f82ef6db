//! What each line of a statement is beside the lines that the books have.

use std::collections::HashMap;

use domain::Date;
use domain::bank::across::{Told, remittances, told_before};
use domain::bank::{Key, Standing, overlap};
use domain::french::{date_short, money_fr};
use domain::ids::{BankAccountId, BankLineId};
use formats::bank::Statement;
use jiff::ToSpan;
use store::{BankLine, Tx};

use super::taking::{Fresh, Taking, details, key_of, kind};
use crate::error::Result;

/// Days around a statement in which a line of it may have been booked in another.
const AROUND: i64 = 10;

/// What an entry is beside what is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    New,
    Known,
    /// Brought by a statement in another format.
    Covered,
    /// The bank's reference stands with another day or amount: which.
    Changed(String),
}

impl Taking {
    /// What each entry is beside the lines that are known.
    pub(super) fn standings(
        &self,
        tx: &mut Tx<'_>,
        statement: &Statement,
        account: BankAccountId,
        (from, to): (Date, Date),
    ) -> Result<Vec<Seen>> {
        let stored = tx.bank_keys(account, from.saturating_sub(AROUND.days()), to.saturating_add(AROUND.days()))?;
        let none = Fresh::default();
        let fresh = self.fresh.get(&account).unwrap_or(&none);
        let mut known: Vec<(Option<BankLineId>, Key)> = Vec::with_capacity(stored.len() + fresh.lines.len());
        for key in stored {
            let (line, account) = (key.line, account.to_string());
            known.push((Some(line), Key { account, reference: key.reference, on: key.on, amount: key.amount, label: key.label }));
        }
        known.extend(fresh.lines.iter().map(|line| (None, line.key.clone())));
        let others = self.other_formats(tx, statement, account, (from, to))?;
        let elsewhere = |day: Date| others.iter().any(|(first, last)| (*first..=*last).contains(&day));
        let keys: Vec<Key> = statement.entries.iter().map(|entry| key_of(tx, entry, account)).collect();
        let (covered, own): (Vec<usize>, Vec<usize>) = (0..keys.len()).partition(|at| elsewhere(keys[*at].on));
        let mut seen = vec![Seen::New; keys.len()];
        let all: Vec<Key> = known.iter().map(|(_, key)| key.clone()).collect();
        for (at, standing) in own.iter().zip(overlap(&all, &own.iter().map(|at| keys[*at].clone()).collect::<Vec<_>>())) {
            seen[*at] = match standing {
                Standing::New => Seen::New,
                Standing::Known(_) => Seen::Known,
                Standing::Changed(other) => {
                    let other = &all[other];
                    Seen::Changed(format!("de {} le {}", money_fr(other.amount, statement.currency), date_short(other.on)))
                }
            };
        }
        let (Some(first), Some(last)) = (covered.iter().map(|at| keys[*at].on).min(), covered.iter().map(|at| keys[*at].on).max()) else {
            return Ok(seen);
        };
        let lines = tx.bank_lines_of_days(account, first, last)?;
        let mut there = told_there(&known, &lines, fresh);
        there.retain(|told| elsewhere(told.on));
        let here = told_here(statement, &keys);
        let here: Vec<Told> = covered.iter().map(|at| here[*at].clone()).collect();
        for (at, told) in covered.iter().zip(told_before(&there, &here)) {
            seen[*at] = if told { Seen::Covered } else { Seen::New };
        }
        Ok(seen)
    }

    /// The days that statements in another format cover, those of this import too.
    fn other_formats(
        &self,
        tx: &mut Tx<'_>,
        statement: &Statement,
        account: BankAccountId,
        (from, to): (Date, Date),
    ) -> Result<Vec<(Date, Date)>> {
        let word = statement.format.word();
        let before = tx.bank_coverage(account, from, to)?.into_iter().filter(|(format, _, _)| format != word);
        let mut others: Vec<(Date, Date)> = before.map(|(_, first, last)| (first, last)).collect();
        let now = self.fresh.get(&account).into_iter().flat_map(|fresh| &fresh.statements);
        others.extend(now.filter(|(format, _)| *format != word).map(|(_, days)| (days.from, days.to)));
        Ok(others)
    }
}

/// The known lines as they are compared with another format; `lines` are those of the covered days that lookups see.
fn told_there(known: &[(Option<BankLineId>, Key)], lines: &[BankLine], fresh: &Fresh) -> Vec<Told> {
    let of_key: HashMap<BankLineId, &Key> = known.iter().filter_map(|(line, key)| Some(((*line)?, key))).collect();
    let before = lines.iter().filter_map(|line| Some((line.statement, *of_key.get(&line.id)?, line.kind, &line.details)));
    let now = fresh.lines.iter().map(|line| (line.statement, &line.key, line.kind, &line.details));
    let all: Vec<_> = before.chain(now).collect();
    let places: Vec<_> = all.iter().map(|(statement, key, _, details)| (statement.0, key.amount, details.part)).collect();
    let numbers = remittances(&places);
    all.into_iter().zip(numbers).map(|((_, key, kind, details), number)| Told::of(key, details, kind, number)).collect()
}

/// The entries of a statement as they are compared with another format.
fn told_here(statement: &Statement, keys: &[Key]) -> Vec<Told> {
    let parts = statement.parts();
    let places: Vec<_> = keys.iter().zip(&parts).map(|(key, part)| (0, key.amount, *part)).collect();
    let numbers = remittances(&places);
    let entries = statement.entries.iter().zip(keys).zip(parts.iter().zip(numbers));
    let told = entries.map(|((entry, key), (part, number))| {
        let mut told = Told::of(key, &details(entry, *part), kind(entry), number);
        if entry.identity("").label.is_empty() {
            told.label.clear();
        }
        told
    });
    told.collect()
}
