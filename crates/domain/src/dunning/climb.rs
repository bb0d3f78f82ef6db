//! Where a claim stands on its scenario: what it passed in its cycle, and the step that comes next.
//!
//! State based: a step is due *since* a day, never *on* a day, so a machine that was off sends one right message. The
//! wait before a step counts from the day the one before was SENT, not from the day of a run.

use std::sync::Arc;

use jiff::civil::Date;

use super::contacts::Contacts;
use super::plus;
use super::scenario::{FORMAL_NOTICE, Moment, Scenario, Step};
use crate::collectable::Broken;
use crate::events::StepDone;
use crate::facts::ClaimFacts;

/// What a claim passed.
#[derive(Clone, Debug)]
pub(super) struct Position {
    /// The cycle it is in, counting one that starts today.
    pub(super) cycle: u32,
    /// The last step passed in this cycle, as a place in the scenario.
    pub(super) passed: Option<usize>,
    /// The last day on which a step was sent, done or skipped, in any cycle.
    pub(super) last_on: Option<Date>,
    /// Days that step gave to pay, where it is known.
    pub(super) given: u16,
    /// The cycle starts today, for this reason.
    pub(super) restarts: Option<Broken>,
    /// First day of the cycle; the first of all where it never restarted.
    cycle_from: Option<Date>,
}

impl Position {
    /// Reads the steps of a claim, those that bounced left out.
    ///
    /// A broken promise starts a new cycle: the plan begins again at the first reminder. It does so once for each
    /// promise, and only where a step had been passed before. The new cycle counts as soon as it is found; recording it
    /// (`CycleStarted`) changes nothing in the answer.
    pub(super) fn of(claim: &ClaimFacts, broken: Option<Broken>, scenario: &Scenario, contacts: &Contacts<'_>, today: Date) -> Position {
        let served = || claim.steps.iter().filter_map(|step| Some((step, contacts.passed(claim.id, step)?)));
        let mut cycle = claim.cycle(today);
        let restarts = broken.filter(|broken| {
            let restarted = claim.restarts.iter().any(|on| *on >= broken.since && *on <= today);
            !restarted && served().any(|(step, (on, _))| step.step.cycle == cycle && on < broken.since)
        });
        let mut cycle_from = claim.restarts.iter().filter(|on| **on <= today).max().copied();
        if restarts.is_some() {
            cycle += 1;
            cycle_from = Some(today);
        }
        let mut position = Position { cycle, passed: None, last_on: None, given: 0, restarts, cycle_from };
        let mut last_letter = None;
        for (step, (on, letter)) in served() {
            let index = scenario.index_of(&step.step.step);
            if position.last_on.is_none_or(|last| last <= on) {
                position.last_on = Some(on);
                last_letter = letter;
                let asked = |index: &usize| !step.skipped && step.channel.is_written() && !scenario.steps[*index].is_before_due();
                position.given = index.filter(asked).map_or(0, |index| scenario.steps[index].pay_within_days);
            }
            if step.step.cycle == cycle {
                position.passed = position.passed.max(index.or_else(|| scenario.passed_at_level(step.step.level)));
            }
        }
        // The days that the letter itself gave: the scenario may have changed since.
        position.given = last_letter.and_then(|letter| contacts.days_given(letter)).unwrap_or(position.given);
        position
    }

    /// Counts a formal notice that the debtor received outside the scenario (by hand, through a lawyer) in this cycle.
    pub(super) fn count_formal_notices(&mut self, claim: &ClaimFacts, scenario: &Scenario, today: Date) {
        let received =
            claim.formal_notices.iter().filter(|on| **on <= today && self.cycle_from.is_none_or(|from| **on >= from)).max().copied();
        let Some(received) = received else { return };
        let Some(index) = scenario.steps.iter().rposition(|step| step.level == FORMAL_NOTICE) else { return };
        if self.passed.is_none_or(|passed| passed < index) {
            self.passed = Some(index);
            self.given = scenario.steps[index].pay_within_days;
            self.last_on = self.last_on.max(Some(received));
        }
    }

    /// First day on which a step may leave.
    ///
    /// A notice before the due date has its day. After the due date: never on the due date itself, never before the days given to pay by the step before are over, never nearer to it
    /// than the scenario allows.
    pub(super) fn ready(&self, claim: &ClaimFacts, step: &Step, scenario: &Scenario) -> Date {
        let late = plus(claim.due_on, 1);
        let (anchor, least) = match step.when {
            Moment::FromDue(days) if days < 0 => return plus(claim.due_on, i64::from(days)),
            Moment::FromDue(days) => (plus(claim.due_on, i64::from(days)), scenario.least_days_between_steps),
            Moment::AfterPrevious(days) => (late, days),
        };
        let wait = least.max(self.given.saturating_add(1));
        let after = self.last_on.map_or(late, |last| plus(last, i64::from(wait)));
        anchor.max(after).max(late)
    }

    /// The day until which a person postponed a step in this cycle.
    pub(super) fn postponed(&self, claim: &ClaimFacts, name: &Arc<str>, today: Date) -> Option<Date> {
        let of_step = |(step, until): &&(StepDone, Date)| *step.step == **name && step.cycle == self.cycle && *until > today;
        claim.postponed.iter().filter(of_step).map(|(_, until)| *until).max()
    }
}
