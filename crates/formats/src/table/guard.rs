//! Looks through a workbook before it is opened: how large it really is once unpacked, and whether it hides what would
//! make the reader allocate without measure. Nothing declared is believed; every part is inflated and counted.

use std::io::{self, Read, Seek, SeekFrom, Write};

use zip::ZipArchive;

use crate::input::{Input, ReadSeek};
use crate::problem::{Place, Problems};

/// Parts of a workbook.
const MOST_PARTS: usize = 10_000;
/// Bytes of one tag or one text, as no honest workbook has.
const LONGEST_RUN: u64 = 1 << 20;
/// Bytes of a tag in the table of strings.
const LONGEST_STRINGS_TAG: usize = 4096;

/// Whether the workbook may be opened; tells why not.
pub(super) fn passes(input: &Input<'_>, problems: &mut Problems) -> bool {
    let Some(source) = input.open_within(input.limits().workbook_bytes, problems) else { return false };
    match weigh(source.into_inner(), input) {
        Ok(()) => true,
        Err(Refusal::Damaged(why)) => {
            damaged(&why, problems);
            false
        }
        Err(Refusal::Excessive) => {
            problems.error(
                Place::FILE,
                "workbook_excessive",
                format_args!("le classeur est démesuré une fois décompressé : il n'est pas ouvert. Enregistrez la feuille utile en CSV et donnez ce fichier."),
            );
            false
        }
    }
}

/// The workbook cannot be read as one.
pub(super) fn damaged(why: &dyn std::fmt::Display, problems: &mut Problems) {
    let why = crate::problem::shown(&why.to_string());
    problems.error(
        Place::FILE,
        "workbook_damaged",
        format_args!("le classeur est abîmé et ne peut pas être lu ({why}). Ouvrez-le dans votre tableur, enregistrez-le de nouveau en .xlsx ou en CSV."),
    );
}

enum Refusal {
    Damaged(String),
    Excessive,
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Refusal {
        // The counting writer says « enough » by this kind.
        if error.kind() == io::ErrorKind::QuotaExceeded { Refusal::Excessive } else { Refusal::Damaged(error.to_string()) }
    }
}

fn weigh(mut source: Box<dyn ReadSeek + '_>, input: &Input<'_>) -> Result<(), Refusal> {
    if declared_parts(&mut source)? > MOST_PARTS {
        return Err(Refusal::Excessive);
    }
    let mut archive = ZipArchive::new(source).map_err(|error| Refusal::Damaged(error.to_string()))?;
    let mut left = input.limits().unpacked_bytes;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|error| Refusal::Damaged(error.to_string()))?;
        let name = part.name().map_err(|error| Refusal::Damaged(error.to_string()))?.to_ascii_lowercase();
        let strings = name.contains("sharedstrings");
        let most = if strings { left.min(input.limits().strings_bytes) } else { left };
        let mut scale = Scale::new(most, strings, name.ends_with(".xml") || name.ends_with(".rels"));
        io::copy(&mut part, &mut scale)?;
        left -= scale.weight;
    }
    Ok(())
}

/// How many parts the end of the archive announces, before the list of them is built.
pub(crate) fn declared_parts(source: &mut Box<dyn ReadSeek + '_>) -> io::Result<usize> {
    let size = source.seek(SeekFrom::End(0))?;
    let tail_from = size.saturating_sub(66_000);
    source.seek(SeekFrom::Start(tail_from))?;
    let mut tail = Vec::new();
    source.by_ref().take(66_000).read_to_end(&mut tail)?;
    source.seek(SeekFrom::Start(0))?;
    let end = tail.windows(12).rposition(|window| window.starts_with(b"PK\x05\x06"));
    Ok(end.map_or(0, |at| usize::from(u16::from_le_bytes([tail[at + 10], tail[at + 11]]))))
}

/// Counts what is written to it, and looks at the tags of XML.
struct Scale {
    most: u64,
    weight: u64,
    /// Bytes since the last `<` or `>`.
    run: u64,
    xml: bool,
    strings: bool,
    /// Text of the tag being read, in the table of strings or up to a few bytes elsewhere.
    tag: Option<Vec<u8>>,
}

fn enough() -> io::Error {
    io::Error::from(io::ErrorKind::QuotaExceeded)
}

impl Scale {
    fn new(most: u64, strings: bool, xml: bool) -> Scale {
        Scale { most, weight: 0, run: 0, xml, strings, tag: None }
    }

    fn tag_byte(&mut self, byte: u8) -> io::Result<()> {
        let Some(tag) = &mut self.tag else { return Ok(()) };
        tag.push(byte);
        if tag.starts_with(b"!DOCTYPE") {
            return Err(io::Error::other("DOCTYPE"));
        }
        if tag.len() > if self.strings { LONGEST_STRINGS_TAG } else { 8 } {
            if self.strings {
                return Err(enough());
            }
            self.tag = None;
        }
        Ok(())
    }

    /// The reader reserves as many strings as are announced.
    fn end_of_tag(&mut self) -> io::Result<()> {
        let Some(tag) = self.tag.take() else { return Ok(()) };
        let tag = String::from_utf8_lossy(&tag);
        for (at, word) in tag.match_indices("ount") {
            let announced = tag[at + word.len()..].trim_start_matches([' ', '=', '"', '\'']);
            let digits = announced.bytes().take_while(u8::is_ascii_digit).count();
            // Each string takes at least some bytes of the part.
            if announced[..digits].parse::<u64>().is_ok_and(|count| count > self.most / 12) || digits > 18 {
                return Err(enough());
            }
        }
        Ok(())
    }
}

impl Write for Scale {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.weight += bytes.len() as u64;
        if self.weight > self.most {
            return Err(enough());
        }
        if !self.xml {
            return Ok(bytes.len());
        }
        for &byte in bytes {
            self.run += 1;
            match byte {
                b'<' => (self.run, self.tag) = (0, Some(Vec::new())),
                b'>' => {
                    self.run = 0;
                    self.end_of_tag()?;
                }
                _ if self.tag.is_some() => self.tag_byte(byte)?,
                _ => {}
            }
            if self.run > LONGEST_RUN {
                return Err(enough());
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
