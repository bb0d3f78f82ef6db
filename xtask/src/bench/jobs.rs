//! The jobs of the budget (ARCHITECTURE.md) and their goals.

use std::fmt::Write as _;

/// One job.
#[derive(Debug, PartialEq, Eq)]
pub struct Job {
    /// Its name on the command line and in the table.
    pub name: &'static str,
    /// What is run; `FACTURES`, `REGLEMENTS` stand for the files of the portfolio.
    pub command: &'static [&'static str],
    /// The day that is « today » for it.
    pub today: &'static str,
    /// What it may cost.
    pub goal: Goal,
    /// The job of the raw lower bound.
    pub raw: Option<&'static str>,
    /// Measured on PostgreSQL too.
    pub on_postgres: bool,
    /// Of the mixed portfolio only.
    pub mixed_only: bool,
}

/// What a job may cost with a million claims on two cores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Tenths of a second of CPU.
    Tenths(u64),
    /// So many times the import.
    Imports(u64),
    /// Measured for orientation.
    None,
}

/// The day of the portfolios: a Saturday. Plans and runs are made for the Monday after, when letters may leave.
pub const TODAY: &str = "2026-11-21";
/// That Monday.
pub const MONDAY: &str = "2026-11-23";

/// In the order in which they are run: the import makes the data of the others.
pub const JOBS: &[Job] = &[
    Job {
        name: "import",
        command: &["import", "FACTURES"],
        today: TODAY,
        goal: Goal::Tenths(200),
        raw: Some("import"),
        on_postgres: true,
        mixed_only: false,
    },
    Job {
        name: "payments",
        command: &["import", "REGLEMENTS"],
        today: TODAY,
        goal: Goal::None,
        raw: None,
        on_postgres: true,
        mixed_only: true,
    },
    Job {
        name: "plan",
        command: &["plan", "--all", "--on", MONDAY, "--json"],
        today: TODAY,
        goal: Goal::Tenths(100),
        raw: Some("plan"),
        on_postgres: true,
        mixed_only: false,
    },
    Job {
        name: "balance",
        command: &["balance", "--json"],
        today: TODAY,
        goal: Goal::Tenths(10),
        raw: Some("balance"),
        on_postgres: true,
        mixed_only: false,
    },
    Job {
        name: "balance-past",
        command: &["balance", "--on", "2026-06-30", "--json"],
        today: TODAY,
        goal: Goal::Tenths(30),
        raw: Some("balance"),
        on_postgres: true,
        mixed_only: false,
    },
    Job {
        name: "check",
        command: &["check"],
        today: TODAY,
        goal: Goal::Imports(2),
        raw: Some("check"),
        on_postgres: false,
        mixed_only: false,
    },
    Job { name: "run", command: &["run"], today: MONDAY, goal: Goal::Tenths(5), raw: Some("run"), on_postgres: false, mixed_only: false },
];

/// A job by its name.
pub fn named(name: &str) -> Result<&'static Job, String> {
    let names = || JOBS.iter().map(|job| job.name).collect::<Vec<_>>().join(", ");
    JOBS.iter().find(|job| job.name == name).ok_or_else(|| format!("{name}: the jobs are {}", names()))
}

/// The jobs and their goals, a line each.
pub fn list() -> String {
    let mut text = String::from("job            goal with a million claims   command\n");
    for job in JOBS {
        let goal = match job.goal {
            Goal::Tenths(tenths) => format!("{}.{} s of CPU", tenths / 10, tenths % 10),
            Goal::Imports(times) => format!("{times} times the import"),
            Goal::None => "none".to_owned(),
        };
        let _ = writeln!(text, "{:<14} {goal:<27}  quittance {}", job.name, job.command.join(" "));
    }
    text.push_str("letters        85 % of the bare engine      (an example of the crate typeset)\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_is_listed_with_its_goal() {
        let text = list();
        assert!(JOBS.iter().all(|job| text.contains(job.name)), "{text}");
        assert!(text.contains("20.0 s of CPU") && text.contains("2 times the import"), "{text}");
    }

    #[test]
    fn the_import_comes_first_and_names_are_found() {
        assert_eq!(JOBS[0].name, "import");
        assert!(JOBS.iter().all(|job| named(job.name) == Ok(job)));
        assert!(named("dance").is_err_and(|problem| problem.contains("dance") && problem.contains("balance-past")));
    }
}
