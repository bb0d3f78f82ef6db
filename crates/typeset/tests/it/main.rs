//! Letters set by the real engine, then read back by programs that know nothing of it: Poppler for the words and their places,
//! a QR reader for the code, a PDF library for the archive marks and the attachments.

mod layout;
mod logos;
mod pieces;
mod refusals;
mod samples;
mod support;
