//! Where the steps of a scenario lie in time, and what in their order a person should look at again.

use super::words::moment_short;
use crate::dunning::{Moment, PRE_DUE, Scenario, Step};
use crate::events::Channel;
use crate::policy::Policy;

/// The first day of each step, counted from the due date, when every step leaves on its first day; as
/// [`crate::dunning::decide`] counts it for a claim that is followed from its beginning.
pub fn earliest(scenario: &Scenario) -> Vec<i64> {
    let mut days = Vec::with_capacity(scenario.steps.len());
    let (mut last, mut given) = (None::<i64>, 0i64);
    for step in &scenario.steps {
        let (anchor, least) = match step.when {
            Moment::FromDue(from) if from < 0 => (i64::from(from), None),
            Moment::FromDue(from) => (i64::from(from), Some(i64::from(scenario.least_days_between_steps))),
            Moment::AfterPrevious(after) => (1, Some(i64::from(after))),
        };
        let day = match (least, last) {
            (None, _) => anchor,
            (Some(least), Some(last)) => anchor.max(last + least.max(given + 1)).max(1),
            // Without a step before it, it counts from the first day of delay.
            (Some(_), None) => anchor.max(1),
        };
        days.push(day);
        last = Some(last.unwrap_or(day).max(day));
        let written = step.channels.first().is_some_and(|channel| channel.is_written());
        given = if written && !step.is_before_due() { i64::from(step.pay_within_days) } else { 0 };
    }
    days
}

/// Something in a scenario that is allowed and may not be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The step, by its place.
    pub step: usize,
    /// What it means.
    pub french: String,
}

/// What is allowed and may not be meant: a step that leaves later than it says, or that waits for the contact budget.
pub fn remarks(scenario: &Scenario, policy: &Policy) -> Vec<Remark> {
    let days = earliest(scenario);
    let mut found = Vec::new();
    for (place, step) in scenario.steps.iter().enumerate() {
        let day = days[place];
        if let Moment::FromDue(from) = step.when
            && day > i64::from(from)
        {
            let french = format!(
                "Réglée à {}, elle ne part qu'à {} au plus tôt : elle attend la fin du délai laissé par l'étape précédente.",
                moment_short(i64::from(from)),
                moment_short(day)
            );
            found.push(Remark { step: place, french });
        }
        if let Moment::AfterPrevious(after) = step.when
            && let Some(previous) = place.checked_sub(1)
            && day > days[previous].max(0) + i64::from(after)
        {
            let french = format!(
                "Elle ne part qu'à {} au plus tôt : l'étape précédente laisse {} jours pour payer.",
                moment_short(day),
                scenario.steps[previous].pay_within_days
            );
            found.push(Remark { step: place, french });
        }
        let window = i64::from(policy.contact_window_days);
        let near = scenario.steps[..place].iter().zip(&days).rev().find(|(other, _)| same_budget(other, step));
        if let Some((other, before)) = near
            && budget(step, policy) == 1
            && day - before < window
            && step.level > PRE_DUE
        {
            let french = format!(
                "Elle vient {} jours après « {} » : le budget de contact en laisse un seul en {window} jours, elle attendra.",
                day - before,
                other.title
            );
            found.push(Remark { step: place, french });
        }
    }
    found
}

fn same_budget(one: &Step, other: &Step) -> bool {
    let class = |step: &Step| match step.channels.first() {
        Some(Channel::Call) => 1,
        Some(Channel::Task) | None => 2,
        Some(_) => 0,
    };
    class(one) == class(other) && class(one) < 2
}

fn budget(step: &Step, policy: &Policy) -> u16 {
    if step.channels.first() == Some(&Channel::Call) { policy.calls_per_window } else { policy.written_per_window }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dunning::SHIPPED;

    #[test]
    fn the_shipped_scenarios_lie_where_their_files_say() {
        let days = |name| earliest(&Scenario::shipped(name).expect("shipped"));
        // Five days before; five after; nine later each; ten, ten, and twenty: each wait is longer than the days given to pay.
        assert_eq!(days("entreprise-courtois"), [-5, 5, 14, 23, 33, 43, 63]);
        assert_eq!(days("particulier"), [7, 22, 37, 52, 77]);
        for (name, _) in SHIPPED {
            let scenario = Scenario::shipped(name).expect("shipped");
            assert_eq!(remarks(&scenario, &Policy::default()), [], "{name}");
        }
    }

    #[test]
    fn a_step_that_waits_longer_than_it_says_is_told() {
        let mut scenario = Scenario::shipped("entreprise-courtois").expect("shipped");
        scenario.steps[3].when = Moment::FromDue(10);
        scenario.steps[4].when = Moment::AfterPrevious(3);
        let said: Vec<(usize, String)> =
            remarks(&scenario, &Policy::default()).into_iter().map(|remark| (remark.step, remark.french)).collect();
        assert_eq!(said[0].0, 3);
        assert!(said[0].1.contains("Réglée à J+10, elle ne part qu'à J+21 au plus tôt"), "{said:?}");
        assert_eq!(said[1].0, 4);
        assert!(said[1].1.contains("J+30 au plus tôt : l'étape précédente laisse 8 jours"), "{said:?}");
    }

    #[test]
    fn steps_nearer_than_the_budget_are_told() {
        let mut scenario = Scenario::shipped("entreprise-courtois").expect("shipped");
        scenario.least_days_between_steps = 1;
        scenario.steps[1].pay_within_days = 0;
        scenario.steps.remove(2);
        scenario.steps[2].when = Moment::AfterPrevious(4);
        let said = remarks(&scenario, &Policy::default());
        assert!(said[0].french.starts_with("Elle vient 4 jours après « Première relance »"), "{said:?}");
    }
}
