//! A file to read: on disk or in memory, always readable again from the start, with limits.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::Path;

use crate::problem::{Place, Problems};
use crate::table::Fixes;

/// How much a reader accepts before it says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a text file (FEC, CSV), which is read as a stream.
    pub text_bytes: u64,
    /// Bytes of a bank statement as text (CAMT, CFONB, MT940, OFX), which is held in memory while it is read.
    pub statement_bytes: u64,
    /// Bytes of a workbook, or of an archive.
    pub workbook_bytes: u64,
    /// Bytes of a workbook or an archive once unpacked, all parts together.
    pub unpacked_bytes: u64,
    /// Bytes of the table of strings of a workbook, which is held in memory.
    pub strings_bytes: u64,
    /// Cells read from a sheet.
    pub cells: u64,
    /// Bytes of a line.
    pub line_bytes: usize,
    /// Bytes of an electronic invoice or of a status, PDF or XML, which is held in memory.
    pub einvoice_bytes: u64,
    /// Bytes of the invoice in a PDF, once unpacked.
    pub attachment_bytes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            text_bytes: 4 << 30,
            statement_bytes: 256 << 20,
            workbook_bytes: 100 << 20,
            unpacked_bytes: 512 << 20,
            strings_bytes: 64 << 20,
            cells: 5_000_000,
            line_bytes: 1 << 20,
            einvoice_bytes: 64 << 20,
            attachment_bytes: 32 << 20,
        }
    }
}

/// Something that can be read and sought.
pub trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

#[derive(Clone, Copy, Debug)]
enum Bytes<'a> {
    OnDisk(&'a Path),
    InMemory(&'a [u8]),
}

/// A file to read. Column decisions need two passes, so it can be opened again.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    name: &'a str,
    bytes: Bytes<'a>,
    limits: Limits,
    fixes: Option<&'a Fixes>,
}

impl<'a> Input<'a> {
    /// A file on disk, called by the last part of its path.
    pub fn file(path: &'a Path) -> Input<'a> {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        Input { name, bytes: Bytes::OnDisk(path), limits: Limits::default(), fixes: None }
    }

    /// Bytes in memory, with the name they came under.
    pub fn bytes(name: &'a str, bytes: &'a [u8]) -> Input<'a> {
        Input { name, bytes: Bytes::InMemory(bytes), limits: Limits::default(), fixes: None }
    }

    /// The same file with other limits.
    pub fn with_limits(self, limits: Limits) -> Input<'a> {
        Input { limits, ..self }
    }

    /// The same file under another name: the one it came under, where it lies under its hash.
    pub fn with_name(self, name: &'a str) -> Input<'a> {
        Input { name, ..self }
    }

    /// The same file as a person corrected it: tables are read so.
    pub fn with_fixes(self, fixes: &'a Fixes) -> Input<'a> {
        Input { fixes: Some(fixes), ..self }
    }

    /// What a person corrected in it.
    pub(crate) fn fixes(&self) -> Option<&'a Fixes> {
        self.fixes
    }

    /// Its name, without folders.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// Its limits.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Its size in bytes.
    ///
    /// # Errors
    /// The file cannot be examined.
    pub fn size(&self) -> io::Result<u64> {
        match self.bytes {
            Bytes::OnDisk(path) => Ok(path.metadata()?.len()),
            Bytes::InMemory(bytes) => Ok(bytes.len() as u64),
        }
    }

    /// Opens it from the start.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open(&self) -> io::Result<BufReader<Box<dyn ReadSeek + 'a>>> {
        let source: Box<dyn ReadSeek + 'a> = match self.bytes {
            Bytes::OnDisk(path) => Box::new(File::open(path)?),
            Bytes::InMemory(bytes) => Box::new(Cursor::new(bytes)),
        };
        Ok(BufReader::with_capacity(1 << 16, source))
    }

    /// Its first bytes, enough to recognise it.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn head(&self) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.open()?.take(1 << 16).read_to_end(&mut head)?;
        Ok(head)
    }

    /// Opens it, or says in `problems` why it cannot be read: absent, unreadable, too large.
    pub(crate) fn open_within(&self, most: u64, problems: &mut Problems) -> Option<BufReader<Box<dyn ReadSeek + 'a>>> {
        let opened = self.size().and_then(|size| Ok((size, self.open()?)));
        match opened {
            Err(error) => {
                unreadable(&error, problems);
                None
            }
            Ok((size, _)) if size > most => {
                problems.error(
                    Place::FILE,
                    "file_too_large",
                    format_args!(
                        "le fichier fait {} Mo, la limite est de {} Mo. Découpez-le, par exercice ou par année, et donnez les morceaux un par un.",
                        size >> 20,
                        most >> 20
                    ),
                );
                None
            }
            Ok((_, reader)) => Some(reader),
        }
    }
}

/// Reading failed on the way.
pub(crate) fn unreadable(error: &io::Error, problems: &mut Problems) {
    problems.error(
        Place::FILE,
        "unreadable",
        format_args!(
            "le fichier ne peut pas être lu : {}. Vérifiez qu'il existe, qu'il est complet et que vous avez le droit de le lire.",
            domain::french::refusal_fr(error)
        ),
    );
}
