//! How good and how fast reconciliation is: the measure of the crate `domain` (`examples/match_bench`), in release.
//!
//! The bank year, its truth and the counting are there; here it is built, run and measured from outside.

use std::process::Command;

use crate::bench::Programs;

const USAGE: &str = "\
cargo xtask match-bench [--n CLAIMS] [--lines L] [--seed S] [--show N]

  A bank year of L lines (100 000) against N open claims (1 000 000), with the truth beside it: recall, precision, share of
  automatic matches, time and memory. Without --seed it is the seed that measures, never used for tuning; --show prints N lines
  that went wrong.
";

const OPTIONS: [&str; 4] = ["--n", "--lines", "--seed", "--show"];

/// `cargo xtask match-bench …`.
pub fn run(args: &[&str]) -> Result<(), String> {
    let args = checked(args).map_err(|problem| format!("{problem}\n\n{USAGE}"))?;
    if args == ["--help"] {
        print!("{USAGE}");
        return Ok(());
    }
    let programs = Programs::build_only(&[&["-p", "domain", "--example", "match_bench"]])?;
    let status = Command::new(programs.example("match_bench")).args(&args).status().map_err(|error| error.to_string())?;
    if status.success() { Ok(()) } else { Err(format!("the measure failed: {status}")) }
}

/// The arguments, if they are understood: names with numbers.
fn checked<'a>(args: &[&'a str]) -> Result<Vec<&'a str>, String> {
    if matches!(args, ["--help" | "-h" | "help"]) {
        return Ok(vec!["--help"]);
    }
    for pair in args.chunks(2) {
        match pair {
            [name, value] if OPTIONS.contains(name) && value.replace('_', "").parse::<u64>().is_ok() => {}
            [name, value] if OPTIONS.contains(name) => return Err(format!("{value} is not a number")),
            [name] if OPTIONS.contains(name) => return Err(format!("{name} needs a value")),
            [name, ..] => return Err(format!("unknown option {name}")),
            [] => {}
        }
    }
    Ok(args.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_understood_or_the_word_in_the_way_is_named() {
        assert_eq!(checked(&["--n", "20_000", "--lines", "2000"]), Ok(vec!["--n", "20_000", "--lines", "2000"]));
        assert_eq!(checked(&[]), Ok(vec![]));
        assert_eq!(checked(&["help"]), Ok(vec!["--help"]));
        for (args, word) in [(vec!["--n"], "--n"), (vec!["--n", "many"], "many"), (vec!["--speed", "1"], "--speed")] {
            assert!(checked(&args).expect_err("not understood").contains(word));
        }
    }
}
