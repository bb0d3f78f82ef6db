//! Original files: electronic invoices as they came, with what they made in the books and what they say.
//!
//! A file is known by its import. What an import made follows it in the journal, for it is one transaction: it is read there, and
//! nothing else stores it. The bytes are those of the erasable store; what they say is read again from them, as the import did.
//!
//! Bytes that were imported were read apart before ([`crate::untrusted`]); reading depends on nothing but them.

mod drawings;
mod xml;

use std::ops::Range;

use domain::events::{Event, Told};
use domain::ids::{ClaimId, ImportId, InvoiceId, MovementId, PieceId};
use formats::Input;
use formats::einvoice::{self, Document, Invoice};
use formats::problem::Problem;
use store::{ImportRow, ImportState, JournalAsked, Read};

pub use drawings::{Drawings, NoPages, Pages};
pub use xml::{Shown, shown};

use crate::error::Result;

/// Events of one import that are looked at: an invoice with all its due dates.
const EVENTS: usize = 48;
/// Those among which the invoice itself stands: after the import and the debtor.
const FIRST: usize = 8;
/// Events between an import and the copy of its invoice.
const BEFORE: usize = 24;

/// Whether a format of imports is that of electronic invoices.
pub fn is_of_invoice(format: &str) -> bool {
    matches!(format, "facturx" | "cii" | "ubl")
}

/// A file, and what it made.
#[derive(Clone, Debug)]
pub struct Original {
    /// Its import.
    pub import: ImportRow,
    /// Its name; `None` where it was erased.
    pub name: Option<String>,
    /// The invoice that it brought, or of which it is a copy.
    pub invoice: Option<InvoiceId>,
    /// The credit note that it brought.
    pub credit: Option<MovementId>,
}

/// A file with its bytes.
#[derive(Clone, Debug)]
pub struct Whole {
    /// What is known of it.
    pub original: Original,
    /// Its bytes; `None` where they were erased, or were too many to be kept.
    pub bytes: Option<Vec<u8>>,
}

/// What a file says.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// The invoice; `None` where it cannot be read.
    pub invoice: Option<Invoice>,
    /// What the reader found.
    pub problems: Vec<Problem>,
}

/// Some of the files of invoices, the newest first: `some` says which, by their place, of how many.
///
/// # Errors
/// The store.
pub fn list(tx: &mut Read<'_>, some: impl FnOnce(usize) -> Range<usize>) -> Result<Vec<Original>> {
    let mut imports = tx.imports()?;
    imports.retain(|import| is_of_invoice(&import.format) && import.state != ImportState::Started);
    imports.reverse();
    let some = some(imports.len());
    imports.into_iter().skip(some.start).take(some.len()).map(|import| original(tx, import, FIRST)).collect()
}

/// A file by its import, with its bytes; `None` where that is no file of an invoice.
///
/// # Errors
/// The store.
pub fn one(tx: &mut Read<'_>, import: ImportId) -> Result<Option<Whole>> {
    let Some(import) = tx.import(import)?.filter(|import| is_of_invoice(&import.format)) else { return Ok(None) };
    let bytes = match import.file {
        Some(file) => tx.private_bytes(file)?,
        None => None,
    };
    let original = original(tx, import, EVENTS)?;
    Ok(Some(Whole { original, bytes }))
}

/// The hash of a file of an invoice whose bytes are there, without reading them; `None` where there is nothing to show.
///
/// # Errors
/// The store.
pub fn hash_of(tx: &mut Read<'_>, import: ImportId) -> Result<Option<String>> {
    let found = tx.import(import)?.filter(|import| is_of_invoice(&import.format) && import.state != ImportState::Started);
    let Some((file, import)) = found.and_then(|import| Some((import.file?, import))) else { return Ok(None) };
    Ok(tx.has_private(file)?.then_some(import.sha256))
}

/// What the books had of a file from elsewhere when it was taken, and still have: an import that knew its document made nothing.
///
/// # Errors
/// The store.
pub fn elsewhere(tx: &mut Read<'_>, whole: &Whole) -> Result<Option<Told>> {
    let original = &whole.original;
    let is_known = original.import.state == ImportState::Completed && original.invoice.is_none() && original.credit.is_none();
    let Some(bytes) = whole.bytes.as_deref().filter(|_| is_known) else { return Ok(None) };
    match said(original.name.as_deref().unwrap_or_default(), bytes).invoice {
        Some(invoice) => crate::import::in_the_books(tx, &invoice),
        None => Ok(None),
    }
}

/// The file from which a copy of an invoice came; `None` for a copy that somebody joined.
///
/// # Errors
/// The store.
pub fn of_piece(tx: &mut Read<'_>, piece: PieceId) -> Result<Option<ImportId>> {
    let asked = JournalAsked { before: Some(piece.0), ..JournalAsked::default() };
    for line in tx.journal_page(&asked, BEFORE)?.lines {
        match line.recorded.event {
            Event::ImportCompleted(_) => return Ok(None),
            Event::ImportStarted(import) => return Ok(is_of_invoice(&import.format).then_some(ImportId(line.recorded.seq.0))),
            _ => {}
        }
    }
    Ok(None)
}

/// What a file says, by its name and bytes.
pub fn said(name: &str, bytes: &[u8]) -> Said {
    let reading = einvoice::read(&Input::bytes(name, bytes));
    let invoice = match reading.document {
        Some(Document::Invoice(invoice)) => Some(*invoice),
        Some(Document::Status(_)) | None => None,
    };
    Said { invoice, problems: reading.problems }
}

/// Whether bytes are a PDF.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-")
}

fn original(tx: &mut Read<'_>, import: ImportRow, events: usize) -> Result<Original> {
    let name = tx.private_bytes(import.name)?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let (mut invoice, mut credit) = (None, None);
    let before = import.id.0 + 1 + i64::try_from(events).unwrap_or(i64::MAX);
    let mut lines = tx.journal_page(&JournalAsked { before: Some(before), ..JournalAsked::default() }, events)?.lines;
    lines.retain(|line| line.recorded.seq.0 > import.id.0);
    // Newest first: what the import made is at the end.
    for line in lines.into_iter().rev() {
        let seq = line.recorded.seq.0;
        match line.recorded.event {
            Event::InvoiceRecorded(_) => invoice = invoice.or(Some(InvoiceId(seq))),
            Event::PieceAttached(piece) => invoice = invoice.or(Some(piece.invoice)),
            // Its copy was there already; the due date that it prints was not.
            Event::DueDateSet(set) if invoice.is_none() => invoice = tx.claim(set.claim)?.map(|claim| claim.invoice),
            Event::CreditNoteRecorded(_) => credit = credit.or(Some(MovementId(seq))),
            Event::ImportCompleted(_) => break,
            _ => {}
        }
    }
    // A corrected invoice also gives back what it takes the place of: it is the invoice that the file is.
    let credit = credit.filter(|_| invoice.is_none());
    Ok(Original { import, name, invoice, credit })
}

/// The first claim of an invoice.
pub fn first_claim(invoice: InvoiceId) -> ClaimId {
    ClaimId(invoice.0)
}
