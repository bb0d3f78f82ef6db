//! Reference data and measured runs.
//!
//! The data is the same on every machine: see [`portfolio`] (base) and [`mixed`] (with payments, credit notes, disputes…).
//! A run is measured from outside ([`measure`]), so that a figure is what a user would see: CPU of the whole process, memory
//! at its highest, wall time.

mod cluster;
mod day;
mod jobs;
mod letters;
mod measure;
mod mixed;
mod portfolio;
mod run;
mod table;

use std::path::PathBuf;

pub use jobs::{MONDAY, TODAY};
pub use portfolio::mix;
pub use run::{CREDITOR, Programs, load};
use run::{Engine, Plan};

const USAGE: &str = "\
cargo xtask bench COMMAND

  data base|mixed --n N --out DIR        writes the portfolio of N invoices: factures.csv, and for `mixed` reglements.csv,
                                         avoirs.csv and vie.csv
  run [--n N,N…] [--portfolio base|mixed|both] [--engine sqlite|postgres|both] [--job NAME] [--letters N] [--keep DIR]
                                         the release binary on fresh data, each job beside its raw lower bound and its goal:
                                         CPU, memory, growth; all of it without options, in about half an hour
  list                                   the jobs and their goals
  measure -- PROGRAM ARGUMENT…           CPU, memory and wall time of one command
";

/// Which data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Portfolio {
    /// Open business invoices only.
    Base,
    /// With a life: payments, credit notes, disputes, promises, other kinds of debtors, past contacts.
    Mixed,
}

/// What the command line asks.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Help,
    List,
    Data { portfolio: Portfolio, n: u64, out: PathBuf },
    Run(Plan),
    Measure(Vec<String>),
}

/// `cargo xtask bench …`.
pub fn run(args: &[&str]) -> Result<(), String> {
    match parse(args).map_err(|problem| format!("{problem}\n\n{USAGE}"))? {
        Asked::Help => print!("{USAGE}"),
        Asked::List => print!("{}", jobs::list()),
        Asked::Data { portfolio, n, out } => {
            let files = write_data(portfolio, n, &out).map_err(|error| format!("{}: {error}", out.display()))?;
            for file in files {
                println!("{}", file.display());
            }
        }
        Asked::Run(plan) => run::run(&plan)?,
        Asked::Measure(command) => {
            println!("{}", measure::measure(&command, &[])?.line());
        }
    }
    Ok(())
}

/// Writes a portfolio into a folder; gives the files.
pub fn write_data(portfolio: Portfolio, n: u64, folder: &std::path::Path) -> std::io::Result<Vec<PathBuf>> {
    std::fs::create_dir_all(folder)?;
    match portfolio {
        Portfolio::Base => portfolio::write(n, folder).map(|file| vec![file]),
        Portfolio::Mixed => mixed::write(n, folder),
    }
}

fn parse(args: &[&str]) -> Result<Asked, String> {
    match args {
        [] | ["help" | "--help" | "-h"] => Ok(Asked::Help),
        ["list"] => Ok(Asked::List),
        ["measure", "--", command @ ..] if !command.is_empty() => {
            Ok(Asked::Measure(command.iter().map(|word| (*word).to_owned()).collect()))
        }
        ["data", portfolio, options @ ..] => {
            let (mut n, mut out) = (None, None);
            for (name, value) in pairs(options)? {
                match name {
                    "--n" => n = Some(number(value)?),
                    "--out" => out = Some(PathBuf::from(value)),
                    _ => return Err(format!("unknown option {name}")),
                }
            }
            let (Some(n), Some(out)) = (n, out) else { return Err("data needs --n and --out".to_owned()) };
            Ok(Asked::Data { portfolio: parse_portfolio(portfolio)?, n, out })
        }
        ["run", options @ ..] => {
            let mut plan = Plan::default();
            for (name, value) in pairs(options)? {
                match name {
                    "--n" => plan.sizes = value.split(',').map(number).collect::<Result<_, _>>()?,
                    "--portfolio" if value == "both" => plan.portfolios = vec![Portfolio::Base, Portfolio::Mixed],
                    "--portfolio" => plan.portfolios = vec![parse_portfolio(value)?],
                    "--engine" => plan.engines = parse_engines(value)?,
                    "--letters" => plan.letters = value.parse().map_err(|_| format!("{value} is not a number of letters"))?,
                    "--job" => plan.only = Some(jobs::named(value)?),
                    "--keep" => plan.keep = Some(PathBuf::from(value)),
                    _ => return Err(format!("unknown option {name}")),
                }
            }
            Ok(Asked::Run(plan))
        }
        _ => Err(format!("not understood: {}", args.join(" "))),
    }
}

fn pairs<'a>(options: &[&'a str]) -> Result<Vec<(&'a str, &'a str)>, String> {
    options
        .chunks(2)
        .map(|pair| match pair {
            [name, value] => Ok((*name, *value)),
            _ => Err(format!("{} needs a value", pair.join(""))),
        })
        .collect()
}

fn number(text: &str) -> Result<u64, String> {
    text.replace('_', "").parse().ok().filter(|n| *n > 0).ok_or_else(|| format!("{text} is not a number of invoices"))
}

fn parse_portfolio(text: &str) -> Result<Portfolio, String> {
    match text {
        "base" => Ok(Portfolio::Base),
        "mixed" => Ok(Portfolio::Mixed),
        _ => Err(format!("{text}: the portfolios are base and mixed")),
    }
}

fn parse_engines(text: &str) -> Result<Vec<Engine>, String> {
    match text {
        "sqlite" => Ok(vec![Engine::Sqlite]),
        "postgres" => Ok(vec![Engine::Postgres]),
        "both" => Ok(vec![Engine::Sqlite, Engine::Postgres]),
        _ => Err(format!("{text}: the engines are sqlite, postgres and both")),
    }
}

/// A folder of its own for a test.
#[cfg(test)]
fn scratch(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("quittance-xtask-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
    folder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_understood_or_the_word_in_the_way_is_named() {
        assert_eq!(
            parse(&["data", "base", "--n", "1_000", "--out", "x"]),
            Ok(Asked::Data { portfolio: Portfolio::Base, n: 1000, out: PathBuf::from("x") })
        );
        let Ok(Asked::Run(plan)) = parse(&["run", "--n", "10,20", "--portfolio", "mixed", "--job", "balance"]) else {
            panic!("understood");
        };
        assert_eq!((plan.sizes, plan.portfolios, plan.engines.len()), (vec![10, 20], vec![Portfolio::Mixed], 2));
        for (args, word) in [
            (vec!["run", "--n"], "--n"),
            (vec!["run", "--n", "0"], "0"),
            (vec!["run", "--job", "dance"], "dance"),
            (vec!["run", "--engine", "oracle"], "oracle"),
            (vec!["data", "huge", "--n", "1", "--out", "x"], "huge"),
            (vec!["data", "base", "--n", "1"], "--out"),
            (vec!["measure", "--"], "measure"),
        ] {
            let problem = parse(&args).expect_err("not understood");
            assert!(problem.contains(word), "{problem}");
        }
    }
}
