//! Mappings, runs, letters handed over, the lock of the sender.

use domain::events::LetterHandedOver;
use domain::ids::Seq;
use jiff::ToSpan;
use store::{SenderLock, StoreError};
use tempfile::TempDir;

use crate::harness::{Place, TODAY};

fn mappings_and_runs_are_remembered(place: &Place) {
    let tenant = place.tenant();
    place.write(tenant, |tx| {
        tx.save_mapping("csv:abc", "{\"A\":1}")?;
        tx.save_mapping("csv:abc", "{\"A\":2}")?;
        tx.record_run(TODAY - 40.days(), 9)?;
        tx.record_run(TODAY, 3)?;
        tx.record_run(TODAY, 4)
    });
    assert_eq!(place.store.read(tenant, |tx| tx.mapping("csv:abc")).unwrap().as_deref(), Some("{\"A\":2}"));
    assert_eq!(place.store.read(tenant, |tx| tx.runs_since(TODAY - 28.days())).unwrap(), [(TODAY, 7)]);
}

#[test]
fn one_sender_for_a_folder() {
    let folder = TempDir::new().unwrap();
    let lock = SenderLock::take(folder.path()).unwrap();
    let refused = SenderLock::take(folder.path()).unwrap_err();
    assert!(matches!(refused, StoreError::Locked(_)));
    assert!(refused.to_string().contains("envoie déjà depuis ce dossier"));
    drop(lock);
    SenderLock::take(folder.path()).unwrap();
}

/// A creditor made for an import that took nothing goes again; one with a single event, or another's, stays.
fn a_tenant_without_an_event_is_forgotten(place: &Place) {
    let (empty, used) = (place.tenant(), place.tenant());
    place.debtor(used, "D1");
    assert!(place.store.forget_tenant(empty).unwrap());
    assert!(!place.store.forget_tenant(used).unwrap() && !place.store.forget_tenant(domain::ids::TenantId(0)).unwrap());
    let left: Vec<_> = place.store.tenants().unwrap().into_iter().map(|tenant| tenant.id).collect();
    assert_eq!(left, [used]);
    assert!(place.store.check(None, &[]).unwrap().is_clean());
}

/// A letter that does not exist cannot be handed over.
fn an_event_about_nothing_is_refused(place: &Place) {
    let tenant = place.tenant();
    let refused = place.store.write(tenant, "test", crate::harness::NOW, |tx| {
        tx.append(domain::events::NewEvent::new(TODAY, LetterHandedOver { letter: domain::ids::LetterId(9), to: "envois".to_owned() }))
    });
    let error: StoreError = refused.unwrap_err();
    assert_eq!(error.to_string(), "le courrier n° 9 n'existe pas dans ce dossier");
}

/// Whoever an event named or an invoice, payment or import brought since; an event about all names nobody.
fn what_was_touched_since_is_named(place: &Place) {
    use domain::events::{Event, UpToDate};
    let tenant = place.tenant();
    let (one, other) = (place.debtor(tenant, "D1"), place.debtor(tenant, "D2"));
    let head = || Seq(place.store.read(tenant, |tx| tx.head()).unwrap().events);
    let touched = |since: Seq| place.store.read(tenant, |tx| tx.touched_since(since)).unwrap().into_iter().collect::<Vec<_>>();
    let begun = head();
    assert_eq!(touched(begun), []);
    place.invoice(tenant, one, "F1", TODAY, 1_000);
    assert_eq!(touched(begun), [one]);
    let later = head();
    place.payment(tenant, other, TODAY, 500);
    assert_eq!((touched(begun), touched(later)), (vec![one, other], vec![other]));
    let before = head();
    place.record(tenant, TODAY, UpToDate { import: None });
    assert_eq!(touched(before), []);
    let about_all = place.store.read(tenant, |tx| tx.about_all_since(before)).unwrap();
    assert!(matches!(about_all.as_slice(), [Event::UpToDate(_)]), "{about_all:?}");
    assert_eq!(place.store.read(tenant, |tx| tx.debtor_count()).unwrap(), 2);
    let faces = place.store.read(tenant, |tx| tx.faces(&[one, other])).unwrap();
    assert_eq!(faces[&one].code, "D1");
}

on_both! {
    what_was_touched_since_is_named,
    a_tenant_without_an_event_is_forgotten,
    mappings_and_runs_are_remembered,
    an_event_about_nothing_is_refused,
}
