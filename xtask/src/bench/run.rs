//! Runs the jobs through the command line of the program, as a user would, each beside its raw lower bound.
//!
//! The mixed portfolio is imported with its payments; what has no file form (disputes, promises, contacts) is recorded by an
//! example of the crate `app`, and its credit notes stay in `avoirs.csv`. The daily run is that of a day on which one debtor in a
//! hundred paid something since everybody was looked at, and on which nothing else waits: what was proposed is put off first, since a
//! proposal that waits for a person is shown again every day.

use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::time::Duration;
use std::{env, fs};

use super::cluster::Cluster;
use super::jobs::{JOBS, Job, MONDAY, TODAY};
use super::measure::{Measured, measure};
use super::table::{HEAD, Line, growth};
use super::{Portfolio, letters, write_data};

/// What to run.
#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
    /// Numbers of invoices, one after the other.
    pub sizes: Vec<u64>,
    /// Which data.
    pub portfolios: Vec<Portfolio>,
    /// Where it is kept.
    pub engines: Vec<Engine>,
    /// One job only (the import is run all the same), or all.
    pub only: Option<&'static Job>,
    /// Letters to set, none to leave them out.
    pub letters: u64,
    /// A folder in which the data stays; without it, it is removed.
    pub keep: Option<PathBuf>,
}

/// Where the data is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file in the data folder.
    Sqlite,
    /// A server of the benchmark's own.
    Postgres,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan {
            sizes: vec![10_000, 100_000, 1_000_000],
            portfolios: vec![Portfolio::Base, Portfolio::Mixed],
            engines: vec![Engine::Sqlite, Engine::Postgres],
            only: None,
            letters: 400,
            keep: None,
        }
    }
}

/// What is put off makes room for other steps of the same debtors: so many times, and nothing is left to propose.
const PUT_OFF: usize = 4;

/// The programs that are run.
pub struct Programs {
    folder: PathBuf,
}

impl Programs {
    /// Builds what is missing or old.
    fn build() -> Result<Programs, String> {
        Programs::build_only(&[
            &["--bin", "quittance"],
            &["-p", "store", "--example", "raw"],
            &["-p", "app", "--example", "portfolio"],
            &["-p", "typeset", "--example", "letters"],
        ])
    }

    /// Builds some of them, each by what cargo calls it.
    pub fn build_only(wanted: &[&[&str]]) -> Result<Programs, String> {
        for more in wanted {
            let mut cargo = Command::new("cargo");
            // What cargo says to the program it runs would be said to build scripts, which would then run again each time.
            env::vars_os().filter(|(name, _)| own_to_a_package(&name.to_string_lossy())).for_each(|(name, _)| {
                cargo.env_remove(name);
            });
            let status = cargo.args(["build", "--release", "--locked"]).args(*more).status();
            if !status.is_ok_and(|status| status.success()) {
                return Err(format!("cargo build --release {}: failed", more.join(" ")));
            }
        }
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
        Ok(Programs { folder: target.join("release") })
    }

    /// The program itself.
    pub fn quittance(&self) -> String {
        self.folder.join("quittance").display().to_string()
    }

    /// An example of a crate.
    pub fn example(&self, name: &str) -> String {
        self.folder.join("examples").join(name).display().to_string()
    }
}

fn own_to_a_package(name: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_CRATE_", "CARGO_BIN_"].iter().any(|start| name.starts_with(start))
}

/// Runs everything that is asked.
pub fn run(plan: &Plan) -> Result<(), String> {
    let programs = Programs::build()?;
    let folder = plan.keep.clone().unwrap_or_else(|| env::temp_dir().join(format!("quittance-bench-{}", process::id())));
    let outcome = everything(plan, &programs, &folder);
    if plan.keep.is_none() {
        let _ = fs::remove_dir_all(&folder);
    }
    outcome
}

