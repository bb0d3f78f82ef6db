//! `cargo xtask load`: how quickly pages come, with a million claims and a thousand people, and what that costs in memory.
//!
//! Everything stays on this machine and ends by itself. The client runs beside the server, on the same processors: what is
//! measured is what both take. Times run from the moment at which a request was due (see [`pace`]).

mod host;
mod http;
mod pace;
mod pages;
mod people;
mod report;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Child;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::bench::{load as load_average, mix};
use host::{Folder, Host};
use http::Person;
use pace::{Done, Due, each, in_turn, steady};
use pages::{PAGES, Samples};
use report::{problems, table};

const USAGE: &str = "\
cargo xtask load [OPTION…]

  --n N          claims of the base portfolio (1 000 000)
  --rate R       requests a second for each page by itself (100)
  --users U      people signed in at once, one request every three seconds each (1 000)
  --seconds S    how long each page is asked for (10); the people stay three times that
  --page NAME    this page only
  --calm         without the second round, beside which `plan --all` runs
  --logins N     N sign-ins at once instead, while others work
  --keep DIR     where the data is built and found again (target/load)
";

/// What the command line asks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Plan {
    n: u64,
    rate: u64,
    users: usize,
    seconds: u64,
    page: Option<String>,
    calm: bool,
    logins: usize,
    folder: PathBuf,
}

/// `cargo xtask load …`.
pub fn run(args: &[&str]) -> Result<(), String> {
    let plan = parse(args).map_err(|problem| format!("{problem}\n\n{USAGE}"))?;
    let folder = Folder::ready(plan.n, &plan.folder)?;
    let wanted = if plan.logins > 0 { people::MOST_AT_ONCE } else { plan.users.max(people::MOST_AT_ONCE) };
    people::exist(&folder, wanted.max(plan.logins))?;
    let host = folder.serve()?;
    let (resting, _) = host.memory();
    println!("{} claims, {} MiB at rest. {}", plan.n, resting, load_average());
    let crowd = people::signed_in(host.address, wanted)?;
    if plan.logins > 0 {
        return storm(&plan, &host, &crowd);
    }
    let run = Run::new(&plan, &host, &crowd)?;
    run.round("nothing else runs")?;
    if !plan.calm {
        let beside = Beside::start(&folder);
        let outcome = run.round("`plan --all` runs in another process");
        println!("`plan --all` ran {} times meanwhile.", beside.stop());
        outcome?;
    }
    Ok(())
}

/// A run on one server.
struct Run<'r> {
    plan: &'r Plan,
    host: &'r Host,
    crowd: &'r [Person],
    /// Addresses of each page; none where the page is not there.
    paths: Vec<Vec<String>>,
    /// Bytes of each page before they are compressed.
    whole: Vec<usize>,
}

