//! A watched folder: files dropped in it are taken as `quittance import` takes them, then put away.
//!
//! A file is taken once two looks in a row see it unchanged: what is being written waits. What was taken goes to `pris`, what was
//! refused to `refusés` with the reasons beside it; nothing is deleted. A file that could not be moved is known the next time.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::books::Books;
use crate::error::{AppError, Result};
use crate::import::{self, FileReport, Options, Outcome, Report};
use crate::ports::Progress;

/// Where what was taken goes.
const TAKEN: &str = "pris";
/// Where what was refused goes.
const REFUSED: &str = "refusés";

/// A folder that is looked at again and again.
#[derive(Debug)]
pub struct Inbox {
    folder: PathBuf,
    seen: HashMap<PathBuf, (u64, Option<SystemTime>)>,
}

impl Inbox {
    /// A folder to watch.
    ///
    /// # Errors
    /// It is not there, or is no folder.
    pub fn open(folder: &Path) -> Result<Inbox> {
        if !folder.is_dir() {
            return Err(AppError::usage(format!("« {} » n'est pas un dossier. Donnez un dossier qui existe.", folder.display())));
        }
        Ok(Inbox { folder: folder.to_owned(), seen: HashMap::new() })
    }

    /// Takes what did not change since the last look, and puts it away; `None` where there was nothing.
    ///
    /// # Errors
    /// The folder cannot be read any more; the store.
    pub fn look(&mut self, books: &Books, progress: &dyn Progress) -> Result<Option<Report>> {
        let before = std::mem::take(&mut self.seen);
        self.seen = self.files()?;
        let same = |(path, state): &(&PathBuf, &(u64, Option<SystemTime>))| before.get(*path) == Some(state);
        let mut ready: Vec<PathBuf> = self.seen.iter().filter(same).map(|(path, _)| path.clone()).collect();
        ready.sort();
        if ready.is_empty() {
            return Ok(None);
        }
        let report = import::files(books, &ready, &Options::default(), progress)?;
        for file in &report.files {
            self.put_away(file)?;
        }
        Ok(Some(report))
    }

    /// The files that may be taken, with what tells that one changed.
    fn files(&self) -> Result<HashMap<PathBuf, (u64, Option<SystemTime>)>> {
        let mut files = HashMap::new();
        for entry in fs::read_dir(&self.folder).map_err(|error| self.refused(&error))? {
            let entry = entry.map_err(|error| self.refused(&error))?;
            // What vanished meanwhile is no file any more; a link is not followed out of the folder.
            let Ok(metadata) = entry.metadata() else { continue };
            if metadata.is_file() && !is_passing(&entry.file_name().to_string_lossy()) {
                files.insert(entry.path(), (metadata.len(), metadata.modified().ok()));
            }
        }
        Ok(files)
    }

    fn put_away(&mut self, file: &FileReport) -> Result<()> {
        let from = self.folder.join(&file.file);
        let refused = file.outcome == Outcome::Refused;
        let home = self.folder.join(if refused { REFUSED } else { TAKEN });
        fs::create_dir_all(&home).map_err(|error| self.refused(&error))?;
        let to = free_name(&home, &file.file);
        fs::rename(&from, &to).map_err(|error| self.refused(&error))?;
        self.seen.remove(&from);
        if refused {
            let why: Vec<&str> = file.problems.iter().map(|problem| problem.message.as_str()).collect();
            let beside = to.with_file_name(format!("{}.motif.txt", to.file_name().unwrap_or_default().to_string_lossy()));
            fs::write(beside, why.join("\n") + "\n").map_err(|error| self.refused(&error))?;
        }
        Ok(())
    }

    fn refused(&self, error: &std::io::Error) -> AppError {
        AppError::refused(format!("« {} » : {}.", self.folder.display(), domain::french::refusal_fr(error)))
    }
}

/// Hidden files, and those that programs write on their way.
fn is_passing(name: &str) -> bool {
    let lower = name.to_lowercase();
    name.starts_with(['.', '~']) || [".part", ".tmp", ".crdownload", ".filepart"].iter().any(|end| lower.ends_with(end))
}

/// A name that is free in a folder: the file's own, else with a number before its ending.
fn free_name(home: &Path, name: &str) -> PathBuf {
    let (stem, ending) = name.rsplit_once('.').map_or((name, String::new()), |(stem, ending)| (stem, format!(".{ending}")));
    let numbered = (2..).map(|n| home.join(format!("{stem} ({n}){ending}")));
    std::iter::once(home.join(name)).chain(numbered).find(|path| !path.exists()).unwrap_or_else(|| home.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::Silent;
    use domain::Date;
    use store::{Location, Store};

    const TODAY: Date = Date::constant(2026, 11, 20);

    fn books() -> Books {
        let store = Store::open(&Location::Memory).expect("a store");
        let now = crate::civil::noon_seconds(TODAY) * 1_000_000;
        let tenant = store.create_tenant("Ateliers Boréal", now).expect("a creditor");
        Books::over(store, tenant, Path::new("."), "essai", TODAY, now)
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    const INVOICES: &str = "Code client;Nom;Numéro;Date;Échéance;Montant TTC\nC1;Menuiserie Sablier;F-1;15/09/2026;15/10/2026;400,00\n";

    #[test]
    fn a_file_is_taken_once_it_is_whole_and_put_away_with_its_reasons_where_it_was_refused() {
        let (books, home) = (books(), tempfile::tempdir().expect("a folder"));
        let folder = home.path();
        let mut inbox = Inbox::open(folder).expect("it is there");
        fs::write(folder.join("factures.csv"), &INVOICES[..60]).expect("written");
        fs::write(folder.join(".cache"), "x").expect("written");
        fs::write(folder.join("photo.png"), b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0").expect("written");
        assert!(inbox.look(&books, &Silent).expect("looked").is_none(), "the first look only sees");
        fs::write(folder.join("factures.csv"), INVOICES).expect("written to its end");
        let report = inbox.look(&books, &Silent).expect("looked").expect("the picture did not change");
        assert_eq!((report.files.len(), report.files[0].outcome), (1, Outcome::Refused));
        let report = inbox.look(&books, &Silent).expect("looked").expect("the list is whole");
        assert_eq!((report.files[0].outcome, report.files[0].counts.taken), (Outcome::Taken, 1));
        assert_eq!(names(folder), [".cache", "pris", "refusés"]);
        assert_eq!(names(&folder.join("refusés")), ["photo.png", "photo.png.motif.txt"]);
        let why = fs::read_to_string(folder.join("refusés/photo.png.motif.txt")).expect("the reason");
        assert!(why.contains("données binaires"), "{why}");
        // The same file again changes nothing and does not replace the first.
        fs::write(folder.join("factures.csv"), INVOICES).expect("written");
        inbox.look(&books, &Silent).expect("looked");
        let report = inbox.look(&books, &Silent).expect("looked").expect("it is there again");
        assert_eq!(report.files[0].outcome, Outcome::AlreadyImported);
        assert_eq!(names(&folder.join("pris")), ["factures (2).csv", "factures.csv"]);
        assert!(inbox.look(&books, &Silent).expect("looked").is_none());
    }

    #[test]
    fn a_folder_that_is_none_is_told() {
        assert!(Inbox::open(Path::new("/nulle/part")).expect_err("no folder").to_string().contains("n'est pas un dossier"));
    }
}
