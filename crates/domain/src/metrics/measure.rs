//! One pass over the debtors, then the figures.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use jiff::Span;
use jiff::civil::Date;

use super::Figure;
use crate::dunning::{PromiseStanding, promise_standing};
use crate::facts::{ClaimFacts, DebtorFacts, EntryKind, TenantFacts, days_between};
use crate::ids::{ClaimId, DebtorId, PromiseId};
use crate::money::{Cents, Currency};

/// Days of the window of most figures.
pub const WINDOW: i64 = 90;

/// Days between two points of a curve.
const STEP: i64 = 30;

/// Points of a curve, the day itself among them.
const POINTS: usize = 8;

/// Steps from a point to the beginning of its window.
const BACK: usize = 3;

/// An invoice recorded within so many days of its issue was recorded as it came.
const AS_IT_CAME: i64 = 31;

/// Pieces kept behind each figure.
const MOST: usize = 50;

/// The figures of a day, with those of days before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// The day.
    pub day: Date,
    /// Currency of every amount.
    pub currency: Currency,
    /// The oldest first; the last one is the day itself.
    pub points: Vec<Point>,
    /// What stands behind each figure of the day.
    pub behind: BTreeMap<Figure, Behind>,
}

/// The figures of one day; what lacks history is absent.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The day.
    pub day: Date,
    /// What is open.
    pub open: Cents,
    /// What of it is late.
    pub late: Cents,
    /// What was invoiced in the window, credit notes taken off.
    pub sales: Cents,
    /// What was open when the window began.
    pub open_before: Cents,
    /// Tenths of a day.
    pub dso: Option<i64>,
    /// Tenths of a day.
    pub best_dso: Option<i64>,
    /// Tenths of a percent.
    pub overdue_rate: Option<i64>,
    /// Tenths of a day.
    pub days_late: Option<i64>,
    /// Tenths of a percent.
    pub cei: Option<i64>,
    /// Tenths of a percent.
    pub recovery: Option<i64>,
    /// Kept, and kept or broken.
    pub promises: Option<(u64, u64)>,
}

/// What stands behind a figure: the largest pieces of how many.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Behind {
    /// How many in all.
    pub count: u64,
    /// What they add up to.
    pub sum: Cents,
    /// The largest.
    pub pieces: Vec<Piece>,
}

/// A claim or a promise behind a figure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Piece {
    /// What it weighs.
    pub amount: Cents,
    /// Whose.
    pub debtor: DebtorId,
    /// The debtor's code.
    pub code: String,
    /// The claim; none for a promise.
    pub claim: Option<ClaimId>,
    /// The promise, if it is one.
    pub promise: Option<PromiseId>,
    /// Number of the invoice; empty for a promise.
    pub number: String,
    /// Due date, or the promised day.
    pub on: Date,
    /// When it was settled, where that is what counts.
    pub settled_on: Option<Date>,
    /// Whether the promise was kept.
    pub kept: Option<bool>,
}

/// Sums of one point while they are made.
#[derive(Clone, Debug, Default)]
struct Sums {
    open: Cents,
    not_due: Cents,
    settled: i128,
    settled_days: i128,
    /// By month of issue: due, and paid in time.
    cohort: BTreeMap<Date, (Cents, Cents)>,
    kept: u64,
    broken: u64,
}

/// Pieces behind a figure while they are gathered: the smallest on top, to be let go.
#[derive(Debug, Default)]
struct Gathering {
    count: u64,
    sum: Cents,
    largest: BinaryHeap<Reverse<Piece>>,
}

impl Gathering {
    fn add(&mut self, amount: Cents, piece: impl FnOnce() -> Piece) {
        self.count += 1;
        self.sum += amount;
        if self.largest.len() < MOST || self.largest.peek().is_some_and(|Reverse(least)| least.amount < amount) {
            self.largest.push(Reverse(piece()));
            if self.largest.len() > MOST {
                self.largest.pop();
            }
        }
    }

    fn kept(self) -> Behind {
        let mut pieces: Vec<Piece> = self.largest.into_iter().map(|Reverse(piece)| piece).collect();
        pieces.sort_by(|a, b| b.amount.cmp(&a.amount).then(a.on.cmp(&b.on)).then(a.number.cmp(&b.number)));
        Behind { count: self.count, sum: self.sum, pieces }
    }
}

/// Figures in the making: every debtor is added once.
#[derive(Debug)]
pub struct Measure {
    day: Date,
    currency: Currency,
    /// The points and, before the first of them, the beginnings of their windows.
    days: Vec<Date>,
    sums: Vec<Sums>,
    /// By day of issue, credit notes taken off.
    sales: BTreeMap<Date, Cents>,
    /// Since when sales are known whole.
    whole_since: Option<Date>,
    behind: BTreeMap<Figure, Gathering>,
}

