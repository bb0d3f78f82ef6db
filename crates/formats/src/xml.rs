//! XML read element by element, names without their prefix, within limits that hostile files cannot pass.
//!
//! A DOCTYPE is refused, and so is any entity but the five of XML and character references: no document that this program
//! reads has one, and entities are how XML attacks begin (CWE-611, CWE-776). [`Elements`] walks the document; [`Elements::whole`]
//! takes one element with everything in it as a [`Node`]: large statements are read entry by entry, invoices in one piece.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// How deep elements may be nested.
const DEPTH: usize = 64;
/// How many attributes an element may have.
const ATTRIBUTES: usize = 256;
/// How many elements one [`Node`] may hold, attributes counted with them: a short one takes as much memory.
const ELEMENTS: usize = 1_000_000;

/// Why a document cannot be read on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlError {
    /// The line, counted from 1.
    pub line: u64,
    /// A stable word for the reason.
    pub code: &'static str,
    /// What is wrong and what to do, in French.
    pub message: String,
}

/// An element with everything in it. Namespaces and prefixes are left out: the fields that are read are told apart by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// Its name without prefix.
    pub name: String,
    /// The line it begins on, counted from 1.
    pub line: u64,
    /// Its attributes, names without prefix.
    pub attributes: Vec<(String, String)>,
    /// Its own text, without blanks around it.
    pub text: String,
    /// The elements directly in it.
    pub children: Vec<Node>,
}

impl Node {
    /// The first element of that name directly in it.
    pub fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The elements of that name directly in it.
    pub fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element at the end of a path of names; `A/B` takes the first A that has a B.
    pub fn at(&self, path: &str) -> Option<&Node> {
        match path.split_once('/') {
            None => self.child(path),
            Some((first, rest)) => self.children.iter().filter(|child| child.name == first).find_map(|child| child.at(rest)),
        }
    }

    /// The text at the end of a path; `None` where there is no element or nothing in it.
    pub fn text_at(&self, path: &str) -> Option<&str> {
        self.at(path).map(|node| node.text.as_str()).filter(|text| !text.is_empty())
    }

    /// An attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Where one stands in a document.
#[derive(Debug)]
pub enum Step {
    /// An element begins; its content follows.
    Begins(Node),
    /// The element that began last ends.
    Ends,
}

/// A document read from its beginning to its end.
pub struct Elements<'x> {
    reader: Reader<&'x [u8]>,
    text: &'x str,
    line: u64,
    counted: usize,
    open: Vec<String>,
    ends: bool,
}

impl<'x> Elements<'x> {
    /// Begins a document that was decoded already (a mark of order of bytes in front is passed over).
    pub fn new(text: &'x str) -> Elements<'x> {
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        Elements { reader, text, line: 1, counted: 0, open: Vec::new(), ends: false }
    }

    /// How many elements are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// The line one stands on, counted from 1.
    pub fn line(&mut self) -> u64 {
        let here = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len());
        let passed = &self.text.as_bytes()[self.counted.min(here)..here];
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.counted = here;
        self.line
    }

    /// The next beginning or end of an element; `None` at the end of the document. Text between elements is passed over.
    ///
    /// # Errors
    /// A document that is not well formed, a DOCTYPE, or a limit.
    pub fn step(&mut self) -> Result<Option<Step>, XmlError> {
        Ok(loop {
            match self.piece()? {
                Piece::Begins(node) => break Some(Step::Begins(node)),
                Piece::Ends => break Some(Step::Ends),
                Piece::Text(_) => {}
                Piece::Over => break None,
            }
        })
    }

    /// Everything in the element that just began, up to its end.
    ///
    /// # Errors
    /// As [`Elements::step`], and more elements than the limit.
    pub fn whole(&mut self, begun: Node) -> Result<Node, XmlError> {
        let mut open = vec![begun];
        let mut elements = open[0].attributes.len();
        loop {
            match self.piece()? {
                Piece::Begins(node) => {
                    elements += 1 + node.attributes.len();
                    if elements > ELEMENTS {
                        return Err(self.refuse(
                            "xml_elements",
                            format!("plus de {ELEMENTS} éléments et attributs dans un seul élément. Ce n'est pas un fichier de ce genre."),
                        ));
                    }
                    open.push(node);
                }
                Piece::Text(text) => {
                    if let Some(node) = open.last_mut() {
                        node.text.push_str(&text);
                    }
                }
                Piece::Ends => {
                    let Some(mut done) = open.pop() else { return Err(self.unfinished()) };
                    if done.text.trim().len() != done.text.len() {
                        done.text = done.text.trim().to_owned();
                    }
                    match open.last_mut() {
                        Some(parent) => parent.children.push(done),
                        None => return Ok(done),
                    }
                }
                Piece::Over => return Err(self.unfinished()),
            }
        }
    }

