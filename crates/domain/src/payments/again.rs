//! The same payment told by two sources: the bank and the accounts, a list and a person's word. It counts once.
//!
//! Two sources never give a payment one name; they agree on who paid, how much, in which currency, and nearly on the day. One source
//! may cut in several parts what the other says as one. Each payment is told again once at most; of several of one price, those that pay
//! an invoice in common go together first, then the nearest days.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::facts::days_between;
use crate::ids::DebtorId;
use crate::money::{Cents, Currency};

/// Two sources may say two days of one payment so far apart.
pub const WINDOW: i64 = 10;

/// A payment as a source says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Who paid.
    pub debtor: DebtorId,
    /// Its day.
    pub on: Date,
    /// Its amount, positive.
    pub cents: Cents,
    /// Currency.
    pub currency: Currency,
    /// The entry in which it stands with others, or empty.
    pub entry: String,
    /// Numbers of the invoices that it is said to pay, as far as the source says it.
    pub pays: BTreeSet<String>,
}

impl Said {
    fn key(&self) -> (DebtorId, Currency, Cents) {
        (self.debtor, self.currency, self.cents)
    }
}

/// Which payments of a file are which in the books: the places in `theirs` of one payment or of its parts, and the place in `ours`.
pub fn told_again(theirs: &[Said], ours: &[Said]) -> Vec<(Vec<usize>, usize)> {
    let mut debtors: BTreeMap<(DebtorId, Currency), Vec<usize>> = BTreeMap::new();
    for (at, one) in theirs.iter().enumerate() {
        debtors.entry((one.debtor, one.currency)).or_default().push(at);
    }
    let mut by_key = ByKey::new();
    for (at, one) in ours.iter().enumerate() {
        by_key.entry(one.key()).or_default().push(at);
    }
    debtors.into_values().flat_map(|places| of_debtor(theirs, &places, ours, &by_key)).collect()
}

/// The same for what a file says of one debtor.
fn of_debtor(theirs: &[Said], places: &[usize], ours: &[Said], by_key: &ByKey) -> Vec<(Vec<usize>, usize)> {
    let entry = |at: usize, one: &Said| if one.entry.is_empty() { at.to_string() } else { format!("{}|{}", one.entry, one.on) };
    let line = |at: usize, _: &Said| at.to_string();
    let day = |_: usize, one: &Said| one.on.to_string();
    let mut places = places.to_vec();
    loop {
        // An entry is one payment, whatever its lines; but two sources may both have the lines: what explains more of the file is right.
        let own: Vec<Said> = places.iter().map(|at| theirs[*at].clone()).collect();
        let whole = Taken::in_turn(&own, ours, by_key, &[&entry, &line, &day]);
        let alone = Taken::in_turn(&own, ours, by_key, &[&line, &entry, &day]);
        let best = if alone.theirs.len() > whole.theirs.len() { alone } else { whole };
        let torn = best.torn(&own);
        if torn.is_empty() {
            return best.pairs.into_iter().map(|(parts, own)| (parts.into_iter().map(|part| places[part]).collect(), own)).collect();
        }
        places = places.into_iter().enumerate().filter(|(at, _)| !torn.contains(at)).map(|(_, place)| place).collect();
    }
}

/// Payments of the books by debtor, currency and amount.
type ByKey = BTreeMap<(DebtorId, Currency, Cents), Vec<usize>>;

/// What names lines that are put together: their place and what is said.
type Name<'n> = &'n dyn Fn(usize, &Said) -> String;

/// What has its counterpart.
#[derive(Default)]
struct Taken {
    theirs: BTreeSet<usize>,
    ours: BTreeSet<usize>,
    pairs: Vec<(Vec<usize>, usize)>,
}

impl Taken {
    /// Puts lines together by one name after the other, and pairs what is left each time.
    fn in_turn(theirs: &[Said], ours: &[Said], by_key: &ByKey, names: &[Name<'_>]) -> Taken {
        let mut taken = Taken::default();
        for name in names {
            let sums = taken.left(theirs, name);
            taken.pair(sums, ours, by_key);
        }
        taken
    }

    /// The lines of entries of which some have a counterpart and others none: one transfer is there whole or not at all, and what looks like
    /// a part of it is another payment of that price.
    fn torn(&self, theirs: &[Said]) -> BTreeSet<usize> {
        let mut entries: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, one) in theirs.iter().enumerate().filter(|(_, one)| !one.entry.is_empty()) {
            entries.entry(&one.entry).or_default().push(at);
        }
        let paired = |at: &usize| self.theirs.contains(at);
        entries.into_values().filter(|lines| lines.iter().any(paired) && !lines.iter().all(paired)).flatten().collect()
    }

