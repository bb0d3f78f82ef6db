//! PDFs with an invoice in them, made here: every way to attach one, and what cannot be read.

use formats::einvoice::{Document as Read, Reading};
use formats::{Input, Limits};
use lopdf::{Dictionary, Document, Object, ObjectId, SaveOptions, Stream, dictionary};

use super::{FACTUR_X, UBL, reading, told};

/// A compressed stream of these bytes.
pub fn embedded(pdf: &mut Document, bytes: &[u8]) -> ObjectId {
    let mut stream = Stream::new(dictionary! { "Type" => "EmbeddedFile", "Subtype" => "text/xml" }, bytes.to_vec());
    stream.compress().unwrap();
    pdf.add_object(stream)
}

/// A file specification, as an object of its own.
fn specification(pdf: &mut Document, name: Object, bytes: &[u8]) -> ObjectId {
    let stream = embedded(pdf, bytes);
    pdf.add_object(dictionary! {
        "Type" => "Filespec", "F" => name.clone(), "UF" => name, "AFRelationship" => "Data", "EF" => dictionary! { "F" => stream, "UF" => stream }
    })
}

fn text(text: &str) -> Object {
    Object::string_literal(text)
}

/// A PDF of one empty page whose catalog holds what `fill` puts there.
pub fn document(fill: impl FnOnce(&mut Document, &mut Dictionary)) -> Document {
    let mut pdf = Document::with_version("1.7");
    let page = pdf.add_object(dictionary! { "Type" => "Page" });
    let pages = pdf.add_object(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 });
    let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => pages };
    fill(&mut pdf, &mut catalog);
    let catalog = pdf.add_object(catalog);
    pdf.trailer.set("Root", catalog);
    pdf
}

