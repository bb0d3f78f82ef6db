//! Two names of perhaps one customer: what is the same in both, and what can be told apart. It proposes; a person decides.

/// Words that say the form of a company, not which one it is.
const FORMS: [&str; 20] = [
    "sarl",
    "sas",
    "sasu",
    "sa",
    "eurl",
    "ei",
    "eirl",
    "sci",
    "scp",
    "scm",
    "snc",
    "scop",
    "selarl",
    "selas",
    "ste",
    "societe",
    "ets",
    "etablissements",
    "cie",
    "compagnie",
];

/// Words between others that names have or leave out.
const SMALL: [&str; 8] = ["de", "du", "des", "la", "le", "les", "l", "d"];

/// A name without case, accents, punctuation nor form of company: equal for two ways to write one name.
pub fn folded(name: &str) -> String {
    let words = words(name);
    let kept: Vec<&str> = words.iter().map(String::as_str).filter(|word| !FORMS.contains(word)).collect();
    // A name made of such words alone keeps them.
    if kept.is_empty() { words.join(" ") } else { kept.join(" ") }
}

/// A key that names share which abbreviate the same words: their first three letters. Small words do not count.
pub fn outline(name: &str) -> String {
    let folded = folded(name);
    let heads = folded.split(' ').filter(|word| !SMALL.contains(word)).map(|word| word.chars().take(3).collect::<String>());
    heads.collect::<Vec<_>>().join(" ")
}

/// Whether two names may be one: the same once folded, or one abbreviates words of the other (« Impr. du Griffon » and
/// « Imprimerie du Griffon »). One word alone is never enough for an abbreviation.
pub fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (folded(a), folded(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    if a == b || a.replace(' ', "") == b.replace(' ', "") {
        return true;
    }
    let significant = |name: &str| name.split(' ').filter(|word| !SMALL.contains(word)).map(str::to_owned).collect::<Vec<_>>();
    let (a, b) = (significant(&a), significant(&b));
    let abbreviates = |short: &str, long: &str| short.len() >= 3 && long.starts_with(short);
    a.len() == b.len()
        && a.len() > 1
        && a.iter().zip(&b).any(|(a, b)| a == b && a.len() > 3)
        && a.iter().zip(&b).all(|(a, b)| a == b || abbreviates(a, b) || abbreviates(b, a))
}

fn words(name: &str) -> Vec<String> {
    let mut plain = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' => plain.push('a'),
            'ç' => plain.push('c'),
            'é' | 'è' | 'ê' | 'ë' => plain.push('e'),
            'î' | 'ï' | 'í' | 'ì' => plain.push('i'),
            'ô' | 'ö' | 'ó' | 'ò' | 'õ' => plain.push('o'),
            'ù' | 'û' | 'ü' | 'ú' => plain.push('u'),
            'ÿ' | 'ý' => plain.push('y'),
            'ñ' => plain.push('n'),
            'œ' => plain.push_str("oe"),
            'æ' => plain.push_str("ae"),
            // « S.A.R.L. » is one word, « Impr. du » two.
            '.' => {}
            letter if letter.is_alphanumeric() => plain.push(letter),
            _ => plain.push(' '),
        }
    }
    plain.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_form_do_not_tell_two_names_apart() {
        assert!(alike("Imprimerie du Griffon SARL", "IMPRIMERIE DU GRIFFON"));
        assert!(alike("S.A.R.L. Hôtel des Nuages", "hotel des nuages"));
        assert!(alike("Bois-Clair", "BOISCLAIR"));
        assert_eq!(folded("Société Générale des Bois"), "generale des bois");
        assert_eq!(folded("SAS"), "sas");
    }

    #[test]
    fn an_abbreviated_word_is_seen_another_word_is_not() {
        assert!(alike("Impr. du Griffon", "Imprimerie du Griffon"));
        assert_eq!(outline("Impr. du Griffon"), outline("Imprimerie Griffon"));
        assert!(!alike("Imprimerie du Griffon", "Imprimerie du Dragon"));
        assert!(!alike("Dupont", "Dupontel"));
        assert!(!alike("Martin Paul", "Mart Pau"));
        assert!(!alike("", ""));
    }
}
