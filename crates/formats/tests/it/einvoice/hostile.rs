//! Files made to harm: each is refused, or read, and none takes more than its share.

use super::pdf::{document, saved};
use super::{FACTUR_X, edited, reading, told};

/// A PDF written object by object.
struct Raw {
    bytes: Vec<u8>,
    offsets: Vec<(u32, usize)>,
}

impl Raw {
    fn new() -> Raw {
        Raw { bytes: b"%PDF-1.7\n".to_vec(), offsets: Vec::new() }
    }

    fn add(mut self, id: u32, body: &[u8]) -> Raw {
        self.offsets.push((id, self.bytes.len()));
        self.bytes.extend(format!("{id} 0 obj\n").bytes());
        self.bytes.extend(body);
        self.bytes.extend(b"\nendobj\n");
        self
    }

    fn stream(self, id: u32, dict: &str, data: &[u8]) -> Raw {
        let mut body = format!("<< {dict} /Length {} >>\nstream\n", data.len()).into_bytes();
        body.extend(data);
        body.extend(b"\nendstream");
        self.add(id, &body)
    }

    /// With a table; the catalog is object 1.
    fn table(mut self, more: &str) -> Vec<u8> {
        let start = self.bytes.len();
        self.bytes.extend(b"xref\n");
        for (id, offset) in &self.offsets {
            self.bytes.extend(format!("{id} 1\n{offset:010} 00000 n \n").bytes());
        }
        self.bytes.extend(format!("trailer\n<< /Size 9 /Root 1 0 R {more} >>\nstartxref\n{start}\n%%EOF\n").bytes());
        self.bytes
    }

    /// With a cross-reference stream, number 9, in which `packed` are objects of the object stream 5.
    fn packed(mut self, packed: std::ops::Range<u32>) -> Vec<u8> {
        let start = self.bytes.len();
        let mut rows = Vec::new();
        let mut index = String::new();
        for (id, offset) in self.offsets.clone() {
            index.push_str(&format!("{id} 1 "));
            rows.push(1);
            rows.extend(u32::try_from(offset).unwrap().to_be_bytes());
        }
        for id in packed {
            index.push_str(&format!("{id} 1 "));
            rows.push(2);
            rows.extend(5_u32.to_be_bytes());
        }
        self = self.stream(9, &format!("/Type /XRef /W [1 4 0] /Index [{index}] /Size 99999 /Root 100 0 R"), &rows);
        self.bytes.extend(format!("startxref\n{start}\n%%EOF\n").bytes());
        self.bytes
    }
}

/// The bytes compressed, as PDF does.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut stream = lopdf::Stream::new(lopdf::Dictionary::new(), bytes.to_vec());
    stream.compress().unwrap();
    stream.content
}

fn code(bytes: &[u8]) -> String {
    let reading = reading(bytes);
    assert!(reading.document.is_none());
    told(&reading.problems).concat()
}

