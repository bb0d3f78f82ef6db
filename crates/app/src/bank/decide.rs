//! A person says what a line is.

use domain::Date;
use domain::events::{BankLineHeld, BankRuleSet, NewEvent};
use domain::facts::EntryKind;
use domain::french::{date_short, money_fr};
use domain::ids::{BankLineId, BankRuleId, ClaimId, DebtorId, MovementId};
use domain::money::{Cents, Money};
use domain::payments::{Aside, Back, Match, Outcome, Rest, Rule, RuleBy};
use jiff::ToSpan;
use store::{BankLine, Read, Tx};

use super::accounts::MOST_DAYS;
use super::settle::{self, By, Taking};
use crate::error::{AppError, Result};
use crate::record::{Done, facts, refundable};

/// A part of a line, as a person gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Whose money.
    pub debtor: DebtorId,
    /// What it pays; on account where nothing is said.
    pub claim: Option<ClaimId>,
    /// How much.
    pub cents: Cents,
}

pub(super) fn line_of(tx: &mut Read<'_>, line: BankLineId) -> Result<BankLine> {
    tx.bank_line(line)?.ok_or_else(|| AppError::usage(format!("Aucune ligne {line}.")))
}

/// A line that nobody decided yet.
fn open_line(tx: &mut Read<'_>, line: BankLineId) -> Result<BankLine> {
    let line = line_of(tx, line)?;
    if line.decided.is_some() {
        return Err(AppError::refused(format!("{} est déjà rapprochée : rouvrez-la d'abord. Rien n'a changé.", line.id)));
    }
    Ok(line)
}

/// Accepts a proposed match, by its place in the list; `give_up`: the small difference left is given up.
///
/// # Errors
/// No such proposal, or the books changed since it was made.
pub fn accept(tx: &mut Tx<'_>, line: BankLineId, place: usize, give_up: bool, day: Date) -> Result<Done> {
    let line = open_line(tx, line)?;
    let verdict = tx.bank_verdict(line.id)?.map(|verdict| verdict.outcome);
    let found = match verdict {
        Some(Outcome::Proposed(found)) => found.into_iter().nth(place),
        _ => None,
    };
    let found = found.ok_or_else(|| AppError::refused("Cette proposition n'existe plus. Relancez le rapprochement."))?;
    let settings = tx.matching(day)?;
    let currency = found.whole(line.money()).currency;
    let give_up = give_up
        .then(|| {
            found
                .rest
                .may_be_given_up(&settings, currency)
                .ok_or_else(|| AppError::refused("L'écart dépasse la limite que vous avez fixée : il n'est pas abandonné sans avoir."))
        })
        .transpose()?;
    settle::pays(tx, &line, &found, Taking { by: By::Person, accessories: true, give_up }, day)?;
    Ok(Done { said: format!("{} rapprochés : {}", money_fr(line.amount, line.currency), found.reason), created: Vec::new() })
}

/// Whether a person may say that a line settles this, in another currency than its own. No rate is asked or checked.
///
/// # Errors
/// The line's own currency; no amount, or more than any.
pub fn may_settle(line: &BankLine, said: Money) -> Result<()> {
    if said.currency == line.currency {
        return Err(AppError::usage(format!(
            "La ligne est déjà en {} : elle règle {}. Donnez la somme dans une autre devise, ou n'en donnez pas.",
            line.currency,
            line.money().french()
        )));
    }
    if !said.amount.is_positive() || said.amount > Cents::MOST {
        return Err(AppError::usage("Ce que la ligne règle dans une autre devise est un montant supérieur à zéro. Vérifiez-le."));
    }
    Ok(())
}

