//! Jobs are taken by one worker at a time; deposits are decided about by one person at a time.

use domain::ids::TenantId;
use domain::jobs::{JobKind, JobState};
use store::{JobProgress, NewJob, StoreError, Tx};

use crate::harness::{NOW, Place};

const MINUTE: i64 = 60_000_000;

fn at<T>(place: &Place, tenant: TenantId, now: i64, work: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>) -> T {
    place.store.write(tenant, "test", now, work).unwrap()
}

const IMPORT: NewJob<'_> = NewJob { kind: JobKind::Import, argument: "dp_1", by: "Lise" };

fn one_worker_has_a_job_until_its_lease_is_over(place: &Place) {
    let tenant = place.tenant();
    let job = at(place, tenant, NOW, |tx| tx.queue_job(&IMPORT));
    assert_eq!(at(place, tenant, NOW, |tx| tx.queue_job(&IMPORT)), job, "the same work twice is one job");
    assert_eq!(place.store.read(tenant, |tx| tx.next_job(NOW)).unwrap(), Some(job));

    assert!(at(place, tenant, NOW, |tx| tx.claim_job(job, "a", NOW + MINUTE)));
    assert!(!at(place, tenant, NOW + 1, |tx| tx.claim_job(job, "b", NOW + MINUTE)));
    assert_eq!(place.store.read(tenant, |tx| tx.next_job(NOW + 1)).unwrap(), None);

    let half = JobProgress { stage: "factures.csv".to_owned(), done: 5, total: Some(10) };
    assert!(at(place, tenant, NOW + 2, |tx| tx.beat_job(job, "a", NOW + 2 * MINUTE, &half)));
    assert_eq!(place.store.read(tenant, |tx| tx.job(job)).unwrap().unwrap().progress, half);

    // The first worker died: another takes the job, and what the first still says is not heard.
    let later = NOW + 3 * MINUTE;
    assert!(at(place, tenant, later, |tx| tx.claim_job(job, "b", later + MINUTE)));
    assert!(!at(place, tenant, later, |tx| tx.beat_job(job, "a", later + MINUTE, &half)));
    assert!(!at(place, tenant, later, |tx| tx.finish_job(job, "a", JobState::Done, "", &half)));
    assert!(at(place, tenant, later, |tx| tx.finish_job(job, "b", JobState::Done, "{}", &half)));
    let over = place.store.read(tenant, |tx| tx.job(job)).unwrap().unwrap();
    assert_eq!((over.state, over.result.as_str(), over.started_at, over.ended_at), (JobState::Done, "{}", Some(NOW), Some(later)));
    assert_ne!(at(place, tenant, later, |tx| tx.queue_job(&IMPORT)), job);
}

fn a_job_is_stopped_given_back_and_forgotten(place: &Place) {
    let tenant = place.tenant();
    let waiting = at(place, tenant, NOW, |tx| tx.queue_job(&IMPORT));
    assert!(at(place, tenant, NOW, |tx| tx.cancel_job(waiting)));
    assert!(!at(place, tenant, NOW, |tx| tx.cancel_job(waiting)), "it is over");
    let state = |job| place.store.read(tenant, |tx| tx.job(job)).unwrap().map(|job| (job.state, job.cancel));
    assert_eq!(state(waiting), Some((JobState::Cancelled, true)));

    let running = at(place, tenant, NOW, |tx| tx.queue_job(&IMPORT));
    at(place, tenant, NOW, |tx| tx.claim_job(running, "a", NOW + MINUTE));
    assert!(at(place, tenant, NOW, |tx| tx.cancel_job(running)));
    assert_eq!(state(running), Some((JobState::Running, true)));
    at(place, tenant, NOW, |tx| tx.release_job(running, "a"));
    assert_eq!(state(running), Some((JobState::Queued, true)));

    at(place, tenant, NOW, |tx| tx.forget_jobs(NOW + 1));
    assert_eq!((state(waiting), state(running).is_some()), (None, true));
    let other = place.tenant();
    assert_eq!(place.store.read(other, |tx| tx.job(running)).unwrap(), None);
    assert_eq!(place.store.read(tenant, |tx| tx.newest_jobs(JobKind::Import, 5)).unwrap().len(), 1);
}

fn of_two_decisions_about_a_deposit_the_second_is_told(place: &Place) {
    let tenant = place.tenant();
    let id = at(place, tenant, NOW, |tx| tx.add_deposit("Lise", 612, "{}"));
    assert!(at(place, tenant, NOW + 1, |tx| tx.save_deposit(id, 1, 612, "{\"a\":1}")));
    assert!(!at(place, tenant, NOW + 2, |tx| tx.save_deposit(id, 1, 612, "{\"b\":2}")));
    let row = place.store.read(tenant, |tx| tx.deposit(id)).unwrap().unwrap();
    assert_eq!((row.version, row.body.as_str(), row.touched_at, row.bytes), (2, "{\"a\":1}", NOW + 1, 612));
    at(place, tenant, NOW, |tx| tx.forget_deposit(id));
    assert!(place.store.read(tenant, |tx| tx.deposits()).unwrap().is_empty());
}

on_both! {
    one_worker_has_a_job_until_its_lease_is_over,
    a_job_is_stopped_given_back_and_forgotten,
    of_two_decisions_about_a_deposit_the_second_is_told,
}
