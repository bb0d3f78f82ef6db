//! What libFuzzer writes on its way, as figures, and the table of them.

use std::fmt::Write as _;

/// One target after its run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Its name.
    pub target: String,
    /// Inputs tried.
    pub executions: u64,
    /// Inputs a second.
    pub per_second: u64,
    /// Edges of the program walked through.
    pub edges: u64,
    /// Inputs worth keeping that were found.
    pub new: u64,
    /// The longest that one input took, in seconds.
    pub slowest: u64,
    /// The most that the program allocated at once, in kibibytes.
    pub heap: u64,
    /// The most that the process held, the fuzzer included, in mebibytes.
    pub resident: u64,
    /// What made it fail, in a line.
    pub finding: Option<String>,
    /// The input that did.
    pub artifact: Option<String>,
}

/// Reads the output of a run.
pub fn figures(target: &str, text: &str, succeeded: bool) -> Figures {
    let stat = |name: &str| last_number(text, &format!("stat::{name}:"));
    let artifact = text.lines().rev().find_map(|line| line.split_once("Test unit written to ")).map(|(_, file)| file.trim().to_owned());
    Figures {
        target: target.to_owned(),
        executions: stat("number_of_executed_units"),
        per_second: stat("average_exec_per_sec"),
        edges: last_number(text, " cov:"),
        new: stat("new_units_added"),
        slowest: stat("slowest_unit_time_sec"),
        heap: last_number(text, "heap:"),
        resident: stat("peak_rss_mb"),
        finding: (!succeeded || artifact.is_some()).then(|| finding(text)),
        artifact,
    }
}

/// The number after the last of a mark; 0 where there is none.
fn last_number(text: &str, mark: &str) -> u64 {
    let after = text.rmatch_indices(mark).next().map_or("", |(at, _)| text[at + mark.len()..].trim_start());
    after.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

/// The first line that says why it stopped: our own panic before what libFuzzer makes of it.
fn finding(text: &str) -> String {
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.contains("panicked at") {
            return format!("{} {}", line.trim(), lines.next().unwrap_or_default().trim());
        }
        if line.contains("memory allocation of") || (line.starts_with("==") && line.contains("ERROR")) {
            return line.trim().to_owned();
        }
    }
    "it stopped without saying why".to_owned()
}

/// A line a target.
pub fn table(all: &[Figures]) -> String {
    let mut table = format!(
        "{:<14} {:>12} {:>8} {:>7} {:>7} {:>9} {:>9} {:>13}  findings\n",
        "target", "executions", "per s", "edges", "new", "slowest s", "heap KiB", "resident MiB"
    );
    for figures in all {
        let Figures { target, executions, per_second, edges, new, slowest, heap, resident, finding, .. } = figures;
        let found = u8::from(finding.is_some());
        let _ = writeln!(
            table,
            "{target:<14} {executions:>12} {per_second:>8} {edges:>7} {new:>7} {slowest:>9} {heap:>9} {resident:>13}  {found}"
        );
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: &str = "heap: 2 KiB\n#4096\tpulse  cov: 900 ft: 1000 corp: 10/90b exec/s: 2048 rss: 60Mb\nheap: 11 KiB\n#9000\tDONE   cov: 1234 ft: 2000 corp: 30/900b exec/s: 3000 rss: 71Mb\nDone 9000 runs in 3 second(s)\nstat::number_of_executed_units: 9000\nstat::average_exec_per_sec:     3000\nstat::new_units_added:          20\nstat::slowest_unit_time_sec:    0\nstat::peak_rss_mb:              71\n";

    #[test]
    fn the_last_figures_of_a_run_are_read() {
        let read = figures("camt", QUIET, true);
        assert_eq!((read.executions, read.per_second, read.edges, read.new), (9_000, 3_000, 1_234, 20));
        assert_eq!((read.heap, read.resident, read.slowest, read.finding), (11, 71, 0, None));
    }

    #[test]
    fn a_failure_says_the_panic_and_the_input() {
        let text = format!(
            "{QUIET}panicked at src/a.rs:1:2:\nattempt to add with overflow\n==1== ERROR: libFuzzer: deadly signal\nartifact_prefix='x/'; Test unit written to x/crash-ab\n"
        );
        let read = figures("camt", &text, false);
        assert_eq!(read.finding.as_deref(), Some("panicked at src/a.rs:1:2: attempt to add with overflow"));
        assert_eq!(read.artifact.as_deref(), Some("x/crash-ab"));
        let slow = "==9== ERROR: libFuzzer: timeout after 3 seconds\nTest unit written to x/timeout-ab\n";
        assert_eq!(figures("a", slow, false).finding.as_deref(), Some("==9== ERROR: libFuzzer: timeout after 3 seconds"));
        assert_eq!(figures("a", "", false).finding.as_deref(), Some("it stopped without saying why"));
        assert!(table(&[read]).lines().nth(1).is_some_and(|line| line.starts_with("camt") && line.ends_with(" 1")));
    }
}
