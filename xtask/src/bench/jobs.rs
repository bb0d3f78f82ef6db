//! The jobs that are measured through the command line of the program, as a user would run them.
//!
//! The mixed portfolio is imported with its payments; what has no file form (disputes, promises, contacts) stays in `vie.csv`.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use super::measure::{Against, Measured, measure};
use super::{Portfolio, write_data};

/// One job.
#[derive(Debug, PartialEq, Eq)]
pub struct Job {
    name: &'static str,
    /// The command line; `FILES` stands for the files of the portfolio.
    command: &'static [&'static str],
    /// Goal on two cores with a million invoices: microseconds of CPU an invoice.
    goal: u64,
}

/// In the order in which they are run: the import makes the data of the others.
const JOBS: &[Job] = &[
    Job { name: "import", command: &["import", "FILES"], goal: 20 },
    Job { name: "plan", command: &["plan", "--all", "--on", "2026-11-21", "--json"], goal: 10 },
    Job { name: "balance", command: &["balance", "--json"], goal: 1 },
    Job { name: "balance-past", command: &["balance", "--on", "2026-06-30", "--json"], goal: 3 },
    Job { name: "check", command: &["check"], goal: 40 },
];

/// What to run.
#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
    /// Numbers of invoices, one after the other.
    pub sizes: Vec<u64>,
    /// Which data.
    pub portfolio: Portfolio,
    /// One job only (the import is run all the same), or all.
    pub only: Option<&'static Job>,
    /// A folder in which the data stays; without it, it is removed.
    pub keep: Option<PathBuf>,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan { sizes: vec![10_000, 100_000], portfolio: Portfolio::Base, only: None, keep: None }
    }
}

/// A job by its name.
pub fn named(name: &str) -> Result<&'static Job, String> {
    let names = || JOBS.iter().map(|job| job.name).collect::<Vec<_>>().join(", ");
    JOBS.iter().find(|job| job.name == name).ok_or_else(|| format!("{name}: the jobs are {}", names()))
}

/// The jobs and their goals, a line each.
pub fn list() -> String {
    let mut text = String::from("job            goal, µs of CPU an invoice   command\n");
    for job in JOBS {
        let _ = writeln!(text, "{:<14} {:>27}   quittance {}", job.name, job.goal, job.command.join(" "));
    }
    text
}

/// Runs the jobs on the release binary, each size in a folder of its own.
pub fn run(plan: &Plan) -> Result<(), String> {
    let program = Path::new("target/release/quittance");
    if !program.is_file() {
        return Err(format!("{} is not there: cargo build --release", program.display()));
    }
    let folder = plan.keep.clone().unwrap_or_else(|| env::temp_dir().join(format!("quittance-bench-{}", process::id())));
    let outcome = plan.sizes.iter().try_for_each(|n| run_size(plan, program, *n, &folder.join(n.to_string())));
    if plan.keep.is_none() {
        let _ = fs::remove_dir_all(&folder);
    }
    outcome
}

fn run_size(plan: &Plan, program: &Path, n: u64, folder: &Path) -> Result<(), String> {
    let mut files = write_data(plan.portfolio, n, folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    files.truncate(2);
    println!("\n{n} invoices, {:?} portfolio", plan.portfolio);
    print!("{}", Measured::HEAD);
    let wanted = |job: &&Job| plan.only.is_none_or(|only| only == *job || job.name == "import");
    for job in JOBS.iter().filter(wanted) {
        let command = command_line(program, job, &files, &folder.join("data"));
        let measured = measure(&command)?;
        print!("{}", measured.row(job.name, Some(Against { n, goal: job.goal })));
        if measured.code > 1 || measured.code < 0 {
            return Err(format!("{} ended with {}", command.join(" "), measured.code));
        }
    }
    Ok(())
}

fn command_line(program: &Path, job: &Job, files: &[PathBuf], data: &Path) -> Vec<String> {
    let text = |path: &Path| path.display().to_string();
    let mut line = vec![text(program)];
    for word in job.command {
        match *word {
            "FILES" => line.extend(files.iter().map(|file| text(file))),
            word => line.push(word.to_owned()),
        }
    }
    line.extend(["--data".to_owned(), text(data)]);
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_becomes_the_command_line_of_a_user() {
        let files = [PathBuf::from("f.csv"), PathBuf::from("r.csv")];
        let line = command_line(Path::new("q"), &JOBS[0], &files, Path::new("d"));
        assert_eq!(line, ["q", "import", "f.csv", "r.csv", "--data", "d"]);
    }

    #[test]
    fn every_job_is_listed_with_its_goal() {
        let text = list();
        assert!(JOBS.iter().all(|job| text.contains(job.name) && text.contains(&job.goal.to_string())), "{text}");
    }
}