fn everything(plan: &Plan, programs: &Programs, folder: &Path) -> Result<(), String> {
    for portfolio in &plan.portfolios {
        for engine in &plan.engines {
            println!("\n{portfolio:?} portfolio, {engine:?}. {}", load());
            print!("{HEAD}");
            let mut lines = Vec::new();
            for n in &plan.sizes {
                let place = folder.join(format!("{portfolio:?}-{engine:?}-{n}").to_lowercase());
                let bench = Bench::new(plan, programs, *portfolio, *engine, *n, &place)?;
                lines.extend(bench.run()?);
                if plan.keep.is_none() {
                    let _ = fs::remove_dir_all(&place);
                }
            }
            println!("{}{}", growth(&lines), load());
        }
    }
    if plan.letters > 0 && plan.only.is_none() {
        letters::run(&programs.example("letters"), plan.letters)?;
    }
    Ok(())
}

/// How busy the machine is: a figure without it says little.
pub fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    format!("Load average: {}", text.split(' ').take(3).collect::<Vec<_>>().join(" "))
}

/// One portfolio of one size on one engine.
struct Bench<'b> {
    plan: &'b Plan,
    programs: &'b Programs,
    mixed: bool,
    engine: Engine,
    n: u64,
    folder: &'b Path,
    cluster: Option<Cluster>,
    settings: Vec<(String, String)>,
}

impl<'b> Bench<'b> {
    fn new(
        plan: &'b Plan,
        programs: &'b Programs,
        portfolio: Portfolio,
        engine: Engine,
        n: u64,
        folder: &'b Path,
    ) -> Result<Bench<'b>, String> {
        write_data(portfolio, n, folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let (mut cluster, mut settings) = (None, Vec::new());
        if engine == Engine::Postgres {
            let started = Cluster::start(&env::temp_dir().join(format!("quittance-postgres-{}-{n}", process::id())))?;
            settings = started.database("bench")?;
            cluster = Some(started);
        }
        Ok(Bench { plan, programs, mixed: portfolio == Portfolio::Mixed, engine, n, folder, cluster, settings })
    }

    fn run(&self) -> Result<Vec<Line>, String> {
        let mut lines = Vec::new();
        // All that was taken in: the goal of the check is so many times that.
        let mut import = Duration::ZERO;
        let mine = |job: &&Job| (self.mixed || !job.mixed_only) && (self.engine == Engine::Sqlite || job.on_postgres);
        for job in JOBS.iter().filter(mine) {
            if job.name == "plan" {
                import += self.complete()?;
            }
            if self.plan.only.is_some_and(|only| only != job && job.name != "import") {
                continue;
            }
            if job.name == "run" {
                self.one_in_a_hundred_paid()?;
            }
            let cost = self.quittance(job.command, job.today)?;
            if ["import", "payments"].contains(&job.name) {
                import += cost.cpu;
            }
            let line = Line { job, n: self.n, cost, raw: job.raw.map(|raw| self.raw(raw)).transpose()? };
            print!("{}", line.row(Some(import)));
            lines.push(line);
        }
        Ok(lines)
    }

    /// What a portfolio needs before letters can be planned: the creditor's identity and, for the mixed one, its life, of which
    /// the CPU is answered.
    fn complete(&self) -> Result<Duration, String> {
        self.quittance(CREDITOR, TODAY)?;
        if self.mixed {
            let command = [self.programs.example("portfolio"), self.data(), TODAY.to_owned(), "life".to_owned(), self.file("vie.csv")];
            let life = sound(&command, measure(&command, &self.settings)?)?;
            println!(
                "{:<12} {:>9}            {:>5}.{:03} s of CPU: disputes, promises, contacts",
                "(life)",
                self.n,
                life.cpu.as_secs(),
                life.cpu.subsec_millis()
            );
            return Ok(life.cpu);
        }
        Ok(Duration::ZERO)
    }

    /// Everybody is looked at once and nothing is left waiting; then one debtor in a hundred pays ten euros.
    fn one_in_a_hundred_paid(&self) -> Result<(), String> {
        let debtors = (self.n / 10).max(1);
        self.paid("connus.csv", 1..=1)?;
        self.quittance(&["run"], MONDAY)?;
        for _ in 0..PUT_OFF {
            self.quittance(&["skip", "tout", "--reason", "banc d'essai", "--until", "2027-03-01"], MONDAY)?;
            self.quittance(&["run"], MONDAY)?;
        }
        self.paid("du-jour.csv", (1..=debtors).step_by(100))
    }