/// Shares a line by hand; its parts add up to it, or to what it settles in another currency, as the person says.
///
/// # Errors
/// Money that left; parts that do not add up; a claim of somebody else, of another currency, or paid; what [`may_settle`] refuses.
pub fn assign(tx: &mut Tx<'_>, line: BankLineId, parts: &[Part], settles: Option<Money>, day: Date) -> Result<Done> {
    let line = open_line(tx, line)?;
    if !line.amount.is_positive() {
        return Err(AppError::refused("Cette ligne est une sortie d'argent : elle ne règle aucune facture."));
    }
    settles.map(|said| may_settle(&line, said)).transpose()?;
    let whole = settles.unwrap_or(line.money());
    adds_up(&line, parts, whole)?;
    let mut debtors: Vec<DebtorId> = parts.iter().map(|part| part.debtor).collect();
    let on_account: Vec<DebtorId> = parts.iter().filter(|part| part.claim.is_none()).map(|part| part.debtor).collect();
    debtors.sort_unstable();
    debtors.dedup();
    if on_account.iter().any(|debtor| Some(debtor) != on_account.first()) {
        return Err(AppError::usage("Un seul débiteur peut garder une part à valoir sur une même ligne."));
    }
    if let Some(keeps) = on_account.first() {
        // The first one keeps what no claim takes.
        debtors.sort_by_key(|debtor| debtor != keeps);
    }
    let allocations: Vec<(ClaimId, Cents)> = parts.iter().filter_map(|part| part.claim.map(|claim| (claim, part.cents))).collect();
    for part in parts {
        if let Some(claim) = part.claim
            && !facts(tx, part.debtor)?.claims.iter().any(|own| own.id == claim)
        {
            return Err(AppError::usage(format!("{claim} n'appartient pas à ce débiteur.")));
        }
    }
    let kept: Cents = parts.iter().filter(|part| part.claim.is_none()).map(|part| part.cents).sum();
    let rest = if kept.is_positive() { Rest::OnAccount(kept) } else { Rest::None };
    let (reason, said) = match settles {
        Some(settled) => {
            let both = format!("{} pour {}", line.money().french(), settled.french());
            (format!("Réparti par une personne : {both}."), format!("{both}, répartis."))
        }
        None => ("Réparti par une personne.".to_owned(), format!("{} répartis.", line.money().french())),
    };
    let found = Match {
        debtors,
        allocations,
        credits: Vec::new(),
        told: Vec::new(),
        rest,
        converted: settles,
        score: 1000,
        evidence: Vec::new(),
        reason,
    };
    settle::pays(tx, &line, &found, Taking { by: By::Person, accessories: false, give_up: None }, day)?;
    Ok(Done { said, created: Vec::new() })
}

/// Whether parts are all that a line settles.
fn adds_up(line: &BankLine, parts: &[Part], whole: Money) -> Result<()> {
    if parts.is_empty() || parts.iter().any(|part| !part.cents.is_positive()) {
        return Err(AppError::usage("Donnez à chaque part un montant supérieur à zéro."));
    }
    let sum: Cents = parts.iter().map(|part| part.cents).sum();
    if sum == whole.amount {
        return Ok(());
    }
    let gap = whole.amount - sum;
    let what = if whole == line.money() { "la ligne" } else { "ce que la ligne règle" };
    Err(AppError::usage(format!(
        "Les parts font {} et {what} {} : il {} {}.",
        money_fr(sum, whole.currency),
        whole.french(),
        if gap.is_positive() { "manque" } else { "y a en trop" },
        money_fr(Cents(gap.0.abs()), whole.currency)
    )))
}

/// Says that a line takes a payment back. A payment in another currency comes back at the rate of the bank: nothing is compared.
///
/// # Errors
/// Money that came in; a payment that is not there, came back already, or is not of the line's amount in its currency.
pub fn take_back(tx: &mut Tx<'_>, line: BankLineId, payment: MovementId, day: Date) -> Result<Done> {
    let line = open_line(tx, line)?;
    if line.amount.is_positive() {
        return Err(AppError::refused("Cette ligne est une rentrée d'argent : elle ne reprend aucun règlement."));
    }
    let movement = tx.movement(payment)?.ok_or_else(|| AppError::usage(format!("Aucun règlement {payment}.")))?;
    if movement.kind != EntryKind::Payment {
        return Err(AppError::refused(format!("{payment} est un avoir : il ne revient pas impayé.")));
    }
    let (taken, paid) = (line.money().unsigned(), Money { amount: movement.amount, currency: movement.currency });
    let converted = paid.currency != taken.currency;
    let (fee_limit, _) = tx.matching(day)?.limits(line.currency);
    let fee = if converted { Cents::ZERO } else { taken.amount - paid.amount };
    if fee.0 < 0 || fee > fee_limit {
        return Err(AppError::refused(format!(
            "{payment} est de {} et cette ligne de {} : elle ne peut pas le reprendre, frais compris.",
            paid.french(),
            taken.french()
        )));
    }
    let both = if converted { format!(" : {} pour {}", taken.french(), paid.french()) } else { String::new() };
    let reason = format!("Rattaché par une personne{both}.");
    let told = movement.reversed_on.is_some() && !tx.payments_on_lines()?.1.contains(&payment);
    let back = Back { payment, debtor: movement.debtor, told, fee, score: 1000, reason };
    settle::returns(tx, &line, &back, By::Person, day)?;
    let both = if converted { format!(" ({} pour {})", taken.french(), paid.french()) } else { String::new() };
    Ok(Done { said: format!("{payment} est revenu impayé{both} : ce qu'il réglait est dû de nouveau."), created: Vec::new() })
}

