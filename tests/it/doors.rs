//! What somebody meets who comes to the program for the first time, and what a script meets.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::books::{Books, PROGRAM, Said};

const COMMANDS: &[&str] = &[
    "demo",
    "read",
    "import",
    "creditor",
    "record",
    "plan",
    "approve",
    "skip",
    "run",
    "balance",
    "statement",
    "penalty",
    "letter",
    "law",
    "check",
    "backup",
    "restore",
    "doctor",
];

#[test]
fn without_a_command_the_help_teaches_the_first_steps() {
    let said: Said = Command::new(PROGRAM).output().expect("the program starts").into();
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    for part in [
        "Utilisation\u{a0}: quittance",
        "Commandes\u{a0}:",
        "Premiers pas\u{a0}:",
        "quittance import",
        "quittance plan",
        "quittance record sent",
    ] {
        assert!(said.err.contains(part), "« {part} »: {}", said.err);
    }
    for command in COMMANDS {
        assert!(said.err.lines().any(|line| line.trim_start().starts_with(command)), "{command} is not listed: {}", said.err);
    }
}

#[test]
fn every_command_has_its_help_in_french_with_an_example() {
    let books = Books::new();
    let mut helps: Vec<Vec<&str>> = COMMANDS.iter().map(|command| vec![*command]).collect();
    helps.extend([vec!["creditor", "set"], vec!["record", "payment"], vec!["record", "terms"], vec!["law", "value"]]);
    for mut command in helps {
        command.push("--help");
        let said = books.done(&command);
        assert_eq!(said.err, "");
        for part in ["Utilisation\u{a0}: quittance", "Options\u{a0}:", "Options communes\u{a0}:", "Montre l'aide"] {
            assert!(said.out.contains(part), "{command:?}, « {part} »: {}", said.out);
        }
        let group = ["creditor", "record", "law"].contains(&command[0]) && command.len() == 2;
        assert!(group || said.out.contains("Exemple"), "{command:?} shows no example: {}", said.out);
        for english in ["Usage", "Print", "default:", "env:", "possible values", "<DEBTOR>", "<AMOUNT>"] {
            assert!(!said.out.contains(english), "{command:?}, « {english} »: {}", said.out);
        }
    }
    assert!(!books.data().exists(), "help made a data folder");
}

#[test]
fn what_is_mistyped_is_named_with_what_is_near() {
    let books = Books::new();
    for (arguments, says) in [
        (&["pln"][..], &["La commande « pln » n'existe pas. Vouliez-vous dire « plan » ?", "ajoutez --help"][..]),
        (&["demo", "ici"], &["« ici » est de trop : cette commande ne l'attend pas."]),
        (&["plan", "--whi"], &["L'option « --whi » n'existe pas pour cette commande. Vouliez-vous dire « --why » ?"]),
        (&["import"], &["Il manque : <FICHIER>..."]),
        (&["penalty"], &["Il manque : --principal <MONTANT>, --due <JOUR>."]),
        (
            &["plan", "--on", "2026-13-45"],
            &["« 2026-13-45 » ne convient pas pour --on <JOUR>. Écrivez un jour qui existe, par exemple 2026-11-21."],
        ),
        (&["record", "payment", "C1", "12,345"], &["« 12,345 » est ambigu"]),
        (&["import", "absent.csv"], &["« absent.csv » : ce fichier n'existe pas. Vérifiez son nom et son dossier."]),
        (&["import", "."], &["« . » est un dossier. Donnez des fichiers"]),
        (&["read", "absent.csv"], &["« absent.csv » : ce fichier n'existe pas."]),
        (&["read", "files"], &["« files » est un dossier. Donnez les fichiers qu'il contient."]),
        (&["restore", "absente.db"], &["« absente.db » : cette sauvegarde n'existe pas."]),
        (&["plan"], &["Aucune donnée dans ", "Commencez par « quittance import FICHIER », ou donnez --data DOSSIER."]),
        (&["import", "undo"], &["Aucune donnée dans "]),
    ] {
        let said = books.run(arguments);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{arguments:?}: {said:?}");
        for part in says {
            assert!(said.err.contains(part), "{arguments:?} does not say « {part} »: {}", said.err);
        }
    }
    assert_eq!(books.size(), (0, 0));
}

