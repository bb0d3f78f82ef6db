//! Letters that are not made, and why.

use domain::letters::DocumentKind;
use typeset::{MissingGlyph, TypesetError, unprintable};

use crate::support::*;

#[test]
fn a_character_without_a_glyph_is_named_with_its_field() {
    let mut document = sample(DocumentKind::Reminder);
    document.recipient[0] = "株式会社 FONDERIE".into();
    table_of(&mut document).rows[0][0] = "F\u{202e}2026".into();
    let error = typesetter().pdf(&document, None, &[]).expect_err("no face has these characters");
    let TypesetError::MissingGlyphs(missing) = &error else { panic!("{error:?}") };
    assert!(missing.contains(&MissingGlyph { character: '株', field: "adresse du destinataire, ligne 1".into() }), "{missing:?}");
    let message = error.to_string();
    assert!(message.contains("« 株 » U+682A (adresse du destinataire, ligne 1)"), "{message}");
    assert!(message.contains("le caractère invisible U+202E (corps, tableau, ligne 1, colonne « Facture »)"), "{message}");
    assert_eq!(typesetter().page_images(&document, None, 1.0), Err(error), "the screen says the same");
}

#[test]
fn a_name_can_be_asked_before_any_letter() {
    assert!(unprintable("Łukasz Œuvré, 1\u{202f}234,50\u{a0}€").is_empty());
    assert_eq!(unprintable("Café ☕ et thé ☕\u{7}"), ['☕', '\u{7}']);
}

#[test]
fn an_address_that_cannot_be_read_through_the_window_is_refused() {
    let mut document = sample(DocumentKind::Reminder);
    document.recipient = vec!["Société coopérative des artisans ".repeat(10); 6];
    assert_eq!(typesetter().pdf(&document, None, &[]), Err(TypesetError::AddressTooLarge));
}

#[test]
fn a_code_longer_than_its_standard_is_refused() {
    let mut document = sample(DocumentKind::Reminder);
    let payment = document.payment.as_mut().expect("a reminder asks for a payment");
    payment.qr = "x".repeat(331);
    assert_eq!(Sheet::new(&typesetter().pdf(&document, None, &[]).expect("331 bytes fit").pdf).codes(), ["x".repeat(331)]);
    document.payment.as_mut().expect("as above").qr = "x".repeat(332);
    assert_eq!(typesetter().pdf(&document, None, &[]), Err(TypesetError::QrTooLong(332)));
}

#[test]
fn a_letter_that_announces_a_logo_waits_for_it() {
    let mut document = sample(DocumentKind::Reminder);
    document.sender.logo = true;
    assert_eq!(typesetter().pdf(&document, None, &[]), Err(TypesetError::LogoMissing));
}

#[test]
fn a_table_with_a_missing_cell_is_not_shifted_but_refused() {
    let mut document = sample(DocumentKind::Reminder);
    table_of(&mut document).rows[0].remove(2);
    let error = typesetter().pdf(&document, None, &[]).expect_err("a sum would stand under the wrong head");
    assert!(matches!(&error, TypesetError::Engine(reason) if reason.contains("autant de cases que l'en-tête")), "{error:?}");
}
