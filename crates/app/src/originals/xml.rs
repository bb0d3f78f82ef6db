//! An XML text as a person reads it: one element a line, indented by its depth, tags as they are written.
//!
//! Nothing is understood or judged: a text that is no XML comes out as it is. Limits: what is beyond [`MOST_BYTES`] or
//! [`MOST_LINES`] is left out, and it is said. Not covered: encodings other than UTF-8, UTF-16 and ISO 8859-1.

use std::fmt::Write as _;

/// Bytes of a file that are shown.
const MOST_BYTES: usize = 1 << 20;
/// Lines that are shown.
const MOST_LINES: usize = 3_000;
/// Levels that are indented; deeper ones stand below each other.
const MOST_INDENTED: usize = 30;

/// A text to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Its lines.
    pub text: String,
    /// Whether there is more in the file.
    pub cut: bool,
}

/// The text of a file, indented.
pub fn shown(bytes: &[u8]) -> Shown {
    let cut = bytes.len() > MOST_BYTES;
    let text = decoded(&bytes[..bytes.len().min(MOST_BYTES)]);
    let mut lines = Lines { out: String::new(), count: 0, depth: 0, open: None };
    let whole = lines.all(&text);
    Shown { text: lines.out, cut: cut || !whole }
}

/// By its mark, else UTF-8, else one character a byte.
fn decoded(bytes: &[u8]) -> String {
    let units = |of: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].as_chunks::<2>().0.iter().map(|pair| of(*pair)).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xFF, 0xFE, ..] => units(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => units(u16::from_be_bytes),
        _ => {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            match std::str::from_utf8(bytes) {
                Ok(text) => text.to_owned(),
                // Only the end is cut: still UTF-8.
                Err(error) if error.error_len().is_none() => String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned(),
                Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
            }
        }
    }
}

struct Lines<'t> {
    out: String,
    count: usize,
    depth: usize,
    /// A beginning that waits on its line for its text or its end.
    open: Option<&'t str>,
}

impl<'t> Lines<'t> {
    /// Puts every part of a text on its line; false where it stopped before the end.
    fn all(&mut self, text: &'t str) -> bool {
        let mut rest = text;
        while !rest.is_empty() {
            let (part, after) = next(rest);
            if !self.part(part) {
                return false;
            }
            rest = after;
        }
        self.settle()
    }

    fn part(&mut self, part: &'t str) -> bool {
        let said = part.trim();
        if said.is_empty() {
            return true;
        }
        if said.starts_with("</") {
            self.depth = self.depth.saturating_sub(1);
            return match self.open.take() {
                Some(begun) => self.line(&[begun, said]),
                None => self.line(&[said]),
            };
        }
        if !said.starts_with('<') || said.starts_with("<![CDATA[") {
            // The text of an element stands beside its beginning.
            return if let Some(begun) = self.open.take() { self.text(begun, said) } else { self.line(&[said]) };
        }
        if !self.settle() {
            return false;
        }
        let is_a_beginning = !said.starts_with("<?") && !said.starts_with("<!") && !said.ends_with("/>");
        if is_a_beginning {
            self.open = Some(said);
            self.depth += 1;
            return true;
        }
        self.line(&[said])
    }

    /// A beginning with its text; its end follows on the same line.
    fn text(&mut self, begun: &str, said: &str) -> bool {
        self.depth -= 1;
        let written = self.line(&[begun, said]);
        self.depth += 1;
        written && self.glue()
    }

    /// The next end is written on the line before.
    fn glue(&mut self) -> bool {
        self.out.truncate(self.out.trim_end_matches('\n').len());
        self.count -= 1;
        self.open = Some("");
        true
    }

    /// Writes a beginning that has neither text nor end on its line.
    fn settle(&mut self) -> bool {
        let Some(begun) = self.open.take() else { return true };
        self.depth = self.depth.saturating_sub(1);
        let written = self.line(&[begun]);
        self.depth += 1;
        written
    }

    fn line(&mut self, parts: &[&str]) -> bool {
        if self.count == MOST_LINES {
            return false;
        }
        self.count += 1;
        // What goes on a line that has begun is not indented again.
        let indent = if parts.first() == Some(&"") { 0 } else { 2 * self.depth.min(MOST_INDENTED) };
        let _ = writeln!(self.out, "{:indent$}{}", "", parts.concat());
        true
    }
}

/// The first tag, comment or text of what is left, and what is after it.
fn next(rest: &str) -> (&str, &str) {
    let closed = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
    let end = if let Some((_, close)) = closed.iter().find(|(open, _)| rest.starts_with(open)) {
        rest.find(close).map(|at| at + close.len())
    } else if rest.starts_with('<') {
        end_of_tag(rest)
    } else {
        rest.find('<')
    };
    rest.split_at(end.unwrap_or(rest.len()))
}

/// Where a tag ends: at the first `>` outside a quoted value.
fn end_of_tag(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at + 1),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_element_has_its_line_and_its_depth() {
        let file = "\u{feff}<?xml version=\"1.0\"?><a:Doc x='1 > 0'><!-- b > c --><a:Nom>Étoile &amp; Fils</a:Nom>\n\n  <Vide/><Rien></Rien><Dans><Prix devise=\"EUR\">\n12.00\n</Prix></Dans></a:Doc>";
        let wanted = "<?xml version=\"1.0\"?>\n<a:Doc x='1 > 0'>\n  <!-- b > c -->\n  <a:Nom>Étoile &amp; Fils</a:Nom>\n  <Vide/>\n  <Rien></Rien>\n  <Dans>\n    <Prix devise=\"EUR\">12.00</Prix>\n  </Dans>\n</a:Doc>\n";
        assert_eq!(shown(file.as_bytes()), Shown { text: wanted.to_owned(), cut: false });
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain("<a>é</a>".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(shown(&utf16).text, "<a>é</a>\n");
        assert_eq!(shown(b"<a>\xE9</a>").text, "<a>é</a>\n", "one byte a character");
    }

    #[test]
    fn what_is_no_xml_loses_nothing() {
        for broken in ["<a><b>texte", "texte seul", "<a", "</a></b>", "<a>x</b>y</a>", "<!-- sans fin", "a<b>c<d/>e</b>f"] {
            let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(plain(&shown(broken.as_bytes()).text), plain(broken), "{broken}");
        }
        assert_eq!(shown(b"").text, "");
    }

    #[test]
    fn a_huge_text_is_cut_and_says_so() {
        let many = format!("<a>{}</a>", "<b>1</b>".repeat(MOST_LINES));
        let seen = shown(many.as_bytes());
        assert!(seen.cut && seen.text.lines().count() == MOST_LINES, "{} lines", seen.text.lines().count());
        let long = format!("<a>{}</a>", "é".repeat(MOST_BYTES));
        let seen = shown(long.as_bytes());
        assert!(seen.cut && seen.text.len() <= MOST_BYTES + 8, "{}", seen.text.len());
        let deep = "<a>".repeat(2_000);
        assert!(shown(deep.as_bytes()).text.len() < 2_000 * (2 * MOST_INDENTED + 8));
    }
}
