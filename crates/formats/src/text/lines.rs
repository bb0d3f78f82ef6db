//! The stream of lines.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE};

use super::decode_single_bytes;

/// What the text was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, with or without a mark; plain ASCII too.
    Utf8,
    /// UTF-16 with a mark.
    Utf16,
    /// Windows-1252 or ISO 8859-1/-15.
    Windows1252,
    /// Some lines in UTF-8, some not.
    Mixed,
}

impl Encoding {
    /// As users read it.
    pub fn french(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16 => "UTF-16",
            Encoding::Windows1252 => "Windows-1252",
            Encoding::Mixed => "UTF-8 et Windows-1252 mêlés",
        }
    }
}

/// One line, without its end.
#[derive(Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// Its text; `ended` is false for a last line without a line end.
    Text {
        /// The text.
        text: Cow<'a, str>,
        /// Whether a line end followed.
        ended: bool,
    },
    /// Longer than the limit; skipped.
    TooLong,
    /// Contains a NUL; skipped.
    Nul,
}

/// Lines of a text, numbered from 1.
pub struct Lines<'a> {
    source: Box<dyn BufRead + 'a>,
    limit: usize,
    number: u64,
    after_cr: bool,
    raw: Vec<u8>,
    utf16: bool,
    utf8_lines: u64,
    other_lines: u64,
}

impl<'a> Lines<'a> {
    /// Reads lines of at most `limit` bytes.
    ///
    /// # Errors
    /// The source cannot be read.
    pub fn new(mut source: impl BufRead + 'a, limit: usize) -> io::Result<Lines<'a>> {
        let mut mark = Vec::with_capacity(3);
        source.by_ref().take(3).read_to_end(&mut mark)?;
        let utf16 = super::has_utf16_mark(&mark);
        let source: Box<dyn BufRead + 'a> = if utf16 {
            let decoder = if mark[0] == 0xFF { UTF_16LE } else { UTF_16BE }.new_decoder_with_bom_removal();
            Box::new(BufReader::new(Transcoded { source: Cursor::new(mark).chain(source), decoder, ended: false }))
        } else if mark == [0xEF, 0xBB, 0xBF] {
            Box::new(source)
        } else {
            Box::new(Cursor::new(mark).chain(source))
        };
        Ok(Lines { source, limit, number: 0, after_cr: false, raw: Vec::new(), utf16, utf8_lines: 0, other_lines: 0 })
    }

    /// The number of the line last returned.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// What was met so far.
    pub fn encoding(&self) -> Encoding {
        match (self.utf16, self.utf8_lines, self.other_lines) {
            (true, ..) => Encoding::Utf16,
            (false, _, 0) => Encoding::Utf8,
            (false, 0, _) => Encoding::Windows1252,
            (false, ..) => Encoding::Mixed,
        }
    }

    /// The next line, blank ones included.
    ///
    /// # Errors
    /// The source cannot be read.
    pub fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        self.raw.clear();
        let Some((length, ended)) = self.fill_raw()? else { return Ok(None) };
        self.number += 1;
        if length > self.limit {
            return Ok(Some(Line::TooLong));
        }
        if self.raw.contains(&0) {
            return Ok(Some(Line::Nul));
        }
        if !ended && self.raw.last() == Some(&0x1A) {
            self.raw.pop();
        }
        let text = match std::str::from_utf8(&self.raw) {
            Ok(text) => {
                self.utf8_lines += u64::from(!text.is_ascii());
                Cow::Borrowed(text)
            }
            Err(_) => {
                self.other_lines += 1;
                decode_single_bytes(&self.raw)
            }
        };
        Ok(Some(Line::Text { text, ended }))
    }

    /// Fills `raw` with a line, no further than the limit; returns its whole length and whether it ended.
    fn fill_raw(&mut self) -> io::Result<Option<(usize, bool)>> {
        let mut length = 0;
        loop {
            let bytes = match self.source.fill_buf() {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if bytes.is_empty() {
                return Ok((length > 0).then_some((length, false)));
            }
            if self.after_cr {
                // The rest of a CR CR LF or CR LF belongs to the line end already seen.
                match bytes[0] {
                    b'\r' => self.source.consume(1),
                    b'\n' => {
                        self.after_cr = false;
                        self.source.consume(1);
                    }
                    _ => self.after_cr = false,
                }
                continue;
            }
            let end = bytes.iter().position(|b| matches!(b, b'\n' | b'\r'));
            let taken = end.unwrap_or(bytes.len());
            length += taken;
            if length <= self.limit {
                self.raw.extend_from_slice(&bytes[..taken]);
            }
            self.after_cr = end.is_some_and(|end| bytes[end] == b'\r');
            self.source.consume(taken + usize::from(end.is_some()));
            if end.is_some() {
                return Ok(Some((length, true)));
            }
        }
    }
}

