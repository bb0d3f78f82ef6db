//! Lines of one account as two formats tell them: which of the second the books have already.
//!
//! * Formats never say the same texts. Their lines are compared by day and amount, as often as the fuller of the two has them; among equal
//!   ones, those that share a text, a reference, an account or words go together, and only what is left goes by its order.
//! * A remittance is one line in one format and one for each operation in another (CAMT.054 details, CAMT.053 total): the sum of its parts
//!   is compared to lines, in both directions. Where both readings are possible on a day, the one that leaves less money over is it.
//!
//! Not covered: a remittance of which the books have some parts only; its parts are compared one by one.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Key, LineDetails};
use crate::money::Cents;
use crate::payments::{LineKind, telling_words};

/// Pairs of equal lines of one day that are weighed one by one; beyond, their order alone counts.
const MOST_WEIGHED: usize = 250_000;

/// A line, as it is compared with those of another format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Day on which it was booked.
    pub on: Date,
    /// Amount; money out is negative.
    pub amount: Cents,
    /// Its text, or the digest of it; empty where it has none.
    pub label: String,
    /// References of the bank, of the payer and of the creditor.
    pub references: BTreeSet<String>,
    /// Account of the other side; empty where it is not said.
    pub iban: String,
    /// What its texts say beside the words of banks.
    pub words: BTreeSet<String>,
    /// What the bank says it is.
    pub kind: LineKind,
    /// Operations with one number are one remittance, told by its parts.
    pub batch: Option<u64>,
    /// The file says that it is a remittance of several operations, told as one line.
    pub is_whole: bool,
}

impl Told {
    /// A line by what it is known again by, and what the bank says of it.
    pub fn of(key: &Key, details: &LineDetails, kind: LineKind, batch: Option<u64>) -> Told {
        let references = [key.reference.as_ref(), Some(&details.reference), Some(&details.end_to_end)];
        let texts = details.texts.iter().chain([&details.payer_name, &details.reference, &details.end_to_end]);
        Told {
            on: key.on,
            amount: key.amount,
            label: key.label.clone(),
            references: references.into_iter().flatten().filter(|text| !text.is_empty()).cloned().collect(),
            iban: details.payer_iban.clone(),
            words: texts.flat_map(|text| telling_words(text)).collect(),
            kind,
            batch,
            is_whole: details.part.is_some_and(|part| part.rank == 0),
        }
    }

    /// How much speaks for two lines being one: what they share, then how little else they say. `None` where nothing does.
    fn likeness(&self, other: &Told) -> Option<Likeness> {
        let same_reference = !self.references.is_disjoint(&other.references);
        let iban = match (self.iban.as_str(), other.iban.as_str()) {
            ("", _) | (_, "") => Ordering::Equal,
            (own, theirs) if own == theirs => Ordering::Greater,
            _ => Ordering::Less,
        };
        let same_text = !self.label.is_empty() && self.label == other.label;
        let common = self.words.intersection(&other.words).count();
        let apart = self.words.len() + other.words.len() - 2 * common;
        let shares = same_reference || iban == Ordering::Greater || same_text || common > 0;
        shares.then_some((same_reference, iban, same_text, common, Reverse(apart)))
    }
}

/// A reference in common; the same account, none to compare, or another; the same text; words in common; the others.
type Likeness = (bool, Ordering, bool, usize, Reverse<usize>);

/// Where a line stands in a remittance that its format tells by its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartOf {
    /// Its rank, from 1; 0 for the whole of it, told as one line.
    pub rank: u32,
    /// What the bank booked for the whole.
    pub whole: Cents,
}

/// The number of the remittance of each line, where it is in one: lines of one statement that follow each other and make up its whole.
/// A line is given by its statement, its amount and its place.
pub fn remittances(lines: &[(i64, Cents, Option<PartOf>)]) -> Vec<Option<u64>> {
    let mut numbers = vec![None; lines.len()];
    let mut at = 0;
    while let Some((statement, _, part)) = lines.get(at) {
        let Some(first) = part.filter(|part| part.rank == 1) else {
            at += 1;
            continue;
        };
        let next = |(rank, line): (u32, &(i64, Cents, Option<PartOf>))| {
            line.0 == *statement && line.2 == Some(PartOf { rank, whole: first.whole })
        };
        let parts = (1..).zip(&lines[at..]).take_while(|line| next(*line)).count();
        let sum: i128 = lines[at..at + parts].iter().map(|(_, amount, _)| i128::from(amount.0)).sum();
        if parts > 1 && sum == i128::from(first.whole.0) {
            numbers[at..at + parts].fill(u64::try_from(at).ok());
        }
        at += parts;
    }
    numbers
}

