//! Through which day an account is known by its statements, and where one is missing between two of them.
//!
//! * Statements follow each other where their days touch, or where the balance that one begins with is the one that the other ended
//!   with: then nothing was booked in between. Where those balances differ, one is missing, and the account is known through the day
//!   before the hole, until what fills it is read. In whatever order they were taken.
//! * A notice (CAMT.054) tells some of what was booked and no balance: it says of no day that everything of it is known.
//!
//! Units: cents of the currency of the account. Not covered: statements without balances. Nothing tells whether one is missing before
//! or after them, and they count as following each other.

use jiff::civil::Date;

use crate::money::Cents;

/// What a statement says of the days of its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Covered {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Balance at the beginning.
    pub opening: Option<Cents>,
    /// Balance at the end.
    pub closing: Option<Cents>,
    /// It tells some movements, not all: [`is_notice`].
    pub notice: bool,
}

/// Whether statements of a format tell some movements of their days and not all.
pub fn is_notice(format: &str) -> bool {
    format == "camt054"
}

/// A place where a statement is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hole {
    /// The last day known before it.
    pub after: Date,
    /// The balance on that day.
    pub closing: Cents,
    /// The first day of the statement behind it.
    pub before: Date,
    /// The balance that it begins with.
    pub opening: Cents,
}

/// How far an account is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Through {
    /// The last day through which everything is known, from the first statement on.
    pub known_to: Option<Date>,
    /// Where statements are missing, the earliest first.
    pub holes: Vec<Hole>,
}

/// Days that are known one after the other.
struct Run {
    from: Date,
    to: Date,
    /// The balance that its first statement begins with.
    opening: Option<Cents>,
    /// The balances that statements say for the end of its last day.
    closings: Vec<Cents>,
}

impl Run {
    fn begun(one: &Covered) -> Run {
        Run { from: one.from, to: one.to, opening: one.opening, closings: Vec::new() }
    }

    fn reach(&mut self, to: Date, closings: impl IntoIterator<Item = Cents>) {
        if to > self.to {
            self.to = to;
            self.closings.clear();
        }
        if to == self.to {
            self.closings.extend(closings);
        }
    }

    /// Whether nothing says that a statement is missing before one that begins after its last day.
    fn may_precede(&self, one: &Covered) -> bool {
        self.closings.is_empty() || one.opening.is_none_or(|opening| self.closings.contains(&opening))
    }
}

