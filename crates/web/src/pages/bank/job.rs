//! « Relancer le rapprochement »: every open line judged again, by a job.

use domain::access::needs::RecordMoney;
use domain::ids::JobId;
use domain::jobs::JobKind;
use maud::{Markup, html};

use super::PLACE;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::pages::work::{self, Work};
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Tone};

/// Queues the work; a second click finds the first.
pub(super) fn start(who: &Scoped<RecordMoney>, _: &Ask) -> Answered {
    let job = who.house.jobs.queue(&who.books(), JobKind::Reconcile, "", &who.user.id.to_string())?;
    Ok(Answer::to(who.url(&format!("{PLACE}/rapprochements/{}", job.0))))
}

/// A reconciliation under way, and what came of it.
pub(super) fn show(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let id: JobId = ask.path("travail")?;
    let job = who.read(|tx| Ok(tx.job(id)?))?.filter(|job| job.kind == JobKind::Reconcile).ok_or(Fault::NotFound)?;
    let work = Work {
        titles: ("Rapprochement en cours", "Rapprochement relancé"),
        home: ("Rapprochement", PLACE),
        bar: "Rapprochement",
        meanwhile: "Chaque ligne ouverte est comparée à vos comptes tels qu'ils sont. Vous pouvez quitter la page.",
        stopped: "Le rapprochement a été arrêté. Les lignes restent comme elles étaient.",
    };
    let done = || {
        let said: String = serde_json::from_str(&job.result).map_err(|error| Fault::Failed(error.to_string()))?;
        Ok(ended(who, Tone::Ok, &said))
    };
    work::page(who, ask, &job, &work, done, |tone, said| ended(who, tone, said))
}

fn ended(who: &Inside, tone: Tone, said: &str) -> Markup {
    html! {
        section class="card" { div class="card-body stack" {
            div role="status" { (ui::notice(tone, html! { (said) })) }
            div { a class="btn primary" href=(who.url(PLACE)) { "Voir les lignes" } }
        } }
    }
}
