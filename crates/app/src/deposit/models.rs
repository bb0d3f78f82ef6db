//! Mappings that a person named (« Export compta »), found again by the header of the next file.

use std::collections::BTreeMap;

use formats::table::Mapping;
use store::{Read, Tx};

use crate::error::{AppError, Result};

/// Where the names are kept, by header.
const NAMES: &str = "mapping names";

fn names(tx: &mut Read<'_>) -> Result<BTreeMap<String, String>> {
    Ok(tx.mapping(NAMES)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// The name of the mapping kept for a header.
///
/// # Errors
/// The store.
pub fn model_name(tx: &mut Read<'_>, mapping: &Mapping) -> Result<Option<String>> {
    Ok(names(tx)?.remove(&mapping.signature))
}

/// Keeps a mapping under a name, for the next file with the same header.
///
/// # Errors
/// The store.
pub fn save_model(tx: &mut Tx<'_>, mapping: &Mapping, name: &str) -> Result<()> {
    crate::import::remember(tx, mapping)?;
    let mut all = names(tx)?;
    all.insert(mapping.signature.clone(), name.to_owned());
    let text = serde_json::to_string(&all).map_err(|error| AppError::refused(error.to_string()))?;
    Ok(tx.save_mapping(NAMES, &text)?)
}
