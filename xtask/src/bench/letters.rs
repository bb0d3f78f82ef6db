//! Letters: what the program makes in a second of CPU beside the bare engine, on the same template, data and PDF standard.

use std::process::Command;
use std::time::Duration;

use super::run::{figures, load};
use super::table::thousandths;

/// Rounds of each, one after the other; the quickest counts, since anything else on the machine only slows.
const ROUNDS: usize = 3;

/// Sets `count` letters both ways.
pub fn run(example: &str, count: u64) -> Result<(), String> {
    println!("\nLetters: {count} different formal notices, PDF/A-2b, one thread. {}", load());
    let (mut whole, mut bare) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        bare = bare.min(one(example, "bare", count)?);
        whole = whole.min(one(example, "whole", count)?);
    }
    let per_mille = bare.as_micros() * 1000 / whole.as_micros().max(1);
    let met = if per_mille >= 850 { "yes" } else { "NO" };
    println!("bare engine {} s of CPU, {} letters a second", thousandths(bare), a_second(count, bare));
    println!("program     {} s of CPU, {} letters a second", thousandths(whole), a_second(count, whole));
    println!("{}.{} % of the bare engine (goal 85 %: {met})", per_mille / 10, per_mille % 10);
    Ok(())
}

fn one(example: &str, way: &str, count: u64) -> Result<Duration, String> {
    let output = Command::new(example).args([way, &count.to_string()]).output().map_err(|error| format!("{example}: {error}"))?;
    let (cpu, _) = figures(&output.stdout).ok_or_else(|| format!("letters {way}: {}", String::from_utf8_lossy(&output.stderr)))?;
    Ok(cpu)
}

fn a_second(count: u64, cpu: Duration) -> String {
    let tenths = u128::from(count) * 10_000_000 / cpu.as_micros().max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_a_second_have_one_decimal() {
        assert_eq!(a_second(400, Duration::from_secs(10)), "40.0");
        assert_eq!(a_second(100, Duration::from_millis(2_700)), "37.0");
    }
}
