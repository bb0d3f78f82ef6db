//! Statuses that say that an invoice may never have been received, is cancelled, or was never valid: nothing is chased, and a person
//! decides.

use domain::statement::Account;

use super::*;

/// « Déposée », and not transmitted to the buyer.
fn not_transmitted() -> Said {
    Said { reason: Some("NON_TRANSMISE"), ..Said::new("200", "F1", at(18)) }
}

#[test]
fn what_may_never_have_been_received_is_not_chased_until_a_person_has_looked() {
    for (said, cause, what_to_do) in [
        (not_transmitted(), HoldCause::NotReceived, "Remettez-la-lui autrement, ou vérifiez qu'il l'a, puis levez la suspension."),
        (Said::new("221", "F1", at(18)), HoldCause::NotReceived, "puis levez la suspension."),
        (Said::new("501", "F1", at(18)), HoldCause::NotReceived, "S'il l'a bien reçue, levez la suspension"),
        (Said::new("601", "F1", at(18)), HoldCause::NotReceived, "S'il l'a bien reçue, levez la suspension"),
        (Said::new("220", "F1", at(18)), HoldCause::SaidCancelled, "inscrivez l'avoir"),
    ] {
        let world = World::new();
        let code = said.code.clone();
        world.take(&[said]);
        let shown = world.shown().remove(0);
        assert_eq!(shown.done, "Relances suspendues jusqu'à ce que vous leviez la suspension.", "{code}");
        assert!(shown.why.contains(what_to_do), "{code}: {}", shown.why);
        // The day before, the day, the day after.
        assert_eq!(world.asked(date(2026, 11, 17)), Cents(120_000), "{code}");
        assert_eq!((world.asked(date(2026, 11, 18)), world.asked(date(2026, 11, 19))), (Cents::ZERO, Cents::ZERO), "{code}");
        // That it was received at last is for a person to say.
        world.take(&[Said::new("203", "F1", at(19))]);
        assert_eq!(world.asked(TODAY), Cents::ZERO, "{code}");
        let hold = world.facts("A").holds.remove(0);
        assert_eq!((hold.cause, world.facts("A").holds.len()), (cause, 1), "{code}");
        world.books.write(|tx| record::hold_lifted(tx, &hold.id.to_string(), TODAY)).unwrap();
        assert_eq!(world.asked(TODAY), Cents(120_000), "{code}");
        // The same status again is the same status: what was lifted stays so.
        let again = if code == "200" { not_transmitted() } else { Said::new(&code, "F1", at(18)) };
        assert_eq!(world.take(&[again]).counts.taken, 0, "{code}");
        assert_eq!(world.asked(TODAY), Cents(120_000), "{code}");
    }
}

#[test]
fn a_receipt_that_is_read_before_the_routing_fault_that_it_answered_does_not_hide_it() {
    let world = World::new();
    world.take(&[Said::new("203", "F1", at(19))]);
    world.take(&[Said::new("221", "F1", at(18))]);
    assert_eq!(world.asked(TODAY), Cents::ZERO);
    assert!(world.shown()[1].why.contains("vous pouvez lever la suspension"), "the page says that it came: {}", world.shown()[1].why);
}

#[test]
fn a_rejected_invoice_is_counted_without_penalties_until_a_person_answers() {
    let world = World::new();
    let totals = |day: Date| {
        let (facts, tenant) = (world.facts("A"), world.books.read(|tx| Ok(tx.tenant_facts(day)?)).unwrap());
        let account = Account::from_claim(&facts.claims[0], &facts, &tenant, day);
        domain::statement::totals(&account, day, app::law::in_force()).unwrap()
    };
    assert_eq!(totals(TODAY).fixed_indemnity, Cents(4_000));
    let import = world.take(&[Said::new("213", "F1", at(18))]).import.unwrap();
    assert!(world.shown()[0].why.contains("seul son principal est compté"), "{}", world.shown()[0].why);
    let (eve, rejected) = (totals(date(2026, 11, 17)), totals(date(2026, 11, 18)));
    assert!(eve.interest_due.is_positive() && eve.fixed_indemnity == Cents(4_000), "{eve:?}");
    assert_eq!((rejected.interest_due, rejected.fixed_indemnity, rejected.total_due), (Cents::ZERO, Cents::ZERO, Cents(120_000)));
    // Answered: it is held to be valid. Or the import was a mistake.
    let hold = world.facts("A").holds[0].id.to_string();
    world.books.write(|tx| record::hold_lifted(tx, &hold, TODAY)).unwrap();
    assert_eq!((totals(date(2026, 11, 19)).total_due, totals(TODAY).fixed_indemnity), (Cents(120_000), Cents(4_000)));
    import::undo(&world.books, &import).unwrap();
    assert_eq!(totals(TODAY).fixed_indemnity, Cents(4_000));
}
