//! The answers beside the truth: recall, precision, share of automatic matches, by kind of case.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::money::Cents;
use domain::payments::{Match, Outcome, Verdict};

use crate::lines::{Case, Truth};

/// What was counted of a kind of case, or of all.
#[derive(Clone, Copy, Default)]
pub struct Count {
    pub lines: u64,
    /// Recorded without asking, and right.
    pub automatic_right: u64,
    /// Recorded without asking, and wrong.
    pub automatic_wrong: u64,
    /// The truth is the first of the matches proposed.
    pub first: u64,
    /// The truth is among them, not first.
    pub among: u64,
    /// A line to decide holds its debtor.
    pub held: u64,
    /// Left aside or unknown, as it is.
    pub left: u64,
}

impl Count {
    fn add(&mut self, other: Count) {
        self.lines += other.lines;
        self.automatic_right += other.automatic_right;
        self.automatic_wrong += other.automatic_wrong;
        self.first += other.first;
        self.among += other.among;
        self.held += other.held;
        self.left += other.left;
    }
}

fn is(found: &Match, truth: &Truth) -> bool {
    let Truth::Pays(claims, left) = truth else { return false };
    let mut own = found.allocations.clone();
    own.sort_unstable();
    own == *claims && found.rest.on_account() == *left
}

/// What became of a line.
pub fn judged(case: &Case, verdict: &Verdict) -> Count {
    let mut count = Count { lines: 1, ..Count::default() };
    match (&verdict.outcome, &case.truth) {
        (Outcome::Automatic(found), truth) => {
            let allocated: Cents = found.allocations.iter().map(|(_, cents)| *cents).sum();
            let right = is(found, truth) || matches!(truth, Truth::OfCustomer(debtor) if found.debtors == [*debtor] && allocated.is_zero());
            if right { count.automatic_right = 1 } else { count.automatic_wrong = 1 }
        }
        (Outcome::Proposed(found), Truth::Pays(..)) => match found.iter().position(|found| is(found, &case.truth)) {
            Some(0) => count.first = 1,
            Some(_) => count.among = 1,
            None => {}
        },
        (Outcome::TakesBack { payments, automatic }, Truth::TakesBack(payment)) => {
            let first = payments.first().is_some_and(|back| back.payment == *payment);
            match (automatic, first) {
                (true, true) => count.automatic_right = 1,
                (true, false) => count.automatic_wrong = 1,
                (false, true) => count.first = 1,
                (false, false) => count.among = u64::from(payments.iter().any(|back| back.payment == *payment)),
            }
        }
        (Outcome::TakesBack { automatic: true, .. }, _) => count.automatic_wrong = 1,
        (Outcome::Unrelated(_) | Outcome::Unknown, Truth::Nothing) => count.left = 1,
        _ => {}
    }
    if let Truth::OfCustomer(debtor) = &case.truth {
        count.held = u64::from(verdict.holds.contains(debtor));
    }
    count
}

/// Everything that was counted.
#[derive(Default)]
pub struct Board {
    kinds: BTreeMap<&'static str, Count>,
    /// Lines that pay open claims.
    payments: Count,
    all: Count,
    /// Lines that hold somebody though they are nothing of a customer, and how many they hold.
    held_for_nothing: (u64, u64),
}

impl Board {
    pub fn of(cases: &[Case], verdicts: &[Verdict]) -> Board {
        let mut board = Board::default();
        for (case, verdict) in cases.iter().zip(verdicts) {
            let count = judged(case, verdict);
            board.kinds.entry(case.kind).or_default().add(count);
            board.all.add(count);
            if matches!(case.truth, Truth::Pays(..)) {
                board.payments.add(count);
            }
            if case.truth == Truth::Nothing && !verdict.holds.is_empty() {
                board.held_for_nothing.0 += 1;
                board.held_for_nothing.1 += verdict.holds.len() as u64;
            }
        }
        board
    }

    /// Of a hundred thousand payments of open claims, how many are matched: automatic and right, or first proposed.
    pub fn recall(&self) -> u64 {
        parts(self.payments.automatic_right + self.payments.first, self.payments.lines)
    }

    /// Of a hundred thousand automatic answers, how many are right.
    pub fn precision(&self) -> u64 {
        parts(self.all.automatic_right, self.all.automatic_right + self.all.automatic_wrong)
    }

    /// Of a hundred thousand payments of open claims, how many are automatic.
    pub fn share(&self) -> u64 {
        parts(self.payments.automatic_right + self.payments.automatic_wrong, self.payments.lines)
    }

    pub fn wrong(&self) -> u64 {
        self.all.automatic_wrong
    }

    /// The table.
    pub fn table(&self) -> String {
        let mut text = format!(
            "{:<22} {:>7} {:>9} {:>6} {:>7} {:>6} {:>6} {:>6}\n",
            "case", "lines", "automatic", "wrong", "first", "among", "held", "aside"
        );
        for (kind, count) in &self.kinds {
            let Count { lines, automatic_right, automatic_wrong, first, among, held, left } = count;
            let _ =
                writeln!(text, "{kind:<22} {lines:>7} {automatic_right:>9} {automatic_wrong:>6} {first:>7} {among:>6} {held:>6} {left:>6}");
        }
        let (lines, debtors) = self.held_for_nothing;
        let _ = writeln!(
            text,
            "\nrecall                 {} % (goal 95): payments of open claims, automatic and right or first proposed",
            percent(self.recall())
        );
        let _ = writeln!(
            text,
            "precision              {} % (goal 99.9): automatic answers that are right; {} wrong",
            percent(self.precision()),
            self.wrong()
        );
        let _ = writeln!(text, "automatic              {} % of payments of open claims", percent(self.share()));
        let _ = writeln!(text, "held for nothing       {lines} lines hold {debtors} debtors though no customer paid");
        text
    }
}

fn parts(some: u64, all: u64) -> u64 {
    some * 100_000 / all.max(1)
}

fn percent(parts: u64) -> String {
    format!("{}.{:03}", parts / 1000, parts % 1000)
}
