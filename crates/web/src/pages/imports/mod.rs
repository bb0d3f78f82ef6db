//! Imports: their history, a new one from files to rows in the books, and what became of it (screen 10).

mod account;
mod columns;
mod control;
mod decisions;
mod history;
mod job;
mod new;
mod rows;

use app::deposit::{self, Deposit};
use app::import::control::Control;
use domain::ids::DepositId;
use domain::jobs::{JobKind, JobState};
use formats::table::TableKind;
use store::JobRow;

use crate::fault::Fault;
use crate::route::{Inside, Route, get, post};

pub(crate) fn routes() -> Vec<Route> {
    /// What a browser sends around the files.
    const AROUND: u64 = 2 << 20;
    let most = 2 * deposit::LIMITS.file + AROUND;
    vec![
        get("/d/{tenant}/imports", history::list),
        get("/d/{tenant}/imports/nouveau", new::show),
        post("/d/{tenant}/imports/nouveau", new::bring).taking(most),
        get("/d/{tenant}/imports/depots/{depot}", control::show),
        post("/d/{tenant}/imports/depots/{depot}/ajouter", new::add).taking(most),
        post("/d/{tenant}/imports/depots/{depot}/colonnes", decisions::columns),
        post("/d/{tenant}/imports/depots/{depot}/ligne", decisions::line),
        post("/d/{tenant}/imports/depots/{depot}/decision", decisions::decide),
        post("/d/{tenant}/imports/depots/{depot}/controler", decisions::control_again),
        post("/d/{tenant}/imports/depots/{depot}/abandonner", decisions::discard),
        post("/d/{tenant}/imports/depots/{depot}/importer", decisions::import),
        get("/d/{tenant}/imports/depots/{depot}/erreurs", control::faults),
        get("/d/{tenant}/imports/travaux/{travail}", job::show),
        post("/d/{tenant}/imports/travaux/{travail}/arreter", job::stop),
        get("/d/{tenant}/imports/{import}", history::one),
        post("/d/{tenant}/imports/{import}/annuler", history::undo),
    ]
}

/// What is known of a deposit now.
enum Seen {
    /// Its lists, looked at.
    Ready(Vec<Control>),
    /// A job looks at them.
    Waiting(JobRow),
    /// Nobody has looked yet, or the look failed: with the reason.
    Unseen(Option<String>),
}

/// Looks at a deposit: at once where that is quick, else what the newest job saw.
fn look(who: &Inside, deposit: &Deposit) -> Result<Seen, Fault> {
    let books = who.books();
    if !deposit.is_large() {
        return Ok(Seen::Ready(deposit::look(&books, deposit, &app::ports::Silent)?));
    }
    let name = deposit.state_name();
    let newest = who.read(|tx| Ok(tx.newest_jobs(JobKind::Control, 50)?))?.into_iter().find(|job| job.argument == name);
    Ok(match newest {
        Some(job) if !job.state.is_over() => Seen::Waiting(job),
        Some(job) if job.state == JobState::Done => match serde_json::from_str(&job.result) {
            Ok(seen) => Seen::Ready(seen),
            Err(_) => Seen::Unseen(None),
        },
        Some(job) if job.state == JobState::Failed => Seen::Unseen(Some(job.result)),
        _ => Seen::Unseen(None),
    })
}

/// After a decision a large deposit is looked at again, by a job.
fn look_later(who: &Inside, deposit: &Deposit) -> Result<(), Fault> {
    if deposit.is_large() {
        who.house.jobs.queue(&who.books(), JobKind::Control, &deposit.state_name(), &who.user.id.to_string())?;
    }
    Ok(())
}

fn deposit_of(who: &Inside, id: DepositId) -> Result<Deposit, Fault> {
    deposit::one(&who.books(), id)?.ok_or(Fault::NotFound)
}

/// Where a deposit is looked at.
fn place(who: &Inside, id: DepositId) -> String {
    who.url(&format!("/imports/depots/{}", id.0))
}

/// A format, as users read it.
pub(super) fn format_words(format: &str) -> &str {
    match format {
        "fec" => "FEC",
        "csv" => "CSV",
        "xlsx" => "Excel",
        "empty" => "vide",
        "camt052" | "camt053" | "camt054" | "camt" => "relevé CAMT",
        "cfonb120" | "cfonb" => "relevé CFONB 120",
        "mt940" | "mt942" => "relevé MT940",
        "ofx" => "relevé OFX",
        "facturx" => "facture Factur-X",
        "cii" => "facture CII",
        "ubl" => "facture UBL",
        "cdar" => "statuts de factures",
        word => TableKind::parse(word).map_or("format non lu", TableKind::french),
    }
}

/// A size in the unit that fits.
fn size(bytes: u64) -> String {
    match bytes {
        ..1_024 => format!("{bytes} octets"),
        1_024..1_048_576 => format!("{} Ko", bytes >> 10),
        _ => format!("{} Mo", bytes >> 20),
    }
}

#[cfg(test)]
mod tests;
