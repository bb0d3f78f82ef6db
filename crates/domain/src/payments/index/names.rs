//! The words of all names: who bears which, how rare each is, and who a line may name.

use super::lists::{Lists, Places, Texts, hash};
use crate::payments::name::{Word, is_acronym, is_number, of_name, sixteenths};
use crate::payments::number::one_letter_apart;

/// Lists of bearers are joined while they hold no more than this together: beyond, words only confirm.
const MOST_BEARERS: usize = 600;
/// Two common words are tried together when neither has more bearers than this.
const MOST_COMMON: usize = 20_000;
/// How many words beginning alike are tried for a word cut off.
const MOST_BEGINNINGS: usize = 24;
/// From this length on, a word that no name holds may be several without their blanks.
const LONG: usize = 8;
/// From this length on, a word with one letter wrong is still that word; so many that begin alike are tried.
const LONG_ENOUGH: usize = 6;
const MOST_ALIKE: usize = 200;
/// The shortest word looked for inside a long one, and how far from its beginning it may begin.
const SHORTEST_INSIDE: usize = 4;
const MOST_BEFORE: usize = 8;

/// A debtor that the words of a line name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::payments) struct Named {
    pub payer: u32,
    /// How many debtors the same words name as well.
    pub bearers: u32,
}

/// How well a line shows a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::payments) struct Likeness {
    /// From 0 to 1000.
    pub score: u32,
    /// How many debtors bear the rarest of the words that were found.
    pub bearers: u32,
    /// The bank names the payer, and it is somebody else.
    pub other: bool,
    /// Only initials were found: they are many things' beside.
    pub initials: bool,
}

impl Likeness {
    /// Whether it names the debtor, where little else speaks: initials do not.
    pub fn names_it(self, least: u32) -> bool {
        self.score >= least && !self.initials
    }
}

/// The words of all names.
#[derive(Default)]
pub(in crate::payments) struct Names {
    /// The words, in order.
    words: Texts,
    by_word: Places,
    /// Where the words with each first two bytes begin.
    heads: Vec<u32>,
    /// What each word proves.
    weights: Vec<u8>,
    /// Who bears each.
    bearers: Lists,
    /// Whose each name is, by debtor; a debtor may have several names.
    names_of: Lists,
    /// The words of each name.
    words_of: Lists,
    /// Whole binary logarithm of the number of debtors, and one.
    all: u32,
}

impl Names {
    /// From names with whose they are, in ascending order of debtors.
    pub fn of(payers: usize, names: &[(u32, String)]) -> Names {
        let mut uses: Vec<(String, u32, u32)> = Vec::new();
        for (name, (_, text)) in names.iter().enumerate() {
            for (place, word) in of_name(text).into_iter().enumerate() {
                let at = |n: usize| u32::try_from(n).expect("less than four thousand million names");
                uses.push((word, at(name), at(place)));
            }
        }
        uses.sort_unstable();
        let mut words = Texts::default();
        let (mut bearing, mut in_names) = (Vec::with_capacity(uses.len()), Vec::with_capacity(uses.len()));
        let mut last: Option<&str> = None;
        for (word, name, place) in &uses {
            if last != Some(word) {
                words.push(word);
                last = Some(word);
            }
            let token = u32::try_from(words.len() - 1).expect("less than four thousand million words");
            bearing.push((token, names[*name as usize].0));
            in_names.push((*name, *place, token));
        }
        bearing.dedup();
        in_names.sort_unstable();
        let mut heads = vec![0_u32; (1 << 16) + 1];
        words.iter().for_each(|word| heads[head(word) + 1] += 1);
        (1..heads.len()).for_each(|at| heads[at] += heads[at - 1]);
        let by_word = Places::of((0..).zip(words.iter()).map(|(token, word)| (hash(word.as_bytes()), token)).collect());
        let names_of = (0..).zip(names).map(|(name, (payer, _))| (*payer, name));
        let mut all = Names {
            bearers: Lists::of(words.len(), bearing.into_iter()),
            names_of: Lists::of(payers, names_of),
            words_of: Lists::of(names.len(), in_names.into_iter().map(|(name, _, token)| (name, token))),
            words,
            by_word,
            heads,
            weights: Vec::new(),
            all: 1 + payers.max(1).ilog2(),
        };
        let weights = (0..).take(all.words.len()).map(|token| all.weight(all.bearers.at(token).len()));
        all.weights = weights.map(|weight| u8::try_from(weight).unwrap_or(u8::MAX)).collect();
        all
    }

    /// Knows the words of a line.
    pub fn recognise(&self, words: &mut [Word]) {
        for word in words {
            word.token = self.token(&word.text);
        }
    }

