//! New debtors of a file that resemble known ones: the same SIREN, VAT number or e-mail, or names alike.

use std::collections::{BTreeSet, HashMap};

use domain::ids::DebtorId;
use domain::party::likeness::{alike, folded, outline};
use formats::table::DebtorRow;
use store::Read;

use super::Near;
use crate::error::Result;

/// Told at most.
const MOST: usize = 200;

/// Everything by which known debtors are found.
#[derive(Default)]
struct Known {
    by_siren: HashMap<String, DebtorId>,
    by_vat: HashMap<String, DebtorId>,
    by_email: HashMap<String, DebtorId>,
    by_name: HashMap<String, Vec<DebtorId>>,
    named: HashMap<DebtorId, (String, String)>,
}

impl Known {
    fn load(tx: &mut Read<'_>) -> Result<Known> {
        let mut known = Known::default();
        let debtors = tx.debtors()?;
        let ids: Vec<DebtorId> = debtors.iter().map(|debtor| debtor.id).collect();
        let mut details = tx.details_of(&ids)?;
        for debtor in debtors {
            let own = details.remove(&debtor.id).unwrap_or_default();
            let note = |map: &mut HashMap<String, DebtorId>, key: &str| {
                if !key.is_empty() {
                    map.entry(key.to_lowercase()).or_insert(debtor.id);
                }
            };
            note(&mut known.by_siren, &debtor.siren);
            note(&mut known.by_vat, &debtor.vat);
            note(&mut known.by_email, own.email.trim());
            for key in keys(&own.name) {
                known.by_name.entry(key).or_default().push(debtor.id);
            }
            known.named.insert(debtor.id, (debtor.code, own.name));
        }
        Ok(known)
    }

    fn find(&self, row: &DebtorRow) -> Option<(DebtorId, String)> {
        let by = |map: &HashMap<String, DebtorId>, key: &str| if key.is_empty() { None } else { map.get(&key.to_lowercase()).copied() };
        if let Some(id) = by(&self.by_siren, &row.siren) {
            return Some((id, format!("même SIREN {}", row.siren)));
        }
        if let Some(id) = by(&self.by_vat, &row.vat) {
            return Some((id, "même numéro de TVA".to_owned()));
        }
        if let Some(id) = by(&self.by_email, &row.email) {
            return Some((id, "même adresse électronique".to_owned()));
        }
        let candidates = keys(&row.name).into_iter().filter_map(|key| self.by_name.get(&key)).flatten();
        let named = |id: &&DebtorId| self.named.get(id).is_some_and(|(_, name)| alike(name, &row.name));
        candidates.copied().collect::<BTreeSet<_>>().iter().find(named).map(|id| (*id, "noms proches".to_owned()))
    }
}

fn keys(name: &str) -> Vec<String> {
    if name.trim().is_empty() { Vec::new() } else { vec![folded(name).replace(' ', ""), outline(name)] }
}

/// The resemblances of new debtors, save those that a person said are somebody else.
pub(super) fn find(tx: &mut Read<'_>, new: &[DebtorRow], distinct: &BTreeSet<String>) -> Result<Vec<Near>> {
    if new.is_empty() || tx.has_no_debtor()? {
        return Ok(Vec::new());
    }
    let known = Known::load(tx)?;
    let mut found = Vec::new();
    for row in new {
        let key = row.key();
        if distinct.contains(key.as_ref()) {
            continue;
        }
        let Some((debtor, because)) = known.find(row) else { continue };
        let (code, known_as) = known.named.get(&debtor).cloned().unwrap_or_default();
        found.push(Near { line: row.line, key: key.into_owned(), name: row.name.clone(), debtor, code, known_as, because });
        if found.len() == MOST {
            break;
        }
    }
    Ok(found)
}