/// Says that a line gives a debtor its credit back: the credit of exactly that amount, else the oldest first.
///
/// # Errors
/// Money that came in; a credit that is less than the line.
pub fn refund(tx: &mut Tx<'_>, line: BankLineId, debtor: DebtorId, day: Date) -> Result<Done> {
    let line = open_line(tx, line)?;
    if line.amount.0 >= 0 {
        return Err(AppError::refused("Cette ligne n'est pas une sortie d'argent : elle ne rembourse rien."));
    }
    let amount = Cents(-line.amount.0);
    // A credit note may be dated after the money that it explains.
    let mut credits = refundable(&facts(tx, debtor)?, line.currency, Date::MAX);
    if let Some(exact) = credits.iter().position(|(_, cents)| *cents == amount) {
        credits = vec![credits[exact]];
    }
    settle::refund(tx, &line, &credits, amount, day)?;
    Ok(Done {
        said: format!("{} remboursés : le crédit du débiteur en est diminué.", money_fr(amount, line.currency)),
        created: Vec::new(),
    })
}

/// Says that a line is no money of a debtor; `learn`: lines like it neither.
///
/// # Errors
/// A rule that says nothing.
pub fn set_aside(tx: &mut Tx<'_>, line: BankLineId, says: &str, learn: Option<RuleBy>, day: Date) -> Result<Done> {
    let line = open_line(tx, line)?;
    let says = says.trim();
    let rule = match learn {
        None => None,
        Some(by) => {
            let empty = match &by {
                RuleBy::Iban { iban } => iban.trim().is_empty(),
                // One short word would leave half a statement aside.
                RuleBy::Label { words } => words.chars().filter(|c| c.is_alphanumeric()).count() < 4,
            };
            if empty {
                return Err(AppError::usage("Donnez l'IBAN, ou des mots du libellé d'au moins quatre lettres : la règle en dépend."));
            }
            let says = if says.is_empty() { "pas un client" } else { says };
            let body = serde_json::to_vec(&Rule { by, says: says.to_owned() }).map_err(|error| AppError::refused(error.to_string()))?;
            let kept = tx.keep(&body)?;
            Some(BankRuleId(tx.append(NewEvent::new(day, BankRuleSet { rule: kept }))?.0))
        }
    };
    settle::aside(tx, &line, (Aside::NotCustomer, rule), says, By::Person, day)?;
    let learned = if rule.is_some() { " Les lignes semblables le seront aussi." } else { "" };
    Ok(Done { said: format!("{} laissés de côté.{learned}", money_fr(line.amount, line.currency)), created: Vec::new() })
}

/// Makes the letters of who may have paid wait some days more; `None`: nobody's wait any longer.
///
/// # Errors
/// A line that is decided.
pub fn keep_waiting(tx: &mut Tx<'_>, line: BankLineId, days: Option<u16>, day: Date) -> Result<Done> {
    let line = open_line(tx, line)?;
    let mut waits = tx.bank_waits()?.remove(&line.id).unwrap_or_default();
    waits.retain(|wait| !wait.over);
    if waits.is_empty() {
        return Err(AppError::refused("Aucune relance n'attend cette ligne. Rien n'a changé."));
    }
    let mut held: Vec<DebtorId> = waits.iter().map(|wait| wait.debtor).collect();
    held.dedup();
    let before = waits.iter().map(|wait| wait.until).max().unwrap_or(day);
    let (debtors, until, said) = match days {
        Some(days) => {
            let until = before.max(day.saturating_add(i64::from(days.min(MOST_DAYS)).days()));
            (held, until, format!("Les relances attendent jusqu'au {}.", date_short(until)))
        }
        None => (Vec::new(), day, "Les relances n'attendent plus cette ligne.".to_owned()),
    };
    tx.append(NewEvent::new(day, BankLineHeld { line: line.id, debtors, until, each: Vec::new() }))?;
    Ok(Done { said, created: Vec::new() })
}
