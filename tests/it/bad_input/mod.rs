//! Everything that can be wrong with what the program is given, item by item, through the real binary: each time a clear
//! message, and the books as they were, or the rest taken and the problem shown.

mod files;
mod ledgers;
mod machine;
mod rows;
mod sheets;

use std::sync::LazyLock;

use crate::books::{Books, CREDITOR, Said};

/// The list. A case names the item it is for; an item without a case fails the test.
const ITEMS: &[&str] = &[
    "empty",
    "truncated",
    "binary",
    "NUL bytes",
    "wrong encoding",
    "wrong column count",
    "header only",
    "duplicate headers",
    "a 10 MB line",
    "impossible dates",
    "amounts like N/A",
    "an ambiguous amount",
    "unbalanced entries",
    "both debit and credit",
    "zero or negative invoice",
    "due before issue",
    "future date",
    "duplicate number with the same amount",
    "duplicate number with another amount",
    "same number for two debtors",
    "two debtors with one SIREN",
    "SIREN with a bad key",
    "formula and error cells",
    "1904 dates",
    "a password-protected workbook",
    "a 2 GB file",
    "a file being written",
    "a file already imported",
    "last month's FEC again with new lettering",
    "next year's FEC with opening lines",
    "a database of a newer version",
    "a full disk",
    "a read-only folder",
    "a clock before the last event",
    "an unknown --creditor",
    "two senders on one data folder",
    "no IBAN for the creditor",
];

/// One thing that is wrong.
struct Case {
    /// Which item of the list.
    item: &'static str,
    /// What the program is given.
    given: Given,
    /// The exit code: 0 done, 1 done with problems, 2 usage, 3 refused, 4 busy.
    code: i32,
    /// Parts of the message, quoted.
    says: &'static [&'static str],
    /// What became of the books.
    books: After,
}

enum Given {
    /// Rows under [`rows::HEADER`], imported.
    Rows(&'static str),
    /// A file of that name, imported.
    File(&'static str, fn() -> Vec<u8>),
    /// Something to prepare, then something to do.
    Act(fn(&Books), fn(&Books) -> Said),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    /// Byte for byte what they were.
    Same,
    /// Something was taken.
    Taken,
}

/// Books with two invoices, recorded on 2 November, of a creditor without an IBAN.
static KNOWN: LazyLock<Books> = LazyLock::new(|| {
    let mut books = Books::new();
    books.on("2026-11-02");
    let said = books.import("connu.csv", rows::KNOWN);
    assert_eq!(said.code, 0, "{said:?}");
    books.done(CREDITOR.iter().take_while(|word| **word != "--iban"));
    books.on(crate::books::TODAY);
    books
});

fn cases() -> impl Iterator<Item = &'static Case> {
    [rows::CASES, files::CASES, ledgers::CASES, sheets::CASES, machine::CASES].into_iter().flatten()
}

/// Runs the cases of a module, and says all that is wrong with them at once.
fn walk(cases: &[Case]) {
    let wrong: Vec<String> = cases.iter().filter_map(|case| tried(case).err()).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n\n"));
}

#[test]
fn every_item_of_the_list_has_a_case() {
    for item in ITEMS {
        assert!(cases().any(|case| case.item == *item), "« {item} » has no case");
    }
    for case in cases() {
        assert!(ITEMS.contains(&case.item), "« {} » is not on the list", case.item);
        assert!(!case.says.is_empty(), "« {} » quotes nothing", case.item);
        assert!((0..=4).contains(&case.code));
    }
}

#[test]
fn rows_of_a_table() {
    walk(rows::CASES);
}

#[test]
fn whole_files() {
    walk(files::CASES);
}

#[test]
fn accounting_files() {
    walk(ledgers::CASES);
}

#[test]
fn workbooks() {
    walk(sheets::CASES);
}

#[test]
fn the_machine_and_the_folder() {
    walk(machine::CASES);
}

fn tried(case: &Case) -> Result<(), String> {
    let books = KNOWN.copy();
    if let Given::Act(prepare, _) = case.given {
        prepare(&books);
    }
    let before = books.bytes();
    let said = given(case, &books);
    let wrong = |what: String| Err(format!("« {} » ({:?}): {what}\n{}", case.item, case.says.first(), said.all()));
    if said.code != case.code {
        return wrong(format!("exit code {} instead of {}", said.code, case.code));
    }
    if let Some(missing) = case.says.iter().find(|part| !said.all().contains(**part)) {
        return wrong(format!("it does not say « {missing} »"));
    }
    if let Some(word) = foreign(&said.all()) {
        return wrong(format!("« {word} » is not for users"));
    }
    let same = books.bytes() == before;
    if same != (case.books == After::Same) {
        return wrong(format!("the books are {} ones", if same { "the same" } else { "other" }));
    }
    if !same {
        let check = books.run(["check"]);
        if check.code != 0 {
            return wrong(format!("the books are not whole any more: {}", check.all()));
        }
    }
    // What is refused leaves nothing behind where nothing was: no creditor, no event.
    if case.books == After::Same && !matches!(case.given, Given::Act(..)) {
        let nothing = Books::new();
        given(case, &nothing);
        if nothing.size() != (0, 0) {
            return wrong(format!("on an empty folder it leaves {:?} creditors and events", nothing.size()));
        }
    }
    Ok(())
}

fn given(case: &Case, books: &Books) -> Said {
    match case.given {
        Given::Rows(rows) => books.import("factures.csv", format!("{}{rows}", rows::HEADER)),
        Given::File(name, bytes) => books.import(name, bytes()),
        Given::Act(_, act) => act(books),
    }
}

/// A word that only a programmer or an English reader understands.
fn foreign(text: &str) -> Option<&'static str> {
    ["panicked", "os error", "No such file", "Permission denied", "RUST_", "SQLite", "error:", "unwrap", "None", "Some("]
        .into_iter()
        .find(|word| text.contains(word))
}
