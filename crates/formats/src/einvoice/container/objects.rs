//! The objects of a PDF, looked up one by one as they are asked for (ISO 32000-1 §7.5).
//!
//! The whole file is never loaded: that took `lopdf` 1.8 GB for an array of zeros of 10 MB, and worse is easy (streams inside one
//! another, object streams whose every entry is the same large array). Only what leads to an attachment is read.
//! Streams are inflated by `lopdf`, which stops at the bytes it may give. Not covered: encrypted files, which a Factur-X never is.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::syntax::{Budget, Dict, Fault, Lexer, Result, Value, find, is_blank};

/// Bytes that one object or cross-reference stream may inflate to.
const STREAM: usize = 16 << 20;
/// Cross-reference sections that may follow one another: each edit of a file adds one.
const SECTIONS: usize = 1_000;
/// References that may lead from one to the next.
const HOPS: usize = 16;

/// Where an object is.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// At an offset of the file.
    At(usize),
    /// In an object stream.
    In { container: u32 },
    /// Deleted.
    Free,
}

/// An object, and where its stream begins if it has one.
pub(super) struct Object {
    pub(super) value: Value,
    stream: Option<usize>,
}

/// An object stream, inflated.
struct Container {
    bytes: Vec<u8>,
    offsets: HashMap<u32, usize>,
}

/// A file whose objects can be looked up.
pub(super) struct Pdf<'b> {
    bytes: &'b [u8],
    budget: &'b Budget,
    places: HashMap<u32, Place>,
    containers: RefCell<HashMap<u32, Rc<Container>>>,
    /// What says where the catalog is.
    pub(super) trailer: Dict,
    /// Whether its contents are encrypted.
    pub(super) encrypted: bool,
}

/// Entries of a cross-reference section, and its trailer.
type Section = (Vec<(u32, Place)>, Dict);

