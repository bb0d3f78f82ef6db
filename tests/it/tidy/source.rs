//! Rust source with comments, strings or tests blanked out, so that a rule looks only at what it is about.
//!
//! Blanked characters become blanks and line ends stay, so line numbers are those of the file.

/// What a character of a source file belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Code,
    Comment,
    /// The inside and the quotes of a string or character literal.
    Literal,
}

/// The code alone: no comment, no literal.
pub fn code(text: &str) -> String {
    keep(text, |kind| kind == Kind::Code)
}

/// The literals alone.
pub fn literals(text: &str) -> String {
    keep(text, |kind| kind == Kind::Literal)
}

/// The comments alone.
pub fn comments(text: &str) -> String {
    keep(text, |kind| kind == Kind::Comment)
}

/// The code of what ships: no comment, no literal, nothing under `#[cfg(test)]`.
pub fn shipped_code(text: &str) -> String {
    let mut code: Vec<char> = code(text).chars().collect();
    while let Some(start) = position(&code, 0, "#[cfg(test)]") {
        let end = end_of_item(&code, start);
        for c in &mut code[start..end] {
            if *c != '\n' {
                *c = ' ';
            }
        }
    }
    code.into_iter().collect()
}

/// The modules that exist only for tests: the names after `#[cfg(test)] mod`.
pub fn test_modules(text: &str) -> Vec<String> {
    let flat = code(text).split_whitespace().collect::<Vec<_>>().join(" ");
    flat.split("#[cfg(test)]")
        .skip(1)
        .filter_map(|after| {
            let name = after.trim_start().trim_start_matches("pub ").strip_prefix("mod ")?;
            let end = name.find([';', ' ', '{'])?;
            (name.as_bytes()[end] == b';').then(|| name[..end].to_owned())
        })
        .collect()
}

/// The number of the line on which a byte stands, from 1.
pub fn line_of(text: &str, byte: usize) -> usize {
    text[..byte].matches('\n').count() + 1
}

fn keep(text: &str, wanted: impl Fn(Kind) -> bool) -> String {
    text.chars().zip(kinds(text)).map(|(c, kind)| if c == '\n' || wanted(kind) { c } else { ' ' }).collect()
}

/// The kind of every character.
fn kinds(text: &str) -> Vec<Kind> {
    let chars: Vec<char> = text.chars().collect();
    let mut kinds = vec![Kind::Code; chars.len()];
    let mut at = 0;
    while at < chars.len() {
        let (end, kind) = token(&chars, at);
        kinds[at..end].fill(kind);
        at = end;
    }
    kinds
}

/// Where what starts at `at` ends, and what it is.
fn token(chars: &[char], at: usize) -> (usize, Kind) {
    let next = chars.get(at + 1);
    let in_word = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    match chars[at] {
        '/' if next == Some(&'/') => (find(chars, at, |c| c == '\n'), Kind::Comment),
        '/' if next == Some(&'*') => (end_of_block_comment(chars, at), Kind::Comment),
        '"' => (end_of_string(chars, at), Kind::Literal),
        'r' if !in_word || at > 0 && chars[at - 1] == 'b' => match raw_hashes(chars, at) {
            Some(hashes) => (end_of_raw_string(chars, at, hashes), Kind::Literal),
            None => (at + 1, Kind::Code),
        },
        // A character literal, unless it is a lifetime.
        '\'' if next == Some(&'\\') => ((find(chars, at + 3, |c| c == '\'') + 1).min(chars.len()), Kind::Literal),
        '\'' if chars.get(at + 2) == Some(&'\'') => (at + 3, Kind::Literal),
        _ => (at + 1, Kind::Code),
    }
}

fn find(chars: &[char], from: usize, wanted: impl Fn(char) -> bool) -> usize {
    (from..chars.len()).find(|i| wanted(chars[*i])).unwrap_or(chars.len())
}

fn end_of_block_comment(chars: &[char], start: usize) -> usize {
    let (mut depth, mut at) = (0, start);
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

fn end_of_string(chars: &[char], start: usize) -> usize {
    let mut at = start + 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

/// How many `#` a raw string has, if one starts there.
fn raw_hashes(chars: &[char], at: usize) -> Option<usize> {
    let quote = find(chars, at + 1, |c| c != '#');
    (chars.get(quote) == Some(&'"')).then(|| quote - at - 1)
}

fn end_of_raw_string(chars: &[char], at: usize, hashes: usize) -> usize {
    let closes = |i: &usize| chars[*i] == '"' && chars[i + 1..].iter().take_while(|c| **c == '#').count() >= hashes;
    (at + hashes + 2..chars.len()).find(closes).map_or(chars.len(), |i| i + 1 + hashes)
}

fn position(code: &[char], from: usize, wanted: &str) -> Option<usize> {
    let wanted: Vec<char> = wanted.chars().collect();
    code[from..].windows(wanted.len()).position(|window| window == wanted).map(|at| from + at)
}

/// The end of the item whose attribute starts there: its closing brace, or a semicolon before any brace.
fn end_of_item(code: &[char], start: usize) -> usize {
    let attribute = find(code, start, |c| c == ']') + 1;
    let mut depth = 0;
    for (at, c) in code.iter().enumerate().skip(attribute) {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

#[test]
fn comments_literals_and_tests_are_told_from_code() {
    let source = r##"
        // a.unwrap() in a comment /* "
        fn f<'a>(s: &'a str) -> char { let q = '"'; let e = '\''; /* outer /* inner */ x.unwrap() */ s.len(); "b.unwrap()" ; '{' }
        const RAW: &str = r#"c.unwrap() " still "#;
        #[cfg(test)]
        mod tests { fn g() { d.unwrap() } }
        fn h() { e.unwrap() }
        #[cfg(test)]
        mod stories;
    "##;
    let code = code(source);
    assert!(!code.contains("a.unwrap") && !code.contains("x.unwrap") && !code.contains("b.unwrap") && !code.contains("c.unwrap"), "{code}");
    assert!(code.contains("s.len()") && code.contains("d.unwrap()") && code.contains("'a str"), "{code}");
    let shipped = shipped_code(source);
    assert!(!shipped.contains("d.unwrap") && shipped.contains("e.unwrap()"), "{shipped}");
    assert_eq!(line_of(&shipped, shipped.find("e.unwrap").expect("there")), 7);
    assert!(literals(source).contains("c.unwrap()") && !literals(source).contains("d.unwrap()"));
    assert!(comments(source).contains("a.unwrap()") && comments(source).contains("inner") && !comments(source).contains("s.len"));
    assert_eq!(test_modules(source), ["stories"]);
}
