//! The rules of the law book in our own words, each with its article, its source and how sure it is.
//!
//! Source: `law/rules/*.toml`, embedded. The texts themselves are in [`texts`]. A number that the program applies
//! (thirty days, two years…) is the `value` of a rule and is read from here by name, so that a lawyer reviews one place.
//!
//! Not covered: rates, which are dated series; the rules of court procedures, accounts and taxes.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use super::{Mark, texts};

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name in the program: `term-maximum`.
    pub id: String,
    /// A few words, in French.
    pub title: String,
    /// The rule in our own words, in French.
    pub statement: String,
    /// Articles whose text is embedded, as cited: « C. com. L441-10 ». [`texts::cited`] gives the text.
    #[serde(default)]
    pub articles: Vec<String>,
    /// Articles, decrees and judgments whose text is not embedded.
    #[serde(default)]
    pub other_articles: Vec<String>,
    /// Where it was read; short names are spelt out by [`Rule::source_in_full`].
    pub source: String,
    /// How sure it is.
    pub mark: Mark,
    /// First day it holds, where known.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// The number it fixes, if any.
    #[serde(default)]
    pub value: Option<u16>,
    /// What that number counts.
    #[serde(default)]
    pub unit: Option<Unit>,
}

/// What a number of the law counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Days.
    Days,
    /// Months.
    Months,
    /// Years.
    Years,
    /// Times something.
    Times,
}

/// The rules on one subject.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// The subject, in French.
    #[serde(rename = "chapter")]
    pub title: String,
    /// The last day for which the rules were checked.
    pub checked_until: Date,
    /// The rules, in the order in which they are read.
    #[serde(rename = "rule")]
    pub rules: Vec<Rule>,
}

macro_rules! chapter {
    ($name:literal) => {
        include_str!(concat!("../../../../law/rules/", $name, ".toml"))
    };
}

/// The files, in the order of the law book.
const FILES: [&str; 9] = [
    chapter!("1-interest"),
    chapter!("2-payment-terms"),
    chapter!("3-formal-notice"),
    chapter!("4-collecting"),
    chapter!("5-contact"),
    chapter!("6-limitation"),
    chapter!("9-insolvency"),
    chapter!("11-invoices"),
    chapter!("12-deadlines"),
];

static CHAPTERS: LazyLock<Vec<Chapter>> = LazyLock::new(|| {
    // The files are part of the program and a test reads every one of them.
    FILES.iter().map(|file| toml::from_str(file).expect("every embedded chapter has the fields of a chapter")).collect()
});

/// Short names of sources with what they stand for.
static SOURCES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let names: std::collections::BTreeMap<String, String> =
        toml::from_str(chapter!("sources")).expect("the embedded table of sources is a table of strings");
    names.into_iter().collect()
});

/// Every chapter, in the order of the law book.
pub fn chapters() -> &'static [Chapter] {
    &CHAPTERS
}

/// Every rule, in the order of the law book.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    CHAPTERS.iter().flat_map(|chapter| &chapter.rules)
}

/// A rule by name.
pub fn rule(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}

/// A rule that the program itself names: its absence is a fault of the embedded folder, seen by the first test.
pub(crate) fn known(id: &str) -> &'static Rule {
    rule(id).unwrap_or_else(|| panic!("the embedded law folder has no rule « {id} »"))
}

/// The number that a rule fixes, in the unit in which the program is about to use it.
///
/// Both are part of the embedded folder, so that a failure here is a fault of the folder, seen by the first test.
pub(crate) fn value(id: &str, unit: Unit) -> u16 {
    let rule = known(id);
    match (rule.value, rule.unit) {
        (Some(value), Some(found)) if found == unit => value,
        _ => panic!("the rule « {id} » of the embedded law folder fixes no number of {unit:?}"),
    }
}

impl Rule {
    /// Its source with the short names spelt out.
    pub fn source_in_full(&self) -> String {
        let spelt = |part: &str| SOURCES.iter().find(|(name, _)| name == part.trim()).map_or(part.trim(), |(_, full)| full).to_owned();
        self.source.split(';').map(spelt).collect::<Vec<_>>().join("\u{a0}; ")
    }

