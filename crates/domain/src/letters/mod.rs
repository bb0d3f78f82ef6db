//! Letters as words: what is said, to whom, in finished strings. Typst only arranges them.

pub mod document;
pub mod epc;

pub use document::*;
