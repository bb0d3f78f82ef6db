//! The head of an invoice as a tree: its lines are counted and left out, and so are the files that are embedded in it, so that
//! an invoice of a hundred thousand lines takes no more memory than one of three.

use crate::xml::{Elements, Node, Step, XmlError};

/// Elements that the head of an invoice may have, or a status, attributes counted with them.
const ELEMENTS: usize = 200_000;

/// What a document is, by its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vocabulary {
    Cii,
    Ubl,
    Cdar,
}

impl Vocabulary {
    /// By the local name of a root and the text of its tag, which holds its namespaces.
    pub(super) fn of(root: &str, mut tag: impl Iterator<Item = impl AsRef<str>>) -> Option<Vocabulary> {
        match root {
            "CrossIndustryInvoice" | "CrossIndustryDocument" => Some(Vocabulary::Cii),
            "CrossDomainAcknowledgementAndResponse" => Some(Vocabulary::Cdar),
            // Names that others use too.
            "Invoice" | "CreditNote" if tag.any(|text| text.as_ref().contains("oasis:names:specification:ubl:schema")) => {
                Some(Vocabulary::Ubl)
            }
            _ => None,
        }
    }
}

/// What is kept of a document.
pub(super) struct Outline {
    pub(super) vocabulary: Vocabulary,
    pub(super) root: Node,
    pub(super) lines: u64,
}

/// Why a document has no outline.
pub(super) enum Unread {
    /// It is not XML within the limits.
    Xml(XmlError),
    /// Its root is of another vocabulary.
    Root(String),
}

impl From<XmlError> for Unread {
    fn from(error: XmlError) -> Unread {
        Unread::Xml(error)
    }
}

/// What is done with an element of the head.
enum Part {
    Line,
    LeftOut,
    Opened,
    Whole,
}

fn part(name: &str) -> Part {
    match name {
        "IncludedSupplyChainTradeLineItem" | "InvoiceLine" | "CreditNoteLine" => Part::Line,
        "AdditionalReferencedDocument" | "AdditionalDocumentReference" | "UBLExtensions" => Part::LeftOut,
        "SupplyChainTradeTransaction"
        | "SpecifiedSupplyChainTradeTransaction"
        | "ApplicableHeaderTradeAgreement"
        | "ApplicableSupplyChainTradeAgreement" => Part::Opened,
        _ => Part::Whole,
    }
}

/// Reads a document.
pub(super) fn outline(text: &str) -> Result<Outline, Unread> {
    let mut elements = Elements::new(text);
    let Some(Step::Begins(mut root)) = elements.step()? else {
        return Err(Unread::Root(String::new()));
    };
    let namespaces = root.attributes.iter().map(|(_, value)| value);
    let Some(vocabulary) = Vocabulary::of(&root.name, namespaces) else { return Err(Unread::Root(root.name)) };
    let mut gathering = Gathering { elements, lines: 0, kept: 0 };
    gathering.fill(&mut root)?;
    Ok(Outline { vocabulary, root, lines: gathering.lines })
}

struct Gathering<'x> {
    elements: Elements<'x>,
    lines: u64,
    kept: usize,
}

impl Gathering<'_> {
    /// Everything in an element that is kept. Its depth is bounded by the reader of XML.
    fn fill(&mut self, node: &mut Node) -> Result<(), XmlError> {
        while let Some(Step::Begins(mut child)) = self.elements.step()? {
            match part(&child.name) {
                Part::Line => {
                    self.lines += 1;
                    self.pass()?;
                }
                Part::LeftOut => self.pass()?,
                Part::Opened => {
                    self.fill(&mut child)?;
                    node.children.push(child);
                }
                Part::Whole => {
                    let child = self.elements.whole(child)?;
                    self.kept += count(&child);
                    if self.kept > ELEMENTS {
                        return Err(XmlError {
                            line: child.line,
                            code: "xml_elements",
                            message: format!("plus de {ELEMENTS} éléments et attributs dans l'en-tête. Ce n'est pas une facture."),
                        });
                    }
                    node.children.push(child);
                }
            }
        }
        Ok(())
    }

    /// Passes over the element that just began.
    fn pass(&mut self) -> Result<(), XmlError> {
        let mut open = 1_usize;
        while open > 0 {
            match self.elements.step()? {
                Some(Step::Begins(_)) => open += 1,
                Some(Step::Ends) => open -= 1,
                None => break,
            }
        }
        Ok(())
    }
}

fn count(node: &Node) -> usize {
    1 + node.attributes.len() + node.children.iter().map(count).sum::<usize>()
}

/// The local name of the root of a document, by its first bytes, with the text of its tag.
pub(super) fn root_of(head: &str) -> Option<(&str, &str)> {
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!--") {
            "-->"
        } else {
            break;
        };
        rest = rest.split_once(end)?.1.trim_start();
    }
    let tag = rest.strip_prefix('<')?;
    let tag = tag.split('>').next().unwrap_or(tag);
    let name = tag.split(|c: char| c.is_whitespace() || c == '/').next()?;
    let local = name.rsplit(':').next()?;
    (!local.is_empty() && !local.starts_with('!')).then_some((local, tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_found_behind_what_stands_before_it() {
        let head = "\u{feff}<?xml version=\"1.0\"?>\n<!-- a > b -->\n<rsm:CrossIndustryInvoice xmlns:rsm=\"u\"\n  a='1'>…";
        assert_eq!(root_of(head).map(|(name, _)| name), Some("CrossIndustryInvoice"));
        assert_eq!(root_of("<Invoice/>").map(|(name, _)| name), Some("Invoice"));
        for head in ["", "texte", "<!DOCTYPE x><x>", "<!-- cut", "<?xml", "< x>"] {
            assert_eq!(root_of(head), None, "{head}");
        }
    }

    #[test]
    fn lines_and_embedded_files_are_left_out() {
        let lines = "<InvoiceLine><ID>1</ID><Item><Name>x</Name></Item></InvoiceLine>".repeat(3);
        let text = format!(
            "<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'><ID>F1</ID><AdditionalDocumentReference><Object>AAAA</Object></AdditionalDocumentReference>{lines}<Note>n</Note></Invoice>"
        );
        let Ok(outline) = outline(&text) else { panic!("an invoice") };
        assert_eq!((outline.vocabulary, outline.lines), (Vocabulary::Ubl, 3));
        assert_eq!(outline.root.children.iter().map(|child| child.name.as_str()).collect::<Vec<_>>(), ["ID", "Note"]);
    }

    #[test]
    fn a_head_without_measure_is_refused() {
        let text = format!("<CrossIndustryInvoice>{}</CrossIndustryInvoice>", format!("<a>{}</a>", "<b/>".repeat(1_000)).repeat(200));
        assert!(matches!(outline(&text), Err(Unread::Xml(XmlError { code: "xml_elements", .. }))));
        assert!(matches!(outline("<Invoice xmlns='autre'/>"), Err(Unread::Root(name)) if name == "Invoice"));
    }
}