impl<'r> Run<'r> {
    fn new(plan: &'r Plan, host: &'r Host, crowd: &'r [Person]) -> Result<Run<'r>, String> {
        let mut first = crowd.first().ok_or("nobody is signed in")?.again();
        let samples = samples(&mut first, plan.n)?;
        let (mut paths, mut whole) = (Vec::new(), Vec::new());
        for page in PAGES {
            let mut own = page.paths(CREDITOR, &samples);
            let answer = own.first().map(|path| first.get(path, false)).transpose().map_err(|error| format!("{}: {error}", page.name))?;
            let is_there = answer.as_ref().is_some_and(|answer| answer.status == 200);
            if !is_there {
                println!("{}: not there ({})", page.name, answer.as_ref().map_or(0, |answer| answer.status));
                own.clear();
            }
            whole.push(answer.map_or(0, |answer| answer.weight));
            paths.push(if plan.page.as_ref().is_none_or(|only| only == page.name) { own } else { Vec::new() });
        }
        Ok(Run { plan, host, crowd, paths, whole })
    }

    fn round(&self, beside: &str) -> Result<(), String> {
        println!("\nEach page by itself, {} requests a second, while {beside}:", self.plan.rate);
        let crew: Vec<Person> = self.crowd.iter().take(people::MOST_AT_ONCE).map(Person::again).collect();
        let mut done = Vec::new();
        let before = self.host.cpu();
        for (place, paths) in self.paths.iter().enumerate().filter(|(_, paths)| !paths.is_empty()) {
            // The first answers of a page are those of a server that was asked before.
            let _ = in_turn(&crew, &steady(if PAGES[place].rare { 1 } else { 20 }, 1, place, paths));
            let rate = if PAGES[place].rare { 1 } else { self.plan.rate };
            done.extend(in_turn(&crew, &steady(rate, self.plan.seconds, place, paths)));
        }
        self.say(&done, before);
        println!("\n{} people, a request every three seconds each, while {beside}:", self.crowd.len());
        let before = self.host.cpu();
        self.say(&each(&self.habits()), before);
        Ok(())
    }

    fn say(&self, done: &[Done], cpu_before: u64) {
        print!("{}", table(done, &self.whole));
        for problem in problems(done) {
            println!("  {problem}");
        }
        let ((now, most), cpu) = (self.host.memory(), self.host.cpu() - cpu_before);
        let each = cpu * 10_000 / u64::try_from(done.len().max(1)).unwrap_or(1);
        println!("server: {now} MiB, at most {most} MiB; {each} µs of CPU a request. {}", load_average());
    }

    /// What each person asks for, and when: a page by its share, every three seconds, from a moment of their own.
    fn habits(&self) -> Vec<(Person, Vec<Due>)> {
        let by_share: Vec<usize> = PAGES
            .iter()
            .enumerate()
            .flat_map(|(place, page)| vec![place; page.share])
            .filter(|place| !self.paths[*place].is_empty())
            .collect();
        if by_share.is_empty() {
            return Vec::new();
        }
        let pick = |h: u64, among: usize| usize::try_from(h % among.max(1) as u64).unwrap_or(0);
        let turns = self.plan.seconds;
        let habit = |user: usize| {
            let dues = (0..turns).map(|turn| {
                let h = mix(user as u64 * 1_000 + turn);
                let page = by_share[pick(h, by_share.len())];
                let path = self.paths[page][pick(mix(h), self.paths[page].len())].clone();
                let from = 3_000 * user as u64 / self.crowd.len().max(1) as u64;
                Due { at: Duration::from_millis(from + 3_000 * turn), page, path }
            });
            dues.collect::<Vec<Due>>()
        };
        self.crowd.iter().enumerate().map(|(user, person)| (person.again(), habit(user))).collect()
    }
}

/// The books of the only creditor.
const CREDITOR: &str = "/d/1";

/// Debtors and claims from all over the portfolio, found as a person would.
fn samples(person: &mut Person, n: u64) -> Result<Samples, String> {
    const SAMPLES: u64 = 100;
    let debtors = (n / 10).max(1);
    let mut samples = Samples { codes: (0..SAMPLES).map(|i| format!("D{:07}", 1 + mix(i) % debtors)).collect(), ..Samples::default() };
    let mut ask = |path: &str| person.get(path, false).map(|answer| answer.text()).map_err(|error| format!("{path}: {error}"));
    for code in &samples.codes {
        let found = ask(&format!("{CREDITOR}/debiteurs?q={code}"))?;
        let Some(debtor) = pages::linked(&found, CREDITOR, "debiteurs").into_iter().next() else { continue };
        let card = ask(&format!("{CREDITOR}/debiteurs/{debtor}"))?;
        samples.claims.extend(pages::linked(&card, CREDITOR, "factures").into_iter().next());
        samples.debtors.push(debtor);
    }
    Ok(samples)
}

/// `plan --all` again and again, until it is stopped.
struct Beside {
    stop: std::sync::Arc<(AtomicBool, AtomicU64)>,
    hand: thread::JoinHandle<()>,
}

impl Beside {
    fn start(folder: &Folder) -> Beside {
        let stop = std::sync::Arc::new((AtomicBool::new(false), AtomicU64::new(0)));
        let (shared, mut command) = (std::sync::Arc::clone(&stop), folder.plan_all());
        let hand = thread::spawn(move || {
            while !shared.0.load(Ordering::Relaxed) {
                let Ok(child) = command.spawn() else { return };
                if !ended(child, &shared.0) {
                    return;
                }
                shared.1.fetch_add(1, Ordering::Relaxed);
            }
        });
        Beside { stop, hand }
    }

    /// How often it ran to its end.
    fn stop(self) -> u64 {
        self.stop.0.store(true, Ordering::Relaxed);
        let _ = self.hand.join();
        self.stop.1.load(Ordering::Relaxed)
    }
}

/// Whether it ended well by itself; killed when it is time to stop.
fn ended(mut child: Child, stop: &AtomicBool) -> bool {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if stop.load(Ordering::Relaxed) => {
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
            Ok(None) => thread::sleep(Duration::from_millis(20)),
            Err(_) => return false,
        }
    }
}

