//! Letters as words: what is said, to whom, in finished strings. Typst only arranges them.

pub mod document;

pub use document::*;
