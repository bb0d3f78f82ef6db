//! The climb of a claim: day before, day, day after; machines that were off; part payments; restarts.

use domain::dunning::{FORMAL_NOTICE, Scenario};
use domain::facts::StepFacts;
use domain::money::Cents;
use domain::party::DebtorKind;

use crate::world::{World, d};

#[test]
fn an_unpaid_invoice_climbs_the_courteous_scenario() {
    let mut world = World::business();
    world.invoice("F-1", "2026-09-02", 1_200_00);
    // Forty-three days late on the day of the formal notice, at the table's ten cents a day, and forty euros.
    assert_eq!(
        world.live("2026-08-01", "2026-12-31"),
        [
            "2026-08-28 avis-avant-echeance email F-1 1200.00",
            "2026-09-07 relance-1 email F-1 1200.00",
            "2026-09-16 appel call F-1 1200.00",
            "2026-09-25 relance-2 letter F-1 1200.00",
            "2026-10-05 avertissement letter F-1 1200.00",
            "2026-10-15 mise-en-demeure registered_letter F-1 1244.30",
            "2026-11-04 decider task F-1 1200.00",
        ]
    );
    let claim = world.debtor.claims[0].id;
    assert_eq!(world.why(claim, "2026-12-31"), "Toutes les étapes du scénario sont passées : à vous de décider de la suite.");
}

#[test]
fn nothing_is_late_on_the_due_date_itself() {
    let mut world = World::business().with_scenario(NEXT_DAY);
    let claim = world.invoice("F-1", "2026-09-02", 100_00);
    assert!(world.actions("2026-09-01").is_empty());
    assert!(world.actions("2026-09-02").is_empty());
    assert_eq!(world.why(claim, "2026-09-02"), "À régler au plus tard le 02/09/2026. Prochaine étape : Relance, à partir du 03/09/2026.");
    assert_eq!(world.actions("2026-09-03"), ["relance email F-1 100.00"]);
}

/// A scenario that reminds on the first day late and gives formal notice soon.
const NEXT_DAY: &str = r#"
    name = "lendemain"
    title = "Le lendemain"
    for_kinds = ["business"]
    tone = "neutral"
    [[step]]
    name = "relance"
    title = "Relance"
    document = "reminder"
    channels = ["email"]
    days_from_due = 1
    automatic = true
    [[step]]
    name = "mise-en-demeure"
    title = "Mise en demeure"
    document = "formal-notice"
    channels = ["registered_letter"]
    days_after_previous = 10
    asks = "principal_and_accessories"
"#;

#[test]
fn a_notice_goes_before_the_due_date_never_sixty_days_after_or_before() {
    // The sign of the days: -5 is before, and only before.
    let mut world = World::business();
    world.invoice("F-1", "2026-09-02", 1_200_00);
    assert!(world.actions("2026-08-27").is_empty());
    assert_eq!(world.actions("2026-08-28"), ["avis-avant-echeance email F-1 1200.00"]);
    assert_eq!(world.actions("2026-09-01"), ["avis-avant-echeance email F-1 1200.00"]);
    assert!(world.actions("2026-09-02").is_empty(), "on the due date the notice is gone");
    assert!(world.actions("2026-09-03").is_empty(), "and the first reminder has not come");
}

#[test]
fn a_due_date_on_a_sunday_is_not_moved_but_nothing_leaves_on_a_closed_day() {
    let mut world = World::business().with_scenario(NEXT_DAY);
    world.rules.holidays.push(d("2026-09-07"));
    let claim = world.invoice("F-1", "2026-09-05", 100_00); // a Saturday
    assert_eq!(world.why(claim, "2026-09-06"), "Rien ne part aujourd'hui (jour fermé). Prochain jour ouvert : 08/09/2026.");
    assert_eq!(world.decide(d("2026-09-06")).look_again_on, Some(d("2026-09-08")));
    assert!(world.actions("2026-09-07").is_empty(), "a holiday");
    assert_eq!(world.actions("2026-09-08"), ["relance email F-1 100.00"]);
}

#[test]
fn the_last_of_february_of_a_leap_year_is_a_day_like_another() {
    let mut world = World::business().with_scenario(NEXT_DAY);
    world.invoice("F-1", "2028-02-28", 100_00); // a Monday
    assert!(world.actions("2028-02-28").is_empty());
    assert_eq!(world.actions("2028-02-29"), ["relance email F-1 100.00"]);
}

#[test]
fn the_same_day_run_twice_changes_nothing() {
    let mut world = World::business();
    world.invoice("F-1", "2026-09-02", 400_00);
    assert_eq!(world.run("2026-09-07").len(), 1);
    assert!(world.run("2026-09-07").is_empty());
    assert_eq!(world.debtor.claims[0].steps.len(), 1);
}

#[test]
fn a_machine_off_for_a_week_or_a_year_sends_one_right_message() {
    for back in ["2026-09-14", "2027-09-13"] {
        let mut world = World::business();
        world.invoice("F-1", "2026-09-02", 400_00);
        assert_eq!(world.run(back), ["relance-1 email F-1 400.00"], "{back}");
        assert!(world.run(back).is_empty());
    }
}

