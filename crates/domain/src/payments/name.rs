//! Names: the words of a name and of a label, and how much of a name a label shows.
//!
//! Words are folded by [`crate::party::likeness::folded`]: no case, accents, punctuation nor legal form. A word of a label counts
//! for a word of a name when it is the same, its beginning (labels are cut off), it with one letter wrong, or its initial beside
//! another word of the name. How rare a word is says how much it proves: « Martin » is borne by many.

use super::number::one_letter_apart;
use crate::party::likeness::folded;

/// Words of labels that name nobody.
const NOISE: &[&str] = &[
    "a",
    "acompte",
    "ag",
    "au",
    "aux",
    "avec",
    "avoir",
    "bnp",
    "carte",
    "cb",
    "cheque",
    "chq",
    "client",
    "clt",
    "commande",
    "compte",
    "credit",
    "d",
    "date",
    "de",
    "dea",
    "des",
    "devis",
    "du",
    "e2e",
    "ech",
    "echeance",
    "emetteur",
    "en",
    "end",
    "et",
    "eur",
    "euro",
    "euros",
    "fa",
    "fac",
    "facs",
    "fact",
    "facts",
    "facture",
    "factures",
    "fc",
    "fct",
    "fr",
    "from",
    "id",
    "inst",
    "instantane",
    "inv",
    "invoice",
    "l",
    "la",
    "le",
    "les",
    "lettre",
    "m",
    "madame",
    "mandat",
    "me",
    "melle",
    "merci",
    "mlle",
    "mme",
    "monsieur",
    "montant",
    "motif",
    "mr",
    "n",
    "no",
    "nos",
    "notprovided",
    "notre",
    "nr",
    "num",
    "numero",
    "ou",
    "p",
    "paiement",
    "par",
    "payment",
    "pmt",
    "pour",
    "prelevement",
    "prlv",
    "re",
    "reception",
    "recu",
    "ref",
    "reference",
    "regl",
    "reglement",
    "reglt",
    "relance",
    "remise",
    "rglt",
    "rum",
    "sct",
    "sepa",
    "solde",
    "sur",
    "to",
    "transfer",
    "trf",
    "v",
    "vf",
    "vir",
    "virement",
    "virt",
    "virts",
    "vos",
    "votre",
    "vref",
    "your",
    "zahlung",
];

/// A word of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Folded.
    pub text: String,
    /// Names nobody: « virement », « facture ».
    pub noise: bool,
    /// From the field where the bank names the payer.
    pub named: bool,
    /// The last of its field: it may be cut off.
    pub last: bool,
    /// Its number among the words of names, where it is one exactly.
    pub token: Option<u32>,
}

impl Word {
    /// Whether it is made of digits: it then says something only after a word of the name.
    pub fn is_number(&self) -> bool {
        is_number(&self.text)
    }
}

pub(super) fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// The words of a name, those that all names may hold left out where others stay.
pub(super) fn of_name(name: &str) -> Vec<String> {
    let folded = folded(name);
    let all: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).map(saint).collect();
    let small = |word: &&&str| matches!(**word, "de" | "du" | "des" | "la" | "le" | "les" | "l" | "d" | "et" | "m" | "mme" | "mr");
    let kept: Vec<&&str> = all.iter().filter(|word| !small(word)).collect();
    if kept.is_empty() {
        all.iter().map(|word| (*word).to_owned()).collect()
    } else {
        kept.iter().map(|word| (**word).to_owned()).collect()
    }
}

/// The words of a field of a line.
pub(super) fn of_field(text: &str, named: bool, into: &mut Vec<Word>) {
    // « M.DUPONT » is two words, « S.N.C.F. » one.
    let apart = initials_apart(text);
    let folded = folded(&apart);
    let begun = into.len();
    for word in folded.split(' ').filter(|word| !word.is_empty()).map(saint) {
        let noise = NOISE.binary_search(&word).is_ok();
        into.push(Word { text: word.to_owned(), noise, named, last: false, token: None });
    }
    if let Some(last) = into[begun..].last_mut() {
        last.last = true;
    }
}

/// What a text says beside the words of banks and years: who, what for.
pub(crate) fn telling_words(text: &str) -> impl Iterator<Item = String> {
    let mut words = Vec::new();
    of_field(text, false, &mut words);
    let is_year = |word: &str| word.len() == 4 && is_number(word) && (word.starts_with("20") || word.starts_with("19"));
    words.into_iter().filter(move |word| !word.noise && word.text.len() > 1 && !is_year(&word.text)).map(|word| word.text)
}

