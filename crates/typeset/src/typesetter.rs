//! From a letter to its bytes.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::letters::Document;
use serde::Serialize;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Smart};
use typst::syntax::{FileId, Source};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use typst_render::RenderOptions;

use crate::error::TypesetError;
use crate::glyphs;
use crate::logo::Logo;
use crate::piece::{self, Piece};
use crate::qr;
use crate::window::{ADDRESS_WINDOW, Rectangle};
use crate::world::{Job, TEMPLATES, file_id};

/// How the typesetter is made.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A folder laid out as `letters/`, whose `.typ` files replace the embedded ones of the same path. Read once, by
    /// [`Typesetter::new`].
    pub letters: Option<PathBuf>,
}

/// A letter that has been set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The file: PDF/A-2b, or PDF/A-3b where pieces are joined; tagged.
    pub pdf: Vec<u8>,
    /// Its pages.
    pub pages: usize,
}

/// Sets letters. Cheap to share between threads; each call is one job on the calling thread.
pub struct Typesetter {
    sources: HashMap<FileId, Source>,
}

/// What a template reads as `/data.json`.
#[derive(Serialize)]
struct Data<'a> {
    letter: &'a Document,
    date: Day,
    window: Rectangle,
    logo: Option<&'static str>,
    qr: Option<&'static str>,
    pieces: Vec<Joined<'a>>,
}

#[derive(Serialize)]
struct Day {
    year: i16,
    month: i8,
    day: i8,
}

#[derive(Serialize)]
struct Joined<'a> {
    path: String,
    name: String,
    description: &'a str,
}

const QR: &str = "/qr.svg";

/// The engine keeps what it computed until told otherwise; different letters gain nothing from it.
const EVICT_EACH: usize = 50;
static JOBS: AtomicUsize = AtomicUsize::new(0);

impl Typesetter {
    /// Reads the templates.
    ///
    /// # Errors
    /// [`TypesetError::Template`] where a replaced template cannot be read.
    pub fn new(options: Options) -> Result<Typesetter, TypesetError> {
        let mut sources = HashMap::with_capacity(TEMPLATES.len());
        for (path, embedded) in TEMPLATES {
            let replaced = options.letters.as_ref().map(|folder| folder.join(path)).filter(|file| file.is_file());
            let text = match replaced {
                Some(file) => std::fs::read_to_string(&file)
                    .map_err(|error| TypesetError::Template { path: file.display().to_string(), reason: error.to_string() })?,
                None => (*embedded).to_owned(),
            };
            let id = file_id(path);
            sources.insert(id, Source::new(id, text));
        }
        Ok(Typesetter { sources })
    }

    /// The letter as PDF, with its pieces joined. `logo` is printed where `document.sender.logo` says so.
    ///
    /// # Errors
    /// See [`TypesetError`]; nothing is made.
    pub fn pdf(&self, document: &Document, logo: Option<&Logo>, pieces: &[Piece]) -> Result<Rendered, TypesetError> {
        pieces.iter().try_for_each(Piece::check)?;
        let set = self.set(document, logo, pieces)?;
        let standard = if pieces.is_empty() { PdfStandard::A_2b } else { PdfStandard::A_3b };
        let options = PdfOptions {
            ident: Smart::Custom(format!("{}|{}|{}", document.kind.word(), document.date, document.reference)),
            creator: Smart::Custom(Some("Quittance".to_owned())),
            standards: PdfStandards::new(&[standard]).map_err(|error| TypesetError::Engine(error.message().to_string()))?,
            ..PdfOptions::default()
        };
        let pdf = typst_pdf::pdf(&set, &options).map_err(|errors| refused(&errors))?;
        Ok(Rendered { pdf, pages: set.pages().len() })
    }

