//! The folder of a run as one file to download.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use domain::Date;

use crate::books::Books;
use crate::error::{AppError, Result};

/// A folder that a run handed over, with what is in it.
#[derive(Clone, Debug)]
pub struct Archive {
    /// Its name, such as `2026-11-21`.
    pub name: String,
    files: Vec<(String, PathBuf)>,
    on: Date,
}

impl Archive {
    /// The folder of that name, if a run of this creditor handed something over to it and it is still on this disk.
    ///
    /// # Errors
    /// Nothing was handed over to it; it is not there any more.
    pub fn of(books: &Books, name: &str) -> Result<Archive> {
        // The journal decides what a folder of this creditor is: another creditor's, or `..`, is none.
        if books.read(|tx| Ok(tx.letters_handed_over_to(name)?))?.is_empty() {
            return Err(AppError::usage(format!("Aucun dossier d'envoi « {name} ».")));
        }
        let root = books.deliveries().join(name);
        let mut files = Vec::new();
        gather(&root, "", &mut files).map_err(|_| {
            AppError::refused(format!("Le dossier « {name} » n'est plus sur cette machine : il a été déplacé ou supprimé. Chaque courrier reste disponible sur sa page."))
        })?;
        files.sort();
        let on = name.get(..10).and_then(|day| day.parse().ok()).unwrap_or(books.today());
        Ok(Archive { name: name.to_owned(), files, on })
    }

    /// Writes the archive, a file at a time.
    ///
    /// # Errors
    /// A file cannot be read any more, or what the writer says.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut archive = formats::archive::Archive::new(out, self.on);
        for (name, path) in &self.files {
            io::copy(&mut File::open(path)?, archive.file(&format!("{}/{name}", self.name))?)?;
        }
        archive.finish()
    }
}

/// The files of a folder and of those in it; links are not followed.
fn gather(folder: &Path, inside: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{inside}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            gather(&entry.path(), &format!("{name}/"), files)?;
        } else if kind.is_file() {
            files.push((name, entry.path()));
        }
    }
    Ok(())
}
