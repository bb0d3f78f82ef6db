//! A batch shown before it is prepared, and what is confirmed about one.

use app::debits::Handed;

use super::*;

fn ask(collect_on: Date) -> Ask<'static> {
    Ask { collect_on, wait_days: DEFAULT_WAIT_DAYS, version: Version::V08, again: &[] }
}

#[test]
fn what_is_shown_is_what_is_prepared_and_anything_else_is_not() {
    let life = Life::new();
    life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.invoice("C1", "F-2026-102", 30_050, date(2026, 12, 15));
    life.mandate("C1", "GRIFFON-2026");
    let ask = ask(COLLECT);
    let events = life.books.read(|tx| Ok(tx.head()?.events)).unwrap();
    let preview = life.books.read(|tx| debits::preview(tx, &ask, TODAY)).unwrap();
    assert_eq!(life.books.read(|tx| Ok(tx.head()?.events)).unwrap(), events, "nothing is recorded");
    assert_eq!((preview.lines.len(), preview.total), (1, Cents(120_000)));
    assert_eq!(preview.left.iter().map(|left| (left.number.as_str(), left.word)).collect::<Vec<_>>(), [("F-2026-102", "due_later")]);

    // A payment changes the amount; another account of the creditor changes nothing of the list, but where its money goes.
    life.pays("C1", "F-2026-101", 20_000);
    let as_shown = |life: &Life, mark: &str| life.write(|tx| debits::prepare_as_shown(tx, &ask, mark, TODAY));
    assert!(as_shown(&life, &preview.mark).is_none());
    let preview = life.books.read(|tx| debits::preview(tx, &ask, TODAY)).unwrap();
    let mut creditor = complete_creditor();
    creditor.texts = vec![(app::creditor::Field::Iban, "FR7630001007941234567890185".to_owned())];
    life.write(|tx| app::creditor::set(tx, &creditor, TODAY));
    assert!(as_shown(&life, &preview.mark).is_none());
    let preview = life.books.read(|tx| debits::preview(tx, &ask, TODAY)).unwrap();
    assert!(life.books.read(|tx| Ok(tx.debit_batches()?)).unwrap().is_empty());
    let batch = as_shown(&life, &preview.mark).unwrap().batch.unwrap();
    assert_eq!((batch.total, batch.until), (preview.total, preview.until));
    assert_eq!(batch.total, Cents(100_000));
    life.sound();
}

#[test]
fn the_day_proposed_keeps_the_shortest_notice_and_is_one_of_the_banks() {
    let life = Life::new();
    let first = |life: &Life| life.books.read(|tx| debits::first_day(tx, TODAY)).unwrap();
    assert_eq!(first(&life), date(2026, 11, 23), "the open day after a Friday");
    life.mandate("C1", "GRIFFON-2026");
    assert_eq!(first(&life), COLLECT);
    // Eight days after the 20th is a Saturday.
    let short = NewMandate { notice_days: Some(8), ..mandate("C2", "BRUME-1") };
    life.write(|tx| debits::add(tx, &short, TODAY));
    assert_eq!(first(&life), date(2026, 11, 30));
    life.write(|tx| debits::revoke(tx, "BRUME-1", TODAY));
    assert_eq!(first(&life), COLLECT);
}

#[test]
fn the_last_day_to_hand_a_file_over_is_the_open_day_before_its_collection() {
    let life = Life::new();
    life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    // A Monday: its file is one of the Friday before, the weekend being one day with it.
    let batch = life.prepared(date(2026, 12, 7)).batch.unwrap();
    assert_eq!(life.shown(batch.id).hand_over_by(), date(2026, 12, 4));
}

#[test]
fn each_obstacle_is_confirmed_by_itself() {
    let mut life = Life::new();
    let claim = life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    let batch = life.prepared(COLLECT).batch.unwrap();
    life.wakes(COLLECT);
    life.known(date(2026, 12, 3));
    life.write(|tx| record::dispute(tx, &claim.to_string(), None, "quality", None, COLLECT));
    let says = |life: &Life, late: bool, changed: bool| {
        let confirmed = |found: &debits::Obstacles| (found.late.is_none() || late) && (found.changed.is_empty() || changed);
        life.write(|tx| debits::handed_over_as_confirmed(tx, batch.id, COLLECT, confirmed, COLLECT))
    };
    for (late, changed) in [(false, false), (true, false), (false, true)] {
        let Handed::Against(found) = says(&life, late, changed) else { panic!("it was recorded") };
        assert!(found.late.is_some_and(|said| said.contains("ne prélève pas avant le 07/12/2026")));
        assert!(found.changed.len() == 1 && found.changed[0].contains("Contesté"), "{:?}", found.changed);
    }
    assert!(matches!(says(&life, true, true), Handed::Done(_)));
    assert_eq!(life.shown(batch.id).state().0, "handed_over");
    life.sound();
}

#[test]
fn a_card_tells_its_mandates_and_the_debits_to_come() {
    let life = Life::new();
    life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    life.mandate("C2", "BRUME-1");
    let batch = life.prepared(COLLECT).batch.unwrap();
    let of = |life: &Life, code: &str| {
        life.books
            .read(|tx| {
                let debtor = app::resolve::debtor(tx, code)?;
                let facts = tx.debtor_facts(debtor)?.unwrap();
                Ok((debits::mandates_of(tx, debtor, TODAY)?, debits::to_come(tx, &facts, TODAY)?))
            })
            .unwrap()
    };
    let (mandates, to_come) = of(&life, "C1");
    assert_eq!(mandates.iter().map(|one| one.mandate.reference.as_str()).collect::<Vec<_>>(), ["GRIFFON-2026"]);
    let told = to_come.iter().map(|one| (one.batch, one.number.as_str(), one.cents, one.collect_on)).collect::<Vec<_>>();
    assert_eq!(told, [(batch.id, "F-2026-101", Cents(120_000), COLLECT)]);
    assert!(of(&life, "C2").1.is_empty());
    life.write(|tx| debits::cancel(tx, batch.id, false, TODAY));
    assert!(of(&life, "C1").1.is_empty(), "what was cancelled does not come");
}
