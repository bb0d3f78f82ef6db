//! The project's own commands, run as `cargo xtask COMMAND`.
//!
//! Built from the standard library alone, so that the first command of a fresh clone starts at once.

mod bench;
mod fuzz;
mod load;
mod matching;
mod steps;
mod test;
mod tools;

use std::env;
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask COMMAND

  test [--quick]        format, lints, licences, documentation tests, every test; --quick leaves out what is slow
  bench …               data of the reference portfolios and measured runs; `cargo xtask bench` alone says more
  match-bench …         how good and how fast reconciliation is, on a generated bank year; `--help` says more
  load …                pages under load: a million claims, a thousand people; `cargo xtask load --help` says more
  fuzz …                the readers of files on inputs made by a fuzzer; `cargo xtask fuzz --help` says more
  screens [DIR]         pictures of every page, light, dark and on a phone, from the demonstration (target/screens)
  oracle [--n N]        the independent computation of the décompte against the program, over N random accounts
  check-long            the long form of the tests that have one: more histories, more events, more tampering
";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["test"] => test::full(),
        ["test", "--quick"] => test::quick(),
        ["bench", rest @ ..] => bench::run(rest),
        ["load", rest @ ..] => load::run(rest),
        ["match-bench", rest @ ..] => matching::run(rest),
        ["fuzz", rest @ ..] => fuzz::run(rest),
        ["screens"] => test::screens("target/screens"),
        ["screens", folder] => test::screens(folder),
        ["oracle"] => test::oracle("10000"),
        ["oracle", "--n", n] if n.parse::<u32>().is_ok() => test::oracle(n),
        ["check-long"] => test::long(),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("\n{problem}");
            ExitCode::FAILURE
        }
    }
}
