//! The articles of law that are shown beside a rule or printed in a letter, verbatim.
//!
//! Source: `law/texts/<code>/<article>/<from>.md`, open data (Licence Ouverte 2.0). Each file says where the text was read, for
//! which day the source gives it, whether it is the version in force, and whether a part is missing (`[…]`). A text that
//! is incomplete, replaced or of unknown state must never be shown as the law in force: print
//! [`ArticleText::french_status`] with it.
//!
//! Not covered: articles of the court, enforcement and tax procedures, which no letter prints.

use std::sync::LazyLock;

use jiff::civil::Date;

use crate::french::date_fr;

/// Whether a text is the one in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// In force on the day of the source, and no later version is known.
    Current,
    /// A later reform may have touched it, or the source has no date.
    Unknown,
    /// A newer version exists since that day; this is the older one.
    SupersededAfter(Date),
}

/// An article as quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleText {
    /// The code, as a folder name: `code-de-commerce`.
    pub code: &'static str,
    /// The code in full: « code de commerce ».
    pub code_french: &'static str,
    /// The code as cited: « C. com. ».
    pub code_short: &'static str,
    /// Its number: `L441-10`.
    pub number: &'static str,
    /// First day of this version, where known.
    pub from: Option<Date>,
    /// Where it was read.
    pub source: &'static str,
    /// The day or time for which the source gives the text, as written there (English).
    pub state_of_source: &'static str,
    /// Day on which it was read.
    pub read_on: Date,
    /// Whether it is the one in force.
    pub status: Status,
    /// Whether the whole article is here.
    pub complete: bool,
    /// What to know about this text (French); empty for nothing.
    pub note: &'static str,
    /// The text as published; a cut is shown by `[…]`.
    pub body: &'static str,
}

/// Folder, name in full, and short name of each code, in the order of the law book.
const CODES: [(&str, &str, &str); 8] = [
    ("code-de-commerce", "code de commerce", "C. com."),
    ("code-civil", "code civil", "C. civ."),
    ("code-de-la-consommation", "code de la consommation", "C. conso."),
    ("code-monetaire-et-financier", "code monétaire et financier", "CMF"),
    ("code-de-la-commande-publique", "code de la commande publique", "CCP"),
    ("code-des-procedures-civiles-d-execution", "code des procédures civiles d'exécution", "CPCE"),
    ("code-de-procedure-civile", "code de procédure civile", "CPC"),
    ("code-penal", "code pénal", "C. pén."),
];

macro_rules! text {
    ($path:literal) => {
        include_str!(concat!("../../../../law/texts/", $path, ".md"))
    };
}

/// The files, one for each article.
const FILES: &[&str] = &[
    text!("code-de-commerce/L441-10/2019-04-26"),
    text!("code-de-commerce/L441-6/2014-06-20"),
    text!("code-de-commerce/D441-5/2013-01-01"),
    text!("code-de-commerce/L441-9/2019-04-26"),
    text!("code-de-commerce/L441-16/2021-11-01"),
    text!("code-de-commerce/L110-4/2013-06-17"),
    text!("code-de-commerce/L133-6/2007-12-22"),
    text!("code-de-commerce/L622-28/2016-10-01"),
    text!("code-de-commerce/L622-21/2021-10-01"),
    text!("code-de-commerce/L622-7/2021-10-01"),
    text!("code-de-commerce/L622-25-1/unknown"),
    text!("code-civil/1231-6/2016-10-01"),
    text!("code-civil/1231-7/2016-10-01"),
    text!("code-civil/1342-4/2016-10-01"),
    text!("code-civil/1342-10/2016-10-01"),
    text!("code-civil/1343-1/2016-10-01"),
    text!("code-civil/1343-2/2016-10-01"),
    text!("code-civil/1344/2016-10-01"),
    text!("code-civil/1344-1/2016-10-01"),
    text!("code-civil/2224/2008-06-19"),
    text!("code-civil/2228/2008-06-19"),
    text!("code-civil/2229/2008-06-19"),
    text!("code-civil/2231/2008-06-19"),
    text!("code-civil/2232/2016-08-10"),
    text!("code-civil/2238/2016-10-01"),
    text!("code-civil/2240/2008-06-19"),
    text!("code-civil/2241/2008-06-19"),
    text!("code-civil/2243/2008-06-19"),
    text!("code-civil/2244/2012-06-01"),
    text!("code-civil/2254/2008-06-19"),
    text!("code-de-la-consommation/L218-2/unknown"),
    text!("code-monetaire-et-financier/L313-2/2015-01-01"),
    text!("code-monetaire-et-financier/L313-3/2007-01-01"),
    text!("code-monetaire-et-financier/D313-1-A/2014-10-05"),
    text!("code-de-la-commande-publique/L2192-10/2019-04-01"),
    text!("code-de-la-commande-publique/L2192-13/2019-04-01"),
    text!("code-de-la-commande-publique/R2192-10/2019-04-01"),
    text!("code-de-la-commande-publique/R2192-31/2019-04-01"),
    text!("code-de-la-commande-publique/R2192-32/2019-07-22"),
    text!("code-de-la-commande-publique/R2192-36/2019-04-01"),
    text!("code-de-la-commande-publique/D2192-35/2019-04-01"),
    text!("code-des-procedures-civiles-d-execution/L111-8/2014-03-19"),
    text!("code-des-procedures-civiles-d-execution/R124-1/2012-06-01"),
    text!("code-des-procedures-civiles-d-execution/R124-2/2020-01-01"),
    text!("code-des-procedures-civiles-d-execution/R124-3/2012-06-01"),
    text!("code-des-procedures-civiles-d-execution/R124-4/2013-02-02"),
    text!("code-des-procedures-civiles-d-execution/R124-5/2012-06-01"),
    text!("code-des-procedures-civiles-d-execution/R124-6/2012-06-01"),
    text!("code-de-procedure-civile/640/1976-01-01"),
    text!("code-de-procedure-civile/641/1976-01-01"),
    text!("code-de-procedure-civile/642/1976-01-01"),
    text!("code-de-procedure-civile/643/unknown"),
    text!("code-penal/222-16/unknown"),
    text!("code-penal/433-13/2002-01-01"),
];

