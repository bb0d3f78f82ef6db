//! How payers and banks write names and numbers: in capitals, cut off, misread, abbreviated.

use crate::dice::Dice;

const LIKE: [(char, char); 6] = [('0', 'O'), ('1', 'I'), ('5', 'S'), ('8', 'B'), ('2', 'Z'), ('6', 'G')];
const BEFORE: [&str; 14] = [
    "FACT ",
    "FACTURE ",
    "FACT. ",
    "FA ",
    "REGLEMENT FACT ",
    "RGLT FACTURE ",
    "VOTRE FACTURE ",
    "PAIEMENT ",
    "REF ",
    "FACT N ",
    "FACTURE No ",
    "VIR FACT ",
    "SOLDE FACTURE ",
    "",
];

/// In capitals, without accents.
pub fn plain(text: &str) -> String {
    let plain = text.chars().map(|c| match c {
        'à' | 'â' | 'À' => 'A',
        'ç' | 'Ç' => 'C',
        'é' | 'è' | 'ê' | 'É' | 'È' => 'E',
        'î' | 'ï' => 'I',
        'ô' | 'Ô' => 'O',
        'ù' | 'û' => 'U',
        other => other.to_ascii_uppercase(),
    });
    plain.collect()
}

/// A text cut off after so many characters.
pub fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect::<String>().trim_end().to_owned()
}

/// A name as a bank shows it.
pub fn name(dice: &mut Dice, name: &str, is_person: bool) -> String {
    let mut words: Vec<String> = plain(name).split(' ').map(str::to_owned).collect();
    let forms = ["SARL", "SAS", "SA", "EURL", "SASU", "SNC"];
    if words.len() > 1 && words.last().is_some_and(|last| forms.contains(&last.as_str())) {
        let form = words.pop();
        match (form, dice.below(10)) {
            (Some(form), 0 | 1) => words.push(form),
            (Some(form), 2) => words.insert(0, form),
            _ => {}
        }
    }
    if words[0] == "ETABLISSEMENTS" {
        "ETS".clone_into(&mut words[0]);
    }
    if words[0] == "SOCIETE" && dice.percent(50) {
        "STE".clone_into(&mut words[0]);
    }
    if is_person && words.len() == 2 {
        match dice.below(6) {
            0 => words.swap(0, 1),
            1 => words = vec!["M OU MME".to_owned(), words[1].clone(), words[0].clone()],
            2 => words = vec![words[1].clone(), words[0][..1].to_owned()],
            3 => words.insert(0, "MME".to_owned()),
            _ => {}
        }
    } else if dice.percent(6) && words.len() > 1 {
        // « MENUIS » for « MENUISERIE ».
        let at = dice.place(words.len());
        let short = 5 + dice.place(3);
        words[at] = cut(&words[at], short);
    }
    if dice.percent(3) {
        let at = dice.place(words.len());
        words[at] = one_wrong(dice, &words[at]);
    }
    let glue = if dice.percent(2) { "" } else { " " };
    words.join(glue)
}

/// One letter of a word replaced or left out.
fn one_wrong(dice: &mut Dice, word: &str) -> String {
    if word.len() < 5 || !word.is_ascii() {
        return word.to_owned();
    }
    let at = 1 + dice.place(word.len() - 1);
    let mut letters: Vec<u8> = word.bytes().collect();
    if dice.percent(50) {
        letters.remove(at);
    } else {
        letters[at] = b'A' + u8::try_from(dice.below(26)).unwrap_or(0);
    }
    String::from_utf8(letters).unwrap_or_else(|_| word.to_owned())
}

/// Some digits of a number read as letters.
pub fn misread(dice: &mut Dice, number: &str) -> String {
    let read = number.chars().map(|c| match LIKE.iter().find(|(digit, _)| *digit == c) {
        Some((_, letter)) if dice.percent(40) => *letter,
        _ => c,
    });
    read.collect()
}

/// A number with its separators changed, its prefix left out, or its end alone.
pub fn shortened(dice: &mut Dice, number: &str) -> String {
    let without_prefix = number.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '-');
    let digits = without_prefix.trim_start_matches('0');
    match dice.below(6) {
        0 => number.replace('-', ""),
        1 => number.replace('-', " "),
        2 => number.replace('-', "/"),
        3 => without_prefix.to_owned(),
        4 => without_prefix.replace('-', ""),
        _ => {
            let last = number.rsplit('-').next().unwrap_or(digits);
            let last = last.trim_start_matches(|c: char| c.is_ascii_alphabetic());
            format!("FACT {}", last.trim_start_matches('0'))
        }
    }
}

/// A number with one digit wrong.
pub fn mistyped(dice: &mut Dice, number: &str) -> String {
    let mut characters: Vec<char> = number.chars().collect();
    let digits: Vec<usize> = (0..characters.len()).filter(|at| characters[*at].is_ascii_digit()).collect();
    let at = digits[digits.len() - 1 - dice.place(digits.len().min(5))];
    let old = characters[at];
    let next = (old.to_digit(10).unwrap_or(0) + 1 + u32::try_from(dice.below(8)).unwrap_or(0)) % 10;
    characters[at] = char::from_digit(next, 10).unwrap_or('0');
    if characters[at] == old {
        characters[at] = if old == '9' { '8' } else { '9' };
    }
    characters.into_iter().collect()
}

/// A number as most write it.
pub fn quoted(dice: &mut Dice, number: &str) -> String {
    let day = match dice.below(12) {
        0 => format!(" DU {:02}/{:02}/2026", 1 + dice.below(28), 1 + dice.below(12)),
        1 => format!(" ECH {:02}{:02}26", 1 + dice.below(28), 1 + dice.below(12)),
        _ => String::new(),
    };
    // Orders and contracts have numbers too.
    let more = match dice.below(14) {
        0 => format!(" CDE {}", dice.below(1_000_000)),
        1 => format!(" CONTRAT {}", 10_000_000 + dice.below(90_000_000)),
        2 => format!(" CLIENT {}", dice.below(10_000)),
        _ => String::new(),
    };
    format!("{}{number}{day}{more}", dice.pick(&BEFORE))
}

/// Several numbers in one text.
pub fn list(dice: &mut Dice, numbers: &[String]) -> String {
    let ends = || numbers.iter().map(|number| number.rsplit('-').next().unwrap_or(number)).collect::<Vec<_>>();
    match dice.below(5) {
        0 => format!("FACT {}", numbers.join(" ")),
        1 => format!("FACTURES {}", numbers.join(", ")),
        2 => format!("REGLEMENT {}", numbers.join(" ET ")),
        3 => format!("FACT {}", ends().join("/")),
        _ => format!("FACT {}", numbers.join("+").replace("F-", "")),
    }
}
