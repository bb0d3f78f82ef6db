//! What always holds, whatever the bytes.

use std::fmt::Debug;

use formats::bank::{Reading, Statement};
use formats::{Problem, Severity};

/// Characters of a message: several sentences and what they quote.
const LONGEST_MESSAGE: usize = 1_500;

/// The same bytes give the same answer.
pub fn twice<T: PartialEq + Debug>(read: impl Fn() -> T) -> T {
    let first = read();
    let second = read();
    assert_eq!(first, second, "two readings of the same bytes differ");
    first
}

/// Every problem says in words what is wrong, and has its code.
pub fn told(problems: &[Problem]) {
    for problem in problems {
        assert!(problem.message.chars().any(char::is_alphabetic), "a problem without a message: {problem:?}");
        assert!(!problem.message.chars().any(char::is_control), "a message with a control character: {problem:?}");
        assert!(problem.message.chars().count() <= LONGEST_MESSAGE, "a message without end: {problem:?}");
        assert!(!problem.code.is_empty() && problem.line != Some(0), "a problem without code or place: {problem:?}");
    }
}

/// What a file gives is something, or the reason why nothing.
pub fn answered(found: bool, problems: &[Problem]) {
    told(problems);
    assert!(found || !problems.is_empty(), "neither facts nor problems");
}

/// What holds of statements.
pub fn statements(reading: &Reading) {
    answered(!reading.statements.is_empty(), &reading.problems);
    for statement in &reading.statements {
        one(statement);
        let refused = reading.problems.iter().any(|problem| problem.severity == Severity::Error);
        assert!(refused || statement.refused == 0, "a movement was refused without an error");
        // A statement whose balances do not agree is never silent.
        assert!(statement.is_balanced() != Some(false) || !reading.problems.is_empty(), "a gap that nothing tells");
    }
}

fn one(statement: &Statement) {
    assert_eq!(statement.keys().len(), statement.entries.len());
    assert!(statement.bookings().count() <= statement.entries.len());
    let booked: i128 = statement.bookings().sum();
    let entries: i128 = statement.entries.iter().map(|entry| i128::from(entry.money.amount.0)).sum();
    assert_eq!(booked, entries, "bookings are not the entries");
    for entry in &statement.entries {
        let code = entry.money.currency.code();
        assert!(code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()), "an entry without currency: {entry:?}");
        assert!((1..=9999).contains(&entry.booked_on.year()), "an entry without day: {entry:?}");
        assert!(entry.line > 0, "an entry without place: {entry:?}");
        let texts = [&entry.bank_reference, &entry.own_reference, &entry.end_to_end, &entry.counterparty, &entry.mandate];
        assert!(texts.into_iter().flatten().all(|text| !text.is_empty()), "an absent text is not an empty one: {entry:?}");
    }
}
