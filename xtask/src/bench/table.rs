//! The table of a run: what each job cost, beside its raw lower bound and its goal, and how the cost grows.

use std::fmt::Write as _;
use std::time::Duration;

use super::jobs::{Goal, Job};
use super::measure::Measured;

/// One job on one size.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Which.
    pub job: &'static Job,
    /// Claims.
    pub n: u64,
    /// What it cost.
    pub cost: Measured,
    /// CPU and wall time of the raw lower bound.
    pub raw: Option<(Duration, Duration)>,
}

/// A million claims: what the goals are for.
const MILLION: u64 = 1_000_000;

/// The head of the table.
pub const HEAD: &str = "job                  n   wall s    CPU s  µs/claim   MiB   raw CPU   ratio     goal   met\n";

impl Line {
    /// A line of the table. `import` is the CPU of the import of the same size.
    pub fn row(&self, import: Option<Duration>) -> String {
        let goal = self.goal(import);
        let met = goal.map_or("-", |goal| if self.cost.cpu <= goal { "yes" } else { "NO" });
        let (raw, ratio) = match self.raw {
            // Under a millisecond the watch says too little for a ratio.
            Some((cpu, _)) if cpu < Duration::from_millis(1) => (thousandths(cpu), "-".to_owned()),
            Some((cpu, _)) => (thousandths(cpu), ratio(self.cost.cpu, cpu)),
            None => ("-".to_owned(), "-".to_owned()),
        };
        let each = self.cost.cpu.as_nanos() / u128::from(self.n) / 10;
        let failed = if self.cost.code == 0 { String::new() } else { format!("  exit code {}", self.cost.code) };
        format!(
            "{:<12} {:>9} {:>8} {:>8} {:>6}.{:02} {:>5} {raw:>9} {ratio:>7} {:>8} {met:>5}{failed}\n",
            self.job.name,
            self.n,
            thousandths(self.cost.wall),
            thousandths(self.cost.cpu),
            each / 100,
            each % 100,
            self.cost.kib / 1024,
            goal.map_or_else(|| "-".to_owned(), thousandths),
        )
    }

    /// What it may cost: goals are said for a million claims only.
    fn goal(&self, import: Option<Duration>) -> Option<Duration> {
        match self.job.goal {
            Goal::Tenths(tenths) if self.n == MILLION => Some(Duration::from_millis(tenths * 100)),
            Goal::Imports(times) => import.map(|import| import * u32::try_from(times).unwrap_or(1)),
            _ => None,
        }
    }
}

/// How the cost of each job grew from one size to ten times that.
pub fn growth(lines: &[Line]) -> String {
    let mut text = String::new();
    for small in lines {
        let Some(large) = lines.iter().find(|line| line.job == small.job && line.n == 10 * small.n) else { continue };
        let met = if large.cost.cpu <= small.cost.cpu * 11 { "yes" } else { "NO" };
        let (from, to, grown) = (small.n, large.n, ratio(large.cost.cpu, small.cost.cpu));
        let (before, after) = (small.cost.kib / 1024, large.cost.kib / 1024);
        let _ = writeln!(
            text,
            "{:<12} {from:>9} to {to:>9}: {grown:>6} times the CPU (goal 11: {met}), {before} to {after} MiB",
            small.job.name
        );
    }
    text
}

/// Seconds with three decimals.
pub fn thousandths(time: Duration) -> String {
    format!("{}.{:03}", time.as_secs(), time.subsec_millis())
}

/// `a / b` with one decimal.
fn ratio(a: Duration, b: Duration) -> String {
    let tenths = a.as_micros() * 10 / b.as_micros().max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::jobs::named;

    fn line(job: &str, n: u64, cpu: u64) -> Line {
        let cost = Measured { code: 0, wall: Duration::from_millis(2 * cpu), cpu: Duration::from_millis(cpu), kib: 20 << 10 };
        Line { job: named(job).expect("a job"), n, cost, raw: Some((Duration::from_millis(cpu / 4), Duration::ZERO)) }
    }

    fn words(row: &str) -> Vec<&str> {
        row.split_whitespace().collect()
    }

    #[test]
    fn a_row_says_the_cost_of_each_claim_beside_the_raw_bound_and_the_goal() {
        let row = line("plan", 1_000_000, 9_876).row(None);
        assert_eq!(words(&row), ["plan", "1000000", "19.752", "9.876", "9.87", "20", "2.469", "4.0", "10.000", "yes"]);
        assert!(line("plan", 1_000_000, 10_001).row(None).contains(" NO"));
        assert_eq!(words(&line("plan", 100_000, 9_000).row(None))[8..], ["-", "-"]);
    }

    #[test]
    fn the_check_is_judged_by_the_import_of_the_same_size() {
        assert!(line("check", 10_000, 190).row(Some(Duration::from_millis(100))).contains("yes"));
        assert!(line("check", 10_000, 210).row(Some(Duration::from_millis(100))).contains("NO"));
    }

    #[test]
    fn ten_times_the_claims_may_cost_eleven_times_the_time() {
        let text = growth(&[line("plan", 10_000, 100), line("plan", 100_000, 1_090), line("plan", 1_000_000, 12_100)]);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].contains("10.9 times") && lines[0].contains("yes"), "{text}");
        assert!(lines[1].contains("11.1 times") && lines[1].contains("NO"), "{text}");
        assert_eq!(lines.len(), 2);
    }
}