/// So many people sign in at the same moment, while others work.
fn storm(plan: &Plan, host: &Host, crowd: &[Person]) -> Result<(), String> {
    println!("\n{} sign-ins at once, while others ask for {} pages a second:", plan.logins, plan.rate);
    let place = PAGES.iter().position(|page| page.name == "agenda").ok_or("no agenda")?;
    let dues = steady(plan.rate, plan.seconds, place, &[format!("{CREDITOR}{}", PAGES[place].path)]);
    let (address, before) = (host.address, host.cpu());
    let (done, outcomes) = thread::scope(|scope| {
        let others = scope.spawn(|| in_turn(crowd, &dues));
        let doors: Vec<_> = (0..plan.logins).map(|user| scope.spawn(move || timed(address, user))).collect();
        let outcomes: Vec<_> = doors.into_iter().filter_map(|door| door.join().ok()).collect();
        (others.join().unwrap_or_default(), outcomes)
    });
    print!("{}", table(&done, &[]));
    for problem in problems(&done) {
        println!("  {problem}");
    }
    let mut times: Vec<Duration> = outcomes.iter().filter(|(entered, _)| *entered).map(|(_, took)| *took).collect();
    let (last, entered) = (pace::quantile(&mut times, 1000), times.len());
    println!("{entered} of {} came in, the last after {} ms; the others were told to try again.", outcomes.len(), last.as_millis());
    let (now, most) = host.memory();
    println!("server: {now} MiB, at most {most} MiB; {} s of CPU. {}", (host.cpu() - before) / 100, load_average());
    Ok(())
}

fn timed(address: SocketAddr, user: usize) -> (bool, Duration) {
    let start = Instant::now();
    (people::sign_in(address, user).is_ok(), start.elapsed())
}

fn parse(args: &[&str]) -> Result<Plan, String> {
    let mut plan = Plan {
        n: 1_000_000,
        rate: 100,
        users: 1_000,
        seconds: 10,
        page: None,
        calm: false,
        logins: 0,
        folder: PathBuf::from("target/load"),
    };
    let mut words = args.iter();
    while let Some(word) = words.next() {
        if *word == "--calm" {
            plan.calm = true;
            continue;
        }
        let mut value = || words.next().copied().ok_or_else(|| format!("{word} needs a value"));
        match *word {
            "--n" => plan.n = number(value()?)?,
            "--rate" => plan.rate = number(value()?)?,
            "--users" => plan.users = usize::try_from(number(value()?)?).map_err(|error| error.to_string())?,
            "--seconds" => plan.seconds = number(value()?)?,
            "--logins" => plan.logins = usize::try_from(number(value()?)?).map_err(|error| error.to_string())?,
            "--keep" => plan.folder = PathBuf::from(value()?),
            "--page" => {
                let name = value()?;
                let known = || PAGES.iter().map(|page| page.name).collect::<Vec<_>>().join(", ");
                plan.page = Some(
                    PAGES
                        .iter()
                        .find(|page| page.name == name)
                        .ok_or_else(|| format!("{name}: the pages are {}", known()))?
                        .name
                        .to_owned(),
                );
            }
            _ => return Err(format!("unknown option {word}")),
        }
    }
    Ok(plan)
}

fn number(text: &str) -> Result<u64, String> {
    text.replace('_', "")
        .parse()
        .ok()
        .filter(|n| (1..=10_000_000).contains(n))
        .ok_or_else(|| format!("{text} is not a number from 1 to 10 000 000"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_understood_or_the_word_in_the_way_is_named() {
        let plan = parse(&["--n", "1_000", "--calm", "--page", "agenda", "--seconds", "2"]).expect("understood");
        assert_eq!((plan.n, plan.calm, plan.page.as_deref(), plan.seconds, plan.rate), (1_000, true, Some("agenda"), 2, 100));
        for (args, word) in [(&["--n"][..], "--n"), (&["--rate", "0"], "0"), (&["--page", "lune"], "lune"), (&["--fast"], "--fast")] {
            let problem = parse(args).expect_err("not understood");
            assert!(problem.contains(word), "{problem}");
        }
    }
}
