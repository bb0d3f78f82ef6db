//! What the engine may see: the standard library, the embedded faces, the templates, and the files of one job. Nothing else:
//! no clock, no disk, no network, no package.

use std::collections::HashMap;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// What every letter shares, made once.
pub(crate) struct Base {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

/// Source Serif 4, SIL Open Font License 1.1 (`letters/fonts/OFL.txt`).
const FACES: [&[u8]; 3] = [
    include_bytes!("../../../letters/fonts/SourceSerif4-Regular.ttf"),
    include_bytes!("../../../letters/fonts/SourceSerif4-SemiBold.ttf"),
    include_bytes!("../../../letters/fonts/SourceSerif4-Italic.ttf"),
];

pub(crate) static BASE: LazyLock<Base> = LazyLock::new(|| {
    let fonts: Vec<Font> = FACES.into_iter().flat_map(|face| Font::iter(Bytes::new(face))).collect();
    Base { library: LazyHash::new(Library::default()), book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
});

impl Base {
    /// Whether every face has the character: text may be set in any of them.
    pub(crate) fn prints(&self, character: char) -> bool {
        self.fonts.iter().all(|font| font.info().coverage.contains(u32::from(character)))
    }
}

macro_rules! embedded {
    ($($path:literal),* $(,)?) => {
        /// The templates that ship with the program, by their path in `letters/`.
        pub(crate) const TEMPLATES: &[(&str, &str)] = &[$(($path, include_str!(concat!("../../../letters/", $path)))),*];
    };
}

embedded![
    "shared/theme.typ",
    "shared/words.typ",
    "shared/page.typ",
    "shared/head.typ",
    "shared/parts.typ",
    "shared/payment.typ",
    "shared/foot.typ",
    "shared/letter.typ",
    "pre-due-notice/letter.typ",
    "reminder/letter.typ",
    "warning-reminder/letter.typ",
    "formal-notice/letter.typ",
    "thank-you/letter.typ",
    "call-confirmation/letter.typ",
    "statement/letter.typ",
];

/// The id of a virtual file. Ids are interned for the life of the process and there are 65 535 of them: paths come from a
/// fixed, small set, never from data.
pub(crate) fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("every path is written in this crate");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

/// One letter: its template and its virtual files.
pub(crate) struct Job<'a> {
    pub(crate) main: FileId,
    pub(crate) sources: &'a HashMap<FileId, Source>,
    pub(crate) files: HashMap<FileId, Bytes>,
}

fn absent<T>(id: FileId) -> FileResult<T> {
    Err(FileError::NotFound(id.vpath().get_with_slash().into()))
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &BASE.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BASE.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().map_or_else(|| absent(id), Ok)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().map_or_else(|| absent(id), Ok)
    }

    fn font(&self, index: usize) -> Option<Font> {
        BASE.fonts.get(index).cloned()
    }

    /// A template may not read the clock: dates come from the data.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
