//! Files joined to a letter: copies of invoices, as PDF.

use std::collections::BTreeSet;

use crate::error::TypesetError;

/// A PDF to be joined to the letter. It travels inside the PDF/A-3b as it is, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is, such as « F-2026-0412 »: becomes its file name and its description.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

const BROKEN: &str = "est illisible ou incomplète : ouvrez-la puis enregistrez-la de nouveau en PDF";

impl Piece {
    /// Whether the file is a PDF that anybody can open.
    ///
    /// # Errors
    /// [`TypesetError::Piece`] with the name and the reason: not a PDF, protected, broken, without a page.
    pub fn check(&self) -> Result<(), TypesetError> {
        let refuse = |reason| Err(TypesetError::Piece { name: self.name.clone(), reason });
        let head = &self.bytes[..self.bytes.len().min(1024)];
        if !head.windows(5).any(|window| window == b"%PDF-") {
            return refuse("n'est pas un fichier PDF : joignez la facture en PDF");
        }
        // A reader that repairs would show a file cut short; a court clerk's may not.
        let tail = &self.bytes[self.bytes.len().saturating_sub(1024)..];
        if !tail.windows(5).any(|window| window == b"%%EOF") {
            return refuse(BROKEN);
        }
        match lopdf::Document::load_mem(&self.bytes) {
            Ok(pdf) if pdf.is_encrypted() || pdf.was_encrypted() => {
                refuse("est protégée par un mot de passe ou des restrictions : joignez une version non protégée")
            }
            Ok(pdf) if pdf.get_pages().is_empty() => refuse("ne contient aucune page : joignez le document complet"),
            Ok(_) => Ok(()),
            Err(lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword | lopdf::Error::UnsupportedSecurityHandler(_)) => {
                refuse("est protégée par un mot de passe : joignez une version non protégée")
            }
            Err(_) => refuse(BROKEN),
        }
    }
}

/// File names for the pieces: no path, no reserved character, `.pdf` at the end, each once.
pub(crate) fn file_names(pieces: &[Piece]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    pieces
        .iter()
        .map(|piece| {
            let stem = safe_stem(&piece.name);
            let mut name = format!("{stem}.pdf");
            let mut copy = 1;
            while !taken.insert(name.to_lowercase()) {
                copy += 1;
                name = format!("{stem}-{copy}.pdf");
            }
            name
        })
        .collect()
}

fn safe_stem(name: &str) -> String {
    let lower = name.to_lowercase();
    let name = if lower.ends_with(".pdf") { &name[..name.len() - 4] } else { name };
    let safe: String = name
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '.' | '(' | ')') { c } else { '-' })
        .take(80)
        .collect();
    let safe = safe.trim_matches([' ', '.', '-']);
    if safe.is_empty() { "piece".to_owned() } else { safe.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(names: &[&str]) -> Vec<String> {
        let pieces: Vec<Piece> = names.iter().map(|name| Piece { name: (*name).to_owned(), bytes: Vec::new() }).collect();
        file_names(&pieces)
    }

    #[test]
    fn a_name_never_becomes_a_path_and_two_pieces_never_bear_the_same_one() {
        assert_eq!(named(&["F-2026-0412", "f-2026-0412.PDF"]), ["F-2026-0412.pdf", "f-2026-0412-2.pdf"]);
        assert_eq!(
            named(&["../../etc/passwd", "", "..", "Reçu n°4: solde"]),
            ["etc-passwd.pdf", "piece.pdf", "piece-2.pdf", "Reçu n-4- solde.pdf"]
        );
        assert_eq!(named(&[&"x".repeat(300)])[0].len(), 84);
    }
}
