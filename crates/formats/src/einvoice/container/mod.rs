//! The file embedded in a PDF that makes it an electronic invoice: Factur-X (`factur-x.xml`), ZUGFeRD (`zugferd-invoice.xml`),
//! XRechnung (`xrechnung.xml`), whatever the case of the name.
//!
//! It is found through the tree of names of the catalog, flat or nested, and through its list of associated files (ISO 32000-2
//! §7.11.4, §14.13). A PDF whose table of objects is damaged is searched for its objects, and that is told.

mod objects;
mod syntax;

use std::collections::HashSet;

use self::objects::{Object, Pdf};
use self::syntax::{Budget, Dict, Fault, Value};
use crate::problem::shown;

/// Nodes of the tree of names, or attachments, that are looked at.
const NODES: usize = 10_000;
/// How deep the tree of names may be.
const DEPTH: usize = 64;
/// The names, best first.
const NAMES: [&str; 3] = ["factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml"];

/// The invoice in a PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Embedded {
    /// Its name in the PDF.
    pub(super) name: String,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// Whether the table of objects was damaged.
    pub(super) repaired: bool,
}

/// Why there is no invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Its contents are encrypted.
    Encrypted,
    /// Not a PDF that can be read.
    Damaged,
    /// More than an invoice ever needs.
    Excessive,
    /// No invoice in it; the names of what is attached instead.
    Absent(Vec<String>),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Refusal {
        match fault {
            Fault::Damaged => Refusal::Damaged,
            Fault::Excessive => Refusal::Excessive,
        }
    }
}

impl Refusal {
    /// The stable code of the problem.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Refusal::Encrypted => "pdf_encrypted",
            Refusal::Damaged => "pdf_damaged",
            Refusal::Excessive => "pdf_excessive",
            Refusal::Absent(_) => "pdf",
        }
    }

    /// What is wrong and what to do, in French.
    pub(super) fn message(&self) -> String {
        match self {
            Refusal::Encrypted => "le PDF est protégé par un mot de passe ou par des restrictions : la facture qu'il contient ne peut pas être lue. Une facture Factur-X n'est jamais protégée ; demandez l'original à qui l'a produite.".to_owned(),
            Refusal::Damaged => "le PDF est abîmé ou incomplet : il ne peut pas être lu. Téléchargez-le de nouveau, ou demandez-le à qui l'a produit.".to_owned(),
            Refusal::Excessive => "le PDF est démesuré une fois décompressé : il n'est pas lu, par prudence. Demandez la facture seule (factur-x.xml, CII ou UBL) à qui l'a produite.".to_owned(),
            Refusal::Absent(others) if others.is_empty() => "c'est un PDF sans facture électronique à l'intérieur (aucune pièce jointe factur-x.xml) : il ne peut pas être lu. Donnez la Factur-X, le fichier XML de la facture, une liste (CSV ou XLSX) ou le FEC de l'exercice.".to_owned(),
            Refusal::Absent(others) => {
                let names = others.iter().take(3).map(|name| shown(name)).collect::<Vec<_>>().join(", ");
                let more = if others.len() > 3 { "…" } else { "" };
                format!("c'est un PDF sans facture électronique à l'intérieur : ses pièces jointes ({names}{more}) ne sont pas un fichier factur-x.xml. Donnez la Factur-X, le fichier XML de la facture, une liste (CSV ou XLSX) ou le FEC de l'exercice.")
            }
        }
    }
}

/// Finds the invoice in a PDF; its own bytes are at most `most`.
pub(super) fn invoice_in(bytes: &[u8], most: usize) -> Result<Embedded, Refusal> {
    let budget = Budget::new();
    match Pdf::as_written(bytes, &budget).map_err(Refusal::from).and_then(|pdf| invoice_of(&pdf, most)) {
        Err(Refusal::Damaged) => {
            let budget = Budget::new();
            let found = invoice_of(&Pdf::searched(bytes, &budget)?, most);
            match found {
                // A damaged PDF in which nothing is found is damaged, not empty.
                Err(Refusal::Absent(_)) => Err(Refusal::Damaged),
                found => found.map(|embedded| Embedded { repaired: true, ..embedded }),
            }
        }
        read => read,
    }
}

