#![forbid(unsafe_code)]
//! From a letter as a value to PDF bytes and page images: the only crate that knows Typst.
//!
//! * In: a finished [`Document`] (every string already written by `domain::letters`), a checked [`Logo`], checked
//!   [`Piece`]s. Out: a tagged PDF/A-2b, or a PDF/A-3b when pieces are joined, "validated by the typesetting engine"; or the
//!   same pages as PNG for the screen.
//! * Templates are the `.typ` files of `letters/`, embedded; a folder on disk may replace them ([`Options::letters`]).
//!   They arrange; they make no sum, no date, no choice of law.
//! * The same input gives the same bytes: the date is the letter's, no clock, no file, no network, no package is read.
//! * Data is never markup. A character that the embedded faces cannot print is an error that names it, never a fallback.
//!
//! Not covered: the stamped bundle for a court (plain PDF, other templates).

mod error;
mod glyphs;
mod logo;
mod piece;
mod qr;
mod typesetter;
mod window;
mod world;

pub use domain::letters::Document;
pub use error::{MissingGlyph, TypesetError};
pub use glyphs::unprintable;
pub use logo::{Logo, LogoError};
pub use piece::Piece;
pub use typesetter::{Options, Rendered, Typesetter};
pub use window::{ADDRESS_WINDOW, Rectangle};
