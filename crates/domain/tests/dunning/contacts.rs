//! How often, through what: the budget, channels that fail, addresses that are missing.

use domain::dunning::Mend;
use domain::events::Channel;
use domain::facts::LetterState;
use domain::ids::ClaimId;
use domain::party::{DebtorKind, Reach};

use crate::world::{World, d};

fn one() -> (World, ClaimId) {
    let mut world = World::business();
    let claim = world.invoice("F-1", "2026-09-02", 400_00);
    (world, claim)
}

#[test]
fn a_letter_of_yesterday_by_hand_counts_for_a_week() {
    let (mut world, claim) = one();
    world.contacted(Channel::Letter, "2026-09-04");
    assert!(world.actions("2026-09-10").is_empty());
    assert_eq!(world.why(claim, "2026-09-10"), "1 écrit en 7 jours, pour 1 au plus. Le prochain est possible le 11/09/2026.");
    assert_eq!(world.decide(d("2026-09-10")).look_again_on, Some(d("2026-09-11")));
    assert_eq!(world.actions("2026-09-11").len(), 1);
}

#[test]
fn a_call_does_not_bar_a_letter_for_a_business_but_does_for_a_consumer() {
    for (kind, allowed) in [(DebtorKind::Business, true), (DebtorKind::Consumer, false), (DebtorKind::Unknown, false)] {
        let mut world = World::of_kind(kind);
        world.invoice("F-1", "2026-09-02", 400_00);
        world.contacted(Channel::Call, "2026-09-08");
        assert_eq!(!world.actions("2026-09-09").is_empty(), allowed, "{kind:?}");
        assert_eq!(world.actions("2026-09-15").len(), 1, "{kind:?}");
    }
}

#[test]
fn a_second_letter_a_week_is_possible_where_the_owner_allows_it() {
    let (mut world, _) = one();
    world.tenant.policy.written_per_window = 2;
    world.contacted(Channel::Email, "2026-09-04");
    assert_eq!(world.actions("2026-09-07").len(), 1);
    world.contacted(Channel::Email, "2026-09-05");
    assert!(world.actions("2026-09-10").is_empty());
    assert_eq!(world.actions("2026-09-11").len(), 1, "the first of the two has left the window");
    world.tenant.policy.written_per_window = 0;
    assert!(world.actions("2026-12-01").is_empty(), "none allowed, none ever");
}

#[test]
fn a_prepared_letter_occupies_the_budget_until_it_leaves() {
    let (mut world, _) = one();
    world.contacted(Channel::Letter, "2026-09-01");
    world.debtor.contacts[0].states = vec![(LetterState::Prepared, d("2026-09-01"))];
    let claim = world.debtor.claims[0].id;
    assert_eq!(world.why(claim, "2026-09-14"), "1 écrit en 7 jours, pour 1 au plus. Un envoi préparé n'est pas encore parti.");
    world.debtor.contacts[0].states.push((LetterState::Sent, d("2026-09-15")));
    assert!(world.actions("2026-09-21").is_empty());
    assert_eq!(world.actions("2026-09-22").len(), 1);
}

#[test]
fn the_letter_takes_over_when_there_is_no_email_address() {
    let (mut world, _) = one();
    world.debtor.reach.email = false;
    let action = world.decide(d("2026-09-07")).actions.remove(0);
    assert_eq!(action.channel, Channel::Letter);
    assert!(action.reasons.iter().any(|reason| reason.to_string() == "Courriel impossible, remplacé par : lettre."));
}

#[test]
fn a_debtor_who_cannot_be_reached_is_in_the_repairs_and_never_dropped() {
    let (mut world, claim) = one();
    world.debtor.reach = Reach { email: false, post: false, phone: true };
    assert!(world.actions("2026-09-07").is_empty());
    assert!(world.why(claim, "2026-09-07").starts_with("Première relance : ni adresse électronique"));
    assert_eq!(world.repairs("2026-12-31"), ["Aucune adresse ni téléphone utilisable : complétez le débiteur. [400.00]"]);
}

#[test]
fn without_a_telephone_the_call_is_passed_over() {
    let mut world = World::business();
    let claim = world.invoice("F-1", "2026-09-02", 600_00);
    world.stepped(claim, "relance-1", "2026-09-07");
    assert_eq!(world.actions("2026-09-16"), ["appel call F-1 600.00"]);
    world.debtor.reach.phone = false;
    assert_eq!(world.actions("2026-09-16"), ["relance-2 letter F-1 600.00"]);
}

