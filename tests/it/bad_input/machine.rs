//! What surrounds the program: the database, the disk, the folder, the clock, another sender, a creditor who is not complete.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use super::rows::HEADER;
use super::{After, Case, Given};
use crate::books::{Books, PROGRAM, Said, copy_folder};

pub const CASES: &[Case] = &[
    Case {
        item: "a database of a newer version",
        given: Given::Act(newer_database, |books| books.import("factures.csv", good(1))),
        code: 3,
        says: &["Ces données viennent d'une version plus récente de Quittance", "installez cette version ou une plus récente"],
        books: After::Same,
    },
    Case {
        item: "a database of a newer version",
        given: Given::Act(newer_database, |books| books.run(["plan"])),
        code: 3,
        says: &["Ces données viennent d'une version plus récente de Quittance"],
        books: After::Same,
    },
    Case {
        item: "a full disk",
        given: Given::Act(|_| {}, on_a_full_disk),
        code: 3,
        says: &["disque", "rien n'a été enregistré de cette opération"],
        books: After::Same,
    },
    Case {
        item: "a full disk",
        given: Given::Act(|_| {}, with_a_largest_file),
        code: 3,
        says: &["Le disque refuse de lire ou d'écrire : vérifiez la place libre", "rien n'a été enregistré de cette opération"],
        books: After::Same,
    },
    Case {
        item: "a read-only folder",
        given: Given::Act(|_| {}, |books| read_only(books, &["import", &books.file("factures.csv", good(1))])),
        code: 3,
        says: &["quittance.db » ne peut pas être écrit : vérifiez les droits du dossier des données."],
        books: After::Same,
    },
    Case {
        item: "a read-only folder",
        given: Given::Act(|_| {}, |books| read_only(books, &["run"])),
        code: 3,
        says: &["ne peut pas être écrit : vérifiez les droits du dossier des données."],
        books: After::Same,
    },
    Case {
        item: "a clock before the last event",
        given: Given::Act(
            |_| {},
            |books| {
                let path = books.file("factures.csv", good(1));
                books.command(["import", &path]).env("QUITTANCE_TODAY", "2026-10-30").output().expect("the program starts").into()
            },
        ),
        code: 3,
        says: &[
            "L'horloge de cette machine (",
            "30/10/2026",
            "est en retard sur le dernier événement enregistré (02/11/2026",
            "mettez-la à l'heure",
        ],
        books: After::Same,
    },
    Case {
        item: "an unknown --creditor",
        given: Given::Act(|_| {}, |books| books.run(["--creditor", "Inconnue SA", "plan"])),
        code: 2,
        says: &["Aucun créancier « Inconnue SA ». Créanciers de ce dossier : Mon entreprise (1)."],
        books: After::Same,
    },
    Case {
        item: "an unknown --creditor",
        given: Given::Act(|_| {}, |books| books.run(["--creditor", "Inconnue SA", "import", &books.file("factures.csv", good(1))])),
        code: 2,
        says: &["Aucun créancier « Inconnue SA »."],
        books: After::Same,
    },
    Case {
        item: "two senders on one data folder",
        given: Given::Act(
            // The file of the lock stays; what counts is who holds it.
            |books| drop(store::SenderLock::take(&books.data()).expect("the lock")),
            |books| {
                let _held = store::SenderLock::take(&books.data()).expect("the lock");
                books.run(["run"])
            },
        ),
        code: 4,
        says: &["Un autre programme Quittance envoie déjà depuis ce dossier", "arrêtez-le d'abord"],
        books: After::Same,
    },
    // Beside a sender everything else goes on.
    Case {
        item: "two senders on one data folder",
        given: Given::Act(
            |_| {},
            |books| {
                let _held = store::SenderLock::take(&books.data()).expect("the lock");
                books.import("factures.csv", good(1))
            },
        ),
        code: 0,
        says: &["1 ligne prise"],
        books: After::Taken,
    },
    Case {
        item: "no IBAN for the creditor",
        given: Given::Act(|_| {}, |books| books.run(["plan"])),
        code: 0,
        says: &["L'IBAN du créancier manque : le débiteur ne saurait pas où payer", "1 débiteur, 1\u{202f}680,00\u{a0}€ en attente : C100"],
        books: After::Same,
    },
    Case {
        item: "no IBAN for the creditor",
        given: Given::Act(|_| {}, |books| books.run(["letter", "formal-notice", "C100"])),
        code: 3,
        says: &["IBAN"],
        books: After::Same,
    },
];

