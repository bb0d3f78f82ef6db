//! Parties: creditors and debtors, what they are in law, and how they can be reached.
//!
//! What is personal (names, addresses, e-mails, phones) lives in the erasable store; the journal holds a
//! [`Private`](crate::events::Private) reference to it. The types here are what those bytes contain.

pub mod creditor_id;
pub mod identifiers;
pub mod likeness;

use serde::{Deserialize, Serialize};

pub use creditor_id::CreditorIdentifier;
pub use identifiers::{Iban, Siren, Siret, VatNumber};

/// What the debtor is. It decides rates, the 40 €, limitation, terms and tone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DebtorKind {
    /// Acts professionally (C. com. L441-10), whatever its form.
    Business,
    /// A private person: legal rate from the formal notice, two years (C. conso. L218-2).
    Consumer,
    /// A syndicat, an association…: legal rate from the formal notice, no 40 €, five years; « à qualifier ».
    NonProfessional,
    /// A public buyer (code de la commande publique L2192-10 ff.).
    PublicBody,
    /// Not said yet: the principal only, no formal notice.
    Unknown,
}

impl DebtorKind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [DebtorKind; 5] =
        [DebtorKind::Business, DebtorKind::Consumer, DebtorKind::NonProfessional, DebtorKind::PublicBody, DebtorKind::Unknown];

    /// The machine word: `business`, `consumer`, `non_professional`, `public_body`, `unknown`.
    pub fn word(self) -> &'static str {
        match self {
            DebtorKind::Business => "business",
            DebtorKind::Consumer => "consumer",
            DebtorKind::NonProfessional => "non_professional",
            DebtorKind::PublicBody => "public_body",
            DebtorKind::Unknown => "unknown",
        }
    }

    /// The word shown to users.
    pub fn french(self) -> &'static str {
        match self {
            DebtorKind::Business => "entreprise",
            DebtorKind::Consumer => "particulier",
            DebtorKind::NonProfessional => "non-professionnel",
            DebtorKind::PublicBody => "acheteur public",
            DebtorKind::Unknown => "à qualifier",
        }
    }

    /// Reads the machine word or one of the French words of the plain CSV.
    pub fn parse(word: &str) -> Option<DebtorKind> {
        Some(match word.trim().to_lowercase().as_str() {
            "business" | "entreprise" | "professionnel" | "société" | "societe" | "pro" | "b2b" => DebtorKind::Business,
            "consumer" | "particulier" | "consommateur" | "b2c" => DebtorKind::Consumer,
            "non_professional" | "non_professionnel" | "non-professionnel" | "non professionnel" | "association" | "syndicat" => {
                DebtorKind::NonProfessional
            }
            "public_body" | "public" | "acheteur public" | "b2g" => DebtorKind::PublicBody,
            "unknown" | "inconnu" | "à qualifier" | "a qualifier" => DebtorKind::Unknown,
            _ => return None,
        })
    }
}

/// Which column of the legal rate applies. It depends on the CREDITOR (rule book §1.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditorKind {
    /// A business creditor: column « professionnel », even against a private person.
    #[default]
    Business,
    /// A private person acting outside any profession: column « particulier ».
    Individual,
}

/// For whom the tenant writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "snake_case")]
pub enum ActsFor {
    /// Its own claims.
    #[default]
    Itself,
    /// A regulated profession (accountant, lawyer…) for a client: the mandate and the client's own IBAN are recorded.
    RegulatedProfession {
        /// Whether the written mandate is recorded.
        mandate: bool,
    },
    /// An amicable collector (CPCE R124-1): letters are refused until its mandate and insurance are recorded.
    AmicableCollector {
        /// Whether the written agreement of R124-3 is recorded.
        mandate: bool,
        /// Whether the liability insurance of R124-2 is recorded.
        insurance: bool,
    },
}

/// Where a holiday or a time limit is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Territory {
    /// Metropolitan France, save Alsace and Moselle.
    #[default]
    Metropole,
    /// Bas-Rhin, Haut-Rhin, Moselle: Good Friday and 26 December too (C. trav. L3134-13).
    AlsaceMoselle,
    /// Guadeloupe: 27 May.
    Guadeloupe,
    /// Martinique: 22 May.
    Martinique,
    /// Guyane: 10 June.
    Guyane,
    /// La Réunion: 20 December.
    Reunion,
    /// Mayotte: 27 April.
    Mayotte,
    /// Saint-Barthélemy: 9 October.
    SaintBarthelemy,
    /// Saint-Martin: 28 May.
    SaintMartin,
}

/// The language of the letters to a debtor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// French.
    #[default]
    Fr,
    /// English.
    En,
}

