//! Words as a page shows them: what may not be cut at the end of a line, and how sure a value is.

use domain::law::Mark;
use maud::{Markup, html};

/// How sure a value of the law is, in words of its own.
pub(crate) fn certainty(mark: Mark) -> &'static str {
    match mark {
        Mark::Official => "Officiel",
        Mark::Secondary => "Recoupé",
        Mark::OwnKnowledge | Mark::Doubtful => "À confirmer",
    }
}

/// A sentence after a colon: it begins with a small letter, unless its first word is an abbreviation.
pub(crate) fn after_colon(sentence: &str) -> String {
    let mut letters = sentence.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => sentence.to_owned(),
    }
}

const MONTHS: [&str; 12] =
    ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
/// What stands before the number of an article.
const CODES: [&str; 12] = ["C.", "com.", "civ.", "conso.", "pén.", "proc.", "exéc.", "art.", "CCP", "CMF", "CPC", "CPCE"];

/// A text in which no article, invoice number, day in words, SIREN, telephone number or guillemet is cut at the end of a line. Its letters are
/// unchanged, so that what is copied or searched stays what was written.
pub(crate) fn unbroken(text: &str) -> Markup {
    let words: Vec<&str> = text.split(' ').collect();
    let mut groups: Vec<Vec<&str>> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        match groups.last_mut().filter(|_| at > 0 && bound(words[at - 1], word)) {
            Some(group) => group.push(word),
            None => groups.push(vec![word]),
        }
    }
    html! {
        @for (at, group) in groups.iter().enumerate() {
            @if at > 0 { " " }
            @if group.len() > 1 || is_number(group[0]) { span class="nowrap" { (group.join(" ")) } } @else { (group[0]) }
        }
    }
}

/// Whether two words that follow each other stay on one line.
fn bound(first: &str, second: &str) -> bool {
    let plain = |word: &str| word.trim_matches(|c: char| matches!(c, '(' | ')' | ',' | ';' | '.' | ':')).to_owned();
    let (one, two) = (plain(first), plain(second));
    let digits =
        |word: &str, least: usize, most: usize| (least..=most).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    let roman = !two.is_empty() && two.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    first == "«"
        || second.starts_with('»')
        || CODES.contains(&first.trim_start_matches('('))
        || is_article(&one) && roman
        || (digits(&one, 1, 2) || one == "1er") && MONTHS.contains(&two.as_str())
        || MONTHS.contains(&one.as_str()) && digits(&two, 4, 4)
        || digits(first, 2, 3) && digits(&two, 2, 3)
}

/// Characters of a number that is kept on one line.
const KEPT: usize = 24;

/// A number with a hyphen, of an article or of an invoice: `L441-10`, `F-2026-0042,`.
fn is_number(word: &str) -> bool {
    word.len() <= KEPT && word.split_once('-').is_some_and(|(_, after)| after.contains(|c: char| c.is_ascii_digit()))
}

/// `L441-10`, `1344-1`: the number of an article, with its hyphen.
fn is_article(word: &str) -> bool {
    let number = word.trim_start_matches(['(', 'L', 'R', 'D', 'A', '.']);
    number.contains('-') && number.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{after_colon, unbroken};

    #[test]
    fn a_sentence_after_a_colon_begins_small() {
        assert_eq!(after_colon("Toutes les étapes sont passées."), "toutes les étapes sont passées.");
        assert_eq!(after_colon("IBAN manquant."), "IBAN manquant.");
    }

    fn shown(text: &str) -> String {
        unbroken(text).into_string().replace("<span class=\"nowrap\">", "[").replace("</span>", "]")
    }

    #[test]
    fn articles_days_and_numbers_stay_on_one_line_and_keep_their_letters() {
        assert_eq!(shown("taux (C. com. L441-10 II ; CCP R2192-31)"), "taux [(C. com. L441-10 II] ; [CCP R2192-31)]");
        assert_eq!(shown("avant le 13 novembre 2026, au plus"), "avant le [13 novembre 2026,] au plus");
        assert_eq!(shown("le 1er mars 2026"), "le [1er mars 2026]");
        assert_eq!(shown("SIREN 732 829 320"), "SIREN [732 829 320]");
        assert_eq!(shown("dire « bon » ici"), "dire [« bon »] ici");
        assert_eq!(shown("F-2026-0042, peut-être"), "[F-2026-0042,] peut-être");
        assert_eq!(shown("sous huit jours"), "sous huit jours");
    }
}
