//! Identifiers and their keys: SIREN, SIRET, French VAT number, IBAN.
//!
//! A wrong key is a warning for files (fixtures and real exports carry invalid ids) and an error for the
//! creditor's own identity; the caller decides. Sources: INSEE (Luhn), La Poste exception, ISO 13616.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why an identifier is not one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Not the right number of digits or letters.
    #[error("« {found} » n'a pas la forme attendue : {expected}")]
    Shape {
        /// What was given.
        found: String,
        /// What was expected, in French.
        expected: &'static str,
    },
    /// The control key does not match.
    #[error("« {0} » : la clé de contrôle est fausse, vérifiez les chiffres")]
    Key(String),
}

fn digits_only(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '\u{a0}' | '\u{202f}')).collect()
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| {
            let d = u32::from(b - b'0');
            match (i % 2, d) {
                (0, d) => d,
                (_, d) if d * 2 > 9 => d * 2 - 9,
                (_, d) => d * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

fn only_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_digit())
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The characters, without blanks.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

identifier! {
    /// Nine digits of a French company, Luhn key checked.
    Siren
}
identifier! {
    /// Fourteen digits of a French establishment, key checked (La Poste has its own rule).
    Siret
}
identifier! {
    /// A VAT number; the key of a French one is checked where it is numeric.
    VatNumber
}
identifier! {
    /// An IBAN, structure and mod 97 checked.
    Iban
}

/// La Poste, whose establishments do not follow Luhn.
const LA_POSTE: &str = "356000000";

impl Siren {
    /// Reads a SIREN, blanks allowed.
    ///
    /// # Errors
    /// Not nine digits, or a wrong key.
    pub fn parse(text: &str) -> Result<Siren, IdentifierError> {
        let digits = digits_only(text);
        if !only_digits(&digits, 9) {
            return Err(IdentifierError::Shape { found: text.trim().to_owned(), expected: "neuf chiffres (SIREN)" });
        }
        if luhn(&digits) { Ok(Siren(digits)) } else { Err(IdentifierError::Key(digits)) }
    }

    /// The nine digits by groups of three, as printed: `732 829 320`.
    pub fn printed(&self) -> String {
        format!("{} {} {}", &self.0[..3], &self.0[3..6], &self.0[6..])
    }
}

impl Siret {
    /// Reads a SIRET, blanks allowed. La Poste: the digit sum is a multiple of five, or Luhn.
    ///
    /// # Errors
    /// Not fourteen digits, or a wrong key.
    pub fn parse(text: &str) -> Result<Siret, IdentifierError> {
        let digits = digits_only(text);
        if !only_digits(&digits, 14) {
            return Err(IdentifierError::Shape { found: text.trim().to_owned(), expected: "quatorze chiffres (SIRET)" });
        }
        let la_poste = digits.starts_with(LA_POSTE) && digits.bytes().map(|b| u32::from(b - b'0')).sum::<u32>().is_multiple_of(5);
        if luhn(&digits) || la_poste { Ok(Siret(digits)) } else { Err(IdentifierError::Key(digits)) }
    }

    /// The SIREN it begins with; its own key is not checked again.
    pub fn siren(&self) -> Siren {
        Siren(self.0[..9].to_owned())
    }
}

impl VatNumber {
    /// Reads a VAT number: two letters of a country, then 2 to 12 letters or digits. The key of a French number
    /// is `(12 + 3·(SIREN mod 97)) mod 97` when numeric; keys with letters exist and are accepted.
    ///
    /// # Errors
    /// Not that shape, or a wrong French key.
    pub fn parse(text: &str) -> Result<VatNumber, IdentifierError> {
        let number = digits_only(text).to_uppercase();
        let shape = || IdentifierError::Shape { found: text.trim().to_owned(), expected: "deux lettres de pays puis le numéro (TVA)" };
        if !number.is_ascii() || !(4..=14).contains(&number.len()) || !number[..2].bytes().all(|b| b.is_ascii_alphabetic()) {
            return Err(shape());
        }
        let rest = &number[2..];
        if !rest.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(shape());
        }
        if &number[..2] == "FR" {
            if rest.len() != 11 || !only_digits(&rest[2..], 9) {
                return Err(shape());
            }
            if only_digits(&rest[..2], 2) {
                let siren: u64 = rest[2..].parse().map_err(|_| shape())?;
                let key: u64 = rest[..2].parse().map_err(|_| shape())?;
                if key != (12 + 3 * (siren % 97)) % 97 {
                    return Err(IdentifierError::Key(number));
                }
            }
        }
        Ok(VatNumber(number))
    }
}

impl Iban {
    /// Reads an IBAN, blanks allowed.
    ///
    /// # Errors
    /// An unknown structure, or a wrong key.
    pub fn parse(text: &str) -> Result<Iban, IdentifierError> {
        let compact = digits_only(text).to_uppercase();
        match compact.parse::<iban::Iban>() {
            Ok(_) => Ok(Iban(compact)),
            Err(iban::ParseIbanError::InvalidBaseIban { source: iban::ParseBaseIbanError::InvalidChecksum }) => {
                Err(IdentifierError::Key(compact))
            }
            Err(_) => Err(IdentifierError::Shape {
                found: text.trim().to_owned(),
                expected: "un IBAN, par exemple FR76 3000 6000 0112 3456 7890 189",
            }),
        }
    }

    /// By groups of four, as printed.
    pub fn printed(&self) -> String {
        self.0.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group)).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The vectors were computed with python-stdnum (formats §11).
    #[test]
    fn a_siren_has_a_luhn_key() {
        for good in ["732829320", "404833048", "356000000", "732 829 320"] {
            assert!(Siren::parse(good).is_ok(), "{good}");
        }
        assert_eq!(Siren::parse("732829321"), Err(IdentifierError::Key("732829321".into())));
        assert!(matches!(Siren::parse("73282932"), Err(IdentifierError::Shape { .. })));
        assert!(matches!(Siren::parse("73282932A"), Err(IdentifierError::Shape { .. })));
        assert_eq!(Siren::parse("732829320").map(|s| s.printed()), Ok("732 829 320".into()));
    }

    #[test]
    fn the_establishments_of_la_poste_follow_their_own_rule() {
        assert!(Siret::parse("35600000049837").is_ok());
        assert!(Siret::parse("35600000000048").is_ok());
        assert!(Siret::parse("35600000049838").is_err());
        assert!(Siret::parse("99999999800010").is_err());
        assert_eq!(Siret::parse("356 000 000 49837").map(|s| s.siren().as_str().to_owned()), Ok("356000000".into()));
    }

    #[test]
    fn a_french_vat_number_is_checked_against_its_siren() {
        for good in ["FR44732829320", "FR83404833048", "FR39356000000", "FRK7399859412", "DE129274202"] {
            assert!(VatNumber::parse(good).is_ok(), "{good}");
        }
        assert_eq!(VatNumber::parse("FR45732829320"), Err(IdentifierError::Key("FR45732829320".into())));
        assert!(VatNumber::parse("FR4473282932").is_err());
        assert!(VatNumber::parse("é").is_err());
    }

    #[test]
    fn an_iban_is_checked_mod_97() {
        assert!(Iban::parse("FR1420041010050500013M02606").is_ok());
        assert_eq!(Iban::parse("FR76 3000 6000 0112 3456 7890 189").map(|i| i.printed()), Ok("FR76 3000 6000 0112 3456 7890 189".into()));
        assert!(matches!(Iban::parse("FR7630006000011234567890188"), Err(IdentifierError::Key(_))));
        assert!(matches!(Iban::parse("FR76"), Err(IdentifierError::Shape { .. })));
    }
}
