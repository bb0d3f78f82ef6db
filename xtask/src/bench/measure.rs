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

impl Measured {
    /// The cost in a line, for one command measured by itself.
    pub fn line(&self) -> String {
        format!("{} s of CPU, {} s, {} MiB, exit code {}", seconds(self.cpu), seconds(self.wall), self.kib / 1024, self.code)
    }
}

/// Runs a command to its end with these settings; its standard output is thrown away, its errors are shown.
pub fn measure(command: &[String], settings: &[(String, String)]) -> Result<Measured, String> {
    let report = env::temp_dir().join(format!("quittance-measure-{}", process::id()));
    let status = Command::new("python3")
        .args(["-c", WRAPPER])
        .arg(&report)
        .args(command)
        .envs(settings.iter().map(|(name, value)| (name, value)))
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
        let little = measure(&["sh", "-c", "exit $CODE"].map(str::to_owned), &[("CODE".to_owned(), "3".to_owned())]).expect("measured");
        let program = ["python3", "-c", "b = bytearray(200 << 20)"].map(str::to_owned);
        let much = measure(&program, &[]).expect("measured");
        assert_eq!((little.code, much.code), (3, 0));
        assert!(much.kib > 200 << 10 && little.kib < 100 << 10, "{little:?} {much:?}");
    }

    #[test]
    fn a_command_that_is_not_there_is_an_error() {
        let problem = measure(&["no-such-program-anywhere".to_owned()], &[]).expect_err("absent");
        assert!(problem.contains("no-such-program-anywhere"), "{problem}");
    }

    #[test]
    fn a_line_says_the_cost() {
        let measured = Measured { code: 1, wall: Duration::from_secs(2), cpu: Duration::from_micros(1_234_567), kib: 20 << 10 };
        assert_eq!(measured.line(), "1.2 s of CPU, 2.0 s, 20 MiB, exit code 1");
    }
}