pub fn saved(mut pdf: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

/// A flat tree of names.
fn flat(names: &[(&str, &[u8])]) -> Document {
    document(|pdf, catalog| {
        let pairs = names.iter().flat_map(|(name, bytes)| [text(name), specification(pdf, text(name), bytes).into()]).collect::<Vec<_>>();
        catalog.set("Names", dictionary! { "EmbeddedFiles" => dictionary! { "Names" => pairs } });
    })
}

/// The invoice of the fixtures as a Factur-X.
pub fn factur_x() -> Vec<u8> {
    saved(flat(&[("factur-x.xml", FACTUR_X.as_bytes())]))
}

/// The number of the invoice, and the name of the file it came in.
fn found(bytes: &[u8]) -> (String, String) {
    let reading = reading(bytes);
    match reading.document {
        Some(Read::Invoice(invoice)) => (invoice.number.unwrap(), reading.attachment.unwrap()),
        other => panic!("{other:?} {:?}", reading.problems),
    }
}

fn refused(bytes: &[u8]) -> String {
    let reading = reading(bytes);
    assert_eq!((&reading.document, reading.problems.len()), (&None, 1), "{:?}", reading.problems);
    reading.problems[0].code.to_owned()
}

const NUMBER: &str = "F-2026-0412";

#[test]
fn an_invoice_in_a_flat_tree_of_names_is_found_beside_other_files() {
    assert_eq!(found(&factur_x()), (NUMBER.into(), "factur-x.xml".into()));
    let beside = flat(&[("bon.pdf", b"%PDF-"), ("detail.csv", b"a;b"), ("factur-x.xml", FACTUR_X.as_bytes()), ("zz.txt", b"")]);
    assert_eq!(found(&saved(beside)).0, NUMBER);
    let mut with_mark = vec![0xEF, 0xBB, 0xBF];
    with_mark.extend(FACTUR_X.as_bytes());
    assert_eq!(found(&saved(flat(&[("factur-x.xml", &with_mark)]))).0, NUMBER);
}

#[test]
fn names_are_read_in_any_case_and_encoding_and_the_best_one_wins() {
    for name in ["Factur-X.XML", "ZUGFeRD-invoice.xml", "zugferd-invoice.xml", "xrechnung.xml", "C:\\temp\\factur-x.xml"] {
        assert_eq!(found(&saved(flat(&[("a.xml", b"<a/>"), (name, FACTUR_X.as_bytes())]))).0, NUMBER, "{name}");
    }
    let two = flat(&[("ZUGFeRD-invoice.xml", UBL.as_bytes()), ("factur-x.xml", FACTUR_X.as_bytes())]);
    assert_eq!(found(&saved(two)), (NUMBER.into(), "factur-x.xml".into()));
    let utf16 = document(|pdf, catalog| {
        let name: Vec<u8> = "\u{feff}factur-x.xml".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let file = specification(pdf, Object::string_literal(name), FACTUR_X.as_bytes());
        catalog.set("AF", vec![file.into()]);
    });
    assert_eq!(found(&saved(utf16)), (NUMBER.into(), "factur-x.xml".into()));
}

#[test]
fn an_invoice_deep_in_a_nested_tree_is_found_though_the_tree_turns_back_on_itself() {
    let nested = document(|pdf, catalog| {
        let file = specification(pdf, text("factur-x.xml"), FACTUR_X.as_bytes());
        let root = pdf.new_object_id();
        let leaf =
            pdf.add_object(dictionary! { "Limits" => vec![text("a"), text("z")], "Names" => vec![text("factur-x.xml"), file.into()] });
        let middle = pdf.add_object(dictionary! { "Kids" => vec![root.into(), leaf.into()] });
        pdf.objects.insert(root, dictionary! { "Kids" => vec![middle.into(), root.into()] }.into());
        catalog.set("Names", dictionary! { "EmbeddedFiles" => root });
    });
    assert_eq!(found(&saved(nested)).0, NUMBER);
}

#[test]
fn an_invoice_among_the_associated_files_alone_is_found() {
    for indirect in [false, true] {
        let associated = document(|pdf, catalog| {
            let file = specification(pdf, text("factur-x.xml"), FACTUR_X.as_bytes());
            let files = Object::Array(vec![file.into()]);
            let files = if indirect { pdf.add_object(files).into() } else { files };
            catalog.set("AF", files);
        });
        assert_eq!(found(&saved(associated)).0, NUMBER);
    }
}

#[test]
fn object_streams_and_cross_reference_streams_are_read() {
    for (objects, streams) in [(true, true), (false, true)] {
        let mut pdf = flat(&[("factur-x.xml", FACTUR_X.as_bytes())]);
        let mut bytes = Vec::new();
        let options = SaveOptions::builder().use_object_streams(objects).use_xref_streams(streams).compression_level(6).build();
        pdf.save_with_options(&mut bytes, options).unwrap();
        assert_eq!(bytes.windows(7).any(|window| window == b"/ObjStm"), objects);
        assert_eq!(found(&bytes).0, NUMBER);
        // And without the table: the objects are looked for.
        let cut = bytes.windows(9).rposition(|window| window == b"startxref").unwrap();
        assert_eq!(told(&reading(&bytes[..cut]).problems), ["pdf_repaired"]);
    }
}

#[test]
fn an_older_standard_or_another_syntax_in_a_pdf_is_read_too() {
    let reading = reading(&saved(flat(&[("xrechnung.xml", UBL.as_bytes())])));
    assert_eq!((reading.format(), reading.attachment.as_deref()), (Some("facturx"), Some("xrechnung.xml")));
}

#[test]
fn problems_inside_a_pdf_name_no_line_that_nobody_could_see() {
    let wrong = FACTUR_X.replace(">20260430<", ">fin avril<");
    let problems = reading(&saved(flat(&[("factur-x.xml", wrong.as_bytes())]))).problems;
    assert_eq!((told(&problems), problems[0].line), (vec!["date_invalid!".to_owned()], None));
    assert!(problems[0].message.starts_with("Date d'échéance (BT-9)"), "{}", problems[0].message);
}

#[test]
fn a_pdf_without_an_invoice_says_what_it_has_instead() {
    let reading = reading(&saved(document(|_, _| {})));
    assert_eq!(told(&reading.problems), ["pdf!"]);
    assert!(reading.problems[0].message.contains("sans facture électronique"), "{}", reading.problems[0].message);
    let with: Reading = super::reading(&saved(flat(&[("bon.pdf", b"%PDF-"), ("detail.csv", b"a;b")])));
    assert!(with.problems[0].message.contains("(bon.pdf, detail.csv)"), "{}", with.problems[0].message);
}

#[test]
fn an_encrypted_pdf_is_refused_for_what_it_is() {
    let mut pdf = flat(&[("factur-x.xml", FACTUR_X.as_bytes())]);
    let security = pdf.add_object(dictionary! { "Filter" => "Standard", "V" => 2, "R" => 3 });
    pdf.trailer.set("Encrypt", security);
    assert_eq!(refused(&saved(pdf)), "pdf_encrypted");
}

#[test]
fn a_pdf_that_was_cut_or_altered_is_damaged_unless_the_invoice_is_whole() {
    let whole = factur_x();
    let stream = whole.windows(6).position(|window| window == b"stream").unwrap();
    for kept in [5, 20, stream + 40] {
        assert_eq!(refused(&whole[..kept]), "pdf_damaged", "cut at {kept}");
    }
    assert_eq!(refused(b"%PDF-1.7\nstartxref\n5\n%%EOF"), "pdf_damaged");
    // Line ends changed in the compressed invoice itself: nothing is left of it.
    let mut altered = whole.clone();
    altered[stream + 7..stream + 30].fill(0);
    assert_eq!(refused(&altered), "pdf_damaged");
    // A wrong place of the table, as some mail programs leave it by changing the ends of lines.
    let text = whole.windows(9).rposition(|window| window == b"startxref").unwrap();
    let mut moved = whole[..text].to_vec();
    moved.extend(b"startxref\n17\n%%EOF\n");
    let reading = reading(&moved);
    assert_eq!((told(&reading.problems), reading.document.is_some()), (vec!["pdf_repaired".to_owned()], true));
}

#[test]
fn an_edit_added_to_a_pdf_replaces_what_it_was() {
    let mut bytes = factur_x();
    let previous = bytes.windows(9).rposition(|window| window == b"startxref").unwrap();
    let previous: String = bytes[previous + 10..].iter().take_while(|byte| byte.is_ascii_digit()).map(|byte| char::from(*byte)).collect();
    let pdf = Document::load_mem(&bytes).unwrap();
    let (stream, _) = *pdf.objects.iter().find(|(_, object)| object.as_stream().is_ok()).unwrap().0;
    let root = pdf.trailer.get(b"Root").unwrap().as_reference().unwrap().0;
    let newer = FACTUR_X.replace(NUMBER, "F-2026-0500");
    let object = bytes.len();
    bytes.extend(format!("{stream} 0 obj\n<< /Length {} >>\nstream\n{newer}\nendstream\nendobj\n", newer.len()).bytes());
    let table = bytes.len();
    bytes.extend(format!("xref\n{stream} 1\n{object:010} 00000 n \ntrailer\n<< /Size 99 /Root {root} 0 R /Prev {previous} >>\nstartxref\n{table}\n%%EOF\n").bytes());
    assert_eq!(found(&bytes).0, "F-2026-0500");
    // Its length a little off, as happens by hand: the end word is believed.
    let digits = format!("/Length {} >>", newer.len());
    let at = bytes.windows(digits.len()).position(|window| window == digits.as_bytes()).unwrap();
    bytes[at + 8] = b'9';
    assert_eq!(found(&bytes).0, "F-2026-0500");
}

#[test]
fn an_invoice_larger_than_the_limit_once_unpacked_is_not_read() {
    let large = format!("{FACTUR_X}{}", " ".repeat(2 << 20));
    let bytes = saved(flat(&[("factur-x.xml", large.as_bytes())]));
    assert!(bytes.len() < 100_000, "it is small before");
    let limits = Limits { attachment_bytes: 1 << 20, ..Limits::default() };
    let reading = formats::einvoice::read(&Input::bytes("x.pdf", &bytes).with_limits(limits));
    assert_eq!(told(&reading.problems), ["pdf_excessive!"]);
    let limits = Limits { einvoice_bytes: 1_000, ..Limits::default() };
    let reading = formats::einvoice::read(&Input::bytes("x.pdf", &bytes).with_limits(limits));
    assert_eq!(told(&reading.problems), ["file_too_large!"]);
}
