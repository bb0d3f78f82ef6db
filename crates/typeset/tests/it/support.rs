//! What the tests share: samples, changes to them, and the reading back.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use domain::letters::{Document, DocumentKind, Part, Table};
use tempfile::TempDir;
use typeset::{Options, Typesetter};

pub fn typesetter() -> Typesetter {
    Typesetter::new(Options::default()).expect("embedded templates")
}

pub fn sample(kind: DocumentKind) -> Document {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../letters").join(kind.word()).join("sample.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub fn table_of(document: &mut Document) -> &mut Table {
    let found = document.body.iter_mut().find_map(|part| match part {
        Part::Table { table } => Some(table),
        _ => None,
    });
    found.expect("a letter with a table")
}

/// A PDF on disk, read by Poppler.
pub struct Sheet {
    folder: TempDir,
    pub pages: usize,
}

/// A word and its box, in points from the top left corner.
#[derive(Debug)]
pub struct Word {
    pub text: String,
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// Points in a millimetre.
const POINT: f64 = 72.0 / 25.4;

#[expect(clippy::float_arithmetic, reason = "places on a page")]
pub fn millimetres(points: f64) -> f64 {
    points / POINT
}

impl Sheet {
    pub fn new(pdf: &[u8]) -> Sheet {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("letter.pdf"), pdf).expect("a writable folder");
        let pages = lopdf::Document::load_mem(pdf).expect("a readable PDF").get_pages().len();
        Sheet { folder, pages }
    }

    fn poppler(&self, program: &str, arguments: &[&str]) -> Vec<u8> {
        let output = Command::new(program).args(arguments).current_dir(self.folder.path()).output();
        let output = output.unwrap_or_else(|error| panic!("{program}: {error}. Install poppler-utils (apt-get install poppler-utils)"));
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    pub fn page_text(&self, page: usize) -> String {
        let page = page.to_string();
        let text = self.poppler("pdftotext", &["-raw", "-f", &page, "-l", &page, "letter.pdf", "-"]);
        String::from_utf8(text).expect("UTF-8")
    }

    /// The words of a page with their boxes.
    pub fn words(&self, page: usize) -> Vec<Word> {
        let page = page.to_string();
        let html = self.poppler("pdftotext", &["-bbox", "-f", &page, "-l", &page, "letter.pdf", "-"]);
        let html = String::from_utf8(html).expect("UTF-8");
        html.lines().filter_map(|line| line.trim().strip_prefix("<word ")).map(parse_word).collect()
    }

    /// What a telephone reads on a page, if anything. The code stands at the right: that strip alone is drawn, at 254 points an
    /// inch, ten a millimetre.
    pub fn code(&self, page: usize) -> Option<String> {
        let page = page.to_string();
        let strip = ["-gray", "-r", "254", "-x", "1500", "-W", "500", "-y", "0", "-H", "2970", "-f", &page, "-l", &page, "letter.pdf"];
        let pgm = self.poppler("pdftoppm", &strip);
        // P5, width, height, 255, one byte a pixel.
        let mut fields = pgm.splitn(4, |byte| byte.is_ascii_whitespace());
        let mut number = || fields.next().and_then(|field| std::str::from_utf8(field).ok()?.parse::<usize>().ok());
        let (_, width, height) = (number(), number().expect("a width"), number().expect("a height"));
        let pixels = &pgm[pgm.len() - width * height..];
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
        let codes: Vec<String> =
            image.detect_grids().iter().map(|grid| grid.decode().expect("a code that is found is a code that reads").1).collect();
        assert!(codes.len() <= 1, "one code at most on a page");
        codes.into_iter().next()
    }

    pub fn codes(&self) -> Vec<String> {
        (1..=self.pages).filter_map(|page| self.code(page)).collect()
    }
}

fn parse_word(line: &str) -> Word {
    let attribute = |name: &str| -> f64 {
        let start = line.find(&format!("{name}=\"")).expect("a box") + name.len() + 2;
        line[start..].split('"').next().and_then(|number| number.parse().ok()).expect("a number")
    };
    let text = line.split_once('>').and_then(|(_, rest)| rest.split_once("</word>")).expect("a word").0;
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
    Word { text, left: attribute("xMin"), top: attribute("yMin"), right: attribute("xMax"), bottom: attribute("yMax") }
}

/// Letters and signs alone: blanks, hyphens of line ends and marks of lists belong to the layout.
pub fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}' | '\u{2011}' | '–' | '\u{ad}' | '\u{200b}' | '\u{c}'))
        .collect()
}

fn cut(text: &str, length: usize) -> String {
    if text.chars().count() <= length { text.to_owned() } else { text.chars().take(length - 1).chain(['…']).collect() }
}

fn take(text: &mut String, wanted: &str) -> bool {
    let wanted = bare(wanted);
    let Some(at) = text.find(&wanted) else { return false };
    // What is left must not join into something new.
    text.replace_range(at..at + wanted.len(), "\u{1}");
    true
}

/// The words of the PDF are the words of the letter: each is there, and nothing else but the labels of the sheet.
pub fn says_what_the_letter_says(sheet: &Sheet, document: &Document) {
    let mut text = String::new();
    for page in 1..=sheet.pages {
        let mut page_text = bare(&sheet.page_text(page));
        let foot = format!("{}Page{page}/{}{}", cut(&document.reference, 90), sheet.pages, document.sender.legal.concat());
        assert!(take(&mut page_text, &foot), "page {page} bears « {foot} »: {page_text}");
        if page > 1 {
            let head = cut(&document.sender.name, 70) + &cut(&document.reference, 60);
            assert!(take(&mut page_text, &head), "page {page} bears « {head} »: {page_text}");
        }
        text.push_str(&page_text.replace('\u{1}', ""));
    }
    let mut words = document.words();
    for line in &document.sender.legal {
        let at = words.iter().rposition(|word| word == line).expect("the mentions are words of the letter");
        words.remove(at);
    }
    words.sort_by_key(|word| std::cmp::Reverse(bare(word).len()));
    for word in &words {
        assert!(take(&mut text, word), "« {word} » is missing; what is left: {text}");
    }
    // Left: the labels of the sheet, and the heads of tables repeated on the next pages.
    let mut labels: BTreeSet<String> = ["Objet:", "Subject:", "Piècesjointes", "Enclosures"].map(String::from).into();
    let parts = document.body.iter().chain(&document.closing).chain(document.annexes.iter().flat_map(|annex| &annex.parts));
    labels.extend(parts.filter_map(|part| match part {
        Part::Table { table } => Some(bare(&table.head.concat())),
        _ => None,
    }));
    for left in text.split('\u{1}').filter(|left| !left.is_empty()) {
        assert!(labels.contains(left), "« {left} » is not in the letter");
    }
}
