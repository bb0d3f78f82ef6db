//! What is often said of late payment in France, and the rule today: shown beside the screens where it misleads.
//!
//! Source: `law/beliefs.toml`, embedded.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use super::{Mark, rules};

/// One belief with the rule of today.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Belief {
    /// What is said (la croyance), in French.
    pub said: String,
    /// The rule of today, in French.
    pub rule: String,
    /// Articles whose text is embedded.
    #[serde(default)]
    pub articles: Vec<String>,
    /// Articles and texts that are not embedded.
    #[serde(default)]
    pub other_articles: Vec<String>,
    /// The rule of the law book that says more.
    #[serde(default)]
    pub see: Option<String>,
    /// Where the rule was read.
    pub source: String,
    /// How sure the rule is.
    pub mark: Mark,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    checked_until: Date,
    belief: Vec<Belief>,
}

static BELIEFS: LazyLock<File> = LazyLock::new(|| {
    // The file is part of the program and a test reads it.
    toml::from_str(include_str!("../../../../law/beliefs.toml")).expect("the embedded beliefs have the fields of beliefs")
});

/// Every belief, in the order of the law book.
pub fn all() -> &'static [Belief] {
    &BELIEFS.belief
}

/// The last day for which they were checked.
pub fn checked_until() -> Date {
    BELIEFS.checked_until
}

impl Belief {
    /// The rule of the law book that says more.
    pub fn see(&self) -> Option<&'static rules::Rule> {
        self.see.as_deref().and_then(rules::rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law_book::texts;

    #[test]
    fn every_belief_has_a_rule_a_source_and_references_that_exist() {
        assert_eq!(checked_until(), jiff::civil::date(2026, 11, 21));
        assert_eq!(all().len(), 19);
        for belief in all() {
            assert!(!belief.said.is_empty() && belief.rule.ends_with('.') && !belief.source.is_empty(), "{}", belief.said);
            assert_eq!(belief.see.is_some(), belief.see().is_some(), "{}: no such rule", belief.said);
            assert!(belief.articles.iter().all(|citation| texts::cited(citation).is_some()), "{}", belief.said);
            assert!(belief.other_articles.iter().all(|citation| texts::cited(citation).is_none()), "{}", belief.said);
        }
    }

    #[test]
    fn no_belief_is_surer_than_the_rule_it_refers_to() {
        for belief in all() {
            if let Some(rule) = belief.see() {
                assert!(belief.mark >= rule.mark, "{}: {} beside {}", belief.said, belief.mark, rule.mark);
            }
        }
    }
}
