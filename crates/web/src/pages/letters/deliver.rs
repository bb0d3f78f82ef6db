//! The delivery of the day: what is approved goes to a dated folder, which can be downloaded.

use app::deliver::Archive;
use app::ports::Silent;
use app::run::{Output, RunReport};
use domain::access::needs::DecideActions;
use maud::html;

use super::list::trouble;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head};

pub(super) fn run(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let output = Output::Folder { typesetter: &*who.house.typesetter, progress: &Silent };
    let report = app::run::run(&who.books(), output)?;
    Ok(told(who, ask, &report))
}

/// What a delivery did: to the list of what is to confirm, or a page where something was refused.
fn told(who: &Inside, ask: &Ask, report: &RunReport) -> Answer {
    let there = who.url("/courriers?etat=remis");
    if report.letters.is_empty() && report.refused.is_empty() {
        return Answer::to(who.url("/courriers?etat=prepares"))
            .saying("Rien à remettre : ce qui était préparé n'est plus à envoyer, ou rien n'est approuvé.");
    }
    let said = format!("{} dans le dossier du jour.", app::words::counted(report.letters.len() as u64, "envoi remis", "envois remis"));
    if report.refused.is_empty() {
        return Answer::to(there).saying(said);
    }
    let body = html! {
        section class="card" { div class="card-body stack" {
            p role="status" { b { (said) } }
            (trouble("Ces envois n'ont pas été remis ; rien n'a changé pour eux :"))
            ul { @for why in &report.refused { li { (why) } } }
            @if !report.verdict.is_empty() { p class="soft" { (report.verdict) } }
            div class="row wrap" { a class="btn primary" href=(there) { "Voir ce qui est remis" } a class="btn" href=(who.url("/agenda")) { "Revenir à l'agenda" } }
        } }
    };
    ui::page(
        who,
        ask,
        Head { title: "Remise du jour", crumbs: vec![("Courriers", who.url("/courriers"))], place: "/courriers", ..Head::default() },
        body,
    )
}

/// The folder of a delivery as one archive.
pub(super) fn download(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let file: String = ask.path("nom")?;
    let name = file.strip_suffix(".zip").ok_or(Fault::NotFound)?;
    let archive = match Archive::of(&who.books(), name) {
        Err(app::AppError::Usage(_)) => return Err(Fault::NotFound),
        other => other?,
    };
    Ok(Answer::stream(&format!("remise-{name}.zip"), "application/zip", move |out| archive.write(out)))
}
