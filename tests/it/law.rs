//! A law folder newer than the program.

use std::fs;
use std::path::{Path, PathBuf};

use crate::books::Books;

/// A copy of the program's own values, with one text changed.
fn folder(books: &Books, file: &str, change: impl Fn(&str) -> String) -> PathBuf {
    let values = books.path("law").join("values");
    fs::create_dir_all(&values).expect("a folder");
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("law/values")).expect("the values").flatten() {
        let text = fs::read_to_string(entry.path()).expect("a text");
        let text = if entry.file_name() == file { change(&text) } else { text };
        fs::write(values.join(entry.file_name()), text).expect("written");
    }
    books.path("law")
}

const PENALTY: [&str; 10] =
    ["penalty", "--principal", "12000.00", "--due", "2026-05-31", "--until", "2026-09-15", "--debtor", "business", "--json"];

#[test]
fn a_newer_folder_takes_the_place_of_the_values_of_the_program() {
    let books = Books::new();
    let law = folder(&books, "default-penalty-points.toml", |text| text.replace("is = \"10", "is = \"11"));
    let asked = |law: Option<&Path>| {
        let mut command = books.command(PENALTY);
        if let Some(law) = law {
            command.env("QUITTANCE_LAW", law);
        }
        crate::books::Said::from(command.output().expect("the program starts")).out
    };
    // 12 000 × 12,15 % × 30 / 365 = 119,84; with eleven points, 12 000 × 13,15 % × 30 / 365 = 129,70.
    assert!(asked(None).contains("119.84"), "{}", asked(None));
    assert!(asked(Some(&law)).contains("129.70"), "{}", asked(Some(&law)));
    assert!(asked(Some(&law.join("values"))).contains("129.70"));
}

#[test]
fn a_wrong_folder_is_refused_with_the_file_in_the_way() {
    let books = Books::new();
    let law = folder(&books, "fixed-indemnity.toml", |_| "pas du TOML".to_owned());
    let said = books.run(["law", "--law", law.to_str().expect("UTF-8")]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(said.err.contains("fixed-indemnity.toml"), "{}", said.err);

    fs::remove_file(law.join("values/fixed-indemnity.toml")).expect("removed");
    let said = books.run(["law", "--law", law.to_str().expect("UTF-8")]);
    assert!(said.code == 2 && said.err.contains("fixed-indemnity.toml : fichier absent"), "{}", said.err);

    let said = books.run(["law", "--law", "nulle-part"]);
    assert!(said.code == 2 && said.err.contains("il n'existe pas"), "{}", said.err);
}
