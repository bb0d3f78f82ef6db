//! Stories: day-by-day texts in French that an accountant can check with a pencil, through one [`check`].
//!
//! A story is told day by day; the engine is asked on EVERY day from the first to the last, and whatever it wants to do on a
//! day that does not say so fails the story. An expected action is then approved, run, and confirmed as sent that day,
//! unless the line says otherwise. `law/stories/LISEZ-MOI.md` has the words.

mod bank;
mod grammar;
mod statuses;
pub mod told;

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use told::Told;

/// Plays a story and panics at the first line that does not hold.
pub fn check(name: &str, text: &str) {
    let lines = grammar::parse(text).unwrap_or_else(|error| panic!("{name} : {error}"));
    let mut told = Told::new(name);
    let mut at = 0;
    let mut day = lines.first().map(|line| line.day).unwrap();
    let last = lines.last().map(|line| line.day).unwrap();
    while day <= last {
        let from = at;
        while at < lines.len() && lines[at].day == day {
            at += 1;
        }
        told.day(day, &lines[from..at]);
        day = day.tomorrow().unwrap();
    }
}

/// Every story of the folder.
#[test]
fn every_story_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law/stories");
    let mut names: Vec<_> = std::fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.path()).collect();
    names.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    names.sort();
    // Each story has its own books: they are told side by side.
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(path) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
                    let text = std::fs::read_to_string(path).unwrap();
                    if std::panic::catch_unwind(|| check(&name, &text)).is_err() {
                        failed.lock().unwrap().push(name);
                    }
                }
            });
        }
    });
    let mut failed = failed.into_inner().unwrap();
    failed.sort();
    assert!(failed.is_empty(), "{} stories of {} do not hold: {}", failed.len(), names.len(), failed.join(", "));
    assert!(names.len() >= 140, "only {} stories", names.len());
}

#[test]
#[should_panic(expected = "devait ne rien proposer")]
fn a_story_that_forgets_a_reminder_fails() {
    check(
        "oubli",
        "
        2026-03-02  facture F1 de 1200,00 €, échéance 2026-04-01
        2026-05-15  rien
        ",
    );
}

#[test]
#[should_panic(expected = "solde de F1")]
fn a_story_with_a_wrong_amount_fails() {
    check(
        "faux solde",
        "
        2026-03-02  facture F1 de 1200,00 €, échéance 2026-04-01
        2026-03-03  solde F1 : 1199,99 €
        ",
    );
}