/// Which of the new lines are known ones, told in another format.
pub fn told_before(known: &[Told], new: &[Told]) -> Vec<bool> {
    let mut days: BTreeMap<Date, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    known.iter().enumerate().for_each(|(at, one)| days.entry(one.on).or_default().0.push(at));
    new.iter().enumerate().for_each(|(at, one)| days.entry(one.on).or_default().1.push(at));
    let mut told = vec![false; new.len()];
    for (before, after) in days.into_values() {
        let sums = Day::compared(known, new, (&before, &after), true);
        let has_batch = before.iter().any(|at| known[*at].batch.is_some()) || after.iter().any(|at| new[*at].batch.is_some());
        let parts = has_batch.then(|| Day::compared(known, new, (&before, &after), false));
        let best = parts.filter(|parts| parts.found > sums.found).unwrap_or(sums);
        for at in after {
            told[at] = !best.after.contains(&at);
        }
    }
    told
}

/// What is left of a day while its lines are compared.
struct Day<'t> {
    known: &'t [Told],
    new: &'t [Told],
    /// Known lines to which none was found.
    before: BTreeSet<usize>,
    /// New lines to which none was found.
    after: BTreeSet<usize>,
    /// The money of the new lines that were found.
    found: u128,
}

/// The lines of a remittance.
type Parts = Vec<usize>;

impl<'t> Day<'t> {
    /// The day compared; a remittance is looked for as one line first, or as its parts first.
    fn compared(known: &'t [Told], new: &'t [Told], (before, after): (&[usize], &[usize]), as_one: bool) -> Day<'t> {
        let (before, after) = (before.iter().copied().collect(), after.iter().copied().collect());
        let mut day = Day { known, new, before, after, found: 0 };
        day.remittances_of_both();
        let (one, other) = (singles(known, &day.before), singles(new, &day.after));
        day.pair(&one, &other, false);
        for as_one in [as_one, !as_one] {
            for parts in batches(new, &day.after) {
                if as_one { day.new_in_one(&parts) } else { day.new_by_parts(&parts) }
            }
            for parts in batches(known, &day.before) {
                if as_one { day.known_in_one(&parts) } else { day.known_by_parts(&parts) }
            }
        }
        let (one, other): (Parts, Parts) = (day.before.iter().copied().collect(), day.after.iter().copied().collect());
        day.pair(&one, &other, true);
        day
    }

    fn take(&mut self, before: &[usize], after: &[usize]) {
        for at in before {
            self.before.remove(at);
        }
        for at in after {
            if self.after.remove(at) {
                self.found += u128::from(self.new[*at].amount.0.unsigned_abs());
            }
        }
    }

    /// Both formats tell the parts.
    fn remittances_of_both(&mut self) {
        let mut there = batches(self.known, &self.before);
        for parts in batches(self.new, &self.after) {
            let amounts = sorted(self.new, &parts);
            if let Some(at) = there.iter().position(|other| sorted(self.known, other) == amounts) {
                let other = there.remove(at);
                self.take(&other, &parts);
            }
        }
    }

    /// The known format tells the remittance as one line.
    fn new_in_one(&mut self, parts: &[usize]) {
        if let Some(whole) = whole_of((self.new, parts), (self.known, &self.before)) {
            self.take(&[whole], parts);
        }
    }

    /// The new format tells a known remittance as one line.
    fn known_in_one(&mut self, parts: &[usize]) {
        if let Some(whole) = whole_of((self.known, parts), (self.new, &self.after)) {
            self.take(parts, &[whole]);
        }
    }

    /// The known format has a line for each operation, without saying that they are one remittance.
    fn new_by_parts(&mut self, parts: &[usize]) {
        let there = singles(self.known, &self.before);
        if holds(&sorted(self.known, &there), &sorted(self.new, parts)) {
            self.pair(&there, parts, true);
        }
    }

    /// The new format has a line for each operation of a known remittance.
    fn known_by_parts(&mut self, parts: &[usize]) {
        let there = singles(self.new, &self.after);
        if holds(&sorted(self.new, &there), &sorted(self.known, parts)) {
            self.pair(parts, &there, true);
        }
    }

    /// Lines of one amount go together: those that are alike first, then, where it is asked, in their order.
    fn pair(&mut self, before: &[usize], after: &[usize], in_order: bool) {
        let mut amounts: HashMap<Cents, (Vec<usize>, Vec<usize>)> = HashMap::new();
        before.iter().for_each(|at| amounts.entry(self.known[*at].amount).or_default().0.push(*at));
        after.iter().for_each(|at| amounts.entry(self.new[*at].amount).or_default().1.push(*at));
        for (mut one, mut other) in amounts.into_values() {
            let mut alike = Vec::new();
            if one.len().saturating_mul(other.len()) <= MOST_WEIGHED {
                for a in &one {
                    let likeness = |b: &usize| self.known[*a].likeness(&self.new[*b]).map(|like| (Reverse(like), *b, *a));
                    alike.extend(other.iter().filter_map(likeness));
                }
            }
            alike.sort_unstable();
            for (_, b, a) in alike {
                if self.before.contains(&a) && self.after.contains(&b) {
                    self.take(&[a], &[b]);
                }
            }
            one.retain(|at| self.before.contains(at));
            other.retain(|at| self.after.contains(at));
            if in_order {
                one.iter().zip(&other).for_each(|(a, b)| self.take(&[*a], &[*b]));
            }
        }
    }
}

