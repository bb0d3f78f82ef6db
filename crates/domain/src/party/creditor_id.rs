//! The SEPA creditor identifier (identifiant créancier SEPA, ICS): who is allowed to ask for direct debits.
//!
//! Two letters of the country, two check digits, three characters of the creditor's own choice (the business code, `ZZZ` where
//! it has none), then the national number. Source: formats §11; EPC262-08 [K]. The check is ISO 7064 MOD 97-10 over the national
//! number, the country and the digits: the business code does not count, so that one creditor may use several.

use super::identifiers::IdentifierError;
use crate::mod97::remainder;

/// What an ICS looks like.
const EXPECTED: &str = "un identifiant créancier SEPA, par exemple FR72ZZZ123456";
/// Country, check digits and business code.
const HEAD: usize = 7;
/// The longest, in characters.
const LONGEST: usize = 35;
/// The characters of a French one: its national number has six.
const FRENCH: usize = 13;

/// A SEPA creditor identifier whose check digits are right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditorIdentifier(String);

impl CreditorIdentifier {
    /// Reads one, blanks allowed.
    ///
    /// # Errors
    /// Another shape, or wrong check digits.
    pub fn parse(text: &str) -> Result<CreditorIdentifier, IdentifierError> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        let bytes = compact.as_bytes();
        let shape = (HEAD + 1..=LONGEST).contains(&bytes.len())
            && bytes.iter().all(u8::is_ascii_alphanumeric)
            && bytes[..2].iter().all(u8::is_ascii_alphabetic)
            && bytes[2..4].iter().all(u8::is_ascii_digit)
            && (!compact.starts_with("FR") || bytes.len() == FRENCH);
        if !shape {
            return Err(IdentifierError::Shape { found: text.trim().to_owned(), expected: EXPECTED });
        }
        let counted = bytes[HEAD..].iter().chain(&bytes[..4]).copied();
        if remainder(counted) == 1 { Ok(CreditorIdentifier(compact)) } else { Err(IdentifierError::Key(compact)) }
    }

    /// The characters, without blanks.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_examples_are_right_whatever_their_business_code() {
        // Formats §11 gives the first two; the third is the first with another business code.
        for good in ["FR72ZZZ123456", "DE98ZZZ09999999999", "FR72A01123456", "fr72 zzz 123456"] {
            assert!(CreditorIdentifier::parse(good).is_ok(), "{good}");
        }
        // By hand: 123456FR72 is 123456152772, and 98 less the remainder of 123456152700 by 97 is 72.
        assert_eq!(CreditorIdentifier::parse("FR73ZZZ123456"), Err(IdentifierError::Key("FR73ZZZ123456".to_owned())));
        assert_eq!(CreditorIdentifier::parse("FR72ZZZ123465"), Err(IdentifierError::Key("FR72ZZZ123465".to_owned())));
    }

    #[test]
    fn what_is_none_is_told_by_its_shape() {
        let long = format!("DE98ZZZ{}", "9".repeat(29));
        for bad in ["", "FR72ZZZ", "FR72ZZZ12345", "FR72ZZZ1234567", "7272ZZZ123456", "FRA2ZZZ123456", "FR72ZZZ12345é", long.as_str()] {
            assert!(matches!(CreditorIdentifier::parse(bad), Err(IdentifierError::Shape { .. })), "{bad}");
        }
    }
}