static ARTICLES: LazyLock<Vec<ArticleText>> = LazyLock::new(|| {
    // The files are part of the program and a test reads every one of them.
    FILES.iter().map(|file| read(file).expect("every embedded article has the fields of an article")).collect()
});

/// Every article, in the order of the law book.
pub fn all() -> &'static [ArticleText] {
    &ARTICLES
}

/// An article by its code (`code-de-commerce`) and number (`L441-10`), or `None` where its text is not here.
pub fn article(code: &str, number: &str) -> Option<&'static ArticleText> {
    ARTICLES.iter().find(|article| article.code == code && article.number == number)
}

/// An article by its citation (« C. com. L441-10 »), or `None` where its text is not here.
pub fn cited(citation: &str) -> Option<&'static ArticleText> {
    CODES.iter().find_map(|(code, _, short)| article(code, citation.strip_prefix(short)?.strip_prefix(' ')?))
}

impl ArticleText {
    /// How the article is cited: « C. com. L441-10 ».
    pub fn citation(&self) -> String {
        format!("{} {}", self.code_short, self.number)
    }

    /// Its paragraphs (alinéas) in order, the first being number 1 in a citation.
    pub fn paragraphs(&self) -> impl Iterator<Item = &'static str> {
        self.body.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty())
    }

    /// One paragraph (alinéa), from 1, as in « alinéa 2 ».
    pub fn paragraph(&self, number: usize) -> Option<&'static str> {
        self.paragraphs().nth(number.checked_sub(1)?)
    }

    /// Whether it may be shown as the law in force on the day of its source: whole, and not replaced.
    pub fn may_be_shown_as_law(&self) -> bool {
        self.complete && self.status == Status::Current
    }

    /// What a reader must know of the text, in one or more sentences: its version, its source's day, what is missing.
    pub fn french_status(&self) -> String {
        let mut said = match self.from {
            Some(from) => {
                format!("Version en vigueur depuis le {}, texte lu dans l'état {}.", date_fr(from), french_state(self.state_of_source))
            }
            None => format!("Date de la version inconnue, texte lu dans l'état {}.", french_state(self.state_of_source)),
        };
        match self.status {
            Status::Current => said.push_str(" Aucune version plus récente n'est connue."),
            Status::Unknown => said.push_str(" Une réforme ultérieure a pu le modifier : à vérifier sur Légifrance."),
            Status::SupersededAfter(day) => {
                said.push_str(&format!(" Version remplacée depuis le {} : ce n'est plus le texte en vigueur.", date_fr(day)));
            }
        }
        if !self.complete {
            said.push_str(" Texte incomplet : une coupe, marquée […], ou une suite non lue.");
        }
        said
    }
}

/// The state of the source, written in the files in English, for a French reader.
fn french_state(state: &str) -> String {
    if state == "unknown" {
        return "d'un jour inconnu".to_owned();
    }
    let (when, about) = match state.strip_prefix("about ") {
        Some(when) => (when, true),
        None => (state, false),
    };
    let (when, later) = match when.strip_suffix(" or later") {
        Some(when) => (when, true),
        None => (when, false),
    };
    let when = when.split(" (").next().unwrap_or(when);
    let when = when.parse::<Date>().map_or_else(|_| format!("de {when}"), |day| format!("du {}", date_fr(day)));
    let when = if about { when.replacen("de ", "d'environ ", 1) } else { when };
    if later { format!("{when} ou d'un jour postérieur") } else { when }
}

