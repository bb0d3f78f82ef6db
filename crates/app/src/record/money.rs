//! Payments, credit notes, reversals, waivers.

use domain::Date;
use domain::events::{Allocated, CreditNoteRecorded, PaymentRecorded, PaymentReversed, Waived, WaiverWithdrawn};
use domain::facts::DebtorFacts;
use domain::french::{date_short, money_fr};
use domain::ids::{ClaimId, DebtorId, MovementId, WaiverId};
use domain::money::{Cents, Currency};
use domain::terms::{CreditCause, WaiverOf};
use store::Tx;

use super::spread::{Share, beyond, oldest_first, principal, spread};
use super::{Done, append, currency, note, positive};
use crate::error::{AppError, Result};
use crate::resolve;

/// A payment as a person says it.
#[derive(Clone, Debug)]
pub struct NewPayment<'a> {
    /// Who paid.
    pub debtor: &'a str,
    /// How much.
    pub amount: Cents,
    /// ISO code.
    pub currency: &'a str,
    /// Which claims, with their part.
    pub claims: &'a [String],
    /// Through what.
    pub means: &'a str,
    /// Label.
    pub reference: Option<&'a str>,
    /// Leave it to be allocated.
    pub unallocated: bool,
    /// Day of payment.
    pub on: Date,
}

const MEANS: [&str; 6] = ["transfer", "cheque", "direct_debit", "card", "cash", "other"];

/// Records a payment and allocates it: to the claims named, else to the oldest due first (C. civ. 1342-10).
///
/// # Errors
/// An unknown debtor or claim, an amount that is not positive, parts beyond the amount.
pub fn payment(tx: &mut Tx<'_>, new: &NewPayment<'_>) -> Result<Done> {
    let debtor = resolve::debtor(tx, new.debtor)?;
    let currency = currency(new.currency)?;
    positive(new.amount, "Le montant du règlement")?;
    if !MEANS.contains(&new.means) {
        return Err(AppError::usage(format!("Moyen de paiement « {} » inconnu. Valeurs possibles : {}.", new.means, MEANS.join(", "))));
    }
    let shares =
        shares(tx, debtor, (new.amount, currency), new.claims, if new.unallocated { Places::Nowhere } else { Places::All }, new.on)?;
    let reference = note(tx, new.reference)?;
    let means = new.means.to_owned();
    let event = PaymentRecorded { debtor, amount: new.amount, currency, means, reference, import: None, key: None };
    let id = MovementId(append(tx, new.on, event)?.0);
    allocate(tx, id, &shares, new.on)?;
    let said = format!("Règlement de {} inscrit au {}", money_fr(new.amount, currency), date_short(new.on));
    Ok(Done::of(format!("{said} ({id}).{}", told(&shares, new.amount, currency)), id))
}

/// What a payment would pay, before it is recorded: claim by claim, and what would be left of it.
///
/// # Errors
/// As [`payment`].
pub fn payment_preview(tx: &mut store::Read<'_>, new: &NewPayment<'_>) -> Result<(Vec<(ClaimId, Cents)>, Cents)> {
    let debtor = resolve::debtor(tx, new.debtor)?;
    positive(new.amount, "Le montant du règlement")?;
    let places = if new.unallocated { Places::Nowhere } else { Places::All };
    let shares = shares(tx, debtor, (new.amount, currency(new.currency)?), new.claims, places, new.on)?;
    let left = new.amount - shares.iter().map(|(_, cents)| *cents).sum();
    Ok((shares, left))
}

/// A credit note as a person says it.
#[derive(Clone, Debug)]
pub struct NewCredit<'a> {
    /// Who is credited.
    pub debtor: &'a str,
    /// Number printed.
    pub number: &'a str,
    /// How much, positive.
    pub amount: Cents,
    /// ISO code.
    pub currency: &'a str,
    /// Why.
    pub cause: CreditCause,
    /// Which claims, with their part.
    pub claims: &'a [String],
    /// Its date.
    pub on: Date,
}

