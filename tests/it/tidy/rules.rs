//! The rules on single files. Each takes a path and a text and gives what is wrong, as `path:line: what`.

use super::source::{code, comments, line_of, literals, shipped_code};

/// The most lines of a file that people read.
const MOST_LINES: usize = 600;

/// Words that only a query has: an upper-case keyword, or a pair in any case.
const SQL: &[(&str, &str)] = &[
    ("SELECT ", " FROM "),
    ("select ", " from "),
    ("INSERT INTO ", ""),
    ("insert into ", ""),
    ("UPDATE ", " SET "),
    ("update ", " set "),
    ("DELETE FROM ", ""),
    ("delete from ", ""),
    ("CREATE TABLE ", ""),
    ("ALTER TABLE ", ""),
    ("DROP TABLE ", ""),
    ("PRAGMA ", ""),
    ("BEGIN IMMEDIATE", ""),
];

/// Files of 600 lines at most.
pub fn length(path: &str, text: &str) -> Vec<String> {
    let read_by_people = [".rs", ".typ", ".css", ".js"].iter().any(|end| path.ends_with(end));
    let lines = text.lines().count();
    if read_by_people && lines > MOST_LINES { vec![format!("{path}: {lines} lines, at most {MOST_LINES}")] } else { vec![] }
}

/// A module opens by saying what it is for.
pub fn opening(path: &str, text: &str) -> Vec<String> {
    let long_enough = path.ends_with(".rs") && text.lines().count() > 5;
    let first = text.lines().find(|line| !line.starts_with("#![") && !line.trim().is_empty());
    if long_enough && !first.is_some_and(|line| line.starts_with("//!")) {
        vec![format!("{path}:1: opens without saying what it is for (//!)")]
    } else {
        vec![]
    }
}

/// Nothing left to do.
pub fn marks(path: &str, text: &str) -> Vec<String> {
    if !path.ends_with(".rs") {
        return vec![];
    }
    words_in(path, text, &comments(text), &["TODO", "FIXME", "XXX"], "a mark of unfinished work")
}

/// SQL only in the store.
pub fn sql(path: &str, text: &str) -> Vec<String> {
    if !path.ends_with(".rs") || path.starts_with("crates/store/") || is_this_test(path) {
        return vec![];
    }
    let text_of_literals = literals(text);
    let flat = text_of_literals.replace('\n', " ");
    let found = SQL.iter().filter_map(|(first, then)| {
        let at = flat.find(first)?;
        // The second word must follow within one statement.
        let after = flat[at..].chars().take(400).collect::<String>();
        after.contains(then).then(|| format!("{path}:{}: SQL outside crates/store", line_of(&text_of_literals, at)))
    });
    found.take(1).collect()
}

/// Typst only in `typeset`; the crate `typeset` only in the binary.
pub fn typst(path: &str, text: &str) -> Vec<String> {
    if !path.ends_with(".rs") || path.starts_with("crates/typeset/") || is_this_test(path) {
        return vec![];
    }
    let code = code(text);
    let mut problems =
        names_in(path, &code, &["typst", "typst_pdf", "typst_layout", "typst_render", "comemo"], "Typst outside crates/typeset");
    if path.starts_with("crates/") || path.starts_with("xtask/") {
        problems.extend(names_in(path, &code, &["typeset::"], "only the binary knows crates/typeset"));
    }
    problems
}

/// The places where the clock is read. One file may hold them; what only measures (xtask, examples, benches) is left out.
pub fn clock(path: &str, text: &str) -> Vec<String> {
    let measures = path.starts_with("xtask/") || path.contains("/examples/") || path.contains("/benches/");
    if !path.ends_with(".rs") || measures || is_this_test(path) {
        return vec![];
    }
    names_in(path, &code(text), &["Zoned::now", "Timestamp::now", "SystemTime::now", "Instant::now"], "reads the clock")
}

/// No float in the pure core, where money is.
pub fn floats(path: &str, text: &str) -> Vec<String> {
    if !path.ends_with(".rs") || !path.starts_with("crates/domain/") {
        return vec![];
    }
    names_in(path, &code(text), &["f32", "f64"], "a float in the domain")
}

/// No `unwrap` in what ships.
pub fn unwraps(path: &str, text: &str) -> Vec<String> {
    if !path.ends_with(".rs") || path.starts_with("tests/") || path.contains("/tests/") {
        return vec![];
    }
    let code = shipped_code(text);
    found(path, &code, ".unwrap()", ".unwrap() outside tests")
}

