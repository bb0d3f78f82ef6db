//! What the use cases ask of the outside: a typesetting engine, and somebody to tell how far a long work has come.

use domain::letters::Document;

/// Turns the words of a letter into a PDF.
pub trait Typesetter: Sync {
    /// The PDF of a document. `pieces` are invoice copies, by name; they make it PDF/A-3b.
    ///
    /// # Errors
    /// In French: a character without a glyph, a broken logo or piece.
    fn pdf(&self, document: &Document, logo: Option<&[u8]>, pieces: &[(String, Vec<u8>)]) -> Result<Vec<u8>, String>;
}

/// Hears how far a long work has come.
pub trait Progress {
    /// A stage begins, with how many units it has where that is known.
    fn stage(&self, name: &str, total: Option<u64>);
    /// So many more units are done.
    fn advance(&self, units: u64);
}

/// Nobody listens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _name: &str, _total: Option<u64>) {}
    fn advance(&self, _units: u64) {}
}
