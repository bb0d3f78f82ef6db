//! Whether the debits of a batch may still be made: the same rules as when it was prepared, on what is known now.

use std::fmt;

use jiff::civil::Date;

use super::mandate::Mandate;
use super::reasons::WhyNot;
use super::select::{Ask, Desk, Presented};
use crate::collectable::collectable;
use crate::dunning::{Rules, effective_kind};
use crate::events::HoldCause;
use crate::facts::{DebtorFacts, TenantFacts};
use crate::ids::ClaimId;
use crate::money::Cents;

/// A debit of a batch whose day is to come.
#[derive(Clone, Debug)]
pub struct Planned<'a> {
    /// What it pays.
    pub claim: ClaimId,
    /// How much.
    pub cents: Cents,
    /// Under which mandate.
    pub mandate: &'a Mandate,
}

/// Why a debit should no longer be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Its claim is another debtor's than the account that the file debits.
    Moved {
        /// Reference of the mandate.
        reference: String,
    },
    /// Less is owed than it takes.
    Paid,
    /// It would not be prepared today.
    Barred(WhyNot),
}

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Changed::Moved { reference } => {
                write!(
                    f,
                    "Suivie depuis sur une autre fiche : le fichier débiterait le compte du mandat {reference}, qui n'est pas le sien."
                )
            }
            Changed::Paid => f.write_str("Réglée depuis, en tout ou partie."),
            Changed::Barred(why) => why.fmt(f),
        }
    }
}

/// Of the debits of a batch that pay claims of a debtor, those that should no longer be made.
///
/// The batch itself is no change: neither its holds, nor that its mandate is used by it. `others` are the batches that hold the same
/// claims, this one aside; that a claim was presented before was decided when the batch was prepared.
pub fn recheck<R: Rules>(
    debtor: &DebtorFacts,
    tenant: &TenantFacts,
    rules: &R,
    others: &[Presented],
    debits: &[Planned<'_>],
    (today, collect_on): (Date, Date),
) -> Vec<(ClaimId, Changed)> {
    let mut debtor = debtor.clone();
    debtor.holds.retain(|hold| hold.cause != HoldCause::DirectDebit);
    let kind = effective_kind(&debtor, tenant, today);
    let again: Vec<ClaimId> = debits.iter().map(|debit| debit.claim).collect();
    let ask = Ask { today, collect_on, again: &again };
    let now = collectable(&debtor, tenant, rules, today).shares;
    let then = collectable(&debtor, tenant, rules, collect_on).shares;
    let mut changed = Vec::new();
    for debit in debits {
        let Some(at) = debtor.claims.iter().position(|claim| claim.id == debit.claim) else { continue };
        let mandate = Mandate { once: false, ..debit.mandate.clone() };
        let usable = match mandate.bar(kind, collect_on) {
            None => Ok(&mandate),
            Some(bar) => Err(WhyNot::Mandate { reference: mandate.reference.clone(), bar }),
        };
        let desk = Desk { debtor: &debtor, tenant, rules, presented: others, ask: &ask, mandate: usable };
        let why = if debit.mandate.debtor != debtor.debtor {
            Some(Changed::Moved { reference: debit.mandate.reference.clone() })
        } else if !now[at].open.is_positive() {
            Some(Changed::Paid)
        } else {
            match desk.weigh(&debtor.claims[at], &now[at], &then[at]) {
                Ok(chosen) if chosen.cents >= debit.cents => None,
                Ok(chosen) => Some(chosen.less.map_or(Changed::Paid, |(what, amount)| Changed::Barred(WhyNot::NotAsked { what, amount }))),
                Err(why) => Some(Changed::Barred(why)),
            }
        };
        changed.extend(why.map(|why| (debit.claim, why)));
    }
    changed
}