/// UTF-16 read as UTF-8.
struct Transcoded<R> {
    source: R,
    decoder: Decoder,
    ended: bool,
}

impl<R: BufRead> Read for Transcoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        // The decoder needs room for one character; BufReader gives 8 KiB.
        while !self.ended {
            let bytes = self.source.fill_buf()?;
            let last = bytes.is_empty();
            let (result, read, written, _) = self.decoder.decode_to_utf8(bytes, out, last);
            self.source.consume(read);
            self.ended = last && result == encoding_rs::CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(bytes: &[u8]) -> (Vec<String>, Encoding) {
        let mut lines = Lines::new(bytes, 1000).expect("memory");
        let mut all = Vec::new();
        while let Some(line) = lines.next_line().expect("memory") {
            all.push(match line {
                Line::Text { text, ended } => format!("{text}{}", if ended { "" } else { "¬" }),
                Line::TooLong => "LONG".into(),
                Line::Nul => "NUL".into(),
            });
        }
        (all, lines.encoding())
    }

    #[test]
    fn every_line_end_ends_one_line() {
        let (all, _) = texts(b"a\nb\r\nc\r\r\nd\re\r\n\r\nf");
        assert_eq!(all, ["a", "b", "c", "d", "e", "", "f¬"]);
    }

    #[test]
    fn a_line_that_is_not_utf8_is_windows_1252() {
        let (all, encoding) = texts(b"Libell\xE9\n\x80 12\nCLIENTS\n");
        assert_eq!((all, encoding), (vec!["Libellé".to_owned(), "€ 12".to_owned(), "CLIENTS".to_owned()], Encoding::Windows1252));
        let (all, encoding) = texts(b"\xEF\xBB\xBFLibell\xC3\xA9\nS\xBDur, C\xBCUR, 12 \xA4, 1 \xBD\n");
        assert_eq!(all, ["Libellé", "Sœur, CŒUR, 12 €, 1 ½"]);
        assert_eq!(encoding, Encoding::Mixed);
    }

    #[test]
    fn utf16_with_a_mark_is_read() {
        for little in [true, false] {
            let units = "\u{feff}Réglé;1 000\r\nœ\n".encode_utf16();
            let bytes: Vec<u8> = units.flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect();
            assert_eq!(texts(&bytes), (vec!["Réglé;1 000".to_owned(), "œ".to_owned()], Encoding::Utf16));
        }
    }

    #[test]
    fn a_huge_line_and_a_nul_cost_only_themselves() {
        let mut bytes = vec![b'x'; 5000];
        bytes.extend_from_slice(b"\nok\na\0b\nend\x1a");
        assert_eq!(texts(&bytes).0, ["LONG", "ok", "NUL", "end¬"]);
    }

    proptest! {
        #[test]
        fn the_size_of_the_reads_changes_nothing(bytes in proptest::collection::vec(prop_oneof![Just(b'\r'), Just(b'\n'), any::<u8>()], 0..200), chunk in 1usize..9) {
            let mut lines = Lines::new(BufReader::with_capacity(chunk, &bytes[..]), 50).expect("memory");
            let mut all = Vec::new();
            while let Some(line) = lines.next_line().expect("memory") {
                all.push(format!("{line:?}"));
            }
            let mut whole = Lines::new(&bytes[..], 50).expect("memory");
            let mut other = Vec::new();
            while let Some(line) = whole.next_line().expect("memory") {
                other.push(format!("{line:?}"));
            }
            prop_assert_eq!(all, other);
        }
    }
}
