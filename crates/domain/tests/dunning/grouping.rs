//! One message a debtor: what is put together, what goes first, in which tone, for how much.

use domain::dunning::{Asks, FORMAL_NOTICE, Grouping, REMINDER, WARNING};
use domain::ids::InvoiceId;
use domain::letters::DocumentKind;
use domain::money::{Cents, Currency};

use crate::world::{World, d};

#[test]
fn nine_invoices_make_one_letter_with_the_balance_of_each() {
    let mut world = World::business();
    for number in 1..=9 {
        let claim = world.invoice(&format!("F-{number}"), "2026-09-02", 100_00 * number);
        world.paid(claim, "2026-09-03", 10_00);
    }
    let decision = world.decide(d("2026-09-07"));
    assert_eq!(decision.actions.len(), 1);
    let action = &decision.actions[0];
    let asked: Vec<i64> = action.items.iter().map(|item| item.principal.0).collect();
    assert_eq!(asked, [90_00, 190_00, 290_00, 390_00, 490_00, 590_00, 690_00, 790_00, 890_00], "each its own balance, not the last one's");
    assert_eq!(action.asked, Cents(4_410_00));
    assert_eq!(action.document, Some(DocumentKind::Reminder));
    assert_eq!(action.pay_by, Some(d("2026-09-15")));
}

/// Three invoices of one debtor, on 5 October: due for a reminder, a warning, and a formal notice.
fn three_levels() -> World {
    let mut world = World::business();
    world.invoice("F-1", "2026-09-25", 100_00);
    let second = world.invoice("F-2", "2026-08-26", 200_00);
    let third = world.invoice("F-3", "2026-08-03", 400_00);
    world.stepped(second, "relance-1", "2026-08-31");
    world.stepped(second, "relance-2", "2026-09-14");
    world.stepped(third, "relance-1", "2026-08-10");
    world.stepped(third, "relance-2", "2026-08-24");
    world.stepped(third, "avertissement", "2026-09-07");
    world
}

#[test]
fn three_invoices_at_three_levels_make_one_message_in_the_right_tone() {
    let mut world = three_levels();
    // First the formal notice, alone: the other two never had their own warnings.
    let decision = world.decide(d("2026-10-05"));
    assert_eq!(world.lines(&decision), ["mise-en-demeure registered_letter F-3 446.30"]);
    assert_eq!(decision.actions[0].level, FORMAL_NOTICE);
    let first = world.debtor.claims[0].id;
    assert_eq!(
        world.why(first, "2026-10-05"),
        "Ce débiteur reçoit déjà un message aujourd'hui (Mise en demeure) : un seul contact par jour."
    );
    world.record(&decision, d("2026-10-05"));
    assert!(world.live("2026-10-06", "2026-10-11").is_empty(), "one written contact a week");

    // Then one reminder for the two others, in the tone of the softer; each keeps its own step.
    let decision = world.decide(d("2026-10-12"));
    assert_eq!(world.lines(&decision), ["relance-1 email F-1+F-2 300.00"]);
    let action = &decision.actions[0];
    assert_eq!((action.document, action.level), (Some(DocumentKind::Reminder), REMINDER));
    let steps: Vec<(&str, u8)> = action.items.iter().map(|item| (item.step.step.as_str(), item.step.level)).collect();
    assert_eq!(steps, [("relance-1", REMINDER), ("avertissement", REMINDER)], "the level says what was really sent");
    assert!(!action.automatic, "the warning waits for a person, so does the message that stands for it");
    assert!(action.reasons.iter().any(|reason| reason.to_string().starts_with("1 créance à une étape plus avancée")));
    world.record(&decision, d("2026-10-12"));
    assert_eq!(world.run("2026-10-22"), ["mise-en-demeure registered_letter F-2 245.70"], "the second climbs on, alone");
}

#[test]
fn without_a_formal_notice_the_softest_tone_is_taken_and_nobody_starves() {
    let mut world = three_levels();
    world.debtor.claims.pop();
    assert_eq!(world.run("2026-10-05"), ["relance-1 email F-1+F-2 300.00"]);
    let log = world.live("2026-10-06", "2026-10-31");
    assert_eq!(log[0], "2026-10-14 relance-2 letter F-1 100.00");
    // The formal notice waited for the budget of the week.
    assert_eq!(log[1], "2026-10-21 mise-en-demeure registered_letter F-2 245.60");
}

#[test]
fn two_steps_of_the_same_hardness_are_one_message() {
    let mut world = World::business();
    let old = world.invoice("F-1", "2026-09-02", 100_00);
    world.invoice("F-2", "2026-09-11", 200_00);
    world.stepped(old, "relance-1", "2026-09-07");
    assert_eq!(world.actions("2026-09-16"), ["relance-1 email F-1+F-2 300.00"]);
}

#[test]
fn a_call_and_a_letter_do_not_fall_on_the_same_day() {
    let mut world = World::business();
    let old = world.invoice("F-1", "2026-09-02", 600_00);
    world.invoice("F-2", "2026-09-11", 200_00);
    world.stepped(old, "relance-1", "2026-09-07");
    assert_eq!(world.run("2026-09-16"), ["relance-1 email F-2 200.00"]);
    assert_eq!(world.run("2026-09-17"), ["appel call F-1 600.00"], "calls have their own budget");
}

