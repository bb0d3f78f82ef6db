//! The journal: numbered, timed, chained, append-only; and what its opening refuses.

use domain::events::{DebtorChanged, Event, NewEvent};
use domain::ids::{DebtorId, Seq, TenantId};
use rusqlite::Connection;
use store::{FILE_NAME, Location, Store, StoreError, Upto};
use tempfile::TempDir;

use crate::harness::{NOW, Place, TODAY, debtor, sqlite};

fn numbers_follow_each_other_within_each_tenant(place: &Place) {
    let (one, two) = (place.tenant(), place.tenant());
    assert_eq!(place.debtor(one, "C1"), DebtorId(1));
    assert_eq!(place.debtor(two, "C1"), DebtorId(1));
    assert_eq!(place.debtor(one, "C2"), DebtorId(2));
    assert_eq!(place.store.read(one, |tx| tx.head()).unwrap().events, 2);
    assert_eq!(place.store.tenants().unwrap().len(), 2);
}

/// A clock that went back would let a prefix of the journal lie about what was known at a moment.
fn a_clock_that_went_back_is_refused(place: &Place) {
    let tenant = place.tenant();
    place.debtor(tenant, "C1");
    let at = |now: i64, code: &str| -> Result<(), StoreError> {
        place.store.write(tenant, "test", now, |tx| {
            let event = debtor(tx, code)?;
            tx.append(NewEvent::new(TODAY, event)).map(|_| ())
        })
    };
    let late = at(NOW - 3_600_000_000, "C2");
    let message = late.unwrap_err().to_string();
    assert!(message.contains("est en retard sur le dernier événement enregistré"), "{message}");
    assert_eq!(place.store.read(tenant, |tx| tx.head()).unwrap().events, 1);
    // A writer that waited a moment for another is recorded after it.
    at(NOW - 1, "C2").unwrap();
    let second = place.store.read(tenant, |tx| tx.events_of_debtor(DebtorId(2), Upto::Now)).unwrap();
    assert_eq!(second[0].recorded_at, NOW);
}

/// An error anywhere in the work leaves nothing: no event, no projection, no kept byte.
fn a_failed_transaction_leaves_nothing(place: &Place) {
    let tenant = place.tenant();
    let before = place.store.heads().unwrap();
    let failed: Result<Seq, StoreError> = place.store.write(tenant, "test", NOW, |tx| {
        let event = debtor(tx, "C1")?;
        tx.append(NewEvent::new(TODAY, event))?;
        let nobody = DebtorChanged {
            debtor: DebtorId(99),
            kind: None,
            siren: None,
            vat: None,
            country: None,
            language: None,
            scenario: None,
            details: None,
        };
        tx.append(NewEvent::new(TODAY, nobody))
    });
    assert_eq!(failed.unwrap_err().to_string(), "le débiteur n° 99 n'existe pas dans ce dossier");
    assert_eq!(place.store.heads().unwrap(), before);
    assert_eq!(place.store.read(tenant, |tx| tx.debtor_by_code("C1")).unwrap(), None);
    assert!(place.store.check(None, &[]).unwrap().is_clean());
}

/// Names are not in the payloads that are hashed, so that erasing them breaks no chain.
fn bytes_are_kept_apart_from_the_journal_and_can_be_erased(place: &Place) {
    let tenant = place.tenant();
    let id = place.debtor(tenant, "C1");
    let mut payloads = Vec::new();
    place
        .store
        .read(tenant, |tx| {
            tx.each_event(Seq(1), |recorded| {
                payloads.push(recorded.event);
                Ok::<_, StoreError>(())
            })
        })
        .unwrap();
    assert!(!String::from_utf8(payloads[0].encode()).unwrap().contains("Société"), "no name in the journal");
    let Event::DebtorRecorded(recorded) = &payloads[0] else { panic!("{payloads:?}") };
    assert!(place.store.read(tenant, |tx| tx.private(&recorded.details)).unwrap().is_some());
    let ids = place.store.read(tenant, |tx| tx.private_of_debtor(id)).unwrap();
    assert_eq!(ids, [recorded.details.id]);
    place.write(tenant, |tx| tx.erase(TODAY, ids, "demande de la personne"));
    assert_eq!(place.store.read(tenant, |tx| tx.private(&recorded.details)).unwrap(), None);
    assert_eq!(place.store.read(tenant, |tx| tx.debtor_details(id)).unwrap(), None);
    assert!(place.store.check(None, &[]).unwrap().is_clean(), "the chain stands");
}

