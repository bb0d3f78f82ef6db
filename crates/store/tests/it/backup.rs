//! A backup is one file that makes the same books again, on either engine, in quarantine.

use store::{FILE_NAME, Location, Store, StoreError};
use tempfile::TempDir;

use crate::harness::{Place, postgres_location, sqlite};
use crate::history;

fn a_backup_restored_is_the_same_books_in_quarantine(place: &Place) {
    let books = history::write(&place.store, 31, 700);
    let heads = place.store.heads().unwrap();
    let outside = TempDir::new().unwrap();
    let file = outside.path().join("sauvegarde.quittance");
    place.store.backup(&file).unwrap();
    let folder = Location::Folder(outside.path().join("données"));
    let server = if matches!(place.location, Location::Postgres { .. }) { postgres_location() } else { None };
    for to in [Some(folder), Some(Location::Memory), server].into_iter().flatten() {
        let (restored, report) = Store::restore(&file, &to, &heads).unwrap();
        assert!(report.is_clean(), "{:#?}", report.findings);
        assert_eq!(restored.heads().unwrap(), heads);
        assert_eq!(restored.tenants().unwrap(), place.store.tenants().unwrap());
        for (tenant, model) in &books {
            assert!(restored.read(*tenant, |tx| tx.in_quarantine()).unwrap());
            assert!(!place.store.read(*tenant, |tx| tx.in_quarantine()).unwrap());
            let debtor = model.debtors[0];
            let of = |store: &Store| store.read(*tenant, |tx| Ok::<_, StoreError>((tx.debtor_facts(debtor)?, tx.debtor_details(debtor)?)));
            assert_eq!(of(&restored).unwrap(), of(&place.store).unwrap());
        }
    }
}

/// From the file of one engine to the server of the other.
#[test]
fn a_backup_of_sqlite_is_restored_on_postgres() {
    let Some(server) = postgres_location() else {
        println!("PostgreSQL is not installed: skipped");
        return;
    };
    let place = sqlite();
    history::write(&place.store, 37, 300);
    let outside = TempDir::new().unwrap();
    let file = outside.path().join("sauvegarde");
    place.store.backup(&file).unwrap();
    let (restored, report) = Store::restore(&file, &server, &[]).unwrap();
    assert!(report.is_clean(), "{:#?}", report.findings);
    assert_eq!(restored.heads().unwrap(), place.store.heads().unwrap());
    assert!(matches!(Store::restore(&file, &server, &[]), Err(StoreError::NotEmpty(_))));
}

#[test]
fn nothing_is_overwritten() {
    let place = sqlite();
    place.tenant();
    let outside = TempDir::new().unwrap();
    let file = outside.path().join("sauvegarde");
    place.store.backup(&file).unwrap();
    assert!(matches!(place.store.backup(&file), Err(StoreError::NotEmpty(_))));
    assert!(matches!(Store::restore(&file, &place.location, &[]), Err(StoreError::NotEmpty(_))));
    let Location::Folder(folder) = &place.location else { unreachable!() };
    assert!(folder.join(FILE_NAME).exists());
    std::fs::write(outside.path().join("texte"), "pas une base").unwrap();
    let to = Location::Folder(outside.path().join("nouveau"));
    assert!(matches!(Store::restore(&outside.path().join("texte"), &to, &[]), Err(StoreError::NotADatabase(_))));
}

/// A backup made while somebody writes holds whole transactions only.
#[test]
fn a_backup_beside_a_running_writer_is_whole() {
    let place = sqlite();
    let outside = TempDir::new().unwrap();
    let file = outside.path().join("sauvegarde");
    std::thread::scope(|scope| {
        scope.spawn(|| history::write(&place.store, 41, 600));
        while place.store.tenants().unwrap().len() < 3 {
            std::thread::yield_now();
        }
        place.store.backup(&file).unwrap();
    });
    let (_, report) = Store::restore(&file, &Location::Memory, &[]).unwrap();
    assert!(report.is_clean(), "{:#?}", report.findings);
}

on_both! {
    a_backup_restored_is_the_same_books_in_quarantine,
}
