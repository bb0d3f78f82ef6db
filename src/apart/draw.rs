//! The pages of a PDF from outside as images, drawn in a process of their own: `quittance __draw MIB SECONDS`, with the file as its
//! input. It answers how many pages there are, then each page as soon as it is drawn: what went past a limit on the fourth
//! page still shows three.
//!
//! The answer: pages (four bytes), then for each drawn whether it differs (one byte), its length (four bytes) and its PNG. Units: pixels.
//! The renderer is the one that the typesetting engine brings. Not covered: passwords, forms to fill, faces of other scripts than
//! ours that the file does not hold (their text is missing, and it is said).

use std::io::{self, Read, Write};
use std::process::{ChildStdout, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use app::ports::{Drawn, Tried, Undrawn};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::FontQuery;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};

use super::{MOST_WAIT, ended, process};

/// The command, which no help lists.
pub(super) const COMMAND: &str = "__draw";
/// Pages drawn at most.
const MOST_PAGES: usize = 10;
/// The widest image.
const MOST_WIDTH: f32 = 1_100.0;
/// The highest image.
const MOST_HEIGHT: f32 = 1_800.0;
/// The largest image taken from the other process: twice what its pixels weigh.
const MOST_BYTES: u32 = 16 << 20;

/// Faces for text whose face the file does not hold: those of letters.
const FACES: [&[u8]; 2] =
    [include_bytes!("../../letters/fonts/SourceSerif4-Regular.ttf"), include_bytes!("../../letters/fonts/SourceSerif4-SemiBold.ttf")];

/// Has a file drawn.
///
/// # Errors
/// The process could not be started.
pub(super) fn started(pdf: &[u8]) -> io::Result<Result<Drawn, Undrawn>> {
    let mut child = process(COMMAND)?.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    thread::scope(|scope| {
        // A process that ends early does not read to the end: how it ended is what counts.
        scope.spawn(move || input.map(|mut input| input.write_all(pdf)));
        let heard = scope.spawn(move || output.map(heard).unwrap_or_default());
        let how = ended(child, Duration::from_secs(MOST_WAIT));
        let drawn = heard.join().unwrap_or_default();
        Ok(match how {
            Tried::Unable(why) => Err(Undrawn::Unable(why)),
            _ if !drawn.images.is_empty() => Ok(drawn),
            Tried::Passed => Err(Undrawn::Unreadable),
            Tried::TooMuch => Err(Undrawn::TooMuch),
        })
    })
}

/// What the process said, as far as it went.
fn heard(mut output: ChildStdout) -> Drawn {
    let mut drawn = Drawn::default();
    let Ok(pages) = four(&mut output) else { return drawn };
    drawn.pages = pages;
    while drawn.images.len() < MOST_PAGES {
        match image(&mut output) {
            Ok((differs, png)) => {
                drawn.differs |= differs;
                drawn.images.push(png);
            }
            Err(_) => break,
        }
    }
    drawn
}

