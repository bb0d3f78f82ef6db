//! Names of customers that sound French and are nobody's: some unique, many alike, some the same.

use crate::dice::Dice;

const COMMON: [&str; 40] = [
    "Martin",
    "Bernard",
    "Thomas",
    "Petit",
    "Robert",
    "Richard",
    "Durand",
    "Dubois",
    "Moreau",
    "Laurent",
    "Simon",
    "Michel",
    "Lefebvre",
    "Leroy",
    "Roux",
    "David",
    "Bertrand",
    "Morel",
    "Fournier",
    "Girard",
    "Bonnet",
    "Dupont",
    "Lambert",
    "Fontaine",
    "Rousseau",
    "Vincent",
    "Muller",
    "Lefèvre",
    "Faure",
    "André",
    "Mercier",
    "Blanc",
    "Guérin",
    "Boyer",
    "Garnier",
    "Chevalier",
    "François",
    "Legrand",
    "Gauthier",
    "Garcia",
];
const FIRST: [&str; 32] = [
    "Marie", "Jean", "Pierre", "Léa", "Luc", "Emma", "Paul", "Anne", "Jacques", "Chloé", "Hugo", "Inès", "Louis", "Alice", "Jules",
    "Camille", "Adam", "Zoé", "Nicolas", "Sophie", "Marc", "Julie", "Rémi", "Élise", "Yves", "Nadia", "Karim", "Fanny", "Denis", "Odile",
    "Serge", "Hélène",
];
const HEADS: [&str; 28] = [
    "Bar", "Cor", "Dal", "Fer", "Gal", "Hau", "Jou", "Kel", "Lan", "Mar", "Nor", "Pel", "Quin", "Ros", "Sal", "Tour", "Val", "Ver", "Vil",
    "Cha", "Bou", "Del", "Gri", "Mon", "Pra", "Tre", "Lam", "Bel",
];
const MIDDLES: [&str; 22] =
    ["ba", "che", "di", "fo", "ga", "gne", "jo", "la", "li", "mo", "na", "ne", "pi", "que", "ra", "ro", "sa", "ti", "to", "va", "ve", "zi"];
const TAILS: [&str; 24] = [
    "bert", "chon", "dier", "ert", "gnac", "guet", "lard", "let", "lin", "lot", "mont", "nac", "nard", "net", "nier", "pin", "quet",
    "rand", "reau", "ron", "sac", "tel", "ton", "vier",
];
const TRADES: [&str; 40] = [
    "Menuiserie",
    "Plomberie",
    "Transports",
    "Boulangerie",
    "Garage",
    "Imprimerie",
    "Électricité",
    "Maçonnerie",
    "Charpentes",
    "Peinture",
    "Jardins",
    "Conseil",
    "Informatique",
    "Nettoyage",
    "Sécurité",
    "Distribution",
    "Négoce",
    "Logistique",
    "Textiles",
    "Mécanique",
    "Fonderie",
    "Optique",
    "Pharmacie",
    "Hôtellerie",
    "Restauration",
    "Immobilier",
    "Architecture",
    "Studio",
    "Éditions",
    "Formation",
    "Énergie",
    "Plastiques",
    "Emballages",
    "Meubles",
    "Carrelages",
    "Toitures",
    "Serrurerie",
    "Ambulances",
    "Vignobles",
    "Primeurs",
];
const TOWNS: [&str; 30] = [
    "Lyon", "Nantes", "Rennes", "Lille", "Nice", "Dijon", "Angers", "Reims", "Tours", "Metz", "Brest", "Caen", "Limoges", "Pau", "Nîmes",
    "Valence", "Colmar", "Vannes", "Niort", "Agen", "Albi", "Auch", "Blois", "Dax", "Gap", "Laval", "Mende", "Rodez", "Tarbes", "Vichy",
];
const FORMS: [&str; 6] = ["SARL", "SAS", "SA", "EURL", "SASU", "SNC"];

fn surname(dice: &mut Dice) -> String {
    if dice.percent(25) {
        (*dice.pick(&COMMON)).to_owned()
    } else if dice.percent(60) {
        format!("{}{}{}", dice.pick(&HEADS), dice.pick(&MIDDLES), dice.pick(&TAILS))
    } else {
        format!("{}{}", dice.pick(&HEADS), dice.pick(&TAILS))
    }
}

/// The name of a private person.
pub fn person(dice: &mut Dice) -> String {
    let family = if dice.percent(60) { (*dice.pick(&COMMON)).to_owned() } else { surname(dice) };
    format!("{} {family}", dice.pick(&FIRST))
}

/// The name of a company.
pub fn company(dice: &mut Dice) -> String {
    let form = *dice.pick(&FORMS);
    let trade = *dice.pick(&TRADES);
    match dice.below(10) {
        0..=2 => format!("{} {trade} {form}", surname(dice)),
        3 | 4 => format!("{trade} {} {form}", surname(dice)),
        5 => format!("{trade} de {}", dice.pick(&TOWNS)),
        6 => format!("{}{}{} {form}", dice.pick(&HEADS), dice.pick(&MIDDLES), dice.pick(&MIDDLES)),
        7 => format!("Société {} et Fils", surname(dice)),
        8 => format!("{} {trade} {}", surname(dice), dice.pick(&TOWNS)),
        _ => format!("Établissements {} {}", surname(dice), dice.pick(&TOWNS)),
    }
}

/// The head of a group that pays for its members.
pub fn holding(dice: &mut Dice) -> String {
    format!("{}{}{} Holding", dice.pick(&HEADS), dice.pick(&MIDDLES), dice.pick(&TAILS))
}