impl Measure {
    /// Figures of a day in a currency.
    pub fn new(day: Date, currency: Currency) -> Measure {
        let steps = i64::try_from(POINTS + BACK).unwrap_or_default();
        let days: Vec<Date> = (0..steps).rev().map(|back| before(day, back * STEP)).collect();
        Measure {
            day,
            currency,
            sums: vec![Sums::default(); days.len()],
            days,
            sales: BTreeMap::new(),
            whole_since: None,
            behind: BTreeMap::new(),
        }
    }

    /// Adds a debtor with all its claims.
    pub fn add(&mut self, debtor: &DebtorFacts, tenant: &TenantFacts) {
        let (day, currency) = (self.day, self.currency);
        for claim in debtor.claims.iter().filter(|claim| claim.currency == currency && claim.exists_on(day)) {
            self.claim(debtor, claim);
        }
        self.promises(debtor, tenant);
    }

    fn claim(&mut self, debtor: &DebtorFacts, claim: &ClaimFacts) {
        let counting = || claim.entries.iter().filter(|entry| entry.counts_in_books(self.day));
        let credits: Cents = counting().filter(|entry| matches!(entry.kind, EntryKind::Credit(_))).map(|entry| entry.cents).sum();
        let net = (claim.amount - credits).or_zero();
        *self.sales.entry(claim.issued_on).or_default() += net;
        let open = claim.book_principal(self.day);
        let paid = |by: Date| -> Cents {
            let payments = counting().filter(|entry| entry.kind == EntryKind::Payment && entry.on <= by);
            payments.map(|entry| entry.cents).sum::<Cents>().min(net)
        };
        let settled_on = (!open.is_positive()).then(|| counting().map(|entry| entry.on).max()).flatten();
        let (weight, in_time) = (paid(self.day), paid(after(claim.due_on, WINDOW)));
        let recorded_as_it_came = days_between(claim.issued_on, claim.seen_on) <= AS_IT_CAME;
        if recorded_as_it_came || (settled_on.is_some() && weight.is_positive()) {
            self.whole_since = Some(self.whole_since.map_or(claim.issued_on, |since| since.min(claim.issued_on)));
        }
        let days_late = settled_on.map_or(0, |on| days_between(claim.due_on, on).max(0));
        for (day, sums) in self.days.iter().zip(&mut self.sums) {
            let then = claim.book_principal(*day).or_zero();
            sums.open += then;
            if claim.due_on >= *day {
                sums.not_due += then;
            }
            if settled_on.is_some_and(|on| on <= *day && days_between(on, *day) < WINDOW) && weight.is_positive() {
                sums.settled += i128::from(weight.0);
                sums.settled_days += i128::from(weight.0) * i128::from(days_late);
            }
            if in_cohort(claim.due_on, *day) {
                let (due, paid) = sums.cohort.entry(claim.issued_on.first_of_month()).or_default();
                *due += net;
                *paid += in_time;
            }
        }
        self.stand_behind(debtor, claim, open, net - in_time, weight, settled_on);
    }

    fn stand_behind(
        &mut self,
        debtor: &DebtorFacts,
        claim: &ClaimFacts,
        open: Cents,
        missed: Cents,
        paid: Cents,
        settled_on: Option<Date>,
    ) {
        let piece = |amount: Cents| Piece {
            amount,
            debtor: debtor.debtor,
            code: debtor.code.clone(),
            claim: Some(claim.id),
            promise: None,
            number: claim.number.clone(),
            on: claim.due_on,
            settled_on,
            kept: None,
        };
        let late = claim.due_on < self.day;
        let settled = settled_on.is_some_and(|on| days_between(on, self.day) < WINDOW) && paid.is_positive();
        for (figure, amount, stands) in [
            (Figure::Dso, open, open.is_positive()),
            (Figure::BestDso, open, open.is_positive() && !late),
            (Figure::OverdueRate, open, open.is_positive() && late),
            (Figure::Cei, open, open.is_positive() && late),
            (Figure::DaysLate, paid, settled),
            (Figure::Recovery, missed, missed.is_positive() && in_cohort(claim.due_on, self.day)),
        ] {
            if stands {
                self.behind.entry(figure).or_default().add(amount, || piece(amount));
            }
        }
    }

