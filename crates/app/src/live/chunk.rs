//! A few hundred debtors with their actions: what is copied when one of them changes, while the rest is shared.

use std::collections::BTreeMap;

use domain::Date;
use domain::ids::DebtorId;
use domain::money::{Cents, Currency};

use super::row::{ActionRow, Aged, DebtorRow, Drawn, Flags, WEEKS};

/// Neighbours by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chunk {
    rows: Vec<DebtorRow>,
    /// The columns of the balance, one row after the other.
    aged: Vec<Aged>,
    width: usize,
    /// By debtor.
    actions: Vec<ActionRow>,
    tally: Tally,
}

/// Sums over debtors.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// By currency: the columns of the balance.
    pub aged: BTreeMap<Currency, Vec<Aged>>,
    /// By main currency: expected by week, by due date then committed.
    pub expected: BTreeMap<Currency, [[Cents; 2]; WEEKS]>,
    /// Debtors.
    pub debtors: u64,
    /// Debtors that are late.
    pub late: u64,
    /// Debtors of whom something waits to be completed.
    pub to_complete: u64,
    /// Debtors of whom something waits for a decision.
    pub to_decide: u64,
    /// Debtors of whom a promise runs.
    pub promised: u64,
    /// Debtors that dispute a part of what they owe.
    pub disputing: u64,
    /// Debtors on an instalment plan.
    pub on_plan: u64,
    /// Debtors with a hold.
    pub on_hold: u64,
    /// Debtors with an insolvency proceeding.
    pub insolvent: u64,
    /// Promises that run.
    pub promises: u64,
    /// Debtors that did not keep one.
    pub broken: u64,
    /// Claims disputed.
    pub disputes: u64,
    /// Actions that wait for a person's word.
    pub to_confirm: u64,
    /// Actions that leave by themselves or are approved.
    pub ready: u64,
}

impl Chunk {
    pub(super) fn of(drawn: Vec<Drawn>, width: usize) -> Chunk {
        let mut chunk = Chunk { width, ..Chunk::default() };
        for Drawn { row, aged, actions } in drawn {
            chunk.rows.push(row);
            chunk.aged.extend(aged);
            chunk.actions.extend(actions);
        }
        chunk.count();
        chunk
    }

    /// The debtors, by id.
    pub fn rows(&self) -> &[DebtorRow] {
        &self.rows
    }

    /// The debtors with the columns of their balance.
    pub fn aged_rows(&self) -> impl Iterator<Item = (&DebtorRow, &[Aged])> {
        self.rows.iter().zip(self.aged.chunks(self.width.max(1)))
    }

    /// The actions, by debtor.
    pub fn actions(&self) -> &[ActionRow] {
        &self.actions
    }

    /// The actions of one debtor.
    pub fn actions_of(&self, debtor: DebtorId) -> &[ActionRow] {
        let from = self.actions.partition_point(|action| action.debtor < debtor);
        let until = self.actions.partition_point(|action| action.debtor <= debtor);
        &self.actions[from..until]
    }

    /// The sums.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The debtor of an id, with its columns.
    pub fn debtor(&self, id: DebtorId) -> Option<(&DebtorRow, &[Aged])> {
        let at = self.rows.binary_search_by_key(&id, |row| row.id).ok()?;
        Some((&self.rows[at], &self.aged[at * self.width..(at + 1) * self.width]))
    }

    pub(super) fn first(&self) -> Option<DebtorId> {
        self.rows.first().map(|row| row.id)
    }

    /// Takes a debtor as it is now, or as gone.
    pub(super) fn put(&mut self, id: DebtorId, drawn: Option<Drawn>) {
        let from = self.actions.partition_point(|action| action.debtor < id);
        let until = self.actions.partition_point(|action| action.debtor <= id);
        let (row, aged, actions) = match drawn {
            Some(Drawn { row, aged, actions }) => (Some(row), aged, actions),
            None => (None, Vec::new(), Vec::new()),
        };
        self.actions.splice(from..until, actions);
        let (at, there) = match self.rows.binary_search_by_key(&id, |row| row.id) {
            Ok(at) => (at, 1),
            Err(at) => (at, 0),
        };
        self.rows.splice(at..at + there, row);
        self.aged.splice(at * self.width..(at + there) * self.width, aged);
    }

