//! What can be read from the tree: the invariants of `ARCHITECTURE.md` that no compiler holds.
//!
//! Each rule is tried on planted text first, so that a rule that finds nothing is known to be able to find something.

mod packages;
mod rules;
mod source;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

type Rule = fn(&str, &str) -> Vec<String>;

/// Every rule on single files, with texts that break it and texts that do not.
struct Tried {
    rule: Rule,
    on: On,
    breaks: &'static [(&'static str, &'static str)],
    keeps: &'static [(&'static str, &'static str)],
}

/// Which files of the tree a rule is for.
#[derive(PartialEq)]
enum On {
    All,
    /// Not the files that exist only for tests.
    Shipped,
    /// Counted over the whole tree by a test of its own.
    Counted,
}

const RULES: &[Tried] = &[
    Tried {
        rule: rules::opening,
        on: On::All,
        breaks: &[("crates/app/src/a.rs", "use a;\n\n\n\n\n\nfn f() {}\n")],
        keeps: &[("crates/app/src/a.rs", "#![forbid(unsafe_code)]\n//! For b.\n\n\n\n\n\nfn f() {}\n"), ("src/main.rs", "fn main() {}\n")],
    },
    Tried {
        rule: rules::marks,
        on: On::All,
        breaks: &[("src/a.rs", "// TODO later"), ("src/a.rs", "/* FIXME */")],
        keeps: &[("src/a.rs", "const MASTODON: &str = \"TODO\";")],
    },
    Tried {
        rule: rules::sql,
        on: On::All,
        breaks: &[
            ("crates/app/src/a.rs", "const Q: &str = \"SELECT a\n FROM b\";"),
            ("src/a.rs", "x(\"insert into t values (1)\")"),
            ("crates/domain/src/a.rs", "r#\"UPDATE t SET a = 1\"#"),
            ("tests/it/a.rs", "\"PRAGMA user_version\""),
        ],
        keeps: &[
            ("crates/store/src/a.rs", "\"SELECT a FROM b\""),
            ("crates/app/src/a.rs", "// SELECT a FROM b"),
            ("crates/app/src/a.rs", "\"please select a date\""),
        ],
    },
    Tried {
        rule: rules::typst,
        on: On::All,
        breaks: &[
            ("crates/app/src/a.rs", "use typst::World;"),
            ("src/a.rs", "typst_pdf::pdf(x)"),
            ("crates/store/src/a.rs", "use typeset::render;"),
        ],
        keeps: &[
            ("crates/typeset/src/a.rs", "use typst::World;"),
            ("src/a.rs", "use typeset::render; // typst does it"),
            ("crates/app/src/a.rs", "fn typeset(&self) {}"),
        ],
    },
    Tried {
        rule: rules::clock,
        on: On::Counted,
        breaks: &[("crates/domain/src/a.rs", "let t = jiff::Zoned::now();"), ("tests/it/a.rs", "std::time::Instant::now()")],
        keeps: &[
            ("crates/domain/src/a.rs", "// never Zoned::now"),
            ("xtask/src/a.rs", "Instant::now()"),
            ("crates/a/examples/b.rs", "Instant::now()"),
        ],
    },
    Tried {
        rule: rules::floats,
        on: On::All,
        breaks: &[("crates/domain/src/money.rs", "pub struct Euros(f64);"), ("crates/domain/src/a.rs", "let x = 1 as f32;")],
        keeps: &[("crates/domain/src/a.rs", "let buf64 = 1; // f64"), ("crates/formats/src/a.rs", "fn cell(x: f64) {}")],
    },
    Tried {
        rule: rules::unwraps,
        on: On::Shipped,
        breaks: &[("crates/app/src/a.rs", "fn f() { g().unwrap() }"), ("src/a.rs", "#[cfg(test)] mod t { }\n fn f() { g().unwrap() }")],
        keeps: &[
            ("crates/app/src/a.rs", "fn f() { g().unwrap_or(1) } #[cfg(test)] mod t { fn h() { g().unwrap() } }"),
            ("tests/it/a.rs", "g().unwrap()"),
        ],
    },
    Tried {
        rule: rules::network,
        on: On::All,
        breaks: &[
            ("crates/app/src/a.rs", "use std::net::TcpStream;"),
            ("crates/store/src/a.rs", "async fn f() {}"),
            ("crates/domain/src/a.rs", "f().await"),
        ],
        keeps: &[("crates/app/src/a.rs", "// async here would be wrong\nlet awaited = 1;"), ("src/a.rs", "use std::net::TcpStream;")],
    },
    Tried {
        rule: rules::purity,
        on: On::Shipped,
        breaks: &[("crates/domain/src/a.rs", "std::fs::read(\"x\")"), ("crates/domain/src/a.rs", "use std::env;")],
        keeps: &[("crates/domain/src/a.rs", "#[cfg(test)] mod t { use std::fs; }"), ("crates/app/src/a.rs", "use std::fs;")],
    },
    Tried {
        rule: rules::machine,
        on: On::All,
        breaks: &[("README.md", "see /home/anna/x"), ("crates/app/src/a.rs", "\"/tmp/x\""), ("docs/a.md", "from crates.io")],
        keeps: &[("README.md", "see ../work/x and example.org/home/x"), ("Cargo.lock", "crates.io-index")],
    },
    Tried {
        rule: rules::decision,
        on: On::All,
        breaks: &[
            ("docs/decisions/0001-a.md", "# A\n"),
            ("docs/decisions/0001-a.md", "Date: 2026-02-30\n"),
            ("docs/decisions/a.md", "Date: 2026-02-28\n"),
        ],
        keeps: &[("docs/decisions/0001-a.md", "# A\n\nDate: 2026-11-21\n"), ("docs/guide/a.md", "# A\n")],
    },
    Tried {
        rule: rules::law_text,
        on: On::All,
        breaks: &[
            ("law/texts/code-civil/1.md", "Les lois…"),
            ("law/texts/code-civil/1.md", "---\narticle: \"1\"\ncode: code-civil\nfrom: 2016-10-01\nsource: JO\n---\nLes lois…"),
            ("law/texts/code-civil/1.md", "---\narticle: \"1\"\ncode: c\nfrom: 2016-10-01\nsource: JO\ncomplete: yes\n---\n\n"),
        ],
        keeps: &[
            ("law/texts/code-civil/1.md", "---\narticle: \"1\"\ncode: c\nfrom: 2016-10-01\nsource: JO\ncomplete: yes\n---\nLes lois…"),
            ("law/texts/README.md", "What is here"),
        ],
    },
];