    fn promises(&mut self, debtor: &DebtorFacts, tenant: &TenantFacts) {
        let grace = i64::from(tenant.policy.promise_grace_days);
        for promise in &debtor.promises {
            let end = after(promise.by, grace);
            let kept = match promise_standing(promise, debtor, tenant, self.day) {
                Some(PromiseStanding::Kept) => true,
                Some(PromiseStanding::Broken { .. }) => false,
                _ => continue,
            };
            for (day, sums) in self.days.iter().zip(&mut self.sums) {
                if end < *day && days_between(end, *day) <= WINDOW {
                    *(if kept { &mut sums.kept } else { &mut sums.broken }) += 1;
                }
            }
            if end < self.day && days_between(end, self.day) <= WINDOW {
                let piece = || Piece {
                    amount: promise.amount,
                    debtor: debtor.debtor,
                    code: debtor.code.clone(),
                    claim: None,
                    promise: Some(promise.id),
                    number: String::new(),
                    on: promise.by,
                    settled_on: None,
                    kept: Some(kept),
                };
                self.behind.entry(Figure::Promises).or_default().add(promise.amount, piece);
            }
        }
    }

    /// The figures of everything that was added.
    pub fn figures(self) -> Figures {
        let points = (BACK..self.days.len()).map(|at| self.point(at)).collect();
        let behind = self.behind.into_iter().map(|(figure, gathered)| (figure, gathered.kept())).collect();
        Figures { day: self.day, currency: self.currency, points, behind }
    }

    fn point(&self, at: usize) -> Point {
        let (day, sums, begun) = (self.days[at], &self.sums[at], self.days[at - BACK]);
        let open_before = self.sums[at - BACK].open;
        let late = sums.open - sums.not_due;
        let sales = self.sold(after(begun, 1), day);
        // Before that day nobody knows what was sold: a figure that would need it is absent.
        let whole = |from: Date| self.whole_since.is_some_and(|since| since <= from);
        let back = |owed: Cents| count_back(owed, day, self.whole_since?, |from, until| self.sold(from, until));
        let since = self.whole_since.map(Date::first_of_month);
        let cohort = sums.cohort.iter().filter(|(month, _)| since.is_some_and(|since| **month >= since));
        let (due, paid) = cohort.fold((Cents::ZERO, Cents::ZERO), |(due, paid), (_, sums)| (due + sums.0, paid + sums.1));
        let flow = open_before + sales;
        Point {
            day,
            open: sums.open,
            late,
            sales,
            open_before,
            dso: back(sums.open),
            best_dso: back(sums.not_due),
            overdue_rate: per_mille(late, sums.open),
            days_late: ratio(sums.settled_days * 10, sums.settled),
            cei: whole(begun).then(|| per_mille(flow - sums.open, flow - sums.not_due)).flatten(),
            recovery: per_mille(paid, due),
            promises: (sums.kept + sums.broken > 0).then_some((sums.kept, sums.kept + sums.broken)),
        }
    }

    /// What was sold from one day to another, both included.
    fn sold(&self, from: Date, until: Date) -> Cents {
        if from > until { Cents::ZERO } else { self.sales.range(from..=until).map(|(_, cents)| *cents).sum() }
    }
}

/// Days of sales outstanding by the count-back method, in tenths of a day: what is owed is used up by the sales of the present
/// month, then of those before it. `None` where sales known whole do not reach so far back.
pub fn count_back(owed: Cents, day: Date, whole_since: Date, sold: impl Fn(Date, Date) -> Cents) -> Option<i64> {
    let (mut left, mut until, mut days) = (owed.or_zero(), day, 0_i64);
    while left.is_positive() {
        let from = until.first_of_month();
        if until < whole_since {
            return None;
        }
        let (sales, length) = (sold(from, until).or_zero(), days_between(from, until) + 1);
        if left <= sales {
            return Some(days * 10 + ratio(i128::from(left.0) * i128::from(length) * 10, i128::from(sales.0))?);
        }
        left -= sales;
        days += length;
        until = before(from, 1);
    }
    Some(days * 10)
}

/// Whether a due date had its ninety days, and fell in the ninety days before.
fn in_cohort(due: Date, day: Date) -> bool {
    (WINDOW..2 * WINDOW).contains(&days_between(due, day))
}

fn per_mille(part: Cents, whole: Cents) -> Option<i64> {
    ratio(i128::from(part.0) * 1_000, i128::from(whole.0))
}

/// Half up; `None` where there is nothing to divide by.
fn ratio(part: i128, whole: i128) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    i64::try_from((2 * part + whole).div_euclid(2 * whole)).ok()
}

fn after(day: Date, days: i64) -> Date {
    day.saturating_add(Span::new().days(days))
}

fn before(day: Date, days: i64) -> Date {
    day.saturating_sub(Span::new().days(days))
}

#[cfg(test)]
mod tests;
