//! The same statuses given again, and imports of statuses undone, in any order.

use super::*;

/// Of F1, which is there, and of F8, which is not yet.
fn of_two() -> [Said; 2] {
    [Said::new("207", "F1", at(9)), Said::new("210", "F8", at(10))]
}

#[test]
fn a_file_taken_in_part_is_given_again_once_its_invoice_is_there() {
    let world = World::new();
    let first = world.give("deux.xml", &of_two());
    assert_eq!((first.outcome, first.counts.taken, codes(&first)), (Outcome::Taken, 1, vec!["unknown_invoice"]));
    // Too soon: nothing is taken twice, and what lacks is said again.
    let events = world.events();
    let soon = world.give("deux.xml", &of_two());
    assert_eq!((soon.outcome, codes(&soon), world.events()), (Outcome::AlreadyImported, vec!["unknown_invoice"], events));
    assert_eq!(soon.import, first.import);
    world.invoice("A", "F8", 50_000);
    let second = world.give("deux.xml", &of_two());
    assert_eq!((second.outcome, second.counts.taken, second.counts.known), (Outcome::Taken, 1, 1), "{second:?}");
    assert_eq!((codes(&second), world.disputed()), (vec![], vec![120_000, 50_000]));
    let events = world.events();
    let third = world.give("deux.xml", &of_two());
    assert_eq!((third.outcome, codes(&third), world.events()), (Outcome::AlreadyImported, vec![], events));
    // Each of the two is undone by itself, in either order, and the file brings again what is not there any more.
    import::undo(&world.books, first.import.as_ref().unwrap()).unwrap();
    assert_eq!(world.disputed(), [0, 50_000]);
    let fourth = world.give("deux.xml", &of_two());
    assert_eq!((fourth.counts.taken, fourth.counts.known, world.disputed()), (1, 1, vec![120_000, 50_000]));
    import::undo(&world.books, second.import.as_ref().unwrap()).unwrap();
    import::undo(&world.books, fourth.import.as_ref().unwrap()).unwrap();
    assert_eq!(world.disputed(), [0, 0]);
    facts_agree(&world.books).unwrap();
}

#[test]
fn the_page_of_a_file_taken_in_part_offers_what_can_be_taken_since() {
    let world = World::new();
    world.give("deux.xml", &of_two());
    let path = world.folder.path().join("deux.xml");
    let look = || control::control(&world.books, &path, "deux.xml", &control::Said::default(), &Silent).unwrap();
    let seen = look();
    assert!(seen.already.is_some() && !seen.can_be_taken(), "F8 is not there");
    world.invoice("A", "F8", 50_000);
    let seen = look();
    assert_eq!((seen.already, seen.can_be_taken(), seen.counts.fresh, seen.counts.known), (None, true, 1, 1));
    world.give("deux.xml", &of_two());
    assert!(look().already.is_some());
}

/// Every order of the numbers below three.
const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

/// What an undone import said was said by others too, in whatever order they came and go.
fn undone_in_any_order(said: &[Said; 3], disputed: impl Fn(&[usize]) -> i64) {
    for came in ORDERS {
        for goes in ORDERS {
            let world = World::new();
            let mut imports = [const { String::new() }; 3];
            for (nth, which) in came.iter().enumerate() {
                imports[*which] = world.take(&said[*which..=*which]).import.unwrap();
                assert_eq!(world.disputed(), [disputed(&came[..=nth])], "came {came:?}");
            }
            for (nth, which) in goes.iter().enumerate() {
                import::undo(&world.books, &imports[*which]).unwrap();
                assert_eq!(world.disputed(), [disputed(&goes[nth + 1..])], "came {came:?}, went {goes:?}, {nth}");
            }
            facts_agree(&world.books).unwrap();
        }
    }
}

