//! Electronic invoices and the statuses of their life: bytes in, facts and problems out.
//!
//! * A PDF with an invoice in it (Factur-X, ZUGFeRD, XRechnung), CII alone, UBL: one [`Invoice`] for all of them, and what it makes
//!   owed ([`Claim`]).
//! * CDAR: life-cycle statuses of the French reform ([`StatusMessage`]), with what each means for recovery ([`Effect`]).
//!
//! Sources: EN 16931, UN/CEFACT CII D16B and D22B, UBL 2.1, Factur-X 1.0, AFNOR XP Z12-012. What a file says is taken as it
//! stands: contradictions are told, never mended; an unknown specification is never refused. Not covered: validation against
//! the schematrons, the lines of an invoice beyond their number, encrypted PDFs.

mod cdar;
mod checks;
mod cii;
mod claim;
mod container;
mod fields;
mod invoice;
mod kind;
mod meaning;
mod means;
mod outline;
mod party;
mod status;
mod terms;
mod ubl;

use std::io::Read;

pub use self::claim::Claim;
pub use self::invoice::{
    Account, Contact, Identifier, Instalment, Invoice, Note, Party, Payment, PostalAddress, Preceding, Syntax, Totals, VatLine,
};
pub use self::kind::{Frame, InvoiceKind, Nature};
pub use self::meaning::{Effect, MEANINGS, Meaning, Setter};
pub use self::means::means_word;
pub use self::status::{Actor, Datum, Detail, Status, StatusMessage};

use self::container::Refusal;
use self::fields::Sheet;
use self::outline::{Unread, Vocabulary};
use crate::input::{Input, unreadable};
use crate::problem::{Place, Problem, Problems, shown};
use crate::text;

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Document {
    /// An invoice, a credit note, a corrected invoice.
    Invoice(Box<Invoice>),
    /// A message that says how invoices fare.
    Status(Box<StatusMessage>),
}

/// A file as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What it is; `None` where it cannot be read at all, and `problems` says why.
    pub document: Option<Document>,
    /// Its name inside the PDF that it came in.
    pub attachment: Option<String>,
    /// What is wrong with it. An error says that a fact which a document is nothing without was not read.
    pub problems: Vec<Problem>,
}

impl Reading {
    /// The machine word for what was read: `facturx`, `cii`, `ubl`, `cdar`.
    pub fn format(&self) -> Option<&'static str> {
        Some(match self.document.as_ref()? {
            Document::Invoice(_) if self.attachment.is_some() => "facturx",
            Document::Invoice(invoice) => invoice.syntax.word(),
            Document::Status(_) => "cdar",
        })
    }
}

/// Reads an electronic invoice or a life-cycle status: a PDF, or XML.
pub fn read(input: &Input<'_>) -> Reading {
    let mut problems = Problems::new();
    let mut attachment = None;
    let document = bytes(input, &mut problems).and_then(|bytes| {
        if bytes.starts_with(b"%PDF-") {
            in_pdf(&bytes, input, &mut attachment, &mut problems)
        } else {
            document(&bytes, true, &mut problems)
        }
    });
    Reading { document, attachment, problems: problems.into_vec() }
}

/// The code of what an XML document is by its first bytes, where it is read here: `cii`, `ubl`, `cdar`.
pub(crate) fn vocabulary(head: &str) -> Option<&'static str> {
    let (root, tag) = outline::root_of(head)?;
    Vocabulary::of(root, std::iter::once(tag)).map(|vocabulary| match vocabulary {
        Vocabulary::Cii => "cii",
        Vocabulary::Ubl => "ubl",
        Vocabulary::Cdar => "cdar",
    })
}

/// All its bytes, within the limit.
fn bytes(input: &Input<'_>, problems: &mut Problems) -> Option<Vec<u8>> {
    let most = input.limits().einvoice_bytes;
    let mut bytes = Vec::new();
    let read = input.open().and_then(|file| file.take(most + 1).read_to_end(&mut bytes));
    match read {
        Err(error) => unreadable(&error, problems),
        Ok(read) if u64::try_from(read).is_ok_and(|read| read <= most) => return Some(bytes),
        Ok(_) => problems.error(
            Place::FILE,
            "file_too_large",
            format_args!(
                "le fichier dépasse {} Mo, la limite d'une facture électronique. Vérifiez que c'est bien une facture, sans pièces jointes volumineuses.",
                most >> 20
            ),
        ),
    }
    None
}

/// The invoice in a PDF.
fn in_pdf(pdf: &[u8], input: &Input<'_>, attachment: &mut Option<String>, problems: &mut Problems) -> Option<Document> {
    let refuse = |refusal: Refusal, problems: &mut Problems| {
        problems.error(Place::FILE, refusal.code(), format_args!("{}", refusal.message()));
        None
    };
    let embedded = match container::invoice_in(pdf, input.limits().attachment_bytes) {
        Ok(embedded) => embedded,
        Err(refusal) => return refuse(refusal, problems),
    };
    // A stream that was altered inflates to its beginning, or to nothing.
    if text::decode(&embedded.bytes).trim_start_matches('\u{feff}').trim().is_empty() {
        return refuse(Refusal::Damaged, problems);
    }
    let document = document(&embedded.bytes, false, problems)?;
    if embedded.repaired {
        problems.warning(
            Place::FILE,
            "pdf_repaired",
            format_args!("le PDF est abîmé : la facture qu'il contient a pu être lue, mais le document peut être incomplet. Ouvrez-le pour le vérifier, ou demandez-le de nouveau."),
        );
    }
    *attachment = Some(embedded.name);
    Some(document)
}

/// The document in XML. `lined` says that its lines are those of the file, so that problems may name them.
fn document(xml: &[u8], lined: bool, problems: &mut Problems) -> Option<Document> {
    let text = text::decode(xml);
    let read = match outline::outline(&text) {
        Ok(read) => read,
        Err(Unread::Xml(error)) => {
            let place = if lined { Place::line(error.line) } else { Place::FILE };
            problems.error(place, error.code, format_args!("{}", error.message));
            return None;
        }
        Err(Unread::Root(root)) => {
            let root =
                if root.is_empty() { "un texte sans élément XML".to_owned() } else { format!("un fichier XML (« {} »)", shown(&root)) };
            problems.error(
                Place::FILE,
                "xml",
                format_args!("c'est {root}, et non une facture électronique (CII, UBL) ou un statut de facture (CDAR) : il ne peut pas être lu. Vérifiez que vous avez choisi le bon fichier."),
            );
            return None;
        }
    };
    let mut sheet = Sheet::new(problems, lined);
    let mut invoice = match read.vocabulary {
        Vocabulary::Cii => cii::read(&read.root, read.lines, &mut sheet),
        Vocabulary::Ubl => ubl::read(&read.root, read.lines, &mut sheet),
        Vocabulary::Cdar => return Some(Document::Status(Box::new(cdar::read(&read.root, &mut sheet)))),
    };
    checks::check(&mut invoice, &mut sheet);
    Some(Document::Invoice(Box::new(invoice)))
}
