//! A small validator of XML schemas, for what the schemas of ISO 20022 use: sequences, choices, restrictions, one attribute.
//!
//! It is written from the recommendation of XML Schema 1.0 alone; what it does not know is a panic, never a pass.

use std::collections::BTreeMap;

use domain::Date;
use formats::xml::{Elements, Node};
use jiff::civil::DateTime;

pub struct Schema {
    namespace: String,
    root: (String, String),
    types: BTreeMap<String, Node>,
}

impl Schema {
    pub fn read(text: &str) -> Schema {
        let schema = Elements::new(text).document().unwrap();
        let root = schema.child("element").unwrap();
        let types = schema.children.iter().filter(|node| matches!(node.name.as_str(), "simpleType" | "complexType"));
        Schema {
            namespace: schema.attribute("targetNamespace").unwrap().to_owned(),
            root: (root.attribute("name").unwrap().to_owned(), root.attribute("type").unwrap().to_owned()),
            types: types.map(|node| (node.attribute("name").unwrap().to_owned(), node.clone())).collect(),
        }
    }

    /// Everything in a document that the schema refuses.
    pub fn faults(&self, document: &str) -> Vec<String> {
        let document = Elements::new(document).document().unwrap();
        let mut faults = Vec::new();
        if document.name != self.root.0 || document.attribute("xmlns") != Some(self.namespace.as_str()) {
            faults.push(format!("{} of {:?}", document.name, document.attribute("xmlns")));
        }
        let bare = Node { attributes: Vec::new(), ..document };
        self.element(&bare, &self.root.1, &self.root.0, &mut faults);
        faults
    }

    fn element(&self, node: &Node, kind: &str, path: &str, faults: &mut Vec<String>) {
        let Some(declared) = self.types.get(kind) else {
            self.leaf(node, path, faults);
            return self.value(&node.text, kind, path, faults);
        };
        if declared.name == "simpleType" {
            self.leaf(node, path, faults);
            return self.value(&node.text, kind, path, faults);
        }
        if let Some(extension) = declared.at("simpleContent/extension") {
            let allowed: Vec<&Node> = extension.all("attribute").collect();
            for attribute in &allowed {
                let name = attribute.attribute("name").unwrap();
                match node.attribute(name) {
                    Some(value) => self.value(value, attribute.attribute("type").unwrap(), &format!("{path}@{name}"), faults),
                    None => faults.push(format!("{path}: no {name}")),
                }
            }
            if node.attributes.len() > allowed.len() || !node.children.is_empty() {
                faults.push(format!("{path}: more than its value"));
            }
            return self.value(&node.text, extension.attribute("base").unwrap(), path, faults);
        }
        if !node.text.is_empty() || !node.attributes.is_empty() {
            faults.push(format!("{path}: text or attributes among elements"));
        }
        let (model, sequence) = match (declared.child("sequence"), declared.child("choice")) {
            (Some(sequence), None) => (sequence, true),
            (None, Some(choice)) => (choice, false),
            _ => panic!("{kind} is neither a sequence nor a choice"),
        };
        let left = if sequence { self.sequence(node, model, path, faults) } else { self.choice(&node.children, model, path, faults) };
        faults.extend(left.iter().map(|extra| format!("{path}: {} is not expected", extra.name)));
    }

    fn leaf(&self, node: &Node, path: &str, faults: &mut Vec<String>) {
        if !node.children.is_empty() || !node.attributes.is_empty() {
            faults.push(format!("{path}: more than a value"));
        }
    }

    /// Each element as often as it may come, in order; what is left over.
    fn sequence<'n>(&self, node: &'n Node, model: &Node, path: &str, faults: &mut Vec<String>) -> &'n [Node] {
        let mut rest = node.children.as_slice();
        for particle in &model.children {
            if particle.name == "choice" {
                rest = self.choice(rest, particle, path, faults);
                continue;
            }
            assert_eq!(particle.name, "element", "{path}");
            let (name, kind) = (particle.attribute("name").unwrap(), particle.attribute("type").unwrap());
            let least: usize = particle.attribute("minOccurs").unwrap_or("1").parse().unwrap();
            let most = match particle.attribute("maxOccurs").unwrap_or("1") {
                "unbounded" => usize::MAX,
                number => number.parse().unwrap(),
            };
            let there = rest.iter().take_while(|child| child.name == name).count().min(most);
            if there < least {
                faults.push(format!("{path}: {name} is missing"));
            }
            let (some, after) = rest.split_at(there);
            some.iter().for_each(|child| self.element(child, kind, &format!("{path}/{name}"), faults));
            rest = after;
        }
        rest
    }

    /// One of the elements; what is left over.
    fn choice<'n>(&self, children: &'n [Node], model: &Node, path: &str, faults: &mut Vec<String>) -> &'n [Node] {
        let Some((first, rest)) = children.split_first() else {
            faults.push(format!("{path}: nothing is chosen"));
            return &[];
        };
        match model.all("element").find(|particle| particle.attribute("name") == Some(first.name.as_str())) {
            Some(particle) => self.element(first, particle.attribute("type").unwrap(), &format!("{path}/{}", first.name), faults),
            None => faults.push(format!("{path}: {} cannot be chosen", first.name)),
        }
        rest
    }

    fn value(&self, text: &str, kind: &str, path: &str, faults: &mut Vec<String>) {
        let Some(restriction) = self.types.get(kind).map(|declared| declared.child("restriction").unwrap()) else {
            if !built_in(text, kind) {
                faults.push(format!("{path}: « {text} » is no {kind}"));
            }
            return;
        };
        self.value(text, restriction.attribute("base").unwrap(), path, faults);
        let one_of: Vec<&str> = restriction.all("enumeration").map(|one| one.attribute("value").unwrap()).collect();
        let mut held = one_of.is_empty() || one_of.contains(&text);
        for facet in restriction.children.iter().filter(|facet| facet.name != "enumeration") {
            let value = facet.attribute("value").unwrap();
            let number = || value.parse::<usize>().unwrap();
            let (whole, part) = text.split_once('.').unwrap_or((text, ""));
            held &= match facet.name.as_str() {
                "pattern" => pattern(value, text),
                "minLength" => text.chars().count() >= number(),
                "maxLength" => text.chars().count() <= number(),
                "fractionDigits" => part.trim_end_matches('0').len() <= number(),
                "totalDigits" => whole.trim_start_matches(['-', '0']).len() + part.trim_end_matches('0').len() <= number(),
                "minInclusive" => value == "0" && !text.starts_with('-'),
                other => panic!("{other} is not known"),
            };
        }
        if !held {
            faults.push(format!("{path}: « {text} » is no {kind}"));
        }
    }
}

