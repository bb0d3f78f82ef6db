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
