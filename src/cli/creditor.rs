//! `quittance creditor set|show|list`.

use std::path::PathBuf;

use app::books::Books;
use app::creditor::{self, Change, Field};
use clap::{Args, Subcommand, ValueEnum};
use domain::party::{ActsFor, Address, Agent, CreditorKind, CreditorProfile, Iban, Siren, Territory};
use serde_json::json;

use super::answer::{Answer, Refusal};
use super::{Context, open};

/// L'identité du créancier : en-tête des courriers, compte à payer, signataire.
#[derive(Args)]
pub struct Creditor {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
#[command(subcommand_value_name = "ACTION", subcommand_help_heading = "Actions")]
enum What {
    /// Enregistre ce qui est donné ; le reste ne change pas.
    Set(Box<Set>),
    /// Montre l'identité et ce qui manque pour une mise en demeure.
    Show,
    /// Liste les créanciers de ce dossier.
    List,
}

#[derive(Args)]
struct Set {
    /// Nom ou raison sociale.
    #[arg(long)]
    name: Option<String>,
    /// Crée un nouveau créancier de ce nom au lieu de changer l'existant.
    #[arg(long, requires = "name")]
    new: bool,
    /// Forme : SAS, SARL, EI…
    #[arg(long)]
    legal_form: Option<String>,
    /// Capital, tel qu'imprimé : « 60 000 € ».
    #[arg(long)]
    capital: Option<String>,
    /// Ville du registre (RCS).
    #[arg(long, value_name = "VILLE")]
    rcs: Option<String>,
    /// SIREN.
    #[arg(long)]
    siren: Option<String>,
    /// Numéro de TVA.
    #[arg(long)]
    vat: Option<String>,
    /// Ligne d'adresse (bâtiment, rue). Répétable.
    #[arg(long = "line", value_name = "LIGNE")]
    lines: Vec<String>,
    /// Code postal.
    #[arg(long)]
    postal_code: Option<String>,
    /// Ville.
    #[arg(long)]
    city: Option<String>,
    /// Pays (code à deux lettres).
    #[arg(long)]
    country: Option<String>,
    /// Adresse électronique pour les réponses.
    #[arg(long)]
    email: Option<String>,
    /// Téléphone pour les réponses.
    #[arg(long)]
    phone: Option<String>,
    /// IBAN à payer.
    #[arg(long)]
    iban: Option<String>,
    /// BIC.
    #[arg(long)]
    bic: Option<String>,
    /// Identifiant créancier SEPA, pour les prélèvements.
    #[arg(long)]
    ics: Option<String>,
    /// Logo : fichier PNG, JPEG ou SVG.
    #[arg(long, value_name = "FICHIER")]
    logo: Option<PathBuf>,
    /// Signataire des courriers.
    #[arg(long, value_name = "NOM")]
    signatory: Option<String>,
    /// Qualité du signataire.
    #[arg(long, value_name = "QUALITÉ")]
    capacity: Option<String>,
    /// Médiateur de la consommation (C. conso. L612-1), nommé aux particuliers.
    #[arg(long, value_name = "NOM")]
    consumer_mediator: Option<String>,
    /// Le créancier est un particulier (colonne du taux légal).
    #[arg(long)]
    individual: bool,
    /// Territoire : jours fériés.
    #[arg(long, value_enum)]
    territory: Option<TerritoryWord>,
    /// Pour qui les courriers sont écrits.
    #[arg(long, value_enum)]
    acts_for: Option<ActsForWord>,
    /// Le mandat écrit est au dossier.
    #[arg(long, requires = "acts_for")]
    mandate: bool,
    /// L'assurance de responsabilité professionnelle est au dossier (R124-2).
    #[arg(long, requires = "acts_for")]
    insurance: bool,
    /// Qui écrit pour le créancier : nom.
    #[arg(long, value_name = "NOM")]
    agent: Option<String>,
    /// Qui écrit : siège, une ligne.
    #[arg(long, value_name = "ADRESSE", requires = "agent")]
    agent_address: Option<String>,
    /// Qui écrit : son immatriculation, « RCS Lyon 732 829 320 ».
    #[arg(long, value_name = "RCS", requires = "agent")]
    agent_registration: Option<String>,
    /// Qui écrit : code postal et ville.
    #[arg(long, value_name = "VILLE", requires = "agent")]
    agent_city: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum TerritoryWord {
    Metropole,
    AlsaceMoselle,
    Guadeloupe,
    Martinique,
    Guyane,
    Reunion,
    Mayotte,
    SaintBarthelemy,
    SaintMartin,
}

#[derive(Clone, Copy, ValueEnum)]
enum ActsForWord {
    /// Ses propres créances.
    Itself,
    /// Une profession réglementée, pour un client (mandat).
    RegulatedProfession,
    /// Un recouvreur amiable (CPCE R124-1) : mandat et assurance exigés.
    AmicableCollector,
}

impl Creditor {
    /// Carries the action out.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        match self.what {
            What::Set(set) => set.run(context),
            What::Show => show(context),
            What::List => list(context),
        }
    }
}

