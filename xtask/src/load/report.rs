//! The table of a measured run.

use std::time::Duration;

use super::pace::{Done, quantile};
use super::pages::PAGES;

/// The head of the table.
pub const HEAD: &str = "page                 asked    p50 ms    p99 ms    max ms  errors   KiB sent   KiB whole   goal ms   met\n";

/// A line for each page that was asked for, and one for all of them.
pub fn table(done: &[Done], whole: &[usize]) -> String {
    let mut text = String::from(HEAD);
    for (place, page) in PAGES.iter().enumerate() {
        let own: Vec<&Done> = done.iter().filter(|done| done.page == place).collect();
        if !own.is_empty() {
            text.push_str(&line(page.name, &own, whole.get(place).copied().unwrap_or(0), Some(page.goal)));
        }
    }
    let all: Vec<&Done> = done.iter().collect();
    text.push_str(&line("all", &all, 0, None));
    text
}

/// The different problems, each with how often it was met; the most frequent first, five at most.
pub fn problems(done: &[Done]) -> Vec<String> {
    let mut counted: Vec<(usize, &str)> = Vec::new();
    for problem in done.iter().filter_map(|done| done.problem.as_deref()) {
        match counted.iter_mut().find(|(_, known)| *known == problem) {
            Some((count, _)) => *count += 1,
            None => counted.push((1, problem)),
        }
    }
    counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    counted.iter().take(5).map(|(count, problem)| format!("{count} × {problem}")).collect()
}

fn line(name: &str, done: &[&Done], whole: usize, goal: Option<u64>) -> String {
    let mut times: Vec<Duration> = done.iter().map(|done| done.took).collect();
    let [p50, p99, most] = [500, 990, 1000].map(|share| quantile(&mut times, share));
    let errors = done.iter().filter(|done| done.problem.is_some()).count();
    let sent = done.iter().map(|done| done.weight).sum::<usize>() / done.len().max(1);
    let (goal, met) = match goal {
        Some(goal) => (goal.to_string(), if errors == 0 && p99 <= Duration::from_millis(goal) { "yes" } else { "NO" }),
        None => ("-".to_owned(), if errors == 0 { "-" } else { "NO" }),
    };
    let whole = if whole == 0 { "-".to_owned() } else { kib(whole) };
    format!(
        "{name:<18} {:>7} {:>9} {:>9} {:>9} {errors:>7} {:>10} {whole:>11} {goal:>9} {met:>5}\n",
        done.len(),
        tenths(p50),
        tenths(p99),
        tenths(most),
        kib(sent)
    )
}

/// Milliseconds with one decimal.
fn tenths(time: Duration) -> String {
    let tenths = (time.as_micros() + 50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Kibibytes with one decimal.
fn kib(bytes: usize) -> String {
    format!("{}.{}", bytes / 1024, bytes % 1024 * 10 / 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(page: usize, milliseconds: u64, problem: Option<&str>) -> Done {
        Done { page, took: Duration::from_millis(milliseconds), weight: 2048, problem: problem.map(str::to_owned) }
    }

    #[test]
    fn a_page_over_its_goal_or_with_an_error_has_not_met_it() {
        let quick: Vec<Done> = (0..100).map(|i| done(0, i % 50, None)).collect();
        let text = table(&quick, &[10_240]);
        let words: Vec<&str> = text.lines().nth(1).expect("a line").split_whitespace().collect();
        assert_eq!(words, ["dashboard", "100", "24.0", "49.0", "49.0", "0", "2.0", "10.0", "50", "yes"]);
        let slow: Vec<Done> = (0..100).map(|i| done(0, i, None)).collect();
        assert!(table(&slow, &[]).contains("NO"));
        let mut failed = quick;
        failed.push(done(0, 1, Some("/x 500 ")));
        assert!(table(&failed, &[]).contains("NO"));
        assert_eq!(problems(&failed), ["1 × /x 500 "]);
    }
}
