//! Files for the bank, written in the forms of the SEPA.
//!
//! * [`debit`]: direct debits (pain.008).
//! * [`text`]: the characters that every bank takes.
//!
//! Nothing is sent: a person hands the file to the bank. Not covered: transfers (pain.001), the bank's answer (pain.002).

pub mod debit;
pub mod text;
