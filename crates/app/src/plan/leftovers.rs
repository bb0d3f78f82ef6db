//! « À décider » : claims whose principal was paid late and which still owe interest or the fixed indemnity. They are never
//! chased by themselves; a person claims, waives or leaves them.

use domain::Date;
use domain::dunning::Rules;
use domain::ids::ClaimId;
use domain::money::{Cents, Currency};
use serde::Serialize;
use store::{Read, Selection};

use crate::error::Result;
use crate::rules::LawRules;

/// What is left over on a claim whose principal is paid.
#[derive(Clone, Debug, Serialize)]
pub struct Leftover {
    /// The debtor's code.
    pub debtor: String,
    /// The claim.
    #[serde(skip)]
    pub claim: ClaimId,
    /// The invoice's number.
    pub number: String,
    /// Interest left.
    #[serde(serialize_with = "crate::balance::plain")]
    pub interest: Cents,
    /// Fixed indemnity left.
    #[serde(serialize_with = "crate::balance::plain")]
    pub indemnity: Cents,
    /// Currency of both.
    pub currency: Currency,
}

/// Every claim of which only accessories are left on a day, the largest first. What no rate is known for is left out.
///
/// # Errors
/// The data could not be read.
pub fn leftovers(tx: &mut Read<'_>, day: Date) -> Result<Vec<Leftover>> {
    let tenant = tx.tenant_facts(day)?;
    let rules = LawRules { law: crate::law::in_force() };
    let mut all = Vec::new();
    tx.each_debtor_facts(Selection::All, |facts| {
        for claim in facts.claims.iter().filter(|claim| claim.exists_on(day) && !claim.book_principal(day).is_positive()) {
            let Ok(owed) = rules.accessories(claim, &facts, &tenant, day) else { continue };
            if owed.interest.is_positive() || owed.indemnity.is_positive() {
                all.push(Leftover {
                    debtor: facts.code.clone(),
                    claim: claim.id,
                    number: claim.number.clone(),
                    interest: owed.interest,
                    indemnity: owed.indemnity,
                    currency: claim.currency,
                });
            }
        }
        Ok(())
    })?;
    all.sort_by_key(|left| (std::cmp::Reverse(left.interest + left.indemnity), left.claim));
    Ok(all)
}