#[test]
fn a_notice_is_not_mixed_with_a_reminder() {
    let mut world = World::business();
    world.invoice("F-1", "2026-09-02", 2_000_00);
    world.invoice("F-2", "2026-09-10", 2_000_00);
    assert_eq!(world.run("2026-08-28"), ["avis-avant-echeance email F-1 2000.00"]);
    assert_eq!(world.run("2026-09-07"), ["relance-1 email F-1 2000.00"]);
    assert!(world.live("2026-09-08", "2026-09-14").is_empty(), "the notice for F-2 had its day taken, and is gone");
    assert_eq!(world.run("2026-09-15"), ["relance-1 email F-2 2000.00"]);
}

#[test]
fn two_currencies_are_two_messages_and_never_one_sum() {
    let mut world = World::business();
    world.invoice("F-1", "2026-09-02", 100_00);
    world.invoice_in("F-2", "2026-09-02", 100_00, Currency::parse("USD").expect("a code"));
    assert_eq!(world.run("2026-09-07"), ["relance-1 email F-1 100.00"]);
    assert!(world.live("2026-09-08", "2026-09-13").is_empty());
    assert_eq!(world.run("2026-09-14"), ["relance-1 email F-2 100.00"]);
}

#[test]
fn a_step_may_ask_for_one_message_a_claim() {
    let mut world = World::business();
    world.scenario.steps.iter_mut().for_each(|step| step.grouping = Grouping::Claim);
    world.invoice("F-1", "2026-09-02", 100_00);
    world.invoice("F-2", "2026-09-01", 100_00);
    assert_eq!(world.live("2026-09-07", "2026-09-14"), ["2026-09-07 relance-1 email F-2 100.00", "2026-09-14 relance-1 email F-1 100.00"]);
}

#[test]
fn forty_euros_are_asked_once_an_invoice_and_once_in_all_the_letters() {
    let mut world = World::business();
    let first = world.invoice("F-1", "2026-09-02", 100_00);
    let instalment = world.invoice("F-1", "2026-09-02", 100_00);
    let other = world.invoice("F-2", "2026-09-02", 100_00);
    world.claim(instalment).invoice = InvoiceId(first.0);
    for claim in [first, instalment, other] {
        world.stepped(claim, "relance-1", "2026-09-07");
        world.stepped(claim, "relance-2", "2026-09-16");
        world.stepped(claim, "avertissement", "2026-09-25");
    }
    let action = world.decide(d("2026-10-05")).actions.remove(0);
    let indemnities: Vec<i64> = action.items.iter().map(|item| item.indemnity.0).collect();
    assert_eq!(indemnities, [40_00, 0, 40_00]);
    assert_eq!(action.asked, Cents(300_00 + 80_00 + 3 * 3_30));

    // Reminders at two levels that both ask the accessories still ask forty euros, not eighty.
    let mut firm = World::business();
    firm.scenario.steps.iter_mut().for_each(|step| step.asks = Asks::PrincipalAndAccessories);
    firm.invoice("F-1", "2026-09-02", 100_00);
    for day in ["2026-09-07", "2026-09-16", "2026-09-28"] {
        let decision = firm.decide(d(day));
        assert_eq!(decision.actions[0].items[0].indemnity, Cents(40_00), "{day}");
        firm.record(&decision, d(day));
    }
}

#[test]
fn an_action_keeps_its_key_and_knows_that_a_person_approved_it() {
    let mut world = three_levels();
    let key = world.decide(d("2026-10-05")).actions[0].key.clone();
    assert_eq!(world.decide(d("2026-10-06")).actions[0].key, key, "the day and the amount are not in the key");
    assert_eq!(world.decide(d("2026-10-06")).actions[0].approved_on, None);
    world.debtor.approved.push((key, d("2026-10-06")));
    assert_eq!(world.decide(d("2026-10-05")).actions[0].approved_on, None);
    assert_eq!(world.decide(d("2026-10-06")).actions[0].approved_on, Some(d("2026-10-06")));
}

#[test]
fn warnings_alone_are_a_warning() {
    let mut world = three_levels();
    world.debtor.claims.remove(0);
    world.debtor.claims.pop();
    let action = world.decide(d("2026-10-05")).actions.remove(0);
    assert_eq!((action.document, action.level), (Some(DocumentKind::WarningReminder), WARNING));
}

#[test]
fn one_message_a_claim_still_goes_the_hardest_first() {
    let mut world = three_levels();
    world.debtor.claims.pop();
    world.scenario.steps.iter_mut().for_each(|step| step.grouping = Grouping::Claim);
    world.debtor.claims[0].due_on = d("2026-08-20"); // older than the one due for its warning
    assert_eq!(
        world.live("2026-10-05", "2026-10-12"),
        ["2026-10-05 avertissement letter F-2 200.00", "2026-10-12 relance-1 email F-1 100.00"]
    );
}