    /// The whole document as one element.
    ///
    /// # Errors
    /// As [`Elements::whole`], and a document without any element.
    pub fn document(mut self) -> Result<Node, XmlError> {
        match self.step()? {
            Some(Step::Begins(root)) => self.whole(root),
            _ => Err(self.refuse("xml_empty", "le fichier ne contient aucun élément XML.".to_owned())),
        }
    }

    fn piece(&mut self) -> Result<Piece, XmlError> {
        if std::mem::take(&mut self.ends) {
            self.open.pop();
            return Ok(Piece::Ends);
        }
        loop {
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    // What is quoted comes from the file: any length, any character.
                    let said = crate::problem::shown(&error.to_string());
                    return Err(self.refuse(
                        "xml_malformed",
                        format!("le XML est mal formé ({said}). Demandez le fichier de nouveau à qui l'a produit."),
                    ));
                }
            };
            return match event {
                Event::Start(start) => self.begins(&start, false),
                Event::Empty(start) => self.begins(&start, true),
                Event::End(_) => {
                    self.open.pop();
                    Ok(Piece::Ends)
                }
                Event::Text(text) => Ok(Piece::Text(text.xml10_content().into_owned())),
                Event::CData(text) => Ok(Piece::Text(text.xml10_content().into_owned())),
                Event::GeneralRef(reference) => self.reference(&reference),
                Event::DocType(_) => Err(self.refuse(
                    "xml_doctype",
                    "le fichier contient une déclaration DOCTYPE, que ni les factures ni les relevés n'ont : il est refusé par prudence."
                        .to_owned(),
                )),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
                Event::Eof if self.open.is_empty() => Ok(Piece::Over),
                Event::Eof => Err(self.unfinished()),
            };
        }
    }

    fn begins(&mut self, start: &BytesStart<'_>, ends: bool) -> Result<Piece, XmlError> {
        let mut node = Node { name: start.local_name().as_ref().to_owned(), line: self.line(), ..Node::default() };
        self.open.push(node.name.clone());
        self.ends = ends;
        if self.open.len() > DEPTH {
            return Err(self.refuse("xml_depth", format!("plus de {DEPTH} éléments imbriqués. Ce n'est pas un fichier de ce genre.")));
        }
        for attribute in start.attributes() {
            let Ok(attribute) = attribute else {
                return Err(self.refuse(
                    "xml_malformed",
                    "un attribut XML est mal formé. Demandez le fichier de nouveau à qui l'a produit.".to_owned(),
                ));
            };
            if node.attributes.len() >= ATTRIBUTES {
                return Err(self.refuse(
                    "xml_attributes",
                    format!("plus de {ATTRIBUTES} attributs sur un élément. Ce n'est pas un fichier de ce genre."),
                ));
            }
            let Ok(value) = attribute.normalized_value(XmlVersion::Implicit1_0) else {
                return Err(self.refuse(
                    "xml_entity",
                    "une entité XML inconnue figure dans un attribut : le fichier est refusé par prudence.".to_owned(),
                ));
            };
            node.attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
        }
        Ok(Piece::Begins(node))
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<Piece, XmlError> {
        if let Ok(Some(sign)) = reference.resolve_char_ref() {
            return Ok(Piece::Text(sign.to_string()));
        }
        let sign = match reference.xml10_content().as_ref() {
            "lt" => "<",
            "gt" => ">",
            "amp" => "&",
            "apos" => "'",
            "quot" => "\"",
            other => {
                let said = crate::problem::shown(other);
                return Err(
                    self.refuse("xml_entity", format!("l'entité XML « {said} » n'est pas définie : le fichier est refusé par prudence."))
                );
            }
        };
        Ok(Piece::Text(sign.to_owned()))
    }

    fn unfinished(&mut self) -> XmlError {
        let open = self.open.last().map(|name| format!(" (« {} » n'est pas fermé)", crate::problem::shown(name))).unwrap_or_default();
        self.refuse("xml_unfinished", format!("le fichier s'arrête avant sa fin{open}. Téléchargez-le de nouveau."))
    }

    fn refuse(&mut self, code: &'static str, message: String) -> XmlError {
        XmlError { line: self.line(), code, message }
    }
}