/// Records a credit note and allocates it like a payment.
///
/// # Errors
/// As [`payment`]; a number already used for this debtor.
pub fn credit_note(tx: &mut Tx<'_>, new: &NewCredit<'_>) -> Result<Done> {
    let debtor = resolve::debtor(tx, new.debtor)?;
    let currency = currency(new.currency)?;
    positive(new.amount, "Le montant de l'avoir")?;
    let facts = facts(tx, debtor)?;
    if facts.movements.iter().any(|movement| !movement.number.is_empty() && movement.number == new.number) {
        return Err(AppError::refused(format!("L'avoir {} est déjà inscrit pour ce débiteur. Rien n'a changé.", new.number)));
    }
    let shares = shares(tx, debtor, (new.amount, currency), new.claims, Places::PrincipalOnly, new.on)?;
    let number = new.number.to_owned();
    let event = CreditNoteRecorded { debtor, number, amount: new.amount, currency, cause: new.cause, import: None, key: None };
    let id = MovementId(append(tx, new.on, event)?.0);
    allocate(tx, id, &shares, new.on)?;
    let said = format!("Avoir {} de {} inscrit au {}", new.number, money_fr(new.amount, currency), date_short(new.on));
    Ok(Done::of(format!("{said} ({id}).{}", told(&shares, new.amount, currency)), id))
}

/// Records that a payment came back.
///
/// # Errors
/// Not a payment, or already back.
pub fn reversal(tx: &mut Tx<'_>, payment: &str, reason: &str, on: Date) -> Result<Done> {
    let id: MovementId = payment.parse().map_err(AppError::Usage)?;
    let owner = tx.debtor_of_movement(id)?.ok_or_else(|| AppError::usage(format!("Aucun règlement {id}.")))?;
    let facts = facts(tx, owner)?;
    let Some(movement) = facts.movements.iter().find(|movement| movement.id == id) else {
        return Err(AppError::usage(format!("Aucun règlement {id}.")));
    };
    if movement.kind != domain::facts::EntryKind::Payment {
        return Err(AppError::refused(format!("{id} est un avoir : il ne revient pas impayé.")));
    }
    if let Some(back) = movement.reversed_on {
        return Err(AppError::refused(format!("{id} est déjà revenu impayé le {}. Rien n'a changé.", date_short(back))));
    }
    if on < movement.on {
        return Err(AppError::usage(format!("{id} est du {} : il ne peut pas revenir avant.", date_short(movement.on))));
    }
    append(tx, on, PaymentReversed { payment: id, reason: reason.to_owned() })?;
    Ok(Done::only(format!("{id} est revenu impayé le {} : les échéances qu'il réglait sont de nouveau dues.", date_short(on))))
}

/// Records a waiver on a claim.
///
/// # Errors
/// An unknown claim, no reason, something that is not `indemnity`, `interest` or an amount.
pub fn waiver(tx: &mut Tx<'_>, claim: &str, of: &str, reason: Option<&str>, on: Date) -> Result<Done> {
    let (claim, _) = resolve::claim(tx, claim, None)?;
    let of = match of.trim() {
        "indemnity" | "indemnité" => WaiverOf::Indemnity,
        "interest" | "intérêts" => WaiverOf::Interest,
        sum => {
            let amount = domain::french::parse_amount_fr(sum)
                .map_err(|_| AppError::usage("Dites ce qui est remis : indemnity, interest, ou une somme d'intérêts comme 120,50."))?;
            positive(amount, "La somme remise")?;
            WaiverOf::InterestAmount { amount }
        }
    };
    let reason = reason
        .map(str::trim)
        .filter(|r| !r.is_empty())
        .ok_or_else(|| AppError::usage("Une remise porte son motif : ajoutez --reason \"…\"."))?;
    let reason = tx.keep(reason.as_bytes())?;
    let id = WaiverId(append(tx, on, Waived { claim, of, reason })?.0);
    Ok(Done::of(format!("Remise inscrite sur {claim} ({id}), au {}.", date_short(on)), id))
}

