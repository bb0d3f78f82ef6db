//! Archives written as text: a line `=== name` begins a file, what follows until the next is its content.
//!
//! So that what changes under the fuzzer is what the archive holds, and not a checksum.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

/// Files of an archive; more in the text are left out.
const MOST_FILES: usize = 40;

/// The archive that a text stands for.
pub fn packed(text: &[u8]) -> Option<Vec<u8>> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut begun = 0;
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        if let Some(name) = line.strip_prefix(b"=== ") {
            if begun == MOST_FILES {
                break;
            }
            begun += 1;
            archive.start_file(String::from_utf8_lossy(name).trim(), options).ok()?;
        } else if begun > 0 {
            archive.write_all(line).ok()?;
        }
    }
    archive.finish().ok().map(Cursor::into_inner)
}
