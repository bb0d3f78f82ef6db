//! How good and how fast reconciliation is, on a generated bank year whose truth is known.
//!
//! `match_bench [--n CLAIMS] [--lines L] [--seed S] [--show N]`. The seed that measures is the default; the engine was tuned with
//! others. `--show N` prints N lines that went wrong, for tuning. `cargo xtask match-bench` runs it in release.

mod dice;
mod labels;
mod lines;
mod names;
mod others;
mod score;
mod world;

use std::error::Error;
use std::time::{Duration, Instant};

use domain::payments::{Builder, Line, Outcome, Verdict, reconcile};
use lines::{Case, Truth, settings, year};
use score::{Board, judged};
use world::{TODAY, World};

/// The seed that measures: never used to set a constant of the engine.
const MEASURING: u64 = 0x51EA_2026;

struct Asked {
    claims: usize,
    lines: usize,
    seed: u64,
    show: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let asked = asked(std::env::args().skip(1))?;
    let world = World::of(asked.seed, asked.claims);
    let mut books = Builder::default();
    let cases = year(&world, &mut books, asked.lines);
    let lines: Vec<Line> = cases.iter().map(|case| case.line.clone()).collect();
    let before = peak();
    let start = Spent::now();
    world.fill(&mut books);
    let mut index = books.finish();
    let built = Spent::now();
    let verdicts = reconcile(&mut index, &lines, &settings(), TODAY);
    let matched = Spent::now();
    println!("{} claims, {} lines, seed {}\n", asked.claims, lines.len(), asked.seed);
    let board = Board::of(&cases, &verdicts);
    print!("{}", board.table());
    let [index, lines, total] = [start.until(&built), built.until(&matched), start.until(&matched)];
    println!("time                   {total} (goal 10 s for a million claims and 100 000 lines): index {index}, lines {lines}");
    println!("memory                 {} MiB at most, {} MiB of it the generator's before the index was made", peak(), before);
    if asked.show > 0 {
        show(&cases, &verdicts, asked.show);
    }
    Ok(())
}

fn asked(mut args: impl Iterator<Item = String>) -> Result<Asked, Box<dyn Error>> {
    let mut asked = Asked { claims: 1_000_000, lines: 100_000, seed: MEASURING, show: 0 };
    while let Some(option) = args.next() {
        let value: u64 = args.next().ok_or_else(|| format!("{option} needs a value"))?.replace('_', "").parse()?;
        match option.as_str() {
            "--n" => asked.claims = usize::try_from(value)?.max(10),
            "--lines" => asked.lines = usize::try_from(value)?,
            "--seed" => asked.seed = value,
            "--show" => asked.show = usize::try_from(value)?,
            _ => return Err(format!("unknown option {option}").into()),
        }
    }
    Ok(asked)
}

/// Time spent until a moment.
struct Spent {
    wall: Instant,
    /// Of the processor, user and system; none where the kernel does not say.
    cpu: Duration,
}

impl Spent {
    fn now() -> Spent {
        // Fields 14 and 15 of the kernel's account count hundredths of a second; the name in field 2 may hold blanks.
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
        let fields = stat.rsplit_once(')').map_or("", |(_, after)| after).split_whitespace().skip(11).take(2);
        let ticks: u64 = fields.filter_map(|field| field.parse::<u64>().ok()).sum();
        Spent { wall: Instant::now(), cpu: Duration::from_millis(10 * ticks) }
    }

    fn until(&self, later: &Spent) -> String {
        let (cpu, wall) = (later.cpu.saturating_sub(self.cpu), later.wall - self.wall);
        let seconds = |time: Duration| format!("{}.{:02}", time.as_secs(), time.subsec_millis() / 10);
        format!("{} s of CPU in {} s", seconds(cpu), seconds(wall))
    }
}

/// The most memory the process had, in MiB, as the kernel says; nothing where it does not.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// Automatic answers that are wrong, then payments that were not matched.
fn show(cases: &[Case], verdicts: &[Verdict], most: usize) {
    let all = cases.iter().zip(verdicts).map(|(case, verdict)| (case, verdict, judged(case, verdict)));
    let wrong = all.clone().filter(|(_, _, count)| count.automatic_wrong > 0);
    let missed = all.filter(|(case, _, count)| {
        matches!(case.truth, Truth::Pays(..) | Truth::TakesBack(_)) && count.automatic_right + count.first + count.automatic_wrong == 0
    });
    for (case, verdict, count) in wrong.take(most).chain(missed.take(most)) {
        let what = if count.automatic_wrong > 0 { "WRONG" } else { "missed" };
        let line = &case.line;
        println!(
            "\n{what} [{}] {} {:?} ref={:?} e2e={:?} name={:?} iban={:?}",
            case.kind,
            line.cents.plain(),
            line.texts,
            line.reference,
            line.end_to_end,
            line.payer_name,
            line.payer_iban
        );
        println!("  truth {:?}", case.truth);
        match &verdict.outcome {
            Outcome::Automatic(found) => println!("  automatic {} {:?} {:?} {}", found.score, found.allocations, found.rest, found.reason),
            Outcome::Proposed(found) => {
                println!("  {}", verdict.why);
                for found in found.iter().take(3) {
                    println!("  proposed {} {:?} {:?} {}", found.score, found.allocations, found.rest, found.reason);
                }
            }
            other => println!("  {other:?} {}", verdict.why),
        }
    }
}
