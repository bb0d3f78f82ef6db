//! What mends a lack: details of a debtor, everybody's kind at once, two records joined or told apart.

use std::collections::BTreeSet;

use domain::Date;
use domain::events::{DebtorChanged, NewEvent};
use domain::ids::DebtorId;
use domain::party::{DebtorDetails, DebtorKind, Siren};
use store::{Read, Tx};

use crate::error::{AppError, Result};
use crate::record::{self, Done};

/// Details of a debtor as a form gives them; what is absent keeps its value.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// Name.
    pub name: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Lines, postal code, town, country.
    pub address: Option<(Vec<String>, String, String, String)>,
    /// SIREN; empty takes it away.
    pub siren: Option<String>,
    /// What it is in law.
    pub kind: Option<DebtorKind>,
}

/// Mends the details of a debtor.
///
/// # Errors
/// No such debtor; an e-mail, address or SIREN that is none.
pub fn mend_details(tx: &mut Tx<'_>, debtor: DebtorId, new: &Details, on: Date) -> Result<Done> {
    let before = tx.debtor(debtor)?.ok_or_else(|| AppError::usage(format!("Aucun débiteur {debtor}.")))?;
    let old: DebtorDetails = tx.debtor_details(debtor)?.unwrap_or_default();
    let mut details = old.clone();
    if let Some(name) = &new.name {
        if name.trim().is_empty() {
            return Err(AppError::usage("Donnez un nom."));
        }
        details.name = name.trim().to_owned();
    }
    if let Some(email) = &new.email {
        let email = email.trim();
        if !crate::mail::is_address(email) {
            return Err(AppError::usage(format!("« {email} » n'est pas une adresse électronique. Exemple attendu : compta@societe.fr.")));
        }
        details.email = email.to_owned();
    }
    let mut country = None;
    if let Some((lines, postal_code, city, code)) = &new.address {
        details.address.lines = lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
        details.address.postal_code = postal_code.trim().to_owned();
        details.address.city = city.trim().to_owned();
        details.address.country = code.trim().to_uppercase();
        if !details.address.is_deliverable() {
            return Err(AppError::usage("Donnez au moins la ville, et le code postal ou la rue."));
        }
        country = Some(details.address.country.clone()).filter(|code| *code != before.country);
    }
    let siren = match new.siren.as_deref().map(str::trim) {
        None => None,
        Some("") => Some(String::new()),
        Some(text) => Some(Siren::parse(text).map_err(|error| AppError::usage(error.to_string()))?.as_str().to_owned()),
    };
    let kept = if details == old {
        None
    } else {
        let bytes = serde_json::to_vec(&details).map_err(|error| AppError::refused(error.to_string()))?;
        Some((tx.keep(&bytes)?, details.reach()))
    };
    let changed = DebtorChanged {
        debtor,
        kind: new.kind.filter(|kind| *kind != before.kind),
        siren: siren.filter(|siren| *siren != before.siren),
        vat: None,
        country,
        language: None,
        scenario: None,
        details: kept,
    };
    let nothing = changed.kind.is_none() && changed.siren.is_none() && changed.country.is_none() && changed.details.is_none();
    if !nothing {
        tx.append(NewEvent::new(on, changed))?;
    }
    let name = if details.name.is_empty() { before.code } else { details.name };
    Ok(Done { said: format!("Fiche de {name} complétée."), created: Vec::new() })
}

/// Says what every debtor of which nobody said it is in law.
///
/// # Errors
/// The store.
pub fn qualify_all(tx: &mut Tx<'_>, kind: DebtorKind, on: Date) -> Result<Done> {
    record::kind(tx, "tous", kind, on)
}

/// Joins a record to another: what it owes and paid is the other's from now on.
///
/// # Errors
/// As [`record::moved`].
pub fn join(tx: &mut Tx<'_>, other: DebtorId, keep: DebtorId, on: Date) -> Result<Done> {
    for id in [other, keep] {
        tx.debtor(id)?.ok_or_else(|| AppError::usage(format!("Aucun débiteur {id}.")))?;
    }
    record::moved(tx, &[other.to_string()], &keep.to_string(), on)
}

/// Where pairs that a person told apart are kept.
const DISTINCT: &str = "distinct debtors";

/// The pairs that a person told apart, the older record first.
pub(super) fn known_distinct(tx: &mut Read<'_>) -> Result<BTreeSet<(DebtorId, DebtorId)>> {
    Ok(tx.mapping(DISTINCT)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Remembers that two records are two customers.
///
/// # Errors
/// The store.
pub fn distinct(tx: &mut Tx<'_>, a: DebtorId, b: DebtorId) -> Result<()> {
    let mut pairs = known_distinct(tx)?;
    pairs.insert((a.min(b), a.max(b)));
    let text = serde_json::to_string(&pairs).map_err(|error| AppError::refused(error.to_string()))?;
    Ok(tx.save_mapping(DISTINCT, &text)?)
}
