//! What each figure is, in words.

/// A figure of the dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Figure {
    /// Days of sales outstanding, by the count-back method.
    Dso,
    /// The same, if everybody paid on the due date.
    BestDso,
    /// The part of what is open that is late.
    OverdueRate,
    /// Days late of what was paid lately.
    DaysLate,
    /// Collection effectiveness index.
    Cei,
    /// The part of what fell due that was paid within ninety days.
    Recovery,
    /// Promises kept.
    Promises,
}

impl Figure {
    /// Every one, in the order of the dashboard.
    pub const ALL: [Figure; 7] =
        [Figure::Dso, Figure::OverdueRate, Figure::Recovery, Figure::Promises, Figure::BestDso, Figure::DaysLate, Figure::Cei];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Figure::Dso => "dso",
            Figure::BestDso => "dso-possible",
            Figure::OverdueRate => "taux-echu",
            Figure::DaysLate => "retard-moyen",
            Figure::Cei => "cei",
            Figure::Recovery => "recouvrement-90-jours",
            Figure::Promises => "promesses-tenues",
        }
    }

    /// Reads a word back.
    pub fn of_word(word: &str) -> Option<Figure> {
        Figure::ALL.into_iter().find(|figure| figure.word() == word)
    }

    /// What users read.
    pub fn french(self) -> &'static str {
        match self {
            Figure::Dso => "DSO",
            Figure::BestDso => "Meilleur DSO possible",
            Figure::OverdueRate => "Encours échu",
            Figure::DaysLate => "Retard moyen de paiement",
            Figure::Cei => "Efficacité du recouvrement (CEI)",
            Figure::Recovery => "Taux de recouvrement à 90 j",
            Figure::Promises => "Promesses tenues",
        }
    }

    /// What it tells.
    pub fn meaning(self) -> &'static str {
        match self {
            Figure::Dso => "Combien de jours de ventes attendent d'être payés. Plus il est bas, plus vite vous êtes payé.",
            Figure::BestDso => {
                "Ce que serait le DSO si tout était payé le jour de l'échéance. L'écart avec le DSO est dû aux seuls retards."
            }
            Figure::OverdueRate => "La part de ce qui est ouvert dont l'échéance est passée.",
            Figure::DaysLate => "De combien de jours les échéances réglées ces 90 derniers jours l'ont été après leur date, en moyenne.",
            Figure::Cei => {
                "La part de ce qui pouvait être encaissé en 90 jours qui l'a été. 100 % : plus rien d'échu n'est ouvert à la fin."
            }
            Figure::Recovery => "La part des échéances tombées il y a 90 à 180 jours qui était payée 90 jours après leur date.",
            Figure::Promises => "Les promesses échues ces 90 derniers jours, délai de grâce compris, qui ont été tenues.",
        }
    }

    /// How it is computed.
    pub fn formula(self) -> &'static str {
        match self {
            Figure::Dso => {
                "Méthode par épuisement : de l'encours ouvert (soldes comptables, TTC) on retire les ventes du mois en cours, puis celles des mois précédents, avoirs déduits, jusqu'à épuisement. On additionne les jours de ces mois ; le dernier compte au prorata."
            }
            Figure::BestDso => "La même méthode, en partant du seul encours non échu.",
            Figure::OverdueRate => "Encours échu ÷ encours ouvert.",
            Figure::DaysLate => {
                "Somme de (montant payé × jours après l'échéance, zéro en cas d'avance) ÷ somme des montants payés, sur les échéances soldées dans les 90 jours."
            }
            Figure::Cei => {
                "(encours d'il y a 90 jours + ventes des 90 jours − encours actuel) ÷ (encours d'il y a 90 jours + ventes des 90 jours − encours actuel non échu)."
            }
            Figure::Recovery => {
                "Payé dans les 90 jours suivant l'échéance ÷ montant dû, avoirs déduits, sur les échéances tombées entre 180 et 90 jours avant ce jour."
            }
            Figure::Promises => {
                "Promesses tenues ÷ promesses tenues ou non tenues. Celles dont les règlements ne sont pas encore connus ne comptent pas."
            }
        }
    }

    /// What is listed behind it.
    pub fn behind(self) -> &'static str {
        match self {
            Figure::Dso => "Échéances ouvertes, les plus importantes d'abord",
            Figure::BestDso => "Échéances ouvertes et non échues, les plus importantes d'abord",
            Figure::OverdueRate => "Échéances en retard, les plus importantes d'abord",
            Figure::DaysLate => "Échéances soldées dans les 90 jours, les plus importantes d'abord",
            Figure::Cei => "Échéances en retard : ce que l'indice aurait pu atteindre de plus",
            Figure::Recovery => "Échéances de la période non payées 90 jours après leur date",
            Figure::Promises => "Promesses échues dans les 90 jours",
        }
    }
}
