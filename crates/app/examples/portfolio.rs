//! The jobs of the benchmark without the typesetting engine, which is most of the time of a build: one job on one folder.
//!
//! `portfolio FOLDER DAY import FILE…`, `life FILE` (disputes, promises and contacts of the mixed portfolio, which have no form
//! that `import` takes), `plan`, `plan-due`, `run`, `balance`, `check`; DAY is today. With QUITTANCE_POSTGRES (and
//! QUITTANCE_POSTGRES_ADMIN) the data is there instead of in the folder. Prints what came out, so that nothing is left out.

use std::env;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use app::AppError;
use app::books::{Books, Opening};
use app::import::Options;
use app::ports::Silent;
use app::run::Output;
use domain::Date;
use domain::events::{Channel, ContactMade, DisputeOpened, NewEvent, PromiseMade, StepDone};
use domain::money::Cents;
use store::Tx;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [folder, day, job, files @ ..] = args.as_slice() else { return Err("portfolio FOLDER DAY JOB FILE…".into()) };
    let today: Date = day.parse()?;
    let postgres = env::var("QUITTANCE_POSTGRES").ok().map(|url| (url, env::var("QUITTANCE_POSTGRES_ADMIN").ok()));
    let now = app::civil::noon_seconds(today) * 1_000_000;
    let opening = Opening { folder: Path::new(folder), postgres, creditor: None, author: "bench", today, now };
    let mut answered = Err("nothing was done".into());
    opening.in_books_or_first(app::books::FIRST_CREDITOR, |books| {
        answered = answer(books, job, files);
        Ok(())
    })?;
    println!("{}", answered?);
    Ok(())
}

fn answer(books: &Books, job: &str, files: &[String]) -> Result<String, Box<dyn Error>> {
    let day = books.today();
    Ok(match job {
        "import" => {
            let paths: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
            app::import::files(books, &paths, &Options::default(), &Silent)?.text()
        }
        "life" => {
            let file = BufReader::new(File::open(files.first().ok_or("life FILE")?)?);
            let lines = file.lines().skip(1).collect::<Result<Vec<_>, _>>()?;
            let mut last = (String::new(), 0);
            lines.chunks(20_000).try_for_each(|some| books.write(|tx| live(tx, some, &mut last)))?;
            format!("{} events", lines.len())
        }
        "plan" => app::plan::plan_json(books, day, true)?.pieces().concat(),
        "plan-due" => app::plan::plan_json(books, day, false)?.pieces().concat(),
        "run" => format!("{} handed over", app::run::run(books, Output::Words)?.letters.len()),
        "balance" => serde_json::to_string(&books.read(|tx| app::balance::balance(tx, day, None))?)?,
        "check" => {
            let report = books.store().check(None, &[])?;
            format!("{} events, {} rows, {} findings", report.events, report.rows, report.findings.len())
        }
        other => return Err(format!("{other}: no such job").into()),
    })
}

/// Records what `vie.csv` says: `quoi;jour;numero_facture;code_debiteur;montant;jusque`. `last` is the invoice last written about,
/// and how often it was.
fn live(tx: &mut Tx<'_>, lines: &[String], last: &mut (String, usize)) -> app::Result<()> {
    let mut events = Vec::with_capacity(lines.len());
    let numbers: Vec<&str> = lines.iter().filter_map(|line| line.split(';').nth(2)).collect();
    let claims = tx.claims_by_numbers(&numbers)?;
    for line in lines {
        let unreadable = || AppError::usage(format!("« {line} » n'est pas une ligne de vie.csv."));
        let fields: Vec<&str> = line.split(';').collect();
        let [what, on, number, _, amount, until] = fields.as_slice() else { return Err(unreadable()) };
        let (claim, debtor) =
            claims.get(*number).and_then(|found| found.first()).map(|found| (found.claim, found.debtor)).ok_or_else(unreadable)?;
        let on: Date = on.parse().map_err(|_| unreadable())?;
        let amount: Option<Cents> = amount.replace(',', "").parse().ok().map(Cents);
        let event: domain::events::Event = match *what {
            "litige" => DisputeOpened { claim, amount, cause: "other".to_owned(), note: None }.into(),
            "promesse" => {
                let by = until.parse().map_err(|_| unreadable())?;
                PromiseMade { debtor, claims: vec![claim], amount: amount.unwrap_or_default(), by, note: None }.into()
            }
            _ => {
                if last.0 == *number {
                    last.1 += 1;
                } else {
                    *last = ((*number).to_owned(), 0);
                }
                let (step, channel, level) = STEPS[last.1 % STEPS.len()];
                let step = StepDone { scenario: "entreprise-courtois".to_owned(), step: step.to_owned(), level, cycle: 1 };
                ContactMade { debtor, channel, claims: vec![claim], outcome: "other".to_owned(), step: Some(step), note: None }.into()
            }
        };
        events.push(NewEvent::new(on, event));
    }
    tx.append_many(events)?;
    Ok(())
}

/// What the first, second and third contacts about an invoice were.
const STEPS: [(&str, Channel, u8); 3] =
    [("relance-1", Channel::Email, 1), ("relance-2", Channel::Letter, 1), ("avertissement", Channel::Letter, 2)];