/// Takes a waiver back.
///
/// # Errors
/// Not a reference of a waiver.
pub fn waiver_withdrawn(tx: &mut Tx<'_>, waiver: &str, on: Date) -> Result<Done> {
    let id: WaiverId = waiver.parse().map_err(AppError::Usage)?;
    if !tx.exists_waiver(id)? {
        return Err(AppError::usage(format!("Aucune remise {id}.")));
    }
    append(tx, on, WaiverWithdrawn { waiver: id })?;
    Ok(Done::only(format!("{id} est reprise à compter du {}.", date_short(on))))
}

pub(crate) fn facts(tx: &mut store::Read<'_>, debtor: DebtorId) -> Result<DebtorFacts> {
    tx.debtor_facts(debtor)?.ok_or_else(|| AppError::usage(format!("Aucun débiteur {debtor}.")))
}

/// Allocates cents of a movement to claims.
pub(crate) fn allocate(tx: &mut Tx<'_>, movement: MovementId, shares: &[Share], on: Date) -> Result<()> {
    for (claim, cents) in shares {
        append(tx, on, Allocated { movement, claim: *claim, cents: *cents })?;
    }
    Ok(())
}

/// How money is placed where nobody says it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Places {
    /// A payment: principal, then interest and the fixed indemnity.
    All,
    /// A credit note: principal only, it is no payment of what the delay cost.
    PrincipalOnly,
    /// Left to be allocated.
    Nowhere,
}

fn shares(
    tx: &mut store::Read<'_>,
    debtor: DebtorId,
    (amount, currency): (Cents, Currency),
    named: &[String],
    places: Places,
    on: Date,
) -> Result<Vec<Share>> {
    let (facts, tenant) = match places {
        Places::Nowhere => return Ok(Vec::new()),
        Places::All | Places::PrincipalOnly => (facts(tx, debtor)?, tx.tenant_facts(on)?),
    };
    if named.is_empty() {
        return match places {
            Places::All => spread(tx, &facts, &tenant, None, (amount, currency), on),
            _ => Ok(oldest_first(&facts, amount, currency, on)),
        };
    }
    let (mut left, mut whole) = (amount, places == Places::All);
    let mut shares = Vec::new();
    for name in named {
        let (id, part) = resolve::claim_part(tx, name, Some(debtor))?;
        let Some(claim) = facts.claims.iter().find(|claim| claim.id == id) else {
            return Err(AppError::refused(format!("{id} n'appartient pas à ce débiteur.")));
        };
        if claim.currency != currency {
            return Err(AppError::refused(format!("{id} est en {}, le règlement en {currency}.", claim.currency)));
        }
        whole &= part.is_none();
        let share = part.unwrap_or_else(|| principal(claim, on).or_zero().min(left));
        if share > left {
            return Err(AppError::usage(format!(
                "Les parts dépassent le montant : il ne reste que {} pour {id}.",
                money_fr(left, currency)
            )));
        }
        left -= share;
        shares.push((id, share));
    }
    if whole {
        beyond(&mut shares, &facts, &tenant, amount, on);
    }
    shares.retain(|(_, cents)| cents.is_positive());
    Ok(shares)
}

fn told(shares: &[Share], amount: Cents, currency: Currency) -> String {
    let mut said = String::new();
    for (claim, cents) in shares {
        said.push_str(&format!("\n  {} sur {claim}", money_fr(*cents, currency)));
    }
    let left = amount - shares.iter().map(|(_, cents)| *cents).sum();
    if left.is_positive() {
        said.push_str(&format!("\n  {} restent à affecter", money_fr(left, currency)));
    }
    said
}