#[test]
fn every_rule_finds_what_was_planted_and_nothing_else() {
    for (number, tried) in RULES.iter().enumerate() {
        for (path, text) in tried.breaks {
            assert!(!(tried.rule)(path, text).is_empty(), "rule {number} does not see {path}: {text}");
        }
        for (path, text) in tried.keeps {
            let problems = (tried.rule)(path, text);
            assert!(problems.is_empty(), "rule {number} is wrong about {path}: {text}: {problems:?}");
        }
    }
    let long = "//! a\n".repeat(601);
    assert_eq!(rules::length("src/a.rs", &long), ["src/a.rs: 601 lines, at most 600"]);
    assert!(rules::length("src/a.rs", &long[6..]).is_empty() && rules::length("Cargo.lock", &long).is_empty());
}

#[test]
fn the_tree_keeps_the_rules() {
    let files = tree();
    assert!(files.iter().any(|(path, _)| path == "crates/domain/src/money.rs"), "the tree was not walked");
    let tests_only = test_only(&files);
    let mut problems = vec![];
    for (path, text) in &files {
        problems.extend(rules::length(path, text));
        let for_this = |tried: &&Tried| tried.on == On::All || tried.on == On::Shipped && !tests_only.contains(path);
        for tried in RULES.iter().filter(for_this) {
            problems.extend((tried.rule)(path, text));
        }
    }
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn the_clock_is_read_in_one_file_outside_the_core() {
    let files = tree();
    let reading: Vec<&str> = files
        .iter()
        .filter(|(path, text)| !rules::clock(path, text).is_empty() && !path.starts_with("tests/it/tidy"))
        .map(|(path, _)| path.as_str())
        .collect();
    // A stopwatch measures how long something takes; what day it is, one file knows.
    let reading: Vec<&str> = reading.into_iter().filter(|path| *path != "crates/app/src/stopwatch.rs").collect();
    assert!(reading.len() <= 1, "the clock is read in {reading:?}");
    assert!(reading.iter().all(|path| path.starts_with("src/") || path.starts_with("crates/app/")), "{reading:?}");
}

#[test]
fn every_crate_forbids_unsafe_code_through_the_workspace() {
    let files = tree();
    let manifest = |path: &str| files.iter().find(|(own, _)| own == path).map(|(_, text)| text.as_str()).expect("a manifest");
    assert!(manifest("Cargo.toml").contains("unsafe_code = \"forbid\""), "Cargo.toml");
    let without: Vec<&str> = files
        .iter()
        .filter(|(path, text)| path.ends_with("Cargo.toml") && !text.contains("[lints]\nworkspace = true"))
        .map(|(path, _)| path.as_str())
        .collect();
    assert!(without.is_empty(), "no workspace lints in {without:?}");
}

#[test]
fn decisions_are_numbered_once() {
    let files = tree();
    let numbers: Vec<&str> = files.iter().filter_map(|(path, _)| path.strip_prefix("docs/decisions/0")?.get(..3)).collect();
    let different: BTreeSet<&&str> = numbers.iter().collect();
    assert!(!numbers.is_empty() && different.len() == numbers.len(), "{numbers:?}");
}

#[test]
fn documents_link_to_files_that_are_there() {
    let targets = |text: &str| -> Vec<String> {
        let parts = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        parts.map(|(target, _)| target.split('#').next().unwrap_or("").to_owned()).filter(|t| !t.is_empty() && !t.contains(':')).collect()
    };
    assert_eq!(targets("[a](b.md#c) [d](https://e) [f](#g) [h](../i)"), ["b.md", "../i"]);
    let mut problems = vec![];
    for (path, text) in tree().iter().filter(|(path, _)| path.ends_with(".md") && !path.starts_with("law/texts/")) {
        let folder = root().join(path).parent().expect("a file is in a folder").to_owned();
        problems.extend(targets(text).iter().filter(|t| !folder.join(t).exists()).map(|t| format!("{path}: {t} is not there")));
    }
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn dependencies_have_an_allowed_licence_and_go_one_way() {
    let metadata = packages::metadata(root());
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("a lock file");
    let mut problems = packages::licences(&metadata);
    problems.extend(packages::direction(&metadata));
    problems.extend(packages::forbidden(&lock));
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

/// The files of modules that exist only for tests, and of the modules under them.
fn test_only(files: &[(String, String)]) -> BTreeSet<String> {
    let mut only = BTreeSet::new();
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
        let folder = match path.rsplit_once('/') {
            Some((folder, "lib.rs" | "main.rs" | "mod.rs")) => folder.to_owned(),
            _ => path.trim_end_matches(".rs").to_owned(),
        };
        for name in source::test_modules(text) {
            let (file, under) = (format!("{folder}/{name}.rs"), format!("{folder}/{name}/"));
            only.extend(files.iter().map(|(path, _)| path).filter(|path| **path == file || path.starts_with(&under)).cloned());
        }
    }
    only
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every text file of the project with its path from the root.
fn tree() -> Vec<(String, String)> {
    let mut files = vec![];
    let mut folders: Vec<PathBuf> = vec![root().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the project").flatten() {
            let path = entry.path();
            if ["target", ".git", "quittance-data", "grown", "artifacts"].iter().any(|name| entry.file_name() == *name) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let relative = path.strip_prefix(root()).expect("under the root").to_string_lossy().replace('\\', "/");
                files.push((relative, text));
            }
        }
    }
    files.sort();
    files
}