    /// The debtors whom the words of a line name, the best first.
    pub fn named(&self, words: &[Word]) -> Vec<Named> {
        let mut lists = self.lists(words);
        lists.sort_by_key(|list| (list.len(), list.first().copied()));
        let mut found: Vec<(u32, u32)> = Vec::new();
        let mut joined = 0;
        for list in &lists {
            if found.len() + list.len() > MOST_BEARERS {
                break;
            }
            found.extend(list.iter().map(|payer| (*payer, self.weight(list.len()))));
            joined += 1;
        }
        if joined == 0
            && let [first, second, ..] = lists.as_slice()
            && second.len() <= MOST_COMMON
        {
            let both = first.iter().filter(|payer| second.binary_search(payer).is_ok()).take(MOST_BEARERS);
            found.extend(both.map(|payer| (*payer, self.weight(first.len()) + self.weight(second.len()))));
            joined = 2;
        }
        let mut found = summed(found);
        for list in lists.iter().skip(joined).take(3) {
            for (payer, weight) in &mut found {
                *weight += if list.binary_search(payer).is_ok() { self.weight(list.len()) } else { 0 };
            }
        }
        best(found)
    }

    /// Whether a line holds a word of a name of a debtor, letter for letter: much quicker than its likeness.
    pub fn shares_a_word(&self, payer: u32, words: &[Word]) -> bool {
        let mut tokens = self.names_of.at(payer).iter().flat_map(|name| self.words_of.at(*name));
        tokens.any(|token| words.iter().any(|word| word.token == Some(*token)))
    }

    /// How well a line shows the name of a debtor: the best of its names.
    pub fn likeness(&self, payer: u32, words: &[Word]) -> Likeness {
        let names = self.names_of.at(payer).iter().map(|name| self.likeness_of(*name, words));
        names.max_by_key(|likeness| (likeness.score, !likeness.other)).unwrap_or_default()
    }

    fn likeness_of(&self, name: u32, words: &[Word]) -> Likeness {
        let tokens = self.words_of.at(name);
        let (mut all, mut found, mut bearers, mut exact) = (0, 0, u32::MAX, 0);
        for (place, token) in tokens.iter().enumerate() {
            let weight = self.weight_of(*token);
            let shown = self.shown(*token, place.checked_sub(1).map(|at| tokens[at]), words);
            all += weight * 16;
            found += weight * shown;
            if shown >= 10 {
                bearers = bearers.min(u32::try_from(self.bearers.at(*token).len()).unwrap_or(u32::MAX));
                exact += 1;
            }
        }
        // « J MARTIN »: an initial counts beside a word of the name.
        if exact > 0 && exact < tokens.len() {
            for token in tokens {
                let text = self.words.get(*token);
                let initial = |word: &Word| word.text.len() == 1 && text.len() > 1 && text.starts_with(&word.text) && !word.is_number();
                if words.iter().any(initial) && self.shown(*token, None, words) == 0 {
                    found += self.weight_of(*token) * 5;
                }
            }
        }
        let mut score = (found * 1000).checked_div(all).unwrap_or(0);
        let mut initials = false;
        if score < 300 && tokens.len() >= 3 {
            let texts: Vec<&str> = tokens.iter().map(|token| self.words.get(*token)).collect();
            // « REF » and « SEPA » are on every label: they are nobody's initials.
            if words.iter().any(|word| !word.noise && is_acronym(&word.text, &texts)) {
                (score, bearers, initials) = (800, 1, true);
            }
        }
        let named = self.named_share(tokens, words);
        if let Some(share) = named {
            score = (2 * score + share) / 3;
        }
        Likeness { score, bearers, other: named.is_some_and(|share| share < 200) && score < 400, initials }
    }

    /// How much of what the bank says is the payer's name a name explains, of 1000. `None` where the bank does not say it.
    fn named_share(&self, tokens: &[u32], words: &[Word]) -> Option<u32> {
        let (mut all, mut explained) = (0, 0);
        for word in words.iter().filter(|word| word.named && !word.noise) {
            let weight = word.token.map_or(self.all / 2 + 1, |token| self.weight_of(token));
            let shown = if word.token.is_some_and(|token| tokens.contains(&token)) {
                16
            } else {
                let like = |token: &u32| {
                    let text = self.words.get(*token);
                    let initial = word.text.len() == 1 && text.starts_with(&word.text);
                    if initial { 16 } else { sixteenths(text, word) }
                };
                tokens.iter().map(like).max().unwrap_or(0)
            };
            all += weight * 16;
            explained += weight * shown;
        }
        (all > 0).then(|| explained * 1000 / all)
    }