/// How far an account is known by its statements, given in any order.
pub fn through(statements: &[Covered]) -> Through {
    let mut whole: Vec<&Covered> = statements.iter().filter(|one| !one.notice).collect();
    whole.sort_by_key(|one| (one.from, one.to));
    // Runs never share a day, and stand in order.
    let mut runs: Vec<Run> = Vec::new();
    for one in whole {
        // The balance of a run with another behind it says nothing of what comes after that one.
        let nearest = runs.iter().filter(|run| run.to < one.from).map(|run| run.to).max();
        let goes_on = |run: &Run| run.to >= one.from || (Some(run.to) == nearest && run.may_precede(one));
        let (with, others): (Vec<Run>, Vec<Run>) = runs.into_iter().partition(goes_on);
        runs = others;
        let joined = with.into_iter().reduce(|mut first, next| {
            first.reach(next.to, next.closings);
            first
        });
        let mut run = joined.unwrap_or_else(|| Run::begun(one));
        run.reach(one.to, one.closing);
        runs.push(run);
    }
    let holes = runs.windows(2).filter_map(|pair| {
        let (closing, opening) = (*pair[0].closings.first()?, pair[1].opening?);
        Some(Hole { after: pair[0].to, closing, before: pair[1].from, opening })
    });
    Through { known_to: runs.first().map(|run| run.to), holes: holes.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(month: i8, day: i8) -> Date {
        Date::constant(2026, month, day)
    }

    fn one(from: Date, to: Date, balances: Option<(i64, i64)>) -> Covered {
        let (opening, closing) = balances.unzip();
        Covered { from, to, opening: opening.map(Cents), closing: closing.map(Cents), notice: false }
    }

    /// The same in both orders.
    fn known(statements: &[Covered]) -> Option<Date> {
        let mut back = statements.to_vec();
        back.reverse();
        let known = through(statements);
        assert_eq!(known, through(&back));
        known.known_to
    }

    #[test]
    fn a_notice_makes_no_day_known() {
        let october = one(day(10, 1), day(10, 31), Some((100, 500)));
        let notice = |on| Covered { notice: true, ..one(on, on, None) };
        for on in [day(10, 31), day(11, 1), day(11, 20)] {
            assert_eq!(known(&[october, notice(on)]), Some(day(10, 31)), "{on}");
        }
        assert_eq!(known(&[notice(day(11, 20))]), None);
        assert!(is_notice("camt054") && !is_notice("camt053") && !is_notice("csv"));
    }

    #[test]
    fn a_missing_statement_stops_what_is_known_until_it_is_read() {
        let october = one(day(10, 1), day(10, 31), Some((100, 500)));
        let late = one(day(11, 15), day(11, 30), Some((1_800, 2_000)));
        let december = one(day(12, 1), day(12, 31), Some((2_000, 2_500)));
        let hole = Hole { after: day(10, 31), closing: Cents(500), before: day(11, 15), opening: Cents(1_800) };
        assert_eq!(through(&[october, late]), Through { known_to: Some(day(10, 31)), holes: vec![hole] });
        assert_eq!(known(&[october, late, december]), Some(day(10, 31)), "what follows the late one follows a hole");
        let between = one(day(11, 1), day(11, 14), Some((500, 1_800)));
        assert_eq!(through(&[october, late, between]), Through { known_to: Some(day(11, 30)), holes: Vec::new() });
        assert_eq!(known(&[october, late, between, december]), Some(day(12, 31)));
        // A day short, its balance tells; one that overlaps both reaches.
        assert_eq!(known(&[october, late, one(day(11, 1), day(11, 13), Some((500, 1_700)))]), Some(day(11, 13)));
        assert_eq!(known(&[october, late, one(day(10, 20), day(11, 15), Some((1, 2)))]), Some(day(11, 30)));
    }

    #[test]
    fn days_without_movements_need_no_statement() {
        let october = one(day(10, 1), day(10, 30), Some((100, 500)));
        let monday = |opening| one(day(11, 2), day(11, 2), Some((opening, 700)));
        assert_eq!(known(&[october, monday(500)]), Some(day(11, 2)));
        assert_eq!(known(&[october, monday(501)]), Some(day(10, 30)));
        // The very next day, with another balance: the end of the day before was not read.
        assert_eq!(known(&[october, one(day(10, 31), day(10, 31), Some((501, 700)))]), Some(day(10, 30)));
        assert_eq!(known(&[october, one(day(10, 30), day(10, 31), Some((501, 700)))]), Some(day(10, 31)), "it has that day itself");
    }

    #[test]
    fn without_balances_nothing_tells_of_a_hole_but_one_that_is_told_stays() {
        let csv = |from, to| one(from, to, None);
        assert_eq!(known(&[csv(day(10, 3), day(10, 29)), csv(day(11, 4), day(11, 20))]), Some(day(11, 20)));
        let october = one(day(10, 1), day(10, 31), Some((100, 500)));
        let late = one(day(11, 15), day(11, 18), Some((1_800, 1_900)));
        assert_eq!(known(&[october, late, csv(day(11, 20), day(11, 30))]), Some(day(10, 31)), "the list goes on with what has the hole");
        // Two formats say the end of a day differently, one of them before its last movements: either may be followed.
        let noon = one(day(11, 5), day(11, 5), Some((500, 600)));
        let evening = one(day(11, 5), day(11, 5), Some((500, 750)));
        let next = one(day(11, 6), day(11, 6), Some((750, 800)));
        assert_eq!(known(&[october, noon, evening, next]), Some(day(11, 6)));
        assert_eq!(known(&[october, noon, next]), Some(day(11, 5)), "nobody read the afternoon");
    }

    #[test]
    fn an_equal_balance_by_chance_does_not_leap_over_a_hole() {
        let october = one(day(10, 1), day(10, 31), Some((100, 0)));
        let late = one(day(11, 15), day(11, 18), Some((1_800, 0)));
        assert_eq!(known(&[october, late, one(day(11, 20), day(11, 20), Some((0, 50)))]), Some(day(10, 31)));
    }

    proptest! {
        /// One account, of which any files of whole days are read: it is known through the day before the first that moved and was not read.
        #[test]
        fn it_is_known_through_the_day_before_the_first_that_was_missed(
            moves in proptest::collection::vec(1i64..4, 28),
            idle in proptest::collection::vec(any::<bool>(), 28),
            files in proptest::collection::vec((0usize..28, 0usize..9), 1..8),
        ) {
            let moves: Vec<i64> = moves.iter().zip(&idle).map(|(cents, idle)| if *idle { 0 } else { *cents }).collect();
            let at = |day: usize| Date::constant(2026, 11, i8::try_from(day + 1).expect("a day"));
            let balance = |through: usize| moves[..through].iter().sum::<i64>();
            let files: Vec<(usize, usize)> = files.into_iter().map(|(first, more)| (first, (first + more).min(27))).collect();
            let statements: Vec<Covered> =
                files.iter().map(|&(first, last)| one(at(first), at(last), Some((balance(first), balance(last + 1))))).collect();
            let begins = files.iter().map(|file| file.0).min().expect("a file");
            let is_read = |day: usize| files.iter().any(|(first, last)| (*first..=*last).contains(&day));
            let missed = (begins..28).find(|day| !is_read(*day) && moves[*day] != 0).unwrap_or(28);
            let expected = (begins..missed).rev().find(|day| is_read(*day)).map(at);
            prop_assert_eq!(through(&statements).known_to, expected);
        }
    }
}