/// The pure and the synchronous crates: no socket and no `async`. Their tests may look for a free port.
pub fn network(path: &str, text: &str) -> Vec<String> {
    let inside = ["domain", "formats", "store", "app", "typeset"].iter().any(|name| path.starts_with(&format!("crates/{name}/")));
    if !path.ends_with(".rs") || !inside || path.contains("/tests/") {
        return vec![];
    }
    let code = code(text);
    let mut problems = names_in(path, &code, &["TcpStream", "TcpListener", "UdpSocket", "std::net"], "the network");
    problems.extend(names_in(path, &code, &["async", "await"], "async in a synchronous crate"));
    problems
}

/// The core is pure: no file, environment, thread or process either.
pub fn purity(path: &str, text: &str) -> Vec<String> {
    if !path.ends_with(".rs") || !path.starts_with("crates/domain/src/") {
        return vec![];
    }
    names_in(path, &shipped_code(text), &["std::fs", "std::env", "std::process", "std::thread", "std::time"], "the domain is pure")
}

/// Nothing that only one machine has, and no name of a registry's host.
pub fn machine(path: &str, text: &str) -> Vec<String> {
    if path.ends_with("Cargo.lock") || is_this_test(path) {
        return vec![];
    }
    let mut problems = vec![];
    for folder in ["/home/", "/root/", "/work/", "/Users/", "/tmp/", "C:\\Users"] {
        for (at, _) in text.match_indices(folder) {
            // Part of a longer path or address: `../work/`, `example.org/home/`.
            let inside = text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || "._-~}*".contains(c));
            if !inside {
                problems.push(format!("{path}:{}: a path of one machine ({folder})", line_of(text, at)));
            }
        }
    }
    for host in ["crates.io", "pypi.org", "pythonhosted", "npmjs", "deb.debian.org"] {
        problems.extend(found(path, text, host, "the host of a registry"));
    }
    problems
}

/// A decision is numbered and dated.
pub fn decision(path: &str, text: &str) -> Vec<String> {
    let Some(file) = path.strip_prefix("docs/decisions/") else { return vec![] };
    if file == "template.md" {
        return vec![];
    }
    let numbered = file.len() > 5 && file.as_bytes()[..4].iter().all(u8::is_ascii_digit) && file.as_bytes()[4] == b'-';
    let dated = text.lines().filter_map(|line| line.strip_prefix("Date: ")).any(|day| day.trim().parse::<jiff::civil::Date>().is_ok());
    let mut problems = vec![];
    if !numbered || !file.ends_with(".md") {
        problems.push(format!("{path}: a decision is named 0001-what-was-decided.md"));
    }
    if !dated {
        problems.push(format!("{path}: no line « Date: 2026-11-21 »"));
    }
    problems
}

/// A text of law says which article it is, from when, from where, and whether it is whole.
pub fn law_text(path: &str, text: &str) -> Vec<String> {
    let in_a_code = path.strip_prefix("law/texts/").is_some_and(|rest| rest.contains('/') && rest.ends_with(".md"));
    if !in_a_code {
        return vec![];
    }
    let Some((head, body)) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")) else {
        return vec![format!("{path}:1: no front matter")];
    };
    let has = |key: &str| head.lines().any(|line| line.split_once(':').is_some_and(|(k, v)| k.trim() == key && !v.trim().is_empty()));
    let mut problems: Vec<String> = ["article", "code", "from", "source", "complete"]
        .iter()
        .filter(|key| !has(key))
        .map(|key| format!("{path}:1: the front matter lacks « {key} »"))
        .collect();
    if body.trim().is_empty() {
        problems.push(format!("{path}: no text under the front matter"));
    }
    problems
}

/// These files name what they forbid.
fn is_this_test(path: &str) -> bool {
    path.starts_with("tests/it/tidy")
}

/// Whole names in code: `f64` but not `buf64`.
fn names_in(path: &str, code: &str, names: &[&str], what: &str) -> Vec<String> {
    words_in(path, code, code, names, what)
}

fn words_in(path: &str, text: &str, searched: &str, words: &[&str], what: &str) -> Vec<String> {
    let part_of_a_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut problems = vec![];
    for word in words {
        for (at, _) in searched.match_indices(word) {
            let before = searched[..at].chars().next_back().is_some_and(part_of_a_name);
            let after = !word.ends_with(':') && searched[at + word.len()..].chars().next().is_some_and(part_of_a_name);
            if !before && !after {
                problems.push(format!("{path}:{}: {what} ({word})", line_of(text, at.min(text.len()))));
            }
        }
    }
    problems
}

fn found(path: &str, text: &str, wanted: &str, what: &str) -> Vec<String> {
    text.match_indices(wanted).map(|(at, _)| format!("{path}:{}: {what}", line_of(text, at))).collect()
}
