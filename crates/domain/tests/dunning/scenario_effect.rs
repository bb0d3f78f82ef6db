//! What another scenario would change, and the days that a debtor would live under it.

use domain::dunning::{Moment, Scenario};
use domain::events::Channel;
use domain::scenarios::{ActionChange, effect_on, live};

use crate::world::{World, d};

fn late_debtor() -> (World, domain::ids::ClaimId) {
    let mut world = World::business();
    let claim = world.invoice("F-1", "2026-04-01", 1200_00);
    (world, claim)
}

/// What is lived ahead is what the engine does when it is asked every day and everything is recorded.
#[test]
fn days_lived_ahead_are_those_of_the_engine() {
    let (mut world, _) = late_debtor();
    let lived = live(&world.debtor, &world.tenant, &world.scenario, &world.rules, d("2026-03-02"), d("2026-07-31"));
    let ahead: Vec<String> =
        lived.iter().flat_map(|one| world.lines(&one.decision).into_iter().map(move |line| format!("{} {line}", one.on))).collect();
    let day_by_day = world.live("2026-03-02", "2026-07-31");
    assert!(ahead.len() >= 5, "{ahead:?}");
    assert_eq!(ahead, day_by_day);
    assert!(lived.len() < 40, "it looks only when something can change: {} days", lived.len());
}

#[test]
fn the_same_scenario_changes_nothing() {
    let (world, _) = late_debtor();
    let effect = effect_on(&world.debtor, &world.tenant, (Some(&world.scenario), &world.scenario), &world.rules, d("2026-04-06"));
    assert!(effect.today.is_empty() && effect.first_difference.is_none());
    assert_eq!(effect.before, effect.after);
}

#[test]
fn a_later_first_reminder_leaves_later_and_says_why() {
    let (world, _) = late_debtor();
    let mut later = world.scenario.clone();
    let first = later.first_reminder().expect("a reminder");
    later.steps[first].when = Moment::FromDue(20);
    let effect = effect_on(&world.debtor, &world.tenant, (Some(&world.scenario), &later), &world.rules, d("2026-04-07"));
    let [ActionChange::Disappears(action, Some(why))] = effect.today.as_slice() else { panic!("{:?}", effect.today) };
    assert_eq!(action.asked.0, 1200_00);
    assert!(why.to_string().contains("à partir du 21/04/2026"), "{why}");
    assert_eq!(effect.first_difference, Some(d("2026-04-07")));
    assert_eq!((effect.before[0].contacts(), effect.after[0].contacts()), (1, 0));
    assert_eq!((effect.before[3].written, effect.after[3].written), (3, 1));
}

#[test]
fn a_step_that_was_sent_is_not_played_again() {
    let (mut world, claim) = late_debtor();
    world.stepped(claim, "relance-1", "2026-04-07");
    let mut other = world.scenario.clone();
    let first = other.first_reminder().expect("a reminder");
    other.steps[first].channels = vec![Channel::Letter];
    let effect = effect_on(&world.debtor, &world.tenant, (Some(&world.scenario), &other), &world.rules, d("2026-04-08"));
    assert_eq!(effect.passed, 1);
    assert!(effect.today.is_empty() && effect.first_difference.is_none());
}

#[test]
fn another_channel_is_a_change_with_both_actions() {
    let (world, _) = late_debtor();
    let mut by_post = world.scenario.clone();
    let first = by_post.first_reminder().expect("a reminder");
    by_post.steps[first].channels = vec![Channel::Letter];
    let effect = effect_on(&world.debtor, &world.tenant, (Some(&world.scenario), &by_post), &world.rules, d("2026-04-07"));
    let [ActionChange::Changes(old, new)] = effect.today.as_slice() else { panic!("{:?}", effect.today) };
    assert_eq!((old.channel, new.channel), (Channel::Email, Channel::Letter));
}

#[test]
fn a_debtor_without_a_scenario_gets_its_first_actions() {
    let (world, _) = late_debtor();
    let effect = effect_on(&world.debtor, &world.tenant, (None, &world.scenario), &world.rules, d("2026-04-07"));
    assert!(matches!(effect.today.as_slice(), [ActionChange::Appears(_)]), "{:?}", effect.today);
}

#[test]
fn contacts_within_the_budget_wait_and_are_said() {
    let (mut world, _) = late_debtor();
    world.contacted(Channel::Letter, "2026-04-05");
    let scenario = Scenario::shipped("entreprise-courtois").expect("shipped");
    let effect = effect_on(&world.debtor, &world.tenant, (Some(&scenario), &scenario), &world.rules, d("2026-04-07"));
    assert!(effect.waits_for_budget);
}
