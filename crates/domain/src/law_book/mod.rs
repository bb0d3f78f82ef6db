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

use std::fmt;

use serde::{Deserialize, Serialize};

/// How sure a statement on the law is. The weakest of several is the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Mark {
    /// Seen in an official page or text.
    #[serde(rename = "A")]
    Official,
    /// Seen in at least one secondary source.
    #[serde(rename = "B")]
    Secondary,
    /// Own knowledge only: to be checked before an act relies on it.
    #[serde(rename = "K")]
    OwnKnowledge,
    /// Contradictory sources, or none found.
    #[serde(rename = "?")]
    Doubtful,
}

impl Mark {
    /// What it says to the reader.
    pub fn french(self) -> &'static str {
        match self {
            Mark::Official => "texte officiel",
            Mark::Secondary => "source secondaire",
            Mark::OwnKnowledge => "à vérifier avant un acte",
            Mark::Doubtful => "douteux, à vérifier avant un acte",
        }
    }

    /// Whether a person must check it before an act relies on it.
    pub fn is_to_check(self) -> bool {
        self >= Mark::OwnKnowledge
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Mark::Official => "A",
            Mark::Secondary => "B",
            Mark::OwnKnowledge => "K",
            Mark::Doubtful => "?",
        })
    }
}
