//! What a run hands over: a dated folder with the letters as PDF, the e-mails as `.eml`, and two lists.
//!
//! The folder is written under a temporary name inside the deliveries folder and renamed once the journal says that its
//! letters were handed over. A crash in between leaves either a temporary folder that nobody was told of (removed by the
//! next run) or one whose letters are handed over (its name is in the journal: the next run renames it).

mod archive;
mod lists;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use domain::Date;

use crate::error::{AppError, Result};

pub use archive::Archive;
pub use lists::{CallLine, PostLine};

/// Prefix of a folder that is being written.
const TEMPORARY: &str = ".en-cours-";

/// The folder of one run, being written.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    name: String,
    posts: Vec<PostLine>,
    calls: Vec<CallLine>,
}

impl Folder {
    /// Begins the folder of a day: `2026-11-21`, or `2026-11-21-2` where the first name is taken, on the disk or by an earlier
    /// run: a folder that was moved away keeps its name, and another's letters never come under it.
    ///
    /// # Errors
    /// The deliveries folder cannot be written, or `known` fails.
    pub fn begin(root: &Path, day: Date, known: impl Fn(&str) -> Result<bool>) -> Result<Folder> {
        fs::create_dir_all(root).map_err(|error| unwritable(root, &error))?;
        let (mut name, mut n) = (day.to_string(), 1);
        while root.join(&name).exists() || root.join(format!("{TEMPORARY}{name}")).exists() || known(&name)? {
            n += 1;
            name = format!("{day}-{n}");
        }
        let folder = Folder { root: root.to_owned(), name, posts: Vec::new(), calls: Vec::new() };
        fs::create_dir(folder.path()).map_err(|error| unwritable(root, &error))?;
        Ok(folder)
    }

    /// The name it will have.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn path(&self) -> PathBuf {
        self.root.join(format!("{TEMPORARY}{}", self.name))
    }

    /// Adds a file, in a folder of its own kind.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn add(&self, kind: &str, name: &str, bytes: &[u8]) -> Result<()> {
        let folder = self.path().join(kind);
        fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        let path = folder.join(name);
        let written = fs::File::create(&path).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
        written.map_err(|error| unwritable(&path, &error))
    }

    /// Adds a line to `courriers.csv`.
    pub fn post(&mut self, line: PostLine) {
        self.posts.push(line);
    }

    /// Adds a line to `appels.csv`.
    pub fn call(&mut self, line: CallLine) {
        self.calls.push(line);
    }

    /// Writes the lists; the folder is then complete under its temporary name.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn write_lists(&self) -> Result<()> {
        for (name, bytes) in [("courriers.csv", lists::posts(&self.posts)?), ("appels.csv", lists::calls(&self.calls)?)] {
            if let Some(bytes) = bytes {
                let path = self.path().join(name);
                fs::write(&path, bytes).map_err(|error| unwritable(&path, &error))?;
            }
        }
        Ok(())
    }

    /// Gives the folder its name, once the journal says that its letters were handed over.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn finish(self) -> Result<PathBuf> {
        rename(&self.root, &self.name)
    }

    /// Removes what was written: nothing was handed over.
    pub fn abandon(self) {
        // What cannot be removed now is removed by the next run.
        let _ = fs::remove_dir_all(self.path());
    }
}

/// Settles what an interrupted run left: folders that the journal knows get their name, the others are removed.
///
/// # Errors
/// The disk refuses.
pub fn settle(root: &Path, known: impl Fn(&str) -> Result<bool>) -> Result<Vec<PathBuf>> {
    let mut settled = Vec::new();
    let Ok(entries) = fs::read_dir(root) else { return Ok(settled) };
    for entry in entries.flatten() {
        let file_name = entry.file_name();
        let Some(name) = file_name.to_str().and_then(|name| name.strip_prefix(TEMPORARY)) else { continue };
        if known(name)? {
            settled.push(rename(root, name)?);
        } else {
            fs::remove_dir_all(entry.path()).map_err(|error| unwritable(&entry.path(), &error))?;
        }
    }
    Ok(settled)
}

fn rename(root: &Path, name: &str) -> Result<PathBuf> {
    let to = root.join(name);
    fs::rename(root.join(format!("{TEMPORARY}{name}")), &to).map_err(|error| unwritable(&to, &error))?;
    Ok(to)
}

fn unwritable(path: &Path, error: &std::io::Error) -> AppError {
    let why = match error.kind() {
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            "le dossier n'est pas accessible en écriture".to_owned()
        }
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => "le disque est plein".to_owned(),
        _ => error.to_string(),
    };
    AppError::refused(format!("{} : {why}. Rien n'a été remis ; corrigez puis relancez.", path.display()))
}

/// A file name made of what a person recognises: letters, digits and dashes, at most 60 characters.
pub fn file_stem(text: &str) -> String {
    let mut stem = String::new();
    for c in text.chars() {
        match c {
            c if c.is_alphanumeric() => stem.extend(c.to_lowercase()),
            _ if stem.ends_with('-') || stem.is_empty() => {}
            _ => stem.push('-'),
        }
        if stem.chars().count() >= 60 {
            break;
        }
    }
    stem.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> Date {
        jiff::civil::date(2026, 11, 21)
    }

    #[test]
    fn a_second_run_of_the_day_has_its_own_folder() {
        let root = tempfile::tempdir().expect("a folder");
        let first = Folder::begin(root.path(), day(), |_| Ok(false)).expect("first");
        first.add("courriers", "a.pdf", b"x").expect("written");
        assert_eq!(first.finish().expect("renamed"), root.path().join("2026-11-21"));
        assert_eq!(Folder::begin(root.path(), day(), |_| Ok(false)).expect("second").name(), "2026-11-21-2");
    }

    #[test]
    fn the_name_of_a_folder_that_was_moved_away_is_not_given_again() {
        let root = tempfile::tempdir().expect("a folder");
        let known = |name: &str| Ok(["2026-11-21", "2026-11-21-2"].contains(&name));
        assert_eq!(Folder::begin(root.path(), day(), known).expect("third").name(), "2026-11-21-3");
    }

    #[test]
    fn what_an_interrupted_run_left_is_settled_by_what_the_journal_knows() {
        let root = tempfile::tempdir().expect("a folder");
        let known = Folder::begin(root.path(), day(), |_| Ok(false)).expect("first").name().to_owned();
        let unknown = Folder::begin(root.path(), day(), |_| Ok(false)).expect("second").name().to_owned();
        let settled = settle(root.path(), |name| Ok(name == known)).expect("settled");
        assert_eq!(settled, [root.path().join(&known)]);
        assert!(root.path().join(&known).exists());
        assert_eq!(fs::read_dir(root.path()).expect("listed").count(), 1, "{unknown} is gone");
    }

    #[test]
    fn a_file_is_named_without_what_a_disk_refuses() {
        assert_eq!(file_stem("F/2026 : 12*"), "f-2026-12");
        assert_eq!(file_stem("../../etc/passwd"), "etc-passwd");
        assert_eq!(file_stem("Étoile & Cie"), "étoile-cie");
        assert!(file_stem(&"x".repeat(300)).len() <= 60);
    }
}
