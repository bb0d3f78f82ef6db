//! A batch prepared, changed, handed over, cancelled.

use super::*;

#[test]
fn preparing_twice_collects_once_and_a_cancelled_batch_frees_its_claims() {
    let mut life = Life::new();
    life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    let first = life.prepared(COLLECT).batch.unwrap();
    let events = life.books.read(|tx| Ok(tx.head()?.events)).unwrap();
    for collect_on in [COLLECT, date(2026, 12, 7)] {
        let second = life.prepared(collect_on);
        assert!(second.batch.is_none());
        assert_eq!(left(&second), [("F-2026-101", "in_batch")]);
    }
    // Not even a person's word collects it while the bank is awaited.
    assert!(life.tries(COLLECT, &["F-2026-101".to_owned()]).unwrap().batch.is_none());
    assert_eq!(life.books.read(|tx| Ok(tx.head()?.events)).unwrap(), events, "what collects nothing records nothing");

    life.wakes(date(2026, 11, 23));
    life.known(date(2026, 11, 22));
    let said = life.write(|tx| debits::cancel(tx, first.id, false, life.today())).said;
    assert!(said.contains("Détruisez son fichier"), "{said}");
    assert!(life.plan().0 > 0, "reminders start again");
    let third = life.prepared(date(2026, 12, 7)).batch.unwrap();
    assert_ne!((third.id, &third.file_name), (first.id, &first.file_name), "no message bears the same reference twice");
    for refused in [
        life.books.write(|tx| debits::cancel(tx, first.id, false, TODAY).map(drop)),
        life.books.write(|tx| debits::handed_over(tx, first.id, TODAY, true, TODAY).map(drop)),
        life.books.read(|tx| debits::file(tx, first.id, true, TODAY).map(drop)),
    ] {
        assert!(refused.unwrap_err().to_string().contains("annulé"));
    }
    life.hands_over(third.id);
    let refused = life.books.write(|tx| debits::cancel(tx, third.id, true, life.today()).map(drop)).unwrap_err();
    assert!(refused.to_string().contains("elle seule peut l'arrêter"), "{refused}");
    let states: Vec<&str> = life.books.read(|tx| debits::batches(tx, life.today())).unwrap().iter().map(|one| one.state().0).collect();
    assert_eq!(states, ["handed_over", "cancelled"]);
    life.sound();
}

