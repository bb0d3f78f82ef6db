//! Each document with its sample: words, window, code, archive marks, the same bytes twice.

use domain::letters::DocumentKind;
use sha2::{Digest, Sha256};
use typeset::{ADDRESS_WINDOW, Logo};

use crate::support::*;

#[expect(clippy::float_arithmetic, reason = "places on a page")]
fn address_shows_in_the_window(sheet: &Sheet, recipient: &[String]) {
    let (left, top) = (f64::from(ADDRESS_WINDOW.x), f64::from(ADDRESS_WINDOW.y));
    let (right, bottom) = (left + f64::from(ADDRESS_WINDOW.width), top + f64::from(ADDRESS_WINDOW.height));
    let mut seen = String::new();
    for word in sheet.words(1) {
        let (x0, x1) = (millimetres(word.left), millimetres(word.right));
        let (y0, y1) = (millimetres(word.top), millimetres(word.bottom));
        let inside = x0 >= left && x1 <= right && y0 >= top && y1 <= bottom;
        let outside = x1 <= left || x0 >= right || y1 <= top || y0 >= bottom;
        assert!(inside || outside, "« {} » is cut by the edge of the window", word.text);
        if inside {
            seen.push_str(&word.text);
        }
    }
    assert_eq!(bare(&seen), bare(&recipient.concat()), "the window shows the address and nothing else");
}

fn is_tagged_archive(pdf: &[u8], part: &str) {
    let pdf = lopdf::Document::load_mem(pdf).expect("a readable PDF");
    let catalog = pdf.catalog().expect("a catalog");
    let metadata = catalog.get(b"Metadata").and_then(|object| pdf.dereference(object)).expect("metadata").1;
    let metadata = String::from_utf8_lossy(&metadata.as_stream().expect("a stream").content).into_owned();
    assert!(metadata.contains(&format!("<pdfaid:part>{part}</pdfaid:part>")), "{metadata}");
    assert!(metadata.contains("<pdfaid:conformance>B</pdfaid:conformance>"), "{metadata}");
    let marked = catalog.get(b"MarkInfo").and_then(|object| pdf.dereference(object)).expect("mark info").1;
    assert!(marked.as_dict().expect("a dictionary").get(b"Marked").and_then(|marked| marked.as_bool()).expect("a mark"));
    assert!(catalog.has(b"StructTreeRoot") && catalog.has(b"OutputIntents") && catalog.has(b"Lang"));
}

#[test]
fn each_document_says_its_words_shows_its_address_and_asks_for_its_payment() {
    let setter = typesetter();
    for kind in DocumentKind::ALL {
        let document = sample(kind);
        assert_eq!(document.kind, kind);
        let rendered = setter.pdf(&document, None, &[]).unwrap_or_else(|error| panic!("{}: {error}", kind.word()));
        let sheet = Sheet::new(&rendered.pdf);
        assert_eq!(sheet.pages, rendered.pages);
        says_what_the_letter_says(&sheet, &document);
        address_shows_in_the_window(&sheet, &document.recipient);
        let asked: Vec<String> = document.payment.iter().map(|payment| payment.qr.clone()).collect();
        assert_eq!(sheet.codes(), asked, "{}", kind.word());
        is_tagged_archive(&rendered.pdf, "2");
    }
}

#[test]
fn the_same_letter_is_the_same_bytes() {
    let mut document = sample(DocumentKind::FormalNotice);
    document.sender.logo = true;
    let logo = Logo::check(&fixture("logo.png")).expect("a good logo");
    let digest = || Sha256::digest(typesetter().pdf(&document, Some(&logo), &[]).expect("a letter").pdf);
    let first = digest();
    comemo::evict(0);
    assert_eq!(first, digest(), "nothing but the letter decides of its bytes");
    document.date = document.date.tomorrow().expect("a day");
    assert_ne!(first, Sha256::digest(typesetter().pdf(&document, Some(&logo), &[]).expect("a letter").pdf));
}

#[test]
fn the_screen_shows_the_pages_of_the_letter() {
    let document = sample(DocumentKind::Reminder);
    let pages = typesetter().page_images(&document, None, 1.5).expect("images");
    assert_eq!(pages.len(), 1);
    // A4 is 595.28 × 841.89 points.
    assert!(pages[0].starts_with(b"\x89PNG\r\n\x1a\n"));
    let number = |at: usize| u32::from_be_bytes(pages[0][at..at + 4].try_into().expect("four bytes"));
    assert_eq!((number(16), number(20)), (893, 1263));
}

#[test]
fn an_english_letter_has_english_labels() {
    let mut document = sample(DocumentKind::Reminder);
    document.language = domain::party::Language::En;
    let sheet = Sheet::new(&typesetter().pdf(&document, None, &[]).expect("a letter").pdf);
    let text = sheet.page_text(1);
    assert!(text.contains("Subject:") && text.contains("Enclosures") && !text.contains("Objet"), "{text}");
    says_what_the_letter_says(&sheet, &document);
}

#[test]
fn a_replaced_template_is_used_and_the_others_stay() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("thank-you")).expect("a folder");
    let template = "#set document(date: datetime(year: 2026, month: 1, day: 1))\nMerci, #json(\"/data.json\").letter.sender.name.";
    std::fs::write(folder.path().join("thank-you/letter.typ"), template).expect("a file");
    let setter = typeset::Typesetter::new(typeset::Options { letters: Some(folder.path().to_owned()) }).expect("templates");
    let sheet = Sheet::new(&setter.pdf(&sample(DocumentKind::ThankYou), None, &[]).expect("a letter").pdf);
    assert_eq!(bare(&sheet.page_text(1)), "Merci,AteliersBoréal.");
    let reminder = sample(DocumentKind::Reminder);
    says_what_the_letter_says(&Sheet::new(&setter.pdf(&reminder, None, &[]).expect("a letter").pdf), &reminder);
}
