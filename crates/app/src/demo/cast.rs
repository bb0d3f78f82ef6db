//! The cast of the demonstration: a fictitious creditor and sixty fictitious debtors of every kind.
//!
//! Names, streets and towns are invented; the IBAN is the public example; e-mail domains end in `.example`.

use domain::party::DebtorKind;

/// A fictitious debtor: name, kind, town with its (invented) postal code, street, and how it pays.
pub struct Part {
    /// Name.
    pub name: &'static str,
    /// What it is in law.
    pub kind: DebtorKind,
    /// Street.
    pub street: &'static str,
    /// Postal code and town.
    pub town: (&'static str, &'static str),
    /// How it pays.
    pub habit: Habit,
}

/// How a debtor pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// On the day or a little before.
    Punctual,
    /// After the first reminder.
    Forgetful,
    /// After the second or third reminder, in parts.
    Slow,
    /// Disputes now and then.
    Quarrelsome,
    /// Promises, and keeps one promise of two.
    Promising,
    /// Does not pay.
    Silent,
}

use DebtorKind::{Business, Consumer, NonProfessional, PublicBody, Unknown};
use Habit::{Forgetful, Promising, Punctual, Quarrelsome, Silent, Slow};

const fn part(name: &'static str, kind: DebtorKind, street: &'static str, code: &'static str, town: &'static str, habit: Habit) -> Part {
    Part { name, kind, street, town: (code, town), habit }
}

