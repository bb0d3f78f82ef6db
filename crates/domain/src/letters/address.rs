//! The address block in the window of the envelope (AFNOR NF Z10-011): at most six lines of 38 characters, the name first,
//! postal code and town in capitals, the country last for a letter that leaves France.
//!
//! Long lines are abbreviated with the usual postal words, then wrapped. What still does not fit is a [`AddressProblem`]: an
//! item of the repair list, never a cut word.

use crate::party::Address;

/// Most characters in a line.
pub const WIDTH: usize = 38;
/// Most lines in the block.
pub const LINES: usize = 6;

/// Why a letter cannot be posted to this address. The message says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressProblem {
    /// No name.
    #[error("Adresse postale : il manque le nom du destinataire ; complétez la fiche du débiteur.")]
    NoName,
    /// No town, or neither postal code nor street.
    #[error("Adresse postale de « {name} » : il manque {what} ; complétez la fiche du débiteur.")]
    Incomplete {
        /// Whose.
        name: String,
        /// What lacks.
        what: &'static str,
    },
    /// The postal code of a French address is not five digits.
    #[error(
        "Adresse postale de « {name} » : « {code} » n'est pas un code postal français à cinq chiffres ; corrigez la fiche du débiteur."
    )]
    BadPostalCode {
        /// Whose.
        name: String,
        /// As given.
        code: String,
    },
    /// A word or a line that no abbreviation makes fit.
    #[error("Adresse postale de « {name} » : « {line} » dépasse {WIDTH} caractères ; abrégez cette ligne dans la fiche du débiteur.")]
    TooLong {
        /// Whose.
        name: String,
        /// Which line.
        line: String,
    },
    /// More than six lines.
    #[error("Adresse postale de « {name} » : {count} lignes, six au plus ; réunissez-en dans la fiche du débiteur.")]
    TooManyLines {
        /// Whose.
        name: String,
        /// How many.
        count: usize,
    },
    /// A country code that is not known.
    #[error("Adresse postale de « {name} » : le pays « {country} » n'est pas reconnu ; écrivez son nom en toutes lettres.")]
    UnknownCountry {
        /// Whose.
        name: String,
        /// As given.
        country: String,
    },
}

/// The block for a name and an address, or why a letter cannot be posted there.
pub fn block(name: &str, address: &Address) -> Result<Vec<String>, AddressProblem> {
    let name = clean(name);
    if name.is_empty() {
        return Err(AddressProblem::NoName);
    }
    require(&name, address)?;
    let country = country_line(&name, address)?;
    let mut lines = fit(&name, &name, NAME_WORDS)?;
    for line in address.lines.iter().map(|line| clean(line)).filter(|line| !line.is_empty()) {
        lines.extend(fit(&name, &line, STREET_WORDS)?);
    }
    let town = format!("{} {}", clean(&address.postal_code), clean(&address.city).to_uppercase());
    lines.extend(one_line(&name, town.trim())?);
    lines.extend(country);
    if lines.len() > LINES {
        return Err(AddressProblem::TooManyLines { name, count: lines.len() });
    }
    Ok(lines)
}

/// The seat in one line, as it is said in a sentence: « 12 quai des Aurores, 99100 Port-Songe ».
pub(crate) fn in_a_sentence(address: &Address) -> String {
    let mut parts: Vec<String> = address.lines.iter().map(|line| clean(line)).filter(|line| !line.is_empty()).collect();
    let town = format!("{} {}", clean(&address.postal_code), clean(&address.city));
    if !town.trim().is_empty() {
        parts.push(town.trim().to_owned());
    }
    if address.is_foreign() {
        parts.push(country_name(address.country.trim()).map_or_else(|| clean(&address.country), str::to_owned));
    }
    parts.join(", ")
}

fn require(name: &str, address: &Address) -> Result<(), AddressProblem> {
    let lacks = |what| Err(AddressProblem::Incomplete { name: name.to_owned(), what });
    if address.city.trim().is_empty() {
        return lacks("la ville");
    }
    if address.is_foreign() {
        return if address.is_deliverable() { Ok(()) } else { lacks("le code postal ou la rue") };
    }
    let code = clean(&address.postal_code);
    match code.as_str() {
        "" => lacks("le code postal"),
        five if five.len() == 5 && five.bytes().all(|b| b.is_ascii_digit()) => Ok(()),
        _ => Err(AddressProblem::BadPostalCode { name: name.to_owned(), code }),
    }
}