    /// The lists of bearers of the words of a line that may name somebody.
    fn lists(&self, words: &[Word]) -> Vec<&[u32]> {
        let mut tokens: Vec<u32> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            if word.is_number() {
                // « CLIENT 123 » may be a name, « FACT 123 » is not.
                let after_a_word = at.checked_sub(1).is_some_and(|at| words[at].token.is_some() && !words[at].is_number());
                tokens.extend(word.token.filter(|_| after_a_word));
            } else if !word.noise {
                match word.token {
                    Some(token) => tokens.push(token),
                    None if word.text.bytes().any(|byte| byte.is_ascii_digit()) => {}
                    None => self.unknown(word, &mut tokens),
                }
            }
        }
        if tokens.is_empty() {
            words.iter().filter(|word| word.token.is_none() && !word.noise).for_each(|word| self.inside(&word.text, &mut tokens));
        }
        tokens.sort_unstable();
        tokens.dedup();
        tokens.iter().map(|token| self.bearers.at(*token)).collect()
    }

    /// What a word that no name holds may stand for: the beginning of words, or one with a letter wrong.
    fn unknown(&self, word: &Word, tokens: &mut Vec<u32>) {
        let text = word.text.as_str();
        if text.len() >= 4 || (word.last && text.len() >= 3) {
            let from = self.first_not_before(text);
            let beginning = (from..self.words.len()).take(MOST_BEGINNINGS + 1).map(|at| u32::try_from(at).unwrap_or(u32::MAX));
            let found: Vec<u32> = beginning.take_while(|token| self.words.get(*token).starts_with(text)).collect();
            if found.len() <= MOST_BEGINNINGS {
                tokens.extend(found);
            }
        }
        self.misspelt(text, tokens);
    }

    /// The words of names that begin alike and differ by a letter.
    fn misspelt(&self, text: &str, tokens: &mut Vec<u32>) {
        let Some(head) = text.get(..3).filter(|_| text.len() >= LONG_ENOUGH) else { return };
        let alike = (self.first_not_before(head)..self.words.len()).take(MOST_ALIKE).map(|at| u32::try_from(at).unwrap_or(u32::MAX));
        let alike = alike.take_while(|token| self.words.get(*token).starts_with(head));
        tokens.extend(alike.filter(|token| one_letter_apart(self.words.get(*token), text)));
    }

    /// The words of names that a long word without blanks holds: « SARLDUPONTMENUISERIE ».
    fn inside(&self, text: &str, tokens: &mut Vec<u32>) {
        if text.len() < LONG || !text.is_ascii() {
            return;
        }
        for from in 0..=text.len().min(MOST_BEFORE + SHORTEST_INSIDE) - SHORTEST_INSIDE {
            tokens.extend((from + SHORTEST_INSIDE..=text.len()).filter_map(|to| self.token(&text[from..to])));
        }
    }

    fn token(&self, word: &str) -> Option<u32> {
        self.by_word.at(hash(word.as_bytes())).iter().copied().find(|token| self.words.get(*token) == word)
    }

    /// Where a word stands, or would, among all words.
    fn first_not_before(&self, word: &str) -> usize {
        let head = head(word);
        let (mut low, mut high) = match self.heads.get(head..head + 2) {
            Some([low, high]) => (*low as usize, *high as usize),
            _ => (0, self.words.len()),
        };
        while low < high {
            let middle = low + (high - low) / 2;
            if self.words.get(u32::try_from(middle).unwrap_or(u32::MAX)) < word {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn weight_of(&self, token: u32) -> u32 {
        self.weights.get(token as usize).copied().map_or(1, u32::from)
    }

    /// How well the words of a line show a word of a name, in sixteenths; `before` is the word before it in the name.
    fn shown(&self, token: u32, before: Option<u32>, words: &[Word]) -> u32 {
        let text = || self.words.get(token);
        if words.iter().any(|word| word.token == Some(token)) {
            let follows = || words.windows(2).any(|pair| pair[1].token == Some(token) && (before.is_none() || pair[0].token == before));
            return if !is_number(text()) || follows() { 16 } else { 0 };
        }
        let text = text();
        let glued =
            |word: &Word| word.token.is_none() && text.len() >= SHORTEST_INSIDE && word.text.len() >= LONG && word.text.contains(text);
        let best = words.iter().map(|word| if glued(word) { 14 } else { sixteenths(text, word) }).max();
        if is_number(text) { 0 } else { best.unwrap_or(0) }
    }

    /// What a word proves: one for a word that all bear, and one more each time it is half as common.
    fn weight(&self, bearers: usize) -> u32 {
        (1 + self.all).saturating_sub(bearers.max(1).ilog2()).max(1)
    }
}

/// Where the words with the same first two bytes begin.
fn head(word: &str) -> usize {
    let byte = |at: usize| usize::from(word.as_bytes().get(at).copied().unwrap_or(0));
    byte(0) << 8 | byte(1)
}

/// One entry a debtor, its weights together.
fn summed(mut found: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    found.sort_unstable();
    found.chunk_by(|a, b| a.0 == b.0).map(|same| (same[0].0, same.iter().map(|(_, weight)| weight).sum())).collect()
}

/// Those at least half as heavy as the heaviest, with how many are about as heavy.
fn best(mut found: Vec<(u32, u32)>) -> Vec<Named> {
    found.sort_unstable_by_key(|(payer, weight)| (u32::MAX - weight, *payer));
    let top = found.first().map_or(0, |(_, weight)| *weight);
    let bearers = |weight: u32| found.partition_point(|(_, other)| other * 8 >= weight * 7);
    let kept = found.iter().take_while(|(_, weight)| weight * 2 >= top);
    kept.map(|(payer, weight)| Named { payer: *payer, bearers: u32::try_from(bearers(*weight)).unwrap_or(u32::MAX) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payments::name::of_field;

    fn names(all: &[&str]) -> Names {
        let named: Vec<(u32, String)> = (0..).zip(all.iter().map(|name| (*name).to_owned())).collect();
        Names::of(all.len(), &named)
    }

    fn words(names: &Names, payer: &str, label: &str) -> Vec<Word> {
        let mut words = Vec::new();
        of_field(payer, true, &mut words);
        of_field(label, false, &mut words);
        names.recognise(&mut words);
        words
    }

    fn who(names: &Names, label: &str) -> Vec<(u32, u32)> {
        names.named(&words(names, "", label)).iter().map(|named| (named.payer, named.bearers)).collect()
    }

    fn score(names: &Names, payer: u32, label: &str) -> u32 {
        names.likeness(payer, &words(names, "", label)).score
    }

    #[test]
    fn a_label_names_who_bears_its_words() {
        let names = names(&["Dupont Menuiserie SARL", "Durand Plomberie", "Boulangerie Dupont", "Client 12", "Client 123"]);
        assert_eq!(who(&names, "VIR SEPA DUPONT MENUISERIE FACT 42")[0], (0, 1));
        assert_eq!(who(&names, "VIR SEPA DUPONTMENUISERIE")[0], (0, 1));
        assert_eq!(who(&names, "VIR DUPONT MENUIS")[0], (0, 1));
        assert_eq!(who(&names, "VIR CLIENT 123 FACT 12")[0], (4, 1));
        assert!(who(&names, "VIR FACT 123").is_empty(), "a number alone names nobody");
        assert!(who(&names, "VIR SEPA RECU").is_empty());
    }

    #[test]
    fn the_whole_name_scores_more_than_a_part_of_it() {
        let names = names(&["Dupont Menuiserie SARL", "Durand Plomberie", "Dupont Transports", "Jean Martin"]);
        assert_eq!(score(&names, 0, "VIR DUPONT MENUISERIE"), 1000);
        assert!(score(&names, 2, "VIR DUPONT MENUISERIE") < 500);
        assert!(score(&names, 0, "VIR DUPOND MENUISERIE") > 800, "one letter wrong");
        assert!((600..900).contains(&score(&names, 3, "VIR M J MARTIN")), "an initial and the name");
        assert_eq!(score(&names, 1, "VIR SEPA"), 0);
    }

    #[test]
    fn where_the_bank_names_the_payer_somebody_else_is_seen() {
        let names = names(&["Martin", "Martin Pêcheur", "Durand"]);
        let said = words(&names, "MARTIN PECHEUR", "FACTURE");
        assert_eq!(names.likeness(1, &said).score, 1000);
        assert!(names.likeness(0, &said).score < 900, "half of what the bank says is not explained");
        assert!(names.likeness(2, &said).other);
        assert!(!names.likeness(1, &said).other);
    }

    #[test]
    fn who_bears_a_common_name_is_one_of_many() {
        let all: Vec<String> = (0..50).map(|at| format!("Martin {}", ["Paul", "Jean", "Luc", "Eve", "Ida"][at % 5])).collect();
        let names = names(&all.iter().map(String::as_str).collect::<Vec<_>>());
        let found = who(&names, "VIR MARTIN LUC");
        assert_eq!(found[0].1, 10, "ten are called so: {found:?}");
        assert_eq!(who(&names, "VIR MARTIN")[0].1, 50);
    }

    #[test]
    fn initials_of_a_long_name_are_understood() {
        let names = names(&["Société Nouvelle des Bois Charpentes", "Autre"]);
        assert!(score(&names, 0, "VIR NBC FACTURE 12") >= 800);
    }

    #[test]
    fn words_of_every_label_are_nobodys_initials() {
        let names = names(&["Rénovation Étanchéité Façades", "Services Électricité Plomberie Assainissement", "Autre"]);
        assert_eq!(score(&names, 0, "VIR DURAND REF 8812"), 0);
        assert_eq!(score(&names, 1, "VIR SEPA DURAND"), 0);
    }
}