#[test]
fn nesting_without_end_overflows_nothing() {
    for open in ["[", "<</A", "<</A["] {
        let catalog = format!("<< /Type /Catalog /Names {} >>", open.repeat(100_000));
        assert_eq!(code(&Raw::new().add(1, catalog.as_bytes()).table("")), "pdf_excessive!", "{open}");
    }
    let text = format!("<< /Type /Catalog /AF {}x{} >>", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(code(&Raw::new().add(1, text.as_bytes()).table("")), "pdf!");
    let deep = edited(FACTUR_X, &[("<ram:BuyerReference>", &"<ram:A>".repeat(100_000))]);
    assert_eq!(code(deep.as_bytes()), "xml_depth!");
}

#[test]
fn a_tree_of_names_deeper_than_any_is_refused() {
    let chain = |depth: u32| {
        let mut raw = Raw::new().add(1, b"<< /Type /Catalog /Names << /EmbeddedFiles 1000 0 R >> >>");
        for id in 1000..1000 + depth {
            raw = raw.add(id, format!("<< /Kids [{} 0 R] >>", id + 1).as_bytes());
        }
        raw.table("")
    };
    assert_eq!(code(&chain(64)), "pdf!");
    assert_eq!(code(&chain(70)), "pdf_excessive!");
    let wide = format!("<< /Type /Catalog /AF [{}] >>", "<< >> ".repeat(10_001));
    assert_eq!(code(&Raw::new().add(1, wide.as_bytes()).table("")), "pdf_excessive!");
}

#[test]
fn references_that_turn_in_circles_end() {
    let raw = Raw::new().add(1, b"<< /Type /Catalog /Names 2 0 R >>").add(2, b"3 0 R").add(3, b"2 0 R").table("");
    assert_eq!(code(&raw), "pdf_damaged!");
    let itself = Raw::new().add(1, b"1 0 R").table("");
    assert_eq!(code(&itself), "pdf_damaged!");
    // A table that names itself as the one before it.
    let raw = Raw::new().add(1, b"<< /Type /Catalog >>");
    let start = raw.bytes.len();
    assert_eq!(code(&raw.table(&format!("/Prev {start}"))), "pdf!");
    // A stream whose length is itself.
    let data = FACTUR_X.as_bytes();
    let mut body = b"<< /Length 4 0 R >>\nstream\n".to_vec();
    body.extend(data);
    body.extend(b"\nendstream");
    let file = b"<< /Type /Catalog /AF [<< /F (factur-x.xml) /EF << /F 4 0 R >> >>] >>";
    assert!(reading(&Raw::new().add(1, file).add(4, &body).table("")).document.is_some());
}

#[test]
fn a_bomb_in_an_object_stream_is_measured_as_it_is_inflated() {
    let index = "100 0 101 0 ";
    let content = format!("{index}{}", "[ 0 ] ".repeat(3 << 20));
    let raw = |content: &[u8]| {
        let dict = format!("/Type /ObjStm /N 2 /First {} /Filter /FlateDecode", index.len());
        Raw::new().stream(5, &dict, &deflated(content)).packed(100..102)
    };
    let bomb = raw(content.as_bytes());
    assert!(bomb.len() < 200_000 && content.len() > 16 << 20);
    assert_eq!(code(&bomb), "pdf_excessive!");
    let twice = deflated(&deflated(content.as_bytes()));
    let dict = "/Type /ObjStm /N 2 /First 12 /Filter [/FlateDecode /FlateDecode]";
    assert_eq!(code(&Raw::new().stream(5, dict, &twice).packed(100..102)), "pdf_excessive!");
}

#[test]
fn a_great_array_under_fifty_thousand_numbers_is_read_at_most_once() {
    // Every number of the stream stands for the same array: a program that reads them all never ends.
    let ids = 50_000;
    let index: String = (100..100 + ids).map(|id| format!("{id} 0 ")).collect();
    let content = format!("{index}[{}]", "0 ".repeat(100_000));
    let dict = format!("/Type /ObjStm /N {ids} /First {} /Filter /FlateDecode", index.len());
    let raw = Raw::new().stream(5, &dict, &deflated(content.as_bytes())).packed(100..200);
    assert_eq!(code(&raw), "pdf_damaged!");
    let zeros = format!("<< /Type /Catalog /AF [{}] >>", "0 ".repeat(2_000_000));
    assert_eq!(code(&Raw::new().add(1, zeros.as_bytes()).table("")), "pdf_excessive!");
}

#[test]
fn streams_inside_one_another_are_not_copied() {
    // Each of five thousand streams holds all those after it: fourteen gigabytes for a program that reads them all.
    let mut raw = Raw::new().add(1, b"<< /Type /Catalog >>");
    for id in 10..5_010 {
        let length = (5_010 - id) * 1_100 - 60;
        let mut body = format!("<< /Length {length:010} >>\nstream\n").into_bytes();
        body.extend(vec![b' '; 1_100 - body.len() - format!("{id} 0 obj\n\nendobj\n").len()]);
        raw = raw.add(id, &body);
    }
    assert_eq!(code(&raw.table("")), "pdf!");
}

#[test]
fn a_length_that_cannot_be_is_not_believed() {
    for length in ["-1", "99999999999999999999", "18446744073709551615", "(x)", "7 0 R"] {
        let body = format!("<< /Length {length} >>\nstream\n{FACTUR_X}\nendstream");
        let file = b"<< /Type /Catalog /AF << /F (factur-x.xml) /EF << /F 4 0 R >> >> >>";
        let bytes = Raw::new().add(1, file).add(4, body.as_bytes()).table("");
        assert!(reading(&bytes).document.is_some(), "{length}: {:?}", reading(&bytes).problems);
    }
}

#[test]
fn entities_and_endless_elements_are_refused() {
    let entity = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><CrossIndustryInvoice><ID>&x;</ID></CrossIndustryInvoice>";
    assert_eq!(code(entity.as_bytes()), "xml_doctype!");
    let pdf = saved(document(|pdf, catalog| {
        let stream = super::pdf::embedded(pdf, entity.as_bytes());
        let file =
            lopdf::dictionary! { "F" => lopdf::Object::string_literal("factur-x.xml"), "EF" => lopdf::dictionary! { "F" => stream } };
        catalog.set("AF", vec![file.into()]);
    }));
    assert_eq!(code(&pdf), "xml_doctype!");
    let notes = edited(FACTUR_X, &[("<ram:BuyerReference>", &format!("{}<ram:BuyerReference>", "<ram:N/>".repeat(200_001)))]);
    assert_eq!(code(notes.as_bytes()), "xml_elements!");
    // As many lines are an invoice all the same.
    let lines = edited(
        FACTUR_X,
        &[(
            "<ram:ApplicableHeaderTradeAgreement>",
            &format!("{}<ram:ApplicableHeaderTradeAgreement>", "<ram:IncludedSupplyChainTradeLineItem/>".repeat(200_000)),
        )],
    );
    assert_eq!(super::invoice(&lines).0.lines, 200_002);
}
