//! What the use cases ask of the outside: a typesetting engine, a clock, and somebody to tell how far a long work has come.

use std::path::Path;

use domain::Date;
use domain::letters::Document;

/// Turns the words of a letter into a PDF.
pub trait Typesetter: Send + Sync {
    /// The PDF of a document. `pieces` are invoice copies, by name; they make it PDF/A-3b.
    ///
    /// # Errors
    /// In French: a character without a glyph, a broken logo or piece.
    fn pdf(&self, document: &Document, logo: Option<&[u8]>, pieces: &[(String, Vec<u8>)]) -> Result<Vec<u8>, String>;

    /// The pages of a document as PNG images, by the same engine as the PDF.
    ///
    /// # Errors
    /// As [`Typesetter::pdf`].
    fn pages(&self, document: &Document, logo: Option<&[u8]>) -> Result<Vec<Vec<u8>>, String>;

    /// Whether a file can be the logo of every letter.
    ///
    /// # Errors
    /// In French: why not, and what to do.
    fn logo_check(&self, bytes: &[u8]) -> Result<(), String>;

    /// Characters of a text that no letter can print, each once.
    fn unprintable(&self, text: &str) -> Vec<char>;
}

/// Reads files from outside where they can harm nothing.
pub trait Trial: Send + Sync {
    /// Reads a file whole, in another process and within limits of memory and time; `name` is the one it came under.
    fn read_apart(&self, path: &Path, name: &str) -> Tried;

    /// Draws the first pages of a PDF, in another process and within limits of memory, time and pixels.
    ///
    /// # Errors
    /// No page could be drawn.
    fn draw_apart(&self, pdf: &[u8]) -> Result<Drawn, Undrawn>;
}

/// The first pages of a PDF, as far as they were drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Each as a PNG image, in their order.
    pub images: Vec<Vec<u8>>,
    /// How many pages the file has.
    pub pages: u32,
    /// Something on a page could not be drawn, or was drawn with another face: the file itself must be looked at.
    pub differs: bool,
}

/// Why no page was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undrawn {
    /// It went past a limit, or brought the process down.
    TooMuch,
    /// It is damaged, protected by a password, or has no page.
    Unreadable,
    /// It could not be tried; in French, why.
    Unable(String),
}

/// How a [`Trial`] ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// The file was read to its end, or refused by the readers: it can be opened here.
    Passed,
    /// It went past a limit, or brought the process down.
    TooMuch,
    /// It could not be tried; in French, why.
    Unable(String),
}

/// What a server that stays up asks for the time.
pub trait Clock: Send + Sync {
    /// The civil day in Paris.
    fn today(&self) -> Date;
    /// The moment, in microseconds since 1970 UTC.
    fn now(&self) -> i64;
}

/// Hears how far a long work has come.
pub trait Progress {
    /// A stage begins, with how many units it has where that is known.
    fn stage(&self, name: &str, total: Option<u64>);
    /// So many more units are done.
    fn advance(&self, units: u64);
    /// Whether the work is to stop at the next place where it can be taken up again.
    fn is_stopped(&self) -> bool {
        false
    }
}

/// Nobody listens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _name: &str, _total: Option<u64>) {}
    fn advance(&self, _units: u64) {}
}
