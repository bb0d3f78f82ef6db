//! An import under way: true progress, and what came of it.

use app::deposit::{Taken, TakenFile};
use app::words::counted;
use domain::access::Permission;
use domain::access::needs::Import;
use domain::french::grouped;
use domain::ids::{DepositId, JobId};
use domain::jobs::{JobKind, JobState};
use maud::{Markup, html};
use store::JobRow;

use super::new::steps;
use super::place;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::pages::originals;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Icon, Tone, form};

fn job_of(who: &Inside, ask: &Ask) -> Result<JobRow, Fault> {
    let id: JobId = ask.path("travail")?;
    who.read(|tx| Ok(tx.job(id)?))?.filter(|job| job.kind == JobKind::Import).ok_or(Fault::NotFound)
}

pub(super) fn show(who: &Scoped<Import>, ask: &Ask) -> Answered {
    let job = job_of(who, ask)?;
    let running = !job.state.is_over();
    let deposit: Option<DepositId> = job.argument.parse().ok();
    let body = html! {
        (steps(3, "", "", ""))
        div id="travail" class="stack mt4" hx-get=[running.then_some(&ask.url)] hx-trigger=[running.then_some("every 1s")] hx-target="#contenu" hx-select="#contenu" hx-swap="outerHTML" {
            @match job.state {
                JobState::Queued | JobState::Running => (under_way(who, &job)),
                JobState::Done => (done(who, &job, deposit)?),
                JobState::Cancelled => (ended(who, Tone::Warn, "L'import a été arrêté. Rien de ce qu'il avait commencé ne compte.", deposit)),
                JobState::Failed => (ended(who, Tone::Danger, &job.result, deposit)),
            }
        }
    };
    let head = Head {
        title: if running { "Import en cours" } else { "Résultat de l'import" },
        crumbs: vec![("Imports", who.url("/imports"))],
        place: "/imports",
        ..Head::default()
    };
    Ok(ui::page_again(who, ask, head, running.then_some(2), body))
}

fn under_way(who: &Inside, job: &JobRow) -> Markup {
    let stage = if job.progress.stage.is_empty() { "En attente" } else { job.progress.stage.as_str() };
    let done = job.progress.done.unsigned_abs();
    html! {
        section class="card" {
            div class="card-body stack-s" {
                div class="row between small" { b class="strong" { (stage) } span class="num" { (counted(done, "ligne", "lignes")) @if let Some(total) = job.progress.total { " sur " (grouped(total.unsigned_abs())) } } }
                (ui::progress("Import", done, job.progress.total.map(i64::unsigned_abs)))
                p class="muted small" { "Vous pouvez quitter la page, l'import continue et reprend après un arrêt du serveur." }
            }
            div class="card-foot" {
                @if job.cancel { span class="muted small" { "Arrêt demandé : l'import s'arrête à la fin du lot en cours." } }
                @else { (form::button(who, &who.url(&format!("/imports/travaux/{}/arreter", job.id.0)), "btn", html! { "Arrêter l'import" })) }
            }
        }
    }
}

fn ended(who: &Inside, tone: Tone, said: &str, deposit: Option<DepositId>) -> Markup {
    html! {
        section class="card" {
            div class="card-body stack-s" { (ui::notice(tone, html! { (said) })) }
            div class="card-foot" {
                @if let Some(deposit) = deposit { a class="btn primary" href=(place(who, deposit)) { "Revenir au fichier" } }
                a class="btn" href=(who.url("/imports")) { "Tous les imports" }
            }
        }
    }
}