fn four(output: &mut impl Read) -> io::Result<u32> {
    let mut bytes = [0; 4];
    output.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

fn image(output: &mut impl Read) -> io::Result<(bool, Vec<u8>)> {
    let mut differs = [0];
    output.read_exact(&mut differs)?;
    let length = four(output)?;
    let mut png = Vec::new();
    output.take(u64::from(length.min(MOST_BYTES))).read_to_end(&mut png)?;
    let whole = png.len() == length as usize && png.starts_with(b"\x89PNG\r\n\x1a\n");
    if whole { Ok((differs[0] != 0, png)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// The other side: draws what comes in.
pub(super) fn asked() -> ExitCode {
    let mut bytes = Vec::new();
    if io::stdin().read_to_end(&mut bytes).is_err() {
        return ExitCode::FAILURE;
    }
    let Ok(pdf) = Pdf::new(bytes) else { return ExitCode::SUCCESS };
    if drawn(&pdf, &mut io::stdout().lock()).is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn drawn(pdf: &Pdf, out: &mut impl Write) -> io::Result<()> {
    let pages = pdf.pages();
    out.write_all(&u32::try_from(pages.len()).unwrap_or(u32::MAX).to_le_bytes())?;
    let cache = RenderCache::new();
    for page in pages.iter().take(MOST_PAGES) {
        let Some((differs, png)) = drawn_page(page, &cache) else { return Ok(()) };
        let length = u32::try_from(png.len()).map_err(|_| io::ErrorKind::InvalidData)?;
        out.write_all(&[u8::from(differs)])?;
        out.write_all(&length.to_le_bytes())?;
        out.write_all(&png)?;
        out.flush()?;
    }
    Ok(())
}

/// One page, and whether something on it differs from what the file asks for; `None` for one without surface.
fn drawn_page<'p>(page: &'p Page<'p>, cache: &RenderCache<'p>) -> Option<(bool, Vec<u8>)> {
    let (width, height) = page.render_dimensions();
    let differs = Arc::new(AtomicBool::new(false));
    let (faces, warnings) = (Arc::clone(&differs), Arc::clone(&differs));
    let settings = InterpreterSettings {
        font_resolver: Arc::new(move |asked| {
            faces.store(true, Ordering::Relaxed);
            Some((Arc::new(FACES[usize::from(is_bold(asked))]), 0))
        }),
        warning_sink: Arc::new(move |_| warnings.store(true, Ordering::Relaxed)),
        ..InterpreterSettings::default()
    };
    let scale = scale(width, height)?;
    let render = RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
    let png = hayro::render(page, cache, &settings, &render).into_png().ok()?;
    Some((differs.load(Ordering::Relaxed), png))
}

fn is_bold(asked: &FontQuery) -> bool {
    use hayro::hayro_interpret::font::StandardFont as Face;
    match asked {
        FontQuery::Standard(face) => matches!(
            face,
            Face::HelveticaBold
                | Face::HelveticaBoldOblique
                | Face::CourierBold
                | Face::CourierBoldOblique
                | Face::TimesBold
                | Face::TimesBoldItalic
        ),
        FontQuery::Fallback(face) => face.is_bold,
    }
}

/// Pixels for a point, so that the image is as wide as a page shows and no higher than it may be.
#[expect(clippy::float_arithmetic, reason = "pixels of an image, no money")]
fn scale(width: f32, height: f32) -> Option<f32> {
    let scale = (MOST_WIDTH / width).min(MOST_HEIGHT / height);
    let fits = scale.is_finite() && scale > 0.0 && width * scale >= 1.0 && height * scale >= 1.0;
    fits.then_some(scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_as_large_as_an_image_may_be_and_never_larger() {
        let near = |scale: Option<f32>, wanted: f32| scale.is_some_and(|scale| (scale - wanted).abs() < 0.01);
        assert!(near(scale(595.0, 842.0), 1.848), "A4 upright: as wide as may be");
        assert!(near(scale(842.0, 8_420.0), 0.213), "a long receipt: as high as may be");
        assert_eq!((scale(0.0, 842.0), scale(f32::NAN, 842.0), scale(1.0e9, 1.0)), (None, None, None));
    }

    #[test]
    fn an_answer_cut_short_gives_the_pages_that_came_whole() {
        let png = b"\x89PNG\r\n\x1a\n page".to_vec();
        let one = |differs: u8, length: usize| [&[differs][..], &u32::try_from(length).unwrap_or(0).to_le_bytes(), &png].concat();
        let mut whole = &one(1, png.len())[..];
        assert_eq!(image(&mut whole).ok(), Some((true, png.clone())));
        for cut in [&one(0, png.len() + 1)[..], &one(0, png.len())[..9], &[0, 4, 0, 0, 0, b'G', b'I', b'F', b'8'][..], &[]] {
            let mut cut = cut;
            assert!(image(&mut cut).is_err());
        }
    }
}