    /// Pairs sums with payments: first what pays an invoice in common, the nearest days first.
    fn pair(&mut self, sums: Vec<(Vec<usize>, Said)>, ours: &[Said], by_key: &ByKey) {
        let mut near: Vec<(bool, i64, usize, usize)> = Vec::new();
        for (at, (_, sum)) in sums.iter().enumerate() {
            for own in by_key.get(&sum.key()).into_iter().flatten() {
                let days = days_between(ours[*own].on, sum.on).abs();
                if days <= WINDOW {
                    near.push((ours[*own].pays.is_disjoint(&sum.pays), days, at, *own));
                }
            }
        }
        near.sort_unstable();
        for (_, _, at, own) in near {
            let places = &sums[at].0;
            if self.ours.contains(&own) || places.iter().any(|place| self.theirs.contains(place)) {
                continue;
            }
            self.ours.insert(own);
            self.theirs.extend(places);
            self.pairs.push((places.clone(), own));
        }
    }

    /// What is left, put together by debtor and name.
    fn left(&self, theirs: &[Said], of: Name<'_>) -> Vec<(Vec<usize>, Said)> {
        let mut groups: BTreeMap<(DebtorId, Currency, String), Vec<usize>> = BTreeMap::new();
        for (at, one) in theirs.iter().enumerate().filter(|(at, _)| !self.theirs.contains(at)) {
            groups.entry((one.debtor, one.currency, of(at, one))).or_default().push(at);
        }
        let sum = |places: Vec<usize>| {
            let cents = places.iter().map(|at| theirs[*at].cents).sum();
            let pays = places.iter().flat_map(|at| theirs[*at].pays.iter().cloned()).collect();
            let first = theirs[places[0]].clone();
            (places, Said { cents, pays, ..first })
        };
        groups.into_values().map(sum).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn said(debtor: i64, day: i8, cents: i64, entry: &str) -> Said {
        Said {
            debtor: DebtorId(debtor),
            on: date(2026, 11, day),
            cents: Cents(cents),
            currency: Currency::EUR,
            entry: entry.to_owned(),
            pays: BTreeSet::new(),
        }
    }

    #[test]
    fn a_payment_that_both_sources_tell_is_one() {
        assert_eq!(told_again(&[said(1, 5, 120_000, "BQ|2")], &[said(1, 4, 120_000, "")]), [(vec![0], 0)]);
        // Another debtor, another amount, another month: another payment.
        assert_eq!(told_again(&[said(2, 5, 120_000, "")], &[said(1, 4, 120_000, "")]), []);
        assert_eq!(told_again(&[said(1, 5, 120_001, "")], &[said(1, 4, 120_000, "")]), []);
        assert_eq!(told_again(&[said(1, 16, 120_000, "")], &[said(1, 5, 120_000, "")]), []);
        assert_eq!(told_again(&[said(1, 15, 120_000, "")], &[said(1, 5, 120_000, "")]), [(vec![0], 0)]);
    }

    #[test]
    fn equal_payments_go_together_by_their_days_each_once() {
        // The rent of two rooms, twice on the 5th, and one more on the 9th that the books have not.
        let theirs = [said(1, 9, 50_000, ""), said(1, 5, 50_000, ""), said(1, 5, 50_000, "")];
        let ours = [said(1, 5, 50_000, ""), said(1, 6, 50_000, "")];
        assert_eq!(told_again(&theirs, &ours), [(vec![1], 0), (vec![2], 1)]);
    }

    #[test]
    fn of_one_price_those_that_pay_an_invoice_in_common_go_together() {
        let of = |one: Said, number: &str| Said { pays: BTreeSet::from([number.to_owned()]), ..one };
        let theirs = [of(said(1, 5, 40_000, "BQ|7"), "F1"), of(said(1, 5, 40_000, "BQ|8"), "F2")];
        assert_eq!(told_again(&theirs, &[of(said(1, 5, 40_000, ""), "F2")]), [(vec![1], 0)]);
        // Even where the other is a day nearer; and a source that says nothing of it goes by the days.
        assert_eq!(told_again(&theirs, &[of(said(1, 7, 40_000, ""), "F2"), said(1, 5, 40_000, "")]), [(vec![1], 0), (vec![0], 1)]);
        assert_eq!(told_again(&theirs, &[said(1, 5, 40_000, "")]), [(vec![0], 0)]);
    }

    #[test]
    fn an_entry_goes_whole_before_its_lines_go_alone() {
        // A transfer of 600 for two invoices, and one of 400 the same week.
        let theirs = [said(1, 5, 40_000, "BQ|7"), said(1, 5, 20_000, "BQ|7"), said(1, 6, 40_000, "BQ|8")];
        let ours = [said(1, 5, 40_000, ""), said(1, 5, 60_000, "")];
        assert_eq!(told_again(&theirs, &ours), [(vec![0, 1], 1), (vec![2], 0)]);
    }

    #[test]
    fn one_line_of_the_bank_is_two_lines_of_an_entry() {
        let theirs = [said(1, 5, 100_000, "BQ|7"), said(1, 5, 200_000, "BQ|7"), said(2, 5, 300_000, "BQ|7")];
        assert_eq!(told_again(&theirs, &[said(1, 6, 300_000, "")]), [(vec![0, 1], 0)]);
        // Two entries of one day too; three of them are another sum.
        let theirs = [said(1, 5, 100_000, "BQ|7"), said(1, 5, 200_000, "BQ|8")];
        assert_eq!(told_again(&theirs, &[said(1, 6, 300_000, "")]), [(vec![0, 1], 0)]);
        let theirs = [said(1, 5, 100_000, "BQ|7"), said(1, 5, 200_000, "BQ|8"), said(1, 5, 1, "BQ|9")];
        assert_eq!(told_again(&theirs, &[said(1, 6, 300_000, "")]), []);
    }

    /// A transfer for two subscriptions, of which nothing is known, and two of one subscription: the first is no part of theirs.
    #[test]
    fn a_line_of_an_entry_is_not_another_payment_of_its_price() {
        let theirs = [said(1, 4, 62_520, "BQ|7"), said(1, 4, 40_000, "BQ|7"), said(1, 4, 40_000, "BQ|8")];
        assert_eq!(told_again(&theirs, &[said(1, 4, 40_000, ""), said(1, 8, 40_000, "")]), [(vec![2], 0)]);
        // Where the books have both lines apart, they are both.
        assert_eq!(told_again(&theirs[..2], &[said(1, 4, 40_000, ""), said(1, 4, 62_520, "")]), [(vec![0], 1), (vec![1], 0)]);
    }

    fn some(many: usize) -> impl Strategy<Value = Vec<Said>> {
        proptest::collection::vec((1i64..3, 1i8..28, 1i64..4, 0u8..4), 0..many).prop_map(|all| {
            let one = |(debtor, day, cents, entry): (i64, i8, i64, u8)| {
                said(debtor, day, cents * 100, &if entry == 0 { String::new() } else { format!("BQ|{entry}") })
            };
            all.into_iter().map(one).collect()
        })
    }

    proptest! {
        #[test]
        fn each_is_told_once_with_its_amount_and_its_debtor(theirs in some(12), ours in some(12)) {
            let pairs = told_again(&theirs, &ours);
            let mut seen = (BTreeSet::new(), BTreeSet::new());
            for (places, own) in pairs {
                prop_assert!(seen.1.insert(own));
                let sum: Cents = places.iter().map(|at| theirs[*at].cents).sum();
                prop_assert_eq!(sum, ours[own].cents);
                for at in places {
                    prop_assert!(seen.0.insert(at));
                    prop_assert_eq!(theirs[at].debtor, ours[own].debtor);
                    prop_assert!(days_between(theirs[at].on, ours[own].on).abs() <= WINDOW);
                }
            }
        }

        #[test]
        fn a_source_that_is_told_again_whole_brings_nothing_new(all in some(12)) {
            prop_assert_eq!(told_again(&all, &all).len(), all.len());
        }
    }
}
