//! Why a letter could not be set, in French, with what to do.

use thiserror::Error;

/// A character that the faces of the letters do not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingGlyph {
    /// The character.
    pub character: char,
    /// Where it stands in the letter, in French.
    pub field: String,
}

impl std::fmt::Display for MissingGlyph {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let code = u32::from(self.character);
        if self.character.is_control() || crate::glyphs::is_invisible(self.character) {
            write!(f, "le caractère invisible U+{code:04X} ({})", self.field)
        } else {
            write!(f, "« {} » U+{code:04X} ({})", self.character, self.field)
        }
    }
}

/// Why a letter could not be set. Nothing was made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TypesetError {
    /// Characters without a glyph: the name or text must be corrected by a person, the letter is not sent with a hole.
    #[error("la police des courriers n'a pas {} : corrigez le texte ou écrivez-le en caractères latins", list(.0))]
    MissingGlyphs(Vec<MissingGlyph>),
    /// The address does not fit in the window at a legible size.
    #[error("l'adresse du destinataire ne tient pas dans la fenêtre de l'enveloppe : abrégez-la à six lignes de 38 caractères")]
    AddressTooLarge,
    /// The letter says that it bears a logo and none was given.
    #[error("le courrier porte un logo mais aucun n'a été fourni : déposez-le de nouveau ou retirez-le de l'en-tête")]
    LogoMissing,
    /// A file to be joined is not a readable PDF.
    #[error("la pièce jointe « {name} » {reason}")]
    Piece {
        /// Its name, as given.
        name: String,
        /// What is wrong and what to do, after the name.
        reason: &'static str,
    },
    /// The payload is longer than a version 13 code at level M.
    #[error("le code de paiement est trop long pour être imprimé ({0} octets, 331 au plus) : raccourcissez la référence du virement")]
    QrTooLong(usize),
    /// A replaced template cannot be read.
    #[error("le modèle « {path} » ne peut pas être lu : {reason}")]
    Template {
        /// The file.
        path: String,
        /// The reason given by the system.
        reason: String,
    },
    /// The engine refused: a template is wrong, or the standard would be broken.
    #[error("le moteur de composition a refusé ce courrier : {0}")]
    Engine(String),
}

fn list(missing: &[MissingGlyph]) -> String {
    const SHOWN: usize = 5;
    let mut text = missing.iter().take(SHOWN).map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if missing.len() > SHOWN {
        let more = missing.len() - SHOWN;
        text.push_str(&format!(" et {more} autre{}", if more > 1 { "s" } else { "" }));
    }
    text
}
