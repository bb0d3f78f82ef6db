//! Users through the command line.

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::books::{Books, Said};

/// Runs with a line on the standard input.
fn with_line(books: &Books, line: &str, arguments: &[&str]) -> Said {
    let mut child =
        books.command(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    let typed = child.stdin.take().expect("a standard input").write_all(format!("{line}\n").as_bytes());
    typed.expect("the program reads");
    child.wait_with_output().expect("the program ends").into()
}

const ADD: &[&str] = &["user", "add", "anne@boreal.example", "--name", "Anne Morel", "--password-stdin"];

#[test]
fn the_first_user_owns_and_invites() {
    let books = Books::new();
    let said = with_line(&books, "court", ADD);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("il en faut au moins 12"), "{said:?}");
    let said = with_line(&books, "trois rideaux bleus au vent", ADD);
    assert!(said.code == 0 && said.out.contains("est propriétaire"), "{said:?}");
    assert!(with_line(&books, "trois rideaux bleus au vent", ADD).err.contains("Donnez --role"));

    let invited = books.run(["user", "add", "lea@boreal.example", "--role", "collector", "--json"]);
    let path = invited.json()["path"].as_str().expect("a path").to_owned();
    assert!(path.starts_with("/invitation/") && path.len() == "/invitation/".len() + 64, "{path}");
    let list = books.run(["user", "list", "--json"]).json();
    let users: &Vec<Value> = list["users"].as_array().expect("users");
    assert_eq!(
        (users.len(), users[0]["email"].as_str(), users[0]["roles"][0]["role"].as_str()),
        (1, Some("anne@boreal.example"), Some("owner"))
    );

    let refused = books.run(["user", "role", "anne@boreal.example", "reader"]);
    assert!(refused.code == 3 && refused.err.contains("dernier propriétaire"), "{refused:?}");
    let refused = books.run(["user", "disable", "ANNE@boreal.example"]);
    assert!(refused.code == 3 && refused.err.contains("dernier propriétaire"), "{refused:?}");
    let reset = books.run(["user", "reset", "anne@boreal.example"]);
    assert!(reset.code == 0 && reset.out.contains("/reinitialisation/"), "{reset:?}");
    let unknown = books.run(["user", "reset", "personne@boreal.example"]);
    assert!(unknown.code == 2 && unknown.err.contains("Aucun utilisateur"), "{unknown:?}");
    assert_eq!(books.run(["check"]).code, 0);
}

#[test]
fn no_data_is_said_and_nothing_is_made() {
    let books = Books::new();
    let said = books.run(["user", "list"]);
    assert!(said.code == 2 && said.err.contains("Aucune donnée"), "{said:?}");
    assert!(!books.data().exists());
}