impl Set {
    fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let change = self.change()?;
        let opening = open::opening(context);
        let set = |books: &Books| books.write(|tx| creditor::set(tx, &change, books.today()));
        let done = match (&self.name, self.new) {
            (Some(name), true) => opening.in_new_creditor(name, set)?,
            _ => opening.in_books_or_first(self.name.as_deref().unwrap_or(app::books::FIRST_CREDITOR), set)?,
        };
        Ok(Answer::done(done.said.clone(), json!({ "said": done.said })))
    }

    fn change(&self) -> Result<Change, Refusal> {
        let texts = [
            (Field::Name, &self.name),
            (Field::LegalForm, &self.legal_form),
            (Field::Capital, &self.capital),
            (Field::RcsCity, &self.rcs),
            (Field::Siren, &self.siren),
            (Field::Vat, &self.vat),
            (Field::PostalCode, &self.postal_code),
            (Field::City, &self.city),
            (Field::Country, &self.country),
            (Field::Email, &self.email),
            (Field::Phone, &self.phone),
            (Field::Iban, &self.iban),
            (Field::Bic, &self.bic),
            (Field::Ics, &self.ics),
            (Field::SignatoryName, &self.signatory),
            (Field::SignatoryCapacity, &self.capacity),
            (Field::ConsumerMediator, &self.consumer_mediator),
        ];
        let logo = self.logo.as_ref().map(|path| logo(path)).transpose()?;
        let agent = self.agent.as_ref().map(|name| {
            let (postal_code, city) = split_town(self.agent_city.as_deref().unwrap_or_default());
            let lines = self.agent_address.iter().cloned().collect();
            let activity = "exerce une activité de recouvrement amiable".to_owned();
            Agent {
                name: name.clone(),
                address: Address { lines, postal_code, city, country: String::new() },
                activity,
                registration: self.agent_registration.clone().unwrap_or_default(),
            }
        });
        Ok(Change {
            texts: texts.into_iter().filter_map(|(field, text)| text.clone().map(|text| (field, text))).collect(),
            lines: self.lines.clone(),
            acts_for: self.acts_for.map(|word| match word {
                ActsForWord::Itself => ActsFor::Itself,
                ActsForWord::RegulatedProfession => ActsFor::RegulatedProfession { mandate: self.mandate },
                ActsForWord::AmicableCollector => ActsFor::AmicableCollector { mandate: self.mandate, insurance: self.insurance },
            }),
            agent,
            kind: self.individual.then_some(CreditorKind::Individual),
            territory: self.territory.map(territory),
            logo,
            without_logo: false,
        })
    }
}

fn split_town(text: &str) -> (String, String) {
    match text.split_once(' ') {
        Some((code, town)) if code.chars().all(|c| c.is_ascii_digit()) => (code.to_owned(), town.to_owned()),
        _ => (String::new(), text.to_owned()),
    }
}

fn territory(word: TerritoryWord) -> Territory {
    match word {
        TerritoryWord::Metropole => Territory::Metropole,
        TerritoryWord::AlsaceMoselle => Territory::AlsaceMoselle,
        TerritoryWord::Guadeloupe => Territory::Guadeloupe,
        TerritoryWord::Martinique => Territory::Martinique,
        TerritoryWord::Guyane => Territory::Guyane,
        TerritoryWord::Reunion => Territory::Reunion,
        TerritoryWord::Mayotte => Territory::Mayotte,
        TerritoryWord::SaintBarthelemy => Territory::SaintBarthelemy,
        TerritoryWord::SaintMartin => Territory::SaintMartin,
    }
}

fn logo(path: &std::path::Path) -> Result<Vec<u8>, Refusal> {
    let bytes = std::fs::read(path)
        .map_err(|error| Refusal::usage(format!("« {} » : illisible, {}.", path.display(), domain::french::refusal_fr(&error))))?;
    typeset::Logo::check(&bytes).map_err(|error| Refusal::refused(format!("« {} » : {error}", path.display())))?;
    Ok(bytes)
}

fn show(context: &Context) -> Result<Answer, Refusal> {
    let books = open::existing(context)?;
    let profile = books.read(creditor::profile)?;
    let lacks = creditor::lacking(&profile);
    let json = serde_json::to_value(&profile).map_err(|error| Refusal::refused(error.to_string()))?;
    Ok(Answer::done(text(&profile, &lacks), json!({ "profile": json, "missing": lacks })).with_problems(!lacks.is_empty()))
}

fn text(profile: &CreditorProfile, lacks: &[&str]) -> String {
    let siren = Siren::parse(&profile.siren).map_or_else(|_| profile.siren.clone(), |siren| siren.printed());
    let iban = Iban::parse(&profile.iban).map_or_else(|_| profile.iban.clone(), |iban| iban.printed());
    let mut address = profile.address.lines.clone();
    address.push(format!("{} {}", profile.address.postal_code, profile.address.city).trim().to_owned());
    let lines = [
        ("Nom", profile.name.clone()),
        ("Forme", profile.legal_form.clone()),
        ("Capital", profile.capital.clone()),
        ("SIREN", siren),
        ("RCS", profile.rcs_city.clone()),
        ("TVA", profile.vat.clone()),
        ("Adresse", address.join(", ")),
        ("Courriel", profile.email.clone()),
        ("Téléphone", profile.phone.clone()),
        ("IBAN", iban),
        ("BIC", profile.bic.clone()),
        ("ICS", profile.ics.clone()),
        ("Signataire", [profile.signatory_name.as_str(), &profile.signatory_capacity].join(", ").trim_matches([',', ' ']).to_owned()),
    ];
    let mut out: String =
        lines.iter().filter(|(_, value)| !value.is_empty()).map(|(label, value)| format!("{label:<11} {value}\n")).collect();
    if !lacks.is_empty() {
        out.push_str(&format!("\nIl manque pour une mise en demeure : {}.\n", lacks.join(", ")));
    }
    out
}

fn list(context: &Context) -> Result<Answer, Refusal> {
    let store = open::opening(context).store()?;
    let tenants = store.tenants()?;
    let text: String = tenants.iter().map(|tenant| format!("{}  {}\n", tenant.id.0, tenant.name)).collect();
    let json: Vec<_> = tenants.iter().map(|tenant| json!({ "id": tenant.id.0, "name": tenant.name })).collect();
    Ok(Answer::done(if text.is_empty() { "Aucun créancier.".to_owned() } else { text }, json!({ "creditors": json })))
}