    fn paid(&self, name: &str, debtors: impl Iterator<Item = u64>) -> Result<(), String> {
        let mut text = String::from("date_reglement;montant;devise;code_debiteur;moyen;reference\n");
        debtors.for_each(|debtor| text.push_str(&format!("{TODAY};10,00;EUR;D{debtor:07};virement;{name} {debtor}\n")));
        fs::write(self.folder.join(name), text).map_err(|error| format!("{name}: {error}"))?;
        self.quittance(&["import", &self.file(name)], MONDAY).map(drop)
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    fn file(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn quittance(&self, words: &[&str], today: &str) -> Result<Measured, String> {
        let mut command = vec![self.programs.quittance()];
        command.extend(words.iter().map(|word| match *word {
            "FACTURES" => self.file("factures.csv"),
            "REGLEMENTS" => self.file("reglements.csv"),
            word => word.to_owned(),
        }));
        command.extend(["--data".to_owned(), self.data()]);
        let mut settings = self.settings.clone();
        settings.push(("QUITTANCE_TODAY".to_owned(), today.to_owned()));
        sound(&command, measure(&command, &settings)?)
    }

    /// CPU and wall time of a raw lower bound, as it counts them itself.
    fn raw(&self, job: &str) -> Result<(Duration, Duration), String> {
        let mut command = Command::new(self.programs.example("raw"));
        // The rows of an import on PostgreSQL are read from the same portfolio on SQLite.
        let mut data = self.data();
        if let Some(cluster) = &self.cluster {
            command.env("QUITTANCE_POSTGRES", cluster.url("postgres", "bench"));
            if job == "import" {
                data = self.file("twin");
                let import = [self.programs.quittance(), "import".to_owned(), self.file("factures.csv"), "--data".to_owned(), data.clone()];
                sound(&import, measure(&import, &[("QUITTANCE_TODAY".to_owned(), TODAY.to_owned())])?)?;
            }
        }
        let output = command.args([&data, job]).output().map_err(|error| format!("raw: {error}"))?;
        figures(&output.stdout).ok_or_else(|| format!("raw {job}: {}", String::from_utf8_lossy(&output.stderr)))
    }
}

/// CPU and wall time from the line of an example: microseconds, microseconds, then what it likes.
pub fn figures(line: &[u8]) -> Option<(Duration, Duration)> {
    let text = std::str::from_utf8(line).ok()?;
    let mut numbers = text.split_whitespace().map(|word| word.parse().ok().map(Duration::from_micros));
    Some((numbers.next()??, numbers.next()??))
}

/// Done, perhaps with problems (1); anything else ends the benchmark.
fn sound(command: &[String], measured: Measured) -> Result<Measured, String> {
    if measured.code == 0 || measured.code == 1 { Ok(measured) } else { Err(format!("{} ended with {}", command.join(" "), measured.code)) }
}

/// An identity that is complete, so that nothing is held back for want of one.
pub const CREDITOR: &[&str] = &[
    "creditor",
    "set",
    "--name",
    "Atelier des Essais",
    "--legal-form",
    "SAS",
    "--capital",
    "60 000 €",
    "--rcs",
    "Lyon",
    "--siren",
    "732829320",
    "--line",
    "1 rue des Essais",
    "--postal-code",
    "69001",
    "--city",
    "Lyon",
    "--email",
    "compta@atelier.example",
    "--phone",
    "04 00 00 00 00",
    "--iban",
    "FR7630006000011234567890189",
    "--signatory",
    "Anne Essai",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_of_an_example_are_its_first_two_numbers() {
        assert_eq!(figures(b"1500000 2000000 300 40\n"), Some((Duration::from_millis(1500), Duration::from_secs(2))));
        assert_eq!(figures(b"oops"), None);
    }
}
