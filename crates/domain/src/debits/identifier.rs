//! Identifiers that banks carry unchanged: messages, debits, mandates.
//!
//! Source: formats §11 (characters, 35 at most); EPC230-15 [K] (no slash at either end, no two in a row).

/// The longest, in characters.
pub const LONGEST_IDENTIFIER: usize = 35;

/// Whether every bank of the SEPA takes a character.
pub fn is_sepa_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '?' | ':' | '(' | ')' | '.' | ',' | '\'' | '+' | ' ')
}

/// Why a text is no identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierRefused {
    /// Nothing, or more than [`LONGEST_IDENTIFIER`] characters.
    #[error("« {0} » : une référence a de 1 à 35 caractères")]
    Length(String),
    /// A character that banks do not carry.
    #[error("« {text} » : le caractère « {character} » n'est pas admis ; restent a-z, A-Z, 0-9 et / - ? : ( ) . , ' + espace")]
    Character {
        /// What was given.
        text: String,
        /// The first such character.
        character: char,
    },
    /// A slash where none may be.
    #[error("« {0} » : une référence ne commence ni ne finit par une barre oblique, et n'en a pas deux de suite")]
    Slash(String),
}

/// An identifier as it is written in a file: without blanks around it, never changed otherwise (a bank compares it).
///
/// # Errors
/// A length, a character or a slash that banks refuse.
pub fn identifier(text: &str) -> Result<&str, IdentifierRefused> {
    let text = text.trim();
    if let Some(character) = text.chars().find(|c| !is_sepa_character(*c)) {
        return Err(IdentifierRefused::Character { text: text.to_owned(), character });
    }
    if !(1..=LONGEST_IDENTIFIER).contains(&text.len()) {
        return Err(IdentifierRefused::Length(text.to_owned()));
    }
    if text.starts_with('/') || text.ends_with('/') || text.contains("//") {
        return Err(IdentifierRefused::Slash(text.to_owned()));
    }
    Ok(text)
}
