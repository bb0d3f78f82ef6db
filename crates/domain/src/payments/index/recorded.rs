//! Payments that are in the books: those that could come back, and those that a line of the bank tells again.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::lists::{Places, hash};
use crate::ids::MovementId;
use crate::money::{Cents, Currency};
use crate::payments::books::Received;

/// The most payments that one line is: a remittance of cheques.
const MOST_TOGETHER: usize = 60;

/// Payments in the order of their currency, amount and day, and those that stand together.
#[derive(Default)]
pub(in super::super) struct Recorded {
    all: Vec<Received>,
    places: Vec<(MovementId, u32)>,
    /// Payments of one entry of the accounts, or of one debtor on one day.
    together: Vec<Vec<u32>>,
    /// By their sum and day.
    by_sum: Places,
}

impl Recorded {
    /// From payments in any order.
    pub fn of(mut all: Vec<Received>) -> Recorded {
        all.sort_by_key(|one| (one.currency, one.cents, one.on, one.movement));
        let places = || (0..).zip(&all).map(|(at, one): (u32, &Received)| (one.movement, at));
        let mut found: Vec<(MovementId, u32)> = places().collect();
        found.sort_unstable();
        let together = together(&all);
        let sum = |some: &Vec<u32>| -> Cents { some.iter().map(|at| all[*at as usize].cents).sum() };
        let first = |some: &Vec<u32>| &all[some[0] as usize];
        let sums = (0..).zip(&together).map(|(at, some)| (sum_key(sum(some), first(some).currency, first(some).on), at)).collect();
        Recorded { places: found, by_sum: Places::of(sums), together, all }
    }

    /// The payments of an amount within bounds, whoever made them.
    pub fn between(&self, low: Cents, high: Cents, currency: Currency) -> impl Iterator<Item = &Received> {
        let from = self.all.partition_point(|one| (one.currency, one.cents) < (currency, low.max(Cents(1))));
        self.all[from..].iter().take_while(move |one| one.currency == currency && one.cents <= high)
    }

    /// The payments of exactly an amount within so many days of a day, whoever made them.
    pub fn near(&self, cents: Cents, currency: Currency, day: Date, days: i64) -> impl Iterator<Item = &Received> {
        let (first, last) = (day.saturating_sub(days.days()), day.saturating_add(days.days()));
        let from = self.all.partition_point(|one| (one.currency, one.cents, one.on) < (currency, cents, first));
        self.all[from..].iter().take_while(move |one| (one.currency, one.cents) == (currency, cents) && one.on <= last)
    }

    /// The payments that stand together within so many days of a day and make exactly this sum.
    pub fn of_sum(&self, cents: Cents, currency: Currency, day: Date, days: i64) -> impl Iterator<Item = Vec<&Received>> {
        let on = (-days..=days).map(move |off| day.saturating_add(off.days()));
        let all = on.flat_map(move |on| self.by_sum.at(sum_key(cents, currency, on)));
        let some = all.map(|at| self.together[*at as usize].iter().map(|at| &self.all[*at as usize]).collect::<Vec<_>>());
        some.filter(move |some| some.iter().map(|one| one.cents).sum::<Cents>() == cents && some[0].currency == currency)
    }

    /// Whether a line of the bank is this payment.
    pub fn on_line(&mut self, payment: MovementId, is: bool) {
        if let Some(one) = self.one(payment) {
            one.on_line = is;
        }
    }

    /// A line of the bank takes a payment back.
    pub fn came_back(&mut self, payment: MovementId, on: Date) {
        if let Some(one) = self.one(payment) {
            one.came_back = Some((on, true));
        }
    }

    fn one(&mut self, payment: MovementId) -> Option<&mut Received> {
        let at = self.places.binary_search_by_key(&payment, |(id, _)| *id).ok()?;
        Some(&mut self.all[self.places[at].1 as usize])
    }
}

/// Payments of one entry, and of one debtor on one day, where they are several.
fn together(all: &[Received]) -> Vec<Vec<u32>> {
    let mut groups: BTreeMap<(Currency, u64), Vec<u32>> = BTreeMap::new();
    for (at, one) in (0..).zip(all).filter(|(_, one): &(u32, &Received)| !one.on_line) {
        let of_day = hash(format!("{}|{}", one.debtor, one.on).as_bytes());
        groups.entry((one.currency, of_day)).or_default().push(at);
        if !one.entry.is_empty() {
            groups.entry((one.currency, hash(format!("{}|{}", one.entry, one.on).as_bytes()))).or_default().push(at);
        }
    }
    let mut several: Vec<Vec<u32>> = groups.into_values().filter(|some| (2..=MOST_TOGETHER).contains(&some.len())).collect();
    several.sort_unstable();
    several.dedup();
    several
}

/// Under what a sum of a day is found.
fn sum_key(cents: Cents, currency: Currency, on: Date) -> u64 {
    hash(format!("{}|{}|{on}", cents.0, currency.code()).as_bytes())
}
