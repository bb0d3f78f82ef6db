//! Steps run one after the other, each with the time it took; one that fails does not hide the next.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

/// What was run so far.
#[derive(Default)]
pub struct Steps {
    done: Vec<Step>,
}

struct Step {
    name: &'static str,
    outcome: Outcome,
    wall: Duration,
    cpu: Option<Duration>,
}

enum Outcome {
    Passed,
    Failed(String),
}

impl Steps {
    /// Runs a command to its end, its output shown as it comes.
    pub fn run(&mut self, name: &'static str, command: &mut Command) {
        println!("\n==> {name}");
        let (start, before) = (Instant::now(), children_cpu());
        let outcome = match command.status() {
            Ok(status) if status.success() => Outcome::Passed,
            Ok(status) => Outcome::Failed(status.to_string()),
            Err(error) => Outcome::Failed(format!("{}: {error}", command.get_program().display())),
        };
        let cpu = before.zip(children_cpu()).map(|(before, after)| after.saturating_sub(before));
        self.done.push(Step { name, outcome, wall: start.elapsed(), cpu });
    }

    /// The table of times, a line a step.
    pub fn table(&self) -> String {
        let mut table = format!("{:<28} {:>9} {:>9}\n", "step", "wall s", "CPU s");
        for step in &self.done {
            let note = match &step.outcome {
                Outcome::Passed => String::new(),
                Outcome::Failed(how) => format!("  FAILED ({how})"),
            };
            let cpu = step.cpu.map_or_else(|| "-".to_owned(), seconds);
            let _ = writeln!(table, "{:<28} {:>9} {cpu:>9}{note}", step.name, seconds(step.wall));
        }
        table
    }

    /// The end: the names of what failed, as an error.
    pub fn finish(self) -> Result<(), String> {
        let failed: Vec<_> = self.done.iter().filter(|step| matches!(step.outcome, Outcome::Failed(_))).map(|step| step.name).collect();
        if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
    }
}

/// Seconds with one decimal.
pub fn seconds(time: Duration) -> String {
    let tenths = (time.as_millis() + 50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// User and system time of the children that ended, from `/proc/self/stat`; `None` where there is no such file.
fn children_cpu() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    parse_children_cpu(&stat)
}

/// Fields 16 and 17 (cutime, cstime) count hundredths of a second; the name in field 2 may hold blanks and brackets.
fn parse_children_cpu(stat: &str) -> Option<Duration> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(13);
    let ticks: u64 = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_children_is_read_after_the_name_whatever_the_name_holds() {
        let stat = "42 (a) b (c) S 1 42 42 0 -1 4194304 10 0 0 0 7 8 150 25 20 0 1 0 99";
        assert_eq!(parse_children_cpu(stat), Some(Duration::from_millis(1750)));
    }

    #[test]
    fn a_failed_step_is_named_at_the_end_and_in_the_table() {
        let mut steps = Steps::default();
        steps.run("good", &mut Command::new("true"));
        steps.run("bad", &mut Command::new("false"));
        steps.run("absent", &mut Command::new("no-such-program-anywhere"));
        let table = steps.table();
        assert_eq!(table.matches("FAILED").count(), 2, "{table}");
        assert_eq!(steps.finish(), Err("failed: bad, absent".to_owned()));
    }

    #[test]
    fn seconds_are_rounded_to_a_tenth() {
        assert_eq!(seconds(Duration::from_millis(12_349)), "12.3");
        assert_eq!(seconds(Duration::from_millis(950)), "1.0");
    }
}
