//! Reconciliation: which bank line pays which claims, with a score and its reason in one sentence.
//!
//! The caller loads what it knows of the books into a [`Builder`] (open claims, payers with their confirmed IBANs, sums expected,
//! credits not used, payments that could come back, rules learned), makes the [`Index`], and gives it lines: one by one
//! ([`Index::judge`]) or a whole file ([`reconcile`]). Nothing here records anything: a match says which cents go to which claim, and
//! those cents with what stays on account are the line's, to the cent.
//!
//! A match is automatic only from the score that the creditor sets, on two independent facts at least (who paid, what is quoted,
//! how much), when nothing else comes near, in the currency of the claims, for a day that is not to come. A wrong automatic match
//! is the worst outcome, an undecided line the second: it is proposed, and holds the letters of who probably paid.
//!
//! * Sources: C. civ. 1342-10 (order of imputation), ISO 11649 (references), SEPA reason codes of returns; what payers write in
//!   labels was taken from bank formats in use in France.
//! * Units: cents of the line's currency; scores of 1000; chances of being wrong in millionths. No floats.
//! * A line that the bank converted is also read as what the payer ordered: such a match is proposed, never automatic.
//! * Not covered: rates between currencies (what a line settles in another one, the bank says or a person does), splitting a
//!   remittance of cheques or of card takings, reading bank files.

pub mod again;
pub mod allocate;
mod batch;
mod books;
mod index;
mod judge;
mod line;
mod name;
mod number;
pub mod reference;
pub mod rejects;
mod runs;
mod settings;
pub mod subset;
mod verdict;

#[cfg(test)]
mod stories;

pub use batch::{incoming, outgoing, reconcile};
pub use books::{Credit, Expected, ExpectedKind, OpenItem, Payer, Received, Remittance, Rule, RuleBy};
pub use index::{Builder, Index};
pub use line::{Line, LineKind, plain_iban};
pub(crate) use name::telling_words;
pub use settings::{EarlyDiscount, LOWEST_AUTOMATIC, Settings};
pub use verdict::{Aside, Back, Evidence, GivenBack, Match, Outcome, Rest, Verdict};