enum Piece {
    Begins(Node),
    Text(String),
    Ends,
    Over,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Node, XmlError> {
        Elements::new(text).document()
    }

    fn code(text: &str) -> &'static str {
        read(text).expect_err("it is refused").code
    }

    #[test]
    fn prefixes_entities_and_blanks_are_taken_away() {
        let root = read(
            "\u{feff}<?xml version=\"1.0\"?>\n<a:Doc xmlns:a=\"u\"><!-- x -->\n <a:Nom k='1 &amp; 2'> L&apos;&#201;toile &lt;SA&gt; <![CDATA[& fils]]> </a:Nom>\n <a:Vide/><a:Nom/>\n</a:Doc>",
        );
        let root = root.expect("it is well formed");
        assert_eq!((root.name.as_str(), root.children.len()), ("Doc", 3));
        assert_eq!(root.text_at("Nom"), Some("L'Étoile <SA> & fils"));
        assert_eq!(root.at("Nom").and_then(|node| node.attribute("k")), Some("1 & 2"));
        assert_eq!((root.at("Nom").map(|node| node.line), root.at("Vide").map(|node| node.line)), (Some(3), Some(4)));
        assert_eq!((root.text_at("Vide"), root.all("Nom").count()), (None, 2));
    }

    #[test]
    fn a_path_looks_into_every_element_of_its_names() {
        let root = read("<d><p><x>1</x></p><p><y>2</y></p></d>").expect("it is well formed");
        assert_eq!(root.text_at("p/y"), Some("2"));
        assert_eq!(root.text_at("p/z"), None);
    }

    #[test]
    fn what_no_honest_file_has_is_refused() {
        assert_eq!(code("<!DOCTYPE d [<!ENTITY a \"b\">]><d>&a;</d>"), "xml_doctype");
        assert_eq!(code("<d>&eacute;</d>"), "xml_entity");
        assert_eq!(code("<d k='&bombe;'/>"), "xml_entity");
        assert_eq!(code("<d><e></d>"), "xml_malformed");
        assert_eq!(code("<d><e>"), "xml_unfinished");
        assert_eq!(code(""), "xml_empty");
        assert_eq!(code(&"<d>".repeat(65)), "xml_depth");
        assert_eq!(code(&"<d>".repeat(100_000)), "xml_depth");
        let many: String = (0..257).map(|n| format!(" a{n}='1'")).collect();
        assert_eq!(code(&format!("<d{many}/>")), "xml_attributes");
        assert_eq!(read("<d>\n\n<e></f></d>").expect_err("it is refused").line, 3);
        let attributes: String = (0..200).map(|n| format!(" a{n}=''")).collect();
        assert_eq!(code(&format!("<d>{}</d>", format!("<e{attributes}/>").repeat(5_001))), "xml_elements", "attributes take memory too");
    }

    #[test]
    fn what_a_message_quotes_of_a_file_is_short_and_can_be_shown() {
        let long = format!("<d><e\u{0}\u{1b}{}></f></d>", "x".repeat(100_000));
        let error = read(&long).expect_err("it is refused");
        assert_eq!(error.code, "xml_malformed");
        assert!(error.message.chars().count() < 300 && !error.message.chars().any(char::is_control), "{}", error.message);
    }

    #[test]
    fn a_long_document_is_walked_element_by_element() {
        let text = format!("<r>{}</r>", "<n><v>7</v></n>".repeat(1_000));
        let mut elements = Elements::new(&text);
        let mut seen = 0;
        while let Some(step) = elements.step().expect("it is well formed") {
            if let Step::Begins(node) = step
                && node.name == "n"
            {
                let node = elements.whole(node).expect("it is well formed");
                assert_eq!((node.text_at("v"), elements.depth()), (Some("7"), 1));
                seen += 1;
            }
        }
        assert_eq!(seen, 1_000);
    }
}
