//! The readers over whole files: every shape and every fault that was met.
#![expect(clippy::unwrap_used, reason = "tests")]

mod bank;
mod einvoice;
mod fec_properties;
mod fec_receivables;
mod fec_shapes;
mod fixes;
mod samples;
mod sepa;
mod table_faults;
mod table_properties;
mod tables;
mod workbooks;

use domain::Date;
use formats::{Problem, Severity};

/// The day of every test.
const TODAY: Date = Date::constant(2026, 11, 21);

/// Lines and codes of the problems, in order.
fn codes(problems: &[Problem]) -> Vec<(u64, &'static str)> {
    problems.iter().map(|p| (p.line.unwrap_or(0), p.code)).collect()
}

/// Whether there is an error (not a warning) of that code.
fn has_error(problems: &[Problem], code: &str) -> bool {
    problems.iter().any(|p| p.code == code && p.severity == Severity::Error)
}