fn built_in(text: &str, kind: &str) -> bool {
    match kind {
        "xs:string" => true,
        "xs:boolean" => matches!(text, "true" | "false" | "0" | "1"),
        "xs:date" => text.len() == 10 && text.parse::<Date>().is_ok(),
        "xs:dateTime" => text.len() == 19 && text.as_bytes()[10] == b'T' && text.parse::<DateTime>().is_ok(),
        "xs:decimal" => {
            let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
            [whole, part].iter().all(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
        }
        other => panic!("{other} is not known"),
    }
}

/// Whether a pattern matches a whole text.
fn pattern(pattern: &str, text: &str) -> bool {
    let mut rest = pattern.chars().collect::<Vec<char>>();
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let end = match rest[0] {
            '[' => 1 + rest.iter().position(|c| *c == ']').unwrap(),
            '(' => 1 + rest.iter().position(|c| *c == ')').unwrap(),
            '\\' => 2,
            _ => 1,
        };
        let atom: String = rest.drain(..end).collect();
        let (mut least, mut most) = (1, 1);
        if rest.first() == Some(&'{') {
            let end = rest.iter().position(|c| *c == '}').unwrap();
            let bounds: String = rest.drain(..=end).filter(|c| !matches!(c, '{' | '}')).collect();
            let (low, high) = bounds.split_once(',').unwrap_or((&bounds, &bounds));
            (least, most) = (low.parse().unwrap(), high.parse().unwrap());
        }
        pieces.push((atom, least, most));
    }
    let text: Vec<char> = text.chars().collect();
    matches(&pieces, &text)
}

/// Tries every number of repetitions of the first piece, the longest first.
fn matches(pieces: &[(String, usize, usize)], text: &[char]) -> bool {
    let Some(((atom, least, most), rest)) = pieces.split_first() else { return text.is_empty() };
    let mut ends = vec![0];
    while ends.len() <= *most {
        match one(atom, &text[*ends.last().unwrap()..]) {
            Some(length) if length > 0 => ends.push(ends.last().unwrap() + length),
            _ => break,
        }
    }
    ends.iter().skip(*least).rev().any(|end| matches(rest, &text[*end..]))
}

/// How many characters one atom takes, where it matches. A group holds pieces of fixed length here.
fn one(atom: &str, text: &[char]) -> Option<usize> {
    let first = text.first()?;
    if let Some(group) = atom.strip_prefix('(').and_then(|group| group.strip_suffix(')')) {
        return (1..=text.len()).find(|length| pattern(group, &text[..*length].iter().collect::<String>()));
    }
    let inside = match atom.strip_prefix('[').and_then(|class| class.strip_suffix(']')) {
        None => atom.trim_start_matches('\\').starts_with(*first),
        Some(class) => {
            let class: Vec<char> = class.chars().collect();
            let (mut at, mut found) = (0, false);
            while at < class.len() {
                if class[at] == '\\' {
                    found |= class[at + 1] == *first;
                    at += 2;
                } else if class.get(at + 1) == Some(&'-') && at + 2 < class.len() {
                    found |= (class[at]..=class[at + 2]).contains(first);
                    at += 3;
                } else {
                    found |= class[at] == *first;
                    at += 1;
                }
            }
            found
        }
    };
    inside.then_some(1)
}

#[test]
fn patterns_are_those_of_the_recommendation() {
    let bic = "[A-Z0-9]{4,4}[A-Z]{2,2}[A-Z0-9]{2,2}([A-Z0-9]{3,3}){0,1}";
    for (shape, text, held) in [
        (bic, "AGRIFRPP", true),
        (bic, "AGRIFRPPXXX", true),
        (bic, "AGRIFRPPXX", false),
        (bic, "AGRI1RPP", false),
        ("[A-Z]{2,2}[0-9]{2,2}[a-zA-Z0-9]{1,30}", "FR7630006000011234567890189", true),
        ("[A-Z]{2,2}[0-9]{2,2}[a-zA-Z0-9]{1,30}", "FR76 3000", false),
        ("\\+[0-9]{1,3}-[0-9()+\\-]{1,30}", "+33-1(2)3-4", true),
        ("\\+[0-9]{1,3}-[0-9()+\\-]{1,30}", "33-1", false),
        ("[0-9]{1,15}", "", false),
    ] {
        assert_eq!(pattern(shape, text), held, "{shape} {text}");
    }
}
