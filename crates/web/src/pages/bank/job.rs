//! « Relancer le rapprochement »: every open line judged again, by a job.

use domain::access::needs::RecordMoney;
use domain::ids::JobId;
use domain::jobs::{JobKind, JobState};
use maud::{Markup, html};
use store::JobRow;

use super::PLACE;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Tone};

/// Queues the work; a second click finds the first.
pub(super) fn start(who: &Scoped<RecordMoney>, _: &Ask) -> Answered {
    let job = who.house.jobs.queue(&who.books(), JobKind::Reconcile, "", &who.user.id.to_string())?;
    Ok(Answer::to(who.url(&format!("{PLACE}/rapprochements/{}", job.0))))
}

/// A reconciliation under way, and what came of it.
pub(super) fn show(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let id: JobId = ask.path("travail")?;
    let job = who.read(|tx| Ok(tx.job(id)?))?.filter(|job| job.kind == JobKind::Reconcile).ok_or(Fault::NotFound)?;
    let running = !job.state.is_over();
    let body = html! {
        div id="travail" class="stack" hx-get=[running.then_some(&ask.url)] hx-trigger=[running.then_some("every 1s")] hx-select="#travail" hx-swap="outerHTML" {
            @match job.state {
                JobState::Queued | JobState::Running => (under_way(&job)),
                JobState::Done => (ended(who, Tone::Ok, &serde_json::from_str::<String>(&job.result).map_err(|error| Fault::Failed(error.to_string()))?)),
                JobState::Failed => (ended(who, Tone::Danger, &job.result)),
                JobState::Cancelled => (ended(who, Tone::Warn, "Le rapprochement a été arrêté. Les lignes restent comme elles étaient.")),
            }
        }
    };
    let head = Head {
        title: if running { "Rapprochement en cours" } else { "Rapprochement relancé" },
        crumbs: vec![("Rapprochement", who.url(PLACE))],
        place: PLACE,
        ..Head::default()
    };
    Ok(ui::page_again(who, ask, head, running.then_some(2), body))
}

fn under_way(job: &JobRow) -> Markup {
    let stage = if job.progress.stage.is_empty() { "En attente" } else { job.progress.stage.as_str() };
    html! {
        section class="card" { div class="card-body stack-s" {
            b class="strong" { (stage) }
            (ui::progress("Rapprochement", job.progress.done.unsigned_abs(), job.progress.total.map(i64::unsigned_abs)))
            p class="muted small" { "Chaque ligne ouverte est comparée à vos comptes tels qu'ils sont. Vous pouvez quitter la page." }
        } }
    }
}

fn ended(who: &Inside, tone: Tone, said: &str) -> Markup {
    html! {
        section class="card" { div class="card-body stack" {
            div role="status" { (ui::notice(tone, html! { (said) })) }
            div { a class="btn primary" href=(who.url(PLACE)) { "Voir les lignes" } }
        } }
    }
}