fn many_bytes_are_kept_as_one_by_one(place: &Place) {
    let tenant = place.tenant();
    let all: Vec<Vec<u8>> = (0..300_u16).map(|n| n.to_string().into_bytes()).collect();
    let (first, many, last) =
        place.write(tenant, |tx| Ok((tx.keep(b"17")?, tx.keep_many(&all.iter().map(Vec::as_slice).collect::<Vec<_>>())?, tx.keep(b"x")?)));
    assert_eq!((first.id, many[0].id, many[299].id, last.id), (1, 2, 301, 302));
    assert_eq!(first.digest, many[17].digest, "the same bytes, the same digest");
    assert_eq!(place.store.read(tenant, |tx| tx.private(&many[42])).unwrap().as_deref(), Some(&b"42"[..]));
    assert!(place.store.check(None, &[]).unwrap().is_clean());
}

/// Not one byte of what was erased is left in the files.
#[test]
fn erased_bytes_are_gone_from_the_files() {
    let place = sqlite();
    let tenant = place.tenant();
    place.debtor(tenant, "C1");
    place.write(tenant, |tx| tx.erase(TODAY, vec![1], "demande de la personne"));
    let Location::Folder(folder) = &place.location else { unreachable!() };
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(
            !bytes.windows(12).any(|window| window == "Société C1".as_bytes().get(..12).unwrap_or(b"Soci\xc3\xa9t\xc3\xa9 C1")),
            "left in a file"
        );
    }
}

fn the_journal_cannot_be_changed_through_the_application(place: &Place) {
    let tenant = place.tenant();
    place.debtor(tenant, "C1");
    match &place.location {
        Location::Folder(folder) => {
            let c = Connection::open(folder.join(FILE_NAME)).unwrap();
            for text in ["UPDATE journal SET author = 'x'", "DELETE FROM journal"] {
                assert!(c.execute(text, []).unwrap_err().to_string().contains("append-only"));
            }
        }
        Location::Postgres { url, .. } => {
            let mut c = postgres::Client::connect(url, postgres::NoTls).unwrap();
            for text in ["UPDATE journal SET author = 'x'", "DELETE FROM journal"] {
                assert!(c.batch_execute(text).unwrap_err().as_db_error().unwrap().message().contains("permission denied"));
            }
        }
        Location::Memory => unreachable!(),
    }
}

#[test]
fn a_database_of_a_newer_program_is_refused() {
    let place = sqlite();
    let Location::Folder(folder) = &place.location else { unreachable!() };
    let c = Connection::open(folder.join(FILE_NAME)).unwrap();
    c.execute("INSERT INTO migration VALUES ('9999_moon', 'x')", []).unwrap();
    let message = Store::open(&place.location).err().unwrap().to_string();
    assert!(message.contains("version plus récente de Quittance (migration « 9999_moon »)"), "{message}");
    c.execute_batch("DELETE FROM migration WHERE name = '9999_moon'; UPDATE migration SET checksum = 'x' WHERE name = '0001_journal'")
        .unwrap();
    let message = Store::open(&place.location).err().unwrap().to_string();
    assert!(message.contains("« 0001_journal »"), "{message}");
}

#[test]
fn a_place_that_is_no_database_is_refused_in_words() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join(FILE_NAME), "ceci n'est pas une base, mais un texte assez long pour qu'on s'y trompe".repeat(20))
        .unwrap();
    let message = Store::open(&Location::Folder(folder.path().to_owned())).err().unwrap().to_string();
    assert!(message.contains("n'est pas une base de données de Quittance"), "{message}");
    let file = folder.path().join("un fichier");
    std::fs::write(&file, "").unwrap();
    assert!(Store::open(&Location::Folder(file)).is_err());
    let server = Location::Postgres { url: "postgres://x@127.0.0.1:1/x".to_owned(), admin: None };
    let message = Store::open(&server).err().unwrap().to_string();
    assert!(message.starts_with("le serveur PostgreSQL ne répond pas"), "{message}");
}

fn an_unknown_tenant_is_refused(place: &Place) {
    let refused: Result<(), StoreError> = place.store.write(TenantId(77), "test", NOW, |_| Ok(()));
    assert_eq!(refused.unwrap_err().to_string(), "le dossier n° 77 n'existe pas");
}

on_both! {
    many_bytes_are_kept_as_one_by_one,
    numbers_follow_each_other_within_each_tenant,
    a_clock_that_went_back_is_refused,
    a_failed_transaction_leaves_nothing,
    bytes_are_kept_apart_from_the_journal_and_can_be_erased,
    the_journal_cannot_be_changed_through_the_application,
    an_unknown_tenant_is_refused,
}
