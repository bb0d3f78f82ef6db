//! E-mails as files (`.eml`): what a mail program opens and sends. Nothing leaves from here.

use domain::Date;
use mail_builder::MessageBuilder;

/// One message.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    /// Name and address of the sender.
    pub from: (&'a str, &'a str),
    /// Name and address of the addressee.
    pub to: (&'a str, &'a str),
    /// Subject.
    pub subject: &'a str,
    /// The words, as plain text.
    pub text: &'a str,
    /// Files: name, type, bytes.
    pub attachments: &'a [(String, &'static str, Vec<u8>)],
    /// Deterministic, so that what left can be recognised (reliability §1.4), without the angle brackets.
    pub message_id: &'a str,
    /// The day it bears.
    pub on: Date,
}

/// Whether a text can stand as one address: something, an @, a domain with a dot, no blank and no control character.
pub fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let plain =
        |part: &str| !part.is_empty() && part.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"@".contains(c));
    plain(local) && plain(domain) && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
}

/// The bytes of the message. Line breaks in names and subject are refused before they reach a header.
///
/// # Errors
/// A header that holds a control character, or an address that is none; said in French.
pub fn eml(message: &Message<'_>) -> Result<Vec<u8>, String> {
    for (what, text) in [("l'expéditeur", message.from.0), ("le destinataire", message.to.0), ("l'objet", message.subject)] {
        if text.chars().any(char::is_control) {
            return Err(format!("Un caractère de contrôle se trouve dans {what} du courriel : corrigez-le."));
        }
    }
    for address in [message.from.1, message.to.1] {
        if !is_address(address) {
            return Err(format!("« {address} » n'est pas une adresse électronique."));
        }
    }
    let date = crate::civil::noon_seconds(message.on);
    let mut builder = MessageBuilder::new()
        .from((message.from.0, message.from.1))
        .to((message.to.0, message.to.1))
        .subject(message.subject)
        .date(date)
        .message_id(message.message_id)
        .text_body(message.text);
    for (name, kind, bytes) in message.attachments {
        builder = builder.attachment(*kind, name.as_str(), bytes.as_slice());
    }
    builder.write_to_vec().map_err(|error| format!("Le courriel n'a pas pu être écrit : {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> Message<'static> {
        Message {
            from: ("Ateliers Boréal", "relances@ateliers-boreal.example"),
            to: ("Menuiserie Sablier", "compta@sablier.example"),
            subject: "Facture F-12 échue",
            text: "Bonjour,\nà régler : 1 234,56 €.",
            attachments: &[],
            message_id: "abc@quittance.invalid",
            on: jiff::civil::date(2026, 11, 21),
        }
    }

    #[test]
    fn an_address_is_one_or_is_refused() {
        for good in ["a@b.fr", "compta+factures@maison-dupont.example"] {
            assert!(is_address(good), "{good}");
        }
        for bad in ["", "a", "a@b", "a b@c.fr", "a@b.fr\nBcc: x@y.fr", "a@.fr", "<a@b.fr>", "a@b.fr, c@d.fr"] {
            assert!(!is_address(bad), "{bad}");
        }
    }

    #[test]
    fn a_line_break_never_reaches_a_header() {
        let hostile = Message { subject: "Bonjour\r\nBcc: x@y.fr", ..message() };
        assert!(eml(&hostile).is_err());
        let named = Message { to: ("Nom\nBcc: x@y.fr", "compta@sablier.example"), ..message() };
        assert!(eml(&named).is_err());
    }

    #[test]
    fn the_message_carries_its_id_its_subject_and_its_words() {
        let bytes = eml(&message()).expect("a message");
        let text = String::from_utf8(bytes).expect("ASCII");
        assert!(text.contains("Message-ID: <abc@quittance.invalid>"), "{text}");
        assert!(text.contains("To: \"Menuiserie Sablier\" <compta@sablier.example>"), "{text}");
        assert!(text.contains("Date: Sat, 21 Nov 2026"), "{text}");
    }
}
