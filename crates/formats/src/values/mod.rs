//! Amounts and dates as people and programs write them, and the decisions that only a whole column can settle.

mod amount;
mod date;

pub use amount::{AmountColumn, AmountError, DecimalMark, amount};
pub use date::{DateColumn, DateError, DateOrder, date, serial_date};

/// Whether a character is one of the blanks met in figures.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}')
}

/// An amount as shown to French readers: `1 234,56 €` with U+202F between thousands and U+00A0 before the sign.
pub fn euros(cents: domain::money::Cents) -> String {
    domain::french::money_fr(cents, domain::money::Currency::EUR)
}

/// A day as shown to French readers: `31/01/2025`.
pub fn french_day(day: domain::Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// Lower case without accents, every run of anything but letters and digits as one blank: for comparing words of files.
///
/// A capital inside a word begins another (`invoiceDate` is `invoice date`), as does a digit after letters (`adresse1`).
pub fn plain_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        let plain = unaccented(c);
        if plain == Some("") {
            // A mark belongs to the letter before it.
            continue;
        }
        if c.is_uppercase() && before.is_lowercase() && !out.is_empty() {
            out.push(' ');
        }
        if c.is_ascii_digit() && before.is_alphabetic() {
            out.push(' ');
        }
        before = c;
        match plain {
            Some(plain) => out.push_str(plain),
            None if c.is_alphanumeric() => push_lower(&mut out, c),
            None if out.ends_with(' ') || out.is_empty() => {}
            None => out.push(' '),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Lower case without accents, every run of anything but letters and digits as one blank: for searching and sorting names.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match unaccented(c) {
            Some(plain) => out.push_str(plain),
            None if c.is_alphanumeric() => push_lower(&mut out, c),
            None if out.ends_with(' ') || out.is_empty() => {}
            None => out.push(' '),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The small letter of a capital: two characters for « İ », of which the second is a mark.
fn push_lower(out: &mut String, c: char) {
    for small in c.to_lowercase() {
        match unaccented(small) {
            Some(plain) => out.push_str(plain),
            None => out.push(small),
        }
    }
}

/// The plain letters of an accented one of French and its neighbours.
pub(crate) fn unaccented(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ä' | 'ã' | 'å' | 'À' | 'Á' | 'Â' | 'Ä' | 'Ã' | 'Å' => "a",
        'ç' | 'Ç' => "c",
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => "e",
        'í' | 'ì' | 'î' | 'ï' | 'Í' | 'Ì' | 'Î' | 'Ï' => "i",
        'ñ' | 'Ñ' => "n",
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'Ó' | 'Ò' | 'Ô' | 'Ö' | 'Õ' => "o",
        'ú' | 'ù' | 'û' | 'ü' | 'Ú' | 'Ù' | 'Û' | 'Ü' => "u",
        'ÿ' | 'Ÿ' => "y",
        'œ' | 'Œ' => "oe",
        'æ' | 'Æ' => "ae",
        // Combining marks, as some systems write accents.
        '\u{300}'..='\u{36f}' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::Cents;

    #[test]
    fn headers_of_every_style_become_the_same_words() {
        for (header, words) in [
            ("N° de facture", "n de facture"),
            ("Date d'échéance", "date d echeance"),
            ("invoiceDate", "invoice date"),
            ("customerID", "customer id"),
            ("date_facture", "date facture"),
            ("Montant TTC (€)", "montant ttc"),
            ("E\u{301}che\u{301}ance", "echeance"),
            ("adresse1", "adresse 1"),
            ("  ", ""),
        ] {
            assert_eq!(plain_words(header), words, "{header}");
        }
    }

    #[test]
    fn a_name_folded_twice_is_the_name_folded_once() {
        for (name, key) in [("İSTANBUL Kağıt", "istanbul kağıt"), ("Œuvre & Cie", "oeuvre cie"), ("ÅNGSTRÖM", "angstrom")] {
            assert_eq!((folded(name).as_str(), folded(&folded(name)).as_str()), (key, key));
            assert_eq!(plain_words(name), key);
        }
        assert_eq!((plain_words("R\u{310}1"), plain_words("r 1")), ("r 1".to_owned(), "r 1".to_owned()));
    }

    #[test]
    fn amounts_and_days_are_shown_as_in_france() {
        assert_eq!(euros(Cents(123_456_789)), "1\u{202f}234\u{202f}567,89\u{a0}€");
        assert_eq!(euros(Cents(-5)), "\u{2212}0,05\u{a0}€");
        assert_eq!(french_day(Date::constant(2026, 1, 31)), "31/01/2026");
    }

    use domain::Date;
}