#[test]
fn an_email_that_bounced_served_nothing_and_is_not_sent_again_to_the_same_address() {
    let (mut world, _) = one();
    world.run("2026-09-07");
    world.debtor.contacts[0].states.push((LetterState::Refused, d("2026-09-08")));
    assert_eq!(world.repairs("2026-09-08"), ["Courriel revenu le 08/09/2026 : corrigez l'adresse. [0.00]"]);
    assert_eq!(world.actions("2026-09-08"), ["relance-1 letter F-1 400.00"], "the same step, through the post");

    world.debtor.reach_changed_on = Some(d("2026-09-09"));
    assert_eq!(world.actions("2026-09-08"), ["relance-1 letter F-1 400.00"]);
    assert_eq!(world.actions("2026-09-09"), ["relance-1 email F-1 400.00"], "the address was corrected");
    assert!(world.repairs("2026-09-09").is_empty());
    assert_eq!(world.decide(d("2026-09-06")).look_again_on, Some(d("2026-09-07")));
}

#[test]
fn the_letter_that_takes_the_place_of_a_bounced_email_passes_the_step() {
    let (mut world, _) = one();
    world.run("2026-09-07");
    world.debtor.contacts[0].states.push((LetterState::Refused, d("2026-09-08")));
    // One reminder by post, then the second nine days after it: not the first again, week after week.
    assert_eq!(
        world.live("2026-09-08", "2026-09-17"),
        ["2026-09-08 relance-1 letter F-1 400.00", "2026-09-17 relance-2 letter F-1 400.00"]
    );
}

#[test]
fn without_another_address_a_bounce_waits_in_the_repairs() {
    let (mut world, claim) = one();
    world.debtor.reach.post = false;
    world.run("2026-09-07");
    world.debtor.contacts[0].states.push((LetterState::Refused, d("2026-09-08")));
    assert!(world.live("2026-09-08", "2026-10-31").is_empty());
    let mends: Vec<Mend> = world.decide(d("2026-10-31")).repairs.into_iter().map(|repair| repair.mend).collect();
    assert_eq!(mends, [Mend::CameBack { channel: Channel::Email, on: d("2026-09-08") }, Mend::Unreachable]);
    assert!(world.why(claim, "2026-10-31").starts_with("Première relance"));
}

#[test]
fn a_registered_letter_that_comes_back_unclaimed_was_still_given() {
    let (mut world, claim) = one();
    for (step, on) in [("relance-1", "2026-09-07"), ("relance-2", "2026-09-16"), ("avertissement", "2026-09-25")] {
        world.stepped(claim, step, on);
    }
    assert_eq!(world.run("2026-10-05").len(), 1);
    world.debtor.contacts[0].states.push((LetterState::Refused, d("2026-10-23")));
    assert_eq!(world.live("2026-10-23", "2026-11-30"), ["2026-10-25 decider task F-1 400.00"], "a task may fall on a Sunday");
}

#[test]
fn a_week_of_seven_closed_days_is_said() {
    let (mut world, claim) = one();
    world.tenant.policy.open_weekdays = [false; 7];
    assert_eq!(world.why(claim, "2026-09-07"), "La politique de contact n'ouvre aucun jour de la semaine : rien ne peut partir.");
}

#[test]
fn a_letter_handed_over_counts_like_one_that_left() {
    let (mut world, claim) = one();
    world.contacted(Channel::Letter, "2026-09-03");
    world.debtor.contacts[0].states = vec![(LetterState::Prepared, d("2026-09-03")), (LetterState::HandedOver, d("2026-09-04"))];
    assert!(world.actions("2026-09-10").is_empty());
    assert!(world.why(claim, "2026-09-10").ends_with("Le prochain est possible le 11/09/2026."));
    assert_eq!(world.actions("2026-09-11").len(), 1);
}

#[test]
fn an_address_corrected_on_the_day_of_the_bounce_is_a_new_one() {
    let (mut world, _) = one();
    world.run("2026-09-07");
    world.debtor.contacts[0].states.push((LetterState::Refused, d("2026-09-08")));
    world.debtor.reach_changed_on = Some(d("2026-09-08"));
    assert_eq!(world.actions("2026-09-08"), ["relance-1 email F-1 400.00"]);
    world.debtor.reach_changed_on = Some(d("2026-09-07"));
    assert_eq!(world.actions("2026-09-08"), ["relance-1 letter F-1 400.00"]);
}

#[test]
fn somebody_who_was_called_today_gets_no_letter_today() {
    let (mut world, claim) = one();
    world.contacted(Channel::Call, "2026-09-07");
    assert!(world.actions("2026-09-07").is_empty());
    assert_eq!(world.why(claim, "2026-09-07"), "Ce débiteur a déjà été contacté aujourd'hui : un seul contact par jour.");
    assert_eq!(world.decide(d("2026-09-07")).look_again_on, Some(d("2026-09-08")));
    assert_eq!(world.actions("2026-09-08").len(), 1);
}