fn country_line(name: &str, address: &Address) -> Result<Option<String>, AddressProblem> {
    if !address.is_foreign() {
        return Ok(None);
    }
    let given = clean(&address.country);
    let country = match country_name(&given) {
        Some(country) => country.to_owned(),
        None if given.chars().count() > 3 => given,
        None => return Err(AddressProblem::UnknownCountry { name: name.to_owned(), country: given }),
    };
    Ok(one_line(name, &country.to_uppercase())?.pop())
}

fn one_line(name: &str, line: &str) -> Result<Vec<String>, AddressProblem> {
    if line.chars().count() > WIDTH {
        return Err(AddressProblem::TooLong { name: name.to_owned(), line: line.to_owned() });
    }
    Ok(vec![line.to_owned()])
}

/// One line, or the fewest that it needs: as it is, abbreviated, then wrapped at blanks.
fn fit(name: &str, line: &str, words: &[(&str, &str)]) -> Result<Vec<String>, AddressProblem> {
    if line.chars().count() <= WIDTH {
        return Ok(vec![line.to_owned()]);
    }
    let short = abbreviated(line, words);
    let mut lines: Vec<String> = vec![String::new()];
    for word in short.split(' ') {
        let last = lines.last_mut().expect("the list begins with one line and never shrinks");
        let gap = usize::from(!last.is_empty());
        if last.chars().count() + gap + word.chars().count() <= WIDTH {
            if gap == 1 {
                last.push(' ');
            }
            last.push_str(word);
        } else if word.chars().count() <= WIDTH {
            lines.push(word.to_owned());
        } else {
            return Err(AddressProblem::TooLong { name: name.to_owned(), line: line.to_owned() });
        }
    }
    Ok(lines)
}

fn abbreviated(line: &str, words: &[(&str, &str)]) -> String {
    let mut kept: Vec<String> = Vec::new();
    for word in line.split(' ') {
        let lower = word.to_lowercase();
        let short = words.iter().find(|(long, _)| *long == lower).map(|(_, short)| (*short).to_owned());
        kept.push(short.unwrap_or_else(|| word.to_owned()));
    }
    kept.join(" ")
}

