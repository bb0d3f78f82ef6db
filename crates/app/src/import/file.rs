//! A file before it is taken: where, how large, its hash, what it is.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::SystemTime;

use formats::{Input, Kind, Problem, Problems};
use sha2::{Digest, Sha256};
use store::hex;

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
    /// Why it may not be opened at all.
    pub refusal: Option<Problem>,
    modified: Option<SystemTime>,
    debtors: bool,
    payments: bool,
    statement: bool,
}

impl Opened<'_> {
    /// The file, under the name it came under.
    pub fn input(&self) -> Input<'_> {
        Input::file(self.path).with_name(&self.name)
    }

    /// Debtors first, payments and statuses of invoices last.
    pub fn order(&self) -> u8 {
        if self.debtors {
            0
        } else if self.payments || self.statement || comes_last(self.kind) {
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
            Kind::Other(other) if other.is_statement() => other.code(),
            Kind::Other(_) => "unknown",
        }
    }
}

/// Opens a file, hashes it and says what it is.
///
/// # Errors
/// It is not there, is a folder, or cannot be read.
pub fn open(path: &Path) -> Result<Opened<'_>> {
    open_as(path, Input::file(path).name(), "")
}

/// As [`open`], for a file that lies under its hash and came under a name. What a person corrected in it makes it another
/// file: `corrected` is what tells the corrections apart, empty where there are none.
///
/// # Errors
/// As [`open`].
pub fn open_as<'a>(path: &'a Path, name: &str, corrected: &str) -> Result<Opened<'a>> {
    let unreadable = |error: std::io::Error| AppError::usage(format!("« {name} » : illisible, {}.", domain::french::refusal_fr(&error)));
    let metadata = path.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(AppError::usage(format!(
            "« {name} » est un dossier. Donnez un fichier ; un dossier de factures PDF va avec --pieces."
        )));
    }
    let input = Input::file(path).with_name(name);
    let head = input.head().map_err(unreadable)?;
    let kind = formats::recognise(&head, input.name());
    let refusal = crate::untrusted::refusal(path, name);
    let is_table = matches!(kind, Kind::Csv | Kind::Xlsx) && refusal.is_none();
    let inspected = is_table.then(|| formats::table::inspect(&input, &[], &mut Problems::new())).flatten();
    let table_kind = inspected.map(|inspection| inspection.mapping.kind);
    Ok(Opened {
        path,
        name: input.name().to_owned(),
        size: metadata.len(),
        // What is not read is not hashed either: it may be a disk image.
        sha256: if !is_read(kind) || metadata.len() > most(&input, kind) {
            String::new()
        } else {
            corrected_sha256(sha256(path).map_err(unreadable)?, corrected)
        },
        kind,
        refusal,
        modified: metadata.modified().ok(),
        debtors: table_kind == Some(formats::table::TableKind::Debtors),
        payments: table_kind == Some(formats::table::TableKind::Payments),
        statement: super::bank::may_be(kind) || table_kind == Some(formats::table::TableKind::BankStatement),
    })
}

/// Whether files of that kind are taken after the invoices of which they speak: bank statements, statuses of invoices.
pub fn comes_last(kind: Kind) -> bool {
    super::bank::may_be(kind) || super::statuses::are_in(kind)
}

/// Whether files of that kind are taken in.
fn is_read(kind: Kind) -> bool {
    matches!(kind, Kind::Fec | Kind::Csv | Kind::Xlsx) || super::einvoice::may_be(kind) || super::bank::may_be(kind)
}

/// The largest file of that kind that is opened.
fn most(input: &Input<'_>, kind: Kind) -> u64 {
    if super::einvoice::may_be(kind) {
        input.limits().einvoice_bytes
    } else if super::bank::may_be(kind) {
        input.limits().statement_bytes
    } else {
        input.limits().text_bytes
    }
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

/// The hash of a file and of what a person corrected in it: the file's own where nothing was.
fn corrected_sha256(own: String, corrected: &str) -> String {
    if corrected.is_empty() { own } else { hex(&Sha256::new().chain_update(&own).chain_update(corrected).finalize()) }
}

/// SHA-256 of a file, in hexadecimal.
///
/// # Errors
/// It cannot be read.
pub fn sha256(path: &Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut block = vec![0; 1 << 16];
    loop {
        match file.read(&mut block)? {
            0 => break,
            n => hash.update(&block[..n]),
        }
    }
    Ok(hex(&hash.finalize()))
}
