//! Generated bank years, small ones: the goals of reconciliation hold on every seed, and the answer is the same each time.
//!
//! The generator is that of the measure (`examples/match_bench`), whose truth is made before the engine sees anything.

#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../../examples/match_bench/dice.rs"]
mod dice;
#[path = "../../examples/match_bench/labels.rs"]
mod labels;
#[path = "../../examples/match_bench/lines.rs"]
mod lines;
#[path = "../../examples/match_bench/names.rs"]
mod names;
#[path = "../../examples/match_bench/others.rs"]
mod others;
#[path = "../../examples/match_bench/score.rs"]
mod score;
#[path = "../../examples/match_bench/world.rs"]
mod world;

use std::collections::BTreeMap;

use domain::ids::ClaimId;
use domain::money::Cents;
use domain::payments::{Builder, Index, Line, Outcome, Verdict, reconcile};
use lines::{Case, Truth, settings, year};
use score::Board;
use world::{TODAY, World};

/// Seeds of these tests: not the one that measures.
const SEEDS: [u64; 4] = [101, 102, 103, 104];

struct Year {
    world: World,
    cases: Vec<Case>,
    lines: Vec<Line>,
    verdicts: Vec<Verdict>,
}

fn books(world: &World, many: usize) -> (Index, Vec<Case>) {
    let mut books = Builder::default();
    let cases = year(world, &mut books, many);
    world.fill(&mut books);
    (books.finish(), cases)
}

fn lived(seed: u64) -> Year {
    let world = World::of(seed, 6_000);
    let (mut index, cases) = books(&world, 900);
    let lines: Vec<Line> = cases.iter().map(|case| case.line.clone()).collect();
    let verdicts = reconcile(&mut index, &lines, &settings(), TODAY);
    Year { world, cases, lines, verdicts }
}

#[test]
fn nineteen_payments_in_twenty_are_matched_and_what_is_automatic_is_right() {
    for seed in SEEDS {
        let year = lived(seed);
        let board = Board::of(&year.cases, &year.verdicts);
        assert!(board.recall() >= 95_000, "seed {seed}\n{}", board.table());
        assert_eq!(board.wrong(), 0, "seed {seed}\n{}", board.table());
        assert!(board.share() >= 60_000, "seed {seed}\n{}", board.table());
    }
}

#[test]
fn no_cent_is_made_or_lost_over_a_year() {
    for seed in SEEDS {
        let year = lived(seed);
        let mut paid = BTreeMap::<ClaimId, Cents>::new();
        for (verdict, line) in year.verdicts.iter().zip(&year.lines) {
            let matches = match &verdict.outcome {
                Outcome::Automatic(found) => std::slice::from_ref(found),
                Outcome::Proposed(found) => found,
                _ => &[],
            };
            for found in matches {
                let allocated: Cents = found.allocations.iter().map(|(_, cents)| *cents).sum();
                assert_eq!(allocated + found.rest.on_account(), line.cents, "{found:?}");
            }
            for (claim, cents) in verdict.automatic().iter().flat_map(|found| &found.allocations) {
                *paid.entry(*claim).or_default() += *cents;
            }
        }
        for (at, claim) in year.world.claims.iter().enumerate() {
            let paid = paid.get(&World::claim_id(at)).copied().unwrap_or_default();
            // A letter asked up to 70 € of accessories.
            assert!(paid.0 <= claim.cents + 7_000, "claim {at} is paid {paid:?} of {}", claim.cents);
        }
    }
}

#[test]
fn money_out_of_nowhere_is_never_allocated_and_a_customers_unexplained_money_holds_its_letters() {
    let mut held = (0, 0);
    for seed in SEEDS {
        let year = lived(seed);
        for (case, verdict) in year.cases.iter().zip(&year.verdicts) {
            match &case.truth {
                Truth::Nothing => assert_eq!(verdict.automatic(), None, "{:?} {:?}", case.line, verdict),
                Truth::OfCustomer(debtor) => held = (held.0 + u32::from(verdict.holds.contains(debtor)), held.1 + 1),
                _ => {}
            }
            assert!(verdict.holds.len() <= settings().most_holds);
            assert!(!verdict.why.is_empty());
        }
    }
    assert!(held.1 > 20 && held.0 * 10 >= held.1 * 8, "{} of {} hold their customer", held.0, held.1);
}

#[test]
fn the_same_year_is_judged_the_same_whatever_the_order_of_its_file() {
    let world = World::of(SEEDS[0], 3_000);
    let (mut index, cases) = books(&world, 400);
    let lines: Vec<Line> = cases.iter().map(|case| case.line.clone()).collect();
    let verdicts = reconcile(&mut index, &lines, &settings(), TODAY);
    let (mut index, _) = books(&world, 400);
    let turned: Vec<Line> = lines.iter().rev().cloned().collect();
    let mut again = reconcile(&mut index, &turned, &settings(), TODAY);
    again.reverse();
    let different = verdicts.iter().zip(&again).filter(|(one, other)| one.automatic().is_some() != other.automatic().is_some()).count();
    assert_eq!(different, 0);
    assert_eq!(verdicts.first().unwrap(), again.first().unwrap());
}