/// Reads one file: front matter between two `---` lines, a blank line, the text.
fn read(file: &'static str) -> Option<ArticleText> {
    let (front, body) = file.strip_prefix("---\n")?.split_once("\n---\n")?;
    let field =
        |name: &str| front.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).map(|value| value.trim_matches('"'));
    let code = field("code")?;
    let (_, code_french, code_short) = CODES.into_iter().find(|(folder, _, _)| *folder == code)?;
    Some(ArticleText {
        code,
        code_french,
        code_short,
        number: field("article")?,
        // « 2019-04-26 (ordonnance n° 2019-359) » is that day; « unknown (after …) » is none.
        from: field("from")?.split(' ').next()?.parse().ok(),
        source: field("source")?,
        state_of_source: field("state_of_source")?,
        read_on: field("read_on")?.parse().ok()?,
        status: match field("status")? {
            "current" => Status::Current,
            "unknown" => Status::Unknown,
            other => Status::SupersededAfter(other.strip_prefix("superseded_after ")?.parse().ok()?),
        },
        complete: field("complete")? == "yes",
        note: field("note").unwrap_or_default(),
        body: body.strip_prefix('\n')?.trim_end_matches('\n'),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_file_reads_and_no_article_is_there_twice() {
        assert_eq!(all().len(), FILES.len());
        for text in all() {
            assert!(!text.body.is_empty(), "{}", text.citation());
            assert_eq!(article(text.code, text.number).map(|found| found.body), Some(text.body), "{} is there twice", text.citation());
            assert_eq!(cited(&text.citation()).map(|found| found.body), Some(text.body), "{}", text.citation());
        }
        assert!(article("code-de-commerce", "L999-1").is_none());
        assert!(cited("code du travail L3133-1").is_none());
    }

    #[test]
    fn an_incomplete_or_replaced_text_says_so_to_the_reader() {
        let text = cited("C. com. L441-10").expect("embedded");
        assert!(!text.complete && text.body.ends_with("[…]"));
        assert!(text.french_status().contains("Texte incomplet"), "{}", text.french_status());
        let replaced = cited("C. com. D441-5").expect("embedded");
        assert_eq!(replaced.status, Status::SupersededAfter(jiff::civil::date(2021, 2, 27)));
        assert!(replaced.french_status().contains("remplacée depuis le 27 février 2021"), "{}", replaced.french_status());
        assert!(!replaced.may_be_shown_as_law() && !text.may_be_shown_as_law());
        for text in all() {
            assert_eq!(text.body.contains("[…]"), text.body.contains('…'), "{}: a cut is written […]", text.citation());
            assert!(!(text.complete && text.body.contains('…')), "{} has a cut and calls itself complete", text.citation());
            assert_eq!(text.complete, !text.french_status().contains("incomplet"), "{}", text.citation());
        }
    }

    #[test]
    fn the_status_is_a_french_sentence() {
        let status = |citation| cited(citation).expect("embedded").french_status();
        assert_eq!(
            status("C. civ. 1344"),
            "Version en vigueur depuis le 1er octobre 2016, texte lu dans l'état du 13 juillet 2025. Aucune version plus récente n'est connue."
        );
        assert!(status("CMF L313-3").contains("dans l'état d'environ 2016."), "{}", status("CMF L313-3"));
        assert!(status("C. com. L441-10").contains("du 13 août 2022 ou d'un jour postérieur."), "{}", status("C. com. L441-10"));
        assert!(status("C. conso. L218-2").starts_with("Date de la version inconnue"), "{}", status("C. conso. L218-2"));
        for text in all() {
            let status = text.french_status();
            assert!(!["about", "later", "unknown", "official"].iter().any(|word| status.contains(word)), "{status}");
        }
    }

    #[test]
    fn the_two_paragraphs_that_a_collector_must_reproduce_are_at_hand() {
        // CPCE R124-4 5°: « la reproduction des deuxième et troisième alinéas de l'article L. 111-8 ».
        let text = cited("CPCE L111-8").expect("embedded");
        assert_eq!(text.paragraphs().count(), 3);
        assert!(text.paragraph(2).expect("second").starts_with("Les frais de recouvrement entrepris sans titre exécutoire"));
        assert!(text.paragraph(3).expect("third").starts_with("Cependant, le créancier qui justifie du caractère nécessaire"));
        assert_eq!(text.paragraph(0), None);
        assert_eq!(text.paragraph(4), None);
    }

    #[test]
    fn the_texts_are_byte_for_byte_those_that_were_read() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/law/texts");
        if !root.is_dir() {
            println!("skipped: no folder of texts as they were read beside the repository");
            return;
        }
        for text in all() {
            let name = if text.number == "L441-6" { "L441-6_ancien" } else { text.number };
            let file = std::fs::read_to_string(root.join(text.code).join(format!("{name}.md"))).expect("the text that was read");
            let (_, body) = file.split_once("\n---\n\n").expect("front matter");
            assert_eq!(text.body, body.trim_end_matches('\n'), "{}", text.citation());
            for field in ["source", "state_of_source", "status", "complete"] {
                let line = |file: &str| file.lines().find(|line| line.starts_with(&format!("{field}: "))).map(str::to_owned);
                let ours = FILES.iter().find(|file| file.contains(text.body) && file.contains(&format!("\"{}\"", text.number)));
                assert_eq!(line(ours.expect("embedded")), line(&file), "{}: {field}", text.citation());
            }
        }
    }
}
