//! Which amounts add up to a sum, within a bound of steps.
//!
//! The search takes amounts in the order given (the oldest claim first) and leaves one out only where it must, so that of
//! several answers the first found is the one with the oldest. It also says whether there is another, since two answers are
//! no answer. Amounts are positive; units do not matter.

/// How far to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most amounts in a sum.
    pub picked: usize,
    /// The most steps in all.
    pub steps: usize,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Places of the amounts, ascending.
    pub places: Vec<usize>,
    /// Whether other amounts add up too.
    pub another: bool,
    /// Whether the search came to its end: if not, there may be another that was not seen.
    pub whole: bool,
}

/// The first amounts that add up to the sum, two of them at least.
pub fn find(amounts: &[i64], sum: i64, limits: Limits) -> Option<Found> {
    let mut after = vec![0_i64; amounts.len() + 1];
    for (at, amount) in amounts.iter().enumerate().rev() {
        // Sums beyond 64 bits of cents do not occur; saturating only keeps the bound true.
        after[at] = after[at + 1].saturating_add(*amount);
    }
    let mut search =
        Search { amounts, after, left_to_pick: limits.picked, steps: limits.steps, picked: Vec::new(), first: None, another: false };
    search.from(0, sum);
    let (another, whole) = (search.another, search.another || search.steps > 0);
    search.first.map(|places| Found { places, another, whole })
}

struct Search<'a> {
    amounts: &'a [i64],
    /// The sum of the amounts from each place on.
    after: Vec<i64>,
    left_to_pick: usize,
    steps: usize,
    picked: Vec<usize>,
    first: Option<Vec<usize>>,
    another: bool,
}

impl Search<'_> {
    /// Looks at the amounts from a place on; `left` is what they must add up to.
    fn from(&mut self, at: usize, left: i64) {
        if left == 0 {
            self.keep();
            return;
        }
        if self.another || self.steps == 0 || at == self.amounts.len() || left > self.after[at] || self.left_to_pick == 0 {
            return;
        }
        self.steps -= 1;
        let amount = self.amounts[at];
        if (1..=left).contains(&amount) {
            self.picked.push(at);
            self.left_to_pick -= 1;
            self.from(at + 1, left - amount);
            self.left_to_pick += 1;
            self.picked.pop();
        }
        self.from(at + 1, left);
    }

    fn keep(&mut self) {
        if self.picked.len() < 2 {
            return;
        }
        match &self.first {
            None => self.first = Some(self.picked.clone()),
            // The same amounts at other places are the same answer: the oldest of them are paid first.
            Some(first) => {
                let mut sums = [first, &self.picked].map(|places| places.iter().map(|at| self.amounts[*at]).collect::<Vec<_>>());
                sums.iter_mut().for_each(|amounts| amounts.sort_unstable());
                self.another |= sums[0] != sums[1];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMITS: Limits = Limits { picked: 12, steps: 20_000 };

    #[test]
    fn the_only_sum_is_found_and_known_to_be_the_only_one() {
        // 120,50 + 99,99 + 1 000,01 = 1 220,50.
        let found = find(&[12_050, 34_712, 9_999, 100_001], 122_050, LIMITS).expect("a sum");
        assert_eq!(found, Found { places: vec![0, 2, 3], another: false, whole: true });
        assert_eq!(find(&[12_050, 34_712], 46_761, LIMITS), None);
        assert_eq!(find(&[12_050, 34_712], 12_050, LIMITS), None, "one amount is not a sum");
        assert_eq!(find(&[], 5, LIMITS), None);
    }

    #[test]
    fn of_two_sums_the_one_with_the_oldest_comes_first_and_the_other_is_told() {
        let found = find(&[100, 200, 300, 400], 500, LIMITS).expect("a sum");
        assert_eq!((found.places, found.another), (vec![0, 3], true));
    }

    #[test]
    fn equal_amounts_are_one_answer_the_oldest_paid_first() {
        let found = find(&[5_000, 5_000, 5_000, 7_001], 12_001, LIMITS).expect("a sum");
        assert_eq!(found, Found { places: vec![0, 3], another: false, whole: true });
    }

    #[test]
    fn a_search_that_was_cut_says_so() {
        // Thousands of amounts and no sum: it ends after its steps.
        let amounts: Vec<i64> = (0..2_000).map(|i| 10 * (i % 97) + 1_000).collect();
        assert_eq!(find(&amounts, 55_555, LIMITS), None);
        let found = find(&[2, 4, 8, 16, 32, 64, 128], 6, Limits { picked: 12, steps: 3 }).expect("found at once");
        assert!(!found.whole);
    }

    proptest! {
        #[test]
        fn what_is_found_adds_up_and_every_sum_of_few_is_found(
            amounts in prop::collection::vec(1i64..5_000, 2..11), chosen in prop::collection::vec(any::<bool>(), 11)
        ) {
            let picked: Vec<i64> = amounts.iter().zip(&chosen).filter(|(_, yes)| **yes).map(|(amount, _)| *amount).collect();
            let sum: i64 = picked.iter().sum();
            let found = find(&amounts, sum, LIMITS);
            if picked.len() >= 2 {
                prop_assert!(found.is_some());
            }
            if let Some(found) = found {
                prop_assert!(found.places.len() >= 2);
                prop_assert!(found.places.windows(2).all(|pair| pair[0] < pair[1]));
                prop_assert_eq!(found.places.iter().map(|at| amounts[*at]).sum::<i64>(), sum);
            }
        }
    }
}