fn done(who: &Inside, job: &JobRow, deposit: Option<DepositId>) -> Result<Markup, Fault> {
    let taken: Taken = serde_json::from_str(&job.result).map_err(|error| Fault::Failed(error.to_string()))?;
    let left: usize = taken.files.iter().map(TakenFile::left_out).sum();
    let still = deposit.filter(|id| app::deposit::one(&who.books(), *id).is_ok_and(|found| found.is_some()));
    Ok(html! {
        @for file in &taken.files { (result(who, file, still)?) }
        @if let Some(said) = &taken.reconciled {
            section class="card" {
                div class="card-head" { h2 { "Banque" } a class="small" href=(who.url("/banque")) { "Voir le rapprochement" } }
                div class="card-body" { p { (said) } }
            }
        }
        @if let Some(pieces) = &taken.pieces {
            section class="card" {
                div class="card-head" { h2 { "Copies de factures" } }
                div class="card-body stack-s small" {
                    p { (counted(pieces.attached, "copie rattachée", "copies rattachées")) ", " (counted(pieces.known, "déjà là", "déjà là")) "." }
                    @for problem in pieces.problems.iter().take(50) { (ui::notice(Tone::Warn, html! { (problem) })) }
                }
            }
        }
        section class="card" {
            div class="card-head" { h2 { "La suite" } }
            div class="card-body row wrap" {
                a class="btn primary" href=(who.url("/bienvenue")) { "Continuer la mise en route" }
                a class="btn" href=(who.url("/a-completer")) { "Compléter les fiches" }
                @if left > 0 && let Some(deposit) = still { a class="btn" href=(place(who, deposit)) { "Corriger " (counted(left as u64, "ligne laissée de côté", "lignes laissées de côté")) } }
            }
        }
    })
}

fn result(who: &Inside, file: &TakenFile, deposit: Option<DepositId>) -> Result<Markup, Fault> {
    let import = file.import.map(|id| who.read(|tx| Ok(tx.import(id)?))).transpose()?.flatten();
    let original = import.filter(|import| app::originals::is_of_invoice(&import.format)).map(|import| import.id);
    let (tone, words) = if file.refused {
        (Tone::Danger, "Non pris")
    } else if file.already {
        (Tone::Neutral, "Déjà importé")
    } else {
        (Tone::Ok, "Importé")
    };
    Ok(html! {
        section class="card" {
            (ui::title_with(&file.name, &format!("{}, {}", counted(file.taken, "ligne prise", "lignes prises"), counted(file.known, "déjà connue", "déjà connues")), ui::badge(tone, words)))
            div class="card-body stack-s small" {
                @for note in &file.notes { p { (note) } }
                @if let Some(tied) = &file.tied { p { a href=(who.url("/ecarts")) { (tied) } } }
                @for (_, error, said) in file.problems.iter().take(20) { (ui::notice(if *error { Tone::Danger } else { Tone::Warn }, html! { (said) })) }
                @if file.problems.len() > 20 { p class="muted" { "… et " (counted(file.problems.len() as u64 - 20, "autre remarque", "autres remarques")) ", sur la page du fichier." } }
                (lacking(who, file, deposit))
                @if let Some(import) = original { p { a href=(originals::url(who, import)) { (ui::icon_small(Icon::File)) "Voir la facture et son fichier" } } }
                @if let Some(import) = file.import { p { a href=(who.url(&format!("/imports/{}", import.0))) { (ui::icon_small(Icon::File)) "Voir cet import" } } }
            }
        }
    })
}

/// How what a statement lacks is given here: the file is kept.
fn lacking(who: &Inside, file: &TakenFile, deposit: Option<DepositId>) -> Markup {
    html! {
        @if file.lacks.account && let Some(deposit) = deposit { p { a href=(place(who, deposit)) { "Dire de quel compte est ce relevé" } ". Le fichier est gardé." } }
        @if !file.lacks.undeclared.is_empty() {
            p {
                @if who.can(Permission::ManageCreditor) { a href=(who.url("/banque/comptes")) { "Déclarer ce compte" } }
                @else { "Demandez à un propriétaire du dossier de déclarer ce compte, s'il est le vôtre" }
                @if file.lacks.choice && let Some(deposit) = deposit { ", ou " a href=(place(who, deposit)) { "dire duquel des vôtres il s'agit" } }
                @if let Some(deposit) = deposit { ", puis " a href=(place(who, deposit)) { "reprendre l'import" } ". Le fichier est gardé." } @else { "." }
            }
        }
    }
}

/// Asks the import to stop.
pub(super) fn stop(who: &Scoped<Import>, ask: &Ask) -> Answered {
    let job = job_of(who, ask)?;
    let asked = who.house.jobs.cancel(&who.books(), job.id)?;
    let said = if asked { "Arrêt demandé." } else { "L'import était déjà terminé." };
    Ok(Answer::to(who.url(&format!("/imports/travaux/{}", job.id.0))).saying(said))
}