    /// The pages of the same letter as PNG, for the screen: 2 pixels a point make a page 1 191 pixels wide.
    ///
    /// # Errors
    /// See [`TypesetError`].
    pub fn page_images(&self, document: &Document, logo: Option<&Logo>, pixels_per_point: f32) -> Result<Vec<Vec<u8>>, TypesetError> {
        let set = self.set(document, logo, &[])?;
        let options = RenderOptions { pixel_per_pt: f64::from(pixels_per_point).into(), render_bleed: false };
        set.pages()
            .iter()
            .map(|page| typst_render::render(page, &options).encode_png().map_err(|error| TypesetError::Engine(error.to_string())))
            .collect()
    }

    fn set(&self, document: &Document, logo: Option<&Logo>, pieces: &[Piece]) -> Result<PagedDocument, TypesetError> {
        let missing = glyphs::missing(document);
        if !missing.is_empty() {
            return Err(TypesetError::MissingGlyphs(missing));
        }
        let job = self.job(document, logo, pieces)?;
        let Warned { output, warnings } = typst::compile::<PagedDocument>(&job);
        if JOBS.fetch_add(1, Ordering::Relaxed) % EVICT_EACH == EVICT_EACH - 1 {
            comemo::evict(0);
        }
        let set = output.map_err(|errors| refused(&errors))?;
        // A warning means a layout that did not settle or a face that was not found: not a letter to send.
        if warnings.is_empty() { Ok(set) } else { Err(refused(&warnings)) }
    }

    fn job(&self, document: &Document, logo: Option<&Logo>, pieces: &[Piece]) -> Result<Job<'_>, TypesetError> {
        let mut files = HashMap::new();
        let logo = match (document.sender.logo, logo) {
            (false, _) => None,
            (true, None) => return Err(TypesetError::LogoMissing),
            (true, Some(logo)) => {
                files.insert(file_id(logo.path()), Bytes::new(logo.bytes().to_vec()));
                Some(logo.path())
            }
        };
        let payload = document.payment.as_ref().map_or("", |payment| payment.qr.as_str());
        let qr = if payload.is_empty() {
            None
        } else {
            files.insert(file_id(QR), Bytes::from_string(qr::svg(payload)?));
            Some(QR)
        };
        let mut joined = Vec::with_capacity(pieces.len());
        for (index, (piece, name)) in pieces.iter().zip(piece::file_names(pieces)).enumerate() {
            let path = format!("/piece-{}.pdf", index + 1);
            files.insert(file_id(&path), Bytes::new(piece.bytes.clone()));
            joined.push(Joined { path, name, description: &piece.name });
        }
        let day = Day { year: document.date.year(), month: document.date.month(), day: document.date.day() };
        let data = Data { letter: document, date: day, window: ADDRESS_WINDOW, logo, qr, pieces: joined };
        let json = serde_json::to_vec(&data).map_err(|error| TypesetError::Engine(error.to_string()))?;
        files.insert(file_id("/data.json"), Bytes::new(json));
        Ok(Job { main: file_id(&format!("/{}/letter.typ", document.kind.word())), sources: &self.sources, files })
    }
}

/// Whether a sheet that bears this logo alone can be set and written as PDF/A.
pub(crate) fn sets(logo: &Logo) -> bool {
    let main = file_id("/logo-check.typ");
    let text = format!(
        "#set document(date: datetime(year: 2000, month: 1, day: 1))\n#image({:?}, width: 55mm, height: 18mm, fit: \"contain\")",
        logo.path()
    );
    let sources = HashMap::from([(main, Source::new(main, text))]);
    let files = HashMap::from([(file_id(logo.path()), Bytes::new(logo.bytes().to_vec()))]);
    let Ok(set) = typst::compile::<PagedDocument>(&Job { main, sources: &sources, files }).output else { return false };
    PdfStandards::new(&[PdfStandard::A_2b])
        .is_ok_and(|standards| typst_pdf::pdf(&set, &PdfOptions { standards, ..PdfOptions::default() }).is_ok())
}

/// What a template says when the address does not fit.
const ADDRESS_PANIC: &str = "address-window";

fn refused(errors: &[SourceDiagnostic]) -> TypesetError {
    if errors.iter().any(|error| error.message.contains(ADDRESS_PANIC)) {
        return TypesetError::AddressTooLarge;
    }
    TypesetError::Engine(errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join(" ; "))
}