fn clean(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Usual short forms in names.
const NAME_WORDS: &[(&str, &str)] = &[
    ("société", "Sté"),
    ("établissement", "Ets"),
    ("établissements", "Ets"),
    ("compagnie", "Cie"),
    ("entreprise", "Entr."),
    ("association", "Assoc."),
    ("syndicat", "Synd."),
    ("copropriétaires", "copro."),
    ("monsieur", "M."),
    ("madame", "Mme"),
    ("saint", "St"),
    ("sainte", "Ste"),
];

/// Usual short forms in streets (postal abbreviations).
const STREET_WORDS: &[(&str, &str)] = &[
    ("allée", "ALL"),
    ("appartement", "APP"),
    ("avenue", "AV"),
    ("bâtiment", "BAT"),
    ("boulevard", "BD"),
    ("chemin", "CHE"),
    ("escalier", "ESC"),
    ("étage", "ETG"),
    ("faubourg", "FG"),
    ("général", "GAL"),
    ("impasse", "IMP"),
    ("immeuble", "IMM"),
    ("maréchal", "MAL"),
    ("passage", "PAS"),
    ("place", "PL"),
    ("président", "PDT"),
    ("professeur", "PR"),
    ("quartier", "QUA"),
    ("résidence", "RES"),
    ("route", "RTE"),
    ("saint", "ST"),
    ("sainte", "STE"),
    ("square", "SQ"),
];

fn country_name(code: &str) -> Option<&'static str> {
    let code = code.to_uppercase();
    COUNTRIES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// ISO 3166 codes of the countries written to most, as the French post reads them.
const COUNTRIES: &[(&str, &str)] = &[
    ("AD", "Andorre"),
    ("AE", "Émirats arabes unis"),
    ("AT", "Autriche"),
    ("AU", "Australie"),
    ("BE", "Belgique"),
    ("BG", "Bulgarie"),
    ("BR", "Brésil"),
    ("CA", "Canada"),
    ("CH", "Suisse"),
    ("CI", "Côte d'Ivoire"),
    ("CN", "Chine"),
    ("CY", "Chypre"),
    ("CZ", "Tchéquie"),
    ("DE", "Allemagne"),
    ("DK", "Danemark"),
    ("DZ", "Algérie"),
    ("EE", "Estonie"),
    ("ES", "Espagne"),
    ("FI", "Finlande"),
    ("GB", "Royaume-Uni"),
    ("GR", "Grèce"),
    ("HR", "Croatie"),
    ("HU", "Hongrie"),
    ("IE", "Irlande"),
    ("IL", "Israël"),
    ("IN", "Inde"),
    ("IS", "Islande"),
    ("IT", "Italie"),
    ("JP", "Japon"),
    ("LI", "Liechtenstein"),
    ("LT", "Lituanie"),
    ("LU", "Luxembourg"),
    ("LV", "Lettonie"),
    ("MA", "Maroc"),
    ("MT", "Malte"),
    ("NC", "Nouvelle-Calédonie"),
    ("NL", "Pays-Bas"),
    ("NO", "Norvège"),
    ("PF", "Polynésie française"),
    ("PL", "Pologne"),
    ("PT", "Portugal"),
    ("RO", "Roumanie"),
    ("SE", "Suède"),
    ("SI", "Slovénie"),
    ("SK", "Slovaquie"),
    ("SN", "Sénégal"),
    ("TN", "Tunisie"),
    ("TR", "Turquie"),
    ("US", "États-Unis"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn address(lines: &[&str], code: &str, city: &str, country: &str) -> Address {
        Address {
            lines: lines.iter().map(|l| (*l).to_owned()).collect(),
            postal_code: code.to_owned(),
            city: city.to_owned(),
            country: country.to_owned(),
        }
    }

    #[test]
    fn an_ordinary_french_address_ends_with_its_town_in_capitals() {
        let block = block("Fonderie de l'Étoile Filante", &address(&["7 rue des Comètes"], "99900", "Bourg-Imaginaire", "")).expect("fits");
        assert_eq!(block, ["Fonderie de l'Étoile Filante", "7 rue des Comètes", "99900 BOURG-IMAGINAIRE"]);
    }

    #[test]
    fn a_long_name_is_abbreviated_then_wrapped_and_no_line_exceeds_the_window() {
        let long = "Société des Établissements Réunis de la Compagnie Générale du Grand Nord";
        let block = block(
            long,
            &address(
                &["Résidence les Hauts du Général de la Tour", "14 boulevard du Maréchal de Lattre de Tassigny"],
                "69003",
                "Lyon",
                "FR",
            ),
        )
        .expect("fits");
        assert_eq!(
            block,
            [
                "Sté des Ets Réunis de la Cie Générale",
                "du Grand Nord",
                "RES les Hauts du GAL de la Tour",
                "14 BD du MAL de Lattre de Tassigny",
                "69003 LYON"
            ]
        );
        assert!(block.iter().all(|line| line.chars().count() <= WIDTH));
    }

    #[test]
    fn a_foreign_address_ends_with_its_country() {
        let block = block("Atelier Wouters", &address(&["Rue Neuve 3"], "1000", "Bruxelles", "BE")).expect("fits");
        assert_eq!(block, ["Atelier Wouters", "Rue Neuve 3", "1000 BRUXELLES", "BELGIQUE"]);
        let spelled = super::block("Firma", &address(&["1 Main"], "", "Ulan Bator", "Mongolie")).expect("fits");
        assert_eq!(spelled.last().map(String::as_str), Some("MONGOLIE"));
        assert!(matches!(super::block("Firma", &address(&["1 Main"], "", "Town", "ZZ")), Err(AddressProblem::UnknownCountry { .. })));
    }

    #[test]
    fn an_overseas_department_is_french_and_bears_no_country() {
        let block = block("Société du Volcan", &address(&["2 rue du Lagon"], "97400", "Saint-Denis", "RE")).expect("fits");
        assert_eq!(block.last().map(String::as_str), Some("97400 SAINT-DENIS"));
    }

    #[test]
    fn what_cannot_be_delivered_is_a_repair_item_that_says_what_lacks() {
        let problem = |name: &str, a: Address| block(name, &a).expect_err("refused");
        assert_eq!(problem(" ", address(&["x"], "69003", "Lyon", "")), AddressProblem::NoName);
        assert!(problem("A", address(&["x"], "69003", "", "")).to_string().contains("la ville"));
        assert!(problem("A", address(&["x"], "", "Lyon", "")).to_string().contains("le code postal"));
        assert!(matches!(problem("A", address(&["x"], "6903", "Lyon", "")), AddressProblem::BadPostalCode { .. }));
        let six = address(&["a", "b", "c", "d", "e"], "69003", "Lyon", "");
        assert_eq!(problem("A", six), AddressProblem::TooManyLines { name: "A".to_owned(), count: 7 });
        let word = "Donaudampfschifffahrtsgesellschaftskapitän";
        assert!(matches!(problem(word, address(&[], "69003", "Lyon", "")), AddressProblem::TooLong { .. }));
    }

    #[test]
    fn control_characters_and_double_blanks_of_a_file_do_not_reach_the_block() {
        let block = block("Atelier\tdu \n Lac", &address(&["1  rue du  Port"], "74000", "Annecy", "")).expect("fits");
        assert_eq!(block, ["Atelier du Lac", "1 rue du Port", "74000 ANNECY"]);
    }
}
