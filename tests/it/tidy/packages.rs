//! What the workspace depends on: licences, forbidden crates, which crate may know which.

use std::collections::BTreeSet;
use std::env;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Licences that may be linked. The same list is in `deny.toml`.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "OFL-1.1",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// TLS is rustls with ring: another provider, or another TLS, must not come in through a dependency's feature.
const FORBIDDEN: &[&str] = &["aws-lc-rs", "aws-lc-sys", "native-tls", "openssl", "openssl-sys"];

/// Which crates of the workspace a crate may depend on.
const KNOWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("formats", &["domain"]),
    ("typeset", &["domain"]),
    ("store", &["domain"]),
    ("app", &["domain", "formats", "store"]),
    ("web", &["domain", "formats", "store", "app"]),
    ("quittance", &["domain", "formats", "typeset", "store", "app", "web"]),
    ("xtask", &[]),
];

/// Crates from outside that only some of ours may name: a prefix, and who.
const RESERVED: &[(&str, &[&str])] = &[
    ("typst", &["typeset"]),
    ("comemo", &["typeset"]),
    ("rusqlite", &["store"]),
    ("postgres", &["store"]),
    ("tokio-postgres", &["store"]),
    ("rustls", &["store", "web"]),
    // The network, and what brings it.
    ("tokio", &["web", "quittance"]),
    ("lettre", &[]),
    ("async-imap", &[]),
    ("hyper", &[]),
    ("reqwest", &[]),
    ("ureq", &[]),
    ("axum", &["web"]),
    ("maud", &["web"]),
];

/// What cargo knows of the workspace and its dependencies on this platform, without the network.
pub fn metadata(root: &Path) -> Value {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).current_dir(root).output().expect("the toolchain that built this test");
        assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let version = run("rustc", &["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc says its host");
    let json = run(&cargo, &["metadata", "--format-version", "1", "--offline", "--locked", "--filter-platform", host]);
    serde_json::from_str(&json).expect("cargo writes JSON")
}

/// Packages whose licence is not on the list.
pub fn licences(metadata: &Value) -> Vec<String> {
    packages(metadata)
        .filter_map(|package| {
            let licence = package["license"].as_str().unwrap_or("");
            (!allowed(licence)).then(|| format!("{}: licence « {licence} » is not on the list", name(package)))
        })
        .collect()
}

/// Forbidden packages, and more than one rustls.
pub fn forbidden(lock: &str) -> Vec<String> {
    let names: Vec<&str> = lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    let mut problems: Vec<String> =
        names.iter().filter(|name| FORBIDDEN.contains(name)).map(|name| format!("Cargo.lock: {name} is forbidden")).collect();
    if names.iter().filter(|name| **name == "rustls").count() > 1 {
        problems.push("Cargo.lock: more than one rustls".to_owned());
    }
    problems
}

/// Dependencies that go the wrong way, or that belong to another crate.
pub fn direction(metadata: &Value) -> Vec<String> {
    let members: BTreeSet<&str> = packages(metadata).filter(|package| package["source"].is_null()).map(name).collect();
    let mut problems = vec![];
    for package in packages(metadata).filter(|package| package["source"].is_null()) {
        let own = name(package);
        let Some((_, known)) = KNOWS.iter().find(|(name, _)| *name == own) else {
            problems.push(format!("{own}: a new crate; say in tests/it/tidy/packages.rs on which it may depend"));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten().map(name) {
            if members.contains(dependency) && !known.contains(&dependency) {
                problems.push(format!("{own} must not depend on {dependency}"));
            }
            let reserved = RESERVED.iter().find(|(prefix, _)| starts_a_word(dependency, prefix));
            if reserved.is_some_and(|(_, owners)| !owners.contains(&own)) {
                problems.push(format!("{own} must not depend on {dependency}: it belongs to another crate, or to none"));
            }
        }
    }
    problems
}

fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().into_iter().flatten()
}

fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap_or("?")
}

/// `typst-pdf` starts with the word `typst`, `typstyle` does not.
fn starts_a_word(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// Whether an SPDX expression can be satisfied by the list. The old `/` means OR.
fn allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    either(&words, &mut at) == Some(true) && at == words.len()
}

/// `None` where the expression is not one.
fn either(words: &[&str], at: &mut usize) -> Option<bool> {
    let mut any = both(words, at)?;
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        any |= both(words, at)?;
    }
    Some(any)
}

fn both(words: &[&str], at: &mut usize) -> Option<bool> {
    let mut all = one(words, at)?;
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        all &= one(words, at)?;
    }
    Some(all)
}

fn one(words: &[&str], at: &mut usize) -> Option<bool> {
    let word = words.get(*at)?;
    *at += 1;
    if *word == "(" {
        let inside = either(words, at)?;
        let closed = *words.get(*at)? == ")";
        *at += 1;
        return closed.then_some(inside);
    }
    if words.get(*at) == Some(&"WITH") {
        let exception = words.get(*at + 1)?;
        *at += 2;
        return Some(LICENCES.contains(&format!("{word} WITH {exception}").as_str()));
    }
    Some(LICENCES.contains(word))
}

#[test]
fn an_expression_is_allowed_when_the_list_satisfies_it() {
    for good in [
        "MIT",
        "MIT OR Apache-2.0",
        "MIT/Apache-2.0",
        "Apache-2.0 OR GPL-2.0-only",
        "GPL-3.0-only OR MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception OR GPL-2.0-only",
    ] {
        assert!(allowed(good), "{good}");
    }
    for bad in [
        "",
        "GPL-3.0-only",
        "MIT AND GPL-3.0-only",
        "(MIT OR GPL-3.0-only) AND AGPL-3.0-only",
        "MIT WITH LLVM-exception",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        "MIT OR",
        "(MIT",
        "MIT Apache-2.0",
    ] {
        assert!(!allowed(bad), "{bad}");
    }
}

#[test]
fn planted_packages_are_found() {
    let planted: Value = serde_json::json!({ "packages": [
        { "name": "domain", "source": null, "license": "MIT", "dependencies": [{ "name": "store" }, { "name": "serde" }, { "name": "tokio" }] },
        { "name": "store", "source": null, "license": "MIT", "dependencies": [{ "name": "domain" }, { "name": "typst-pdf" }] },
        { "name": "novel", "source": null, "license": "MIT", "dependencies": [] },
        { "name": "ofxy", "source": "registry", "license": "GPL-3.0-only", "dependencies": [] },
        { "name": "nameless", "source": "registry", "license": null, "dependencies": [] },
    ]});
    assert_eq!(licences(&planted).len(), 2, "{:?}", licences(&planted));
    let wrong = direction(&planted);
    for expected in
        ["domain must not depend on store", "domain must not depend on tokio", "store must not depend on typst-pdf", "novel: a new"]
    {
        assert!(wrong.iter().any(|problem| problem.contains(expected)), "{expected}: {wrong:?}");
    }
    assert_eq!(wrong.len(), 4, "{wrong:?}");
    let lock = "[[package]]\nname = \"rustls\"\n[[package]]\nname = \"rustls\"\n[[package]]\nname = \"openssl-sys\"\n";
    assert_eq!(forbidden(lock), ["Cargo.lock: openssl-sys is forbidden", "Cargo.lock: more than one rustls"]);
}
