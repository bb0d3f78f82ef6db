//! The typesetting engine behind the port of the use cases.

use app::ports;
use domain::letters::Document;
use typeset::{Logo, Options, Piece, Typesetter};

/// Typst, with the embedded templates or those of an operator's folder.
pub struct Typst(Typesetter);

impl Typst {
    /// Prepares the engine. `QUITTANCE_LETTERS` may name a folder laid out as `letters/`.
    ///
    /// # Errors
    /// A template that does not read, in French.
    pub fn new() -> Result<Typst, String> {
        let letters = std::env::var_os("QUITTANCE_LETTERS").map(std::path::PathBuf::from);
        Typesetter::new(Options { letters }).map(Typst).map_err(|error| error.to_string())
    }
}

impl ports::Typesetter for Typst {
    fn pdf(&self, document: &Document, logo: Option<&[u8]>, pieces: &[(String, Vec<u8>)]) -> Result<Vec<u8>, String> {
        let logo = logo.map(Logo::check).transpose().map_err(|error| error.to_string())?;
        let pieces: Vec<Piece> = pieces.iter().map(|(name, bytes)| Piece { name: name.clone(), bytes: bytes.clone() }).collect();
        self.0.pdf(document, logo.as_ref(), &pieces).map(|rendered| rendered.pdf).map_err(|error| error.to_string())
    }

    fn pages(&self, document: &Document, logo: Option<&[u8]>) -> Result<Vec<Vec<u8>>, String> {
        let logo = logo.map(Logo::check).transpose().map_err(|error| error.to_string())?;
        self.0.page_images(document, logo.as_ref(), 2.0).map_err(|error| error.to_string())
    }

    fn logo_check(&self, bytes: &[u8]) -> Result<(), String> {
        Logo::check(bytes).map(|_| ()).map_err(|error| error.to_string())
    }

    fn unprintable(&self, text: &str) -> Vec<char> {
        typeset::unprintable(text)
    }
}
