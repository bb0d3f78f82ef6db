//! Copies of invoices joined to the letter: PDF/A-3b, and files that are refused.

use domain::letters::DocumentKind;
use lopdf::encryption::{EncryptionState, EncryptionVersion, Permissions};
use lopdf::{Dictionary, Object, StringFormat};
use typeset::{Piece, TypesetError};

use crate::support::*;

fn copy_of_invoice() -> Vec<u8> {
    typesetter().pdf(&sample(DocumentKind::ThankYou), None, &[]).expect("a PDF").pdf
}

fn piece(name: &str, bytes: Vec<u8>) -> Piece {
    Piece { name: name.to_owned(), bytes }
}

#[test]
fn joined_invoices_travel_byte_for_byte_in_a_pdf_a_3b() {
    let bytes = copy_of_invoice();
    let pieces = [piece("Facture F-2026-0412", bytes.clone()), piece("Facture n° F/2026/0467.pdf", bytes.clone())];
    let document = sample(DocumentKind::Reminder);
    let rendered = typesetter().pdf(&document, None, &pieces).expect("a letter");
    assert_eq!(rendered.pdf, typesetter().pdf(&document, None, &pieces).expect("a letter").pdf, "the same bytes again");
    says_what_the_letter_says(&Sheet::new(&rendered.pdf), &document);

    let pdf = lopdf::Document::load_mem(&rendered.pdf).expect("a readable PDF");
    let catalog = pdf.catalog().expect("a catalog");
    let metadata = pdf.dereference(catalog.get(b"Metadata").expect("metadata")).expect("an object").1;
    let metadata = String::from_utf8_lossy(&metadata.as_stream().expect("a stream").content).into_owned();
    assert!(metadata.contains("<pdfaid:part>3</pdfaid:part>"), "{metadata}");
    let joined = pdf.dereference(catalog.get(b"AF").expect("associated files")).expect("an object").1.as_array().expect("an array");
    let names: Vec<String> = joined
        .iter()
        .map(|file| {
            let file = pdf.dereference(file).expect("an object").1.as_dict().expect("a file specification");
            assert_eq!(file.get(b"AFRelationship").and_then(Object::as_name).expect("a relationship"), b"Supplement");
            let stream = file.get(b"EF").and_then(Object::as_dict).and_then(|ef| ef.get(b"F")).expect("a stream");
            let stream = pdf.dereference(stream).expect("an object").1.as_stream().expect("a stream");
            assert_eq!(stream.dict.get(b"Subtype").and_then(Object::as_name).expect("a media type"), b"application/pdf");
            assert_eq!(stream.decompressed_content().unwrap_or_else(|_| stream.content.clone()), bytes);
            lopdf::decode_text_string(file.get(b"UF").expect("a name")).expect("text")
        })
        .collect();
    assert_eq!(names, ["Facture F-2026-0412.pdf", "Facture n- F-2026-0467.pdf"]);
}

fn reason(bytes: Vec<u8>) -> String {
    let document = sample(DocumentKind::Reminder);
    let error = typesetter().pdf(&document, None, &[piece("F-2026-0412", bytes)]).expect_err("a bad piece");
    assert!(matches!(error, TypesetError::Piece { .. }), "{error:?}");
    error.to_string()
}

fn protected(user_password: &str) -> Vec<u8> {
    let mut pdf = lopdf::Document::load_mem(&copy_of_invoice()).expect("a readable PDF");
    let id = Object::String(b"0123456789abcdef".to_vec(), StringFormat::Literal);
    pdf.trailer.set("ID", Object::Array(vec![id.clone(), id]));
    let version = EncryptionVersion::V2 {
        document: &pdf,
        owner_password: "maître",
        user_password,
        key_length: 128,
        permissions: Permissions::PRINTABLE,
    };
    let state = EncryptionState::try_from(version).expect("an encryption");
    pdf.encrypt(&state).expect("an encrypted PDF");
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).expect("bytes");
    bytes
}

#[test]
fn a_piece_that_nobody_could_open_is_refused_by_name() {
    assert_eq!(
        reason(b"PK\x03\x04 un classeur".to_vec()),
        "la pièce jointe « F-2026-0412 » n'est pas un fichier PDF : joignez la facture en PDF"
    );
    assert_eq!(reason(Vec::new()), "la pièce jointe « F-2026-0412 » n'est pas un fichier PDF : joignez la facture en PDF");
    let whole = copy_of_invoice();
    for kept in [20, whole.len() / 3, whole.len() - 200] {
        assert!(reason(whole[..kept].to_vec()).contains("illisible ou incomplète"), "cut at {kept}");
    }
    assert!(reason(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nstartxref\n12\n%%EOF\n".to_vec()).contains("illisible ou incomplète"));
    assert!(reason(protected("secret")).contains("est protégée par un mot de passe"));
    assert!(reason(protected("")).contains("est protégée par un mot de passe"));
    let mut empty = lopdf::Document::with_version("1.7");
    let pages =
        empty.add_object(Dictionary::from_iter([("Type", "Pages".into()), ("Kids", Object::Array(Vec::new())), ("Count", 0.into())]));
    let catalog = empty.add_object(Dictionary::from_iter([("Type", Object::from("Catalog")), ("Pages", pages.into())]));
    empty.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    empty.save_to(&mut bytes).expect("bytes");
    assert!(reason(bytes).contains("ne contient aucune page"));
}