fn singles(lines: &[Told], left: &BTreeSet<usize>) -> Parts {
    left.iter().copied().filter(|at| lines[*at].batch.is_none()).collect()
}

/// The remittances of which every part is left, each by its parts.
fn batches(lines: &[Told], left: &BTreeSet<usize>) -> Vec<Parts> {
    let mut all: BTreeMap<u64, Parts> = BTreeMap::new();
    for at in left {
        if let Some(batch) = lines[*at].batch {
            all.entry(batch).or_default().push(*at);
        }
    }
    all.into_values().collect()
}

/// The line that tells a remittance whole, where one has its sum: before others, what the file says to be one, what is of its kind or
/// shares something with a part of it, what names nobody.
fn whole_of((lines, parts): (&[Told], &[usize]), (others, left): (&[Told], &BTreeSet<usize>)) -> Option<usize> {
    let sum = parts.iter().try_fold(0i64, |sum, at| sum.checked_add(lines[*at].amount.0)).map(Cents)?;
    let fits = |at: &usize| {
        let one = &others[*at];
        let of_kind = parts.iter().all(|part| lines[*part].kind == one.kind);
        let alike = parts.iter().any(|part| lines[*part].likeness(one).is_some());
        (one.is_whole, of_kind, alike, one.iban.is_empty(), Reverse((one.words.len(), *at)))
    };
    singles(others, left).into_iter().filter(|at| others[*at].amount == sum).max_by_key(fits)
}

fn sorted(lines: &[Told], parts: &[usize]) -> Vec<Cents> {
    let mut amounts: Vec<Cents> = parts.iter().map(|at| lines[*at].amount).collect();
    amounts.sort_unstable();
    amounts
}

