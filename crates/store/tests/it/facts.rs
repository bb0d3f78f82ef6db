//! Facts and balances of the projections are those that the journal says.

use std::collections::BTreeMap;

use domain::events::*;
use domain::facts::{DebtorFacts, TenantFacts};
use domain::ids::*;
use domain::ledger;
use domain::money::{Cents, Currency};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use store::{Selection, Store, StoreError, Upto};

use crate::harness::{NOW, Place, TODAY, invoice, payment};
use crate::history;

fn journal(store: &Store, tenant: TenantId) -> Vec<Recorded> {
    let mut events = Vec::new();
    store
        .read(tenant, |tx| {
            tx.each_event(Seq(1), |event| {
                events.push(event);
                Ok::<_, StoreError>(())
            })
        })
        .unwrap();
    events
}

fn gathered(store: &Store, tenant: TenantId, day: Date) -> (TenantFacts, BTreeMap<DebtorId, DebtorFacts>) {
    store
        .read(tenant, |tx| {
            let mut all = BTreeMap::new();
            tx.each_debtor_facts(Selection::All, |facts| {
                all.insert(facts.debtor, facts);
                Ok(())
            })?;
            Ok::<_, StoreError>((tx.tenant_facts(day)?, all))
        })
        .unwrap()
}

/// After a random history, each debtor's facts from the tables are those folded from the journal; a debtor's own events give
/// its facts too, now and as known at any moment before.
fn facts_of_the_projections_are_those_folded_from_the_journal(place: &Place) {
    for (tenant, model) in history::write(&place.store, 7, 700) {
        let events = journal(&place.store, tenant);
        for day in [TODAY, TODAY - 60.days()] {
            let folded = ledger::fold(&events, day);
            let (tenant_facts, debtors) = gathered(&place.store, tenant, day);
            assert_eq!(tenant_facts, folded.tenant);
            for (id, facts) in &folded.debtors {
                assert_eq!(debtors.get(id), Some(facts), "{id} of {tenant:?}");
            }
            assert_eq!(debtors.len(), folded.debtors.len());
        }
        for id in model.debtors.iter().step_by(model.debtors.len() / 3 + 1) {
            for upto in [events.len(), events.len() / 2] {
                let own = place.store.read(tenant, |tx| tx.events_of_debtor(*id, Upto::Seq(Seq(upto as i64)))).unwrap();
                let known = ledger::fold(&events[..upto], TODAY);
                assert_eq!(ledger::fold(&own, TODAY).debtors.get(id), known.debtors.get(id), "{id} known at {upto}");
                let at = events[upto - 1].recorded_at;
                let same_moment = place.store.read(tenant, |tx| tx.events_of_debtor(*id, Upto::RecordedAt(at))).unwrap();
                assert!(same_moment.starts_with(&own) && same_moment[own.len()..].iter().all(|event| event.recorded_at == at));
            }
        }
    }
}

/// The quick balance of any day is the sum of book principals, claim by claim, and of what is left of payments.
fn the_balance_of_any_day_is_the_sum_of_book_principals(place: &Place) {
    for (tenant, _) in history::write(&place.store, 11, 500) {
        for day in [TODAY + 60.days(), TODAY, TODAY - 45.days(), TODAY - 120.days()] {
            let (_, debtors) = gathered(&place.store, tenant, day);
            let mut expected: BTreeMap<(DebtorId, Date, Currency), Cents> = BTreeMap::new();
            let mut left: BTreeMap<(DebtorId, Currency), Cents> = BTreeMap::new();
            for facts in debtors.values() {
                for claim in facts.claims.iter().filter(|claim| claim.book_principal(day).is_positive()) {
                    *expected.entry((facts.debtor, claim.due_on, claim.currency)).or_default() += claim.book_principal(day);
                }
                for movement in facts.movements.iter().filter(|m| m.unallocated(day).is_positive()) {
                    *left.entry((facts.debtor, movement.currency)).or_default() += movement.unallocated(day);
                }
            }
            let mut found: BTreeMap<(DebtorId, Date, Currency), Cents> = BTreeMap::new();
            let mut found_left: BTreeMap<(DebtorId, Currency), Cents> = BTreeMap::new();
            place
                .store
                .read(tenant, |tx| {
                    tx.open_claims(day, |claim| {
                        *found.entry((claim.debtor, claim.due_on, claim.currency)).or_default() += claim.open;
                        Ok(())
                    })?;
                    tx.unallocated(day, |debtor, currency, cents| {
                        *found_left.entry((debtor, currency)).or_default() += cents;
                        Ok(())
                    })
                })
                .unwrap();
            assert_eq!(found, expected);
            assert_eq!(found_left, left);
            assert!(!found.is_empty());
        }
    }
}

/// Only what can matter on the day: a claim settled before it is left out, one settled after it is there.
fn settled_claims_cost_nothing(place: &Place) {
    let tenant = place.tenant();
    let debtor = place.debtor(tenant, "C1");
    let paid = place.invoice(tenant, debtor, "F1", date(2026, 6, 1), 12_000);
    let open = place.invoice(tenant, debtor, "F2", date(2026, 6, 1), 5_000);
    let movement = place.payment(tenant, debtor, date(2026, 7, 10), 12_000);
    place.record(tenant, date(2026, 7, 10), Allocated { movement, claim: paid, cents: Cents(12_000) });
    let claims_on = |day: Date| {
        let mut claims = Vec::new();
        place
            .store
            .read(tenant, |tx| {
                tx.each_open_debtor_facts(Selection::Ids(&[debtor]), day, |facts| {
                    claims.extend(facts.claims.iter().map(|claim| claim.id));
                    Ok(())
                })
            })
            .unwrap();
        claims
    };
    assert_eq!(claims_on(TODAY), [open]);
    assert_eq!(claims_on(date(2026, 7, 9)), [paid, open]);
}

