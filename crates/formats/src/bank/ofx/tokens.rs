//! Tags and texts of OFX, SGML (1.x) and XML (2.x) alike, as banks write them: end tags or not, a bare `&`, a bare `<`.

/// A piece of the text, with the line it begins on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<NAME>`
    Open(&'a str),
    /// `</NAME>`
    Close(&'a str),
    /// `<NAME/>`
    Empty(&'a str),
    /// What stands between tags, as written.
    Text(&'a str),
    /// `<!DOCTYPE …`, refused.
    Doctype,
}

/// Walks the text.
pub(super) struct Tokens<'a> {
    rest: &'a str,
    line: u64,
}

impl<'a> Tokens<'a> {
    /// From the beginning.
    pub(super) fn new(text: &'a str) -> Tokens<'a> {
        Tokens { rest: text, line: 1 }
    }

    fn pass(&mut self, length: usize) -> &'a str {
        let (passed, rest) = self.rest.split_at(length);
        self.rest = rest;
        self.line += passed.bytes().filter(|b| *b == b'\n').count() as u64;
        passed
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (u64, Token<'a>);

    fn next(&mut self) -> Option<(u64, Token<'a>)> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let line = self.line;
            let Some(length) = markup(self.rest) else {
                // Text up to the next tag; a `<` that begins no tag is text.
                let end = self.rest.match_indices('<').map(|(at, _)| at).find(|at| *at > 0 && markup(&self.rest[*at..]).is_some());
                let text = self.pass(end.unwrap_or(self.rest.len()));
                return Some((line, Token::Text(text)));
            };
            let tag = self.pass(length);
            if let Some(text) = tag.strip_prefix("<![CDATA[") {
                return Some((line, Token::Text(text.strip_suffix("]]>").unwrap_or(text))));
            }
            if tag.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!DOCTYPE")) {
                return Some((line, Token::Doctype));
            }
            let inside = tag.trim_start_matches('<').trim_end_matches('>');
            if inside.starts_with(['!', '?']) {
                continue;
            }
            let name = |text: &'a str| text.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or("");
            return Some((
                line,
                match inside.strip_prefix('/') {
                    Some(closed) => Token::Close(closed.trim()),
                    None if inside.ends_with('/') => Token::Empty(name(inside)),
                    None => Token::Open(name(inside)),
                },
            ));
        }
    }
}

/// The length of the markup that a text begins with: a tag, a comment, a declaration, CDATA.
fn markup(text: &str) -> Option<usize> {
    let to = |end: &str| Some(text.find(end).map_or(text.len(), |at| at + end.len()));
    let after = text.strip_prefix('<')?;
    if after.starts_with("!--") {
        return to("-->");
    }
    if after.starts_with("![CDATA[") {
        return to("]]>");
    }
    if after.starts_with(['!', '?']) {
        return to(">");
    }
    let name = after.strip_prefix('/').unwrap_or(after);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    // The longest name of the norm has some thirty characters; attributes do not occur.
    let end = name.char_indices().take(80).find(|(_, c)| *c == '>').map(|(at, _)| at)?;
    let fits = name[..end].chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | ':' | ' '));
    fits.then_some(text.len() - name.len() + end + 1)
}

/// A text without its entities. What is none of the known ones stays as it is, or is refused where `strict` says so.
///
/// # Errors
/// The name of an entity that only a DOCTYPE can define.
pub(super) fn plain(text: &str, strict: bool) -> Result<String, String> {
    if !text.contains('&') {
        return Ok(text.to_owned());
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest[1..].char_indices().take(10).find(|(_, c)| *c == ';').map(|(end, _)| &rest[1..=end]);
        let name = name.filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#'));
        let Some(name) = name else {
            out.push('&');
            rest = &rest[1..];
            continue;
        };
        match entity(name) {
            Some(sign) => out.push(sign),
            None if strict => return Err(name.to_owned()),
            None => {
                out.push('&');
                rest = &rest[1..];
                continue;
            }
        }
        rest = &rest[name.len() + 2..];
    }
    out.push_str(rest);
    Ok(out)
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tags_texts_and_stray_signs() {
        let all: Vec<(u64, Token<'_>)> = Tokens::new("<A>\n<B>x < y & z\n</b><C/><!-- <D> --><?p?>t<2>").collect();
        assert_eq!(
            all,
            [
                (1, Token::Open("A")),
                (1, Token::Text("\n")),
                (2, Token::Open("B")),
                (2, Token::Text("x < y & z\n")),
                (3, Token::Close("b")),
                (3, Token::Empty("C")),
                (3, Token::Text("t<2>")),
            ]
        );
        assert_eq!(Tokens::new("<!DOCTYPE OFX [<!ENTITY a 'b'>]>").next(), Some((1, Token::Doctype)));
    }

    #[test]
    fn entities_of_sgml_and_a_bare_ampersand() {
        assert_eq!(
            plain("A&amp;B &lt;C&gt; D & E&nbsp;F &#233;&#xE9; R&D; &eacute;", false),
            Ok("A&B <C> D & E F éé R&D; &eacute;".to_owned())
        );
        assert_eq!(plain("M & Mme", true), Ok("M & Mme".to_owned()));
        assert_eq!(plain("x &bombe; y", true), Err("bombe".to_owned()));
    }

    proptest! {
        #[test]
        fn every_character_is_in_a_token(text in "[<>/!?a-cA-C&;\\[\\]é \\n-]{0,80}") {
            let mut tokens = Tokens::new(&text);
            let mut steps = 0;
            while tokens.next().is_some() {
                steps += 1;
                prop_assert!(steps <= text.len());
            }
            prop_assert_eq!(tokens.rest, "");
            let _ = plain(&text, true);
        }
    }
}
