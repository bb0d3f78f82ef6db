//! Refunds: credit of a debtor that went back to it.

use domain::Date;
use domain::events::{AllocationUndone, Refunded};
use domain::facts::{DebtorFacts, MovementFacts};
use domain::french::{date_short, money_fr};
use domain::ids::{AllocationId, DebtorId, MovementId};
use domain::money::{Cents, Currency};
use store::{Read, Tx};

use super::{Done, append, currency, facts, note, positive};
use crate::error::{AppError, Result};
use crate::resolve;

/// A refund as a person says it.
#[derive(Clone, Copy, Debug)]
pub struct NewRefund<'a> {
    /// Whose: a code, `db_12`; or the payment or credit note that went back, `rg_12`.
    pub of: &'a str,
    /// How much.
    pub amount: Cents,
    /// ISO code.
    pub currency: &'a str,
    /// Label.
    pub reference: Option<&'a str>,
    /// Day on which the money left.
    pub on: Date,
}

/// What of a debtor's money no claim took and may go back on a day, the oldest first.
pub(crate) fn refundable(facts: &DebtorFacts, currency: Currency, on: Date) -> Vec<(MovementId, Cents)> {
    let mut credits: Vec<&MovementFacts> =
        facts.movements.iter().filter(|one| one.currency == currency && one.on <= on && one.unallocated(Date::MAX).is_positive()).collect();
    credits.sort_by_key(|one| (one.on, one.id));
    credits.into_iter().map(|one| (one.id, one.unallocated(Date::MAX))).collect()
}

/// Records that credit of a debtor went back to it: the oldest money first that no claim took.
///
/// # Errors
/// An unknown debtor or payment, an amount that is not positive or beyond the credit of that day.
pub fn refund(tx: &mut Tx<'_>, new: &NewRefund<'_>) -> Result<Done> {
    let currency = currency(new.currency)?;
    positive(new.amount, "Le montant du remboursement")?;
    let (debtor, only) = of(tx, new.of)?;
    let mut credits = refundable(&facts(tx, debtor)?, currency, new.on);
    credits.retain(|(id, _)| only.is_none_or(|only| only == *id));
    let refunds = give_back(tx, &credits, (new.amount, currency), new.reference, new.on)?;
    let created: Vec<String> = refunds.iter().map(ToString::to_string).collect();
    let said = format!("Remboursement de {} inscrit au {} ({}).", money_fr(new.amount, currency), date_short(new.on), created.join(", "));
    Ok(Done { said, created })
}

/// Gives so many cents of some credits back, in their order.
pub(crate) fn give_back(
    tx: &mut Tx<'_>,
    credits: &[(MovementId, Cents)],
    (amount, currency): (Cents, Currency),
    reference: Option<&str>,
    on: Date,
) -> Result<Vec<AllocationId>> {
    let there: Cents = credits.iter().map(|(_, cents)| *cents).sum();
    if amount > there {
        let said = if there.is_positive() {
            format!("Ce crédit est de {} au {}", money_fr(there, currency), date_short(on))
        } else {
            format!("Aucun crédit à rendre au {}", date_short(on))
        };
        return Err(AppError::refused(format!(
            "{said} : {} ne peuvent pas être remboursés. Ce qui règle une facture ne se rembourse pas ; un avoir le libère.",
            money_fr(amount, currency)
        )));
    }
    let (mut left, mut refunds) = (amount, Vec::new());
    for (movement, cents) in credits {
        let cents = left.min(*cents);
        if cents.is_positive() {
            let reference = note(tx, reference)?;
            refunds.push(AllocationId(append(tx, on, Refunded { movement: *movement, cents, reference })?.0));
            left -= cents;
        }
    }
    Ok(refunds)
}

/// Whose money, and which where it is said.
fn of(tx: &mut Read<'_>, named: &str) -> Result<(DebtorId, Option<MovementId>)> {
    let Ok(id) = named.parse::<MovementId>() else { return Ok((resolve::debtor(tx, named)?, None)) };
    let row = tx.movement(id)?.ok_or_else(|| AppError::usage(format!("Aucun règlement ni avoir {id}.")))?;
    Ok((row.debtor, Some(id)))
}

/// A refund was recorded by mistake: the credit is the debtor's again.
///
/// # Errors
/// No such refund.
pub fn refund_undone(tx: &mut Tx<'_>, refund: &str, on: Date) -> Result<Done> {
    let id: AllocationId = refund.parse().map_err(AppError::Usage)?;
    let row = tx.refund(id)?.ok_or_else(|| AppError::usage(format!("Aucun remboursement {id}, ou il est déjà annulé.")))?;
    if let Some(line) = tx.line_of_refund(id)? {
        return Err(AppError::refused(format!(
            "{id} vient de la ligne {line} de la banque : rouvrez-la pour revenir sur ce remboursement."
        )));
    }
    append(tx, on, AllocationUndone { allocation: id })?;
    Ok(Done::only(format!("Le remboursement {id} est annulé : {} est de nouveau au crédit du débiteur.", row.movement)))
}
