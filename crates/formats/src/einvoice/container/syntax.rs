//! The syntax of PDF as far as it leads to an embedded file (ISO 32000-1 §7.3): one value is read at a time, only where somebody
//! asks for it. Depth is bounded, and everything that is read counts against the [`Budget`] of the file.

use std::cell::Cell;

/// How deep arrays and dictionaries may be nested.
const DEPTH: usize = 64;
/// Values that may be read from one file, all objects and tables together.
const VALUES: usize = 1_000_000;
/// Bytes that object and cross-reference streams of one file may inflate to, all together.
const INFLATED: usize = 64 << 20;

/// Why a file cannot be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Not what the format wants.
    Damaged,
    /// More than any honest invoice needs.
    Excessive,
}

/// What is read, or why it is not.
pub(super) type Result<T> = std::result::Result<T, Fault>;

/// How much more may be read from a file.
#[derive(Debug)]
pub(super) struct Budget {
    values: Cell<usize>,
    inflated: Cell<usize>,
}

impl Budget {
    pub(super) fn new() -> Budget {
        Budget { values: Cell::new(VALUES), inflated: Cell::new(INFLATED) }
    }

    /// Takes the work of reading some values.
    pub(super) fn spend(&self, values: usize) -> Result<()> {
        self.values.set(self.values.get().checked_sub(values).ok_or(Fault::Excessive)?);
        Ok(())
    }

    /// Takes the room of a stream that was inflated.
    pub(super) fn inflate(&self, bytes: usize) -> Result<()> {
        self.inflated.set(self.inflated.get().checked_sub(bytes).ok_or(Fault::Excessive)?);
        Ok(())
    }

    /// Bytes that may still be inflated.
    pub(super) fn room(&self) -> usize {
        self.inflated.get()
    }
}

/// A value of PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Int(i64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Value>),
    Dict(Dict),
    /// The number of an object.
    Ref(u32),
    /// Nothing that a file is found by: null, booleans, fractions.
    Other,
}

impl Value {
    pub(super) fn dict(self) -> Option<Dict> {
        if let Value::Dict(dict) = self { Some(dict) } else { None }
    }
}

/// A dictionary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Dict(Vec<(Vec<u8>, Value)>);

impl Dict {
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(own, _)| own == key.as_bytes()).map(|(_, value)| value)
    }

    pub(super) fn has(&self, key: &str, name: &str) -> bool {
        matches!(self.get(key), Some(Value::Name(own)) if own == name.as_bytes())
    }

    /// A count or an offset.
    pub(super) fn count(&self, key: &str) -> Option<usize> {
        match self.get(key) {
            Some(Value::Int(count)) => usize::try_from(*count).ok(),
            _ => None,
        }
    }

    /// A dictionary of one entry.
    pub(super) fn of(key: &str, value: Value) -> Dict {
        Dict(vec![(key.as_bytes().to_vec(), value)])
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&[u8], &Value)> {
        self.0.iter().map(|(key, value)| (key.as_slice(), value))
    }
}

/// Reads values one after another.
pub(super) struct Lexer<'b> {
    bytes: &'b [u8],
    /// Where it stands.
    pub(super) at: usize,
    budget: &'b Budget,
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\0' | 0x0C)
}

fn is_regular(byte: u8) -> bool {
    !is_blank(byte) && !b"()<>[]{}/%".contains(&byte)
}

