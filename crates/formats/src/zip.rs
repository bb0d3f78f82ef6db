//! Zip archives (PKWARE APPNOTE 6.3): files stored as they are, one after the other, names in UTF-8.
//!
//! What goes in is compressed already (PDF, images) or small. Not covered: zip64 (4 GiB, 65 535 files), reading.

use std::io::{self, Write};

/// Files that an archive can hold.
pub const MOST_FILES: usize = 65_535;

/// An archive being written.
pub struct Zip<W: Write> {
    out: W,
    at: u32,
    directory: Vec<u8>,
    files: u16,
    /// Day and time of every file, as MS-DOS writes them.
    stamp: (u16, u16),
}

impl<W: Write> Zip<W> {
    /// Begins an archive whose files bear that day.
    pub fn new(out: W, on: jiff::civil::Date) -> Zip<W> {
        let years = u16::try_from((i32::from(on.year()) - 1980).clamp(0, 127)).unwrap_or(0);
        let day = years << 9 | u16::from(on.month().unsigned_abs()) << 5 | u16::from(on.day().unsigned_abs());
        Zip { out, at: 0, directory: Vec::new(), files: 0, stamp: (0, day) }
    }

    /// Adds a file. `name` is its path inside the archive, with `/` between folders.
    ///
    /// # Errors
    /// Too many files or bytes for this format, or what the writer says.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let large = || io::Error::new(io::ErrorKind::FileTooLarge, "trop de fichiers ou d'octets pour une archive zip");
        let size = u32::try_from(bytes.len()).map_err(|_| large())?;
        let length = u16::try_from(name.len()).map_err(|_| large())?;
        self.files = self.files.checked_add(1).ok_or_else(large)?;
        let mut common = Vec::with_capacity(26);
        // Version needed 2.0; bit 11: the name is UTF-8; method 0: stored.
        for half in [20, 0x0800, 0, self.stamp.0, self.stamp.1] {
            common.extend_from_slice(&u16::to_le_bytes(half));
        }
        for word in [crc32(bytes), size, size] {
            common.extend_from_slice(&word.to_le_bytes());
        }
        common.extend_from_slice(&length.to_le_bytes());
        common.extend_from_slice(&[0, 0]);
        self.directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        self.directory.extend_from_slice(&common);
        self.directory.extend_from_slice(&[0; 10]);
        self.directory.extend_from_slice(&self.at.to_le_bytes());
        self.directory.extend_from_slice(name.as_bytes());
        let written = 4 + common.len() + name.len() + bytes.len();
        self.at = u32::try_from(written).ok().and_then(|more| self.at.checked_add(more)).ok_or_else(large)?;
        self.out.write_all(b"PK\x03\x04")?;
        self.out.write_all(&common)?;
        self.out.write_all(name.as_bytes())?;
        self.out.write_all(bytes)
    }

    /// Ends the archive.
    ///
    /// # Errors
    /// What the writer says.
    pub fn finish(mut self) -> io::Result<W> {
        let length = u32::try_from(self.directory.len()).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
        self.out.write_all(&self.directory)?;
        self.out.write_all(b"PK\x05\x06\x00\x00\x00\x00")?;
        for half in [self.files, self.files] {
            self.out.write_all(&half.to_le_bytes())?;
        }
        self.out.write_all(&length.to_le_bytes())?;
        self.out.write_all(&self.at.to_le_bytes())?;
        self.out.write_all(&[0, 0])?;
        Ok(self.out)
    }
}

/// CRC-32 (ISO 3309, reflected, polynomial 0xEDB88320).
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = table();
    !bytes.iter().fold(!0, |crc, byte| TABLE[((crc ^ u32::from(*byte)) & 0xff) as usize] ^ (crc >> 8))
}

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut n = 0;
    while n < 256 {
        let (mut value, mut bit) = (n as u32, 0);
        while bit < 8 {
            value = if value & 1 == 1 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
            bit += 1;
        }
        table[n] = value;
        n += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_published_one() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn an_archive_holds_its_files_and_lists_them_at_the_end() {
        let mut zip = Zip::new(Vec::new(), jiff::civil::date(2026, 11, 20));
        zip.add("courriers/co_1-étoile.pdf", b"%PDF").expect("added");
        zip.add("courriers.csv", b"reference;societe").expect("added");
        let bytes = zip.finish().expect("finished");
        let count = |what: &[u8]| bytes.windows(what.len()).filter(|window| *window == what).count();
        assert_eq!((count(b"PK\x03\x04"), count(b"PK\x01\x02"), count(b"PK\x05\x06")), (2, 2, 1));
        assert_eq!(count("courriers/co_1-étoile.pdf".as_bytes()), 2, "once before its bytes, once in the directory");
        // The end says how many files there are, and where the directory begins.
        let end = &bytes[bytes.len() - 22..];
        let half = |at: usize| usize::from(u16::from_le_bytes([end[at], end[at + 1]]));
        let word = |at: usize| u32::from_le_bytes([end[at], end[at + 1], end[at + 2], end[at + 3]]) as usize;
        assert_eq!((half(8), half(10)), (2, 2));
        assert_eq!(&bytes[word(16)..word(16) + 4], b"PK\x01\x02");
        assert_eq!(word(16) + word(12) + 22, bytes.len());
    }
}
