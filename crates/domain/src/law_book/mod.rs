//! The law folder as the program reads it: articles as quoted, rules in our own words, beliefs that are out of date.
//!
//! * [`texts`]: the articles shown beside a rule or printed in a letter, verbatim, with how complete and how recent they are.
//! * [`rules`]: every rule that the computation, the letters and the time limits need, with article, source and sureness.
//! * [`beliefs`]: what is often said of late payment and is no longer, or never was, the law.
//!
//! Source: the `law/` folder, embedded in the program. Nothing here was reviewed by a lawyer: each entry shows its
//! [`Mark`], and a `K` or `?` is to be checked on Legifrance before an act relies on it.
//!
//! Not covered: dated series of rates, which are read by the statement of account.

pub mod beliefs;
pub mod rules;
pub mod texts;

pub use crate::law::Mark;