/// Sixty debtors.
pub const DEBTORS: [Part; 60] = [
    part("Fonderie de l'Étoile Filante", Business, "7 rue des Comètes", "99900", "Bourg-Imaginaire", Slow),
    part("Menuiserie Sablier", Business, "14 impasse du Rabot", "99210", "Valombre", Forgetful),
    part("Boulangerie Mie Dorée", Business, "2 place du Fournil", "99120", "Port-Songe", Punctual),
    part("Transports Libellule", Business, "88 route des Nuages", "99340", "Clairlieu", Slow),
    part("Imprimerie Papyrus & Cie", Business, "31 rue de la Presse", "99110", "Port-Songe", Forgetful),
    part("Horlogerie Minuit Douze", Business, "12 passage du Temps", "99900", "Bourg-Imaginaire", Punctual),
    part("Garage des Trois Pistons", Business, "5 avenue de la Bielle", "99450", "Montvermeil", Promising),
    part("Hôtel du Belvédère", Business, "1 chemin de la Vue", "99610", "Hautecombe-les-Pins", Quarrelsome),
    part("Traiteur Cannelle", Business, "23 rue des Épices", "99120", "Port-Songe", Forgetful),
    part("Bâtiments Ocre et Chaux", Business, "40 quai des Carriers", "99520", "Roquebelle", Silent),
    part("Scierie Vertefeuille", Business, "9 route du Hallier", "99730", "Boisjoli", Slow),
    part("Cabinet Perspective", Business, "3 rue du Compas", "99110", "Port-Songe", Punctual),
    part("Brasserie du Canal Bleu", Business, "17 quai du Halage", "99340", "Clairlieu", Forgetful),
    part("Tissages Arachné", Business, "6 rue du Métier", "99210", "Valombre", Promising),
    part("Librairie Le Signet", Business, "11 rue des Marges", "99120", "Port-Songe", Punctual),
    part("Plomberie Filet d'Eau", Business, "28 rue de la Source", "99450", "Montvermeil", Slow),
    part("Électricité Volt et Fils", Business, "4 rue de l'Ampère perdu", "99900", "Bourg-Imaginaire", Forgetful),
    part("Domaine des Vignes Hautes", Business, "Lieu-dit Les Coteaux", "99610", "Hautecombe-les-Pins", Slow),
    part("Conserverie Bel Été", Business, "52 boulevard du Littoral", "99800", "Anse-aux-Mouettes", Quarrelsome),
    part("Clinique vétérinaire du Marais", Business, "8 allée des Roseaux", "99340", "Clairlieu", Punctual),
    part("Agence Point de Fuite", Business, "19 rue du Crayon", "99110", "Port-Songe", Promising),
    part("Carrosserie Reflet", Business, "33 rue de l'Atelier", "99450", "Montvermeil", Silent),
    part("Fromagerie du Col", Business, "2 route du Sommet", "99680", "Saint-Alpage", Punctual),
    part("Serrurerie Clé de Voûte", Business, "15 rue du Pêne", "99520", "Roquebelle", Forgetful),
    part("Pépinières Racine Carrée", Business, "70 chemin des Serres", "99730", "Boisjoli", Slow),
    part("Studio Contretemps", Business, "21 rue des Portées", "99120", "Port-Songe", Quarrelsome),
    part("Marbrerie Veine Bleue", Business, "10 quai des Carriers", "99520", "Roquebelle", Forgetful),
    part("Logistique Grand Large", Business, "1 terre-plein du Port", "99800", "Anse-aux-Mouettes", Slow),
    part("Pharmacie de la Fontaine", Business, "13 place de la Fontaine", "99210", "Valombre", Punctual),
    part("Optique Point Focal", Business, "27 rue des Lentilles", "99110", "Port-Songe", Forgetful),
    part("Cirque Mirabelle", Business, "Chapiteau du Pré-Long", "99730", "Boisjoli", Promising),
    part("Ferronnerie Feu Follet", Business, "36 rue de la Forge", "99900", "Bourg-Imaginaire", Silent),
    part("Couverture Ardoise et Zinc", Business, "44 rue des Faîtages", "99450", "Montvermeil", Slow),
    part("Restaurant La Petite Ourse", Business, "18 rue du Septentrion", "99340", "Clairlieu", Forgetful),
    part("Laboratoire Alambic", Business, "5 rue des Cornues", "99110", "Port-Songe", Punctual),
    part("Nettoyage Clair Matin", Business, "61 avenue de l'Aube", "99210", "Valombre", Slow),
    part("Moulin de la Passerelle", Business, "3 chemin du Bief", "99680", "Saint-Alpage", Forgetful),
    part("Chantier naval Bonne Brise", Business, "2 cale du Bassin", "99800", "Anse-aux-Mouettes", Quarrelsome),
    part("Torréfaction Grand Arôme", Business, "29 rue des Moussons", "99120", "Port-Songe", Punctual),
    part("Verrerie du Soufflet", Business, "16 rue de la Canne", "99520", "Roquebelle", Slow),
    part("Mme Aurore Lendemain", Consumer, "4 rue des Glycines", "99120", "Port-Songe", Forgetful),
    part("M. Basile Corrigan-Dufay", Consumer, "12 allée des Tilleuls", "99210", "Valombre", Slow),
    part("Mme Céleste Ondine", Consumer, "7 bis rue de l'Estuaire", "99800", "Anse-aux-Mouettes", Punctual),
    part("M. Désiré Pontlevis", Consumer, "30 rue du Donjon", "99900", "Bourg-Imaginaire", Silent),
    part("Mme Éloïse Verbeine", Consumer, "19 chemin des Simples", "99730", "Boisjoli", Forgetful),
    part("M. Florimond Sansouci", Consumer, "1 place du Bal", "99340", "Clairlieu", Promising),
    part("Mme Garance Lendemain", Consumer, "55 route du Moulin", "99680", "Saint-Alpage", Forgetful),
    part("M. Hippolyte Bellerive", Consumer, "22 quai des Lavandières", "99450", "Montvermeil", Slow),
    part("Syndicat des copropriétaires Les Mélèzes", NonProfessional, "9 avenue des Cimes", "99610", "Hautecombe-les-Pins", Slow),
    part("Association Les Archets du Lac", NonProfessional, "Maison des associations", "99340", "Clairlieu", Forgetful),
    part("Comité des fêtes de Saint-Alpage", NonProfessional, "Place de la Mairie", "99680", "Saint-Alpage", Forgetful),
    part("Club nautique de l'Anse", NonProfessional, "3 digue du Ponant", "99800", "Anse-aux-Mouettes", Punctual),
    part("Commune de Valombre", PublicBody, "Hôtel de ville", "99210", "Valombre", Slow),
    part("Commune de Boisjoli", PublicBody, "1 place de la Mairie", "99730", "Boisjoli", Forgetful),
    part("Centre hospitalier de Clairlieu", PublicBody, "100 avenue des Soins", "99340", "Clairlieu", Slow),
    part("Syndicat des eaux du Haut-Songe", PublicBody, "14 rue de la Source", "99110", "Port-Songe", Punctual),
    part("Office du tourisme de Roquebelle", PublicBody, "2 cours des Remparts", "99520", "Roquebelle", Forgetful),
    part("Zéphyr Négoce", Unknown, "38 rue des Alizés", "99800", "Anse-aux-Mouettes", Slow),
    part("Les Jardins de Sélène", Unknown, "6 chemin de la Lune", "99730", "Boisjoli", Forgetful),
    part("Maison Quatre-Vents", Unknown, "20 rue de la Girouette", "99900", "Bourg-Imaginaire", Silent),
];

/// What the creditor supplies.
pub const SUPPLIES: [&str; 10] = [
    "Fabrication et pose de bibliothèques en chêne",
    "Rénovation de parquet",
    "Fourniture de panneaux contreplaqués",
    "Agencement d'un espace d'accueil",
    "Réparation de menuiseries extérieures",
    "Plans d'exécution et relevés",
    "Pose de cloisons mobiles",
    "Fabrication d'un comptoir sur mesure",
    "Entretien annuel des ouvrages en bois",
    "Livraison de mobilier de réunion",
];
