//! What a letter costs, for the benchmark: `letters whole N` sets N different formal notices as the program does; `letters bare N`
//! gives the engine the same templates, data and standard and nothing else: data and codes are made before the watch starts.
//!
//! Prints microseconds of CPU, microseconds of wall time, and bytes of PDF.

#[path = "../src/qr.rs"]
mod qr;
#[path = "../src/world.rs"]
#[expect(dead_code, reason = "what the program asks of its faces, the engine alone does not")]
mod world;

mod error {
    pub use typeset::TypesetError;
}

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::time::{Duration, Instant};

use serde_json::json;
use typeset::{ADDRESS_WINDOW, Document, Options, Typesetter};
use typst::foundations::{Bytes, Smart};
use typst::syntax::{FileId, Source};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use world::{Job, TEMPLATES, file_id};

/// As often as the program lets the engine forget.
const EVICT_EACH: usize = 50;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [way, count] = args.as_slice() else { return Err("letters whole|bare N".into()) };
    let letters = letters(count.parse()?)?;
    let (cpu, wall, bytes) = match way.as_str() {
        "whole" => whole(&letters)?,
        "bare" => bare(&letters)?,
        other => return Err(format!("{other}: whole or bare").into()),
    };
    println!("{} {} {bytes}", cpu.as_micros(), wall.as_micros());
    Ok(())
}

/// The sample formal notice, each time to somebody else about other invoices.
fn letters(count: usize) -> Result<Vec<Document>, Box<dyn Error>> {
    let text = include_str!("../../../letters/formal-notice/sample.json");
    let sample: Document = serde_json::from_str(text)?;
    let one = |i: usize| {
        let mut letter = sample.clone();
        letter.sender.logo = false;
        letter.reference = format!("{} / {i}", letter.reference);
        if let Some(name) = letter.recipient.first_mut() {
            *name = format!("Client {i}");
        }
        letter.salutation = format!("{} {i}", letter.salutation);
        letter
    };
    Ok((0..count).map(one).collect())
}

fn whole(letters: &[Document]) -> Result<(Duration, Duration, usize), Box<dyn Error>> {
    let setter = Typesetter::new(Options::default())?;
    setter.pdf(&letters[0], None, &[])?;
    timed(letters, |letter| Ok(setter.pdf(letter, None, &[])?.pdf.len()))
}

fn bare(letters: &[Document]) -> Result<(Duration, Duration, usize), Box<dyn Error>> {
    let sources: HashMap<FileId, Source> =
        TEMPLATES.iter().map(|(path, text)| (file_id(path), Source::new(file_id(path), (*text).to_owned()))).collect();
    let jobs: Vec<HashMap<FileId, Bytes>> = letters.iter().map(files).collect::<Result<_, _>>()?;
    let main = file_id("/formal-notice/letter.typ");
    let options = PdfOptions {
        ident: Smart::Auto,
        standards: PdfStandards::new(&[PdfStandard::A_2b]).map_err(|e| e.message().to_string())?,
        ..PdfOptions::default()
    };
    let mut done = 0;
    let mut one = |files: &HashMap<FileId, Bytes>| {
        let job = Job { main, sources: &sources, files: files.clone() };
        let set = typst::compile::<PagedDocument>(&job).output.map_err(|errors| format!("{errors:?}"))?;
        done += 1;
        if done % EVICT_EACH == 0 {
            comemo::evict(0);
        }
        Ok(typst_pdf::pdf(&set, &options).map_err(|errors| format!("{errors:?}"))?.len())
    };
    one(&jobs[0])?;
    timed(&jobs, one)
}

/// The data of a letter as the templates read it.
fn files(letter: &Document) -> Result<HashMap<FileId, Bytes>, Box<dyn Error>> {
    let mut files = HashMap::new();
    let payload = letter.payment.as_ref().map_or("", |payment| payment.qr.as_str());
    if !payload.is_empty() {
        files.insert(file_id("/qr.svg"), Bytes::from_string(qr::svg(payload)?));
    }
    let day = letter.date;
    let data = json!({
        "letter": letter, "date": { "year": day.year(), "month": day.month(), "day": day.day() }, "window": ADDRESS_WINDOW,
        "logo": null, "qr": (!payload.is_empty()).then_some("/qr.svg"), "pieces": [],
    });
    files.insert(file_id("/data.json"), Bytes::new(serde_json::to_vec(&data)?));
    Ok(files)
}

/// CPU and wall time of all of them, and the bytes that came out. The engine's own threads are counted.
fn timed<T>(
    letters: &[T],
    mut one: impl FnMut(&T) -> Result<usize, Box<dyn Error>>,
) -> Result<(Duration, Duration, usize), Box<dyn Error>> {
    let (cpu, wall) = (on_cpu()?, Instant::now());
    let mut bytes = 0;
    for letter in letters {
        bytes += one(letter)?;
    }
    Ok((on_cpu()? - cpu, wall.elapsed(), bytes))
}

/// User and system time of the process, in hundredths of a second.
fn on_cpu() -> Result<Duration, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let mut fields = stat.rsplit_once(')').ok_or("no name")?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next().unwrap_or("0").parse::<u64>();
    Ok(Duration::from_millis((ticks()? + ticks()?) * 10))
}
