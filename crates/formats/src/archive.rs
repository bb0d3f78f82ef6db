//! A large zip archive written as a stream, compressed, of any number of files and bytes (zip64): the export of everything.
//!
//! Memory does not grow with the size of a file; only the list of the names is kept until the end.

use std::io::{self, Write};

use ::zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};

/// An archive being written.
pub struct Archive<W: Write>(ZipWriter<StreamWriter<W>>);

impl<W: Write> Archive<W> {
    /// Begins an archive.
    pub fn new(out: W) -> Archive<W> {
        Archive(ZipWriter::new_stream(out))
    }

    /// Begins a file; its bytes are written to the answer, until the next begins. `name` is its path, with `/` between folders.
    ///
    /// # Errors
    /// What the writer says.
    pub fn file(&mut self, name: &str) -> io::Result<&mut (impl Write + use<W>)> {
        self.0.start_file(name, SimpleFileOptions::default().large_file(true))?;
        Ok(&mut self.0)
    }

    /// Ends the archive.
    ///
    /// # Errors
    /// What the writer says.
    pub fn finish(self) -> io::Result<()> {
        self.0.finish()?.into_inner().flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_was_written_is_read_back() {
        let mut bytes = Vec::new();
        let mut archive = Archive::new(&mut bytes);
        archive.file("a/été.csv").expect("begun").write_all("Crème;1\n".repeat(10_000).as_bytes()).expect("written");
        archive.file("b.txt").expect("begun").write_all(b"fin").expect("written");
        archive.finish().expect("finished");
        assert!(bytes.len() < 2_000, "compressed");
        let mut read = ::zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
        let mut text = String::new();
        read.by_name("a/été.csv").expect("there").read_to_string(&mut text).expect("text");
        assert_eq!(text.len(), 90_000);
    }
}