/// A postal address as written on the envelope, without the name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Up to three lines before the postal code: building, street, locality.
    #[serde(default)]
    pub lines: Vec<String>,
    /// Postal code.
    #[serde(default)]
    pub postal_code: String,
    /// Town.
    #[serde(default)]
    pub city: String,
    /// ISO 3166 two-letter code; empty means France.
    #[serde(default)]
    pub country: String,
}

impl Address {
    /// Whether a letter can be sent there: a town, and a postal code or a street.
    pub fn is_deliverable(&self) -> bool {
        !self.city.trim().is_empty() && (!self.postal_code.trim().is_empty() || self.lines.iter().any(|line| !line.trim().is_empty()))
    }

    /// Whether it lies outside the French postal system.
    pub fn is_foreign(&self) -> bool {
        !matches!(
            self.country.trim().to_uppercase().as_str(),
            "" | "FR" | "FRANCE" | "GP" | "MQ" | "GF" | "RE" | "YT" | "BL" | "MF" | "PM" | "MC"
        )
    }
}

/// A person at the debtor's (interlocuteur).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name.
    pub name: String,
    /// `accounts`, `approver`, `legal`, or free.
    #[serde(default)]
    pub role: String,
    /// E-mail address.
    #[serde(default)]
    pub email: String,
    /// Telephone number.
    #[serde(default)]
    pub phone: String,
}

/// What the erasable store keeps of a debtor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DebtorDetails {
    /// Company or person name.
    pub name: String,
    /// Where letters go.
    #[serde(default)]
    pub address: Address,
    /// Where e-mails go.
    #[serde(default)]
    pub email: String,
    /// Telephone number.
    #[serde(default)]
    pub phone: String,
    /// Interlocuteurs.
    #[serde(default)]
    pub contacts: Vec<Person>,
}

impl DebtorDetails {
    /// What an event says of how the debtor can be reached, without saying where.
    pub fn reach(&self) -> Reach {
        let any = |own: &str, of: fn(&Person) -> &String| !own.trim().is_empty() || self.contacts.iter().any(|p| !of(p).trim().is_empty());
        Reach { email: any(&self.email, |p| &p.email), post: self.address.is_deliverable(), phone: any(&self.phone, |p| &p.phone) }
    }
}

/// Through which channels a debtor can be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reach {
    /// An e-mail address is known.
    pub email: bool,
    /// A deliverable postal address is known.
    pub post: bool,
    /// A telephone number is known.
    pub phone: bool,
}

/// What the erasable store keeps of a creditor: its letterhead and its bank account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditorProfile {
    /// Company name, or name of the person.
    pub name: String,
    /// Legal form, such as `SAS` or `EI` (required on the papers of a sole trader).
    #[serde(default)]
    pub legal_form: String,
    /// Share capital as printed, such as `60 000 €`.
    #[serde(default)]
    pub capital: String,
    /// Town of the registry: `RCS Lyon` is written from it and the SIREN.
    #[serde(default)]
    pub rcs_city: String,
    /// SIREN, nine digits, or empty.
    #[serde(default)]
    pub siren: String,
    /// VAT number, or empty.
    #[serde(default)]
    pub vat: String,
    /// Seat.
    #[serde(default)]
    pub address: Address,
    /// E-mail address for answers and disputes.
    #[serde(default)]
    pub email: String,
    /// Telephone number for answers and disputes.
    #[serde(default)]
    pub phone: String,
    /// IBAN to pay to, without blanks.
    #[serde(default)]
    pub iban: String,
    /// BIC, or empty.
    #[serde(default)]
    pub bic: String,
    /// SEPA creditor identifier (ICS), or empty: direct debits need it.
    #[serde(default)]
    pub ics: String,
    /// Who signs.
    #[serde(default)]
    pub signatory_name: String,
    /// In what capacity the signatory signs.
    #[serde(default)]
    pub signatory_capacity: String,
    /// The médiateur de la consommation of the trader (C. conso. L612-1), for consumers.
    #[serde(default)]
    pub consumer_mediator: String,
    /// For a regulated profession or a collector: who writes (name, seat, activity).
    #[serde(default)]
    pub agent: Option<Agent>,
    /// Number of the logo in the erasable store, or empty.
    #[serde(default)]
    pub logo: String,
}

/// Who writes for the creditor, when it is not the creditor itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// Name.
    pub name: String,
    /// Seat.
    #[serde(default)]
    pub address: Address,
    /// The activity, as it must be said (CPCE R124-4 1°).
    #[serde(default)]
    pub activity: String,
    /// Form, capital, SIREN and registry of the agent as printed on its papers (C. com. R123-237).
    #[serde(default)]
    pub registration: String,
}
