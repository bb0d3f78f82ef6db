//! A letter is claimed once, and only while every guard holds.

use domain::events::*;
use domain::ids::*;
use domain::money::{Cents, Currency};
use jiff::ToSpan;
use jiff::civil::date;
use store::{Departure, OutboxState};

use crate::harness::{NOW, Place, TODAY};

const LEASE: i64 = 1_800_000_000;

/// A debtor with a claim, and a letter about it that is ready to leave.
struct Ready<'p> {
    place: &'p Place,
    tenant: TenantId,
    debtor: DebtorId,
    claim: ClaimId,
    letter: LetterId,
}

fn ready(place: &Place) -> Ready<'_> {
    let tenant = place.tenant();
    let debtor = place.debtor(tenant, "C1");
    let claim = place.invoice(tenant, debtor, "F1", date(2026, 6, 1), 10_000);
    let words = place.write(tenant, |tx| tx.keep(b"{}"));
    let step = StepDone { scenario: "entreprise-courtois".to_owned(), step: "relance-1".to_owned(), level: 1, cycle: 1 };
    let item = LetterItem { claim, step, principal: Cents(10_000), interest: Cents::ZERO, indemnity: Cents::ZERO };
    let prepared = LetterPrepared {
        debtor,
        document: "reminder".to_owned(),
        channel: Channel::Letter,
        items: vec![item],
        asked: Cents(10_000),
        currency: Currency::EUR,
        pay_by: None,
        action: "a1".to_owned(),
        words,
        pdf: None,
        receipt: "0.1.0".to_owned(),
    };
    let letter = LetterId(place.record(tenant, TODAY, prepared).0);
    place.write(tenant, |tx| tx.queue_letter(letter));
    Ready { place, tenant, debtor, claim, letter }
}

impl Ready<'_> {
    fn claim_it(&self, token: &str) -> bool {
        self.place.write(self.tenant, |tx| tx.claim_letter(self.letter, token, LEASE))
    }

    fn record(&self, event: impl Into<Event>) -> Seq {
        self.place.record(self.tenant, TODAY, event)
    }
}

fn a_letter_is_claimed_once_and_ends_by_its_token_alone(place: &Place) {
    let r = ready(place);
    assert!(r.claim_it("t1"));
    assert!(!r.claim_it("t2"), "twice");
    let ended = |token: &str| place.write(r.tenant, |tx| tx.departed(r.letter, token, Departure::Sent));
    assert!(!ended("t2"), "another's token");
    assert!(ended("t1"));
    assert!(!ended("t1"), "ended already");
    let state = place.store.read(r.tenant, |tx| tx.outbox_state(r.letter)).unwrap();
    assert_eq!(state, Some(OutboxState::Ended(Departure::Sent)));
    place.write(r.tenant, |tx| tx.queue_letter(r.letter));
    assert!(!r.claim_it("t3"), "queued again after it left");
}

fn a_holder_that_is_gone_leaves_a_doubt(place: &Place) {
    let r = ready(place);
    assert!(r.claim_it("t1"));
    let expire = |now: i64| place.store.write(r.tenant, "run", now, |tx| tx.expire_leases()).unwrap();
    assert!(expire(NOW + LEASE - 1).is_empty());
    assert_eq!(expire(NOW + LEASE), [r.letter]);
    assert!(!r.claim_it("t2"), "never again by itself");
    assert_eq!(place.store.read(r.tenant, |tx| tx.outbox(OutboxState::Ended(Departure::Doubt))).unwrap(), [r.letter]);
    assert!(place.write(r.tenant, |tx| tx.resolve_doubt(r.letter, OutboxState::Planned)));
    assert!(r.claim_it("t2"), "a person said so");
}

/// Whatever happened since the letter was prepared forbids it, in the very statement that claims it.
fn what_happened_since_forbids_the_departure(place: &Place) {
    type Happens = fn(&Ready<'_>);
    let cases: [(&str, Happens); 10] = [
        ("a payment, not even allocated", |r| {
            r.place.payment(r.tenant, r.debtor, TODAY, 500);
        }),
        ("a dispute", |r| {
            r.record(DisputeOpened { claim: r.claim, amount: None, cause: "quality".to_owned(), note: None });
        }),
        ("a promise", |r| {
            r.record(PromiseMade { debtor: r.debtor, claims: vec![r.claim], amount: Cents(10_000), by: TODAY + 9.days(), note: None });
        }),
        ("a plan", |r| {
            r.record(PlanAgreed { debtor: r.debtor, claims: vec![r.claim], dues: vec![(TODAY, Cents(10_000))] });
        }),
        ("a hold on the debtor", |r| {
            r.record(HoldPlaced { debtor: r.debtor, claim: None, cause: HoldCause::Death, until: None, note: None });
        }),
        ("a hold on the claim", |r| {
            r.record(HoldPlaced { debtor: r.debtor, claim: Some(r.claim), cause: HoldCause::Pause, until: None, note: None });
        }),
        ("an insolvency", |r| {
            r.record(InsolvencyOpened { debtor: r.debtor, proceeding: Proceeding::Liquidation, published_on: None });
        }),
        ("its cancellation", |r| {
            r.record(LetterCancelled { letter: r.letter, reason: "payée".to_owned() });
        }),
        ("the same step, done by hand", |r| {
            let step = StepDone { scenario: "entreprise-courtois".to_owned(), step: "relance-1".to_owned(), level: 1, cycle: 1 };
            let (debtor, claims) = (r.debtor, vec![r.claim]);
            r.record(ContactMade { debtor, channel: Channel::Call, claims, outcome: "reached".to_owned(), step: Some(step), note: None });
        }),
        ("a quarantine", |r| r.place.write(r.tenant, |tx| tx.set_quarantine(true))),
    ];
    for (what, happens) in cases {
        let r = ready(place);
        happens(&r);
        assert!(!r.claim_it("t1"), "left in spite of {what}");
    }
}

/// What is over, or concerns another claim, forbids nothing.
fn what_is_over_or_elsewhere_forbids_nothing(place: &Place) {
    let r = ready(place);
    let other = place.invoice(r.tenant, r.debtor, "F2", date(2026, 6, 1), 5_000);
    r.record(DisputeOpened { claim: other, amount: None, cause: "quality".to_owned(), note: None });
    let dispute = DisputeId(r.record(DisputeOpened { claim: r.claim, amount: None, cause: "price".to_owned(), note: None }).0);
    r.record(DisputeClosed { dispute, founded: false });
    let hold = HoldId(r.record(HoldPlaced { debtor: r.debtor, claim: None, cause: HoldCause::Pause, until: None, note: None }).0);
    r.record(HoldLifted { hold });
    assert!(r.claim_it("t1"));
}

on_both! {
    a_letter_is_claimed_once_and_ends_by_its_token_alone,
    a_holder_that_is_gone_leaves_a_doubt,
    what_is_over_or_elsewhere_forbids_nothing,
    what_happened_since_forbids_the_departure,
}