#[test]
fn what_other_statuses_still_dispute_stays_disputed_whichever_import_is_undone() {
    // In litigation, refused, and 300 of 1 200 not approved.
    let said = [Said::new("207", "F1", at(9)), Said::new("210", "F1", at(10)), Said::new("206", "F1", at(11)).of(Cents(90_000))];
    undone_in_any_order(&said, |left| match left {
        [] => 0,
        [2] => 30_000,
        _ => 120_000,
    });
    // 300, 400 and 100 contested: the greatest of those that are still said.
    let said = [(9, 90_000), (10, 80_000), (11, 110_000)].map(|(day, cents)| Said::new("206", "F1", at(day)).of(Cents(cents)));
    undone_in_any_order(&said, |left| left.iter().map(|which| [30_000, 40_000, 10_000][*which]).max().unwrap_or(0));
}

#[test]
fn what_other_statuses_still_hold_stays_held_whichever_import_is_undone() {
    for first in [true, false] {
        let world = World::new();
        // Rejected twice, announced twice: the wait of the twelfth is shorter than that of the eighteenth.
        let early = world.take(&[Said::new("213", "F1", at(12)), Said::new("211", "F1", at(12))]).import.unwrap();
        let late = world.take(&[Said::new("213", "F1", at(18)), Said::new("212", "F1", at(18))]).import.unwrap();
        let standing = || {
            let standing = world.facts("A").holds.into_iter().filter(|hold| hold.lifted_on.is_none());
            standing.map(|hold| (hold.cause, hold.until)).collect::<Vec<_>>()
        };
        let announced = |day| (HoldCause::PaymentAnnounced, Some(date(2026, 11, day)));
        let never = (HoldCause::NeverIssued, None);
        assert_eq!(standing(), [never, announced(19), announced(25)]);
        let (one, other) = if first { (early, late) } else { (late, early) };
        let done = import::undo(&world.books, &one).unwrap().said;
        if first {
            assert_eq!(standing(), [announced(25), never]);
            assert!(done.contains(" ; 2 suspensions qu'il avait posées sont levées ; 1 est rétabli, un autre statut le dit."), "{done}");
        } else {
            assert_eq!(standing(), [never, announced(19)]);
            assert!(!done.contains("rétabli"), "{done}");
        }
        assert_eq!(world.asked(TODAY), Cents::ZERO);
        import::undo(&world.books, &other).unwrap();
        assert_eq!((standing(), world.asked(TODAY)), (vec![], Cents(120_000)));
        facts_agree(&world.books).unwrap();
    }
}

#[test]
fn what_a_person_closed_is_not_opened_again_by_an_undoing() {
    let close = |world: &World| {
        let dispute = world.facts("A").claims[0].disputes.last().unwrap().id.to_string();
        world.books.write(|tx| record::dispute_closed(tx, &dispute, false, TODAY)).unwrap();
    };
    // The refusal found the dispute there; a person closed it, knowing both.
    let world = World::new();
    let first = world.take(&[Said::new("207", "F1", at(9))]).import.unwrap();
    world.take(&[Said::new("210", "F1", at(10))]);
    close(&world);
    import::undo(&world.books, &first).unwrap();
    assert_eq!(world.disputed(), [0]);
    // The person closed the first dispute; the second was opened after that, and only it goes.
    let world = World::new();
    world.take(&[Said::new("207", "F1", at(9))]);
    close(&world);
    let second = world.take(&[Said::new("210", "F1", at(10))]).import.unwrap();
    assert_eq!(world.disputed(), [120_000]);
    import::undo(&world.books, &second).unwrap();
    assert_eq!(world.disputed(), [0]);
}

#[test]
fn an_older_status_after_a_newer_one_does_what_it_would_have_done_before_it() {
    let world = World::new();
    world.take(&[Said::new("205", "F1", at(12))]);
    let older = world.take(&[Said::new("210", "F1", at(8))]);
    assert_eq!(older.counts.taken, 1);
    let dispute = &world.facts("A").claims[0].disputes[0];
    assert_eq!((dispute.on, dispute.closed_on), (date(2026, 11, 8), None), "an approval closes nothing");
    let order: Vec<_> = world.shown().into_iter().map(|shown| shown.row.code).collect();
    assert_eq!(order, ["210", "205"]);
}