fn saint(word: &str) -> &str {
    match word {
        "saint" | "sainte" => "st",
        other => other,
    }
}

/// A blank after the dot of an abbreviation that a longer word follows at once.
fn initials_apart(text: &str) -> String {
    let mut apart = String::with_capacity(text.len() + 4);
    let mut rest = text;
    while let Some(at) = rest.find('.') {
        apart.push_str(&rest[..=at]);
        rest = &rest[at + 1..];
        if rest.chars().take(3).filter(|c| c.is_alphabetic()).count() == 3 {
            apart.push(' ');
        }
    }
    apart.push_str(rest);
    apart
}

/// How well a word of a line shows a word of a name, in sixteenths.
pub(super) fn sixteenths(name: &str, word: &Word) -> u32 {
    let said = word.text.as_str();
    if said == name {
        return 16;
    }
    // Who mistypes a name mostly gets its first letter right; and most words differ there.
    if said.as_bytes().first() != name.as_bytes().first() {
        return 0;
    }
    let (short, long) = (said.len(), name.len());
    if name.starts_with(said) && (short >= 5 || short >= 3 && word.last) {
        return 13;
    }
    if name.starts_with(said) && short >= 3 && !word.noise {
        return 10;
    }
    if short >= 5 && long >= 5 && !is_number(said) && one_letter_apart(name, said) {
        return 12;
    }
    0
}

/// Whether a word is the initials of a name of three words or more.
pub(super) fn is_acronym(word: &str, name: &[&str]) -> bool {
    name.len() >= 3 && word.len() == name.len() && word.bytes().zip(name).all(|(letter, word)| word.as_bytes().first() == Some(&letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut into = Vec::new();
        of_field(text, false, &mut into);
        into.into_iter().filter(|word| !word.noise).map(|word| word.text).collect()
    }

    fn word(text: &str, last: bool) -> Word {
        Word { text: text.to_owned(), noise: false, named: false, last, token: None }
    }

    #[test]
    fn the_words_that_name_nobody_are_in_order() {
        assert!(NOISE.windows(2).all(|pair| pair[0] < pair[1]), "they are searched by halves");
    }

    #[test]
    fn legal_forms_titles_and_small_words_are_no_part_of_a_name() {
        assert_eq!(of_name("S.A.R.L. Menuiserie de la Vallée & Cie"), ["menuiserie", "vallee"]);
        assert_eq!(of_name("Mme Léa Saint-Martin"), ["lea", "st", "martin"]);
        assert_eq!(of_name("SAS"), ["sas"]);
        assert!(of_name("").is_empty());
        assert_eq!(of_name("de la"), ["de", "la"]);
    }

    #[test]
    fn a_label_is_cut_into_words_and_what_names_nobody_is_known() {
        assert_eq!(words("VIR SEPA RECU DE DUPONT MENUISERIE FACT 42"), ["dupont", "menuiserie", "42"]);
        assert_eq!(words("M.DUPONT REF S.N.C.F."), ["dupont", "sncf"]);
    }

    #[test]
    fn a_word_shows_another_when_it_is_its_beginning_or_one_letter_away() {
        assert_eq!(sixteenths("menuiserie", &word("menuiserie", false)), 16);
        assert_eq!(sixteenths("menuiserie", &word("menuis", false)), 13);
        assert_eq!(sixteenths("menuiserie", &word("men", true)), 13);
        assert_eq!(sixteenths("menuiserie", &word("men", false)), 10);
        assert_eq!(sixteenths("menuiserie", &word("menuiserei", false)), 12);
        assert_eq!(sixteenths("menuiserie", &word("me", true)), 0);
        assert_eq!(sixteenths("dupont", &word("durand", false)), 0);
        assert_eq!(sixteenths("12345", &word("12346", false)), 0, "numbers are the same or not");
    }

    #[test]
    fn initials_of_three_words_are_an_acronym() {
        assert!(is_acronym("sgb", &["societe", "generale", "bois"]));
        assert!(!is_acronym("sg", &["societe", "generale"]));
        assert!(!is_acronym("sgx", &["societe", "generale", "bois"]));
    }
}
