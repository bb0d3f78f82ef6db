//! Files on disk, under the hash of their bytes, in the data folder: limits, a full disk, and what nobody wants any more.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::{Brought, Deposit, all};
use crate::books::Books;
use crate::error::{AppError, Result};
use crate::import::sha256_of;

/// How much may be brought.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of one file.
    pub file: u64,
    /// Bytes of the deposits of one creditor, all together.
    pub creditor: u64,
    /// Files at once.
    pub files: usize,
    /// Days after which a deposit that nobody touched is thrown away.
    pub days: i64,
}

/// The limits of the program.
pub const LIMITS: Limits = Limits { file: 200 << 20, creditor: 1 << 30, files: 500, days: 30 };

/// A file that was just received, lying in a temporary place.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'a> {
    /// The name it came under.
    pub name: &'a str,
    /// Where it lies for now.
    pub path: &'a Path,
}

/// Where the files of a creditor's deposits lie.
pub(super) fn folder(books: &Books) -> PathBuf {
    books.folder().join("depots").join(books.tenant().0.to_string())
}

/// Keeps files beside `used` bytes that are kept already.
pub(super) fn keep(books: &Books, files: Vec<Incoming<'_>>, used: u64) -> Result<Vec<Brought>> {
    if files.len() > LIMITS.files {
        return Err(AppError::usage(format!(
            "{} fichiers à la fois, c'est plus que {}. Déposez-les en plusieurs fois.",
            files.len(),
            LIMITS.files
        )));
    }
    let folder = folder(books);
    std::fs::create_dir_all(&folder).map_err(|error| refused("le dossier des dépôts", &error))?;
    let mut kept: Vec<Brought> = Vec::with_capacity(files.len());
    let mut total = used;
    for file in files {
        let name = plain_name(file.name);
        let bytes = file.path.metadata().map_err(|error| refused(&name, &error))?.len();
        if bytes > LIMITS.file {
            return Err(AppError::usage(format!(
                "« {name} » fait {} Mo, la limite est de {} Mo. Découpez-le, par exercice ou par année, et déposez les morceaux.",
                bytes >> 20,
                LIMITS.file >> 20
            )));
        }
        total += bytes;
        if total > LIMITS.creditor {
            return Err(AppError::refused(format!(
                "Les dépôts en attente de ce dossier dépasseraient {} Mo. Terminez ou abandonnez ceux qui attendent, puis recommencez.",
                LIMITS.creditor >> 20
            )));
        }
        let sha256 = sha256_of(file.path).map_err(|error| refused(&name, &error))?;
        if kept.iter().any(|other| other.sha256 == sha256) {
            continue;
        }
        place(file.path, &folder.join(&sha256)).map_err(|error| refused(&name, &error))?;
        let kept_at = folder.join(&sha256);
        let piece = is_pdf(&kept_at).map_err(|error| refused(&name, &error))? && !crate::import::is_in_pdf(&kept_at, &name);
        kept.push(Brought { name, sha256, bytes, piece, ..Brought::default() });
    }
    Ok(kept)
}

/// A name as shown: without folders nor control characters, not endless.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    if clean.trim().is_empty() { "fichier".to_owned() } else { clean }
}

/// Written beside, then renamed: a file under its hash is always whole.
fn place(from: &Path, to: &Path) -> io::Result<()> {
    if to.exists() {
        return Ok(());
    }
    let partial = to.with_extension("partiel");
    let copied = std::fs::copy(from, &partial).and_then(|_| std::fs::rename(&partial, to));
    if copied.is_err() {
        // Nothing more can be done for a half of a file; the first error is the one to tell.
        let _ = std::fs::remove_file(&partial);
    }
    copied
}

fn is_pdf(path: &Path) -> io::Result<bool> {
    let mut head = [0; 5];
    let read = io::Read::read(&mut std::fs::File::open(path)?, &mut head)?;
    Ok(&head[..read] == b"%PDF-")
}

fn refused(name: &str, error: &io::Error) -> AppError {
    if error.kind() == io::ErrorKind::StorageFull {
        return AppError::refused(
            "Le disque du serveur est plein : rien n'a été gardé. Libérez de la place, ou demandez-le à la personne qui s'en occupe, puis recommencez.",
        );
    }
    AppError::refused(format!("« {name} » n'a pas pu être gardé : {}.", domain::french::refusal_fr(error)))
}

/// Removes the files that no deposit holds.
pub(super) fn remove_unheld(books: &Books) -> Result<()> {
    let held: BTreeSet<String> =
        all(books)?.iter().flat_map(|deposit: &Deposit| deposit.files.iter().map(|file| file.sha256.clone())).collect();
    let Ok(entries) = std::fs::read_dir(folder(books)) else { return Ok(()) };
    for entry in entries.flatten() {
        if !held.contains(entry.file_name().to_string_lossy().as_ref()) {
            std::fs::remove_file(entry.path()).map_err(|error| refused("un fichier abandonné", &error))?;
        }
    }
    Ok(())
}

/// Throws away the deposits that nobody touched for [`Limits::days`], and jobs as old.
///
/// # Errors
/// The store.
pub fn sweep(books: &Books) -> Result<()> {
    let before = books.now() - LIMITS.days * 86_400_000_000;
    let old: Vec<_> = books.read(|tx| Ok(tx.deposits()?))?.into_iter().filter(|row| row.touched_at < before).map(|row| row.id).collect();
    if old.is_empty() && books.read(|tx| Ok(tx.deposits()?))?.is_empty() {
        return Ok(());
    }
    books.write(|tx| {
        for id in &old {
            tx.forget_deposit(*id)?;
        }
        Ok(tx.forget_jobs(before)?)
    })?;
    remove_unheld(books)
}
