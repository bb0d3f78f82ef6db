//! Payments that are in the books: those that could come back, and those that a line of the bank tells again.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::ToSpan;
use jiff::civil::Date;

use super::lists::{Places, hash};
use crate::ids::{DebtorId, MovementId};
use crate::money::{Cents, Currency};
use crate::payments::books::Received;
use crate::payments::number::Run;
use crate::payments::runs::runs;

/// The most payments that one line is: a remittance of cheques.
const MOST_TOGETHER: usize = 60;
/// The shortest number that ties a line to a payment.
pub(in super::super) const SHORTEST_NUMBER: usize = 5;

/// Payments in the order of their currency, amount and day, and those that stand together.
#[derive(Default)]
pub(in super::super) struct Recorded {
    all: Vec<Received>,
    places: Vec<(MovementId, u32)>,
    /// Payments of one entry of the accounts, or of one debtor on one day.
    together: Vec<Vec<u32>>,
    /// By their sum and day.
    by_sum: Places,
    /// Each by its debtor and amount.
    by_price: Places,
    /// Each by the end-to-end reference it bore.
    by_end_to_end: Places,
    /// Each by the numbers of what it paid: made when a line first asks.
    by_number: OnceLock<Places>,
    /// Those recorded since.
    since: Since,
}

/// Payments that lines of the bank became since the index was made, and how they are found.
#[derive(Default)]
struct Since {
    all: Vec<Received>,
    places: BTreeMap<MovementId, usize>,
    by_price: BTreeMap<(Currency, Cents, Date, MovementId), usize>,
    by_number: BTreeMap<u64, Vec<usize>>,
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
        let prices = (0..).zip(&all).map(|(at, one)| (price_key(one.debtor, one.cents, one.currency), at)).collect();
        let ends = (0..).zip(&all).filter(|(_, one): &(u32, &Received)| !one.end_to_end.trim().is_empty());
        let ends = ends.map(|(at, one)| (hash(one.end_to_end.trim().as_bytes()), at)).collect();
        let (by_sum, by_price, by_end_to_end) = (Places::of(sums), Places::of(prices), Places::of(ends));
        Recorded { places: found, by_sum, by_price, by_end_to_end, by_number: OnceLock::new(), since: Since::default(), together, all }
    }

    /// The payments of a debtor of exactly an amount.
    pub fn of_price(&self, debtor: DebtorId, cents: Cents, currency: Currency) -> impl Iterator<Item = &Received> {
        let same = move |one: &&Received| (one.debtor, one.cents, one.currency) == (debtor, cents, currency);
        self.at(self.by_price.at(price_key(debtor, cents, currency))).filter(same)
    }

    /// The payments that bore an end-to-end reference.
    pub fn bearing<'s>(&'s self, end_to_end: &'s str) -> impl Iterator<Item = &'s Received> {
        self.at(self.by_end_to_end.at(hash(end_to_end.trim().as_bytes()))).filter(move |one| one.end_to_end.trim() == end_to_end.trim())
    }

    /// The payments of what a number names.
    pub fn quoting(&self, run: &Run) -> impl Iterator<Item = &Received> {
        let long = run.core().len() >= SHORTEST_NUMBER;
        let numbers = self.by_number.get_or_init(|| {
            let of = |(at, one)| cores(one).into_iter().map(move |core| (core, at));
            Places::of((0..).zip(&self.all).flat_map(of).collect())
        });
        let core = hash(run.core());
        let since = self.since.by_number.get(&core).into_iter().flatten().filter(move |_| long);
        self.at(if long { numbers.at(core) } else { &[] }).chain(since.map(|at| &self.since.all[*at]))
    }

    fn at<'s>(&'s self, places: &'s [u32]) -> impl Iterator<Item = &'s Received> {
        places.iter().map(|at| &self.all[*at as usize])
    }

    /// Takes a payment that a line of the bank just became: it may come back by another.
    pub fn add(&mut self, one: Received) {
        let since = &mut self.since;
        let at = since.all.len();
        since.places.insert(one.movement, at);
        since.by_price.insert((one.currency, one.cents, one.on, one.movement), at);
        cores(&one).into_iter().for_each(|core| since.by_number.entry(core).or_default().push(at));
        since.all.push(one);
    }

    /// The payments of an amount within bounds, whoever made them.
    pub fn between(&self, low: Cents, high: Cents, currency: Currency) -> impl Iterator<Item = &Received> {
        let low = low.max(Cents(1));
        let from = self.all.partition_point(|one| (one.currency, one.cents) < (currency, low));
        let all = self.all[from..].iter().take_while(move |one| one.currency == currency && one.cents <= high);
        let since = self.since.by_price.range((currency, low, Date::MIN, MovementId(i64::MIN))..).map(|(_, at)| &self.since.all[*at]);
        all.chain(since.take_while(move |one| one.currency == currency && one.cents <= high))
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
        match self.places.binary_search_by_key(&payment, |(id, _)| *id) {
            Ok(at) => Some(&mut self.all[self.places[at].1 as usize]),
            Err(_) => self.since.places.get(&payment).map(|at| &mut self.since.all[*at]),
        }
    }
}

/// Under what a payment is found by its debtor and amount.
fn price_key(debtor: DebtorId, cents: Cents, currency: Currency) -> u64 {
    let mut bytes = [0; 19];
    bytes[..8].copy_from_slice(&debtor.0.to_le_bytes());
    bytes[8..16].copy_from_slice(&cents.0.to_le_bytes());
    currency.code().bytes().zip(&mut bytes[16..]).for_each(|(letter, place)| *place = letter);
    hash(&bytes)
}

/// Under what a payment is found by the numbers of what it paid.
fn cores(one: &Received) -> Vec<u64> {
    let numbers = runs(&[(&one.reference, true)]);
    numbers.iter().filter(|run| run.core().len() >= SHORTEST_NUMBER).map(|run| hash(run.core())).collect()
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