/// Rows of an import count when it is completed, and never were when it is undone.
fn an_import_is_hidden_until_completed_and_gone_when_undone(place: &Place) {
    let tenant = place.tenant();
    let debtor = place.debtor(tenant, "C1");
    let own = place.invoice(tenant, debtor, "F1", date(2026, 6, 1), 10_000);
    let name = place.write(tenant, |tx| tx.keep(b"banque.csv"));
    let started = ImportStarted { sha256: "ab".repeat(32), format: "payments".to_owned(), name, file: None };
    let import = ImportId(place.record(tenant, TODAY, started).0);
    let movement = MovementId(place.record(tenant, TODAY, PaymentRecorded { import: Some(import), ..payment(debtor, 4_000) }).0);
    place.record(tenant, TODAY, Allocated { movement, claim: own, cents: Cents(4_000) });
    let brought = ClaimId(place.record(tenant, TODAY, InvoiceRecorded { import: Some(import), ..invoice(debtor, "F2", TODAY, 700) }).0);
    let seen = || {
        let facts = place.store.read(tenant, |tx| tx.debtor_facts(debtor)).unwrap().unwrap();
        let own = facts.claims.iter().find(|claim| claim.id == own).unwrap();
        (facts.claims.len(), facts.movements.len(), own.book_principal(TODAY))
    };
    assert_eq!(seen(), (1, 0, Cents(10_000)), "hidden");
    place.record(tenant, TODAY, ImportCompleted { import, taken: 2, known: 0, problems: 0 });
    assert_eq!(seen(), (2, 1, Cents(6_000)), "counts");
    let needed = || place.store.read(tenant, |tx| tx.import_is_needed_by(import)).unwrap();
    assert_eq!(needed(), None, "what it allocated itself goes with it");
    let later = place.payment(tenant, debtor, TODAY, 700);
    let allocated = place.record(tenant, TODAY, Allocated { movement: later, claim: brought, cents: Cents(700) });
    assert_eq!(needed(), Some(allocated), "a later allocation to a claim that it brought");
    place.record(tenant, TODAY, ImportUndone { import });
    assert_eq!(seen(), (1, 1, Cents(10_000)), "never was");
    assert_eq!(place.store.read(tenant, |tx| tx.known_invoice(debtor, "F2")).unwrap(), None);
    assert!(place.store.check(None, &[]).unwrap().is_clean());
}

/// Debtors are due when never decided, when something happened, when their day came, when the rules changed; else not.
fn only_debtors_that_are_due_are_read(place: &Place) {
    let tenant = place.tenant();
    let (quiet, busy, soon) = (place.debtor(tenant, "A"), place.debtor(tenant, "B"), place.debtor(tenant, "C"));
    let due = |fingerprint: &str| {
        let mut ids = Vec::new();
        place
            .store
            .read(tenant, |tx| {
                tx.each_debtor_facts(Selection::Due { day: TODAY, fingerprint }, |facts| {
                    ids.push(facts.debtor);
                    Ok(())
                })
            })
            .unwrap();
        ids
    };
    assert_eq!(due("r1"), [quiet, busy, soon], "never decided");
    place.write(tenant, |tx| tx.look_again_set(&[(quiet, TODAY + 9.days()), (busy, TODAY + 9.days()), (soon, TODAY)], "r1"));
    assert_eq!(due("r1"), [soon], "its day came");
    place.payment(tenant, busy, TODAY, 1_000);
    assert_eq!(due("r1"), [busy, soon], "something happened");
    assert_eq!(due("r2"), [quiet, busy, soon], "the rules changed");
}

/// Names and lookups find what was recorded, and nothing of another tenant.
fn lookups_find_what_was_recorded(place: &Place) {
    let (tenant, other) = (place.tenant(), place.tenant());
    let debtor = place.debtor(tenant, "C1");
    place.debtor(other, "C9");
    let claim = place.invoice(tenant, debtor, "F1", date(2026, 6, 1), 10_000);
    place
        .store
        .read(tenant, |tx| {
            assert_eq!(tx.debtor_by_code("C1")?, Some(debtor));
            assert_eq!(tx.debtor_by_code("C9")?, None);
            assert_eq!(tx.debtors_by_siren("732829320")?.len(), 1);
            assert_eq!(tx.claims_by_number("F1")?, [(claim, debtor)]);
            assert_eq!(tx.debtor_of_claim(claim)?, Some(debtor));
            assert_eq!(tx.known_invoice(debtor, "F1")?.unwrap().total, Cents(10_000));
            assert_eq!(tx.known_invoice(debtor, "F7")?, None);
            assert_eq!(tx.names(&[debtor])?[&debtor], ("C1".to_owned(), "Société C1".to_owned()));
            assert_eq!(tx.debtor_details(debtor)?.unwrap().email, "C1@exemple.fr");
            assert_eq!(tx.tenant_facts(TODAY)?.started_on, Some(TODAY));
            assert!(!tx.exists_dispute(DisputeId(claim.0))?);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(TODAY, ledger::civil_day(NOW));
}

on_both! {
    facts_of_the_projections_are_those_folded_from_the_journal,
    the_balance_of_any_day_is_the_sum_of_book_principals,
    settled_claims_cost_nothing,
    an_import_is_hidden_until_completed_and_gone_when_undone,
    only_debtors_that_are_due_are_read,
    lookups_find_what_was_recorded,
}
