//! The incremental run answers what `--all` answers, every day of any history.
//!
//! The daily run reads only the debtors that are due: whose day came, of whom something was recorded, or for whom the rules
//! changed. That this forgets nobody is proved here by living random histories, with every kind of event, and by the cases
//! that once failed. `QUITTANCE_LONG=1` lives two thousand of them; `QUITTANCE_SEED` one alone, to look into.

mod cases;
mod draw;
mod happen;
pub mod history;
mod scenario_text;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::events::Event;

pub use happen::complete_creditor;
use history::{History, Lived, Seen};

/// Histories of the default run and of the long one.
const HISTORIES: (u64, u64) = (40, 2_000);

/// The seeds to live.
fn seeds() -> std::ops::Range<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    match (number("QUITTANCE_SEED"), std::env::var_os("QUITTANCE_LONG")) {
        (Some(seed), _) => seed..seed + 1,
        (None, Some(_)) => 0..HISTORIES.1,
        (None, None) => 0..HISTORIES.0,
    }
}

/// Lives histories on every core, and says what they saw.
pub fn live_all(seeds: std::ops::Range<u64>, watched: bool) -> Seen {
    let (next, failed, seen) = (AtomicU64::new(seeds.start), Mutex::new(Vec::new()), Mutex::new(Seen::default()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return;
                    }
                    match live(seed, watched) {
                        Ok(found) => seen.lock().unwrap().add(found),
                        Err(why) => {
                            eprintln!("seed {seed}, {why}\n");
                            failed.lock().unwrap().push(seed);
                        }
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    let seen = seen.into_inner().unwrap();
    println!("{seeds:?}: {} comparisons, {} actions in them, {} letters handed over", seen.compared, seen.proposed, seen.letters);
    assert!(failed.is_empty(), "{} histories do not hold, of seeds {failed:?}", failed.len());
    seen
}

fn live(seed: u64, watched: bool) -> Lived<Seen> {
    let mut history = History::new(seed, watched)?;
    history.live()?;
    history.seen.kinds = crate::differential::facts_agree(history.books())?;
    Ok(history.seen)
}

#[test]
fn incremental_and_all_answer_the_same_long() {
    let seeds = seeds();
    let many = seeds.end - seeds.start;
    let seen = live_all(seeds, true);
    if many > 1 {
        // Users, notes, who follows whom, wording, what is told again and the accountant's own balances decide nothing.
        let idle = ["user.", "note.", "follower.", "absence.", "template.", "entry.", "debtor.code_learned", "accounts.", "difference."];
        let deciding = |kind: &&str| !idle.iter().any(|start| kind.starts_with(start));
        let missing: Vec<_> =
            Event::KINDS.iter().map(|(kind, _)| *kind).filter(deciding).filter(|kind| !seen.kinds.contains(kind)).collect();
        assert!(missing.is_empty(), "no history has {missing:?}");
        assert_eq!(seen.channels.len(), 4, "letters by {:?} only", seen.channels);
        assert!(seen.letters > many && seen.proposed > many * 10, "histories in which little happens: {seen:?}");
    }
}
