//! Zip archives written as a stream, compressed, of any number of files and bytes (zip64): the folder of a run, the export of everything.
//!
//! Memory does not grow with the size of a file; only the list of the names is kept until the end.

use std::io::{self, Write};

use jiff::civil::Date;
use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};

/// An archive being written.
pub struct Archive<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    options: SimpleFileOptions,
}

impl<W: Write> Archive<W> {
    /// Begins an archive whose files bear that day.
    pub fn new(out: W, on: Date) -> Archive<W> {
        let (year, month, day) = (on.year().unsigned_abs(), on.month().unsigned_abs(), on.day().unsigned_abs());
        // Zip knows the years 1980 to 2107; the others bear its first day.
        let stamp = zip::DateTime::from_date_and_time(year, month, day, 0, 0, 0).unwrap_or_default();
        let options = SimpleFileOptions::default().large_file(true).last_modified_time(stamp);
        Archive { zip: ZipWriter::new_stream(out), options }
    }

    /// Begins a file; its bytes are written to the answer, until the next begins. `name` is its path, with `/` between folders.
    ///
    /// # Errors
    /// What the writer says.
    pub fn file(&mut self, name: &str) -> io::Result<&mut (impl Write + use<W>)> {
        self.zip.start_file(name, self.options)?;
        Ok(&mut self.zip)
    }

    /// Ends the archive.
    ///
    /// # Errors
    /// What the writer says.
    pub fn finish(self) -> io::Result<()> {
        self.zip.finish()?.into_inner().flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_was_written_is_read_back() {
        let mut bytes = Vec::new();
        let mut archive = Archive::new(&mut bytes, jiff::civil::date(2026, 11, 20));
        archive.file("a/été.csv").expect("begun").write_all("Crème;1\n".repeat(10_000).as_bytes()).expect("written");
        archive.file("b.txt").expect("begun").write_all(b"fin").expect("written");
        archive.finish().expect("finished");
        assert!(bytes.len() < 2_000, "compressed");
        let mut read = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
        let mut text = String::new();
        let mut file = read.by_name("a/été.csv").expect("there");
        file.read_to_string(&mut text).expect("text");
        let stamp = file.last_modified().expect("a day");
        assert_eq!((stamp.year(), stamp.month(), stamp.day()), (2026, 11, 20));
        assert_eq!(text.len(), 90_000);
    }
}
