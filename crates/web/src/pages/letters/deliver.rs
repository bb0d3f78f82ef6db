//! The delivery of the day: a job puts what is approved in a dated folder, which can be downloaded.

use app::deliver::Archive;
use domain::access::needs::DecideActions;
use domain::ids::JobId;
use domain::jobs::JobKind;
use maud::{Markup, html};
use serde::Deserialize;
use std::path::PathBuf;
use store::JobRow;

use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::pages::work::{self, Work};
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Tone};

/// Queues the delivery; a second click finds the first.
pub(super) fn run(who: &Scoped<DecideActions>, _: &Ask) -> Answered {
    let job = who.house.jobs.queue(&who.books(), JobKind::HandOver, "", &who.user.id.to_string())?;
    Ok(Answer::to(who.url(&format!("/courriers/remises/{}", job.0))))
}

/// What a delivery reports of itself.
#[derive(Deserialize)]
struct Report {
    folder: Option<PathBuf>,
    letters: Vec<serde::de::IgnoredAny>,
    refused: Vec<String>,
    #[serde(default)]
    verdict: String,
}

/// A delivery under way, and what came of it.
pub(super) fn show(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let id: JobId = ask.path("travail")?;
    let job = who.read(|tx| Ok(tx.job(id)?))?.filter(|job| job.kind == JobKind::HandOver).ok_or(Fault::NotFound)?;
    let work = Work {
        titles: ("Envoi du jour en cours", "Envoi du jour"),
        home: ("Courriers", "/courriers"),
        bar: "Envoi du jour",
        meanwhile: "Chaque courrier est relu avant d'être remis. Vous pouvez quitter la page.",
        stopped: "L'envoi du jour a été arrêté. Ce qui était approuvé le reste.",
    };
    work::page(who, ask, &job, &work, || done(who, &job), |tone, said| ended(who, tone, said))
}

fn done(who: &Inside, job: &JobRow) -> Result<Markup, Fault> {
    let report: Report = serde_json::from_str(&job.result).map_err(|error| Fault::Failed(error.to_string()))?;
    let folder = report.folder.as_ref().and_then(|folder| folder.file_name()).map(|name| name.to_string_lossy().into_owned());
    let said = match report.letters.len() as u64 {
        0 => "Rien n'a été remis : ce qui était préparé n'est plus à envoyer, ou rien n'est approuvé.".to_owned(),
        count => format!("{} dans le dossier du jour.", app::words::counted(count, "envoi remis", "envois remis")),
    };
    Ok(html! {
        section class="card" { div class="card-body stack" {
            p role="status" { b { (said) } }
            @if !report.letters.is_empty() { p class="soft" { "Postez les lettres, ouvrez les courriels dans votre messagerie, passez les appels ; puis confirmez ce qui est vraiment parti." } }
            @if !report.verdict.is_empty() { (ui::notice(Tone::Info, html! { (report.verdict) })) }
            @if !report.refused.is_empty() {
                (ui::notice(Tone::Warn, html! {
                    p { (app::words::counted(report.refused.len() as u64, "envoi n'a pas été remis", "envois n'ont pas été remis")) ", rien n'a changé pour eux :" }
                    ul { @for why in report.refused.iter().take(50) { li { (why) } } }
                }))
            }
            div class="row wrap" {
                @if let Some(folder) = &folder { a class="btn primary" href=(who.url(&format!("/courriers/dossiers/{folder}.zip"))) { (ui::icon(ui::Icon::Download)) "Télécharger le dossier" } }
                a class="btn" href=(who.url("/courriers?etat=remis")) { "Confirmer ce qui est parti" }
                a class="btn" href=(who.url("/agenda")) { "Revenir à l'agenda" }
            }
        } }
    })
}

fn ended(who: &Inside, tone: Tone, said: &str) -> Markup {
    html! {
        section class="card" { div class="card-body stack" {
            (ui::notice(tone, html! { (said) }))
            a class="btn" href=(who.url("/courriers?etat=prepares")) { "Revenir aux courriers préparés" }
        } }
    }
}

/// The folder of a delivery as one archive.
pub(super) fn download(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let file: String = ask.path("nom")?;
    let name = file.strip_suffix(".zip").ok_or(Fault::NotFound)?;
    let archive = match Archive::of(&who.books(), name) {
        Err(app::AppError::Usage(_)) => return Err(Fault::NotFound),
        other => other?,
    };
    Ok(Answer::stream(&format!("envoi-{name}.zip"), "application/zip", move |out| archive.write(out)))
}