impl<'b> Pdf<'b> {
    fn empty(bytes: &'b [u8], budget: &'b Budget) -> Pdf<'b> {
        Pdf { bytes, budget, places: HashMap::new(), containers: RefCell::default(), trailer: Dict::default(), encrypted: false }
    }

    /// The file with its table of objects as it stands at its end.
    pub(super) fn as_written(bytes: &'b [u8], budget: &'b Budget) -> Result<Pdf<'b>> {
        let tail = bytes.len().saturating_sub(2048);
        let word = b"startxref";
        let start = bytes[tail..].windows(word.len()).rposition(|window| window == word).ok_or(Fault::Damaged)?;
        let start = Lexer::new(bytes, tail + start + word.len(), budget).number().ok_or(Fault::Damaged)?;
        let mut pdf = Pdf::empty(bytes, budget);
        let mut next = usize::try_from(start).ok();
        let mut seen = HashSet::new();
        while let Some(offset) = next.filter(|offset| seen.insert(*offset)) {
            if seen.len() > SECTIONS {
                return Err(Fault::Excessive);
            }
            let (entries, trailer) = pdf.section(offset)?;
            // Files for old readers hide in a second section what the first calls deleted.
            let hidden = trailer.count("XRefStm").filter(|offset| seen.insert(*offset)).map(|offset| pdf.section(offset)).transpose()?;
            let (deleted, there): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(_, place)| matches!(place, Place::Free));
            for (id, place) in there.into_iter().chain(hidden.into_iter().flat_map(|(entries, _)| entries)).chain(deleted) {
                // The newest section comes first.
                pdf.places.entry(id).or_insert(place);
            }
            next = trailer.count("Prev");
            pdf.adopt(trailer);
        }
        if pdf.trailer.get("Root").is_none() { Err(Fault::Damaged) } else { Ok(pdf) }
    }

    fn adopt(&mut self, trailer: Dict) {
        self.encrypted |= trailer.get("Encrypt").is_some_and(|value| *value != Value::Other);
        if self.trailer.get("Root").is_none() && trailer.get("Root").is_some() {
            self.trailer = trailer;
        }
    }

    /// The file with its objects found by looking for them, whatever its table says.
    pub(super) fn searched(bytes: &'b [u8], budget: &'b Budget) -> Result<Pdf<'b>> {
        let mut pdf = Pdf::empty(bytes, budget);
        let headers = headers(bytes, budget)?;
        let mut trailers: Vec<Dict> = Vec::new();
        let mut streams: Vec<u32> = Vec::new();
        for (at, (id, offset)) in headers.iter().enumerate() {
            pdf.places.insert(*id, Place::At(*offset));
            let end = headers.get(at + 1).map_or(bytes.len(), |(_, next)| *next).min(offset + 4096);
            let head = &bytes[*offset..end];
            if [b"/ObjStm".as_slice(), b"/XRef", b"/Catalog"].iter().all(|word| find(head, 0, word).is_none()) {
                continue;
            }
            let Ok(object) = pdf.indirect(*offset, *id) else { continue };
            let Value::Dict(dict) = object.value else { continue };
            if dict.has("Type", "ObjStm") {
                streams.push(*id);
            } else if dict.has("Type", "Catalog") {
                trailers.push(Dict::of("Root", Value::Ref(*id)));
            } else {
                trailers.push(dict);
            }
        }
        // The last one written holds.
        for container in streams.into_iter().rev() {
            let Ok(opened) = pdf.container(container) else { continue };
            for id in opened.offsets.keys() {
                pdf.places.entry(*id).or_insert(Place::In { container });
            }
        }
        let mut at = 0;
        while let Some(found) = find(bytes, at, b"trailer") {
            at = found + 7;
            trailers.extend(Lexer::new(bytes, at, budget).value().ok().and_then(Value::dict));
        }
        trailers.into_iter().rev().for_each(|trailer| pdf.adopt(trailer));
        if pdf.trailer.get("Root").is_none() { Err(Fault::Damaged) } else { Ok(pdf) }
    }

    fn section(&self, offset: usize) -> Result<Section> {
        let mut lexer = Lexer::new(self.bytes, offset, self.budget);
        if lexer.eat("xref") { self.table(lexer) } else { self.cross_reference_stream(offset) }
    }

    fn table(&self, mut lexer: Lexer<'_>) -> Result<Section> {
        let mut entries = Vec::new();
        while !lexer.eat("trailer") {
            let first = lexer.number().and_then(|first| u32::try_from(first).ok()).ok_or(Fault::Damaged)?;
            let count = lexer.number().and_then(|count| u32::try_from(count).ok()).ok_or(Fault::Damaged)?;
            for id in first..first.checked_add(count).ok_or(Fault::Damaged)? {
                self.budget.spend(1)?;
                let offset = lexer.number().and_then(|offset| usize::try_from(offset).ok()).ok_or(Fault::Damaged)?;
                lexer.number().ok_or(Fault::Damaged)?;
                let there = lexer.eat("n");
                if !there && !lexer.eat("f") {
                    return Err(Fault::Damaged);
                }
                entries.push((id, if there { Place::At(offset) } else { Place::Free }));
            }
        }
        Ok((entries, lexer.value()?.dict().ok_or(Fault::Damaged)?))
    }

    fn cross_reference_stream(&self, offset: usize) -> Result<Section> {
        let id = Lexer::new(self.bytes, offset, self.budget).number().and_then(|id| u32::try_from(id).ok()).ok_or(Fault::Damaged)?;
        let object = self.indirect(offset, id)?;
        let bytes = self.inflated(&object, STREAM)?;
        self.budget.inflate(bytes.len())?;
        let Value::Dict(dict) = object.value else { return Err(Fault::Damaged) };
        let widths = integers(dict.get("W")).filter(|widths| widths.len() >= 3 && widths.iter().all(|width| *width <= 8));
        let widths = widths.ok_or(Fault::Damaged)?;
        let row = widths.iter().sum::<usize>();
        let index = integers(dict.get("Index")).unwrap_or_else(|| vec![0, dict.count("Size").unwrap_or(0)]);
        if row == 0 || !dict.has("Type", "XRef") {
            return Err(Fault::Damaged);
        }
        let mut rows = bytes.chunks_exact(row);
        let mut entries = Vec::new();
        for range in index.chunks_exact(2) {
            for id in range[0]..range[0].saturating_add(range[1]) {
                let Some(row) = rows.next() else { break };
                self.budget.spend(1)?;
                let id = u32::try_from(id).map_err(|_| Fault::Damaged)?;
                entries.extend(entry(row, &widths).map(|place| (id, place)));
            }
        }
        Ok((entries, dict))
    }

    /// The object of a number; a number that nobody bears is nothing, as the standard wants.
    fn object(&self, id: u32) -> Result<Object> {
        match self.places.get(&id) {
            None | Some(Place::Free) => Ok(Object { value: Value::Other, stream: None }),
            Some(Place::At(offset)) => self.indirect(*offset, id),
            Some(Place::In { container }) => {
                let container = self.container(*container)?;
                let Some(offset) = container.offsets.get(&id) else { return Err(Fault::Damaged) };
                Ok(Object { value: Lexer::new(&container.bytes, *offset, self.budget).value()?, stream: None })
            }
        }
    }

    /// A value, or the object that it refers to.
    pub(super) fn resolved(&self, value: &Value) -> Result<Object> {
        let mut object = Object { value: value.clone(), stream: None };
        for _ in 0..HOPS {
            let Value::Ref(id) = object.value else { return Ok(object) };
            object = self.object(id)?;
        }
        Err(Fault::Damaged)
    }

    fn indirect(&self, offset: usize, id: u32) -> Result<Object> {
        let mut lexer = Lexer::new(self.bytes, offset, self.budget);
        let own = lexer.number();
        if own != Some(u64::from(id)) || lexer.number().is_none() || !lexer.eat("obj") {
            return Err(Fault::Damaged);
        }
        let value = lexer.value()?;
        let stream = (matches!(value, Value::Dict(_)) && lexer.eat("stream")).then(|| {
            let rest = &self.bytes[lexer.at..];
            lexer.at + if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n") || rest.starts_with(b"\r")) }
        });
        Ok(Object { value, stream })
    }

    /// The bytes of a stream as they stand in the file: of its length, or up to its end word where the length is wrong.
    fn raw(&self, dict: &Dict, start: usize) -> Result<&'b [u8]> {
        let length = match dict.get("Length") {
            // Only from the file itself: a length inside the very stream that it measures would never end.
            Some(Value::Ref(id)) => match self.places.get(id) {
                Some(Place::At(offset)) => match self.indirect(*offset, *id)?.value {
                    Value::Int(length) => usize::try_from(length).ok(),
                    _ => None,
                },
                _ => None,
            },
            _ => dict.count("Length"),
        };
        let told = length.and_then(|length| start.checked_add(length)).filter(|end| *end <= self.bytes.len());
        if let Some(end) = told {
            let blanks = self.bytes[end..].iter().take(8).take_while(|byte| is_blank(**byte)).count();
            if self.bytes[end + blanks..].starts_with(b"endstream") {
                return Ok(&self.bytes[start..end]);
            }
        }
        let end = find(self.bytes, start, b"endstream").ok_or(Fault::Damaged)?;
        self.budget.spend((end - start) / 64)?;
        Ok(&self.bytes[start..end])
    }

    /// The content of a stream, at most so many bytes.
    pub(super) fn inflated(&self, object: &Object, most: usize) -> Result<Vec<u8>> {
        let (Value::Dict(dict), Some(start)) = (&object.value, object.stream) else { return Err(Fault::Damaged) };
        let raw = self.raw(dict, start)?;
        let mut parameters = lopdf::Dictionary::new();
        for key in ["Filter", "DecodeParms"] {
            if let Some(value) = dict.get(key) {
                parameters.set(key, self.plain(value, 3)?);
            }
        }
        if raw.len() > most && parameters.get(b"Filter").is_err() {
            return Err(Fault::Excessive);
        }
        let stream = lopdf::Stream::new(parameters, raw.to_vec());
        stream.get_plain_content_with_limit(most).map_err(|error| match error {
            lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => Fault::Excessive,
            _ => Fault::Damaged,
        })
    }

    /// Filters and their parameters, as `lopdf` takes them.
    fn plain(&self, value: &Value, depth: usize) -> Result<lopdf::Object> {
        let depth = depth.checked_sub(1).ok_or(Fault::Damaged)?;
        Ok(match self.resolved(value)?.value {
            Value::Int(number) => lopdf::Object::Integer(number),
            Value::Name(name) => lopdf::Object::Name(name),
            Value::Array(values) => lopdf::Object::Array(values.iter().map(|value| self.plain(value, depth)).collect::<Result<Vec<_>>>()?),
            Value::Dict(dict) => {
                let mut plain = lopdf::Dictionary::new();
                for (key, value) in dict.iter() {
                    plain.set(key.to_vec(), self.plain(value, depth)?);
                }
                lopdf::Object::Dictionary(plain)
            }
            Value::Text(_) | Value::Ref(_) | Value::Other => lopdf::Object::Null,
        })
    }

    fn container(&self, id: u32) -> Result<Rc<Container>> {
        if let Some(open) = self.containers.borrow().get(&id) {
            return Ok(Rc::clone(open));
        }
        // Never itself in another: so there is no way round.
        let Some(Place::At(offset)) = self.places.get(&id) else { return Err(Fault::Damaged) };
        let object = self.indirect(*offset, id)?;
        let bytes = self.inflated(&object, STREAM.min(self.budget.room()))?;
        self.budget.inflate(bytes.len())?;
        let Value::Dict(dict) = object.value else { return Err(Fault::Damaged) };
        let (Some(count), Some(first)) = (dict.count("N"), dict.count("First")) else { return Err(Fault::Damaged) };
        let mut offsets = HashMap::new();
        let mut lexer = Lexer::new(&bytes, 0, self.budget);
        for _ in 0..count {
            self.budget.spend(1)?;
            let (Some(id), Some(offset)) = (lexer.number(), lexer.number()) else { break };
            let offset = usize::try_from(offset).ok().and_then(|offset| first.checked_add(offset));
            let (Ok(id), Some(offset)) = (u32::try_from(id), offset) else { return Err(Fault::Damaged) };
            offsets.entry(id).or_insert(offset);
        }
        let container = Rc::new(Container { bytes, offsets });
        self.containers.borrow_mut().insert(id, Rc::clone(&container));
        Ok(container)
    }
}

