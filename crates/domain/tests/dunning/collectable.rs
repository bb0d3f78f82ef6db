//! The one collectable amount: it adds up, line by line, and never mixes currencies.

use domain::collectable::NotAsked;
use domain::events::{HoldCause, Proceeding};
use domain::money::{Cents, Currency};

use crate::world::{EUR, World, d};

#[test]
fn the_explanation_adds_up_to_what_is_asked() {
    let mut world = World::business();
    let disputed = world.invoice("F-1", "2026-09-01", 1_000_00);
    let promised = world.invoice("F-2", "2026-09-02", 500_00);
    let paused = world.invoice("F-3", "2026-09-03", 300_00);
    world.invoice("F-4", "2026-09-04", 200_00);
    world.invoice("F-5", "2026-10-05", 900_00);
    world.disputed(disputed, "2026-09-02", Some(120_00));
    world.promised(&[promised], "2026-09-03", 500_00, "2026-09-30");
    world.held(Some(paused), HoldCause::Pause, "2026-09-03", None);
    world.received("2026-09-06", 80_00);
    let collectable = world.collectable("2026-09-07");
    let lines = collectable.explain(&world.debtor, EUR);
    let told: Vec<(&str, i64)> = lines.iter().map(|line| (line.label, line.amount.0)).collect();
    assert_eq!(
        told,
        [
            ("Solde comptable ouvert", 2_900_00),
            ("Contesté", -120_00),
            ("Règlements et avoirs non imputés", -80_00),
            ("Promis", -500_00),
            ("Suspendu", -300_00),
            ("Pas encore échu", -900_00),
        ]
    );
    assert_eq!(collectable.asked(EUR), Cents(1_000_00));
    assert_eq!(lines.iter().map(|line| line.amount).sum::<Cents>(), collectable.asked(EUR));
    assert_eq!(
        lines[1].why[0].replace(['\u{a0}', '\u{202f}'], " "),
        "Facture F-1 : Contesté en partie depuis le 02/09/2026 : 120,00 € ne sont pas demandés."
    );
}

#[test]
fn a_claim_is_asked_from_the_day_after_its_due_date() {
    let mut world = World::business();
    world.invoice("F-1", "2026-09-02", 100_00);
    assert_eq!(world.collectable("2026-09-02").asked(EUR), Cents::ZERO);
    assert_eq!(world.collectable("2026-09-02").shares[0].to_come, Cents(100_00));
    assert_eq!(world.collectable("2026-09-03").asked(EUR), Cents(100_00));
}

#[test]
fn money_goes_first_where_it_spares_a_demand() {
    // The oldest claim is disputed: what is paid without a word covers the one that would be asked.
    let mut world = World::business();
    let disputed = world.invoice("F-1", "2026-08-03", 400_00);
    world.invoice("F-2", "2026-09-02", 300_00);
    world.disputed(disputed, "2026-08-05", None);
    world.received("2026-09-05", 300_00);
    assert_eq!(world.collectable("2026-09-07").asked(EUR), Cents::ZERO);
}

#[test]
fn an_overpaid_claim_gives_its_surplus_to_the_others() {
    let mut world = World::business();
    let over = world.invoice("F-1", "2026-08-03", 400_00);
    world.invoice("F-2", "2026-09-02", 300_00);
    world.paid(over, "2026-09-01", 450_00);
    // 29 days late at ten cents: 2.90 of interest, then the 40 €; 7.10 of the 50.00 are left for F-2.
    assert_eq!(world.collectable("2026-09-07").asked(EUR), Cents(292_90));
}

#[test]
fn euros_cover_no_dollars() {
    let usd = Currency::parse("USD").expect("a code");
    let mut world = World::business();
    world.invoice_in("F-1", "2026-09-02", 300_00, usd);
    world.invoice("F-2", "2026-09-02", 100_00);
    world.credited("2026-09-03", 500_00);
    let collectable = world.collectable("2026-09-07");
    assert_eq!(collectable.currencies(), [EUR, usd]);
    assert_eq!((collectable.asked(EUR), collectable.asked(usd)), (Cents::ZERO, Cents(300_00)));
}

#[test]
fn a_credit_note_dated_after_the_day_is_not_seen() {
    let mut world = World::business();
    world.invoice("F-1", "2026-09-02", 300_00);
    world.credited("2026-09-08", 100_00);
    assert_eq!(world.collectable("2026-09-07").asked(EUR), Cents(300_00));
    assert_eq!(world.collectable("2026-09-08").asked(EUR), Cents(200_00));
}

#[test]
fn a_payment_that_came_back_covers_nothing_any_more() {
    let mut world = World::business();
    world.invoice("F-1", "2026-09-02", 300_00);
    world.received("2026-09-04", 300_00);
    world.debtor.movements[0].reversed_on = Some(d("2026-09-10"));
    assert_eq!(world.collectable("2026-09-09").asked(EUR), Cents::ZERO);
    assert_eq!(world.collectable("2026-09-10").asked(EUR), Cents(300_00));
}

#[test]
fn an_insolvency_comes_before_every_other_reason() {
    let mut world = World::business();
    let claim = world.invoice("F-1", "2026-09-02", 300_00);
    world.held(None, HoldCause::Pause, "2026-09-01", None);
    world.disputed(claim, "2026-09-01", Some(100_00));
    world.insolvent(Proceeding::Liquidation, "2026-09-03");
    let share = world.collectable("2026-09-07").shares.remove(0);
    assert_eq!(share.less.len(), 1);
    assert!(matches!(share.less[0], (NotAsked::Insolvent { .. }, Cents(300_00))));
}

#[test]
fn a_plan_asks_its_missing_instalments_of_the_oldest_claim_first() {
    let mut world = World::business();
    let old = world.invoice("F-1", "2026-08-03", 400_00);
    let young = world.invoice("F-2", "2026-09-02", 400_00);
    world.planned(&[old, young], "2026-09-03", &[("2026-09-10", 200_00), ("2026-10-12", 600_00)]);
    world.received("2026-09-10", 50_00);
    // Nothing is missing within the grace.
    assert_eq!(world.collectable("2026-09-12").asked(EUR), Cents::ZERO);
    // 200,00 missing, of which 50,00 came without a word.
    let collectable = world.collectable("2026-09-13");
    assert_eq!(collectable.asked(EUR), Cents(150_00));
    assert_eq!(collectable.shares[0].asked, Cents(150_00));
    assert!(collectable.shares[0].in_part());
    assert_eq!(collectable.shares[1].asked, Cents::ZERO);
}
