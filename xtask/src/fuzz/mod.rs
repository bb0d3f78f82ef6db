//! `cargo xtask fuzz`: every reader under libFuzzer, guided by what the compiler counts (SanitizerCoverage), each for a time.
//!
//! The targets are the program `fuzz/`, outside the workspace, built by the nightly compiler with the flags that cargo-fuzz gives,
//! without a sanitizer: the code is safe Rust, and what is looked for is panics, hangs, memory and broken promises. A target's
//! name is that of its folder in `fuzz/corpus`; what it finds on its way is kept in `fuzz/grown`, what makes it fail in
//! `fuzz/artifacts`, with the command that runs it again.

mod output;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use output::Figures;

const USAGE: &str = "\
cargo xtask fuzz [--seconds N] [TARGET…]
cargo xtask fuzz --replay TARGET FILE
cargo xtask fuzz --list

  Runs the readers of files on inputs that a fuzzer makes from fuzz/corpus/TARGET: N seconds a target (60), every target where
  none is named. An input may take 2 seconds and 256 MiB. Needs a nightly compiler and a C++ compiler.
";

/// Seconds that one input may take.
const INPUT_SECONDS: &str = "-timeout=2";
/// Of the whole process, the fuzzer's own memory included; the program's share is held to 256 MiB by the targets themselves.
const RESIDENT_MIB: &str = "-rss_limit_mb=768";
/// The longest input: enough for every structure, short enough for thousands a second.
const LONGEST_INPUT: &str = "-max_len=16384";

/// As cargo-fuzz gives them.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cllvm-args=-simplifycfg-branch-fold-threshold=0";

/// What is asked.
#[derive(Debug, PartialEq, Eq)]
enum Ask<'a> {
    Help,
    List,
    Replay { target: &'a str, file: &'a str },
    Run { seconds: u32, targets: Vec<&'a str> },
}

/// `cargo xtask fuzz …`.
pub fn run(args: &[&str]) -> Result<(), String> {
    let known = targets(Path::new("fuzz/corpus"))?;
    match asked(args, &known).map_err(|problem| format!("{problem}\n\n{USAGE}"))? {
        Ask::Help => print!("{USAGE}"),
        Ask::List => known.iter().for_each(|target| println!("{target}")),
        Ask::Replay { target, file } => replay(&build()?, target, file)?,
        Ask::Run { seconds, targets } => {
            let chosen = if targets.is_empty() { known.iter().map(String::as_str).collect() } else { targets };
            return each(&build()?, seconds, &chosen);
        }
    }
    Ok(())
}

fn asked<'a>(args: &[&'a str], known: &[String]) -> Result<Ask<'a>, String> {
    let is_target = |name: &str| known.iter().any(|target| target == name);
    let (mut seconds, mut targets, mut rest) = (60, Vec::new(), args.iter().copied());
    while let Some(word) = rest.next() {
        match word {
            "--help" | "-h" | "help" => return Ok(Ask::Help),
            "--list" => return Ok(Ask::List),
            "--replay" => {
                return match (rest.next(), rest.next()) {
                    (Some(target), Some(file)) if is_target(target) => Ok(Ask::Replay { target, file }),
                    (Some(target), Some(_)) => Err(format!("unknown target {target}")),
                    _ => Err("--replay needs a target and a file".to_owned()),
                };
            }
            "--seconds" => {
                let said = rest.next().ok_or("--seconds needs a value")?;
                seconds = said.parse().ok().filter(|&n| n > 0).ok_or_else(|| format!("{said} is not a number of seconds"))?;
            }
            name if is_target(name) => targets.push(name),
            name => return Err(format!("unknown target {name}; they are: {}", known.join(", "))),
        }
    }
    Ok(Ask::Run { seconds, targets })
}

/// The names of the targets: the folders of the corpora.
fn targets(corpus: &Path) -> Result<Vec<String>, String> {
    let folders = corpus.read_dir().map_err(|error| format!("{}: {error}", corpus.display()))?;
    let mut names: Vec<String> =
        folders.flatten().filter(|entry| entry.path().is_dir()).filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    Ok(names)
}

