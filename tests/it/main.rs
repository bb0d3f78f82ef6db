//! Whole stories through the real binary, and what can be read from the tree.

mod bad_input;
mod books;
mod browser;
mod doors;
mod einvoices;
mod fec;
mod journey;
mod law;
mod payments;
mod tidy;
mod tie_out;
mod untrusted;
mod users;
mod workbook;
