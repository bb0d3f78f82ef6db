//! What a person names: a debtor by its code or `db_12`, a claim by its invoice number or `cr_12`.

use domain::ids::{ClaimId, DebtorId};
use domain::money::{Cents, Currency};
use store::Read;

use crate::error::{AppError, Result};

/// The debtor a person names.
///
/// # Errors
/// None, or the data could not be read.
pub fn debtor(tx: &mut Read<'_>, named: &str) -> Result<DebtorId> {
    let named = named.trim();
    // A reference first: pages name debtors by it, and a file may bring a code that looks like the reference of another.
    if let Some(id) = named.strip_prefix("db_").and_then(|_| named.parse().ok())
        && tx.debtor(id)?.is_some()
    {
        return Ok(id);
    }
    if let Some(id) = tx.debtor_by_code(named)? {
        return Ok(id);
    }
    Err(AppError::usage(format!(
        "Aucun débiteur « {named} ». Donnez son code tel qu'il est dans vos fichiers, ou sa référence db_12 (voir « quittance balance »)."
    )))
}

/// The claim a person names, of any debtor or of one.
///
/// # Errors
/// None, or several and no way to choose.
pub fn claim(tx: &mut Read<'_>, named: &str, of: Option<DebtorId>) -> Result<(ClaimId, DebtorId)> {
    let named = named.trim();
    if let Some(id) = named.strip_prefix("cr_").and_then(|_| named.parse::<ClaimId>().ok())
        && let Some(owner) = tx.debtor_of_claim(id)?
        && of.is_none_or(|debtor| debtor == owner)
    {
        return Ok((id, owner));
    }
    let mut found = tx.claims_by_number(named)?;
    if let Some(debtor) = of {
        found.retain(|(_, owner)| *owner == debtor);
    }
    match found.as_slice() {
        [one] => Ok(*one),
        [] => match named.strip_prefix("cr_").and_then(|_| named.parse::<ClaimId>().ok()) {
            Some(id) => Err(AppError::usage(format!("Aucune échéance {id}."))),
            None => Err(AppError::usage(format!(
                "Aucune échéance « {named} ». Donnez le numéro de la facture, ou la référence cr_12 (voir « quittance statement DÉBITEUR »)."
            ))),
        },
        several => {
            let ids: Vec<String> = several.iter().map(|(claim, debtor)| format!("{claim} ({debtor})")).collect();
            Err(AppError::usage(format!("« {named} » désigne plusieurs échéances : {}. Donnez l'une de ces références.", ids.join(", "))))
        }
    }
}

/// `F-12=500,00`: a claim and the part of it meant.
///
/// # Errors
/// An unknown claim, or a part that is not an amount.
pub fn claim_part(tx: &mut Read<'_>, named: &str, of: Option<DebtorId>) -> Result<(ClaimId, Option<Cents>)> {
    match named.rsplit_once('=') {
        Some((claim_name, part)) if claim(tx, named, of).is_err() => {
            let (id, _) = claim(tx, claim_name, of)?;
            let currency = tx.claim(id)?.map_or(Currency::EUR, |row| row.currency);
            let cents = amount(part, currency).map_err(|error| AppError::usage(format!("{named} : {error}")))?;
            Ok((id, Some(cents)))
        }
        _ => Ok((claim(tx, named, of)?.0, None)),
    }
}

/// An amount as people type it, in minor units of its currency: `1 234,56`, `98000` yen.
///
/// # Errors
/// Why it is none, in French.
pub fn amount(text: &str, currency: Currency) -> std::result::Result<Cents, String> {
    if currency.decimals() == 2 {
        domain::french::parse_amount_fr(text).map_err(|error| error.to_string())
    } else {
        formats::values::amount(text, None, currency.decimals()).map_err(|error| error.message().to_owned())
    }
}