/// Whether sorted amounts hold all of others, each as often.
fn holds(all: &[Cents], some: &[Cents]) -> bool {
    let mut rest = all.iter();
    some.iter().all(|one| rest.any(|other| other == one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY: Date = Date::constant(2026, 11, 10);

    fn line(cents: i64, text: &str) -> Told {
        let key = Key { account: "1".to_owned(), reference: None, on: DAY, amount: Cents(cents), label: text.to_owned() };
        let kind = if text.starts_with("VIR") { LineKind::Transfer } else { LineKind::DirectDebit };
        Told::of(&key, &LineDetails { texts: vec![text.to_owned()], ..LineDetails::default() }, kind, None)
    }

    fn batch(number: u64, parts: &[(i64, &str)]) -> Vec<Told> {
        parts.iter().map(|(cents, text)| Told { batch: Some(number), ..line(*cents, text) }).collect()
    }

    fn remittance() -> Vec<Told> {
        batch(0, &[(10_000, "PRLV SABLIER"), (20_000, "PRLV BRUMES"), (30_000, "PRLV ETOILE")])
    }

    #[test]
    fn a_remittance_told_as_one_line_and_by_its_parts_is_one_both_ways() {
        let whole = [line(60_000, "REMISE DE PRELEVEMENTS")];
        assert_eq!(told_before(&remittance(), &whole), [true]);
        assert_eq!(told_before(&whole, &remittance()), [true; 3]);
        assert_eq!(told_before(&remittance(), &remittance()), [true; 3]);
        let each: Vec<Told> = remittance().into_iter().map(|part| Told { batch: None, ..part }).collect();
        assert_eq!(told_before(&each, &remittance()), [true; 3]);
        assert_eq!(told_before(&remittance(), &each), [true; 3]);
        // Lines that nobody says to be one remittance are none.
        assert_eq!(told_before(&each, &whole), [false]);
        assert_eq!(told_before(&whole, &each), [false; 3]);
        // The day before, the day after: another remittance.
        for on in [Date::constant(2026, 11, 9), Date::constant(2026, 11, 11)] {
            let other = [Told { on, ..whole[0].clone() }];
            assert_eq!((told_before(&remittance(), &other), told_before(&other, &remittance())), (vec![false], vec![false; 3]));
        }
        assert_eq!(told_before(&remittance(), &[line(60_001, "REMISE DE PRELEVEMENTS")]), [false]);
        assert_eq!(told_before(&remittance(), &[line(-60_000, "REMISE DE PRELEVEMENTS")]), [false]);
    }

    #[test]
    fn payments_beside_a_remittance_stay_what_they_are() {
        // A payment of the amount of a part, one of that of the whole: whatever is told as one line or by its parts.
        let beside = [line(10_000, "VIR MARTIN"), line(60_000, "VIR DUPONT")];
        let with = |lines: Vec<Told>| -> Vec<Told> { beside.iter().cloned().chain(lines).collect() };
        let whole = || with(vec![line(60_000, "REMISE DE PRELEVEMENTS")]);
        let each = || with(remittance().into_iter().map(|part| Told { batch: None, ..part }).collect());
        for known in [whole(), each(), with(remittance())] {
            assert!(told_before(&known, &with(remittance())).iter().all(|told| *told));
            assert!(told_before(&with(remittance()), &known).iter().all(|told| *told));
        }
        // The list was made before the payments came: they are new, the remittance is not.
        let early = [line(60_000, "REMISE DE PRELEVEMENTS")];
        assert_eq!(told_before(&early, &with(remittance())), [false, false, true, true, true]);
        assert_eq!(told_before(&remittance(), &whole()), [false, false, true], "of its kind");
        // What the file says to be a remittance is it; without that nor a kind, what names nobody.
        let two = |kind: LineKind, is_whole| {
            let dupont = Told { kind, iban: "FR76".to_owned(), ..line(60_000, "VIR DUPONT") };
            [dupont, Told { kind, is_whole, ..line(60_000, "CREDIT MULTIPLE FICHIER 88 LOT 12") }]
        };
        for (kind, is_whole) in [(LineKind::DirectDebit, true), (LineKind::Other, true), (LineKind::Other, false)] {
            assert_eq!(told_before(&remittance(), &two(kind, is_whole)), [false, true], "{kind:?} {is_whole}");
            assert_eq!(told_before(&two(kind, is_whole)[..1], &remittance()), [true; 3], "there is no other");
        }
    }

    #[test]
    fn equal_amounts_go_by_what_they_share_then_by_their_order() {
        let known = [line(12_000, "VIR DUPONT")];
        let bank = |first: &str, second: &str| [line(12_000, first), line(12_000, second)];
        let (martin, dupont) = ("VIR SEPA RECU MARTIN SUBSCRIPTION", "DUPONT JEAN");
        assert_eq!(told_before(&known, &bank(martin, dupont)), [false, true]);
        assert_eq!(told_before(&known, &bank(dupont, martin)), [true, false]);
        assert_eq!(told_before(&bank(martin, dupont), &known), [true]);
        assert_eq!(told_before(&known, &bank("VIR SEPA RECU", "VIR INST")), [true, false], "nothing tells: the first");
        // Each has words of both: the one that says least else.
        let known = [line(12_000, "DUPONT FACTURE F-2026-7"), line(12_000, "DUPONT FACTURE F-2026-8")];
        assert_eq!(told_before(&known[1..], &known), [false, true]);
        // An account and a reference say more than words.
        let iban = |text: &str, iban: &str| Told { iban: iban.to_owned(), ..line(12_000, text) };
        let known = [iban("VIR MARTIN", "FR76")];
        assert_eq!(told_before(&known, &[iban("VIR MARTIN", "FR14"), iban("JEANNE M.", "FR76")]), [false, true]);
        let referred = |text: &str| Told { references: BTreeSet::from(["E2E-77".to_owned()]), ..line(12_000, text) };
        assert_eq!(told_before(&[referred("VIR MARTIN")], &[line(12_000, "VIR MARTIN PAUL"), referred("X")]), [false, true]);
    }

    #[test]
    fn parts_are_one_remittance_where_they_follow_each_other_and_make_it_up() {
        let part = |statement, cents, rank| (statement, Cents(cents), Some(PartOf { rank, whole: Cents(600) }));
        let single = (7, Cents(600), None);
        let whole = [single, part(7, 100, 1), part(7, 200, 2), part(7, 300, 3), single, part(7, 250, 1), part(7, 350, 2)];
        assert_eq!(remittances(&whole), [None, Some(1), Some(1), Some(1), None, Some(5), Some(5)]);
        assert_eq!(remittances(&[part(7, 100, 1), part(7, 200, 2)]), [None, None], "a part is not there");
        assert_eq!(remittances(&[part(7, 100, 1), part(7, 200, 2), part(8, 300, 3)]), [None; 3], "of another statement");
        assert_eq!(remittances(&[part(7, 100, 2), part(7, 500, 3)]), [None; 2]);
        assert_eq!(remittances(&[part(7, 600, 1)]), [None]);
    }

    /// How a format tells the bookings of a day: a remittance as one line, by its parts, or as lines of their own; in any order.
    fn told(bookings: &[Vec<i64>], how: u8, turn: usize, prefix: &str) -> Vec<Told> {
        let mut lines = Vec::new();
        for (number, parts) in bookings.iter().enumerate() {
            let text = |at: usize| format!("{prefix} CLIENT{number}X{at}");
            match (how, parts.as_slice()) {
                (_, [one]) => lines.push(line(*one, &text(0))),
                (0, parts) => lines.push(line(parts.iter().sum(), prefix)),
                (how, parts) => {
                    let number = (how == 1).then(|| u64::try_from(number).expect("few"));
                    lines.extend(parts.iter().enumerate().map(|(at, cents)| Told { batch: number, ..line(*cents, &text(at)) }));
                }
            }
        }
        let turn = turn % lines.len().max(1);
        lines.rotate_left(turn);
        lines
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        /// One day that two formats tell whole is there once, whoever comes first, named or not.
        #[test]
        fn a_day_told_twice_is_there_once(
            bookings in proptest::collection::vec(proptest::collection::vec(1i64..4, 1..4), 1..7),
            // One line for all beside lines of their own is left out: nobody could tell.
            (first, second) in proptest::sample::select(vec![(0u8, 0u8), (0, 1), (1, 0), (1, 1), (1, 2), (2, 1), (2, 2)]),
            turn in 0usize..9,
            named in any::<bool>(),
        ) {
            let bare = |mut lines: Vec<Told>| {
                if !named {
                    lines.iter_mut().for_each(|line| (line.label, line.words) = (String::new(), BTreeSet::new()));
                }
                lines
            };
            let (known, new) = (bare(told(&bookings, first, turn, "VIR SEPA")), bare(told(&bookings, second, 2 * turn + 1, "VIREMENT")));
            prop_assert_eq!(told_before(&known, &new), vec![true; new.len()]);
        }

        /// A list made during the day, completed by the statement of the whole day: each payment is there once, under its own name.
        #[test]
        fn a_part_of_a_day_is_completed_by_names(
            bookings in proptest::collection::vec(1i64..4, 1..9),
            seen in proptest::collection::vec(any::<bool>(), 9),
            turn in 0usize..9,
        ) {
            let singles: Vec<Vec<i64>> = bookings.iter().map(|cents| vec![*cents]).collect();
            let all = told(&singles, 1, 0, "VIR SEPA");
            let known: Vec<Told> = all.iter().zip(&seen).filter(|(_, seen)| **seen).map(|(line, _)| line.clone()).collect();
            let new = told(&singles, 1, turn, "VIREMENT");
            let was: Vec<bool> = new.iter().map(|line| known.iter().any(|known| known.words == line.words)).collect();
            prop_assert_eq!(told_before(&known, &new), was);
        }
    }
}
