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

/// A whole text: by its mark, else UTF-8 where all of it is, else Windows-1252 with the characters of ISO 8859-15.
pub(crate) fn decode(bytes: Vec<u8>) -> String {
    if has_utf16_mark(&bytes) {
        return decode_head(&bytes).into_owned();
    }
    match String::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text),
        Err(error) => {
            let bytes = error.into_bytes();
            decode_single_bytes(bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(&bytes)).into_owned()
        }
    }
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