    /// The embedded texts it rests on.
    pub fn texts(&self) -> impl Iterator<Item = &'static texts::ArticleText> {
        self.articles.iter().filter_map(|citation| texts::cited(citation))
    }

    /// Every reference, as printed after the rule: « C. com. L441-10 ; CJUE C-585/20 ».
    pub fn references(&self) -> String {
        self.articles.iter().chain(&self.other_articles).map(String::as_str).collect::<Vec<_>>().join("\u{a0}; ")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_has_an_article_a_source_and_words() {
        let mut seen = BTreeSet::new();
        for rule in all() {
            assert!(seen.insert(&rule.id), "{} is there twice", rule.id);
            assert!(rule.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{}", rule.id);
            assert!(!rule.references().is_empty(), "{} cites nothing", rule.id);
            assert!(rule.source.len() > 2, "{} has no source", rule.id);
            assert!(!rule.title.is_empty() && rule.statement.ends_with('.'), "{}", rule.id);
            assert_eq!(rule.value.is_some(), rule.unit.is_some(), "{}: a number goes with its unit", rule.id);
        }
        assert!(seen.len() > 80, "{}", seen.len());
    }

    #[test]
    fn an_article_is_either_embedded_or_listed_apart() {
        for rule in all() {
            assert_eq!(rule.texts().count(), rule.articles.len(), "{}: {:?}", rule.id, rule.articles);
            for other in &rule.other_articles {
                assert!(texts::cited(other).is_none(), "{}: {other} is embedded and listed as if it were not", rule.id);
            }
        }
    }

    #[test]
    fn what_rests_on_own_knowledge_never_calls_itself_read() {
        for rule in all() {
            let own = rule.source.starts_with("Connaissance propre") || rule.source.starts_with("Lecture du programme");
            assert!(!own || rule.mark.is_to_check(), "{} is marked {}", rule.id, rule.mark);
        }
    }

    #[test]
    fn every_chapter_says_until_when_it_was_checked() {
        assert_eq!(chapters().len(), FILES.len());
        for chapter in chapters() {
            assert_eq!(chapter.checked_until, jiff::civil::date(2026, 11, 21), "{}", chapter.title);
            assert!(!chapter.rules.is_empty());
        }
    }

    #[test]
    fn the_numbers_are_those_of_the_articles() {
        // C. com. L441-10 I, C. conso. L218-2, C. civ. 2224 and 2232, CPC 642 as quoted in law/texts.
        assert_eq!(value("term-default", Unit::Days), 30);
        assert_eq!(value("term-maximum", Unit::Days), 60);
        assert_eq!(value("term-end-of-month", Unit::Days), 45);
        assert_eq!(value("limitation-consumer", Unit::Years), 2);
        assert_eq!(value("limitation-common", Unit::Years), 5);
        assert_eq!(value("limitation-cap", Unit::Years), 20);
        assert_eq!(value("limitation-mediation", Unit::Months), 6);
        assert_eq!(rule("no-such-rule"), None);
    }

    #[test]
    fn a_short_source_is_spelt_out() {
        let full = rule("b2b-default-rate").expect("rule").source_in_full();
        assert!(
            full.starts_with("Relecture juridique") && full.ends_with("bpifrance-creation.fr/boiteaoutils/taux-penalites-retard"),
            "{full}"
        );
    }

    #[test]
    fn a_field_that_the_program_does_not_know_is_refused() {
        let with = |line: &str| {
            format!(
                "chapter = \"x\"\nchecked_until = \"2026-11-21\"\n[[rule]]\nid = \"x\"\ntitle = \"x\"\nstatement = \"x.\"\nsource = \"x\"\nmark = \"?\"\n{line}\n"
            )
        };
        assert_eq!(toml::from_str::<Chapter>(&with("")).expect("a chapter").rules[0].mark, Mark::Doubtful);
        assert!(toml::from_str::<Chapter>(&with("valeur = 3")).is_err());
        assert!(toml::from_str::<Chapter>(&with("").replace("\"?\"", "\"C\"")).is_err());
    }
}
