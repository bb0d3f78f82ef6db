//! A document as an e-mail, and where it can be posted.

use super::*;

#[test]
fn the_email_says_the_words_of_the_letter_in_the_same_order() {
    for (document, facts) in every_case() {
        let letter = written(document, &facts);
        let text = email_text(&letter);
        let squeezed = text.split_whitespace().collect::<String>();
        // A label without anything in its column is not said.
        let tables = letter.body.iter().chain(letter.annexes.iter().flat_map(|annex| &annex.parts));
        let heads: Vec<String> =
            tables.flat_map(|part| if let Part::Table { table } = part { table.head.clone() } else { Vec::new() }).collect();
        for word in letter.words().into_iter().filter(|word| !heads.contains(word)) {
            let skip = letter.recipient.contains(&word)
                || [&letter.delivery, &letter.place_and_date, &letter.title, &letter.subject].contains(&&word);
            let caption = letter.payment.as_ref().is_some_and(|payment| payment.qr_caption == word);
            if !skip && !caption {
                assert!(squeezed.contains(&word.split_whitespace().collect::<String>()), "« {word} » is not in:\n{text}");
            }
        }
    }
}

#[test]
fn a_subject_is_one_line_whatever_the_data() {
    let mut facts = facts(DocumentKind::Reminder, DebtorKind::Business, Language::Fr);
    facts.items.truncate(1);
    facts.items[0].number = "F-1\r\nBcc: x@y.example".to_owned();
    let subject = email_subject(&written(DocumentKind::Reminder, &facts));
    assert!(!subject.contains(['\r', '\n']), "{subject:?}");
}

#[test]
fn a_letter_needs_an_address_and_an_email_does_not() {
    let mut facts = facts(DocumentKind::Reminder, DebtorKind::Business, Language::Fr);
    facts.debtor.address = Address::default();
    facts.debtor.email = "compta@etoile.example".to_owned();
    let error = compose(DocumentKind::Reminder, &facts).expect_err("refused");
    assert!(matches!(&error, LetterError::Address(_)), "{error}");
    assert!(error.to_string().contains("complétez la fiche du débiteur"));
    facts.channel = Channel::Email;
    let letter = written(DocumentKind::Reminder, &facts);
    assert_eq!(letter.recipient, ["Fonderie de l'Étoile Filante", "compta@etoile.example"]);
    assert_eq!(lacking(&letter, &facts), Vec::<&str>::new());
}