#[test]
fn names_that_are_not_in_the_books_are_refused_with_where_to_look() {
    let books = with_one_invoice();
    for (arguments, says) in [
        (&["statement", "ZZ"][..], "Aucune échéance « ZZ ». Donnez le numéro de la facture, ou la référence cr_12"),
        (
            &["record", "payment", "ZZ", "12,00"],
            "Aucun débiteur « ZZ ». Donnez son code tel qu'il est dans vos fichiers, ou sa référence db_12",
        ),
        (&["approve", "zzzzzzzz"], "Aucune action « zzzzzzzz » aujourd'hui. Voyez « quittance plan »"),
        (&["import", "undo", "ip_99"], "Aucun import ip_99."),
        (&["import", "undo", "mars"], "« mars » n'est pas une référence de la forme ip_123 (elle est dite par « quittance import »)."),
        (&["letter", "toto", "C1"], "Écrivez pre-due-notice, reminder, warning-reminder, formal-notice"),
    ] {
        let before = books.bytes();
        let said = books.run(arguments);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{arguments:?}: {said:?}");
        assert!(said.err.contains(says), "{arguments:?} does not say « {says} »: {}", said.err);
        assert!(books.bytes() == before, "{arguments:?} changed the books");
    }
}

#[test]
fn a_machine_gets_its_errors_as_json() {
    let books = Books::new();
    for (arguments, code, kind) in [
        (&["pln", "--json"][..], 2, "usage"),
        (&["--json"], 2, "usage"),
        (&["plan", "--json"], 2, "usage"),
        (&["--json", "plan", "--on", "hier"], 2, "usage"),
    ] {
        let said = books.run(arguments);
        assert_eq!((said.code, said.err.as_str()), (code, ""), "{arguments:?}: {said:?}");
        let json = said.json();
        assert_eq!(json["error"]["kind"], kind, "{json}");
        assert!(json["error"]["message"].as_str().is_some_and(|message| message.len() > 20), "{json}");
    }
    // What was refused says so in the same shape as what was taken.
    let path = books.file("vide.csv", "");
    let said = books.run(["import", &path, "--json"]);
    assert_eq!(said.code, 3, "{said:?}");
    assert_eq!(said.json()["files"][0]["outcome"], "refused");
}

#[test]
fn a_reader_that_leaves_early_and_a_full_output_are_no_panic() {
    let books = with_one_invoice();
    for arguments in [&["--help"][..], &["balance"], &["law", "rules"], &["plan", "--json"]] {
        let mut child = books.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        drop(child.stdout.take());
        let said: Said = child.wait_with_output().expect("a child").into();
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{arguments:?}");
    }
    let Ok(full) = File::options().write(true).open("/dev/full") else {
        println!("no /dev/full on this machine: skipped");
        return;
    };
    let said: Said = books.command(["balance"]).stdout(full).output().expect("the program starts").into();
    assert_eq!(said.code, 3, "{said:?}");
    assert!(said.err.contains("La réponse n'a pas pu être écrite : le disque est plein."), "{}", said.err);
}

#[test]
fn a_wrong_day_or_a_wrong_folder_is_said() {
    let books = with_one_invoice();
    let said: Said = books.command(["plan"]).env("QUITTANCE_TODAY", "hier").output().expect("the program starts").into();
    assert_eq!(said.code, 2);
    assert!(said.err.contains("QUITTANCE_TODAY vaut « hier », qui n'est pas un jour. Écrivez par exemple 2026-11-21."), "{}", said.err);
    let file = books.file("fichier", "rien");
    let said: Said = books.by(Command::new(PROGRAM), Path::new(&file), ["plan"]).output().expect("the program starts").into();
    assert_eq!(said.code, 2);
    assert!(said.err.contains("» est un fichier. Donnez le dossier des données."), "{}", said.err);
    std::fs::write(books.database(), "ce n'est pas une base").expect("a file");
    let said = books.run(["plan"]);
    assert_eq!(said.code, 3);
    assert!(
        said.err.contains("n'est pas une base de données de Quittance, ou le fichier est abîmé : restaurez une sauvegarde."),
        "{}",
        said.err
    );
}

fn with_one_invoice() -> Books {
    let books = Books::new();
    let said =
        books.import("factures.csv", "numero;date_facture;echeance;montant_ttc;code_debiteur;nom\nF1;15/09/2026;15/10/2026;120,00;C1;Un\n");
    assert_eq!(said.code, 0, "{said:?}");
    books
}
