//! Long work as a page: how far it has come while it runs, what came of it once it is over. It is asked again every second, with or
//! without JavaScript.

use domain::jobs::JobState;
use maud::{Markup, html};
use store::JobRow;

use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::Inside;
use crate::ui::{self, Head, Tone};

/// How a kind of work is told.
pub(super) struct Work<'w> {
    /// Title while it runs, and once it is over.
    pub titles: (&'w str, &'w str),
    /// The page that it belongs to: name and place.
    pub home: (&'w str, &'w str),
    /// Name of the bar of progress.
    pub bar: &'w str,
    /// What a person should know while it runs.
    pub meanwhile: &'w str,
    /// What is said where it was stopped.
    pub stopped: &'w str,
}

/// The page of a job: `done` shows its result, `ended` says what became of it otherwise.
pub(super) fn page(
    who: &Inside,
    ask: &Ask,
    job: &JobRow,
    work: &Work<'_>,
    done: impl FnOnce() -> Result<Markup, Fault>,
    ended: impl Fn(Tone, &str) -> Markup,
) -> Result<Answer, Fault> {
    let running = !job.state.is_over();
    let body = html! {
        div id="travail" class="stack" hx-get=[running.then_some(&ask.url)] hx-trigger=[running.then_some("every 1s")] hx-select="#travail" hx-swap="outerHTML" {
            @match job.state {
                JobState::Queued | JobState::Running => (under_way(job, work)),
                JobState::Done => (done()?),
                JobState::Failed => (ended(Tone::Danger, &job.result)),
                JobState::Cancelled => (ended(Tone::Warn, work.stopped)),
            }
        }
    };
    let head = Head {
        title: if running { work.titles.0 } else { work.titles.1 },
        crumbs: vec![(work.home.0, who.url(work.home.1))],
        place: work.home.1,
        ..Head::default()
    };
    Ok(ui::page_again(who, ask, head, running.then_some(2), body))
}

fn under_way(job: &JobRow, work: &Work<'_>) -> Markup {
    let stage = if job.progress.stage.is_empty() { "En attente" } else { job.progress.stage.as_str() };
    html! {
        section class="card" { div class="card-body stack-s" {
            b class="strong" { (stage) }
            (ui::progress(work.bar, job.progress.done.unsigned_abs(), job.progress.total.map(i64::unsigned_abs)))
            p class="muted small" { (work.meanwhile) }
        } }
    }
}
