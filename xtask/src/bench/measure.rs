//! One command, measured from outside: CPU, memory at its highest, wall time.
//!
//! The kernel's own account of an ended child is asked for by a few lines of Python, since asking needs `unsafe` in Rust. The
//! memory cannot come out under that of Python itself (about 10 MiB).

use std::env;
use std::fs;
use std::process::{self, Command};
use std::time::Duration;

use crate::steps::seconds;

const WRAPPER: &str = "
import resource, subprocess, sys, time
# Python may itself have been started by a script that had children.
before = resource.getrusage(resource.RUSAGE_CHILDREN)
start = time.monotonic_ns()
code = subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL).returncode
wall = (time.monotonic_ns() - start) // 1000
used = resource.getrusage(resource.RUSAGE_CHILDREN)
cpu = round((used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime) * 1e6)
with open(sys.argv[1], 'w') as out:
    print(code, wall, cpu, used.ru_maxrss, file=out)
";

/// What a command cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Its exit code; negative for the signal that ended it.
    pub code: i32,
    /// Wall time.
    pub wall: Duration,
    /// User and system time, of all its threads and children.
    pub cpu: Duration,
    /// Resident memory at its highest, in KiB.
    pub kib: u64,
}

/// How a figure compares: invoices, and microseconds of CPU for each that are the goal.
#[derive(Clone, Copy, Debug)]
pub struct Against {
    /// Invoices of the portfolio.
    pub n: u64,
    /// The goal, in microseconds of CPU an invoice.
    pub goal: u64,
}

impl Measured {
    /// The head of the table.
    pub const HEAD: &str = "command                          CPU s    wall s  MiB   µs each  goal\n";

    /// A line of the table.
    pub fn row(&self, label: &str, against: Option<Against>) -> String {
        let each = against.map_or_else(String::new, |Against { n, goal }| {
            let tenths = self.cpu.as_micros() * 10 / u128::from(n);
            format!("{:>7}.{}  {goal:>4}", tenths / 10, tenths % 10)
        });
        let failed = if self.code == 0 { String::new() } else { format!("  exit code {}", self.code) };
        let (cpu, wall) = (seconds(self.cpu), seconds(self.wall));
        format!("{label:<30} {cpu:>7} {wall:>9} {:>4} {each}{failed}\n", self.kib / 1024)
    }
}

/// Runs a command to its end; its standard output is thrown away, its errors are shown.
pub fn measure(command: &[String]) -> Result<Measured, String> {
    let report = env::temp_dir().join(format!("quittance-measure-{}", process::id()));
    let status = Command::new("python3")
        .args(["-c", WRAPPER])
        .arg(&report)
        .args(command)
        .status()
        .map_err(|error| format!("python3: {error}; measuring needs it"))?;
    let line = fs::read_to_string(&report);
    let _ = fs::remove_file(&report);
    match line {
        Ok(line) if status.success() => parse(&line).ok_or_else(|| format!("not a measure: {line}")),
        _ => Err(format!("could not run {}", command.join(" "))),
    }
}

fn parse(line: &str) -> Option<Measured> {
    let mut fields = line.split_whitespace();
    let code = fields.next()?.parse().ok()?;
    let mut number = || fields.next()?.parse::<u64>().ok();
    let (wall, cpu, kib) = (number()?, number()?, number()?);
    Some(Measured { code, wall: Duration::from_micros(wall), cpu: Duration::from_micros(cpu), kib })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_exit_code_are_those_of_the_command() {
        let little = measure(&["sh".to_owned(), "-c".to_owned(), "exit 3".to_owned()]).expect("measured");
        let program = ["python3", "-c", "b = bytearray(200 << 20)"].map(str::to_owned);
        let much = measure(&program).expect("measured");
        assert_eq!((little.code, much.code), (3, 0));
        assert!(much.kib > 200 << 10 && little.kib < 100 << 10, "{little:?} {much:?}");
    }

    #[test]
    fn a_command_that_is_not_there_is_an_error() {
        let problem = measure(&["no-such-program-anywhere".to_owned()]).expect_err("absent");
        assert!(problem.contains("no-such-program-anywhere"), "{problem}");
    }

    #[test]
    fn a_row_says_the_cost_of_each_invoice_beside_the_goal() {
        let measured = Measured { code: 0, wall: Duration::from_secs(2), cpu: Duration::from_micros(1_234_567), kib: 20 << 10 };
        let row = measured.row("import", Some(Against { n: 100_000, goal: 20 }));
        assert_eq!(row.split_whitespace().collect::<Vec<_>>(), ["import", "1.2", "2.0", "20", "12.3", "20"]);
    }
}