#[test]
fn what_changed_since_is_said_before_the_collection() {
    let life = Life::new();
    let disputed = life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.invoice("C1", "F-2026-102", 30_050, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    let batch = life.prepared(COLLECT).batch.unwrap();
    let changed = |life: &Life| life.books.read(|tx| debits::batches(tx, TODAY)).unwrap().remove(0).changed;
    assert_eq!(changed(&life), Vec::<String>::new(), "its own holds are no change");
    life.write(|tx| record::dispute(tx, &disputed.to_string(), None, "quality", None, TODAY));
    let said = changed(&life);
    assert!(said.len() == 1 && said[0].contains("F-2026-101") && said[0].contains("Contesté"), "{said:?}");
    let lines = life.books.read(|tx| debits::lines(tx, batch.id)).unwrap();
    assert_eq!(lines.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["C1", "C1"]);
}

#[test]
fn a_restored_backup_prepares_no_file_and_gives_no_reference_twice() {
    let mut life = Life::new();
    life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    // The same books an hour later: what a backup from before the batch makes of them.
    let mut restored = Life::new();
    restored.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    restored.mandate("C1", "GRIFFON-2026");
    restored.books = restored.books.clone().on(TODAY, moment(TODAY) + 3_600_000_000);
    let batch = life.prepared(COLLECT).batch.unwrap();
    restored.write(|tx| Ok(tx.set_quarantine(true)?));
    let refused = restored.tries(COLLECT, &[]).unwrap_err().to_string();
    assert!(refused.contains("sauvegarde restaurée") && refused.contains("quittance restore --release"), "{refused}");
    restored.write(|tx| Ok(tx.set_quarantine(false)?));
    let other = restored.prepared(COLLECT).batch.unwrap();
    assert_eq!(batch.id, other.id, "the journal counts from the same place");
    assert_ne!(batch.file_name, other.file_name);
    assert_ne!(batch.lines[0].end_to_end, other.lines[0].end_to_end);
    assert!(other.lines[0].end_to_end.len() <= 35 && other.file_name.len() <= 35 + ".xml".len());

    // A batch from before the backup is not given again; that the bank has it is said all the same.
    life.write(|tx| Ok(tx.set_quarantine(true)?));
    let refused = life.books.read(|tx| debits::file(tx, batch.id, true, TODAY).map(drop)).unwrap_err().to_string();
    assert!(refused.contains("sauvegarde restaurée"), "{refused}");
    life.hands_over(batch.id);
    life.wakes(date(2026, 11, 23));
    life.sound();
}

#[test]
fn what_changed_is_said_before_the_file_leaves_and_confirmed() {
    let life = Life::new();
    let later = life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.invoice("C1", "F-2026-102", 30_050, date(2026, 10, 1));
    life.invoice("C2", "F-2026-104", 5_000, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    life.mandate("C2", "BRUME-1");
    let batch = life.prepared(COLLECT).batch.unwrap();
    assert_eq!(life.shown(batch.id).changed, Vec::<String>::new());
    life.write(|tx| record::due_date(tx, &later.to_string(), date(2026, 12, 31), true));
    life.write(|tx| record::moved(tx, &["F-2026-102".to_owned()], "C2", TODAY));
    life.write(|tx| debits::revoke(tx, "BRUME-1", TODAY));
    let changed = life.shown(batch.id).changed;
    let wanted = ["31/12/2026, après le prélèvement", "débiterait le compte du mandat GRIFFON-2026", "révoqué le 20/11/2026"];
    assert!(changed.len() == 3 && changed.iter().zip(wanted).all(|(said, wanted)| said.contains(wanted)), "{changed:#?}");
    for refused in [
        life.books.write(|tx| debits::handed_over(tx, batch.id, TODAY, false, TODAY).map(drop)),
        life.books.read(|tx| debits::file(tx, batch.id, false, TODAY).map(drop)),
    ] {
        let said = refused.unwrap_err().to_string();
        assert!(wanted.iter().all(|wanted| said.contains(wanted)) && said.contains("--anyway"), "{said}");
    }
    // The bank has it already: a person says so, and is told what to have withdrawn.
    let said = life.write(|tx| debits::handed_over(tx, batch.id, TODAY, true, TODAY)).said;
    assert!(said.contains("remis à la banque") && wanted.iter().all(|wanted| said.contains(wanted)), "{said}");
    assert_eq!(life.books.read(|tx| debits::file(tx, batch.id, false, TODAY)).unwrap().changed.len(), 3, "the copy says it too");
    life.sound();
}

#[test]
fn a_fault_of_one_debit_leaves_the_others_and_one_of_the_creditor_refuses_all() {
    let life = Life::new();
    let name = DebtorDetails { name: "北京".to_owned(), ..DebtorDetails::default() };
    let far = NewDebtor { details: name, ..debtor("C3", "", DebtorKind::Business) };
    life.write(|tx| record::debtor(tx, &far, TODAY));
    life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.invoice("C3", "F-2026-105", 7_700, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    life.mandate("C3", "PEKIN-2026");
    let without = app::creditor::Change { texts: vec![(app::creditor::Field::Ics, String::new())], ..Default::default() };
    life.write(|tx| app::creditor::set(tx, &without, TODAY));
    let refused = life.tries(COLLECT, &[]).unwrap_err().to_string();
    assert!(refused.contains("identifiant créancier SEPA (ICS) manque"), "{refused}");
    life.write(|tx| app::creditor::set(tx, &complete_creditor(), TODAY));
    let prepared = life.prepared(COLLECT);
    assert_eq!(left(&prepared), [("F-2026-105", "file")]);
    assert!(prepared.left[0].why.starts_with("Rien du nom « 北京 »"), "{}", prepared.left[0].why);
    assert_eq!(prepared.batch.unwrap().total, Cents(120_000));
}

#[test]
fn an_import_stays_while_a_batch_collects_what_it_brought() {
    let life = Life::new();
    let path = life.folder.path().join("factures.csv");
    let text = "numero;date_facture;echeance;montant_ttc;devise;code_debiteur;nom\nF-2026-101;2026-09-01;2026-10-01;1200,00;EUR;C1;Menuiserie Griffon\n";
    std::fs::write(&path, text).unwrap();
    let options = Options { listed: Some(TableKind::Invoices), ..Options::default() };
    let report = import::files(&life.books, &[path], &options, &Silent).unwrap();
    let import = report.files[0].import.clone().unwrap();
    life.mandate("C1", "GRIFFON-2026");
    let batch = life.prepared(COLLECT).batch.unwrap();
    assert!(import::undo(&life.books, &import).is_err());
    life.write(|tx| debits::cancel(tx, batch.id, false, TODAY));
    import::undo(&life.books, &import).unwrap();
    life.sound();
}

#[test]
fn who_collects_for_another_has_its_mandate_and_its_insurance() {
    let life = Life::new();
    life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    let acts = |mandate, insurance| {
        let acts_for = Some(ActsFor::AmicableCollector { mandate, insurance });
        life.write(|tx| app::creditor::set(tx, &app::creditor::Change { acts_for, ..Default::default() }, TODAY));
    };
    acts(false, true);
    assert!(life.tries(COLLECT, &[]).unwrap_err().to_string().contains("CPCE R124-3"));
    acts(true, false);
    assert!(life.tries(COLLECT, &[]).unwrap_err().to_string().contains("CPCE R124-2"));
    acts(true, true);
    assert!(life.prepared(COLLECT).batch.is_some());
}

#[test]
fn a_day_on_which_nothing_can_be_collected_is_refused() {
    let life = Life::new();
    for (day, why) in
        [(TODAY, "trop proche"), (date(2026, 12, 25), "premier jour ensuite : le 28/12/2026"), (date(2027, 11, 22), "à plus de 60 jours")]
    {
        let refused = life.tries(day, &[]).unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
    }
    let nobody = life.tries(COLLECT, &[]).unwrap_err();
    assert!(matches!(nobody, AppError::Refused(_)), "{nobody}");
}
