//! `cargo xtask test`: everything that a change must pass, with the time that each step took.
//!
//! One profile for everything (`dev`), so that the dependencies are built once for `cargo run`, `clippy`'s members and the
//! tests. Licences and forbidden crates are checked twice: by the project's own test (`tests/it/tidy.rs`, from what cargo
//! knows of this platform) and by `cargo-deny` (from the licence texts, for every platform).

use std::fs;
use std::process::Command;

use crate::steps::Steps;
use crate::tools;

/// Every check.
pub fn full() -> Result<(), String> {
    tools::ready()?;
    let mut steps = Steps::default();
    steps.run("format", &mut cargo(&["fmt", "--all", "--check"]));
    steps.run("lints", &mut lints());
    steps.run("licences and bans", &mut cargo(&["deny", "check", "licenses", "bans", "sources"]));
    steps.run("build", &mut cargo(&["nextest", "run", "--workspace", "--locked", "--no-run"]));
    steps.run("documentation tests", &mut cargo(&["test", "--workspace", "--doc", "--locked", "--quiet"]));
    nextest(steps, "default")
}

/// What answers within a minute once built.
pub fn quick() -> Result<(), String> {
    let mut steps = Steps::default();
    steps.run("format", &mut cargo(&["fmt", "--all", "--check"]));
    nextest(steps, "quick")
}

/// The program's décompte against another program's (`crates/domain/tests/oracle.rs`), over as many random accounts as
/// `QUITTANCE_ORACLE_N` says.
pub fn oracle(accounts: &str) -> Result<(), String> {
    chosen(&["--package", "domain", "--test", "oracle"], "QUITTANCE_ORACLE_N", accounts)
}

/// The tests that have a long form, which they take when `QUITTANCE_LONG` is 1: the word `long` is in their name. In the release
/// profile, which still checks overflows: some ten minutes on two cores, after its build.
pub fn long() -> Result<(), String> {
    chosen(&["--workspace", "--cargo-profile", "release", "-E", "test(/(^|[:_])long(_|$)/)"], "QUITTANCE_LONG", "1")
}

/// Pictures of every page into a folder, by the browser tests' own browser (`tests/it/browser/tour.rs`).
pub fn screens(folder: &str) -> Result<(), String> {
    let folder = std::path::absolute(folder).map_err(|error| format!("{folder}: {error}"))?;
    let tests = ["--package", "quittance", "--test", "it", "--run-ignored", "only", "-E", "test(=browser::tour::pictures_of_every_page)"];
    chosen(&tests, "QUITTANCE_SCREENS", &folder.display().to_string())
}

fn chosen(tests: &[&str], variable: &str, value: &str) -> Result<(), String> {
    tools::ready()?;
    let mut steps = Steps::default();
    let mut command = cargo(&["nextest", "run", "--locked", "--success-output", "final"]);
    steps.run("tests", command.args(tests).env(variable, value));
    println!("\n{}", steps.table());
    steps.finish()
}

fn nextest(mut steps: Steps, profile: &'static str) -> Result<(), String> {
    let report = format!("target/nextest/{profile}/junit.xml");
    // A report of an earlier run must not speak for this one.
    let _ = fs::remove_file(&report);
    steps.run("tests", &mut cargo(&["nextest", "run", "--workspace", "--locked", "--profile", profile]));
    println!("\n{}", steps.table());
    if let Some((passed, failed)) = fs::read_to_string(&report).ok().and_then(|xml| counts(&xml)) {
        println!("{passed} passed, {failed} failed");
    }
    steps.finish()
}

/// Tests passed and failed, from the head of a JUnit report.
fn counts(xml: &str) -> Option<(u64, u64)> {
    let head = xml.split_once("<testsuites")?.1.split_once('>')?.0;
    let attribute = |name: &str| head.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0.parse::<u64>().ok();
    let failed = attribute("failures")? + attribute("errors")?;
    Some((attribute("tests")?.checked_sub(failed)?, failed))
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments);
    command
}

fn lints() -> Command {
    cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_of_the_test_runner_is_counted() {
        let xml = r#"<?xml version="1.0"?><testsuites name="nextest-run" tests="12" failures="2" errors="1" uuid="x"><testsuite name="a" tests="3"/>"#;
        assert_eq!(counts(xml), Some((9, 3)));
        assert_eq!(counts("<testsuites>"), None);
    }
}
