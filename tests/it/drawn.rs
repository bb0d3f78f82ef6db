//! Pages of PDFs from outside, drawn by the real binary in its process apart: honest ones, long ones, and ones made to harm.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::books::PROGRAM;
use crate::pdf::{A4, pdf};

/// What the process answered, and whether it ended well.
struct Answer {
    well: bool,
    pages: u32,
    images: Vec<(bool, Vec<u8>)>,
}

/// Has a file drawn within so many seconds of processor.
fn drawn(pdf: &[u8], seconds: u64) -> Answer {
    let mut command = Command::new(PROGRAM);
    command.args(["__draw", "256", &seconds.to_string()]).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("started");
    // Whoever ends early does not read to the end.
    let _ = child.stdin.take().expect("an input").write_all(pdf);
    let said = child.wait_with_output().expect("ended");
    let mut rest = said.stdout.as_slice();
    let mut take = |length: usize| {
        let (now, after) = rest.split_at(length.min(rest.len()));
        rest = after;
        now.to_vec()
    };
    let four = |bytes: Vec<u8>| bytes.try_into().map_or(0, u32::from_le_bytes);
    let pages = four(take(4));
    let mut images = Vec::new();
    loop {
        let differs = take(1);
        let length = four(take(4)) as usize;
        let png = take(length);
        if length == 0 || png.len() < length {
            break;
        }
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
        images.push((differs == [1], png));
    }
    Answer { well: said.status.success(), pages, images }
}

/// Width and height that a PNG announces.
fn size(png: &[u8]) -> (u32, u32) {
    let at = |from: usize| png[from..from + 4].try_into().map_or(0, u32::from_be_bytes);
    (at(16), at(20))
}

const WORDS: &str = "BT /F1 40 Tf 72 700 Td (FACTURE) Tj ET";

#[test]
fn pages_are_drawn_with_another_face_where_theirs_is_missing_and_it_is_said() {
    let answer = drawn(&pdf(&[(A4, ""), (A4, WORDS), (A4, "1 0 0 rg 72 600 200 40 re f")], &[]), 60);
    assert!(answer.well && answer.pages == 3 && answer.images.len() == 3);
    let differs: Vec<bool> = answer.images.iter().map(|(differs, _)| *differs).collect();
    assert_eq!(differs, [false, true, false], "only the page whose face is not in the file");
    // 595 points as 1 100 pixels: 842 are 1 556.
    assert!(answer.images.iter().all(|(_, png)| size(png) == (1_100, 1_556)), "{:?}", size(&answer.images[0].1));
    assert!(answer.images[1].1.len() > answer.images[0].1.len(), "the words are there");
}

#[test]
fn of_a_long_file_ten_pages_are_drawn_and_all_are_counted() {
    let answer = drawn(&pdf(&[(A4, ""); 12], &[]), 60);
    assert!(answer.well && answer.pages == 12 && answer.images.len() == 10);
}

#[test]
fn a_page_without_measure_and_what_is_no_pdf_end_well_with_nothing() {
    // A box without surface at the size of an image; one that the reader takes for a sheet of the usual size.
    for (bounds, images) in [("0 0 1000000000 1", 0), ("0 0 0.0001 1000000", 1)] {
        let answer = drawn(&pdf(&[(bounds, WORDS)], &[]), 60);
        assert!(answer.well && answer.pages == 1 && answer.images.len() == images, "{bounds}");
        assert!(answer.images.iter().all(|(_, png)| size(png).0 <= 1_100 && size(png).1 <= 1_800), "{bounds}");
    }
    for bytes in [&b""[..], b"%PDF-1.7", b"rien", b"%PDF-1.7\ntrailer\n<< /Root 1 0 R >>\n"] {
        let answer = drawn(bytes, 60);
        assert!(answer.well && answer.images.is_empty());
    }
}

/// A form that draws another four times, which draws another four times, thirty deep: 4^30 squares.
#[test]
fn a_drawing_without_end_stops_at_its_limit_and_the_page_before_it_is_shown() {
    const DEEP: usize = 30;
    let form = |at: usize| {
        let drawing = if at + 1 == DEEP { "0 0 1 1 re f" } else { "/X Do /X Do /X Do /X Do" };
        let resources = if at + 1 == DEEP { String::new() } else { format!("/Resources << /XObject << /X {} 0 R >> >>", 4 + at) };
        format!(
            "<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] {resources} /Length {} >>\nstream\n{drawing}\nendstream",
            drawing.len()
        )
    };
    let forms: Vec<String> = (0..DEEP).map(form).collect();
    let answer = drawn(&pdf(&[(A4, WORDS), (A4, "/X Do")], &forms), 8);
    assert!(!answer.well && answer.pages == 2 && answer.images.len() == 1, "{} images", answer.images.len());
}

/// An image that really holds 363 million bytes, written as runs of 128 equal ones: more than the 256 MiB that are given.
#[test]
fn an_image_larger_than_the_memory_given_ends_the_process_and_the_page_before_it_is_shown() {
    const SIDE: usize = 11_000;
    let runs = "8100".repeat((SIDE * SIDE * 3).div_ceil(128)) + "80>";
    let image = format!(
        "<< /Type /XObject /Subtype /Image /Width {SIDE} /Height {SIDE} /ColorSpace /DeviceRGB /BitsPerComponent 8 \
         /Filter [/ASCIIHexDecode /RunLengthDecode] /Length {} >>\nstream\n{runs}\nendstream",
        runs.len()
    );
    let answer = drawn(&pdf(&[(A4, WORDS), (A4, "q 595 0 0 842 0 0 cm /X Do Q")], &[image]), 60);
    assert!(!answer.well && answer.pages == 2 && answer.images.len() == 1, "{} images, {}", answer.images.len(), answer.well);
}
