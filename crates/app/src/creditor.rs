//! The creditor's identity, letterhead and account.

use domain::events::CreditorSet;
use domain::events::NewEvent;
use domain::letters::{has_capital_form, is_company_form};
use domain::party::{ActsFor, Agent, CreditorIdentifier, CreditorKind, CreditorProfile, Iban, Siren, Territory};
use store::{Read, Tx};

use crate::error::{AppError, Result};
use crate::record::Done;

/// What `creditor set` changes; what is absent keeps its value.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Texts of the profile, by the name of their field.
    pub texts: Vec<(Field, String)>,
    /// Address lines, where given.
    pub lines: Vec<String>,
    /// For whom it writes.
    pub acts_for: Option<ActsFor>,
    /// Who writes, when it is not the creditor itself.
    pub agent: Option<Agent>,
    /// Business or private person.
    pub kind: Option<CreditorKind>,
    /// Where holidays are judged.
    pub territory: Option<Territory>,
    /// Bytes of a logo that the typesetting engine accepted.
    pub logo: Option<Vec<u8>>,
    /// The logo is taken away.
    pub without_logo: bool,
}

/// A text of the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the fields of CreditorProfile")]
pub enum Field {
    Name,
    LegalForm,
    Capital,
    RcsCity,
    Siren,
    Vat,
    PostalCode,
    City,
    Country,
    Email,
    Phone,
    Iban,
    Bic,
    Ics,
    SignatoryName,
    SignatoryCapacity,
    ConsumerMediator,
}

/// Sets what is given of the identity, and says what a letter would still lack.
///
/// # Errors
/// A SIREN, an IBAN or an ICS with a wrong key, an e-mail that is none, an empty name.
pub fn set(tx: &mut Tx<'_>, change: &Change, on: domain::Date) -> Result<Done> {
    let mut profile = tx.creditor_profile()?.unwrap_or_default();
    for (field, text) in &change.texts {
        put(&mut profile, *field, text)?;
    }
    if !change.lines.is_empty() {
        profile.address.lines.clone_from(&change.lines);
    }
    if let Some(agent) = &change.agent {
        profile.agent = Some(agent.clone());
    }
    if change.acts_for == Some(ActsFor::Itself) {
        profile.agent = None;
    }
    if change.without_logo {
        profile.logo = String::new();
    }
    if let Some(bytes) = &change.logo {
        profile.logo = tx.keep(bytes)?.id.to_string();
    }
    if profile.name.trim().is_empty() {
        return Err(AppError::usage("Donnez le nom du créancier : --name \"…\"."));
    }
    let before = tx.tenant_facts(on)?;
    let bytes = serde_json::to_vec(&profile).map_err(|error| AppError::refused(error.to_string()))?;
    let kept = tx.keep(&bytes)?;
    let event = CreditorSet {
        profile: kept,
        acts_for: change.acts_for.clone().unwrap_or(before.acts_for),
        kind: change.kind.unwrap_or(before.creditor_kind),
        territory: change.territory.unwrap_or(before.territory),
        has_iban: !profile.iban.is_empty(),
    };
    tx.append(NewEvent::new(on, event))?;
    let lacks = lacking(&profile);
    let lacks = if lacks.is_empty() { String::new() } else { format!(" Il manque encore : {}.", lacks.join(", ")) };
    Ok(Done { said: format!("{} : identité enregistrée.{lacks}", profile.name), created: Vec::new() })
}

fn put(profile: &mut CreditorProfile, field: Field, text: &str) -> Result<()> {
    let text = text.trim();
    let wrong = |error: domain::party::identifiers::IdentifierError| AppError::usage(error.to_string());
    let value = match field {
        Field::Siren if !text.is_empty() => Siren::parse(text).map_err(wrong)?.as_str().to_owned(),
        Field::Iban if !text.is_empty() => Iban::parse(text).map_err(wrong)?.as_str().to_owned(),
        Field::Ics if !text.is_empty() => CreditorIdentifier::parse(text).map_err(wrong)?.as_str().to_owned(),
        Field::Email if !text.is_empty() && !crate::mail::is_address(text) => {
            return Err(AppError::usage(format!("« {text} » n'est pas une adresse électronique.")));
        }
        _ => text.to_owned(),
    };
    let place = match field {
        Field::Name => &mut profile.name,
        Field::LegalForm => &mut profile.legal_form,
        Field::Capital => &mut profile.capital,
        Field::RcsCity => &mut profile.rcs_city,
        Field::Siren => &mut profile.siren,
        Field::Vat => &mut profile.vat,
        Field::PostalCode => &mut profile.address.postal_code,
        Field::City => &mut profile.address.city,
        Field::Country => &mut profile.address.country,
        Field::Email => &mut profile.email,
        Field::Phone => &mut profile.phone,
        Field::Iban => &mut profile.iban,
        Field::Bic => &mut profile.bic,
        Field::Ics => &mut profile.ics,
        Field::SignatoryName => &mut profile.signatory_name,
        Field::SignatoryCapacity => &mut profile.signatory_capacity,
        Field::ConsumerMediator => &mut profile.consumer_mediator,
    };
    *place = value;
    Ok(())
}

/// What letters would lack, a formal notice first of all, in words.
pub fn lacking(profile: &CreditorProfile) -> Vec<&'static str> {
    let mut lacks = Vec::new();
    let mut need = |missing: bool, what: &'static str| {
        if missing {
            lacks.push(what);
        }
    };
    need(!profile.address.is_deliverable(), "l'adresse (--line, --postal-code, --city)");
    need(profile.siren.is_empty(), "le SIREN (--siren)");
    need(profile.legal_form.is_empty(), "la forme (--legal-form)");
    need(is_company_form(&profile.legal_form) && profile.rcs_city.is_empty(), "la ville du registre (--rcs)");
    need(has_capital_form(&profile.legal_form) && profile.capital.is_empty(), "le capital (--capital)");
    need(profile.iban.is_empty(), "l'IBAN (--iban)");
    need(profile.signatory_name.is_empty(), "le signataire (--signatory)");
    need(profile.signatory_capacity.is_empty(), "sa qualité (--capacity)");
    need(profile.email.is_empty() && profile.phone.is_empty(), "un contact pour contester (--email ou --phone)");
    lacks
}

/// The same for a page: without the words of the command line.
pub fn lacking_said(profile: &CreditorProfile) -> Vec<String> {
    lacking(profile).into_iter().map(|lack| lack.split(" (--").next().unwrap_or(lack).to_owned()).collect()
}

/// The bytes of the logo, where there is one.
///
/// # Errors
/// The store.
pub fn logo(tx: &mut Read<'_>, profile: &CreditorProfile) -> Result<Option<Vec<u8>>> {
    match profile.logo.parse() {
        Ok(id) => Ok(tx.private_bytes(id)?),
        Err(_) => Ok(None),
    }
}

/// The profile in force.
///
/// # Errors
/// None was given yet.
pub fn profile(tx: &mut Read<'_>) -> Result<CreditorProfile> {
    tx.creditor_profile()?
        .ok_or_else(|| AppError::refused("L'identité du créancier n'est pas donnée : « quittance creditor set --name … »."))
}