/// An entry of a cross-reference stream; kinds that the standard does not know are nothing.
fn entry(row: &[u8], widths: &[usize]) -> Option<Place> {
    let mut rest = row;
    let mut field = |width: usize| {
        let (own, after) = rest.split_at(width);
        rest = after;
        own.iter().fold(0_u64, |value, byte| (value << 8) | u64::from(*byte))
    };
    let kind = if widths[0] == 0 { 1 } else { field(widths[0]) };
    let second = field(widths[1]);
    match kind {
        0 => Some(Place::Free),
        1 => usize::try_from(second).ok().map(Place::At),
        2 => u32::try_from(second).ok().map(|container| Place::In { container }),
        _ => None,
    }
}

fn integers(value: Option<&Value>) -> Option<Vec<usize>> {
    let Some(Value::Array(values)) = value else { return None };
    let integer = |value: &Value| if let Value::Int(number) = value { usize::try_from(*number).ok() } else { None };
    values.iter().map(integer).collect()
}

/// The numbers of the objects in a file and where each begins, in the order of the file.
fn headers(bytes: &[u8], budget: &Budget) -> Result<Vec<(u32, usize)>> {
    let mut headers = Vec::new();
    let mut at = 0;
    while let Some(found) = find(bytes, at, b"obj") {
        at = found + 3;
        // Backwards: blank, generation, blank, number.
        let back = |end: usize, wanted: fn(u8) -> bool| end - bytes[..end].iter().rev().take(16).take_while(|byte| wanted(**byte)).count();
        let digit = |byte: u8| byte.is_ascii_digit();
        let generation_end = back(found, is_blank);
        let generation = back(generation_end, digit);
        let id_end = back(generation, is_blank);
        let id_start = back(id_end, digit);
        if generation == generation_end || id_end == generation || id_start == id_end {
            continue;
        }
        let id = std::str::from_utf8(&bytes[id_start..id_end]).ok().and_then(|digits| digits.parse().ok());
        if let Some(id) = id {
            budget.spend(1)?;
            headers.push((id, id_start));
        }
    }
    Ok(headers)
}
