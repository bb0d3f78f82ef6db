//! `--pieces DIR`: invoice PDFs attached by number. A file belongs to the invoice whose number its name holds.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::books::Books;
use crate::error::{AppError, Result};
use crate::ports::Progress;
use crate::record::{invoice_of, keep_copy};

/// Largest file attached.
const MOST_BYTES: u64 = 20 << 20;

/// What became of the files.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PiecesReport {
    /// Attached.
    pub attached: u64,
    /// Already there.
    pub known: u64,
    /// Not attached, and why.
    pub problems: Vec<String>,
}

impl PiecesReport {
    fn add(&mut self, attached: Result<bool>) -> Result<()> {
        match attached {
            Ok(true) => self.attached += 1,
            Ok(false) => self.known += 1,
            Err(AppError::Store(error)) => return Err(error.into()),
            Err(error) => self.problems.push(error.to_string()),
        }
        Ok(())
    }

    pub(super) fn text(&self) -> String {
        let mut out = format!("Factures jointes : {} attachées, {} déjà là\n", self.attached, self.known);
        for problem in self.problems.iter().take(30) {
            out.push_str(&format!("  ✗ {problem}\n"));
        }
        out
    }
}

/// Attaches the PDFs of a folder.
pub(super) fn attach(books: &Books, folder: &Path) -> Result<PiecesReport> {
    let unreadable =
        |error: std::io::Error| AppError::usage(format!("« {} » : illisible, {}.", folder.display(), domain::french::refusal_fr(&error)));
    let mut report = PiecesReport::default();
    let mut paths: Vec<_> = std::fs::read_dir(folder).map_err(unreadable)?.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf")));
    paths.sort();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        report.add(attach_one(books, &path, &name))?;
    }
    Ok(report)
}

/// Attaches files that lie at a path and came under a name.
pub(super) fn attach_files(books: &Books, files: &[(PathBuf, &str)], progress: &dyn Progress) -> Result<PiecesReport> {
    let mut report = PiecesReport::default();
    for (path, name) in files {
        report.add(attach_one(books, path, name))?;
        progress.advance(1);
    }
    Ok(report)
}

fn attach_one(books: &Books, path: &Path, name: &str) -> Result<bool> {
    let refuse = |why: &str| AppError::refused(format!("{name} : {why}"));
    let size = path.metadata().map_err(|error| refuse(&error.to_string()))?.len();
    if size > MOST_BYTES {
        return Err(refuse("plus de 20 Mo ; réduisez le fichier."));
    }
    let bytes = std::fs::read(path).map_err(|error| refuse(&error.to_string()))?;
    if !bytes.starts_with(b"%PDF-") {
        return Err(refuse("ce n'est pas un PDF."));
    }
    let stem = Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    books.write_as("import", |tx| {
        let mut invoices = Vec::new();
        for number in candidates(&stem) {
            invoices = invoice_of(tx, &number)?;
            if !invoices.is_empty() {
                break;
            }
        }
        let invoice = match invoices.as_slice() {
            [one] => *one,
            [] => return Err(refuse("aucune facture de ce numéro. Nommez le fichier d'après le numéro de la facture.")),
            _ => return Err(refuse("ce numéro est celui de plusieurs factures.")),
        };
        Ok(keep_copy(tx, invoice, name, &bytes, books.today())?.is_some())
    })
}

/// Numbers that a file name may mean: whole, then its parts from the longest.
fn candidates(stem: &str) -> Vec<String> {
    let mut all = vec![stem.trim().to_owned()];
    for separator in ['_', ' '] {
        let mut parts: Vec<&str> = stem.split(separator).map(str::trim).filter(|part| part.len() >= 3).collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        for part in parts {
            if !all.iter().any(|seen| seen == part) {
                all.push(part.to_owned());
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_tried_by_its_whole_name_first() {
        assert_eq!(candidates("F-2026-0412"), ["F-2026-0412"]);
        assert_eq!(candidates("Facture_F-2026-0412"), ["Facture_F-2026-0412", "F-2026-0412", "Facture"]);
    }
}