impl<'b> Lexer<'b> {
    pub(super) fn new(bytes: &'b [u8], at: usize, budget: &'b Budget) -> Lexer<'b> {
        Lexer { bytes, at: at.min(bytes.len()), budget }
    }

    fn rest(&self) -> &'b [u8] {
        &self.bytes[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Passes blanks and comments.
    pub(super) fn blanks(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                self.at += self.rest().iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(self.rest().len());
            } else if is_blank(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    /// Passes a word where it comes next, blanks before it apart.
    pub(super) fn eat(&mut self, word: &str) -> bool {
        self.blanks();
        let there = self.rest().starts_with(word.as_bytes());
        if there {
            self.at += word.len();
        }
        there
    }

    /// A number without sign, where one comes next.
    pub(super) fn number(&mut self) -> Option<u64> {
        self.blanks();
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(&self.rest()[..digits]).ok()?.parse().ok()?;
        self.at += digits;
        Some(number)
    }

    /// The next value.
    pub(super) fn value(&mut self) -> Result<Value> {
        self.value_within(DEPTH)
    }

    fn value_within(&mut self, depth: usize) -> Result<Value> {
        self.budget.spend(1)?;
        let depth = depth.checked_sub(1).ok_or(Fault::Excessive)?;
        self.blanks();
        let start = self.at;
        let value = match self.rest() {
            [b'/', ..] => Value::Name(self.name()),
            [b'(', ..] => Value::Text(self.literal()?),
            [b'<', b'<', ..] => Value::Dict(self.dictionary(depth)?),
            [b'<', ..] => Value::Text(self.hexadecimal()?),
            [b'[', ..] => Value::Array(self.array(depth)?),
            [b'0'..=b'9', ..] => self.integer_or_reference(),
            [b'+' | b'-' | b'.', ..] => self.signed(),
            _ if ["true", "false", "null"].iter().any(|word| self.eat(word)) => Value::Other,
            _ => return Err(Fault::Damaged),
        };
        // Long texts cost in proportion.
        self.budget.spend((self.at - start) / 64)?;
        Ok(value)
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|byte| is_regular(*byte)) {
            let escaped = (byte == b'#').then(|| self.rest().get(1..3)).flatten();
            let escaped = escaped.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
            self.at += if escaped.is_some() { 3 } else { 1 };
            name.push(escaped.unwrap_or(byte));
        }
        name
    }

    fn literal(&mut self) -> Result<Vec<u8>> {
        self.at += 1;
        let mut text = Vec::new();
        let mut open = 1_usize;
        loop {
            let byte = self.peek().ok_or(Fault::Damaged)?;
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' if open == 1 => return Ok(text),
                b')' => open -= 1,
                b'\\' => {
                    text.extend(self.escape());
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
    }

    /// What follows a backslash in a literal text; a line end there is none.
    fn escape(&mut self) -> Option<u8> {
        let octal = self.rest().iter().take(3).take_while(|byte| (b'0'..=b'7').contains(*byte)).count();
        if octal > 0 {
            let value = self.rest()[..octal].iter().fold(0_u32, |value, byte| value * 8 + u32::from(byte - b'0'));
            self.at += octal;
            // Overflow is ignored by the standard.
            return u8::try_from(value & 0xFF).ok();
        }
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            b'b' => Some(8),
            b'f' => Some(12),
            b'\n' => None,
            b'\r' => {
                self.at += usize::from(self.peek() == Some(b'\n'));
                None
            }
            other => Some(other),
        }
    }

    fn hexadecimal(&mut self) -> Result<Vec<u8>> {
        let end = self.rest().iter().position(|byte| *byte == b'>').ok_or(Fault::Damaged)?;
        let digits: Vec<u8> = self.rest()[1..end].iter().copied().filter(|byte| !is_blank(*byte)).collect();
        self.at += end + 1;
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).ok_or(Fault::Damaged);
        // A last digit alone stands for one followed by zero.
        digits.chunks(2).map(|pair| Ok(digit(pair[0])? * 16 + pair.get(1).map_or(Ok(0), |low| digit(*low))?)).collect()
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Value>> {
        self.at += 1;
        let mut values = Vec::new();
        while !self.eat("]") {
            values.push(self.value_within(depth)?);
        }
        Ok(values)
    }

    fn dictionary(&mut self, depth: usize) -> Result<Dict> {
        self.at += 2;
        let mut dict = Dict::default();
        while !self.eat(">>") {
            if self.peek() != Some(b'/') {
                return Err(Fault::Damaged);
            }
            let key = self.name();
            dict.0.push((key, self.value_within(depth)?));
        }
        Ok(dict)
    }

    /// `12`, `12.5`, or `12 0 R`.
    fn integer_or_reference(&mut self) -> Value {
        let start = self.at;
        let first = self.number();
        if let Some(id) = first.and_then(|id| u32::try_from(id).ok()) {
            let after = self.at;
            let blank = self.peek().is_some_and(is_blank);
            if blank
                && self.number().is_some_and(|generation| generation <= 65_535)
                && self.eat("R")
                && !self.peek().is_some_and(is_regular)
            {
                return Value::Ref(id);
            }
            self.at = after;
        }
        if self.peek() == Some(b'.') || first.is_none() {
            self.at = start;
            return self.signed();
        }
        first.and_then(|number| i64::try_from(number).ok()).map_or(Value::Other, Value::Int)
    }

    /// A number with a sign or a fraction.
    fn signed(&mut self) -> Value {
        let length = self.rest().iter().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.')).count();
        let text = std::str::from_utf8(&self.rest()[..length]).unwrap_or_default();
        self.at += length.max(1);
        text.parse().map_or(Value::Other, Value::Int)
    }
}

/// Where a word stands in the bytes, from a place on.
pub(super) fn find(bytes: &[u8], from: usize, word: &[u8]) -> Option<usize> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == word[0])?;
        if bytes[at..].starts_with(word) {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Result<Value> {
        Lexer::new(text.as_bytes(), 0, &Budget::new()).value()
    }

    #[test]
    fn values_of_every_kind() {
        let text =
            b" % a comment\n<< /Type /Fi#6cespec /F (fac\\164ur\\(x\\)(1)\\\n.xml)/UF<FEFF 0066 7> /K [1 -2 3.5 4 0 R true null 5 0 /R] >>";
        let budget = Budget::new();
        let dict = Lexer::new(text, 0, &budget).value().ok().and_then(Value::dict).expect("a dictionary");
        assert!(dict.has("Type", "Filespec"));
        assert_eq!(dict.get("F"), Some(&Value::Text(b"factur(x)(1).xml".to_vec())));
        assert_eq!(dict.get("UF"), Some(&Value::Text(vec![0xFE, 0xFF, 0, 0x66, 0x70])));
        let Some(Value::Array(values)) = dict.get("K") else { panic!("an array") };
        use Value::*;
        assert_eq!(values, &[Int(1), Int(-2), Other, Ref(4), Other, Other, Int(5), Int(0), Name(b"R".to_vec())]);
    }

    #[test]
    fn what_is_no_value_is_damaged_and_what_is_too_deep_is_excessive() {
        for text in ["", "<<", "<</A", "<</A 1 2>>", "[1", "(abc", "<0g>", ">>", "endobj", "tru"] {
            assert_eq!(value(text), Err(Fault::Damaged), "{text}");
        }
        assert_eq!(value(&"[".repeat(100_000)), Err(Fault::Excessive));
        assert_eq!(value(&"<</A".repeat(100_000)), Err(Fault::Excessive));
        assert!(value(&format!("{}0{}", "[".repeat(63), "]".repeat(63))).is_ok());
        // A text is not nested by its brackets: they only have to close.
        assert_eq!(value(&format!("{}{}", "(".repeat(10_000), ")".repeat(10_000))).map(|text| text != Value::Other), Ok(true));
    }

    #[test]
    fn a_million_values_are_the_most_that_one_file_may_hold() {
        assert_eq!(value(&format!("[{}]", "0 ".repeat(1_000_001))), Err(Fault::Excessive));
    }
}
