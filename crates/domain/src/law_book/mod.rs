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

use serde::{Deserialize, Serialize};

/// How sure a statement on the law is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Mark {
    /// Seen in an official page or text.
    A,
    /// Seen in at least one secondary source.
    B,
    /// Own knowledge only.
    K,
    /// Contradictory sources, or none found.
    #[serde(rename = "?")]
    Doubt,
}

impl Mark {
    /// The sign shown beside a rule: `A`, `B`, `K`, `?`.
    pub fn sign(self) -> &'static str {
        match self {
            Mark::A => "A",
            Mark::B => "B",
            Mark::K => "K",
            Mark::Doubt => "?",
        }
    }

    /// What the sign means, for users.
    pub fn french(self) -> &'static str {
        match self {
            Mark::A => "lu dans un texte ou une page officielle",
            Mark::B => "lu dans au moins une source secondaire",
            Mark::K => "à vérifier sur Légifrance avant tout acte",
            Mark::Doubt => "sources contradictoires ou introuvables : à vérifier avant tout acte",
        }
    }

    /// Whether an act may not rest on it before somebody has checked it.
    pub fn must_be_checked(self) -> bool {
        matches!(self, Mark::K | Mark::Doubt)
    }
}