#[test]
fn a_step_waits_from_the_day_the_one_before_was_sent() {
    let mut world = World::business();
    let claim = world.invoice("F-1", "2026-09-02", 400_00);
    // The run was late: the reminder left on the 18th, not on the 7th. Under 500 € there is no call.
    world.run("2026-09-18");
    assert!(world.actions("2026-09-24").is_empty());
    assert!(world.why(claim, "2026-09-26").contains("27/09/2026"), "{}", world.why(claim, "2026-09-26"));
    assert_eq!(world.actions("2026-09-28"), ["relance-2 letter F-1 400.00"], "the 27th is a Sunday");
}

#[test]
fn a_claim_first_seen_a_year_late_enters_at_the_first_reminder_and_climbs_from_there() {
    let mut world = World::business();
    let claim = world.invoice("F-1", "2025-09-02", 1_200_00);
    world.claim(claim).seen_on = d("2026-09-14");
    let log = world.live("2026-09-14", "2026-11-30");
    assert_eq!(
        log,
        [
            "2026-09-14 relance-1 email F-1 1200.00",
            "2026-09-23 appel call F-1 1200.00",
            "2026-10-02 relance-2 letter F-1 1200.00",
            "2026-10-12 avertissement letter F-1 1200.00",
            "2026-10-22 mise-en-demeure registered_letter F-1 1281.50",
            "2026-11-11 decider task F-1 1200.00",
        ]
    );
}

#[test]
fn the_reason_says_that_the_claim_was_seen_late() {
    let mut world = World::business();
    let claim = world.invoice("F-1", "2025-09-02", 400_00);
    world.claim(claim).seen_on = d("2026-09-14");
    let reasons: Vec<String> = world.decide(d("2026-09-14")).actions[0].reasons.iter().map(ToString::to_string).collect();
    assert_eq!(
        reasons,
        [
            "En retard de 377 jours (échéance du 02/09/2025).",
            "Première relance : première étape.",
            "Connue depuis le 14/09/2026, après l'échéance : on commence par la première relance.",
        ]
    );
}

#[test]
fn a_part_payment_skips_no_step_and_the_balance_is_asked() {
    let mut world = World::business();
    let claim = world.invoice("F-1", "2026-09-02", 1_200_00);
    world.live("2026-09-07", "2026-09-24");
    world.paid(claim, "2026-09-24", 700_00);
    assert_eq!(world.run("2026-09-25"), ["relance-2 letter F-1 500.00"]);
    assert_eq!(world.live("2026-09-26", "2026-10-06"), ["2026-10-05 avertissement letter F-1 500.00"]);
}

#[test]
fn a_step_that_a_person_skipped_is_passed_and_a_postponed_one_waits() {
    let mut world = World::business();
    let claim = world.invoice("F-1", "2026-09-02", 400_00);
    let other = world.invoice("F-2", "2026-09-02", 300_00);
    world.stepped_as(claim, "relance-1", "2026-09-07", 1, true);
    assert_eq!(world.actions("2026-09-07"), ["relance-1 email F-2 300.00"], "one claim was skipped, not the customer");

    let relance = world.debtor.claims[0].steps[0].step.clone();
    world.claim(other).postponed.push((relance, d("2026-09-10")));
    assert!(world.actions("2026-09-09").is_empty());
    assert_eq!(world.why(other, "2026-09-09"), "Première relance : reportée par une personne au 10/09/2026.");
    assert_eq!(world.actions("2026-09-10"), ["relance-1 email F-2 300.00"]);
    assert_eq!(world.decide(d("2026-09-09")).look_again_on, Some(d("2026-09-10")));
}

#[test]
fn the_next_step_waits_until_the_days_given_to_pay_are_over() {
    // Fifteen days to pay: whatever the scenario says, the next step is not before the sixteenth.
    let hasty = NEXT_DAY.replace("automatic = true", "automatic = true\n    pay_within_days = 15");
    let mut world = World::business().with_scenario(&hasty);
    world.invoice("F-1", "2026-09-02", 100_00);
    world.run("2026-09-03");
    assert!(world.actions("2026-09-18").is_empty());
    assert_eq!(world.actions("2026-09-21").len(), 1, "the 19th is a Saturday");
}

#[test]
fn under_another_scenario_the_days_that_the_last_letter_gave_are_kept() {
    let mut world = World::business();
    world.invoice("F-1", "2026-09-02", 400_00);
    assert_eq!(world.run("2026-09-07"), ["relance-1 email F-1 400.00"]);
    // It gave eight days. The firm scenario gives six to its own reminder, and warns seven days after it.
    world.scenario = Scenario::shipped("entreprise-ferme").expect("shipped");
    assert_eq!(world.live("2026-09-08", "2026-09-15"), Vec::<String>::new());
    assert_eq!(world.actions("2026-09-16"), ["avertissement letter F-1 441.40"]);
}