/// A sound list of so many invoices.
fn good(rows: u32) -> String {
    let row = |n: u32| format!("G{n};14/09/2026;14/10/2026;120,00;EUR;C{n};Client numéro {n};entreprise;\n");
    format!("{HEADER}{}", (0..rows).map(row).collect::<String>())
}

/// The newest migration, under the name of one that this program does not know.
fn newer_database(books: &Books) {
    let mut bytes = fs::read(books.database()).expect("a database");
    let (known, newer) = (b"0003_working_state", b"9003_working_state");
    let places: Vec<usize> = bytes.windows(known.len()).enumerate().filter(|(_, part)| part == known).map(|(at, _)| at).collect();
    assert!(!places.is_empty(), "the migrations have other names");
    for at in places {
        bytes[at..at + newer.len()].copy_from_slice(newer);
    }
    fs::write(books.database(), bytes).expect("a database");
}

/// The data on a small disk of its own, filled by a large import; where this user may not mount one, a limit on the size of
/// files stands for it.
fn on_a_full_disk(books: &Books) -> Said {
    let disk = books.path("disque");
    fs::create_dir(&disk).expect("a folder");
    let room = fs::metadata(books.database()).expect("a database").len() + (400 << 10);
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={room}"), "quittance"]).arg(&disk).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        println!("no small disk can be mounted here: a limit on the size of files stands for it");
        return with_a_largest_file(books);
    }
    let mounted = Mounted(&disk);
    copy_folder(&books.data(), mounted.0);
    let path = books.file("factures.csv", good(4_000));
    let said = books.by(Command::new(PROGRAM), mounted.0, ["import", &path]).output().expect("the program starts").into();
    copy_folder(mounted.0, &books.data());
    said
}

struct Mounted<'a>(&'a Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let gone = Command::new("umount").arg(self.0).status();
        assert!(std::thread::panicking() || gone.is_ok_and(|status| status.success()), "the small disk stays mounted");
    }
}

/// No file may grow beyond twice the database.
fn with_a_largest_file(books: &Books) -> Said {
    let blocks = fs::metadata(books.database()).expect("a database").len() / 512 + 100;
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""), PROGRAM]);
    let path = books.file("factures.csv", good(4_000));
    books.by(shell, &books.data(), ["import", &path]).output().expect("a shell").into()
}

/// The program at work on a folder in which it may write nothing, not even as the administrator.
fn read_only(books: &Books, arguments: &[&str]) -> Said {
    let permit = |folder: u32, file: u32| {
        for entry in fs::read_dir(books.data()).expect("a folder").flatten() {
            fs::set_permissions(entry.path(), Permissions::from_mode(file)).expect("permissions");
        }
        fs::set_permissions(books.data(), Permissions::from_mode(folder)).expect("permissions");
    };
    permit(0o555, 0o444);
    let mut program = Command::new(PROGRAM);
    let ignored = fs::write(books.data().join("essai"), "").is_ok();
    if ignored {
        fs::remove_file(books.data().join("essai")).expect("a file");
        program = Command::new("setpriv");
        program.args(["--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-dac_override,-dac_read_search", PROGRAM]);
    }
    let said = books.by(program, &books.data(), arguments).output().expect("the program, or setpriv (util-linux)").into();
    permit(0o755, 0o644);
    said
}