    /// Divides what grew to more than twice a block; the sums of what comes out are right.
    pub(super) fn settled(mut self, block: usize) -> Vec<Chunk> {
        if self.rows.len() <= 2 * block {
            self.count();
            return vec![self];
        }
        let half = self.rows.len() / 2;
        let rows = self.rows.split_off(half);
        let aged = self.aged.split_off(half * self.width);
        let from = self.actions.partition_point(|action| action.debtor < rows[0].id);
        let actions = self.actions.split_off(from);
        let second = Chunk { rows, aged, width: self.width, actions, tally: Tally::default() };
        [self, second].into_iter().flat_map(|half| half.settled(block)).collect()
    }

    fn count(&mut self) {
        let mut tally = Tally::default();
        for (row, aged) in self.rows.iter().zip(self.aged.chunks(self.width.max(1))) {
            tally.debtor(row, aged);
        }
        for action in &self.actions {
            let word = if action.automatic || action.approved { &mut tally.ready } else { &mut tally.to_confirm };
            *word += 1;
        }
        self.tally = tally;
    }
}

impl Tally {
    fn debtor(&mut self, row: &DebtorRow, aged: &[Aged]) {
        self.debtors += 1;
        for (counter, on) in [
            (&mut self.late, row.late > 0),
            (&mut self.to_complete, row.flags.has(Flags::TO_COMPLETE)),
            (&mut self.to_decide, row.flags.has(Flags::TO_DECIDE)),
            (&mut self.broken, row.flags.has(Flags::BROKEN)),
            (&mut self.promised, row.flags.has(Flags::PROMISED)),
            (&mut self.disputing, row.flags.has(Flags::DISPUTED)),
            (&mut self.on_plan, row.flags.has(Flags::ON_PLAN)),
            (&mut self.on_hold, row.flags.has(Flags::ON_HOLD)),
            (&mut self.insolvent, row.flags.has(Flags::INSOLVENT)),
        ] {
            *counter += u64::from(on);
        }
        self.promises += u64::from(row.promises);
        self.disputes += u64::from(row.disputes);
        self.add_aged(row.currency, aged);
        for other in &row.others {
            self.add_aged(other.currency, &other.aged);
        }
        if !row.expected.is_empty() {
            let weeks = self.expected.entry(row.currency).or_default();
            for expected in &row.expected {
                weeks[usize::from(expected.week)][usize::from(expected.committed)] += expected.cents;
            }
        }
    }

    fn add_aged(&mut self, currency: Currency, aged: &[Aged]) {
        if aged.iter().all(|aged| aged.cents.is_zero()) {
            return;
        }
        let sums = self.aged.entry(currency).or_insert_with(|| vec![Aged::default(); aged.len()]);
        for (sum, aged) in sums.iter_mut().zip(aged) {
            sum.cents += aged.cents;
            sum.claims += aged.claims;
        }
    }

    /// Adds the sums of other debtors.
    pub(super) fn add(&mut self, other: &Tally) {
        for (currency, aged) in &other.aged {
            self.add_aged(*currency, aged);
        }
        for (currency, weeks) in &other.expected {
            let sums = self.expected.entry(*currency).or_default();
            for (sum, week) in sums.iter_mut().zip(weeks) {
                sum[0] += week[0];
                sum[1] += week[1];
            }
        }
        for (sum, of) in [
            (&mut self.debtors, other.debtors),
            (&mut self.late, other.late),
            (&mut self.to_complete, other.to_complete),
            (&mut self.to_decide, other.to_decide),
            (&mut self.promised, other.promised),
            (&mut self.disputing, other.disputing),
            (&mut self.on_plan, other.on_plan),
            (&mut self.on_hold, other.on_hold),
            (&mut self.insolvent, other.insolvent),
            (&mut self.promises, other.promises),
            (&mut self.broken, other.broken),
            (&mut self.disputes, other.disputes),
            (&mut self.to_confirm, other.to_confirm),
            (&mut self.ready, other.ready),
        ] {
            *sum += of;
        }
    }

    /// What is open in a currency, claims and money not allocated together.
    pub fn total(&self, currency: Currency) -> Cents {
        self.aged.get(&currency).map_or(Cents::ZERO, |aged| aged.iter().map(|aged| aged.cents).sum())
    }
}

/// The Monday of the week of a day.
pub(super) fn monday_of(day: Date) -> Date {
    day.saturating_sub(jiff::Span::new().days(i64::from(day.weekday().to_monday_zero_offset())))
}
