//! Free text within the characters that every bank of the SEPA takes.
//!
//! Source: formats §11; EPC217-08 [K] for the ways round: a letter loses its accent, a sign that has a near one takes it, anything
//! else makes a blank. Only what people read is changed so (names, remittances); identifiers are kept or refused, see
//! [`domain::debits::identifier`].

use domain::debits::is_sepa_character;

use crate::values::unaccented;

/// A text in these characters, blanks joined, none at either end; empty where nothing of it can be said.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match near(c) {
            Some(near) => out.push_str(&near),
            None => out.push(' '),
        }
    }
    out.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// As [`plain`], cut to a number of characters.
pub fn plain_cut(text: &str, most: usize) -> String {
    // Every character is one byte by now.
    let mut plain = plain(text);
    plain.truncate(most);
    plain.truncate(plain.trim_end().len());
    plain
}

/// A character as banks carry it.
fn near(c: char) -> Option<String> {
    if is_sepa_character(c) {
        return Some(c.to_string());
    }
    let sign = match c {
        '\u{2018}' | '\u{2019}' | '\u{2032}' | '`' | '\u{b4}' => "'",
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '_' => "-",
        '&' => "+",
        '€' => "EUR",
        '\u{2026}' => "...",
        'ß' => "ss",
        'ẞ' => "SS",
        '°' | 'º' => "o",
        '[' | '{' => "(",
        ']' | '}' => ")",
        ';' => ",",
        '!' => ".",
        '\\' | '|' => "/",
        c => {
            return unaccented(c)
                .or_else(|| european(c))
                .map(|plain| if c.is_uppercase() { plain.to_ascii_uppercase() } else { plain.to_owned() });
        }
    };
    Some(sign.to_owned())
}

/// The letters of the other languages of Europe that are written with ours (Unicode, Latin Extended-A, and Romanian): without their
/// marks, or as they are written where there is no such letter.
fn european(c: char) -> Option<&'static str> {
    // Of a capital with a mark of its own (İ) the first letter is the plain one.
    Some(match c.to_lowercase().next()? {
        'ā' | 'ă' | 'ą' => "a",
        'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'i' => "i",
        'ĳ' => "ij",
        'ĵ' => "j",
        'ķ' | 'ĸ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ń' | 'ņ' | 'ň' | 'ŉ' | 'ŋ' => "n",
        'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ſ' => "s",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'þ' => "th",
        'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_names_keep_their_letters_and_their_capitals() {
        for (written, carried) in [
            ("Ateliers Boréal", "Ateliers Boreal"),
            ("L’Étoile du Nord – Müller & Fils", "L'Etoile du Nord - Muller + Fils"),
            ("ŒUVRES SOCIALES DE ÇA", "OEUVRES SOCIALES DE CA"),
            ("Facture n° 12_b [solde] : 40 €", "Facture no 12-b (solde) : 40 EUR"),
            ("  deux\u{a0}\n blancs\u{202f}! ", "deux blancs ."),
            ("e\u{301}cole", "ecole"),
            ("Søren Ærø A/S, Ålborg", "Soren AEro A/S, Alborg"),
            ("ÞÓRÐUR Guðjónsson", "THORDUR Gudjonsson"),
            ("ŁUKASZ Żółć i Syn, Kraków", "LUKASZ Zolc i Syn, Krakow"),
            ("Dvořák Průša Šťastný Žižka", "Dvorak Prusa Stastny Zizka"),
            ("Őry Gyűjtő Kft.", "Ory Gyujto Kft."),
            ("Ķekava Ģirts Ņina Šķēle", "Kekava Girts Nina Skele"),
            ("Ąžuolas Įmonė Ūkis", "Azuolas Imone Ukis"),
            ("Ştefan Țepeș, İstanbul ışık", "Stefan Tepes, Istanbul isik"),
            ("Đorđe Ćosić", "Dorde Cosic"),
            ("STRAẞE Straße", "STRASSE Strasse"),
            ("北京", ""),
        ] {
            assert_eq!(plain(written), carried, "{written}");
        }
        assert_eq!(plain_cut("abc def", 4), "abc");
        assert_eq!(plain_cut("œœ", 3), "oeo");
    }
}
