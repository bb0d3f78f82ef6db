//! Whole stories through the real binary, and what can be read from the tree.

mod bad_input;
mod bank;
mod books;
mod browser;
mod debits;
mod doors;
mod drawn;
mod einvoices;
mod fec;
mod journey;
mod law;
mod payments;
mod pdf;
mod tidy;
mod tie_out;
mod untrusted;
mod users;
mod workbook;
