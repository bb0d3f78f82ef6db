#![forbid(unsafe_code)]
//! Bytes in, rows and problems out.
//!
//! A reader never stops at the first bad line: it returns every row it could read and a [`Problem`] for each one it
//! could not, in French, saying where, what and what to do. Nothing here knows a database or a clock: today is an
//! argument. Files are read as a stream; only what must be compared across lines is kept.
//!
//! * [`recognise`]: what a file is, by its content.
//! * [`bank`]: bank statements in every format met in France.
//! * [`fec`]: the French accounting file (art. A47 A-1 LPF) and the receivables in it.
//! * [`table`]: CSV and XLSX of invoices, debtors and payments.
//! * [`einvoice`]: electronic invoices (Factur-X, CII, UBL) and the statuses of their life.
//! * [`xml`]: XML within limits, element by element.
//! * [`archive`]: an archive of any size.
//! * [`export`]: lists written as CSV or XLSX.
//! * [`sepa`]: files for the bank: direct debits.
//! * [`report`]: what `quittance read` prints.
//!
//! Not covered: the XML form of the FEC.

pub mod archive;
pub mod bank;
pub mod einvoice;
pub mod export;
pub mod fec;
pub mod input;
pub mod problem;
pub mod recognise;
pub mod report;
pub mod sepa;
pub mod table;
pub mod text;
pub mod values;
pub mod xml;

pub use input::{Input, Limits};
pub use problem::{Place, Problem, Problems, Severity};
pub use recognise::{Kind, recognise};
pub use report::{Facts, ReadReport};