#[test]
fn another_scenario_goes_on_at_the_same_level_and_never_says_a_formal_notice_twice() {
    let mut world = World::business();
    let claim = world.invoice("F-1", "2026-09-02", 400_00);
    world.live("2026-09-07", "2026-10-01"); // relance-1, relance-2, avertissement
    let warned = world.debtor.claims[0].steps.last().expect("sent").clone();
    assert_eq!(warned.step.step, "avertissement");

    // The other scenario names its steps otherwise: the claim meets the warning again, not the formal notice.
    let renamed = include_str!("../../../../scenarios/entreprise-ferme.toml").replace("\"avertissement\"", "\"dernier-avis\"");
    let mut other = World::business().with_scenario(&renamed);
    other.debtor = world.debtor.clone();
    let log = other.live("2026-10-02", "2026-11-30");
    assert!(log[0].contains("dernier-avis letter F-1"), "{log:?}");

    // After a formal notice under the first scenario, the other one only has the decision left.
    let mut notice = warned;
    notice.step.step = "sommation".to_owned();
    notice.step.level = FORMAL_NOTICE;
    world.claim(claim).steps.push(StepFacts { on: d("2026-10-20"), ..notice });
    world.scenario = Scenario::parse(&renamed).expect("a scenario");
    assert_eq!(world.live("2026-10-21", "2026-12-31"), ["2026-11-01 decider task F-1 400.00"]);
}

#[test]
fn a_formal_notice_received_from_the_lawyer_is_not_sent_again() {
    let mut world = World::business();
    let claim = world.invoice("F-1", "2026-09-02", 400_00);
    world.live("2026-09-07", "2026-09-08");
    world.claim(claim).formal_notices.push(d("2026-09-10"));
    assert_eq!(world.live("2026-09-11", "2026-12-31"), ["2026-09-30 decider task F-1 400.00"]);
}

#[test]
fn a_broken_promise_starts_the_plan_again_once() {
    let mut world = World::business();
    let claim = world.invoice("F-1", "2026-09-02", 1_200_00);
    world.live("2026-09-07", "2026-10-05"); // as far as the warning
    world.promised(&[claim], "2026-10-06", 1_200_00, "2026-10-20");
    assert!(world.live("2026-10-06", "2026-10-22").is_empty(), "two days of grace");

    // What the plan says without writing, and what it says once the restart is recorded, are the same.
    let before = world.decide(d("2026-10-23"));
    assert_eq!(world.lines(&before), ["relance-1 email F-1 1200.00"]);
    assert_eq!(before.actions[0].items[0].step.cycle, 2);
    assert_eq!(before.restarts[0].claims, [claim]);
    world.claim(claim).restarts.push(d("2026-10-23"));
    let after = world.decide(d("2026-10-23"));
    assert_eq!(after.actions[0].key, before.actions[0].key);
    assert!(after.restarts.is_empty());

    assert_eq!(
        world.live("2026-10-23", "2026-11-25"),
        [
            "2026-10-23 relance-1 email F-1 1200.00",
            "2026-11-02 appel call F-1 1200.00",
            "2026-11-11 relance-2 letter F-1 1200.00",
            "2026-11-23 avertissement letter F-1 1200.00",
        ]
    );
}

#[test]
fn a_broken_promise_without_any_reminder_before_it_restarts_nothing() {
    let mut world = World::business();
    let claim = world.invoice("F-1", "2026-09-02", 400_00);
    world.promised(&[claim], "2026-09-03", 400_00, "2026-09-10");
    let decision = world.decide(d("2026-09-14"));
    assert_eq!(world.lines(&decision), ["relance-1 email F-1 400.00"]);
    assert!(decision.restarts.is_empty());
    assert_eq!(decision.actions[0].items[0].step.cycle, 1);
}

#[test]
fn every_kind_of_debtor_has_a_scenario_that_ends_with_a_persons_decision() {
    for kind in [DebtorKind::Business, DebtorKind::Consumer, DebtorKind::NonProfessional, DebtorKind::PublicBody] {
        let mut world = World::of_kind(kind);
        world.invoice("F-1", "2026-09-02", 700_00);
        let log = world.live("2026-08-01", "2027-02-28");
        assert!(log.iter().any(|line| line.contains("mise-en-demeure registered_letter")), "{kind:?} {log:?}");
        assert!(log.last().is_some_and(|line| line.contains("decider task")), "{kind:?} {log:?}");
        if kind == DebtorKind::Consumer {
            assert!(!log.iter().any(|line| line.contains("call")), "{log:?}");
        }
    }
}

#[test]
fn the_accessories_are_asked_from_the_formal_notice_only() {
    let mut world = World::business();
    world.invoice("F-1", "2026-09-02", 1_200_00);
    let mut asked = Vec::new();
    for day in ["2026-09-07", "2026-09-16", "2026-09-25", "2026-10-05", "2026-10-15"] {
        let decision = world.decide(d(day));
        asked.push(decision.actions[0].items[0].interest + decision.actions[0].items[0].indemnity);
        world.record(&decision, d(day));
    }
    // 43 days late at ten cents, and forty euros.
    assert_eq!(asked, [0, 0, 0, 0, 44_30].map(Cents));
}