fn invoice_of(pdf: &Pdf<'_>, most: usize) -> Result<Embedded, Refusal> {
    if pdf.encrypted {
        return Err(Refusal::Encrypted);
    }
    let mut search = Search { pdf, attachments: Vec::new(), seen: HashSet::new(), looked: 0, damaged: false };
    search.catalog()?;
    let wanted = NAMES.iter().find_map(|name| search.attachments.iter().find(|(own, _)| base_name(own).eq_ignore_ascii_case(name)));
    let Some((name, stream)) = wanted else {
        if search.damaged {
            return Err(Refusal::Damaged);
        }
        let mut names: Vec<String> = search.attachments.into_iter().map(|(name, _)| name).collect();
        names.dedup();
        return Err(Refusal::Absent(names));
    };
    let bytes = pdf.inflated(&pdf.resolved(stream)?, most)?;
    Ok(Embedded { name: base_name(name).to_owned(), bytes, repaired: false })
}

/// A name without the folders that some programs leave before it.
fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name).trim()
}

/// Goes through what a catalog attaches.
struct Search<'s, 'b> {
    pdf: &'s Pdf<'b>,
    attachments: Vec<(String, Value)>,
    seen: HashSet<u32>,
    looked: usize,
    damaged: bool,
}

impl Search<'_, '_> {
    fn catalog(&mut self) -> Result<(), Refusal> {
        let root = self.pdf.trailer.get("Root").ok_or(Refusal::Damaged)?;
        let catalog = self.pdf.resolved(root)?.value.dict().ok_or(Refusal::Damaged)?;
        if let Some(Value::Dict(names)) = self.entry(&catalog, "Names")? {
            self.tree(names.get("EmbeddedFiles"))?;
        }
        match self.entry(&catalog, "AF")? {
            Some(Value::Array(files)) => files.iter().try_for_each(|file| self.file(None, file)),
            Some(one) => self.file(None, &one),
            None => Ok(()),
        }
    }

    /// The tree of names, without recursion and each node once.
    fn tree(&mut self, root: Option<&Value>) -> Result<(), Refusal> {
        let mut open: Vec<(Value, usize)> = root.map(|root| (root.clone(), 0)).into_iter().collect();
        while let Some((value, depth)) = open.pop() {
            if depth > DEPTH {
                return Err(Refusal::Excessive);
            }
            if matches!(value, Value::Ref(id) if !self.seen.insert(id)) {
                continue;
            }
            let Some(node) = self.look(&value)? else { continue };
            if let Some(Value::Array(pairs)) = self.entry(&node, "Names")? {
                for pair in pairs.chunks_exact(2) {
                    let name = self.pdf.resolved(&pair[0]).ok().and_then(|name| text(&name.value));
                    self.file(name, &pair[1])?;
                }
            }
            if let Some(Value::Array(kids)) = self.entry(&node, "Kids")? {
                open.extend(kids.into_iter().rev().map(|kid| (kid, depth + 1)));
            }
        }
        Ok(())
    }

    /// One attachment: its name and where its bytes are.
    fn file(&mut self, listed: Option<String>, value: &Value) -> Result<(), Refusal> {
        let Some(file) = self.look(value)? else { return Ok(()) };
        let Some(Value::Dict(streams)) = self.entry(&file, "EF")? else { return Ok(()) };
        let mut name = None;
        for key in ["UF", "F"] {
            let own = self.entry(&file, key)?.and_then(|value| text(&value));
            name = name.or(own.filter(|own| !own.trim().is_empty()));
        }
        let stream = ["UF", "F"].iter().find_map(|key| streams.get(key));
        if let (Some(name), Some(stream)) = (name.or(listed), stream) {
            self.attachments.push((name, stream.clone()));
        }
        Ok(())
    }

    /// A dictionary; what is damaged is remembered and passed over, so that it does not hide the others.
    fn look(&mut self, value: &Value) -> Result<Option<Dict>, Refusal> {
        self.looked += 1;
        if self.looked > NODES {
            return Err(Refusal::Excessive);
        }
        match self.pdf.resolved(value) {
            Ok(Object { value: Value::Dict(dict), .. }) => Ok(Some(dict)),
            Err(Fault::Excessive) => Err(Refusal::Excessive),
            Ok(_) => Ok(None),
            Err(Fault::Damaged) => {
                self.damaged = true;
                Ok(None)
            }
        }
    }

    fn entry(&mut self, dict: &Dict, key: &str) -> Result<Option<Value>, Refusal> {
        let Some(value) = dict.get(key) else { return Ok(None) };
        match self.pdf.resolved(value) {
            Ok(object) => Ok(Some(object.value)),
            Err(Fault::Excessive) => Err(Refusal::Excessive),
            Err(Fault::Damaged) => {
                self.damaged = true;
                Ok(None)
            }
        }
    }
}

fn text(value: &Value) -> Option<String> {
    if let Value::Text(bytes) = value { Some(crate::text::decode_head(bytes).into_owned()) } else { None }
}