/// Builds the program of the targets; its path.
fn build() -> Result<PathBuf, String> {
    let version = Command::new("rustc").args(["+nightly", "-vV"]).output().map_err(|error| format!("rustc +nightly: {error}"))?;
    if !version.status.success() {
        return Err("a nightly compiler is needed: rustup toolchain install nightly --profile minimal".to_owned());
    }
    let text = String::from_utf8_lossy(&version.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc does not say its host")?;
    // The target is named so that the flags are not those of build scripts too.
    let built = Command::new("cargo")
        .args(["+nightly", "build", "--release", "--locked", "--manifest-path", "fuzz/Cargo.toml", "--target-dir", "fuzz/target"])
        .args(["--target", host])
        .env("RUSTFLAGS", COVERAGE)
        .status()
        .map_err(|error| format!("cargo +nightly: {error}"))?;
    if !built.success() {
        return Err("the targets could not be built; libFuzzer needs a C++ compiler (g++)".to_owned());
    }
    Ok(Path::new("fuzz/target").join(host).join("release/fuzz"))
}

fn program(path: &Path, target: &str) -> Command {
    let mut command = Command::new(path);
    command.env("QUITTANCE_FUZZ_TARGET", target).stdin(Stdio::null()).args([INPUT_SECONDS, RESIDENT_MIB]);
    command
}

fn replay(path: &Path, target: &str, file: &str) -> Result<(), String> {
    let status = program(path, target).arg(file).status().map_err(|error| error.to_string())?;
    if status.success() { Ok(()) } else { Err(format!("{target} fails on {file}: {status}")) }
}

fn each(path: &Path, seconds: u32, targets: &[&str]) -> Result<(), String> {
    let mut all = Vec::new();
    for target in targets {
        println!("==> {target}, {seconds} s");
        all.push(one(path, seconds, target).map_err(|error| format!("{target}: {error}"))?);
    }
    println!("\n{}", output::table(&all));
    let failed: Vec<&Figures> = all.iter().filter(|figures| figures.finding.is_some()).collect();
    for figures in &failed {
        println!("{}: {}", figures.target, figures.finding.as_deref().unwrap_or_default());
        if let Some(artifact) = &figures.artifact {
            println!("  cargo xtask fuzz --replay {} {artifact}", figures.target);
        }
    }
    let names: Vec<&str> = failed.iter().map(|figures| figures.target.as_str()).collect();
    if names.is_empty() { Ok(()) } else { Err(format!("findings in: {}", names.join(", "))) }
}

/// Runs one target for so long, its output kept in a file beside what it found.
fn one(path: &Path, seconds: u32, target: &str) -> std::io::Result<Figures> {
    let (corpus, grown, artifacts) = (format!("fuzz/corpus/{target}"), format!("fuzz/grown/{target}"), format!("fuzz/artifacts/{target}/"));
    fs::create_dir_all(&grown)?;
    fs::create_dir_all(&artifacts)?;
    let log = format!("{artifacts}run.log");
    let ended = program(path, target)
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-dict=fuzz/dict/{target}.dict"))
        .arg(format!("-artifact_prefix={artifacts}"))
        .args([LONGEST_INPUT, "-print_final_stats=1", "-use_value_profile=1", &grown, &corpus])
        .stdout(Stdio::null())
        .stderr(File::create(&log)?)
        .status()?;
    let text = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
    Ok(output::figures(target, &text, ended.success()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_understood_or_the_word_in_the_way_is_named() {
        let known = ["camt".to_owned(), "pdf".to_owned()];
        let ask = |args: &[&'static str]| asked(args, &known);
        assert_eq!(ask(&[]), Ok(Ask::Run { seconds: 60, targets: vec![] }));
        assert_eq!(ask(&["--seconds", "5", "pdf", "camt"]), Ok(Ask::Run { seconds: 5, targets: vec!["pdf", "camt"] }));
        assert_eq!(ask(&["--replay", "pdf", "x"]), Ok(Ask::Replay { target: "pdf", file: "x" }));
        assert_eq!((ask(&["--list"]), ask(&["pdf", "--help"])), (Ok(Ask::List), Ok(Ask::Help)));
        for (args, word) in [
            (vec!["--seconds"], "--seconds"),
            (vec!["--seconds", "0"], "0"),
            (vec!["--seconds", "long"], "long"),
            (vec!["word"], "word"),
            (vec!["--replay", "word", "x"], "word"),
            (vec!["--replay", "pdf"], "--replay"),
        ] {
            assert!(asked(&args, &known).expect_err("not understood").contains(word), "{args:?}");
        }
    }

    #[test]
    fn every_target_has_a_corpus_a_dictionary_and_its_name_in_the_program() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
        let names = targets(&root.join("corpus")).expect("the corpora");
        let source = fs::read_to_string(root.join("src/targets.rs")).expect("the targets");
        assert!(!names.is_empty());
        for name in names {
            let seeds = root.join("corpus").join(&name).read_dir().expect("a folder").count();
            assert!(seeds > 0 && root.join(format!("dict/{name}.dict")).is_file(), "{name}");
            assert!(source.contains(&format!("\"{name}\"")), "{name} is no target of the program");
        }
    }
}
