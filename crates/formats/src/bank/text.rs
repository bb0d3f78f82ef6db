//! Words of statements: blanks put right, placeholders for nothing taken away.

use crate::values::is_blank;

/// One line of text, runs of blanks and control characters as one blank; `None` when nothing is left.
pub(super) fn clean(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(|c: char| c.is_control() || is_blank(c)).filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// A reference; `None` for the words by which formats say that there is none.
pub(super) fn reference(text: &str) -> Option<String> {
    let text = clean(text)?;
    let squeezed: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let nothing =
        matches!(squeezed.as_str(), "" | "NOTPROVIDED" | "NONPROVIDED" | "NONREF" | "NOREF" | "NOTAVAILABLE" | "NONFOURNI" | "NOTPROVIDE")
            || squeezed.bytes().all(|b| b == b'0');
    (!nothing).then_some(text)
}

/// Adds a line of text where it says something that the lines before do not.
pub(super) fn add_line(lines: &mut Vec<String>, text: &str) {
    if let Some(line) = clean(text)
        && !lines.contains(&line)
    {
        lines.push(line);
    }
}

/// The lines of a text with their numbers, from 1. Any run of CR before an LF, and a lone CR, ends a line.
pub(super) fn numbered_lines(text: &str) -> impl Iterator<Item = (u64, &str)> {
    let mut rest = Some(text);
    let lines = std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\r', '\n']) else {
            rest = None;
            return (!text.is_empty()).then_some(text);
        };
        let after = text[end..].trim_start_matches('\r');
        rest = Some(after.strip_prefix('\n').unwrap_or(after));
        Some(&text[..end])
    });
    (1..).zip(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_ends_one_line() {
        let lines: Vec<(u64, &str)> = numbered_lines("a\nb\r\nc\r\r\nd\re\n\nf").collect();
        assert_eq!(lines, [(1, "a"), (2, "b"), (3, "c"), (4, "d"), (5, "e"), (6, ""), (7, "f")]);
        assert_eq!(numbered_lines("").count(), 0);
        assert_eq!(numbered_lines("a\n").count(), 1);
    }

    #[test]
    fn what_says_nothing_is_nothing() {
        assert_eq!(clean(" VIR\t\u{a0}SEPA\r\n DUPONT "), Some("VIR SEPA DUPONT".to_owned()));
        assert_eq!(clean(" \u{0} "), None);
        for nothing in ["NOTPROVIDED", "Not Provided", "NONREF", "0000000", "", "///"] {
            assert_eq!(reference(nothing), None, "{nothing}");
        }
        assert_eq!(reference(" FA-2026  12 "), Some("FA-2026 12".to_owned()));
    }
}
