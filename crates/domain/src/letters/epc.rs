//! The payment code printed on letters: EPC069-12, « Quick Response Code: Guidelines to Enable Data Capture for the
//! Initiation of a SEPA Credit Transfer », version 002.
//!
//! Gives the text of the code; drawing it is the typesetting engine's work. Euros only. The IBAN is always printed beside
//! the code: French banking applications read it unevenly. Not covered: purpose codes, information to the payer.

use crate::money::Cents;
use crate::party::Iban;

/// Longest beneficiary name, in characters.
pub const LONGEST_NAME: usize = 70;
/// Longest free reference, in characters.
pub const LONGEST_REFERENCE: usize = 140;
/// Longest payload, in bytes: what a version 13 code holds at level M.
pub const LONGEST_PAYLOAD: usize = 331;
/// Highest amount: 999 999 999.99 €.
pub const HIGHEST_AMOUNT: Cents = Cents(99_999_999_999);

/// Why no code can be made. The letter then leaves without one: everything is printed beside it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EpcError {
    /// No name, or more than [`LONGEST_NAME`] characters.
    #[error("le nom du bénéficiaire doit avoir de 1 à 70 caractères, il en a {0}")]
    Name(usize),
    /// No reference, or more than [`LONGEST_REFERENCE`] characters.
    #[error("la référence du virement doit avoir de 1 à 140 caractères, elle en a {0}")]
    Reference(usize),
    /// A line break or another control character: it would start another field.
    #[error("le nom et la référence du virement tiennent chacun sur une ligne, sans caractère de contrôle")]
    Control,
    /// The BIC has neither 8 nor 11 letters and digits.
    #[error("le BIC « {0} » n'a pas 8 ou 11 lettres et chiffres")]
    Bic(String),
    /// Nothing to pay, or too much for a SEPA transfer.
    #[error("le montant d'un code de paiement va de 0,01 € à 999 999 999,99 €")]
    Amount,
    /// More than [`LONGEST_PAYLOAD`] bytes in all.
    #[error("le code de paiement aurait {0} octets, plus que 331 : raccourcissez le nom ou la référence")]
    Payload(usize),
}

/// The text of the code. A reference that is a valid ISO 11649 creditor reference (`RF…`) goes into the structured field,
/// any other into the free one.
///
/// # Errors
/// A field outside the limits of EPC069-12: see [`EpcError`].
pub fn payload(name: &str, iban: &Iban, bic: Option<&str>, amount: Cents, reference: &str) -> Result<String, EpcError> {
    let (name, reference) = (name.trim(), reference.trim());
    if name.chars().chain(reference.chars()).any(char::is_control) {
        return Err(EpcError::Control);
    }
    let length = name.chars().count();
    if !(1..=LONGEST_NAME).contains(&length) {
        return Err(EpcError::Name(length));
    }
    let length = reference.chars().count();
    if !(1..=LONGEST_REFERENCE).contains(&length) {
        return Err(EpcError::Reference(length));
    }
    let bic = bic.map(checked_bic).transpose()?.unwrap_or_default();
    if amount < Cents(1) || amount > HIGHEST_AMOUNT {
        return Err(EpcError::Amount);
    }
    let remittance = match crate::payments::reference::read(reference) {
        Some(structured) => structured,
        None => format!("\n{reference}"),
    };
    let payload = format!("BCD\n002\n1\nSCT\n{bic}\n{name}\n{}\nEUR{}\n\n{remittance}", iban.as_str(), amount.plain());
    if payload.len() > LONGEST_PAYLOAD { Err(EpcError::Payload(payload.len())) } else { Ok(payload) }
}

fn checked_bic(bic: &str) -> Result<String, EpcError> {
    let compact: String = bic.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let good = matches!(compact.len(), 8 | 11) && compact.bytes().all(|b| b.is_ascii_alphanumeric());
    if good { Ok(compact) } else { Err(EpcError::Bic(bic.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iban() -> Iban {
        Iban::parse("FR76 3000 6000 0112 3456 7890 189").expect("the example IBAN of the French banks")
    }

    #[test]
    fn a_free_reference_makes_the_eleven_lines_of_the_guidelines() {
        let text = payload("Ateliers Boréal", &iban(), None, Cents(1_182_055), "ETF-2611").expect("within the limits");
        assert_eq!(text, "BCD\n002\n1\nSCT\n\nAteliers Boréal\nFR7630006000011234567890189\nEUR11820.55\n\n\nETF-2611");
    }

    #[test]
    fn a_creditor_reference_takes_the_structured_field_and_a_wrong_key_does_not() {
        // RF18 5390 0754 7034 is the published example of ISO 11649.
        let text = payload("Au bon moulin", &iban(), Some("agri fr pp"), Cents(47_015), "RF18 5390 0754 7034").expect("valid");
        assert!(text.ends_with("EUR470.15\n\nRF18539007547034"), "{text}");
        assert!(text.starts_with("BCD\n002\n1\nSCT\nAGRIFRPP\n"), "{text}");
        let text = payload("Au bon moulin", &iban(), None, Cents(47_015), "RF19 5390 0754 7034").expect("free text");
        assert!(text.ends_with("EUR470.15\n\n\nRF19 5390 0754 7034"), "{text}");
    }

    #[test]
    fn the_reference_of_a_letter_as_it_is_printed_takes_the_structured_field() {
        let printed = "RF12 Q1L2 611";
        let text = payload("Ateliers Boréal", &iban(), Some("AGRIFRPPXXX"), Cents(1_218_510), printed).expect("valid");
        let lines: Vec<&str> = text.split('\n').collect();
        let eleven =
            ["BCD", "002", "1", "SCT", "AGRIFRPPXXX", "Ateliers Boréal", "FR7630006000011234567890189", "EUR12185.10", "", "RF12Q1L2611"];
        assert_eq!(lines, eleven, "the purpose is empty, the structured reference is tenth, no free text follows");
    }

    #[test]
    fn what_a_bank_would_misread_is_refused() {
        let make = |name: &str, bic: Option<&str>, cents, reference: &str| payload(name, &iban(), bic, Cents(cents), reference);
        assert_eq!(make(&"é".repeat(71), None, 1, "A"), Err(EpcError::Name(71)));
        assert!(make(&"é".repeat(70), None, 1, "A").is_ok());
        assert_eq!(make("", None, 1, "A"), Err(EpcError::Name(0)));
        assert_eq!(make("A", None, 1, &"x".repeat(141)), Err(EpcError::Reference(141)));
        assert_eq!(make("A", None, 0, "A"), Err(EpcError::Amount));
        assert_eq!(make("A", None, 100_000_000_000, "A"), Err(EpcError::Amount));
        assert!(make("A", None, 99_999_999_999, "A").is_ok());
        assert_eq!(make("A", Some("AGRI"), 1, "A"), Err(EpcError::Bic("AGRI".to_owned())));
        assert_eq!(make("A\nFR7610107001011234567890129", None, 1, "A"), Err(EpcError::Control));
        assert_eq!(make(&"é".repeat(70), None, 1, &"é".repeat(140)), Err(EpcError::Payload(474)), "15 + 141 + 28 + 8 + 1 + 281 bytes");
    }
}
