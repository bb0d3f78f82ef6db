//! Text of unknown encoding as a stream of lines, in constant memory.
//!
//! * Encodings: a byte order mark decides (UTF-8, UTF-16); else each line is UTF-8 when it is valid UTF-8, else
//!   Windows-1252, with the few characters by which ISO 8859-15 differs put right where the context shows them
//!   (€ for ¤, œ and Œ for ½ and ¼ beside a letter). Deciding line by line needs no second pass and reads a file
//!   glued together from two sources; [`Lines::encoding`] says what was met.
//! * Line ends: LF, CRLF, CR CR LF, CR, and any mixture. A final U+001A (DOS) is dropped.
//! * A line longer than the limit, or with a NUL, is reported and skipped.

mod lines;

pub use lines::{Encoding, Line, Lines};

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into an XML document its encoding is looked for.
const DECLARATION: usize = 200;

/// Whether the bytes begin with the mark of UTF-16.
pub(crate) fn has_utf16_mark(head: &[u8]) -> bool {
    head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF])
}

/// The encoding that the first bytes of a text show.
pub fn encoding_of(head: &[u8]) -> Encoding {
    // The last line may be cut in the middle of a character.
    let whole = head.iter().rposition(|b| *b == b'\n').map_or(head, |end| &head[..=end]);
    let Ok(mut lines) = Lines::new(if has_utf16_mark(head) { head } else { whole }, whole.len().max(1)) else { return Encoding::Utf8 };
    while let Ok(Some(_)) = lines.next_line() {}
    lines.encoding()
}

/// The first bytes of a file as text, the last character possibly cut.
pub(crate) fn decode_head(head: &[u8]) -> Cow<'_, str> {
    if has_utf16_mark(head) {
        let encoding = if head[0] == 0xFF { UTF_16LE } else { UTF_16BE };
        return encoding.decode_with_bom_removal(head).0;
    }
    let head = head.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(head);
    match std::str::from_utf8(head) {
        Ok(text) => Cow::Borrowed(text),
        // Only the end is cut: still UTF-8.
        Err(error) if error.error_len().is_none() => String::from_utf8_lossy(&head[..error.valid_up_to()]),
        Err(_) => decode_single_bytes(head),
    }
}

/// A whole text: by its mark, else UTF-8 where all of it is, else as its XML declaration says, else Windows-1252 with the
/// characters of ISO 8859-15.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if has_utf16_mark(bytes) {
        return decode_head(bytes);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    match declared(bytes).filter(|encoding| encoding.is_single_byte()) {
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0,
        None => decode_single_bytes(bytes),
    }
}

/// The encoding that an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = bytes.trim_ascii_start();
    let head = head[..head.len().min(DECLARATION)].strip_prefix(b"<?xml")?;
    let head = String::from_utf8_lossy(head);
    let label = head.split_once("encoding=")?.1.get(1..)?.split(['"', '\'']).next()?;
    encoding_rs::Encoding::for_label(label.as_bytes())
}

/// Windows-1252, with the characters of ISO 8859-15 where the context shows them.
pub(crate) fn decode_single_bytes(bytes: &[u8]) -> Cow<'_, str> {
    let text = WINDOWS_1252.decode_without_bom_handling(bytes).0;
    if !text.contains(['¤', '½', '¼']) {
        return text;
    }
    let letters: Vec<char> = text.chars().collect();
    let beside_letter = |i: usize| {
        let letter = |j: Option<usize>| j.and_then(|j| letters.get(j)).is_some_and(|c| c.is_alphabetic());
        letter(i.checked_sub(1)) || letter(Some(i + 1))
    };
    let put_right = |(i, c): (usize, &char)| match c {
        '¤' => '€',
        '½' if beside_letter(i) => 'œ',
        '¼' if beside_letter(i) => 'Œ',
        c => *c,
    };
    Cow::Owned(letters.iter().enumerate().map(put_right).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_decoded_as_it_says_or_as_it_is() {
        assert_eq!(decode("<a>é</a>".as_bytes()), "<a>é</a>");
        assert_eq!(decode(b"\xEF\xBB\xBF<a/>"), "<a/>");
        assert_eq!(
            decode(b"<?xml version='1.0' encoding='ISO-8859-15'?><a>\xA4</a>").split_once("?>").map(|(_, rest)| rest),
            Some("<a>€</a>")
        );
        assert_eq!(decode(b"<?xml version='1.0' encoding=\"utf-8\"?><a>\xE9</a>").split_once("?>").map(|(_, rest)| rest), Some("<a>é</a>"));
        let utf16: Vec<u8> = "\u{feff}<a>é</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf16), "<a>é</a>");
    }

    #[test]
    fn text_that_is_no_xml_declares_nothing() {
        assert_eq!(decode(b"\xEF\xBB\xBFR\xE8glement \xA4"), "Règlement €", "marked UTF-8, and it is not");
        assert_eq!(decode(b"LIB encoding='windows-1251' R\xE8glement"), "LIB encoding='windows-1251' Règlement");
        assert_eq!(decode(b"<?xml version='1.0' encoding='windows-1251'?>\xE8").split_once("?>").map(|(_, rest)| rest), Some("и"));
    }
}
