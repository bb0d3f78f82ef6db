//! A file before it is taken: where, how large, its hash, what it is.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::SystemTime;

use formats::{Input, Kind, Problems};
use sha2::{Digest, Sha256};

use crate::error::{AppError, Result};

/// A file that is there.
pub struct Opened<'a> {
    /// Where.
    pub path: &'a Path,
    /// Its name without folders.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal; empty for a file that is not read.
    pub sha256: String,
    /// What it is.
    pub kind: Kind,
    modified: Option<SystemTime>,
    debtors: bool,
    payments: bool,
}

impl Opened<'_> {
    /// Debtors first, payments last.
    pub fn order(&self) -> u8 {
        if self.debtors {
            0
        } else if self.payments {
            2
        } else {
            1
        }
    }

    /// The word for what it is, before anybody knows what it lists.
    pub fn kind_word(&self) -> &'static str {
        match self.kind {
            Kind::Fec => "fec",
            Kind::Csv => "csv",
            Kind::Xlsx => "xlsx",
            Kind::Empty => "empty",
            Kind::Other(_) => "unknown",
        }
    }
}

/// Opens a file, hashes it and says what it is.
///
/// # Errors
/// It is not there, is a folder, or cannot be read.
pub fn open(path: &Path) -> Result<Opened<'_>> {
    let unreadable =
        |error: std::io::Error| AppError::usage(format!("« {} » : illisible, {}.", path.display(), domain::french::refusal_fr(&error)));
    let metadata = path.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(AppError::usage(format!(
            "« {} » est un dossier. Donnez un fichier ; un dossier de factures PDF va avec --pieces.",
            path.display()
        )));
    }
    let input = Input::file(path);
    let head = input.head().map_err(unreadable)?;
    let kind = formats::recognise(&head, input.name());
    let inspected = matches!(kind, Kind::Csv | Kind::Xlsx).then(|| formats::table::inspect(&input, &[], &mut Problems::new())).flatten();
    let table_kind = inspected.map(|inspection| inspection.mapping.kind);
    Ok(Opened {
        path,
        name: input.name().to_owned(),
        size: metadata.len(),
        // What is not read is not hashed either: it may be a disk image.
        sha256: if matches!(kind, Kind::Empty | Kind::Other(_)) || metadata.len() > input.limits().text_bytes {
            String::new()
        } else {
            sha256(path).map_err(unreadable)?
        },
        kind,
        modified: metadata.modified().ok(),
        debtors: table_kind == Some(formats::table::TableKind::Debtors),
        payments: table_kind == Some(formats::table::TableKind::Payments),
    })
}

/// Whether the file is still what it was when it was opened.
pub fn unchanged(opened: &Opened<'_>) -> bool {
    opened.path.metadata().is_ok_and(|now| now.len() == opened.size && now.modified().ok() == opened.modified)
}

/// All its bytes, for a file that is small enough to be kept.
///
/// # Errors
/// It cannot be read any more.
pub fn bytes(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path)
        .map_err(|error| AppError::refused(format!("« {} » : illisible, {}.", path.display(), domain::french::refusal_fr(&error))))
}

fn sha256(path: &Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut block = vec![0; 1 << 16];
    loop {
        match file.read(&mut block)? {
            0 => break,
            n => hash.update(&block[..n]),
        }
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
