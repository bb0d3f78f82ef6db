//! Mandates recorded, revoked, moved, erased.

use super::*;

#[test]
fn mandates_are_recorded_with_care_and_listed_with_where_they_stand() {
    let life = Life::new();
    let adds = |new: &NewMandate<'_>| life.books.write(|tx| debits::add(tx, new, TODAY)).map_err(|error| error.to_string());
    assert!(adds(&mandate("C1", "GRIFFON-2026")).is_ok());
    for (new, why) in [
        (mandate("C2", "griffon-2026"), "une RUM ne sert qu'une fois"),
        (mandate("C2", "BRUME_1"), "« _ » n'est pas admis"),
        (NewMandate { iban: "FR1420041010050500013M02607", ..mandate("C2", "A") }, "clé de contrôle"),
        (NewMandate { iban: "GB33BUKB20201555555555", ..mandate("C2", "A") }, "Espace économique européen"),
        (NewMandate { scheme: Scheme::B2b, ..mandate("C2", "A") }, "réservé aux entreprises"),
        (NewMandate { signed_on: date(2026, 11, 21), ..mandate("C2", "A") }, "serait signé le 21/11/2026"),
        (NewMandate { last_used_on: Some(date(2026, 3, 1)), ..mandate("C2", "A") }, "dernier prélèvement"),
        (NewMandate { notice_days: Some(61), ..mandate("C2", "A") }, "Le préavis va de 0 à 60 jours"),
        (mandate("C9", "A"), "Aucun débiteur « C9 »"),
    ] {
        let said = adds(&new).unwrap_err();
        assert!(said.contains(why), "{said}");
    }
    let old = NewMandate { signed_on: date(2023, 11, 20), ..mandate("C2", "BRUME-1") };
    adds(&old).unwrap();
    let listed = |life: &Life| life.books.read(|tx| debits::mandates(tx, None, life.today())).unwrap();
    assert!(matches!(listed(&life)[1].standing, Standing::Valid { through } if through == TODAY));
    life.write(|tx| debits::revoke(tx, "griffon-2026", TODAY));
    assert!(life.books.write(|tx| debits::revoke(tx, "GRIFFON-2026", TODAY)).unwrap_err().to_string().contains("déjà révoqué"));
    let first = listed(&life).remove(0);
    assert_eq!((first.code.as_str(), first.mandate.iban.as_deref()), ("C1", Some(IBAN)));
    assert!(matches!(first.standing, Standing::Barred(_)));
    life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    assert_eq!(left(&life.prepared(COLLECT)), [("F-2026-101", "mandate")]);
    // It was mistyped and never presented: the same reference is recorded anew, and is then the one that it names.
    life.mandate("C1", "GRIFFON-2026");
    let batch = life.prepared(COLLECT).batch.unwrap();
    life.write(|tx| debits::revoke(tx, "GRIFFON-2026", TODAY));
    let known = life.books.write(|tx| debits::add(tx, &mandate("C1", "GRIFFON-2026"), TODAY).map(drop)).unwrap_err().to_string();
    assert!(known.contains("une RUM ne sert qu'une fois"), "a batch may be with the bank: {known}");
    life.write(|tx| debits::cancel(tx, batch.id, false, TODAY));
    life.mandate("C1", "GRIFFON-2026");
    life.sound();
}

#[test]
fn a_mandate_revoked_after_the_batch_is_told_and_one_of_a_joined_record_follows() {
    let life = Life::new();
    life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    let batch = life.prepared(COLLECT).batch.unwrap();
    life.write(|tx| record::moved(tx, &["C1".to_owned()], "C2", TODAY));
    let of_the_other = life.books.read(|tx| debits::mandates(tx, Some("C2"), TODAY)).unwrap();
    assert_eq!(of_the_other.len(), 1);
    let said = life.write(|tx| debits::revoke(tx, "GRIFFON-2026", TODAY)).said;
    let wanted = format!("le lot {} le prélève le {} ; annulez ce lot", batch.id, date_short(COLLECT));
    assert!(said.contains(&wanted), "{said}");
    life.sound();
}

#[test]
fn erasing_a_debtor_erases_its_account_and_not_what_was_done() {
    let mut life = Life::new();
    life.invoice("C2", "F-2026-104", 5_000, date(2026, 10, 1));
    life.mandate("C2", "BRUME-1");
    let batch = life.prepared(COLLECT).batch.unwrap();
    // Paid otherwise before the day: the file still debits the account, and somebody must be able to see which.
    life.wakes(COLLECT);
    life.bank(date(2026, 12, 2), "VIR AURORE BRUME FACTURE F-2026-104", 5_000);
    let refused = life.books.write(|tx| record::erasure(tx, "C2", "demande de la personne", COLLECT).map(drop)).unwrap_err().to_string();
    assert!(refused.contains(&format!("Le lot {} prélève ce débiteur le 04/12/2026", batch.id)), "{refused}");
    life.wakes(date(2026, 12, 7));
    life.write(|tx| record::erasure(tx, "C2", "demande de la personne", life.today()));
    let listed = life.books.read(|tx| debits::mandates(tx, None, life.today())).unwrap();
    assert_eq!(listed[0].mandate.iban, None);
    let refused = life.books.read(|tx| debits::file(tx, batch.id, true, TODAY).map(drop)).unwrap_err().to_string();
    assert!(refused.contains("effacé") && refused.contains(&batch.sha256), "{refused}");
    life.sound();
}
