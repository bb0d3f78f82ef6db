//! A data folder of its own for each test, and the real program at work on it, on a fixed day.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_quittance");

/// The day of most stories: a Friday.
pub const TODAY: &str = "2026-11-20";

/// A folder with `data` (the books) and `files` (what is given to the program).
pub struct Books {
    root: TempDir,
    today: &'static str,
}

/// What the program answered.
#[derive(Debug)]
pub struct Said {
    /// Exit code; -1 when it was killed.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Error output.
    pub err: String,
}

impl Said {
    /// Everything it said.
    pub fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }

    /// The answer for machines.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("no JSON ({error}): {self:?}"))
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Said {
        Said {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("the program writes UTF-8"),
            err: String::from_utf8(output.stderr).expect("the program writes UTF-8"),
        }
    }
}

/// The identity that letters need, complete.
pub const CREDITOR: &[&str] = &[
    "creditor",
    "set",
    "--name",
    "Ateliers Boréal",
    "--legal-form",
    "SARL",
    "--capital",
    "20 000 €",
    "--rcs",
    "Lyon",
    "--siren",
    "732829320",
    "--line",
    "3 rue des Forges",
    "--postal-code",
    "69007",
    "--city",
    "Lyon",
    "--signatory",
    "Anne Morel",
    "--capacity",
    "gérante",
    "--email",
    "compta@boreal.example",
    "--iban",
    "FR7630006000011234567890189",
];

impl Books {
    /// Nothing there yet.
    pub fn new() -> Books {
        let root = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(root.path().join("files")).expect("a folder for files");
        Books { root, today: TODAY }
    }

    /// The same books on another day.
    pub fn on(&mut self, today: &'static str) -> &mut Books {
        self.today = today;
        self
    }

    /// A copy, as they are now.
    pub fn copy(&self) -> Books {
        let copy = Books { today: self.today, ..Books::new() };
        copy_folder(&self.data(), &copy.data());
        copy
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.root.path().join("data")
    }

    /// The database.
    pub fn database(&self) -> PathBuf {
        self.data().join(store::FILE_NAME)
    }

    /// Where a file of that name is, or would be.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join("files").join(name)
    }

    /// Writes a file to be given to the program.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, bytes).expect("a file in a temporary folder");
        path.to_str().expect("UTF-8").to_owned()
    }

    /// The program with these arguments, not yet started.
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        self.by(Command::new(PROGRAM), &self.data(), arguments)
    }

    /// The program started by another one, on any data folder.
    pub fn by<A: AsRef<OsStr>>(&self, mut program: Command, data: &Path, arguments: impl IntoIterator<Item = A>) -> Command {
        program.arg("--data").arg(data).args(arguments).current_dir(self.root.path());
        program.env("QUITTANCE_TODAY", self.today);
        for variable in ["QUITTANCE_DATA", "QUITTANCE_AUTHOR", "QUITTANCE_POSTGRES", "QUITTANCE_POSTGRES_ADMIN", "QUITTANCE_LAW"] {
            program.env_remove(variable);
        }
        program
    }

    /// Runs the program.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Said {
        self.command(arguments).output().expect("the program starts").into()
    }

    /// Runs the program, which must be content.
    pub fn done<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Said {
        let said = self.run(arguments);
        assert_eq!(said.code, 0, "{said:?}");
        said
    }

    /// Writes a file and imports it.
    pub fn import(&self, name: &str, bytes: impl AsRef<[u8]>) -> Said {
        let path = self.file(name, bytes);
        self.run(["import", &path])
    }

    /// Every file of the data folder with its bytes: the books, to the byte.
    pub fn bytes(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut all = BTreeMap::new();
        gather(&self.data(), &mut all);
        all
    }

    /// How many creditors there are, and how many events in all the journals.
    pub fn size(&self) -> (usize, i64) {
        if !self.database().exists() {
            return (0, 0);
        }
        let store = store::Store::open(&store::Location::Folder(self.data())).expect("the store opens");
        let events = store.heads().expect("heads").iter().map(|head| head.events).sum();
        (store.tenants().expect("tenants").len(), events)
    }
}

/// Copies a folder with what is in it.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).into_iter().flatten().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}

fn gather(folder: &Path, all: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, all);
        } else {
            let bytes = fs::read(&path).expect("a file of the data folder");
            all.insert(path, bytes);
        }
    }
}
