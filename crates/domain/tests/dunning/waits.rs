//! Waits for money: a promise of a platform, a direct debit. Over, they are not called vain on payments that are not known.

use domain::events::HoldCause;
use domain::ids::ClaimId;

use crate::world::{World, d};

/// One invoice of 400,00 € due on 2 September 2026; its first reminder is due since Monday the 7th.
fn one() -> (World, ClaimId) {
    let mut world = World::business();
    let claim = world.invoice("F-1", "2026-09-02", 400_00);
    (world, claim)
}

#[test]
fn a_wait_for_money_that_is_over_is_not_called_vain_on_payments_that_are_not_known() {
    for (cause, says) in [(HoldCause::DirectDebit, "Prélèvement attendu"), (HoldCause::PaymentAnnounced, "Paiement annoncé, attendu")] {
        let (mut world, claim) = one();
        world.held(Some(claim), cause, "2026-09-04", Some("2026-09-10"));
        // Until the statements are known every run looks again.
        for (known, told) in [(None, "ne sont pas connus"), (Some(d("2026-09-09")), "ne sont connus que jusqu'au 09/09/2026")] {
            world.tenant.payments_known_through = known;
            assert!(world.why(claim, "2026-09-10").contains("jusqu'au 10/09/2026"), "the wait runs its days");
            assert!(world.actions("2026-09-11").is_empty(), "{cause:?}, known through {known:?}");
            assert_eq!(world.decide(d("2026-09-11")).look_again_on, Some(d("2026-09-11")));
            assert_eq!(
                world.why(claim, "2026-09-11"),
                format!("{says} jusqu'au 10/09/2026 : les règlements {told}, on ne peut pas dire que 400,00 € ne sont pas payés.")
            );
        }
        world.tenant.payments_known_through = Some(d("2026-09-10"));
        assert_eq!(world.actions("2026-09-11").len(), 1, "{cause:?}: it did not come");
        world.tenant.payments_known_through = None;
        world.debtor.holds[0].lifted_on = Some(d("2026-09-11"));
        assert_eq!(world.actions("2026-09-11").len(), 1, "{cause:?}: a person, or the batch cancelled, lifted it");
    }
    // A pause is no wait for money: it ends whatever is known.
    let (mut world, _) = one();
    world.held(None, HoldCause::Pause, "2026-09-04", Some("2026-09-10"));
    world.tenant.payments_known_through = None;
    assert!(world.actions("2026-09-10").is_empty());
    assert_eq!(world.actions("2026-09-11").len(), 1);
}

#[test]
fn a_wait_for_the_money_of_a_claim_that_is_paid_is_not_looked_at_again() {
    let (mut world, claim) = one();
    world.invoice("F-2", "2026-09-02", 300_00);
    world.held(Some(claim), HoldCause::PaymentAnnounced, "2026-09-04", Some("2026-09-10"));
    world.tenant.payments_known_through = Some(d("2026-09-09"));
    assert_eq!(world.decide(d("2026-09-11")).look_again_on, Some(d("2026-09-11")));
    world.paid(claim, "2026-09-08", 400_00);
    assert_ne!(world.decide(d("2026-09-11")).look_again_on, Some(d("2026-09-11")));
    assert_eq!(world.actions("2026-09-11"), ["relance-1 email F-2 300.00"], "and the other claim is asked");
    // It comes back: the wait is what it was.
    world.claim(claim).entries[0].reversed_on = Some(d("2026-09-11"));
    assert_eq!(world.decide(d("2026-09-11")).look_again_on, Some(d("2026-09-11")));
    assert_eq!(world.actions("2026-09-11"), ["relance-1 email F-2 300.00"]);
}
